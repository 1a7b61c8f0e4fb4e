//! What is the same in every territory of the country: themes of life and the
//! most frequent démarches, with the operator in charge of each.
//!
//! The files are in `data/commun` and are built into the program, so that a fresh
//! install without network has them. A territory may replace any of them.

use super::source::Source;

macro_rules! common_files {
    ($($path:literal),* $(,)?) => {
        &[$((concat!("commun/", $path), include_str!(concat!("../../../../data/commun/", $path)))),*]
    };
}

const DEMARCHES: &[(&str, &str)] = common_files![
    "demarches/papiers-identite.toml",
    "demarches/caf.toml",
    "demarches/sante.toml",
    "demarches/retraite.toml",
    "demarches/handicap.toml",
    "demarches/travail.toml",
    "demarches/impots.toml",
    "demarches/voiture.toml",
    "demarches/mairie.toml",
    "demarches/logement-energie.toml",
    "demarches/justice.toml",
    "demarches/vie-quotidienne.toml",
];

const THEMES: &[(&str, &str)] = common_files!["themes.toml"];

const EVENEMENTS: &[(&str, &str)] = common_files!["evenements.toml"];
const SERVICES: &str = include_str!("../../../../data/commun/services.toml");
const INDICATEURS: &str = include_str!("../../../../data/commun/indicateurs.toml");
const SITES: &str = include_str!("../../../../data/commun/sites.toml");

/// The common services on line.
pub(super) fn services() -> Source {
    Source::new("commun/services.toml".to_owned(), SERVICES)
}

/// The common indicators.
pub(super) fn indicateurs() -> Source {
    Source::new("commun/indicateurs.toml".to_owned(), INDICATEURS)
}

/// The sites that services lean on everywhere.
pub(super) fn sites() -> Source {
    Source::new("commun/sites.toml".to_owned(), SITES)
}

/// The common themes.
pub(super) fn themes() -> Source {
    let [(file, text)] = THEMES else {
        unreachable!("there is one file of themes")
    };
    Source::new((*file).to_owned(), text)
}

/// The common life events.
pub(super) fn evenements() -> Source {
    let [(file, text)] = EVENEMENTS else {
        unreachable!("there is one file of life events")
    };
    Source::new((*file).to_owned(), text)
}

/// The common démarches, file by file.
pub(super) fn demarches() -> Vec<Source> {
    let files = DEMARCHES.iter();
    files
        .map(|(file, text)| Source::new((*file).to_owned(), text))
        .collect()
}
