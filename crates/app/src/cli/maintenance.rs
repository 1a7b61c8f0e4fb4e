//! `plus maintenance`: closes the pages while somebody works on the machine, and opens them.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use super::FormatArgs;
use crate::{
    maintenance::{self, Maintenance},
    outside::Outside,
};

/// `plus maintenance`.
#[derive(Debug, Args)]
pub struct MaintenanceCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Ferme les pages : elles disent quand elles reviennent
    #[command(help_template = super::french::TEMPLATE)]
    On(On),
    /// Rouvre les pages
    #[command(help_template = super::french::TEMPLATE)]
    Off(Here),
    /// Dit si les pages sont fermées
    #[command(help_template = super::french::TEMPLATE)]
    Status(Here),
}

#[derive(Debug, Args)]
struct On {
    /// Minutes avant le retour, dites aux lecteurs
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u16).range(1..))]
    minutes: Option<u16>,
    #[command(flatten)]
    here: Here,
}

#[derive(Debug, Args)]
struct Here {
    /// Dossier des données
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    data: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// What is reported. The names are stable.
#[derive(Debug, Serialize)]
struct Told {
    maintenance: bool,
    since: Option<i64>,
    until: Option<i64>,
}

impl MaintenanceCommand {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::On(on) => on.run(),
            Verb::Off(here) => {
                here.check()?;
                maintenance::end(&here.data).context("les pages ne se rouvrent pas")?;
                here.tell()
            }
            Verb::Status(here) => {
                here.check()?;
                here.tell()
            }
        }
    }
}

impl On {
    fn run(self) -> anyhow::Result<()> {
        self.here.check()?;
        let now = Outside::machine().now_ms();
        let until = self
            .minutes
            .map(|minutes| now + i64::from(minutes) * 60_000);
        let begun = Maintenance { since: now, until };
        maintenance::begin(&self.here.data, begun).context("les pages ne se ferment pas")?;
        self.here.tell()
    }
}

impl Here {
    /// A folder that is not there is a slip of the hand.
    fn check(&self) -> anyhow::Result<()> {
        if self.data.is_dir() {
            return Ok(());
        }
        bail!(
            "{} n’est pas un dossier : vérifiez --data",
            self.data.display()
        )
    }

    fn tell(&self) -> anyhow::Result<()> {
        let standing = maintenance::standing(&self.data);
        let told = Told {
            maintenance: standing.is_some(),
            since: standing.map(|m| m.since),
            until: standing.and_then(|m| m.until),
        };
        self.format.print(&told, said)
    }
}

fn said(told: &Told) -> String {
    match (told.maintenance, told.until) {
        (false, _) => "Les pages sont ouvertes.".to_owned(),
        (true, None) => "Les pages sont fermées, sans heure de retour.".to_owned(),
        (true, Some(until)) => {
            let at = Timestamp::from_millisecond(until).unwrap_or(Timestamp::UNIX_EPOCH);
            let at = at.strftime("%Y-%m-%d %H:%M UTC");
            format!("Les pages sont fermées. Retour annoncé : {at}.")
        }
    }
}
