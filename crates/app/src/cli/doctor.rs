//! `plus doctor`: what is wrong here, and how to mend it.

mod borne;
mod exploitation;

use std::path::Path;

use anyhow::bail;
use clap::{Args, ValueEnum};
use jiff::{Timestamp, tz::TimeZone};
use plus_borne::voice::{PROGRAM, Voice};
use plus_fiches::pack::Pack;
use plus_store::{
    Store, StoreError, backup,
    fraicheur::{Watch, watch},
    journal,
};
use serde::Serialize;

use super::{ContentArgs, DataArgs, FormatArgs};
use crate::{
    config::{Content, Tls},
    content,
    outside::Outside,
    password::voles::Stolen,
    territory,
    tls::{Files, authority, local},
};

const DAY_MS: i64 = 24 * 3_600_000;
const BACKUP_DAYS: i64 = 7;

/// `plus doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    content: ContentArgs,
    /// Ce que fait cette machine, pour voir aussi ce qu’il lui faut : borne
    #[arg(long, value_name = "RÔLE")]
    role: Option<Role>,
    #[command(flatten)]
    format: FormatArgs,
}

/// What a machine is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// A kiosk.
    Borne,
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
        let settings = self.content.over(config.content.clone())?;
        let mut checks = vec![
            journal_check(&store).await,
            territory_check(&store).await,
            content_check(&store).await,
            voice_check(config.voice.as_deref().unwrap_or(PROGRAM)).await,
            fresh_check(&store, &settings).await,
            backup_check(&store).await,
        ];
        checks.extend(certificates(&store, &config.tls));
        checks.extend(stolen_check(config.web.stolen_passwords.as_deref()));
        checks.extend(authority_check(&store).await);
        checks.extend(exploitation::checks(&store, config.web.silent_days).await);
        if self.role == Some(Role::Borne) {
            checks.extend(borne::checks(&store, &config.borne).await);
        }
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
        Ok(Some(pack)) => Ok(told(&pack)),
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

/// How many documents, and how old the newest one is.
fn told(pack: &Pack) -> String {
    let count = pack.entries().len();
    let today = Outside::machine().today(&TimeZone::UTC);
    match pack.date() {
        None => format!("{count} documents officiels, sans date"),
        Some(date) => {
            let days = (today - date).get_days();
            format!("{count} documents officiels, le plus récent du {date}, il y a {days} jour(s)")
        }
    }
}

/// What the last try to bring new content gave.
async fn fresh_check(store: &Store, settings: &Content) -> Check {
    let Some(address) = settings.address.as_deref() else {
        let found = "le contenu ne se met pas à jour tout seul : aucune adresse n’est donnée";
        let remedy = "ajoutez [content] address = \"https://…\" dans plus.toml";
        return check("mise à jour", Err(found.to_owned()), false, remedy);
    };
    let known = match store.read().await {
        Ok(mut link) => watch(&mut link, address).await,
        Err(e) => Err(e),
    };
    let found = match known {
        Ok(known) => tries(known.as_ref()),
        Err(e) => Err(e.to_string()),
    };
    let remedy = format!(
        "vérifiez que {address} s’ouvre depuis cette machine, puis lancez plus content import {address} (--force si l’archive est bonne)"
    );
    check("mise à jour", found, false, &remedy)
}

fn tries(known: Option<&Watch>) -> Result<String, String> {
    let Some(known) = known.filter(|w| w.tried_at > 0) else {
        return Ok("pas encore essayée : plus serve essaie dès son ouverture".to_owned());
    };
    let success = match known.success_at {
        0 => "aucun essai n’a abouti encore".to_owned(),
        at => format!("le dernier qui a abouti : {}", instant(at)),
    };
    if known.failures == 0 {
        return Ok(format!(
            "dernier essai abouti : {}",
            instant(known.tried_at)
        ));
    }
    Err(format!(
        "dernier essai : {}, sans succès ({} de suite) : {} ; {success}",
        instant(known.tried_at),
        known.failures,
        known.failure
    ))
}

fn instant(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

async fn backup_check(store: &Store) -> Check {
    let found = match backups(store).await {
        Err(e) => Err(e.to_string()),
        Ok((None, None)) => Err("aucune sauvegarde encore".to_owned()),
        Ok((_, Some(failure))) => Err(failure),
        Ok((Some(at), None)) => {
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

/// The last verified backup, and what is said of a later try that failed.
async fn backups(store: &Store) -> Result<(Option<i64>, Option<String>), StoreError> {
    let last = backup::last(store).await?;
    let tried = backup::list(&mut store.read().await?, 1).await?.pop();
    let failed = tried.and_then(|tried| {
        let reason = tried.failure?;
        let since = last.map_or_else(|| "aucune encore".to_owned(), instant);
        let when = instant(tried.at);
        Some(format!(
            "la dernière, du {when}, n’a pas pu être faite ou vérifiée : {reason} ; la dernière bonne : {since}"
        ))
    });
    Ok((last, failed))
}

/// The certificates of this machine: the one that its settings name, that of its screens.
fn certificates(store: &Store, settings: &Tls) -> Vec<Check> {
    let named = settings.certificate.as_ref().zip(settings.key.as_ref());
    let named = named.map(|(certificate, key)| Files {
        certificate: certificate.into(),
        key: key.into(),
    });
    let own = Some(local::files(store)).filter(|own| own.certificate.exists());
    let named = named.map(|files| (files, "certificat", "mettez un certificat plus récent à sa place : il est relu sans relancer PLUS ; chmod 600 sur la clé"));
    let own = own.map(|files| {
        (
            files,
            "écrans",
            "reliez cette machine au portail central : plus sync now renouvelle le certificat",
        )
    });
    let both = [named, own].into_iter().flatten();
    both.map(|(files, name, remedy)| certificate_check(&files, name, remedy))
        .collect()
}

/// The list of stolen passwords, where one is named.
fn stolen_check(list: Option<&Path>) -> Option<Check> {
    let list = list?;
    let said = |bytes: u64| {
        let size = bytes as f64 / 1_000_000.0;
        format!("{} : liste triée, {size:.1} Mo", list.display())
    };
    let found = Stolen::new(list).examine().map(said);
    let found = found.map_err(|e| format!("{e} ; aucun mot de passe ne peut être choisi"));
    let remedy = "remettez la liste SHA-1 triée de Have I Been Pwned, ou ôtez web.stolen_passwords de plus.toml";
    Some(check("volés", found, true, remedy))
}

/// The authority of the territory, where it was made.
async fn authority_check(store: &Store) -> Option<Check> {
    authority::certificate(store).await.ok().flatten()?;
    let key = authority::key_file(store);
    let found = if key.exists() {
        Ok("la clé de l’autorité du territoire est ici".to_owned())
    } else {
        Err(format!(
            "{} manque : plus de certificat pour les écrans du bus",
            key.display()
        ))
    };
    let remedy = "remettez ce fichier depuis sa copie, mode 600";
    Some(check("autorité", found, false, remedy))
}

fn certificate_check(files: &Files, name: &'static str, remedy: &str) -> Check {
    let read = files.read();
    let unusable = read.is_err();
    let found = match read {
        Err(e) => Err(e.to_string()),
        Ok(pair) => {
            let said = format!("le certificat sert jusqu’au {}", instant(pair.ends_at));
            match pair.ends_soon(Outside::machine().now_ms()) {
                Some(days) => Err(format!("{said} : il reste {days} jour(s)")),
                None => Ok(said),
            }
        }
    };
    check(name, found, unusable, remedy)
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
