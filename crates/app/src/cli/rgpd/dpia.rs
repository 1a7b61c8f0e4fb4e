//! `plus rgpd dpia`: the impact assessment, each measure looked at in what runs here
//! (requirement P21).

use std::path::PathBuf;

use clap::Args;
use jiff::tz::TimeZone;
use plus_domain::{
    aipd::{self, Mesure, Risque},
    dossier::KEPT_DAYS,
    mandat::KEPT_YEARS,
    statement::threshold,
};
use plus_store::{Store, StoreError, account, backup, droit, exchange::machine, journal};
use serde::Serialize;

use super::super::{DataArgs, FormatArgs};
use crate::{config::Config, efface, outside::Outside, territory};

/// Days after which a backup is no proof any more.
const BACKUP_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 3_600_000;

/// `plus rgpd dpia`.
#[derive(Debug, Args)]
pub struct Dpia {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// A measure, as it is found here.
#[derive(Debug, Serialize)]
struct Found {
    #[serde(flatten)]
    mesure: Mesure,
    /// Whether it is in place.
    en_place: bool,
    /// What was looked at.
    preuve: String,
}

/// The whole, with what runs here.
#[derive(Debug, Serialize)]
struct Assessment {
    relais: String,
    date: String,
    risques: Vec<Risque>,
    mesures: Vec<Found>,
    /// Codes of what is not in place.
    a_faire: Vec<String>,
}

impl Dpia {
    /// Runs it.
    ///
    /// # Errors
    /// A folder without a relay, a database that does not answer.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, config) = self.data.open_existing().await?;
        let made = assess(&store, &config).await;
        store.close().await;
        self.format.print(&made?, told)
    }
}

async fn assess(store: &Store, config: &Config) -> anyhow::Result<Assessment> {
    let aipd = aipd::shipped()?;
    let territory = territory::published(store).await?;
    let mut mesures = Vec::with_capacity(aipd.mesure.len());
    for mesure in aipd.mesure {
        let (en_place, preuve) = match mesure.etat.as_deref() {
            None => (true, "dans le programme".to_owned()),
            Some(what) => look(store, config, what).await?,
        };
        mesures.push(Found {
            mesure,
            en_place,
            preuve,
        });
    }
    let missing = mesures.iter().filter(|found| !found.en_place);
    Ok(Assessment {
        relais: territory.map_or_else(String::new, |t| t.identity.name),
        date: Outside::machine().today(&TimeZone::system()).to_string(),
        a_faire: missing.map(|found| found.mesure.code.clone()).collect(),
        risques: aipd.risque,
        mesures,
    })
}

type Look = (bool, String);

/// Looks at what a measure names. What nobody knows how to look at is not in place.
async fn look(store: &Store, config: &Config, what: &str) -> Result<Look, StoreError> {
    Ok(match what {
        "dossiers" | "equipe" | "machines" | "droits" | "journal" => kept(store, what).await?,
        "sauvegardes-chiffrees" | "sauvegardes-verifiees" => backups(store, config, what).await?,
        "conventions" => conventions(store).await?,
        "effacements" => erasures(store, config),
        _ => configured(config, what),
    })
}

/// What the database says.
async fn kept(store: &Store, what: &str) -> Result<Look, StoreError> {
    let mut link = store.read().await?;
    Ok(match what {
        "dossiers" => {
            let count = plus_store::dossier::open_count(&mut link).await?;
            (true, format!("{count} dossiers ouverts, une clé chacun"))
        }
        "equipe" => {
            let accounts = account::list(&mut link).await?;
            let active = accounts.iter().filter(|a| !a.disabled).count();
            (true, format!("{active} comptes actifs"))
        }
        "machines" => {
            let known = machine::all(&mut link).await?;
            (true, format!("{} machines connues", known.len()))
        }
        "droits" => {
            let open = droit::open(&mut link).await?;
            let today = Outside::machine().today(&TimeZone::system());
            let late = open.iter().filter(|case| case.is_late(today)).count();
            let said = format!("{} demandes à répondre, {late} en retard", open.len());
            (late == 0, said)
        }
        _ => match journal::verify(&mut link).await {
            Ok(entries) => (true, format!("{entries} écritures vérifiées")),
            Err(error) => (false, error.to_string()),
        },
    })
}

