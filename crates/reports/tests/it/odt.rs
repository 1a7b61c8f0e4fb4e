//! A report as an OpenDocument: a package as the standard says, all its words, the same each
//! time, and nothing that breaks its XML.

use std::{
    io::{Cursor, Read},
    process::Command,
};

use jiff::civil::date;
use plus_reports::odt::{MEDIA_TYPE, rapport};
use zip::{CompressionMethod, ZipArchive};

use crate::rapport::report;

fn file(bytes: &[u8], name: &str) -> String {
    let mut pack = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut found = pack.by_name(name).unwrap();
    found.read_to_string(&mut text).unwrap();
    text
}

/// The words of a document, tags left out.
fn words(xml: &str) -> String {
    let parts = xml.split('<').filter_map(|part| part.split_once('>'));
    let texts: Vec<&str> = parts.map(|(_, text)| text.trim()).collect();
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    texts.join("\n")
}

#[test]
fn the_package_begins_with_its_kind_in_clear() {
    let sheet = report(vec![vec!["Le Marin".into(), "4 à 8 min".into()]]);
    let bytes = rapport(&sheet, date(2026, 11, 24)).unwrap();
    let mut pack = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let first = pack.by_index(0).unwrap();
    assert_eq!(first.name().unwrap(), "mimetype");
    assert_eq!(first.compression(), CompressionMethod::Stored);
    drop(first);
    // Where other programs look for it, without reading the package.
    assert_eq!(&bytes[30..38], b"mimetype");
    assert!(bytes[38..].starts_with(MEDIA_TYPE.as_bytes()));
    let manifest = file(&bytes, "META-INF/manifest.xml");
    for name in ["content.xml", "styles.xml", "meta.xml"] {
        assert!(manifest.contains(name), "{name}");
        assert!(!file(&bytes, name).is_empty());
    }
    assert_eq!(bytes, rapport(&sheet, date(2026, 11, 24)).unwrap());
}

#[test]
fn every_word_is_there_in_the_order_of_reading() {
    let sheet = report(vec![vec!["Le Marin".into(), "4 à 8 min".into()]]);
    let bytes = rapport(&sheet, date(2026, 11, 24)).unwrap();
    let told = words(&file(&bytes, "content.xml"));
    let mut rest = told.as_str();
    for said in [
        "Où mettre les prochaines bornes",
        "Une borne au moins",
        "La carte",
        "Douze communes sur douze.",
        "Un carré",
        "Trajet moyen",
        "Commune",
        "Le Marin",
        "4 à 8 min",
        "Temps estimés.",
    ] {
        let at = rest
            .find(said)
            .unwrap_or_else(|| panic!("« {said} » is not in {told}"));
        rest = &rest[at + said.len()..];
    }
}

#[test]
fn what_somebody_typed_breaks_nothing() {
    let hostile = "</text:p><script>&amp;\u{0}\u{b}\" ' ]]>";
    let sheet = report(vec![vec![hostile.into(), "a\nb\tc".into()]]);
    let xml = file(&rapport(&sheet, date(2026, 11, 24)).unwrap(), "content.xml");
    assert!(!xml.contains("<script>"), "{xml}");
    assert!(
        xml.contains("&lt;/text:p&gt;&lt;script&gt;&amp;amp;&quot; ' ]]&gt;"),
        "{xml}"
    );
    assert!(xml.contains(">a b c<"), "{xml}");
    assert!(!xml.chars().any(|sign| sign < ' ' && sign != '\n'), "{xml}");
    let (opened, closed) = (
        xml.matches("<text:p ").count(),
        xml.matches("</text:p>").count(),
    );
    assert_eq!(opened, closed);
}

#[test]
fn a_row_that_is_too_short_is_refused() {
    let refused = rapport(&report(vec![vec!["Le Marin".into()]]), date(2026, 11, 24));
    assert!(refused.is_err());
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that checks less says so")]
fn libre_office_reads_it_where_it_is_installed() {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path();
    let sheet = report(vec![vec!["Le Marin".into(), "4 à 8 min".into()]]);
    let path = folder.join("rapport.odt");
    std::fs::write(&path, rapport(&sheet, date(2026, 11, 24)).unwrap()).unwrap();
    let done = Command::new("soffice")
        .arg(format!(
            "-env:UserInstallation=file://{}/profile",
            folder.display()
        ))
        .args([
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
        ])
        .args([folder, path.as_path()])
        .output();
    match done {
        Ok(done) if done.status.success() => {
            let text = std::fs::read_to_string(folder.join("rapport.txt")).unwrap();
            assert!(text.contains("Douze communes sur douze."), "{text}");
            assert!(text.contains("4 à 8 min"), "{text}");
        }
        _ => eprintln!("skipped: LibreOffice is not installed"),
    }
}
