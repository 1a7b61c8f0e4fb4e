//! What a démarche says: plain enough to be read by all, in the words of here.

use plus_domain::catalogue::{Demarche, Item, plain};

use super::code;
use crate::territoire::espace_sud;

/// Everything a person reads of a démarche.
fn texts(demarche: &Demarche) -> Vec<&str> {
    let own = [&demarche.title, &demarche.summary, &demarche.who];
    let own = own.into_iter().chain(&demarche.steps).map(String::as_str);
    let items = demarche
        .items()
        .into_iter()
        .filter(|(item, ..)| *item != Item::Adresse);
    own.chain(items.map(|(_, text, _)| text)).collect()
}

#[test]
fn somebody_who_reads_badly_can_read_every_sentence() {
    let territoire = espace_sud();
    let mut lengths = Vec::new();
    for demarche in territoire.catalogue.demarches() {
        for sentence in texts(demarche).into_iter().flat_map(plain::sentences) {
            let words = plain::words(sentence);
            assert!(
                words <= plain::MAX_WORDS,
                "{}: {words} words: {sentence}",
                demarche.code
            );
            lengths.push(words);
        }
    }
    let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
    assert!(mean <= plain::MEAN_WORDS, "{mean}");
}

#[test]
fn every_summary_is_short_and_easy() {
    let territoire = espace_sud();
    for demarche in territoire.catalogue.demarches() {
        let (code, summary) = (&demarche.code, demarche.summary_measure());
        let count = summary.sentences;
        assert!(plain::SUMMARY.contains(&count), "{code}: {count} sentences");
        assert!(
            summary.is_easy(),
            "{code}: {:.1} {:.1}",
            summary.ease(),
            summary.lix()
        );
    }
}

#[test]
fn every_demarche_is_easy_from_its_title_to_its_price() {
    let territoire = espace_sud();
    let demarches = territoire.catalogue.demarches();
    let measures: Vec<_> = demarches
        .iter()
        .map(|d| plain::Measure::of(texts(d)))
        .collect();
    let mean = |of: fn(&plain::Measure) -> f64| {
        measures.iter().map(of).sum::<f64>() / measures.len() as f64
    };
    let (ease, lix) = (mean(plain::Measure::ease), mean(plain::Measure::lix));
    assert!(ease >= plain::MIN_EASE, "{ease:.1}");
    assert!(lix <= plain::MAX_LIX, "{lix:.1}");
    for (demarche, measure) in demarches.iter().zip(&measures) {
        assert!(
            measure.ease() >= plain::MIN_EASE,
            "{}: {:.1}",
            demarche.code,
            measure.ease()
        );
    }
}

/// The offices of elsewhere have no door in Martinique.
#[test]
fn a_demarche_names_the_office_of_the_territory() {
    let territoire = espace_sud();
    let elsewhere = [
        "CPAM",
        "Carsat",
        "CARSAT",
        "Urssaf",
        "MDPH",
        "conseil départemental",
    ];
    for demarche in territoire.catalogue.demarches() {
        for text in texts(demarche)
            .into_iter()
            .chain([demarche.ask_whom.as_str()])
        {
            for office in elsewhere {
                assert!(
                    !text.contains(office),
                    "{}: {office} in « {text} »",
                    demarche.code
                );
            }
        }
    }
    for (file, national, local) in [
        ("carte-vitale", "cpam", "cgss"),
        ("retraite-demander", "carsat", "cgss"),
        ("apa", "departement", "ctm"),
        ("aah", "mdph", "mmph"),
        ("electricite-facture", "electricite", "edf"),
    ] {
        let demarche = territoire.catalogue.get(&code(file)).unwrap();
        let partner = territoire.partner(&demarche.partner).unwrap();
        assert_eq!(partner.code.as_str(), local, "{file}");
        let does = partner.stands_for.iter().any(|op| op == national);
        assert!(does, "{local} does not do the work of {national}");
    }
}

#[test]
fn sentences_are_set_as_french_is_printed() {
    for demarche in espace_sud().catalogue.demarches() {
        for text in texts(demarche) {
            for wrong in [
                "'", " ?", " !", " :", " ;", " »", "« ", "  ", "...", "{", "}", "usager",
                "veuillez",
            ] {
                assert!(
                    !text.contains(wrong),
                    "{}: « {wrong} » in « {text} »",
                    demarche.code
                );
            }
        }
    }
}
