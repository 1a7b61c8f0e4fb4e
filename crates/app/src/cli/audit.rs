//! `plus audit verify|checkpoint`: the trail of security of this machine, held against what was
//! kept elsewhere.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use plus_store::audit::{Fault, Point};
use serde::Serialize;

use super::{DataArgs, FormatArgs};
use crate::{audit, outside::Outside};

/// `plus audit`.
#[derive(Debug, Args)]
pub struct AuditCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Vérifie que rien de la trace n’a été changé, enlevé, ajouté, déplacé, coupé ou réécrit
    #[command(help_template = super::french::TEMPLATE)]
    Verify(Verify),
    /// Signe la fin de la trace et la donne, à garder ailleurs que sur cette machine
    #[command(help_template = super::french::TEMPLATE)]
    Checkpoint(Checkpoint),
}

#[derive(Debug, Args)]
struct Verify {
    /// Point de contrôle gardé ailleurs (plus audit checkpoint --format json)
    #[arg(long, value_name = "FICHIER")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Checkpoint {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Verified {
    lines: i64,
    last: i64,
    points: usize,
    whole: bool,
    faults: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    table: &'static str,
    index: i64,
    what: &'static str,
    said: String,
}

fn line(fault: &Fault) -> Line {
    Line {
        table: "audit_trail",
        index: fault.index(),
        what: fault.code(),
        said: fault.to_string(),
    }
}

impl AuditCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Verify(verify) => verify.run().await,
            Verb::Checkpoint(checkpoint) => checkpoint.run().await,
        }
    }
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let points = self.checkpoint.iter().map(|file| read(file));
        let points: Vec<Point> = points.collect::<anyhow::Result<_>>()?;
        let (store, _) = self.data.open_existing().await?;
        let examined = audit::verify(&store, &Outside::machine(), &points).await;
        store.close().await;
        let examined = examined.context("la trace ne se lit pas")?;
        let verified = Verified {
            lines: examined.lines,
            last: examined.last,
            points: examined.points,
            whole: examined.faults.is_empty(),
            faults: examined.faults.iter().map(line).collect(),
        };
        self.format.print(&verified, sentence)?;
        match verified.faults.first() {
            None => Ok(()),
            Some(fault) => bail!("la trace n’est pas entière\n  car {}", fault.said),
        }
    }
}

fn sentence(verified: &Verified) -> String {
    if verified.whole {
        return format!(
            "La trace est entière : {} lignes vérifiées jusqu’à la {}, {} points de contrôle retrouvés.",
            verified.lines, verified.last, verified.points
        );
    }
    let line = |l: &Line| format!("Table {}, ligne {} : {}.", l.table, l.index, l.said);
    let lines: Vec<String> = verified.faults.iter().map(line).collect();
    lines.join("\n")
}

fn read(file: &Path) -> anyhow::Result<Point> {
    let name = file.display();
    let text = std::fs::read(file).with_context(|| format!("{name} ne se lit pas"))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{name} n’est pas un fichier de plus audit checkpoint"))
}

impl Checkpoint {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let point = audit::checkpoint(&store, &Outside::machine()).await;
        store.close().await;
        let Some(point) = point? else {
            bail!("la trace n’a pas encore de ligne");
        };
        self.format.print(&point, |point| {
            format!(
                "Ligne {} : {}\nClé {}\nSignature {}",
                point.seq, point.hash, point.signer, point.signature
            )
        })
    }
}
