//! `plus backup key|create|verify|restore|base|renew`.

use std::path::PathBuf;

use age::secrecy::SecretString;
use anyhow::bail;
use clap::{Args, Subcommand};
use serde::Serialize;

use super::{DataArgs, FormatArgs, OptionalDataArgs};
use crate::{
    backup::{
        self, Report, Restored, WORKSHOP,
        key::{self, Keys, Protection},
    },
    config::{Backup, Config},
    outside::Outside,
};

/// Environment variable of a passphrase.
const PASSPHRASE: &str = "PLUS_BACKUP_PASSPHRASE";

/// `plus backup`.
#[derive(Debug, Args)]
pub struct BackupCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Fait une clé de sauvegarde : la garder hors de la machine
    #[command(help_template = super::french::TEMPLATE)]
    Key(Key),
    /// Sauvegarde la base et les documents dans un fichier, puis le vérifie
    #[command(help_template = super::french::TEMPLATE)]
    Create(Create),
    /// Vérifie une sauvegarde en la remettant à part
    #[command(help_template = super::french::TEMPLATE)]
    Verify(Verify),
    /// Remet une sauvegarde dans un dossier nouveau
    #[command(help_template = super::french::TEMPLATE)]
    Restore(Restore),
    /// Copie tout un serveur PostgreSQL (pg_basebackup) et vérifie la copie
    #[command(help_template = super::french::TEMPLATE)]
    Base(Base),
    /// Après une remise par les moyens de PostgreSQL : dit aux machines que le portail a changé de vie
    #[command(help_template = super::french::TEMPLATE)]
    Renew(Renew),
}

#[derive(Debug, Args)]
struct Renew {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Renewed {
    incarnation: u64,
}

#[derive(Debug, Args)]
struct Base {
    /// Dossier nouveau, où copier le serveur
    #[arg(value_name = "DOSSIER")]
    folder: PathBuf,
    /// Base PostgreSQL (postgres://…) ; son compte a le droit REPLICATION
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    database: String,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Key {
    /// Fichier à écrire, lisible de vous seul
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    format: FormatArgs,
}

/// Who may read what is made.
#[derive(Debug, Args)]
pub struct LockArgs {
    /// Clé publique de qui pourra lire (age1…) ; se répète
    #[arg(long = "recipient", value_name = "CLÉ")]
    recipients: Vec<String>,
    /// Fichier d’une phrase, lisible de vous seul (ou PLUS_BACKUP_PASSPHRASE)
    #[arg(long, value_name = "FICHIER")]
    passphrase_file: Option<PathBuf>,
    /// Sans chiffrer : lisible par tous ceux qui ont le fichier
    #[arg(long)]
    clear: bool,
}

/// With what something is read.
#[derive(Debug, Args)]
struct OpenArgs {
    /// Fichier de la clé, fait par plus backup key
    #[arg(long, value_name = "FICHIER")]
    identity: Option<PathBuf>,
    /// Fichier d’une phrase, lisible de vous seul (ou PLUS_BACKUP_PASSPHRASE)
    #[arg(long, value_name = "FICHIER")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Create {
    /// Fichier à écrire
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    lock: LockArgs,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Verify {
    /// Fichier de sauvegarde
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    open: OpenArgs,
    /// Dossier où la remettre le temps de la vérifier, s’il n’y a pas de --data
    #[arg(
        long,
        env = "TMPDIR",
        default_value = "/tmp",
        hide_default_value = true,
        hide_env_values = true,
        value_name = "DOSSIER"
    )]
    aside: PathBuf,
    #[command(flatten)]
    data: OptionalDataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
struct Restore {
    /// Fichier de sauvegarde
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    #[command(flatten)]
    open: OpenArgs,
    /// Dossier nouveau, où remettre les données
    #[arg(long, env = "PLUS_DATA", value_name = "DOSSIER")]
    data: PathBuf,
    /// Base PostgreSQL vide (postgres://…), où remettre la base
    #[arg(
        long,
        env = "PLUS_DATABASE",
        value_name = "ADRESSE",
        hide_env_values = true
    )]
    database: Option<String>,
    /// Registre des effacements, s’il n’est pas à côté de la sauvegarde
    #[arg(long, value_name = "FICHIER")]
    erasures: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct MadeKey {
    file: String,
    recipient: String,
}

/// What a verification answers, whole or not.
#[derive(Debug, Serialize)]
struct Verified {
    whole: bool,
    /// Why not.
    failure: Option<String>,
    /// What was found in it; zeros when it cannot serve.
    #[serde(flatten)]
    report: Report,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a passphrase may come from the environment, and never from an option"
)]
fn passphrase_of_environment() -> Option<String> {
    std::env::var(PASSPHRASE).ok().filter(|p| !p.is_empty())
}

