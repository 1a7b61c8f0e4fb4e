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
fn an_xml_bomb_expands_to_nothing() {
    let levels: String = (1..10)
        .flat_map(|n| {
            let inside = format!("&l{};", n - 1).repeat(10);
            [format!("<!ENTITY l{n} \""), inside, "\">".to_owned()]
        })
        .collect();
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"lol\">{levels}]>\
         <Publication ID=\"F2\"><Texte>&l9;</Texte></Publication>"
    );
    assert_eq!(reason("F2.xml", bomb.as_bytes()), "DTD refusée");
}

#[test]
fn an_external_entity_reads_no_file_of_the_machine() {
    let secret = TempDir::new().unwrap();
    let path = secret.path().join("secret.txt");
    std::fs::write(&path, "mot de passe").unwrap();
    let outside = format!(
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file://{}\">]>\
         <Publication ID=\"F2\"><dc:title>&e;</dc:title></Publication>",
        path.display()
    );
    assert_eq!(reason("F2.xml", outside.as_bytes()), "DTD refusée");
    let undeclared = fiche("F2", "&e;", "");
    let told = reason("F2.xml", undeclared.as_bytes());
    assert_eq!(told, "entité inconnue « e »");
}

#[test]
fn a_file_of_another_encoding_is_refused_whatever_it_says_of_itself() {
    let text = fiche("F2", "Titre", "").replace("Titre", "\u{0}T");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(!reason("F2.xml", &utf16).is_empty());
    let declared = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
    let mut latin = format!("{declared}{}", fiche("F2", "d", "")).into_bytes();
    let at = latin.iter().position(|b| *b == b'd').unwrap();
    latin.insert(at + 5, 0xe9);
    assert_eq!(reason("F2.xml", &latin), "le fichier n'est pas en UTF-8");
}

/// Changes the name of the second file into that of the first, as no honest program does.
fn with_one_name(first: &str, second: &str) -> Vec<u8> {
    assert_eq!(first.len(), second.len());
    let mut bytes = archive(&[
        (first, good().as_bytes()),
        (second, fiche("F2", "Autre", "").as_bytes()),
    ]);
    let width = second.len();
    let places: Vec<usize> = (0..bytes.len() - width)
        .filter(|at| bytes[*at..*at + width] == *second.as_bytes())
        .collect();
    assert_eq!(places.len(), 2, "once before the file, once in the list");
    for at in places {
        bytes[at..at + width].copy_from_slice(first.as_bytes());
    }
    bytes
}

#[test]
fn two_files_of_one_name_are_refused_with_the_whole_archive() {
    let folder = TempDir::new().unwrap();
    let error = build_in(folder.path(), &with_one_name("F1.xml", "F2.xml")).unwrap_err();
    assert!(matches!(error, ImportError::SameNameTwice), "{error:?}");
    assert!(error.to_string().contains("du même nom"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_packed_a_thousand_times_is_refused_before_it_fills_the_memory() {
    // 200 MB of spaces: 200 kB once packed.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, megabytes) in [("F1.xml", 0), ("F2.xml", 200)] {
        zip.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut zip, good().as_bytes()).unwrap();
        for _ in 0..megabytes {
            std::io::Write::write_all(&mut zip, &vec![b' '; 1 << 20]).unwrap();
        }
    }
    let built = built(&zip.finish().unwrap().into_inner());
    assert_eq!(built.report.imported, 1);
    assert!(built.report.failed[0].reason.contains("trop gros"));
}

#[test]
fn an_archive_cut_anywhere_gives_a_reason_and_no_pack() {
    let whole = archive(&[("F1.xml", good().as_bytes())]);
    for kept in 0..whole.len() {
        let folder = TempDir::new().unwrap();
        let error = build_in(folder.path(), &whole[..kept]).unwrap_err();
        assert!(
            error.to_string().contains("Téléchargez-la de nouveau"),
            "{kept}: {error}"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
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
    let packed = Limits {
        archive_bytes: 1_000,
        ..Limits::default()
    };
    let refused = build_with(folder.path(), &bomb, packed).unwrap_err();
    assert!(
        refused.to_string().contains("bien plus petite"),
        "{refused}"
    );
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
