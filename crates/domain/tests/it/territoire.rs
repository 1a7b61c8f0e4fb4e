//! The territory as data: Espace Sud is faultless and whole, and reads the same
//! from its files and from the journal.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod champs;
mod changement;
mod refused;

use std::{collections::BTreeMap, fs, path::Path};

use jiff::civil::{Date, date};
use plus_domain::{
    event::Event,
    ids::{CommuneCode, PartnerCode, PlaceCode},
    territoire::{PlaceKind, Problem, Territoire, demo::Demo},
};

/// Files of a territory, by their path inside it.
pub type Files = BTreeMap<String, String>;

/// The files of `territoires/espace-sud`, as the program would read them.
pub fn espace_sud_files() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/espace-sud");
    let mut files = Files::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// Espace Sud, which must be faultless.
pub fn espace_sud() -> Territoire {
    Territoire::from_files(espace_sud_files())
        .unwrap_or_else(|problems| panic!("{}", said(&problems)))
}

pub fn said(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

#[test]
fn geography_is_left_to_those_who_plan() {
    let mut files = espace_sud_files();
    assert!(files.contains_key("geo/carreaux.csv"));
    files.insert("geo/carreaux.csv".to_owned(), "ceci n’est rien".to_owned());
    assert!(Territoire::from_files(files).is_ok());
}

#[test]
fn espace_sud_is_faultless_and_whole() {
    let territoire = espace_sud();
    assert_eq!(territoire.communes.len(), 12);
    assert_eq!(territoire.population(), 114_903);
    assert!((3..=4).contains(&territoire.basins.len()));
    let kinds = |kind| {
        territoire
            .places
            .iter()
            .filter(|place| place.kind == kind)
            .count()
    };
    assert_eq!((kinds(PlaceKind::Arret), kinds(PlaceKind::Borne)), (36, 4));
    for commune in &territoire.communes {
        let stops = territoire
            .places
            .iter()
            .filter(|p| p.commune == commune.code && p.kind == PlaceKind::Arret);
        assert_eq!(stops.count(), 3, "{}", commune.name);
    }
    let founding: Vec<_> = territoire
        .partners
        .iter()
        .filter(|p| p.founding)
        .map(|p| p.code.as_str())
        .collect();
    assert_eq!(founding, ["caf", "france-travail", "cgss"]);
    assert!(
        territoire
            .crew
            .iter()
            .any(|role| role.people == 4 && role.drives)
    );
    assert_eq!(
        territoire
            .basin_of(&CommuneCode::new("97217"))
            .unwrap()
            .name,
        "Grand Sud"
    );
    assert!(territoire.basin_of(&CommuneCode::new("75056")).is_none());
}

#[test]
fn a_partner_bears_the_name_of_the_day_under_one_code() {
    let territoire = espace_sud();
    let code = PartnerCode::new("france-travail");
    let partner = territoire.partner(&code).unwrap();
    assert_eq!(partner.name_on(date(2017, 5, 30)), "Pôle emploi");
    assert_eq!(partner.name_on(date(2023, 12, 31)), "Pôle emploi");
    assert_eq!(partner.name_on(date(2024, 1, 1)), "France Travail");
    assert_eq!(partner.name_on(date(2199, 1, 1)), "France Travail");
}

#[test]
fn fixed_desks_end_where_the_rotations_of_the_van_begin() {
    let territoire = espace_sud();
    let kinds_on = |day: Date| -> Vec<PlaceKind> {
        territoire.places_on(day).map(|place| place.kind).collect()
    };
    assert!(!kinds_on(date(2017, 2, 28)).contains(&PlaceKind::Arret));
    assert!(!kinds_on(date(2017, 3, 1)).contains(&PlaceKind::Fixe));
    let mondesir = territoire
        .place(&PlaceCode::new("le-marin-mondesir"))
        .unwrap();
    assert_eq!(mondesir.commune.as_str(), "97217");
}

#[test]
fn the_relay_receives_from_monday_to_thursday_except_on_holidays() {
    let territoire = espace_sud();
    assert!(
        territoire.hours_on(date(2026, 11, 23)).is_some(),
        "a Monday"
    );
    assert!(
        territoire.hours_on(date(2026, 11, 27)).is_none(),
        "a Friday"
    );
    assert!(
        territoire.hours_on(date(2026, 11, 11)).is_none(),
        "a holiday, on a Wednesday"
    );
    assert_eq!(
        territoire.holiday_on(date(2025, 5, 22)),
        Some("Abolition de l’esclavage")
    );
    assert!(
        territoire.hours_on(date(2025, 5, 22)).is_none(),
        "a Thursday"
    );
}

#[test]
fn what_is_published_is_read_back_the_same_from_the_journal() {
    let territoire = espace_sud();
    let entry = Event::TerritoryPublished(territoire.publication());
    let Event::TerritoryPublished(read) =
        Event::read(entry.kind(), entry.version(), &entry.body()).unwrap()
    else {
        panic!("another type came back");
    };
    assert_eq!(Territoire::from_publication(&read).unwrap(), territoire);
}

#[test]
fn forms_may_name_only_what_exists_on_the_day() {
    let territoire = espace_sud();
    let today = territoire.reference_on(date(2026, 11, 23));
    assert!(
        today
            .places
            .contains_key(&PlaceCode::new("le-marin-mondesir"))
    );
    assert!(
        !today
            .places
            .contains_key(&PlaceCode::new("permanence-le-marin"))
    );
    assert_eq!(today.partners.len(), territoire.partners.len());
    assert_eq!(
        today.demarches.len(),
        territoire.catalogue.demarches().len()
    );
    assert!(today.is_residence("97217") && !today.is_residence("97209"));
}

#[test]
fn invented_people_stay_apart_from_the_territory() {
    let files = espace_sud_files();
    let territoire = espace_sud();
    let demo = Demo::from_text(&files["demo.toml"], &territoire.partners).unwrap();
    let with_role = |role: &str| {
        demo.accounts
            .iter()
            .filter(|account| account.role == role)
            .count()
    };
    assert_eq!(
        (
            with_role("coordinateur"),
            with_role("animatrice"),
            with_role("partenaire")
        ),
        (1, 4, 3)
    );
    let published = serde_json::to_string(&territoire).unwrap();
    assert!(
        demo.accounts
            .iter()
            .all(|account| !published.contains(&account.name))
    );
}