fn passphrase(file: Option<&PathBuf>) -> anyhow::Result<Option<SecretString>> {
    match file {
        Some(file) => Ok(Some(key::passphrase_of(file)?)),
        None => Ok(passphrase_of_environment().map(SecretString::from)),
    }
}

impl LockArgs {
    /// What was asked, over what `plus.toml` says.
    ///
    /// # Errors
    /// When nothing says who may read the backup, or a key does not serve.
    pub fn over(&self, file: &Backup) -> anyhow::Result<Protection> {
        let asked = !self.recipients.is_empty() || self.passphrase_file.is_some() || self.clear;
        if asked {
            let from_file = self.passphrase_file.as_ref();
            let passphrase = from_file.map(|f| key::passphrase_of(f)).transpose()?;
            return Ok(Protection::of(&self.recipients, passphrase, self.clear)?);
        }
        protection(file)
    }
}

/// What `plus.toml` and the environment say.
///
/// # Errors
/// When nothing says who may read the backup, or a key does not serve.
pub fn protection(file: &Backup) -> anyhow::Result<Protection> {
    if !file.recipients.is_empty() || file.clear {
        return Ok(Protection::of(&file.recipients, None, file.clear)?);
    }
    let named = file.passphrase_file.as_ref().map(PathBuf::from);
    let passphrase = passphrase(named.as_ref())?;
    Ok(Protection::of(&[], passphrase, false)?)
}

impl OpenArgs {
    fn keys(&self) -> anyhow::Result<Keys> {
        let keys = match &self.identity {
            Some(file) => Keys::of_file(file)?,
            None => Keys::default(),
        };
        let passphrase = passphrase(self.passphrase_file.as_ref())?;
        Ok(match passphrase {
            Some(passphrase) => keys.and(Keys::passphrase(passphrase)),
            None => keys,
        })
    }
}

impl BackupCommand {
    /// Runs the verb.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.verb {
            Verb::Key(key) => key.run(),
            Verb::Create(create) => create.run().await,
            Verb::Verify(verify) => verify.run().await,
            Verb::Restore(restore) => restore.run().await,
            Verb::Base(base) => base.run().await,
            Verb::Renew(renew) => renew.run().await,
        }
    }
}

impl Base {
    async fn run(self) -> anyhow::Result<()> {
        let made = backup::base::make(&self.database, &self.folder).await?;
        self.format.print(&made, |made| {
            format!("Serveur PostgreSQL copié et vérifié : {}.", made.path)
        })
    }
}

impl Renew {
    async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let renewed = backup::renew(&store, Outside::machine().now_ms()).await;
        store.close().await;
        let renewed = Renewed {
            incarnation: renewed?,
        };
        self.format.print(&renewed, |_| {
            "Le portail commence une autre vie : les machines lui redonneront ce qu’il lui manque."
                .to_owned()
        })
    }
}

