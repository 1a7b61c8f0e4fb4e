//! `plus doctor`: what is wrong here, and how to mend it.

use anyhow::bail;
use clap::Args;
use plus_borne::voice::{PROGRAM, Voice};
use plus_store::{Store, backup, journal};
use serde::Serialize;

use super::{DataArgs, FormatArgs};
use crate::{content, outside::Outside, territory};

const DAY_MS: i64 = 24 * 3_600_000;
const BACKUP_DAYS: i64 = 7;

/// `plus doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Serialize)]
struct Examined {
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    fine: bool,
    /// A warning does not make the examination fail.
    serious: bool,
    said: String,
    remedy: String,
}

fn check(name: &'static str, found: Result<String, String>, serious: bool, remedy: &str) -> Check {
    let fine = found.is_ok();
    Check {
        name,
        fine,
        serious,
        said: found.unwrap_or_else(|e| e),
        remedy: if fine {
            String::new()
        } else {
            remedy.to_owned()
        },
    }
}

impl Doctor {
    /// Examines and prints; fails when something serious is wrong.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, config) = self.data.open_existing().await?;
        let checks = vec![
            journal_check(&store).await,
            territory_check(&store).await,
            content_check(&store).await,
            voice_check(config.voice.as_deref().unwrap_or(PROGRAM)).await,
            backup_check(&store).await,
        ];
        store.close().await;
        let serious = checks.iter().filter(|c| !c.fine && c.serious).count();
        self.format.print(&Examined { checks }, text)?;
        if serious > 0 {
            bail!("{serious} point(s) à réparer");
        }
        Ok(())
    }
}

async fn journal_check(store: &Store) -> Check {
    let verified = match store.read().await {
        Ok(mut link) => journal::verify(&mut link).await,
        Err(e) => Err(e),
    };
    let found = verified
        .map(|n| format!("{n} écritures, journal entier"))
        .map_err(|e| e.to_string());
    check(
        "journal",
        found,
        true,
        "restaurez la dernière sauvegarde avec plus backup restore",
    )
}

async fn territory_check(store: &Store) -> Check {
    let found = match territory::published(store).await {
        Ok(Some(territory)) => Ok(format!("{} est publié", territory.identity.name)),
        Ok(None) => Err("aucun territoire n’est publié".to_owned()),
        Err(e) => Err(e.to_string()),
    };
    check(
        "territoire",
        found,
        true,
        "lancez plus serve --territory DOSSIER",
    )
}

async fn content_check(store: &Store) -> Check {
    let found = match content::published(store).await {
        Ok(Some(pack)) => Ok(format!("{} documents officiels", pack.entries().len())),
        Ok(None) => Err("pas de contenu officiel : le catalogue du relais sert seul".to_owned()),
        Err(e) => Err(e.to_string()),
    };
    check(
        "contenu",
        found,
        false,
        "importez l’archive officielle avec plus content import",
    )
}

async fn voice_check(program: &str) -> Check {
    let found = match Voice::find(program).await {
        Ok(_) => Ok("les pages se lisent à haute voix".to_owned()),
        Err(error) => Err(format!("pas de bouton « Écouter » : {error}")),
    };
    check(
        "voix",
        found,
        false,
        "installez la voix avec apt install espeak-ng, puis relancez PLUS",
    )
}

async fn backup_check(store: &Store) -> Check {
    let found = match backup::last(store).await {
        Err(e) => Err(e.to_string()),
        Ok(None) => Err("aucune sauvegarde encore".to_owned()),
        Ok(Some(at)) => {
            let days = (Outside::machine().now_ms() - at) / DAY_MS;
            let said = format!("dernière sauvegarde il y a {days} jour(s)");
            if days < BACKUP_DAYS {
                Ok(said)
            } else {
                Err(said)
            }
        }
    };
    check(
        "sauvegarde",
        found,
        false,
        "lancez plus backup create FICHIER",
    )
}

fn text(examined: &Examined) -> String {
    let line = |c: &Check| {
        let state = if c.fine { "bien" } else { "à voir" };
        let remedy = if c.remedy.is_empty() {
            String::new()
        } else {
            format!("\n             → {}", c.remedy)
        };
        format!("{:<6} {:<11} {}{remedy}", state, c.name, c.said)
    };
    examined
        .checks
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}
