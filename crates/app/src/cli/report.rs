//! `plus report monthly`: the statement of each partner.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use plus_domain::{
    ids::{AccountId, PartnerCode},
    period::Month,
    territoire::Territoire,
};
use plus_store::{Store, document};

use super::{DataArgs, say};
use crate::{
    outside::Outside,
    statement::{Desk, Issuing},
    territory,
};

/// Author of what the shell of the machine issues.
const SHELL: &str = "ligne-de-commande";

/// `plus report`.
#[derive(Debug, Args)]
pub struct ReportCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Émet le relevé mensuel des partenaires, ou redonne celui déjà émis
    #[command(help_template = super::french::TEMPLATE)]
    Monthly(Monthly),
}

#[derive(Debug, Args)]
struct Monthly {
    /// Mois, AAAA-MM
    #[arg(long, value_name = "MOIS", value_parser = month)]
    month: Month,
    /// Code d’un partenaire (tous si rien n’est dit)
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,
    /// Fichier à rendre : json, csv, xlsx ou pdf (une liste si rien n’est dit)
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<FileFormat>,
    /// Fichier à écrire (la sortie si rien n’est dit)
    #[arg(long, value_name = "FICHIER")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    Json,
    Csv,
    Xlsx,
    Pdf,
}

impl FileFormat {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }
}

fn month(text: &str) -> Result<Month, String> {
    text.parse()
        .map_err(|e: plus_domain::period::PeriodError| e.to_string())
}

impl ReportCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        let Verb::Monthly(monthly) = self.verb;
        monthly.run().await
    }
}

impl Monthly {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open().await?;
        let Some(territory) = territory::published(&store).await? else {
            bail!("aucun territoire n’est publié ici : lancez d’abord plus serve ou plus demo");
        };
        let issued = self.issue(&store, &territory).await?;
        self.give(&store, &issued).await?;
        store.close().await;
        Ok(())
    }

    async fn issue(&self, store: &Store, territory: &Territoire) -> anyhow::Result<Vec<Issuing>> {
        let outside = Outside::machine();
        let desk = Desk {
            store,
            outside: &outside,
            territory,
        };
        let partners: Vec<PartnerCode> = match &self.partner {
            Some(code) => vec![PartnerCode::new(code.as_str())],
            None => territory
                .partners_on(self.month.last_day())
                .map(|p| p.code.clone())
                .collect(),
        };
        let mut issued = Vec::new();
        for partner in partners {
            issued.push(
                desk.monthly(&partner, self.month, &AccountId::new(SHELL))
                    .await?,
            );
        }
        Ok(issued)
    }

    async fn give(&self, store: &Store, issued: &[Issuing]) -> anyhow::Result<()> {
        match (self.format, issued) {
            (Some(format), [one]) => {
                let hash = one
                    .statement()
                    .files
                    .get(format.name())
                    .context("ce fichier n’a pas été gardé")?;
                self.write(&document::fetch(store, hash).await?)
            }
            (Some(_), _) => {
                bail!("choisissez un partenaire avec --partner CODE pour rendre un seul fichier")
            }
            (None, _) => self.list(issued),
        }
    }

    fn list(&self, issued: &[Issuing]) -> anyhow::Result<()> {
        let lines: Vec<String> = issued.iter().map(line).collect();
        match &self.output {
            Some(_) => self.write(lines.join("\n").as_bytes()),
            None => say(&lines.join("\n")),
        }
    }

    fn write(&self, bytes: &[u8]) -> anyhow::Result<()> {
        match &self.output {
            Some(path) => std::fs::write(path, bytes)
                .with_context(|| format!("{} ne peut pas être écrit", path.display())),
            None => Ok(std::io::stdout().lock().write_all(bytes)?),
        }
    }
}

fn line(issuing: &Issuing) -> String {
    let stored = issuing.statement();
    let what = match issuing {
        Issuing::New(_) => "émis".to_owned(),
        Issuing::Already(_) => "déjà émis".to_owned(),
        Issuing::Held(_, reason) => format!("rectification en attente : {reason}"),
    };
    format!(
        "{}  empreinte {}  {what}",
        stored.number,
        &stored.hash[..12.min(stored.hash.len())]
    )
}
