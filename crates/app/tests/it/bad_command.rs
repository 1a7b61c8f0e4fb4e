//! Bad input from the shell: archives that are none or would fill the machine,
//! arguments that cannot be. A refusal in French, its status, and nothing lost.

use std::{fs, io::Write, path::Path};

use rstest::rstest;

use crate::command::{json, plus, stderr};

/// A small archive that would fill the memory: 400 MB of blanks.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let blank = vec![b' '; 4 << 20];
    for index in 0..100 {
        let options = zip::write::SimpleFileOptions::default();
        archive
            .start_file(format!("F{index}.xml"), options)
            .unwrap();
        archive.write_all(&blank).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[rstest]
#[case::empty(b"".to_vec(), "pas une archive zip")]
#[case::not_a_zip(b"Ceci n'est pas une archive".to_vec(), "pas une archive zip")]
#[case::latin1(b"\xe9\xe8\xe0".to_vec(), "pas une archive zip")]
#[case::broken(bomb()[..2_000].to_vec(), "pas une archive zip")]
#[case::bomb(bomb(), "compression suspecte")]
fn a_bad_content_archive_is_refused_and_the_old_content_serves(
    #[case] bytes: Vec<u8>,
    #[case] said: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (
        folder.path().join("archive.zip"),
        folder.path().join("relais"),
    );
    let good = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fiches/tests/data/vosdroits-mini.zip"
    );
    let import = |path: &Path| {
        let (path, data) = (path.to_str().unwrap(), data.to_str().unwrap());
        plus(&["content", "import", path, "--data", data], "")
    };
    assert!(import(Path::new(good)).status.success());
    let packs = || fs::read_dir(data.join("contenus")).unwrap().count();
    let before = packs();
    fs::write(&file, bytes).unwrap();
    let tried = import(&file);
    assert_eq!(tried.status.code(), Some(1), "{}", stderr(&tried));
    assert!(stderr(&tried).contains(said), "{}", stderr(&tried));
    assert_eq!(packs(), before, "nothing is left of the bad one");
    let found = plus(&["search", "rsa", "--data", data.to_str().unwrap()], "");
    assert!(found.status.success(), "{}", stderr(&found));
}

#[rstest]
#[case::month(&["report", "monthly", "--month", "2017-13"], 2, "« 2017-13 » n’est pas un mois")]
#[case::not_a_month(&["report", "monthly", "--month", "hier"], 2, "n’est pas un mois")]
#[case::partner(&["report", "monthly", "--month", "2026-01", "--partner", "zzz"], 1, "Le partenaire « zzz » n’existe pas")]
#[case::not_over(&["report", "monthly", "--month", "2099-12", "--partner", "caf"], 1, "2099")]
#[case::day(&["stats", "--from", "2026-02-30"], 2, "2026-02-30")]
#[case::backwards(&["stats", "--from", "2026-05-02", "--to", "2026-05-01"], 1, "2026-05")]
#[case::format(&["stats", "--format", "xml"], 2, "« xml »")]
#[case::role(&["account", "create", "--login", "x", "--name", "x", "--role", "reine"], 2, "rôles")]
#[case::database(&["stats", "--database", "mysql://toto:secret@x/y"], 1, "x/y")]
fn a_command_that_cannot_be_says_why_and_its_status(
    #[case] arguments: &[&str],
    #[case] status: i32,
    #[case] said: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert!(
        plus(&["demo", "--no-serve", "--data", data], "")
            .status
            .success()
    );
    let tried = plus(&[arguments, &["--data", data]].concat(), "");
    assert_eq!(tried.status.code(), Some(status), "{}", stderr(&tried));
    assert!(stderr(&tried).contains(said), "{}", stderr(&tried));
    assert!(
        !stderr(&tried).contains("secret") && !stderr(&tried).contains(".."),
        "{}",
        stderr(&tried)
    );
    assert!(
        plus(&["journal", "verify", "--data", data], "")
            .status
            .success()
    );
}

/// A folder of a territory with phrases recorded beside its texts.
fn territory_with(list: &str) -> tempfile::TempDir {
    let kept = tempfile::tempdir().unwrap();
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    copy(Path::new(from), kept.path());
    let voices = kept.path().join("voix/gcf-MQ");
    fs::create_dir_all(&voices).unwrap();
    fs::write(voices.join("phrases.tsv"), list).unwrap();
    // No text: a reader of texts would stop on it.
    fs::write(voices.join("akey.ogg"), [0x4f, 0x67, 0xff, 0xfe]).unwrap();
    kept
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

#[test]
fn a_territory_brings_its_recorded_phrases() {
    let folder = territory_with("# Voix : une animatrice\nakey.ogg\tAkéy\n");
    let there = folder.path().to_str().unwrap();
    let answer = plus(&["territory", "check", there, "--format", "json"], "");
    assert_eq!(answer.status.code(), Some(0), "{}", stderr(&answer));
    assert_eq!(json(&answer)["recorded"], 1);
}

#[rstest]
#[case(
    "akey.ogg Akéy\n",
    "phrases.tsv, ligne 1 : le fichier, une tabulation, la phrase"
)]
#[case("absent.ogg\tAkéy\n", "phrases.tsv, ligne 1 : ce fichier n’est pas là")]
#[case(
    "../x.ogg\tAkéy\n",
    "phrases.tsv, ligne 1 : un nom de fichier sans dossier"
)]
fn a_wrong_list_of_recorded_phrases_is_named(#[case] list: &str, #[case] said: &str) {
    let folder = territory_with(list);
    let there = folder.path().to_str().unwrap();
    let answer = plus(&["territory", "check", there, "--format", "json"], "");
    assert_eq!(answer.status.code(), Some(1));
    let checked: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
    let problems = checked["problems"].to_string();
    assert!(problems.contains(said), "{problems}");
}