impl Key {
    fn run(self) -> anyhow::Result<()> {
        let today = Outside::machine().today(&jiff::tz::TimeZone::UTC);
        let made = MadeKey {
            recipient: key::make(&self.file, &today.to_string())?,
            file: self.file.display().to_string(),
        };
        self.format.print(&made, |made| {
            format!(
                "Clé faite : {}. Gardez-en deux copies hors de cette machine : sans elle, aucune sauvegarde ne se relit.\nDans plus.toml :\n[backup]\nrecipients = [\"{}\"]",
                made.file, made.recipient
            )
        })
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<()> {
        let protection = self
            .lock
            .over(&Config::of_folder(&self.data.data)?.backup)?;
        let (store, _) = self.data.open_existing().await?;
        let made = backup::create(&store, &self.file, &protection, &Outside::machine()).await;
        store.close().await;
        self.format.print(&made?, |made| {
            let lock = if made.encrypted {
                "chiffrée"
            } else {
                "NON chiffrée : qui a ce fichier lit tout"
            };
            format!(
                "Sauvegarde faite et vérifiée, {lock} : {} ({} octets, {} fichiers, {} écritures).",
                made.path, made.bytes, made.files, made.entries
            )
        })
    }
}

impl Verify {
    async fn run(self) -> anyhow::Result<()> {
        let keys = self.open.keys()?;
        let outside = Outside::machine();
        let (aside, relay) = match self.data.given() {
            None => (self.aside, None),
            Some(data) => {
                let (store, _) = data.open_existing().await?;
                (data.data.join(WORKSHOP), Some(store))
            }
        };
        let outcome = backup::verify(&self.file, keys, &aside, relay.as_ref(), &outside).await;
        if let Some(store) = relay {
            store.close().await;
        }
        let (report, failure) = match outcome {
            Ok(report) => (report, None),
            Err(error) => (Report::of_nothing(&self.file), Some(error)),
        };
        let verified = Verified {
            whole: failure.is_none(),
            failure: failure.as_ref().map(ToString::to_string),
            report,
        };
        self.format.print(&verified, sentence)?;
        match failure {
            Some(failure) => Err(failure.into()),
            None => Ok(()),
        }
    }
}

fn sentence(verified: &Verified) -> String {
    if !verified.whole {
        return "Cette sauvegarde ne peut pas servir.".to_owned();
    }
    format!(
        "Sauvegarde vérifiée : remise à part, {} écritures suivies, tables refaites et trouvées pareilles.",
        verified.report.entries
    )
}

impl Restore {
    async fn run(self) -> anyhow::Result<()> {
        let keys = self.open.keys()?;
        let now = Outside::machine().now_ms();
        let with = (self.database, self.erasures.as_deref());
        let restored = backup::restore(&self.file, keys, &self.data, with, now).await?;
        self.format.print(&restored, restored_sentence)?;
        if restored.missing > 0 {
            bail!(
                "les données sont remises, mais cette sauvegarde n’est pas la dernière : {} écritures promises à l’abri n’y sont pas. Elles sont dans {} ; ce que les machines ont encore reviendra d’elles",
                restored.missing,
                restored.newer.as_deref().unwrap_or("une autre")
            );
        }
        Ok(())
    }
}

fn restored_sentence(restored: &Restored) -> String {
    let life = if restored.new_life {
        " Les machines lui redonneront ce qu’il lui manque."
    } else {
        ""
    };
    let erased = match restored.erased {
        None => " Il n’y a pas de registre des effacements à côté de cette sauvegarde : ce qui a été effacé depuis qu’elle est faite est revenu. Donnez-le par --erasures, ou effacez de nouveau.".to_owned(),
        Some(0) => String::new(),
        Some(1) => " Un effacement fait depuis est refait.".to_owned(),
        Some(many) => format!(" {many} effacements faits depuis sont refaits."),
    };
    format!(
        "Données remises dans {} : {} fichiers, {} écritures vérifiées.{life}{erased}",
        restored.path, restored.files, restored.entries
    )
}
