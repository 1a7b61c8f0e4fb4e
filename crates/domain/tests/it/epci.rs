//! Any EPCI of the data file makes a territory, with the bodies of its department.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{fs, path::Path};

use jiff::civil::date;
use plus_domain::{
    ids::PartnerCode,
    territoire::{CommuneRow, EpciRow, Territoire},
};

use crate::territoire::said;

/// Rows of `data/epci.csv` and `data/epci-communes.csv`.
pub fn epcis() -> Vec<(EpciRow, Vec<CommuneRow>)> {
    let data = |file: &str| {
        let text = fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../data")
                .join(file),
        )
        .unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        reader.records().map(Result::unwrap).collect::<Vec<_>>()
    };
    let communes = data("epci-communes.csv");
    let of = |epci: &str| {
        let rows = communes.iter().filter(|row| &row[0] == epci);
        rows.map(|row| CommuneRow {
            code: row[1].into(),
            name: row[2].into(),
            population: row[3].parse().unwrap(),
            postal_codes: row[4].split('|').map(str::to_owned).collect(),
        })
        .collect()
    };
    data("epci.csv")
        .iter()
        .map(|row| {
            (
                EpciRow {
                    code: row[0].into(),
                    name: row[1].into(),
                },
                of(&row[0]),
            )
        })
        .collect()
}

#[test]
fn any_epci_makes_a_territory_without_problem() {
    let all = epcis();
    assert!(all.len() >= 23);
    for (epci, communes) in all {
        let territoire = Territoire::for_epci(&epci, &communes)
            .unwrap_or_else(|problems| panic!("{}\n{}", epci.name, said(&problems)));
        assert_eq!(territoire.communes.len(), communes.len());
        assert_eq!(
            territoire.population(),
            communes
                .iter()
                .map(|c| u64::from(c.population))
                .sum::<u64>()
        );
        assert_eq!(
            territoire.places.len(),
            communes.len(),
            "one stop in each commune"
        );
        assert!(
            territoire.places.iter().all(|place| place.to_confirm),
            "supposed, and said so"
        );
        assert!((1..=4).contains(&territoire.basins.len()), "{}", epci.name);
        assert!(territoire.catalogue.demarches().len() >= 11);
    }
}

#[test]
fn each_territory_has_the_bodies_of_its_department() {
    let territoire = |code: &str| {
        let (epci, communes) = epcis()
            .into_iter()
            .find(|(epci, _)| epci.code == code)
            .unwrap();
        Territoire::for_epci(&epci, &communes).unwrap()
    };
    let has =
        |territoire: &Territoire, code: &str| territoire.partner(&PartnerCode::new(code)).is_some();
    let roannais = territoire("200035731");
    assert!(has(&roannais, "cpam") && has(&roannais, "carsat") && !has(&roannais, "cgss"));
    assert_eq!(roannais.identity.time_zone, "Europe/Paris");
    assert_eq!(roannais.holiday_on(date(2026, 5, 22)), None);
    let reunion = territoire("249740119");
    assert!(has(&reunion, "cgss") && !has(&reunion, "cpam"));
    assert_eq!(reunion.identity.time_zone, "Indian/Reunion");
    assert_eq!(
        reunion.holiday_on(date(2026, 12, 20)),
        Some("Abolition de l’esclavage")
    );
    let guyane = territoire("249730045");
    assert_eq!(
        guyane
            .partner(&PartnerCode::new("departement"))
            .unwrap()
            .last_name()
            .name,
        "CTG"
    );
}

#[test]
fn rows_that_make_no_territory_are_refused_without_panic() {
    let epci = EpciRow {
        code: "\"\n[x]".into(),
        name: "Nom \" et \\ et \n".into(),
    };
    let commune = CommuneRow {
        code: "9,7\"2\n#17".into(),
        name: "\"\n,#".into(),
        population: 0,
        postal_codes: vec!["\"\n".into()],
    };
    assert!(Territoire::for_epci(&epci, &[]).is_err());
    assert!(Territoire::for_epci(&epci, &[commune]).is_err());
}
