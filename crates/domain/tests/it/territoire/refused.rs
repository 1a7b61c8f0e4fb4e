//! What is wrong in the files of a territory: said with its file, its line and a
//! remedy, whatever the files hold.

use plus_domain::{
    statement::{Breakdown, Regle},
    territoire::{Problem, Territoire},
};
use proptest::prelude::*;

use super::{espace_sud_files, said};

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
fn the_van_sleeps_at_a_place_that_exists() {
    let base = |code: &str| format!("\nbase = \"{code}\"");
    let (here, nowhere) = (base("sainte-luce-les-coteaux"), base("nulle-part"));
    let problems = problems_after("territoire.toml", &here, &nowhere);
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        told.len() == 1 && told[0].contains("« nulle-part »"),
        "{told:?}"
    );
    let mut files = espace_sud_files();
    let head = files.get_mut("territoire.toml").unwrap();
    *head = head.replacen(&here, &base("le-marin-mondesir"), 1);
    let read = Territoire::from_files(files).unwrap();
    let base = read.vehicle.and_then(|vehicle| vehicle.base);
    assert_eq!(
        base.map(|code| code.to_string()).as_deref(),
        Some("le-marin-mondesir")
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
const FAULTS: [(&str, &str, &str, &str); 31] = [
    (
        "territoire.toml",
        "jours_hors_ligne = 30",
        "jours_hors_ligne = 91",
        "un nombre entier de 1 à 90",
    ),
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
        "financement.toml",
        "investissement = \"26,7 %\"",
        "investissement = \"126 %\"",
        "entre 0 et 100",
    ),
    (
        "financement.toml",
        "code = \"etat\"",
        "code = \"fonctionnement\"",
        "donné deux fois",
    ),
    (
        "financement.toml",
        "montant = \"325 994,00\"",
        "montant = \"325.994\"",
        "deux chiffres au plus",
    ),
    (
        "projet.toml",
        "reel_fin = \"2017-01\"",
        "reel_fin = \"2015\"",
        "avant le début",
    ),
    ("projet.toml", "reel = \"2015\"", "reel = \"1815\"", "année"),
    (
        "indicateurs.toml",
        "part(jalons_atteints; jalons)",
        "part(jalons_atteints; jalon)",
        "colonne 23",
    ),
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
        files.retain(|name, _| !name.starts_with("geo/"));
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

/// What is said of one line put in the rule of the CAF for its statements.
fn rule_refused(lines: &str) -> Vec<String> {
    let from = "# Proposé par PLUS : aucune convention n'est publiée.";
    let to = format!("[partenaire.releve]\n{lines}\n\n{from}");
    let problems = problems_after("partenaires.toml", from, &to);
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_rule_of_statements_that_cannot_be_is_said_with_its_line_and_its_remedy() {
    for (lines, wanted) in [
        (
            "seuil = 3",
            "un seuil de 3 protège moins que celui du relais, 5 — écrivez 5 ou plus",
        ),
        ("jour = 29", "« jour » doit être un nombre entier de 1 à 28"),
        (
            "formats = [\"docx\"]",
            "« docx » n’est pas connu ici — choisissez parmi csv, xlsx, pdf",
        ),
        ("formats = []", "cette liste est vide"),
        (
            "rubriques = [\"sexe\"]",
            "« sexe » n’est pas connu ici — choisissez parmi nature",
        ),
        (
            "[[partenaire.releve.destinataire]]\nfonction = \"accueil\"\ncourriel = \"accueil\"",
            "ce n’est pas une adresse e-mail",
        ),
        (
            "[[partenaire.releve.destinataire]]\ncourriel = \"a@b.fr\"",
            "il manque « fonction »",
        ),
        ("periode = 3", "« periode » n’est pas connu ici"),
    ] {
        let told = rule_refused(lines);
        assert!(
            told.iter()
                .any(|t| t.starts_with("partenaires.toml:") && t.contains(wanted)),
            "{lines}: {told:?}"
        );
    }
}

#[test]
fn a_rule_of_statements_is_read_and_what_it_does_not_say_is_everybody_s() {
    let mut files = espace_sud_files();
    let partners = files.get_mut("partenaires.toml").unwrap();
    let from = "# Proposé par PLUS : aucune convention n'est publiée.";
    assert!(partners.contains(from));
    let rule = "[partenaire.releve]\njour = 8\nrubriques = [\"commune\"]\n\n[[partenaire.releve.destinataire]]\nfonction = \"accueil\"\n";
    *partners = partners.replacen(from, &format!("{rule}\n{from}"), 1);
    let read = Territoire::from_files(files).unwrap();
    let caf = read.partner(&"caf".into()).and_then(|p| p.releve.clone());
    let rule = caf.unwrap();
    assert_eq!((rule.day, rule.threshold), (8, None));
    assert_eq!(rule.formats, Regle::default().formats);
    assert!(rule.sections.holds(Breakdown::Commune) && rule.sections.holds(Breakdown::Kind));
    assert!(!rule.sections.holds(Breakdown::Age));
    assert_eq!(rule.recipients[0].function, "accueil");
    let first = rule.first_day("2026-12".parse().unwrap());
    assert_eq!(first, jiff::civil::date(2027, 1, 8));
    let cgss = read.partner(&"cgss".into()).unwrap();
    assert_eq!(cgss.releve, None);
}
