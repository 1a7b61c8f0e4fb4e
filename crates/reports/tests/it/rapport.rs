//! A report for the elected: accessible, the same each time, and never with a broken table.

use jiff::civil::date;
use plus_reports::{
    pdf::rapport,
    rapport::{Drawing, Grid, Rapport, Section},
};

use crate::pdf::{holds, text_of};

pub fn report(rows: Vec<Vec<String>>) -> Rapport {
    Rapport {
        lang: "fr".into(),
        issuer: "Pour les usagers du Sud".into(),
        title: "Où mettre les prochaines bornes".into(),
        subtitle: "Une borne au moins dans chaque commune.".into(),
        sections: vec![Section {
            title: "La carte".into(),
            paragraphs: vec!["Douze communes sur douze.".into()],
            drawing: Some(Drawing {
                svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><rect width=\"9\" height=\"9\"/></svg>".into(),
                alt: "Un carré".into(),
                key: vec!["Carré plein : une borne".into()],
                width: None,
            }),
            tables: vec![Grid {
                caption: "Trajet moyen".into(),
                head: vec!["Commune".into(), "Avant".into()],
                rows,
                words: 1,
                notes: vec!["Temps estimés.".into()],
                drawing: None,
            }],
        }],
        made: "Fait le 24 novembre 2026".into(),
        page: "page {x} sur {y}".into(),
    }
}

#[test]
fn a_report_is_tagged_says_its_words_and_is_the_same_twice() {
    let sheet = report(vec![vec!["Le Marin".into(), "4 à 8 min".into()]]);
    let bytes = rapport(&sheet, date(2026, 11, 24)).unwrap();
    for mark in ["/Marked true", "/Lang(fr)", "pdfuaid:part"] {
        assert!(holds(&bytes, mark), "{mark} is missing");
    }
    let Some(text) = text_of(&bytes) else { return };
    for words in [
        "Où mettre",
        "Douze communes",
        "Le Marin",
        "4 à 8 min",
        "page 1 sur 1",
        "Carré plein",
        "Trajet moyen",
        "Temps estimés",
    ] {
        assert!(text.contains(words), "« {words} » is not in {text}");
    }
    let again = rapport(&sheet, date(2026, 11, 24)).unwrap();
    assert_eq!(bytes, again);
}

#[test]
fn a_row_that_is_too_short_is_refused() {
    let sheet = report(vec![vec!["Le Marin".into()]]);
    let refused = rapport(&sheet, date(2026, 11, 24)).unwrap_err();
    assert!(
        refused.to_string().contains("1 cases pour 2 colonnes"),
        "{refused}"
    );
}

/// PDF/UA-1 and PDF/A-2a in the same file: both are declared, as typst enforces them.
#[test]
fn a_report_is_accessible_and_archival_at_once() {
    let sheet = report(vec![vec!["Le Marin".into(), "4 à 8 min".into()]]);
    let bytes = rapport(&sheet, date(2026, 11, 24)).unwrap();
    for mark in [
        "pdfuaid:part",
        "pdfaid:part",
        "pdfaid:conformance",
        "/OutputIntents",
    ] {
        assert!(holds(&bytes, mark), "{mark} is missing");
    }
}
