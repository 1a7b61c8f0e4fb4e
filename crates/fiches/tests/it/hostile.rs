//! Archives made to harm, or just broken: a French reason, never a crash, never a half pack.

use std::io::Cursor;

use plus_fiches::import::{self, ImportError, Limits, Watch};
use tempfile::TempDir;

use crate::fixture::{archive, build_in, build_with, built, fiche};

fn good() -> String {
    fiche(
        "F1",
        "Bonne fiche",
        "<Texte><Paragraphe>texte</Paragraphe></Texte>",
    )
}

fn reason(name: &str, bytes: &[u8]) -> String {
    let built = built(&archive(&[("F1.xml", good().as_bytes()), (name, bytes)]));
    assert_eq!((built.report.files, built.report.imported), (2, 1));
    assert_eq!(built.report.failed[0].file, name);
    built.report.failed[0].reason.clone()
}

#[test]
fn a_broken_file_is_named_and_the_others_are_imported() {
    assert_eq!(
        reason("F2.xml", b"<Publication>\xff"),
        "le fichier n'est pas en UTF-8"
    );
    assert_eq!(reason("F2.xml", b""), "le fichier est vide");
    assert!(reason("F2.xml", b"<Publication></autre>").starts_with("XML mal form"));
    assert!(reason("F2.xml", b"<Publication><a>").starts_with("XML interrompu"));
    assert!(reason("menu.xml", b"<Menu/>").contains("Menu"));
    assert_eq!(
        reason("F2.xml", b"<Publication ID='../x'/>"),
        "identifiant absent ou inattendu"
    );
    assert_eq!(reason("F2.xml", b"<Publication ID='F2'/>"), "titre absent");
    assert!(reason("F2.xml", good().as_bytes()).contains("F1 est déjà pris"));
}

#[test]
fn names_that_climb_out_are_refused_and_nothing_is_written_by_them() {
    for name in ["../F2.xml", "/etc/F2.xml", "a/../../F2.xml", "..\\F2.xml"] {
        assert!(
            reason(name, good().as_bytes()).contains("dangereux"),
            "{name}"
        );
    }
}

#[test]
fn what_is_not_xml_is_left_aside_by_name() {
    assert!(reason("autre.zip", &archive(&[])).contains("archive dans l'archive"));
    assert!(reason("I1.png", b"image").contains("pas un fichier XML"));
}

#[test]
fn a_dtd_and_entities_are_refused() {
    let lol =
        "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><Publication>&b;</Publication>";
    assert_eq!(reason("F2.xml", lol.as_bytes()), "DTD refusée");
}

#[test]
fn deep_nesting_is_refused_without_exhausting_the_stack() {
    let deep = format!("{}{}", "<Texte>".repeat(50_000), "</Texte>".repeat(50_000));
    assert!(reason("F2.xml", deep.as_bytes()).contains("imbrication"));
}

#[test]
fn the_deepest_file_accepted_can_be_read_back() {
    for (open, close) in [
        ("<Chapitre><Titre>t</Titre>", "</Chapitre>"),
        ("<FragmentConditionne>", "</FragmentConditionne>"),
        ("<BlocCas><Cas><Titre>t</Titre>", "</Cas></BlocCas>"),
        ("<Liste><Item>", "</Item></Liste>"),
        (
            "<Tableau><Rangée><Cellule>",
            "</Cellule></Rangée></Tableau>",
        ),
        (
            "<Paragraphe><MiseEnEvidence>",
            "</MiseEnEvidence></Paragraphe>",
        ),
    ] {
        let levels = 34 / open.matches('<').count().max(1);
        let body = format!("{}fond{}", open.repeat(levels), close.repeat(levels));
        let xml = fiche("F1", "T", &body);
        let built = built(&archive(&[("F1.xml", xml.as_bytes())]));
        let document = built.pack.document("F1").unwrap().unwrap();
        assert!(document.plain_text().contains("fond"), "{open}");
    }
}

#[test]
fn bombs_are_stopped_by_each_limit() {
    let folder = TempDir::new().unwrap();
    let blank = vec![b' '; 3 << 20];
    let bomb = archive(&[("F1.xml", good().as_bytes()), ("F2.xml", &blank)]);
    let failure = |limits| {
        let (_, report) = build_with(folder.path(), &bomb, limits).unwrap();
        report.failed[0].reason.clone()
    };
    assert!(failure(Limits::default()).contains("compression suspecte"));
    let small = Limits {
        entry_bytes: 1_000_000,
        ..Limits::default()
    };
    assert!(failure(small).contains("trop gros"));
    let total = Limits {
        total_bytes: 1_000_000,
        ..Limits::default()
    };
    assert!(matches!(
        build_with(folder.path(), &bomb, total),
        Err(ImportError::TooLarge { limit: 1_000_000 })
    ));
    let entries = Limits {
        entries: 1,
        ..Limits::default()
    };
    assert!(matches!(
        build_with(folder.path(), &bomb, entries),
        Err(ImportError::TooManyEntries { found: 2, limit: 1 })
    ));
}

#[test]
fn a_broken_archive_gets_a_clear_message() {
    let folder = TempDir::new().unwrap();
    let whole = archive(&[("F1.xml", good().as_bytes())]);
    for broken in [&b""[..], b"pas un zip", &whole[..whole.len() / 2]] {
        let error = build_in(folder.path(), broken).unwrap_err();
        assert!(matches!(error, ImportError::NotAZip), "{error:?}");
        assert!(error.to_string().contains("zip"));
    }
}

#[test]
fn an_archive_without_a_single_fiche_gives_no_pack() {
    let folder = TempDir::new().unwrap();
    let error = build_in(folder.path(), &archive(&[("lisez.txt", b"rien")])).unwrap_err();
    let ImportError::NothingImported(report) = error else {
        panic!("{error:?}")
    };
    assert_eq!(report.failed.len(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn checking_an_archive_says_the_same_as_importing_it_and_writes_nothing() {
    let bytes = std::fs::read(crate::fixture::mini_path()).unwrap();
    let mut watch = Watch {
        limits: Limits::default(),
        progress: &mut |_| {},
        cancel: &|| false,
    };
    let report = import::check(Cursor::new(bytes), &mut watch).unwrap();
    assert_eq!(report, crate::fixture::MINI.report);
}
