//! `plus content import|check`: official content.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use plus_fiches::import::{Progress, Report};

use super::{DataArgs, FormatArgs};
use crate::{
    content::{self, arrival},
    outside::Outside,
};

/// `plus content`.
#[derive(Debug, Args)]
pub struct ContentCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Importe l’archive officielle des fiches ; l’ancien contenu sert jusqu’au bout
    #[command(help_template = super::french::TEMPLATE)]
    Import(Import),
    /// Lit l’archive et dit ce que donnerait l’import, sans rien écrire
    #[command(help_template = super::french::TEMPLATE)]
    Check(Check),
}

#[derive(Debug, Args)]
struct Import {
    /// Archive zip des fiches (vosdroits-latest.zip), ou son adresse https://…
    #[arg(value_name = "FICHIER|ADRESSE")]
    file: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Check {
    /// Archive zip des fiches
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

impl ContentCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        let bar = super::progress("fichiers");
        let mut progress = |at: Progress| {
            bar.set_length(at.total as u64);
            bar.set_position(at.done as u64);
        };
        let mut watch = content::unhurried(&mut progress);
        match self.verb {
            Verb::Import(import) => {
                let (store, _) = import.data.open().await?;
                let archive = arrival::here(&store, &import.file, &bytes_bar()).await?;
                let outside = Outside::machine();
                let done = content::import(&store, &outside, archive.path(), &mut watch).await;
                bar.finish_and_clear();
                store.close().await;
                import.format.print(&done?.1, text)
            }
            Verb::Check(check) => {
                let report = content::check(&check.file, &mut watch);
                bar.finish_and_clear();
                check.format.print(&report?, text)
            }
        }
    }
}

/// Says how much of the archive has come.
fn bytes_bar() -> impl Fn(u64, Option<u64>) {
    let bar = super::progress("octets reçus");
    move |done, total| {
        bar.set_length(total.unwrap_or(done));
        bar.set_position(done);
        if total == Some(done) {
            bar.finish_and_clear();
        }
    }
}

fn text(report: &Report) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "{} fichiers lus, {} importés, {} mis de côté.",
        report.files,
        report.imported,
        report.failed.len()
    );
    for failure in &report.failed {
        let _ = write!(text, "\n  {} : {}", failure.file, failure.reason);
    }
    if !report.unknown_elements.is_empty() {
        text.push_str("\nÉléments inconnus, leur texte est gardé :");
        for (name, count) in &report.unknown_elements {
            let _ = write!(text, " {name} ({count})");
        }
    }
    text
}
