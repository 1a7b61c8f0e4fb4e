//! The catalogue of démarches: plain, complete, and never surer than it is.

mod confirmed;
mod local;
mod readable;

use jiff::civil::date;
use plus_domain::{
    catalogue::{Catalogue, Demarche, Item, MarkKind, Status},
    ids::{DemarcheCode, PartnerCode},
    territoire::{CommuneRow, EpciRow, Territoire},
};

use crate::territoire::espace_sud;

fn code(text: &str) -> DemarcheCode {
    DemarcheCode::new(text)
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
        postal_codes: vec!["42300".into()],
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
