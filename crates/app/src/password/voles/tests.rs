use std::{fs, path::PathBuf};

use proptest::prelude::{prop, prop_assert_eq, proptest};
use tempfile::TempDir;

use super::{Stolen, StolenError};

fn hash(password: &str) -> String {
    String::from_utf8(super::hash(password).to_vec()).unwrap()
}

fn list(passwords: &[String], end: &str) -> (TempDir, PathBuf) {
    let mut lines: Vec<String> = passwords.iter().map(|p| hash(p)).collect();
    lines.sort_unstable();
    lines.dedup();
    // Counts of every length: lines are not all as long.
    let counted = lines.iter().zip(1_u64..);
    let counted = counted.map(|(line, n)| format!("{line}:{}{end}", n * n * n));
    written(&counted.collect::<Vec<_>>().concat())
}

fn written(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("voles.txt");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn words(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("mot de passe {n}")).collect()
}

#[test]
fn a_hash_is_that_of_the_published_list() {
    // The first line that anybody looks for in that list.
    assert_eq!(hash("password"), "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
}

#[test]
fn every_stolen_one_is_found_and_no_other() {
    for end in ["\n", "\r\n"] {
        let all = words(3_000);
        let (_folder, path) = list(&all, end);
        let stolen = Stolen::new(&path);
        for one in &all {
            assert!(stolen.holds(one).unwrap(), "{one}");
        }
        for n in 0..3_000 {
            assert!(!stolen.holds(&format!("un autre {n}")).unwrap());
        }
        assert_eq!(
            stolen.examine().unwrap(),
            fs::metadata(&path).unwrap().len()
        );
    }
}

#[test]
fn the_last_line_needs_no_end() {
    let all = words(50);
    let (_folder, path) = list(&all, "\n");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.trim_end()).unwrap();
    let stolen = Stolen::new(&path);
    assert!(all.iter().all(|one| stolen.holds(one).unwrap()));
    stolen.examine().unwrap();
}

#[test]
fn what_is_not_there_not_sorted_or_no_such_list_is_told() {
    let nowhere = Stolen::new("/nulle/part".as_ref());
    assert!(matches!(nowhere.holds("x"), Err(StolenError::File { .. })));
    assert!(
        nowhere
            .examine()
            .unwrap_err()
            .to_string()
            .contains("/nulle/part")
    );
    let (_folder, path) = list(&words(500), "\n");
    let sorted = fs::read_to_string(&path).unwrap();
    let backwards: Vec<&str> = sorted.lines().rev().collect();
    let small = sorted.to_lowercase();
    let bare = sorted.lines().map(|l| &l[..40]).collect::<Vec<_>>();
    for text in [
        backwards.join("\n"),
        small,
        bare.join("\n"),
        "pas une liste\n".repeat(100),
        "x".repeat(10_000),
        String::new(),
    ] {
        fs::write(&path, &text).unwrap();
        let told = Stolen::new(&path).examine();
        assert!(
            matches!(told, Err(StolenError::Shape { .. })),
            "{told:?} {}",
            &text[..text.len().min(60)]
        );
    }
    fs::write(&path, backwards.join("\n")).unwrap();
    let asked = Stolen::new(&path).holds("mot de passe 1");
    assert!(matches!(asked, Err(StolenError::Shape { .. })), "{asked:?}");
}

proptest! {
    #[test]
    fn a_list_of_any_length_answers_as_a_set(
        held in prop::collection::vec("[a-z]{1,4}", 0..40),
        asked in "[a-z]{1,4}",
    ) {
        let (_folder, path) = list(&held, "\n");
        let stolen = Stolen::new(&path);
        prop_assert_eq!(stolen.holds(&asked).unwrap(), held.contains(&asked));
        for one in &held {
            prop_assert_eq!(stolen.holds(one).unwrap(), true);
        }
    }
}
