//! `plus territory`: a new one (`new`), given to another relay (`export`, `import`, `diff`); is it
//! fit to serve, what remains to be completed (`check`); which sites kiosks and the van may open
//! (`allow-list`), where people live (`import-geo`), by which roads and buses they go
//! (`import-networks`).

mod geo;
mod networks;
mod new;
mod share;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use plus_domain::{
    sites,
    territoire::{Territoire, reste},
};
use serde::Serialize;

use super::{FormatArgs, OptionalDataArgs};
use crate::territory::{self, TerritoryError};

/// `plus territory`.
#[derive(Debug, Args)]
pub struct TerritoryCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Écrit un territoire neuf à partir du code de son EPCI
    #[command(help_template = super::french::TEMPLATE)]
    New(Box<new::New>),
    /// Met un territoire dans un fichier, sans donnée personnelle
    #[command(help_template = super::french::TEMPLATE)]
    Export(share::Export),
    /// Reprend un territoire exporté, vérifié à l’octet
    #[command(help_template = super::french::TEMPLATE)]
    Import(share::Import),
    /// Dit ce qui diffère entre deux territoires
    #[command(help_template = super::french::TEMPLATE)]
    Diff(share::Diff),
    /// Vérifie les fichiers d’un territoire et dit comment les corriger
    #[command(help_template = super::french::TEMPLATE)]
    Check(Check),
    /// Liste les sites que les bornes et le bus peuvent ouvrir
    #[command(help_template = super::french::TEMPLATE)]
    AllowList(AllowList),
    /// Importe où vivent les gens : carreaux, lieux, contours, guichets, marchés
    #[command(help_template = super::french::TEMPLATE)]
    ImportGeo(geo::ImportGeo),
    /// Importe les routes et les bus, pour dire qui est loin par la route et en bus
    #[command(help_template = super::french::TEMPLATE)]
    ImportNetworks(networks::ImportNetworks),
}

#[derive(Debug, Args)]
struct Check {
    /// Dossier du territoire
    #[arg(value_name = "DOSSIER")]
    folder: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct AllowList {
    /// Dossier du territoire ; sans lui, le territoire publié de --data
    #[arg(value_name = "TERRITOIRE")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    data: OptionalDataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// The list of sites, as it is printed.
#[derive(Debug, Serialize)]
struct Sites {
    territory: String,
    sites: Vec<Allowed>,
}

/// A site of the list.
#[derive(Debug, Serialize)]
struct Allowed {
    /// `www.caf.fr`, or `*.caf.fr` with all that stands below.
    host: String,
    /// The same, as Chromium's policy `URLAllowlist` writes it.
    chromium: String,
    /// Partners, services, démarches and sites that ask for it.
    asked_by: Vec<String>,
}

impl AllowList {
    async fn run(self) -> anyhow::Result<()> {
        let territory = self.territory().await?;
        let sites = sites::allow_list(&territory).into_iter();
        let list = Sites {
            territory: territory.identity.code.clone(),
            sites: sites
                .map(|allowed| Allowed {
                    host: allowed.host.to_string(),
                    chromium: allowed.host.chromium(),
                    asked_by: allowed.asked_by.into_iter().collect(),
                })
                .collect(),
        };
        self.format.print(&list, |list| {
            let hosts: Vec<&str> = list.sites.iter().map(|site| site.host.as_str()).collect();
            hosts.join("\n")
        })
    }

    async fn territory(&self) -> anyhow::Result<Territoire> {
        if let Some(folder) = &self.folder {
            return Ok(territory::read_folder(folder)?);
        }
        let data = self.data.clone().given();
        let data = data.context("donnez le dossier du territoire, ou --data")?;
        let (store, _) = data.open_existing().await?;
        let published = territory::published(&store).await?;
        store.close().await;
        Ok(published.ok_or(TerritoryError::None)?)
    }
}

#[derive(Debug, Serialize)]
struct Checked {
    name: String,
    communes: usize,
    population: u64,
    partners: usize,
    places: usize,
    demarches: usize,
    services: usize,
    /// Phrases that people recorded, for the languages that no program says.
    recorded: usize,
    problems: Vec<String>,
    /// What nobody could know when the files were written.
    to_complete: Vec<String>,
}

impl TerritoryCommand {
    /// Runs the verb. Every problem is told at once.
    pub async fn run(self) -> anyhow::Result<()> {
        let check = match self.verb {
            Verb::Check(check) => check,
            Verb::New(new) => return new.run(),
            Verb::Export(export) => return export.run(),
            Verb::Import(import) => return import.run(),
            Verb::Diff(diff) => return diff.run(),
            Verb::AllowList(list) => return list.run().await,
            Verb::ImportGeo(geo) => return geo.run(),
            Verb::ImportNetworks(networks) => return networks.run(),
        };
        let mut checked = match territory::read_folder(&check.folder) {
            Ok(territory) => fine(&territory),
            Err(TerritoryError::Wrong(problems)) => {
                wrong(problems.iter().map(ToString::to_string).collect())
            }
            Err(other) => return Err(other.into()),
        };
        checked.to_complete = to_complete(&check.folder)?;
        match territory::recordings(&check.folder) {
            Ok(recorded) => checked.recorded = recorded.count(),
            Err(error) => checked.problems.push(error.to_string()),
        }
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
        services: territory.services.all().len(),
        recorded: 0,
        problems: Vec::new(),
        to_complete: Vec::new(),
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
        services: 0,
        recorded: 0,
        problems,
        to_complete: Vec::new(),
    }
}

fn to_complete(folder: &Path) -> anyhow::Result<Vec<String>> {
    let files = territory::files_of(folder)?;
    let texts = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let left = reste::to_complete(texts).into_iter();
    Ok(left.map(|left| left.to_string()).collect())
}

fn text(checked: &Checked) -> String {
    if !checked.problems.is_empty() {
        return checked.problems.join("\n");
    }
    let fine = format!(
        "{} : {} communes ({} habitants), {} partenaires, {} lieux, {} démarches, {} services en ligne. Rien à corriger.",
        checked.name,
        checked.communes,
        checked.population,
        checked.partners,
        checked.places,
        checked.demarches,
        checked.services
    );
    if checked.to_complete.is_empty() {
        fine
    } else {
        let left = checked.to_complete.iter().map(|left| format!("  {left}"));
        let left: Vec<String> = left.collect();
        format!(
            "{fine}\nÀ compléter ({}) :\n{}",
            left.len(),
            left.join("\n")
        )
    }
}
