//! A report as a WordprocessingML document: its parts, its headings, its tables with a head,
//! its drawings with their words, its language, and every word that somebody typed.

use std::{
    io::{Cursor, Read},
    process::Command,
};

use jiff::civil::date;
use plus_reports::docx::rapport;
use proptest::prelude::*;
use zip::ZipArchive;

use crate::rapport::report;

fn bytes_of(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut pack = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut kept = Vec::new();
    let mut found = pack.by_name(name).unwrap();
    found.read_to_end(&mut kept).unwrap();
    kept
}

fn file(bytes: &[u8], name: &str) -> String {
    String::from_utf8(bytes_of(bytes, name)).unwrap()
}

/// Paragraphs with their style, in the order of reading.
fn paragraphs(xml: &str) -> Vec<(String, String)> {
    let parts = xml.split("<w:p>").skip(1);
    let said = parts.filter_map(|part| {
        let style = part.split("<w:pStyle w:val=\"").nth(1)?.split('"').next()?;
        let text = part.split("<w:t xml:space=\"preserve\">").nth(1)?;
        let text = text.split("</w:t>").next()?;
        Some((style.to_owned(), unescaped(text)))
    });
    said.collect()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

fn made() -> Vec<u8> {
    let sheet = report(vec![vec!["Le Marin".into(), "4 à 8 min".into()]]);
    rapport(&sheet, date(2026, 11, 24)).unwrap()
}

#[test]
fn the_package_holds_its_parts_and_is_the_same_twice() {
    let bytes = made();
    assert_eq!(bytes, made());
    let types = file(&bytes, "[Content_Types].xml");
    for part in ["word/document.xml", "word/styles.xml", "word/footer1.xml"] {
        assert!(types.contains(&format!("/{part}\"")), "{part}");
        assert!(!file(&bytes, part).is_empty());
    }
    let core = file(&bytes, "docProps/core.xml");
    assert!(core.contains("<dc:title>Où mettre les prochaines bornes</dc:title>"));
    assert!(core.contains("<dc:language>fr</dc:language>"), "{core}");
    assert!(file(&bytes, "word/styles.xml").contains("<w:lang w:val=\"fr\""));
}

#[test]
fn headings_tables_and_drawings_are_what_they_are() {
    let bytes = made();
    let xml = file(&bytes, "word/document.xml");
    let said = paragraphs(&xml);
    let of = |style: &str, text: &str| (style.to_owned(), text.to_owned());
    let order = [
        of("Title", "Où mettre les prochaines bornes"),
        of("Subtitle", "Une borne au moins dans chaque commune."),
        of("Heading1", "La carte"),
        of("Normal", "Douze communes sur douze."),
        of("Note", "Carré plein : une borne"),
        of("Caption", "Trajet moyen"),
        of("TableHeading", "Commune"),
        of("TableHeading", "Avant"),
        of("TableContents", "Le Marin"),
        of("Figure", "4 à 8 min"),
        of("Note", "Temps estimés."),
    ];
    assert_eq!(said, order);
    // The head, and it alone, is repeated and read as a head.
    assert_eq!(xml.matches("<w:tblHeader/>").count(), 1);
    assert!(xml.find("<w:tblHeader/>") < xml.find("Commune</w:t>"));
    assert!(xml.contains("descr=\"Un carré\""), "{xml}");
    assert!(xml.contains("r:embed=\"rId3\""), "{xml}");
    let rels = file(&bytes, "word/_rels/document.xml.rels");
    assert!(rels.contains("Id=\"rId3\"") && rels.contains("media/1.png"));
    assert!(bytes_of(&bytes, "word/media/1.png").starts_with(b"\x89PNG"));
}

#[test]
fn a_row_that_is_too_short_is_refused() {
    let refused = rapport(&report(vec![vec!["Le Marin".into()]]), date(2026, 11, 24));
    assert!(refused.is_err());
}

/// What XML 1.0 can hold stays; line ends and tabs are read as spaces.
fn kept(typed: &str) -> String {
    let signs = typed.chars().filter_map(|sign| match sign {
        '\t' | '\n' | '\r' => Some(' '),
        '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => None,
        _ => Some(sign),
    });
    signs.collect()
}

proptest! {
    /// Whatever somebody typed is read again as it was, and breaks nothing.
    #[test]
    fn any_text_survives(typed in any::<String>(), other in "[<>&\"' a-z]{0,12}") {
        let sheet = report(vec![vec![typed.clone(), other.clone()]]);
        let bytes = rapport(&sheet, date(2026, 11, 24)).unwrap();
        let xml = file(&bytes, "word/document.xml");
        let said = paragraphs(&xml);
        prop_assert_eq!(said.len(), 11);
        prop_assert_eq!(&said[8].1, &kept(&typed));
        prop_assert_eq!(&said[9].1, &kept(&other));
        prop_assert_eq!(xml.matches("<w:p>").count(), xml.matches("</w:p>").count());
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that checks less says so")]
fn libre_office_reads_it_where_it_is_installed() {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path();
    let path = folder.join("rapport.docx");
    std::fs::write(&path, made()).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = Command::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to", "txt:Text (encoded):UTF8"])
        .arg("--outdir")
        .args([folder, path.as_path()])
        .output();
    match done {
        Ok(done) if done.status.success() => {
            let text = std::fs::read_to_string(folder.join("rapport.txt")).unwrap();
            assert!(text.contains("Douze communes sur douze."), "{text}");
        }
        _ => eprintln!("skipped: LibreOffice is not installed"),
    }
}
