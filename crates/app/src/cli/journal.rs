//! `plus journal verify|heads` and `plus rebuild`: is what we hold whole, and does it
//! still mean the same?

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use plus_reports::svg::qr;
use plus_store::{
    audit as audit_trail,
    exchange::witness::Seen,
    journal::{self, Fault},
    rebuild,
};
use serde::Serialize;

use super::{DataArgs, FormatArgs};
use crate::{
    audit::{self, AuditError},
    backup::heads::Kept,
    outside::Outside,
};

/// `plus journal`.
#[derive(Debug, Args)]
pub struct JournalCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Vérifie que rien n’a été changé, enlevé, déplacé, coupé ou réécrit
    #[command(help_template = super::french::TEMPLATE)]
    Verify(Verify),
    /// Donne la fin de chaque suite, à garder ailleurs que sur cette machine
    #[command(help_template = super::french::TEMPLATE)]
    Heads(Heads),
}

#[derive(Debug, Args)]
struct Verify {
    /// Fins de suites gardées ailleurs (plus journal heads --format json)
    #[arg(long, value_name = "FICHIER")]
    heads: Vec<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Heads {
    /// Code QR à imprimer, au format SVG
    #[arg(long, value_name = "FICHIER")]
    qr: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Verified {
    entries: u64,
    whole: bool,
    /// Ends seen from elsewhere that it was held against.
    witnessed: u64,
    chains: Vec<Seen>,
    faults: Vec<Line>,
    /// Lines of the trail of security (S11), checked too; none when its key is not here.
    audit_trail: Option<i64>,
}

/// The first thing wrong in a chain.
#[derive(Debug, Serialize)]
struct Line {
    table: &'static str,
    node: String,
    epoch: u64,
    index: u64,
    what: &'static str,
    said: String,
}

impl JournalCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Verify(verify) => verify.run().await,
            Verb::Heads(heads) => heads.run().await,
        }
    }
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let mut seen = Vec::new();
        for file in &self.heads {
            seen.extend(kept(file)?.heads);
        }
        let (store, _) = self.data.open_existing().await?;
        let examined = async { journal::examine(&mut store.read().await?, &seen).await }.await;
        let trail = audit::verify(&store, &Outside::machine(), &[]).await;
        store.close().await;
        let examined = examined.context("le journal ne se lit pas")?;
        let trail = match trail {
            Err(AuditError::Away) => None,
            other => Some(other.context("la trace de sécurité ne se lit pas")?),
        };
        let mut faults: Vec<Line> = examined.faults.iter().map(line).collect();
        let of_trail = trail.iter().flat_map(|trail| &trail.faults);
        faults.extend(of_trail.map(trail_line));
        let verified = Verified {
            entries: examined.entries,
            whole: faults.is_empty(),
            witnessed: examined.witnessed,
            chains: examined.heads.iter().filter_map(Seen::of).collect(),
            faults,
            audit_trail: trail.map(|trail| trail.lines),
        };
        self.format.print(&verified, sentence)?;
        match verified.faults.first() {
            None => Ok(()),
            Some(fault) => bail!("le journal n’est pas entier\n  car {}", fault.said),
        }
    }
}

fn line(fault: &Fault) -> Line {
    Line {
        table: "journal",
        node: fault.node.to_string(),
        epoch: fault.epoch,
        index: fault.what.index(),
        what: fault.what.code(),
        said: fault.what.to_string(),
    }
}

fn trail_line(fault: &audit_trail::Fault) -> Line {
    Line {
        table: "audit_trail",
        node: String::new(),
        epoch: 0,
        index: u64::try_from(fault.index()).unwrap_or(0),
        what: fault.code(),
        said: fault.to_string(),
    }
}

fn sentence(verified: &Verified) -> String {
    if verified.whole {
        let trail = match verified.audit_trail {
            Some(lines) => format!("La trace de sécurité aussi : {lines} lignes."),
            None => "La trace de sécurité n’est pas vérifiée : sa clé, dossier.cle, n’est pas ici."
                .to_owned(),
        };
        return format!(
            "Le journal est entier : {} écritures vérifiées, {} fins de suites vues d’ailleurs et retrouvées. {trail}",
            verified.entries, verified.witnessed
        );
    }
    let line = |l: &Line| {
        format!(
            "Table {}, machine {}, époque {}, à partir de l’écriture {} : {}.",
            l.table, l.node, l.epoch, l.index, l.said
        )
    };
    let lines: Vec<String> = verified.faults.iter().map(line).collect();
    lines.join("\n")
}

fn kept(file: &Path) -> anyhow::Result<Kept> {
    let name = file.display();
    let text = std::fs::read(file).with_context(|| format!("{name} ne se lit pas"))?;
    let kept: Kept = serde_json::from_slice(&text)
        .with_context(|| format!("{name} n’est pas un fichier de plus journal heads"))?;
    if !kept.is_whole() {
        bail!("{name} a été changé depuis qu’il a été fait");
    }
    Ok(kept)
}

impl Heads {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let kept = Kept::of(&store, Outside::machine().now_ms()).await;
        store.close().await;
        let kept = kept?;
        if let Some(file) = &self.qr {
            let drawn = qr::draw(&kept.code())?;
            std::fs::write(file, drawn)
                .with_context(|| format!("{} ne s’écrit pas", file.display()))?;
        }
        self.format.print(&kept, told)
    }
}

fn told(kept: &Kept) -> String {
    let line = |seen: &Seen| {
        format!(
            "{}  époque {}, écriture {} : {}",
            seen.node,
            seen.epoch,
            seen.seq,
            plus_journal::wire::hex(&seen.hash)
        )
    };
    let mut lines: Vec<String> = kept.heads.iter().map(line).collect();
    lines.push(format!("Somme du {} : {}", kept.day(), kept.digest));
    lines.join("\n")
}

/// `plus rebuild`.
#[derive(Debug, Args)]
pub struct RebuildCommand {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

impl RebuildCommand {
    /// Makes every projection again from the journal.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let bar = super::progress("écritures relues");
        let done = rebuild::rebuild(&store, &mut |entries| bar.set_position(entries)).await?;
        bar.finish_and_clear();
        store.close().await;
        self.format.print(&done, |d| {
            format!(
                "Tables refaites depuis le journal : {} écritures relues, {} d’un type inconnu gardées, {} effacées, {} mises de côté.",
                d.entries, d.unknown, d.erased, d.unprojected
            )
        })
    }
}
