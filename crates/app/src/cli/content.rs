//! `plus content import|check|restore`: official content.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use plus_fiches::import::{Progress, Report, Watch};
use plus_store::Store;
use serde::Serialize;

use super::{DataArgs, FormatArgs, OptionalDataArgs};
use crate::{
    config::Content,
    content::{
        self, ContentError, Source, Work, arrival,
        fraicheur::{self, Taken},
    },
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
    /// Remet en service le contenu d’avant le dernier import
    #[command(help_template = super::french::TEMPLATE)]
    Restore(Restore),
}

#[derive(Debug, Args)]
struct Import {
    /// Archive zip des fiches (vosdroits-latest.zip), ou son adresse https://…
    #[arg(value_name = "FICHIER|ADRESSE")]
    file: String,
    /// Importe même si beaucoup de documents manquent ou si rien n’est nouveau
    #[arg(long)]
    force: bool,
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
    #[command(flatten)]
    data: OptionalDataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Restore {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// The pack that serves again.
#[derive(Debug, Serialize)]
struct Restored {
    pack: String,
    documents: u64,
}

impl ContentCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Import(import) => import.run().await,
            Verb::Check(check) => check.run().await,
            Verb::Restore(restore) => restore.run().await,
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

impl Import {
    async fn run(self) -> anyhow::Result<()> {
        let (store, config) = self.data.open().await?;
        let done = self.import(&store, &config.content).await;
        store.close().await;
        self.format.print(&done?, text)
    }

    async fn import(&self, store: &Store, settings: &Content) -> anyhow::Result<Report> {
        let (archive, validators) = arrival::here(store, &self.file, &bytes_bar()).await?;
        let source = Source {
            archive: archive.path().to_owned(),
            name: self.file.clone(),
            force: self.force,
        };
        let work = Work::begin(store, source).await?;
        let outside = Outside::machine();
        let built = watched(|watch| work.build(watch))?;
        let (_, report) = built.publish(store, &outside).await?;
        if self.file.contains("://") {
            let taken = Taken {
                validators,
                archive: content::hash(archive.path())?,
            };
            fraicheur::succeeded(store, &outside, settings, &self.file, Some(taken)).await?;
        }
        Ok(report)
    }
}

impl Check {
    async fn run(self) -> anyhow::Result<()> {
        let report = if let Some(file) = self.file {
            watched(|watch| content::check(&file, watch))?
        } else {
            let data = self.data.given().context("donnez l’archive, ou --data")?;
            let bar = super::progress("documents");
            let mut progress = |at: Progress| {
                bar.set_length(at.total as u64);
                bar.set_position(at.done as u64);
            };
            let read = in_service(&data, &mut progress).await;
            bar.finish_and_clear();
            read?
        };
        self.format.print(&report, text)
    }
}

impl Restore {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let done = content::restore(&store, &Outside::machine()).await;
        let now = content::published(&store).await;
        store.close().await;
        let restored = Restored {
            pack: done?.to_string(),
            documents: now?.as_ref().map_or(0, |pack| pack.entries().len() as u64),
        };
        self.format.print(&restored, |r| {
            format!(
                "Le contenu d’avant sert de nouveau : {} documents. Pour revenir au dernier import, lancez la même commande.",
                r.documents
            )
        })
    }
}

/// Shows how far the reading of an archive is.
fn watched<T>(
    work: impl FnOnce(&mut Watch<'_>) -> Result<T, ContentError>,
) -> Result<T, ContentError> {
    let bar = super::progress("fichiers");
    let mut progress = |at: Progress| {
        bar.set_length(at.total as u64);
        bar.set_position(at.done as u64);
    };
    let done = work(&mut content::unhurried(&mut progress));
    bar.finish_and_clear();
    done
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
