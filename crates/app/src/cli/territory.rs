//! `plus territory check`: is a territory fit to serve?

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::FormatArgs;
use crate::territory::{self, TerritoryError};

/// `plus territory`.
#[derive(Debug, Args)]
pub struct TerritoryCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Vérifie les fichiers d’un territoire et dit comment les corriger
    #[command(help_template = super::french::TEMPLATE)]
    Check(Check),
}

#[derive(Debug, Args)]
struct Check {
    /// Dossier du territoire
    #[arg(value_name = "DOSSIER")]
    folder: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Checked {
    name: String,
    communes: usize,
    population: u64,
    partners: usize,
    places: usize,
    demarches: usize,
    problems: Vec<String>,
}

impl TerritoryCommand {
    /// Runs the verb. Every problem is told at once.
    pub fn run(self) -> anyhow::Result<()> {
        let Verb::Check(check) = self.verb;
        let checked = match territory::read_folder(&check.folder) {
            Ok(territory) => fine(&territory),
            Err(TerritoryError::Wrong(problems)) => {
                wrong(problems.iter().map(ToString::to_string).collect())
            }
            Err(other) => return Err(other.into()),
        };
        check.format.print(&checked, text)?;
        if checked.problems.is_empty() {
            Ok(())
        } else {
            bail!("{} point(s) à corriger", checked.problems.len())
        }
    }
}

fn fine(territory: &plus_domain::territoire::Territoire) -> Checked {
    Checked {
        name: territory.identity.name.clone(),
        communes: territory.communes.len(),
        population: territory.population(),
        partners: territory.partners.len(),
        places: territory.places.len(),
        demarches: territory.catalogue.demarches().len(),
        problems: Vec::new(),
    }
}

fn wrong(problems: Vec<String>) -> Checked {
    Checked {
        name: String::new(),
        communes: 0,
        population: 0,
        partners: 0,
        places: 0,
        demarches: 0,
        problems,
    }
}

fn text(checked: &Checked) -> String {
    if checked.problems.is_empty() {
        format!(
            "{} : {} communes ({} habitants), {} partenaires, {} lieux, {} démarches. Rien à corriger.",
            checked.name,
            checked.communes,
            checked.population,
            checked.partners,
            checked.places,
            checked.demarches
        )
    } else {
        checked.problems.join("\n")
    }
}
