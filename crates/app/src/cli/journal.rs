//! `plus journal verify` and `plus rebuild`: is what we hold whole, and does it
//! still mean the same?

use anyhow::Context;
use clap::{Args, Subcommand};
use plus_store::{journal, rebuild};
use serde::Serialize;

use super::{DataArgs, FormatArgs};

/// `plus journal`.
#[derive(Debug, Args)]
pub struct JournalCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Vérifie que rien n’a été changé, enlevé ou déplacé
    #[command(help_template = super::french::TEMPLATE)]
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Verified {
    entries: u64,
    whole: bool,
}

impl JournalCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        let Verb::Verify(verify) = self.verb;
        let (store, _) = verify.data.open_existing().await?;
        let entries = journal::verify(&mut store.read().await?)
            .await
            .context("le journal n’est pas entier")?;
        store.close().await;
        verify.format.print(
            &Verified {
                entries,
                whole: true,
            },
            |v| format!("Le journal est entier : {} écritures vérifiées.", v.entries),
        )
    }
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