async fn backups(store: &Store, config: &Config, what: &str) -> Result<Look, StoreError> {
    let said = &config.backup;
    if what == "sauvegardes-chiffrees" {
        let sealed = !said.recipients.is_empty() || said.passphrase_file.is_some();
        return Ok(match (&said.folder, sealed) {
            (None, _) => (false, "aucune sauvegarde de nuit ([backup])".to_owned()),
            (Some(_), true) => (true, format!("chaque nuit à {} h, chiffrées", said.hour)),
            (Some(_), false) => (false, "chaque nuit, en clair".to_owned()),
        });
    }
    let last = backup::last(store).await?;
    let days = last.map(|at| (Outside::machine().now_ms() - at) / DAY_MS);
    Ok(match days {
        None => (false, "aucune sauvegarde vérifiée".to_owned()),
        Some(days) => (
            days < BACKUP_DAYS,
            format!("dernière sauvegarde vérifiée il y a {days} jours"),
        ),
    })
}

/// The register of erasures: beside the data, and beside the backups when there are some.
fn erasures(store: &Store, config: &Config) -> Look {
    let abri = config.backup.folder.as_ref().map(PathBuf::from);
    let folders = [Some(store.folder().to_owned()), abri];
    let mut said = Vec::new();
    for folder in folders.into_iter().flatten() {
        match efface::of_folder(&folder) {
            Ok(registre) if registre.is_new() => {
                return (false, "pas encore de registre".to_owned());
            }
            Ok(registre) => said.push(registre.len()),
            Err(error) => return (false, error.to_string()),
        }
    }
    let most = said.iter().max().copied().unwrap_or_default();
    (
        true,
        format!("{most} effacements dans {} registres", said.len()),
    )
}

async fn conventions(store: &Store) -> Result<Look, StoreError> {
    let territory = territory::published(store).await.ok().flatten();
    let partners = territory.iter().flat_map(|t| &t.partners);
    let with = partners.filter(|p| p.escalade.is_some()).count();
    Ok((true, format!("{with} conventions écrites")))
}

/// What the settings say.
fn configured(config: &Config, what: &str) -> Look {
    let web = &config.web;
    match what {
        "https" => {
            let local = config.listen.as_deref();
            let local = local.is_none_or(|at| at.starts_with("127.") || at.starts_with("[::1]"));
            if config.tls.certificate.is_some() {
                (true, "certificat de cette machine".to_owned())
            } else if config.behind_proxy {
                (web.is_https(), "derrière un mandataire".to_owned())
            } else if local {
                (true, "cette machine seule".to_owned())
            } else {
                (false, "ni certificat ni mandataire".to_owned())
            }
        }
        "sessions" => {
            let session = web.session;
            let said = format!(
                "{} min sans un geste, {} h en tout",
                session.idle_minutes, session.absolute_hours
            );
            (
                session.idle_minutes <= 30 && session.absolute_hours <= 12,
                said,
            )
        }
        "mots-de-passe" => {
            let cost = web.password;
            let said = format!("Argon2id, {} Kio, {} passes", cost.memory_kib, cost.passes);
            (true, said)
        }
        "delais" => {
            let said = format!("dossiers {KEPT_DAYS} jours, mandats {KEPT_YEARS} ans");
            (true, said)
        }
        "seuil" => (true, format!("{} personnes", threshold::GENERAL)),
        "borne" => {
            let seconds = config.borne.idle_seconds;
            (seconds <= 120, format!("{seconds} s sans un geste"))
        }
        other => (false, format!("« {other} » ne se regarde pas ici")),
    }
}

/// The assessment for a person.
fn told(made: &Assessment) -> String {
    let mut lines = vec![
        format!("# Analyse d’impact — {}", made.relais),
        format!(
            "Au {}. À relire et à signer par la personne déléguée à la protection des données.",
            made.date
        ),
    ];
    for risque in &made.risques {
        lines.push(format!(
            "\n## {}\n{}\nGravité {}, vraisemblance {} quand tout est en place.",
            risque.nom, risque.consequences, risque.gravite, risque.vraisemblance
        ));
        for code in &risque.mesures {
            let found = made.mesures.iter().find(|m| m.mesure.code == *code);
            if let Some(found) = found {
                let sign = if found.en_place { "oui" } else { "NON" };
                lines.push(format!(
                    "- [{sign}] {} ({})",
                    found.mesure.nom, found.preuve
                ));
            }
        }
        lines.push(format!("Ce qui reste : {}", risque.reste));
    }
    if !made.a_faire.is_empty() {
        lines.push(format!("\nPas en place ici : {}.", made.a_faire.join(", ")));
    }
    lines.join("\n")
}
