//! `plus content import|check`: official content.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;
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
    /// Lit une archive et dit ce que donnerait l’import, ou relit le contenu en service
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
    /// Archive zip des fiches ; sans elle, tout le contenu en service est relu
    #[arg(value_name = "FICHIER", required_unless_present = "data")]
    file: Option<PathBuf>,
    /// Dossier des données
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    data: Option<PathBuf>,
    /// Base PostgreSQL (postgres://…) au lieu du fichier SQLite du dossier
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    database: Option<String>,
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
                let report = match (&check.file, check.data) {
                    (Some(file), _) => content::check(file, &mut watch).map_err(Into::into),
                    (None, data) => {
                        let data = DataArgs {
                            data: data.unwrap_or_default(),
                            database: check.database,
                        };
                        in_service(&data, &mut *watch.progress).await
                    }
                };
                bar.finish_and_clear();
                check.format.print(&report?, text)
            }
        }
    }
}

/// Reads again every document of the content that serves.
async fn in_service(data: &DataArgs, progress: &mut dyn FnMut(Progress)) -> anyhow::Result<Report> {
    let (store, _) = data.open_existing().await?;
    let pack = content::published(&store).await;
    store.close().await;
    let pack = pack?.context("aucun contenu officiel n’est en service : importez-le d’abord")?;
    Ok(pack.check(progress)?)
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
        list(&mut text, &report.unknown_elements);
    }
    if !report.dropped_elements.is_empty() {
        text.push_str("\nÉléments dont des mots n’arrivent pas au lecteur :");
        list(&mut text, &report.dropped_elements);
    }
    let silent = report.silent_elements.len();
    let _ = write!(
        text,
        "\n{silent} éléments muets par choix (docs/guide/elements.md)."
    );
    text
}

fn list(text: &mut String, elements: &BTreeMap<String, usize>) {
    use std::fmt::Write as _;
    for (name, count) in elements {
        let _ = write!(text, " {name} ({count})");
    }
}
