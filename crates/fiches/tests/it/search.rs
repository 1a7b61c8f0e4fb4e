//! Search in everyday French.
#![expect(clippy::disallowed_methods, reason = "measures how long answers take")]

use std::time::Instant;

use plus_fiches::model::DocumentKind;
use proptest::prelude::*;

use crate::fixture::{MINI, archive, built, fiche};

fn ids(query: &str) -> Vec<String> {
    MINI.pack
        .search(query, 10)
        .unwrap()
        .into_iter()
        .map(|hit| hit.id)
        .collect()
}

fn first(query: &str) -> String {
    ids(query).into_iter().next().unwrap_or_default()
}

#[test]
fn accents_case_and_elisions_do_not_matter() {
    let expected = ids("carte d'identité perdue");
    assert!(!expected.is_empty());
    for same in [
        "CARTE D’IDENTITÉ PERDUE",
        "carte d identite perdue",
        "carte didentite perdue ?",
    ] {
        assert_eq!(ids(same), expected, "{same}");
    }
}

#[test]
fn one_word_that_nobody_knows_does_not_empty_the_results() {
    assert_eq!(first("carte grise xyzzyx"), first("carte grise"));
}

#[test]
fn a_misspelt_word_is_corrected() {
    assert_eq!(first("certifica de cesion"), first("certificat de cession"));
}

#[test]
fn a_dossier_whose_title_is_typed_comes_first() {
    assert_eq!(first("passeport"), "N360");
    assert_eq!(first("Pacte civil de solidarité (Pacs)"), "N144");
}

/// Sentences that only the everyday questions lead to their fiche.
const TOLD: &[(&str, &str)] = &[
    (
        "plus un sou ne rentre, je survis grâce aux voisins",
        "F19778",
    ),
    (
        "je suis caissière, mon employeur ne me donne que quinze heures",
        "F2882",
    ),
];

#[test]
fn a_sentence_is_found_by_the_questions_that_people_ask() {
    for (told, wanted) in TOLD {
        let found = ids(told);
        assert!(
            found.iter().take(3).any(|id| id == wanted),
            "{told}: {found:?}"
        );
    }
}

#[test]
fn a_question_is_never_shown() {
    for hit in MINI.pack.search(TOLD[0].0, 10).unwrap() {
        let shown: String = hit.snippet.iter().map(|part| part.text.as_str()).collect();
        assert!(!shown.contains("survis"), "{shown}");
    }
}

#[test]
fn guided_searches_themes_and_services_are_never_listed() {
    for entry in MINI
        .pack
        .entries()
        .iter()
        .filter(|entry| !entry.kind.is_listed())
    {
        assert!(!ids(&entry.title).contains(&entry.id), "{}", entry.title);
    }
    let hits = MINI.pack.search("immatriculer un véhicule", 50).unwrap();
    assert!(
        hits.iter()
            .all(|hit| matches!(hit.kind, DocumentKind::Fiche | DocumentKind::Dossier))
    );
}

#[test]
fn results_say_why_they_answer() {
    let hits = MINI.pack.search("amende voiture", 10).unwrap();
    let marked = |hit: &plus_fiches::search::Hit| hit.snippet.iter().any(|part| part.matched);
    assert!(hits.iter().all(|hit| !hit.title.is_empty()));
    assert!(hits.iter().filter(|hit| marked(hit)).count() * 2 > hits.len());
    assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
}

#[test]
fn the_limit_holds_and_a_blank_query_finds_nothing() {
    assert_eq!(MINI.pack.search("carte", 3).unwrap().len(), 3);
    assert!(MINI.pack.search("carte", 0).unwrap().is_empty());
    for blank in ["", " ", "???", "de la le", "'", "\u{a0}"] {
        assert!(ids(blank).is_empty(), "{blank:?}");
    }
}

#[test]
fn a_word_counts_more_in_the_title_than_in_the_text() {
    let text = |word: &str| format!("<Texte><Paragraphe>{word} {word}</Paragraphe></Texte>");
    let built = built(&archive(&[
        ("F1.xml", fiche("F1", "Bourse", &text("cantine")).as_bytes()),
        ("F2.xml", fiche("F2", "Cantine", &text("bourse")).as_bytes()),
    ]));
    let first = |query: &str| built.pack.search(query, 1).unwrap()[0].id.clone();
    assert_eq!(
        (first("cantine"), first("bourse")),
        ("F2".to_owned(), "F1".to_owned())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_text_is_a_query(query in "\\PC{0,80}") {
        let hits = MINI.pack.search(&query, 10).unwrap();
        prop_assert!(hits.len() <= 10);
    }

    #[test]
    fn a_text_of_any_length_is_answered_soon(text in "\\PC{0,400}|[a-zé' ]{0,2000}") {
        let start = Instant::now();
        let first = ids(&text);
        // Fifty milliseconds, and room for a machine that does something else.
        prop_assert!(start.elapsed().as_millis() < 200, "{:?}", start.elapsed());
        prop_assert_eq!(ids(&text), first);
    }

    #[test]
    fn any_misspelling_is_a_query(query in "[a-zéèàç' -]{0,40}") {
        MINI.pack.search(&query, 10).unwrap();
    }
}
