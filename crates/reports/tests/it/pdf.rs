//! The PDF: accessible, dated by its data, never refused for a name.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use plus_domain::statement::Label;
use plus_reports::pdf;
use proptest::prelude::*;

use crate::samples::{self, october, too_few};

/// The text of a PDF, in the order of its content.
pub fn text_of(bytes: &[u8]) -> Option<String> {
    poppler("pdftotext", &["-raw", "-", "-"], bytes)
}

/// What a reader of the tags finds: elements, scopes and texts.
fn tags_of(bytes: &[u8]) -> Option<String> {
    poppler("pdfinfo", &["-struct-text", "-"], bytes)
}

/// What a tool of poppler says of a PDF; `None`, said aloud, where it is not
/// installed.
#[expect(clippy::print_stderr, reason = "a test that checks less says so")]
fn poppler(tool: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let child = Command::new(tool)
        .args(arguments)
        .stderr(Stdio::null())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("{tool} is not installed: what it says of the PDF is not checked");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    input.write_all(bytes).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn a_statement_is_tagged_in_french_with_its_title_shown() {
    let bytes = pdf::statement(&october()).unwrap();
    assert!(bytes.starts_with(b"%PDF-1."));
    for mark in [
        "/MarkInfo",
        "/Marked true",
        "/StructTreeRoot",
        "/Lang(fr)",
        "/DisplayDocTitle true",
        "pdfuaid:part",
    ] {
        assert!(holds(&bytes, mark), "{mark} is missing");
    }
}

#[test]
fn a_reader_of_tags_finds_headings_header_cells_and_whole_numbers() {
    let Some(tags) = tags_of(&pdf::statement(&october()).unwrap()) else {
        return;
    };
    assert!(tags.contains("H1") && tags.contains("Table"), "{tags}");
    assert!(
        tags.contains("/Scope /Row") && tags.contains("/Scope /Column"),
        "{tags}"
    );
    assert!(
        tags.contains("\"1\u{a0}012\""),
        "a number is cut in\n{tags}"
    );
}

#[test]
fn the_same_statement_gives_the_same_bytes() {
    let once = pdf::statement(&october()).unwrap();
    assert_eq!(once, pdf::statement(&october()).unwrap());
    let mut later = october();
    later.frozen_on = later.frozen_on.tomorrow().unwrap();
    assert_ne!(once, pdf::statement(&later).unwrap());
}

#[test]
fn it_is_read_from_top_to_bottom() {
    let Some(text) = text_of(&pdf::statement(&october()).unwrap()) else {
        return;
    };
    let order = [
        "Relevé mensuel, octobre 2026",
        "CAF de la Martinique",
        "visites",
        "Le mois, le mois d’avant, l’année",
        "Les demandes, par démarche",
        "Les visites, par commune du passage",
        "Autres repères du mois",
        "Comment lire ce relevé",
    ];
    let mut from = 0;
    for title in order {
        let place = text[from..].find(title);
        assert!(
            place.is_some(),
            "{title} is missing or misplaced in\n{text}"
        );
        from += place.unwrap();
    }
    assert!(text.contains("Page 1 sur 2"), "{text}");
    assert!(
        text.contains("Relevé figé le 3 novembre 2026 · version 1"),
        "{text}"
    );
}

#[test]
fn too_few_people_make_a_page_that_says_so() {
    let Some(text) = text_of(&pdf::statement(&too_few()).unwrap()) else {
        return;
    };
    assert!(text.contains("moins de 5") && text.contains("masqué"));
    assert!(text.contains("Le total concerne moins de 5 personnes."));
}

#[test]
fn a_letter_that_the_font_lacks_is_a_question_mark_and_not_a_refusal() {
    let mut statement = october();
    statement.partner.name = "Relais 日本 🚐\u{7}\u{fffe}".to_owned();
    let bytes = pdf::statement(&statement).unwrap();
    if let Some(text) = text_of(&bytes) {
        assert!(text.contains("Relais ?? ?"), "{text}");
    }
}

#[test]
fn forty_rows_flow_onto_the_next_page() {
    let mut statement = october();
    let model = statement.tables[2].rows[0].clone();
    statement.tables[2].rows = (0..60)
        .map(|index| {
            let mut row = model.clone();
            row.label = Label::Name(format!(
                "Démarche au nom assez long pour tenir deux lignes, numéro {index}"
            ));
            row
        })
        .collect();
    let bytes = pdf::statement(&statement).unwrap();
    if let Some(text) = text_of(&bytes) {
        assert!(
            text.contains("numéro 59") && text.contains("Page 4 sur"),
            "{text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]
    #[test]
    fn no_statement_is_refused(statement in samples::any_statement()) {
        let bytes = pdf::statement(&statement);
        prop_assert!(bytes.is_ok(), "{:?}", bytes.err());
    }
}
