//! Phrases that a person recorded.

use std::{fs, path::Path};

use plus_borne::voice::recorded::Recordings;

fn write(folder: &Path, list: &str) {
    fs::write(folder.join("phrases.tsv"), list).unwrap();
    fs::write(folder.join("bonjou.wav"), "a sound").unwrap();
}

#[tokio::test]
async fn a_phrase_is_found_by_its_exact_words_and_its_language() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "# Voix : une animatrice\nbonjou.wav\tKi sa ou bizwen ?\n",
    );
    let recorded = Recordings::read(folder.path(), "gcf-MQ").unwrap();
    let key = recorded.find("Ki sa  ou bizwen\u{a0}?", "gcf-MQ").unwrap();
    assert_eq!(
        recorded.get(&key).await,
        Some((b"a sound".to_vec(), "audio/wav"))
    );
    assert!(recorded.find("Ki sa ou bizwen ?", "fr").is_none());
    assert!(recorded.find("Ki sa", "gcf-MQ").is_none());
}

#[test]
fn without_a_list_nothing_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let recorded = Recordings::read(&folder.path().join("nulle-part"), "gcf-MQ").unwrap();
    assert_eq!(recorded.count(), 0);
}

#[test]
fn a_wrong_line_is_named() {
    for (list, wanted) in [
        ("bonjou.wav Bonjou", "ligne 1 : le fichier, une tabulation"),
        ("\n../secret.wav\tBonjou", "ligne 2 : un nom de fichier"),
        ("bonjou.mp3\tBonjou", "un fichier .wav ou .ogg"),
        ("absent.ogg\tBonjou", "n’est pas là"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), list);
        let refused = Recordings::read(folder.path(), "gcf-MQ")
            .unwrap_err()
            .to_string();
        assert!(refused.contains(wanted), "{refused}");
    }
}
