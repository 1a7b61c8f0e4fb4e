//! `plus report monthly`: the statement of each partner; `half-yearly`: the report to the State.

mod coop;
mod half_yearly;
mod prepare;
mod verify;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use plus_domain::{
    ids::{AccountId, PartnerCode},
    period::Month,
    territoire::Territoire,
};
use plus_store::{Store, document};
use serde::Serialize;

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
    /// Prépare les relevés d’un mois sans les figer, et dit ce qui manque au mois
    #[command(help_template = super::french::TEMPLATE)]
    Prepare(prepare::Prepare),
    /// Vérifie hors ligne qu’un fichier est bien celui d’un relevé signé
    #[command(help_template = super::french::TEMPLATE)]
    Verify(verify::Verify),
    /// Donne la clé publique qui signe les relevés
    #[command(help_template = super::french::TEMPLATE)]
    Key(verify::ShowKey),
    /// Écrit le bilan semestriel adressé à l’État
    #[command(help_template = super::french::TEMPLATE)]
    HalfYearly(half_yearly::HalfYearly),
    /// Écrit visites et ateliers dans la forme de La Coop
    #[command(help_template = super::french::TEMPLATE)]
    Coop(coop::Coop),
}

#[derive(Debug, Args)]
struct Monthly {
    /// Mois, AAAA-MM
    #[arg(long, value_name = "MOIS", value_parser = month)]
    month: Month,
    /// Code d’un partenaire (tous si rien n’est dit)
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,
    /// Fichier à rendre : json, csv, xlsx, pdf ou signature (une liste si rien n’est dit) ;
    /// pour tous les partenaires, json rend la liste avec les relevés
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<FileFormat>,
    /// Fichier à écrire (la sortie si rien n’est dit) ; pour plusieurs csv, xlsx ou
    /// pdf, le dossier où les écrire
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
    Signature,
}

impl FileFormat {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Signature => "signature",
        }
    }

    /// How the name of the file ends.
    fn ending(self) -> &'static str {
        match self {
            Self::Signature => "signature.json",
            other => other.name(),
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
        match self.verb {
            Verb::Monthly(monthly) => monthly.run().await,
            Verb::Prepare(prepare) => prepare.run().await,
            Verb::Verify(verify) => verify.run(),
            Verb::Key(key) => key.run().await,
            Verb::HalfYearly(half) => half.run().await,
            Verb::Coop(coop) => coop.run().await,
        }
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
            (None, _) => self.list(issued),
            (Some(format), [one]) if self.partner.is_some() => {
                self.write(&file(store, one, format).await?)
            }
            (Some(FileFormat::Json), _) => {
                let all = Sent::of(self.month, issued)?;
                self.write(&serde_json::to_vec_pretty(&all)?)
            }
            (Some(format), _) => self.write_each(store, issued, format).await,
        }
    }

    /// One file a partner, in a folder.
    async fn write_each(
        &self,
        store: &Store,
        issued: &[Issuing],
        format: FileFormat,
    ) -> anyhow::Result<()> {
        let Some(folder) = &self.output else {
            bail!(
                "il y a un fichier par partenaire : donnez un dossier avec --output, ou un partenaire avec --partner"
            )
        };
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{} ne peut pas être créé", folder.display()))?;
        for one in issued {
            let name = format!("releve-{}.{}", one.statement().number, format.ending());
            let path = folder.join(name);
            write_to(&path, &file(store, one, format).await?)?;
            say(&path.display().to_string())?;
        }
        Ok(())
    }

    fn list(&self, issued: &[Issuing]) -> anyhow::Result<()> {
        let lines: Vec<String> = issued.iter().map(line).collect();
        match &self.output {
            Some(_) => self.write(lines.join("\n").as_bytes()),
            None => say(&lines.join("\n")),
        }
    }

    fn write(&self, bytes: &[u8]) -> anyhow::Result<()> {
        write_or_print(self.output.as_deref(), bytes)
    }
}

/// To a file, or to the output.
fn write_or_print(path: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    match path {
        Some(path) => write_to(path, bytes),
        None => Ok(std::io::stdout().lock().write_all(bytes)?),
    }
}

/// What `--format json` prints for all the partners: stable, documented.
#[derive(Debug, Serialize)]
struct Sent {
    month: Month,
    statements: Vec<SentStatement>,
}

#[derive(Debug, Serialize)]
struct SentStatement {
    number: String,
    partner: PartnerCode,
    hash: String,
    /// `issued`, `already` or `held`.
    outcome: &'static str,
    /// The frozen statement.
    statement: serde_json::Value,
}

impl Sent {
    fn of(month: Month, issued: &[Issuing]) -> anyhow::Result<Self> {
        let one = |issuing: &Issuing| {
            let stored = issuing.statement();
            Ok(SentStatement {
                number: stored.number.clone(),
                partner: stored.partner.clone(),
                hash: stored.hash.clone(),
                outcome: outcome(issuing),
                statement: serde_json::from_str(&stored.json)?,
            })
        };
        let statements = issued.iter().map(one).collect::<anyhow::Result<_>>()?;
        Ok(Self { month, statements })
    }
}

fn outcome(issuing: &Issuing) -> &'static str {
    match issuing {
        Issuing::New(_) => "issued",
        Issuing::Already(_) => "already",
        Issuing::Held(..) => "held",
    }
}

/// A file kept with a statement.
async fn file(store: &Store, issuing: &Issuing, format: FileFormat) -> anyhow::Result<Vec<u8>> {
    let stored = issuing.statement();
    if format == FileFormat::Signature {
        let seal = stored.seal.as_ref();
        let seal = seal.context("ce relevé a été figé par un programme qui ne signait pas")?;
        return Ok(serde_json::to_vec(seal)?);
    }
    let files = &stored.files;
    let hash = files.get(format.name());
    Ok(document::fetch(store, hash.context("ce fichier n’a pas été gardé")?).await?)
}

fn write_to(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes)
        .with_context(|| format!("{} ne peut pas être écrit", path.display()))
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
