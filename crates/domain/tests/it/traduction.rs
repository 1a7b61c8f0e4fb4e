//! The catalogue in other languages: English lacks nothing, no line outlives its
//! French, Kréyol shows no guess.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use plus_domain::{
    mandat::Modele,
    territoire::Territoire,
    traduction::{Memory, Trust, common},
};

use crate::{
    epci::epcis,
    territoire::{espace_sud, espace_sud_files},
};

/// Every sentence of ours that the public may read in a territory.
fn sentences(territory: &Territoire) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for demarche in territory.catalogue.demarches() {
        let told = [
            &demarche.title,
            &demarche.summary,
            &demarche.who,
            &demarche.ask_whom,
        ];
        said.extend(told.into_iter().chain(&demarche.steps).cloned());
        let marked = [&demarche.where_, &demarche.cost, &demarche.delay];
        let marked = marked.into_iter().chain(&demarche.papers);
        said.extend(marked.map(|sourced| sourced.shown().value.clone()));
    }
    for service in territory.services.all() {
        let told = [&service.name, &service.purpose, &service.ask_whom];
        said.extend(told.into_iter().cloned());
        said.extend(service.before.shown().value.details.clone());
    }
    for partner in &territory.partners {
        said.insert(partner.summary.clone());
        for name in &partner.names {
            said.extend([name.name.clone(), name.phrase.clone()]);
        }
    }
    for article in Modele::in_force().unwrap().articles {
        said.extend(article.to_translate());
        said.insert(article.title);
    }
    said.extend(territory.themes.iter().map(|theme| theme.label.fr.clone()));
    said
}

/// Espace Sud, and an EPCI of each department overseas and of one elsewhere.
fn territories() -> Vec<Territoire> {
    let others = epcis();
    let others = others
        .iter()
        .map(|(epci, communes)| Territoire::for_epci(epci, communes).unwrap());
    std::iter::once(espace_sud()).chain(others).collect()
}

#[test]
fn every_sentence_of_ours_has_its_english() {
    let mut missing = BTreeSet::new();
    for territory in territories() {
        let memory = Memory::of(&territory);
        let unsaid = |sentence: &String| {
            memory
                .get("en", sentence)
                .is_none_or(|said| said.text.is_none())
        };
        missing.extend(sentences(&territory).into_iter().filter(unsaid));
    }
    assert!(
        missing.is_empty(),
        "to write in data/commun/traductions/en.tsv: {missing:#?}"
    );
}

#[test]
fn no_line_outlives_the_french_that_it_translates() {
    let territories = territories();
    let said: BTreeSet<String> = territories.iter().flat_map(sentences).collect();
    // A sentence that names a partner stands in files with a mark, and in the catalogue without.
    let filled = |french: &str| {
        let partners = territories.iter().flat_map(|t| &t.partners);
        let mut phrases = partners.map(|partner| &partner.last_name().phrase);
        phrases.any(|phrase| {
            plus_domain::territoire::names::fill(french, phrase)
                .is_ok_and(|sentence| said.contains(&sentence))
        })
    };
    let lines = common().unwrap();
    let old: Vec<_> = lines
        .iter()
        .filter(|line| !said.contains(&line.french) && !filled(&line.french))
        .map(|line| format!("{}: {}", line.language, line.french))
        .collect();
    assert!(old.is_empty(), "{old:#?}");
}

#[test]
fn a_sentence_that_changes_is_said_in_french_again() {
    let memory = Memory::of(&espace_sud());
    assert!(memory.get("en", "Demander le RSA").is_some());
    assert!(memory.get("en", "Demander le RSA vite").is_none());
    assert!(memory.get("es", "Demander le RSA").is_none());
}

#[test]
fn a_guess_in_kreyol_is_kept_back_and_known_to_wait() {
    let territory = espace_sud();
    let memory = Memory::of(&territory);
    let guesses = common().unwrap();
    let guesses: Vec<_> = guesses
        .iter()
        .filter(|line| line.trust == Some(Trust::C) && !line.is_shown())
        .collect();
    assert!(!guesses.is_empty());
    for guess in guesses {
        let said = memory.get("gcf-MQ", &guess.french).unwrap();
        assert!(said.text.is_none() && !said.heard, "{}", guess.french);
    }
    let free = memory.get("gcf-MQ", "Gratuit.").unwrap();
    assert_eq!(free.text.as_deref(), Some("Gratui."));
}

#[test]
fn a_territory_adds_its_own_lines_which_win_and_are_published_with_it() {
    let mut files = espace_sud_files();
    let own = "key\tfr\ten\tstate\ntitre\tDemander le RSA\tAsk for the RSA here\trelu\n";
    files.insert("traductions/en.tsv".into(), own.into());
    let territory = Territoire::from_files(files).unwrap();
    let read = Territoire::from_publication(&territory.publication()).unwrap();
    assert_eq!(read, territory);
    let memory = Memory::of(&read);
    assert_eq!(
        memory.get("en", "Demander le RSA").unwrap().text.as_deref(),
        Some("Ask for the RSA here")
    );
}

#[test]
fn a_territory_published_before_translations_existed_is_still_read() {
    let mut publication = espace_sud().publication();
    let fields = publication.territory.as_object_mut().unwrap();
    assert!(
        fields.remove("translations").is_none(),
        "none is written for nothing"
    );
    assert_eq!(
        Territoire::from_publication(&publication).unwrap(),
        espace_sud()
    );
}

#[test]
fn a_faulty_line_of_a_territory_is_said_with_its_place() {
    let mut files = espace_sud_files();
    let own = "key\tfr\ten\tstate\ntitre\tDemander le RSA\t\trelu\n";
    files.insert("traductions/en.tsv".into(), own.into());
    files.insert("traductions/../x.tsv".into(), own.into());
    let problems = Territoire::from_files(files).unwrap_err();
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(
            |line| line.starts_with("traductions/en.tsv:2") && line.contains("« en » est vide")
        ),
        "{said:?}"
    );
    assert!(
        said.iter()
            .any(|line| line.starts_with("traductions/../x.tsv:1"))
    );
}
