//! The catalogue of démarches: plain, complete, and never surer than it is.

use std::collections::BTreeSet;

use jiff::civil::date;
use plus_domain::{
    catalogue::{Catalogue, Demarche, Item, MarkKind, Status, plain, revision},
    event::DemarcheConfirmation,
    ids::{AccountId, DemarcheCode, PartnerCode},
    territoire::{CommuneRow, EpciRow, Problem, Territoire},
};
use proptest::prelude::*;

use crate::territoire::{espace_sud, espace_sud_files};

fn code(text: &str) -> DemarcheCode {
    DemarcheCode::new(text)
}

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
fn a_relay_opens_with_its_sixty_most_frequent_demarches() {
    let territoire = espace_sud();
    let today = date(2026, 11, 23);
    assert!(territoire.catalogue.demarches().len() >= 60);
    for demarche in territoire.catalogue.demarches() {
        let partner = territoire.partner(&demarche.partner).unwrap();
        assert!(partner.is_valid_on(today), "{}", demarche.code);
        assert!(territoire.theme(&demarche.theme).is_some());
        assert!(
            !demarche.aliases.is_empty() && !demarche.steps.is_empty(),
            "{}",
            demarche.code
        );
        assert!(!demarche.papers.is_empty(), "{}", demarche.code);
    }
    for partner in &territoire.partners {
        assert!(
            territoire
                .catalogue
                .of_partner(&partner.code)
                .next()
                .is_some(),
            "{} has no démarche",
            partner.code
        );
    }
    for theme in &territoire.themes {
        assert!(
            territoire.catalogue.of_theme(&theme.code).next().is_some(),
            "{} has no démarche",
            theme.code
        );
    }
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

#[test]
fn nothing_is_printed_or_spoken_without_its_mark() {
    for demarche in espace_sud().catalogue.demarches() {
        let online = demarche.online.iter().map(|online| {
            (
                online.shown().to_string(),
                online.shown().spoken(),
                online.status(),
            )
        });
        let others =
            demarche
                .papers
                .iter()
                .chain([&demarche.where_, &demarche.cost, &demarche.delay]);
        let others = others.map(|item| {
            (
                item.shown().to_string(),
                item.shown().spoken(),
                item.status(),
            )
        });
        for (print, speech, status) in others.chain(online) {
            let mark = status.mark();
            assert!(print.ends_with(&format!(" ({})", mark.label)), "{print}");
            assert!(speech.ends_with(&mark.long), "{speech}");
            assert_eq!(mark.kind == MarkKind::AConfirmer, status.is_to_confirm());
        }
    }
}

#[test]
fn what_is_official_names_a_fiche_of_the_demarche_and_its_date() {
    for demarche in espace_sud().catalogue.demarches() {
        for (item, _, status) in demarche.items() {
            match status {
                Status::Officiel { fiche, date } => {
                    assert!(demarche.fiches.contains(fiche), "{} {item}", demarche.code);
                    assert!(
                        (2016..=2020).contains(&date.year()),
                        "{} {item}",
                        demarche.code
                    );
                }
                Status::VerifieParLeRelais { .. } | Status::VerifieParLePartenaire { .. } => {
                    panic!("nobody verified anything yet")
                }
                Status::HabituelAConfirmer { ask_whom } => assert!(!ask_whom.is_empty()),
            }
        }
    }
}

#[test]
fn the_coordinator_sees_all_that_remains_to_be_confirmed() {
    let territoire = espace_sud();
    let items = territoire
        .catalogue
        .demarches()
        .iter()
        .flat_map(Demarche::items);
    let expected = items
        .filter(|(_, _, status)| status.is_to_confirm())
        .count();
    let list = territoire.catalogue.to_confirm();
    assert_eq!(list.len(), expected);
    let first = list
        .iter()
        .find(|line| line.demarche.code == code("attestation-droits"))
        .unwrap();
    assert_eq!((first.item, first.ask_whom), (Item::Piece(1), "la CGSS"));
}

fn confirmation(demarche: &str, item: &str, text: &str) -> DemarcheConfirmation {
    DemarcheConfirmation {
        demarche: code(demarche),
        item: item.into(),
        text: text.into(),
        author: AccountId::new("a1"),
        date: date(2026, 11, 23),
    }
}

fn confirmed(catalogue: &Catalogue, confirmations: &[DemarcheConfirmation]) -> Catalogue {
    catalogue
        .clone()
        .with_confirmations(confirmations, |_, when| Status::VerifieParLeRelais {
            who: "Ghislaine R.".into(),
            when,
        })
}

#[test]
fn a_confirmation_changes_the_mark_of_what_it_verified_and_nothing_else() {
    let catalogue = espace_sud().catalogue;
    let after = confirmed(&catalogue, &[confirmation("rsa", "piece:3", "Votre RIB")]);
    assert_eq!(after.to_confirm().len(), catalogue.to_confirm().len() - 1);
    let paper = &after.get(&code("rsa")).unwrap().papers[2];
    assert_eq!(
        paper.shown().mark.long,
        "Vérifié par le relais (Ghislaine R.) le 23 novembre 2026."
    );
    assert_eq!(paper.shown().value, "Votre RIB");
}

#[test]
fn a_whole_demarche_confirmed_is_verified_everywhere_and_official_facts_keep_their_source() {
    let catalogue = espace_sud().catalogue;
    let before = catalogue.get(&code("logement-social")).unwrap();
    let whole = before.whole_text();
    let after = confirmed(
        &catalogue,
        &[confirmation("logement-social", "tout", &whole)],
    );
    let after = after.get(&code("logement-social")).unwrap();
    for ((_, text, before), (_, _, after)) in before.items().into_iter().zip(after.items()) {
        match before {
            Status::Officiel { .. } => assert_eq!(before, after, "{text}"),
            _ => assert_eq!(after.mark().kind, MarkKind::Verifie, "{text}"),
        }
    }
    let stale = confirmation("logement-social", "tout", "Un autre texte");
    assert_eq!(confirmed(&catalogue, &[stale]), catalogue);
}

#[test]
fn a_demarche_is_read_again_six_months_after_its_oldest_word() {
    let catalogue = espace_sud().catalogue;
    let rsa = catalogue.get(&code("rsa")).unwrap();
    // Its file was written on 23 November 2026.
    assert_eq!(revision::of_demarche(rsa, &[]), Some(date(2027, 5, 23)));
    let later = |item: &str, text: &str| DemarcheConfirmation {
        date: date(2027, 3, 1),
        ..confirmation("rsa", item, text)
    };
    let one_point = later("cout", "Gratuit.");
    let after_one = revision::of_demarche(rsa, &[one_point]);
    assert_eq!(
        after_one,
        Some(date(2027, 5, 23)),
        "the other points are as old"
    );
    let whole = later("tout", &rsa.whole_text());
    let after_all = revision::of_demarche(rsa, &[whole]);
    assert_eq!(after_all, Some(date(2027, 9, 1)));
    let stale = later("tout", "Un autre texte");
    assert_eq!(
        revision::of_demarche(rsa, &[stale]),
        Some(date(2027, 5, 23))
    );
}

#[test]
fn a_confirmation_of_a_text_that_changed_no_longer_counts() {
    let catalogue = espace_sud().catalogue;
    for stale in [
        confirmation("rsa", "piece:3", "Votre ancien RIB"),
        confirmation("rsa", "cout", "Cinq euros."),
        confirmation("rsa", "couleur", "Gratuit."),
        confirmation("inconnue", "cout", "Gratuit."),
        confirmation("rsa", "piece:0", "Votre RIB"),
    ] {
        assert_eq!(
            confirmed(&catalogue, std::slice::from_ref(&stale)),
            catalogue,
            "{stale:?}"
        );
    }
}

#[test]
fn the_last_confirmation_wins() {
    let catalogue = espace_sud().catalogue;
    let first = confirmation("rsa", "cout", "Gratuit.");
    let second = DemarcheConfirmation {
        date: date(2027, 2, 1),
        ..first.clone()
    };
    let after = confirmed(&catalogue, &[first, second]);
    assert!(
        after
            .get(&code("rsa"))
            .unwrap()
            .cost
            .shown()
            .mark
            .long
            .ends_with("le 1er février 2027.")
    );
}

#[test]
fn the_same_demarche_names_the_body_of_each_territory() {
    let roannais = EpciRow {
        code: "200035731".into(),
        name: "CA Roannais Agglomération".into(),
    };
    let roanne = CommuneRow {
        code: "42187".into(),
        name: "Roanne".into(),
        population: 34_831,
    };
    let there = Territoire::for_epci(&roannais, &[roanne])
        .unwrap()
        .catalogue;
    let here = espace_sud().catalogue;
    let step = |catalogue: &Catalogue| catalogue.get(&code("aah")).unwrap().steps[2].clone();
    assert_eq!(step(&here), "Envoyez le dossier à la MMPH.");
    assert_eq!(step(&there), "Envoyez le dossier à la MDPH.");
    let mark = |catalogue: &Catalogue| {
        catalogue
            .get(&code("medecin-traitant"))
            .unwrap()
            .cost
            .shown()
            .mark
            .long
    };
    assert_eq!(mark(&here), "Habituel, à confirmer auprès de la CGSS.");
    assert_eq!(
        mark(&there),
        "Habituel, à confirmer auprès de l’assurance maladie."
    );
    assert_eq!(
        there.get(&code("apa")).unwrap().partner,
        PartnerCode::new("departement")
    );
}

const LOCAL: &str = r#"
[[demarche]]
code = "aide-locale"
partenaire = "ctm"
theme = "logement"
titre = "Demander une aide locale"
mots = ["aide"]
resume = "Une aide d’ici."
pour_qui = "Pour tous."
etapes = ["Venez."]
nature = "information"
fiches = []

[demarche.verifie]
par = "Ghislaine R."
le = 2026-10-12
papiers = ["Votre pièce d’identité"]
cout = "Gratuit."

[demarche.habituel]
lieu = "Au bureau."
adresse = "https://exemple.fr/aide"
delai = "Une semaine."
"#;

fn with_local(text: String) -> Result<Territoire, Vec<Problem>> {
    let mut files = espace_sud_files();
    files.insert("demarches/local.toml".into(), text);
    Territoire::from_files(files)
}

#[test]
fn a_territory_adds_its_own_demarches_and_replaces_the_common_ones() {
    let added = with_local(LOCAL.into()).unwrap().catalogue;
    let own = added.get(&code("aide-locale")).unwrap();
    assert_eq!(own.papers[0].shown().mark.kind, MarkKind::Verifie);
    assert_eq!(
        own.online.as_ref().unwrap().shown().value.host(),
        "exemple.fr"
    );

    let replaced = with_local(LOCAL.replace("aide-locale", "fsl"))
        .unwrap()
        .catalogue;
    assert_eq!(replaced.demarches().len() + 1, added.demarches().len());
    assert_eq!(
        replaced.get(&code("fsl")).unwrap().title,
        "Demander une aide locale"
    );
}

/// What is there, what is put instead, what must be said.
const FAULTS: [(&str, &str, &str); 14] = [
    (
        "resume = \"Une aide d’ici.\"",
        "resume = \"Un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix sept dix-huit dix-neuf vingt.\"",
        "trop longue",
    ),
    ("cout = \"Gratuit.\"", "", "il manque « cout »"),
    (
        "delai = \"Une semaine.\"",
        "delai = \"Une semaine.\"\ncout = \"Cher.\"",
        "dit deux fois",
    ),
    (
        "papiers = [\"Votre pièce d’identité\"]",
        "",
        "papiers à apporter",
    ),
    (
        "partenaire = \"ctm\"",
        "partenaire = \"cpas\"",
        "aucun partenaire",
    ),
    (
        "theme = \"logement\"",
        "theme = \"logemant\"",
        "n’existe pas",
    ),
    (
        "nature = \"information\"",
        "nature = \"orientation\"",
        "nature",
    ),
    (
        "https://exemple.fr/aide",
        "http://exemple.fr/aide",
        "https://",
    ),
    (
        "https://exemple.fr/aide",
        "https://exemple.fr/\\\"onclick=1",
        "https://",
    ),
    ("fiches = []", "fiches = [\"1341\"]", "numéro de fiche"),
    ("le = 2026-10-12", "le = 2026-10-32", "date"),
    ("etapes = [\"Venez.\"]", "etapes = []", "étapes"),
    (
        "Au bureau.",
        "Au bureau {de qui}.",
        "n’est pas connu dans une phrase",
    ),
    (
        "mots = [\"aide\"]",
        "mots = [\"aide\"]\nprix = 3",
        "« prix »",
    ),
];

#[test]
fn a_demarche_that_would_mislead_is_refused_with_its_line() {
    for (from, to, expected) in FAULTS {
        assert!(LOCAL.contains(from), "{from}");
        let problems = with_local(LOCAL.replacen(from, to, 1)).unwrap_err();
        let said: Vec<_> = problems.iter().map(Problem::to_string).collect();
        let is_said =
            |line: &String| line.starts_with("demarches/local.toml:") && line.contains(expected);
        assert!(said.iter().any(is_said), "{from} → {to}: {said:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_confirmations_leave_every_statement_with_its_text_and_a_mark(
        lines in prop::collection::vec((0_usize..80, prop::sample::select(vec!["piece:1", "piece:2", "lieu", "adresse", "cout", "delai", "x"]), any::<bool>()), 0..12),
    ) {
        let catalogue = espace_sud().catalogue;
        let confirmations: Vec<_> = lines
            .iter()
            .map(|(at, item, same)| {
                let demarche = &catalogue.demarches()[at % catalogue.demarches().len()];
                let item_of = demarche.items().into_iter().find(|(name, ..)| name.to_string() == *item);
                let text = item_of.filter(|_| *same).map_or("autre", |(_, text, _)| text);
                confirmation(demarche.code.as_str(), item, text)
            })
            .collect();
        let after = confirmed(&catalogue, &confirmations);
        for (before, after) in catalogue.demarches().iter().zip(after.demarches()) {
            let said = |demarche: &Demarche| demarche.items().iter().map(|(item, text, _)| (*item, (*text).to_owned())).collect::<Vec<_>>();
            prop_assert_eq!(said(before), said(after));
        }
        let real: BTreeSet<_> = confirmations.iter().filter(|c| c.text != "autre").map(|c| (c.demarche.clone(), c.text.clone())).collect();
        prop_assert!(after.to_confirm().len() + real.len() >= catalogue.to_confirm().len());
    }

    #[test]
    fn the_name_of_an_item_is_read_as_it_is_written(number in 1_usize..500) {
        for item in [Item::Piece(number), Item::Lieu, Item::Adresse, Item::Cout, Item::Delai, Item::Tout] {
            prop_assert_eq!(item.to_string().parse(), Ok(item));
        }
    }
}
