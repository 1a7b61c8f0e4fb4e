//! The démarches that a territory writes itself: added, or refused with their line.

use plus_domain::{
    catalogue::MarkKind,
    territoire::{Problem, Territoire},
};

use super::code;
use crate::territoire::espace_sud_files;

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
