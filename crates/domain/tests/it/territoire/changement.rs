//! A change of the files of a territory (issue 9, 2): laid over them, refused when they are no
//! longer the same, taken back.

use plus_domain::territoire::changement::{Changement, Depasse, Relecture};

use super::{Files, espace_sud, espace_sud_files};

fn change() -> Changement {
    Changement::new("c1".to_owned(), "g1".into(), 1)
}

fn files() -> Files {
    let all = espace_sud_files().into_iter();
    all.filter(|(path, _)| !path.starts_with("geo/")).collect()
}

fn with(files: &Files, path: &str, from: &str, to: &str) -> String {
    assert!(files[path].contains(from), "{from}");
    files[path].replacen(from, to, 1)
}

#[test]
fn a_change_says_what_it_changes_and_is_taken_back() {
    let before = files();
    let mut change = change();
    let text = with(
        &before,
        "territoire.toml",
        "nom_court = \"PLUS\"",
        "nom_court = \"PLUS Sud\"",
    );
    change.set(&before, "territoire.toml", Some(text));
    let said: Vec<String> = change
        .differences()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(said, ["territoire.toml, nom_court : PLUS → PLUS Sud"]);
    let after = change.over(&before).unwrap();
    assert_ne!(after, before);
    let back = change.reverse("c2".to_owned(), "a1".into(), 2);
    assert_eq!(back.over(&after), Ok(before.clone()));
    assert_eq!(back.revient_sur.as_deref(), Some("c1"));
    // Over files that another has changed since, nothing is lost: it is refused.
    assert_eq!(
        back.over(&before),
        Err(Depasse(vec!["territoire.toml".to_owned()]))
    );
}

#[test]
fn a_file_that_becomes_what_it_was_is_no_part_of_it() {
    let before = files();
    let mut change = change();
    change.set(&before, "sites.toml", Some("# rien\n".to_owned()));
    change.set(&before, "lieux.csv", None);
    assert_eq!(change.fichiers.len(), 2);
    assert!(!change.laid(&before).contains_key("lieux.csv"));
    change.set(&before, "lieux.csv", before.get("lieux.csv").cloned());
    change.set(&before, "sites.toml", None);
    assert!(change.fichiers.is_empty());
}

#[test]
fn a_relecture_says_what_stops_it_and_who_disappears() {
    let before = files();
    let serving = espace_sud();
    let sound = Relecture::of(&before, &serving);
    assert_eq!(*sound.territoire.unwrap(), serving);
    assert_eq!((sound.disparus.len(), sound.restes > 0), (0, true));
    let mut after = before.clone();
    let from = after["partenaires.toml"]
        .find("[[partenaire]]\ncode = \"edf\"")
        .unwrap();
    let rest = &after["partenaires.toml"][from + 5..];
    let to = rest
        .find("[[partenaire]]")
        .map_or(after["partenaires.toml"].len(), |at| from + 5 + at);
    after
        .get_mut("partenaires.toml")
        .unwrap()
        .replace_range(from..to, "");
    let read = Relecture::of(&after, &serving);
    match read.territoire {
        Ok(_) => assert_eq!(read.disparus, ["edf"]),
        // Something else names it: said, with file and line.
        Err(problems) => assert!(
            problems.iter().any(|p| p.message.contains("edf")),
            "{problems:?}"
        ),
    }
}
