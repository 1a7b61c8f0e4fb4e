//! `plus backup create|restore`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{DataArgs, FormatArgs};
use crate::{backup, outside::Outside};

/// `plus backup`.
#[derive(Debug, Args)]
pub struct BackupCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Sauvegarde la base et les documents dans un fichier, puis le vérifie
    #[command(help_template = super::french::TEMPLATE)]
    Create(Create),
    /// Remet une sauvegarde dans un dossier nouveau
    #[command(help_template = super::french::TEMPLATE)]
    Restore(Restore),
}

#[derive(Debug, Args)]
struct Create {
    /// Fichier à écrire
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Restore {
    /// Fichier de sauvegarde
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// Dossier nouveau, où remettre les données
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    data: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

impl BackupCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Create(create) => {
                let (store, _) = create.data.open_existing().await?;
                let report =
                    backup::create(&store, &create.file, Outside::machine().now_ms()).await?;
                store.close().await;
                create.format.print(&report, |r| {
                    format!(
                        "Sauvegarde faite et vérifiée : {} ({} octets, {} fichiers, {} écritures).",
                        r.path, r.bytes, r.files, r.entries
                    )
                })
            }
            Verb::Restore(restore) => {
                let report = backup::restore(&restore.file, &restore.data).await?;
                backup::live_again(&restore.data, Outside::machine().now_ms()).await?;
                restore.format.print(&report, |r| {
                    format!(
                        "Données remises dans {} : {} fichiers, {} écritures vérifiées.",
                        r.path, r.files, r.entries
                    )
                })
            }
        }
    }
}
