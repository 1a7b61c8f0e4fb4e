//! The territory as data: Espace Sud is faultless, any other EPCI too, and what
//! is wrong is said with its file, its line and a remedy.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{collections::BTreeMap, fs, path::Path};

use jiff::civil::{Date, date};
use plus_domain::{
    event::Event,
    ids::{CommuneCode, PartnerCode, PlaceCode},
    territoire::{PlaceKind, Problem, Territoire, demo::Demo},
};
use proptest::prelude::*;

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

/// The problems of Espace Sud after one change of one file.
fn problems_after(file: &str, from: &str, to: &str) -> Vec<Problem> {
    let mut files = espace_sud_files();
    let text = files.get_mut(file).unwrap();
    assert!(
        text.contains(from),
        "the test changes a text that is in {file}: {from}"
    );
    *text = text.replacen(from, to, 1);
    match Territoire::from_files(files) {
        Ok(_) => panic!("this change must be refused: {from} → {to}"),
        Err(problems) => problems,
    }
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

#[test]
fn every_problem_is_said_at_once() {
    let mut files = espace_sud_files();
    files
        .get_mut("territoire.toml")
        .unwrap()
        .push_str("\nbizarre = 1\n");
    let partners = files.get_mut("partenaires.toml").unwrap();
    *partners = partners
        .replace("2024-01-01", "2024-02-30")
        .replace("themes = [\"argent\"]", "themes = [\"argnet\"]");
    files
        .get_mut("lieux.csv")
        .unwrap()
        .push_str("x,X,X,99999,arret,,,,,confirme,\n");
    files.insert("virus.exe".into(), String::new());
    let problems = Territoire::from_files(files).unwrap_err();
    for file in [
        "territoire.toml",
        "partenaires.toml",
        "lieux.csv",
        "virus.exe",
    ] {
        assert!(
            problems.iter().any(|problem| problem.file == file),
            "{file} in\n{}",
            said(&problems)
        );
    }
}

#[test]
fn a_problem_is_a_line_that_a_person_can_follow() {
    let problems = problems_after(
        "partenaires.toml",
        "code = \"caf\"",
        "code = \"caf\"\ncouleur = \"rouge\"",
    );
    let line = espace_sud_files()["partenaires.toml"]
        .lines()
        .position(|line| line == "code = \"caf\"")
        .unwrap()
        + 2;
    let text = problems[0].to_string();
    assert!(
        text.starts_with(&format!(
            "partenaires.toml:{line}:1: « couleur » n’est pas connu ici — "
        )),
        "{text}"
    );
}

/// File, what is there, what is put instead, what must be said.
const FAULTS: [(&str, &str, &str, &str); 24] = [
    (
        "territoire.toml",
        "code = \"espace-sud\"",
        "code = \"Espace Sud\"",
        "n’est pas un code",
    ),
    (
        "territoire.toml",
        "nom_court = \"PLUS\"",
        "nom_court = \"\"",
        "vide",
    ),
    (
        "territoire.toml",
        "nom_court = \"PLUS\"",
        "nom_court = \"PL\\u0007US\"",
        "invisible",
    ),
    (
        "territoire.toml",
        "nom_court = \"PLUS\"",
        "nom_court = \"PL\u{202e}US\"",
        "invisible",
    ),
    (
        "territoire.toml",
        "America/Martinique",
        "America/Fort-de-France",
        "fuseau",
    ),
    (
        "territoire.toml",
        "\"gcf-MQ\", \"en\"]",
        "\"gcf-MQ\", \"en\", \"es\"]",
        "n’est pas traduit en « es »",
    ),
    (
        "territoire.toml",
        "jour = \"05-22\"",
        "jour = \"02-30\"",
        "05-22",
    ),
    (
        "territoire.toml",
        "jour = \"05-22\"",
        "jour = \"05-01\"",
        "déjà férié",
    ),
    (
        "territoire.toml",
        "08:00-13:00",
        "13:00-08:00",
        "08:00-13:00",
    ),
    (
        "territoire.toml",
        "couleur_action = \"#CB4230\"",
        "couleur_action = \"#F2B134\"",
        "se lit mal",
    ),
    (
        "territoire.toml",
        "logo = \"logo.svg\"",
        "logo = \"autre.svg\"",
        "n’est pas là",
    ),
    (
        "territoire.toml",
        "seuil_partenaire = 5",
        "seuil_partenaire = 0",
        "nombre entier de 2 à 100",
    ),
    ("territoire.toml", "[releve]", "[releve", "TOML"),
    (
        "partenaires.toml",
        "depuis = 2024-01-01",
        "depuis = 2023-12-01",
        "chevauchent",
    ),
    (
        "partenaires.toml",
        "code = \"edf\"",
        "code = \"caf\"",
        "déjà pris",
    ),
    (
        "partenaires.toml",
        "code = \"caf\"",
        "code = \"cafe\"",
        "aucun n’en tient lieu",
    ),
    (
        "partenaires.toml",
        "https://www.caf.fr/",
        "javascript:alert(1)",
        "https://",
    ),
    ("communes.csv", "97217,Le", "97A17,Le", "code INSEE"),
    ("communes.csv", "grand-sud", "nord", "bassin « nord »"),
    ("communes.csv", "code_insee,nom", "insee,nom", "code_insee"),
    (
        "lieux.csv",
        "le-marin-mondesir",
        "le-marin-cedalise",
        "déjà pris",
    ),
    (
        "lieux.csv",
        "2017-03-01",
        "2017-13-01",
        "n’est pas une date",
    ),
    ("lieux.csv", "14.50168,", "14.50168,,", "cases au lieu de"),
    (
        "demo.toml",
        "role = \"coordinateur\"",
        "role = \"directrice\"",
        "rôle",
    ),
];

#[test]
fn each_fault_is_named_in_its_own_file() {
    for (file, from, to, expected) in FAULTS {
        let problems = problems_after(file, from, to);
        assert!(
            problems
                .iter()
                .any(|p| format!("{} {}", p.message, p.remedy).contains(expected)),
            "{from} → {to} must say « {expected} », said:\n{}",
            said(&problems),
        );
        assert!(problems.iter().all(|p| p.line >= 1 && !p.remedy.is_empty()));
    }
}

#[test]
fn a_missing_file_is_said_and_the_others_are_still_read() {
    let mut files = espace_sud_files();
    files.remove("lieux.csv");
    files
        .get_mut("communes.csv")
        .unwrap()
        .push_str("97999,Ailleurs,12,97000,ailleurs,,\n");
    let problems = Territoire::from_files(files).unwrap_err();
    assert!(
        problems
            .iter()
            .any(|p| p.file == "lieux.csv" && p.message.contains("manque"))
    );
    assert!(
        problems
            .iter()
            .any(|p| p.file == "communes.csv" && p.message.contains("ailleurs"))
    );
}

#[test]
fn a_fault_in_one_file_raises_no_false_alarm_in_another() {
    let problems = problems_after(
        "communes.csv",
        "97217,Le Marin,8486",
        "97217,Le Marin,beaucoup",
    );
    assert_eq!(problems.len(), 1, "{}", said(&problems));
    let problems = problems_after(
        "partenaires.toml",
        "depuis = 2024-01-01",
        "depuis = 2024-02-30",
    );
    assert!(
        problems.iter().all(|p| p.file == "partenaires.toml"),
        "{}",
        said(&problems)
    );
}

/// A change that a hand, a bad transfer or an attacker may make to a file.
fn mutate(text: &str, at: usize, kind: u8, noise: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let at = at % (signs.len() + 1);
    let (before, after) = signs.split_at(at);
    let before: String = before.iter().collect();
    let after: String = after.iter().collect();
    match kind % 6 {
        0 => format!("{before}{noise}{after}"),
        1 => before,
        2 => after,
        3 => before + after.split_once('\n').map_or("", |(_, rest)| rest),
        4 => format!(
            "{before}{}",
            after.replacen(['"', ',', '=', '[', '\n'], noise, 1)
        ),
        _ => format!(
            "{before}{}\n{after}",
            after.lines().next().unwrap_or_default()
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_change_of_the_files_makes_it_panic(
        file in 0_usize..32,
        changes in prop::collection::vec((any::<usize>(), any::<u8>(), "(\\PC|[\"\\[\\]{}=,#\n\u{0}\u{202e}]){0,6}"), 1..4),
    ) {
        let mut files = espace_sud_files();
        let name = files.keys().nth(file % files.len()).unwrap().clone();
        let text = files.get_mut(&name).unwrap();
        for (at, kind, noise) in &changes {
            *text = mutate(text, *at, *kind, noise);
        }
        let lines = text.lines().count() + 1;
        if let Err(problems) = Territoire::from_files(files) {
            prop_assert!(!problems.is_empty());
            for problem in problems {
                prop_assert!(problem.line >= 1);
                prop_assert!(problem.file != name || (problem.line as usize) <= lines);
                prop_assert!(!problem.message.is_empty() && !problem.remedy.is_empty());
            }
        }
    }
}
