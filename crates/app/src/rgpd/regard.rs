//! What a measure or a processing names, looked at in what runs here: whether it is in place,
//! and what was found, in words.

use std::path::PathBuf;

use plus_domain::{
    dossier::KEPT_DAYS, identite::Politique, mandat::KEPT_YEARS, rendez_vous, statement::threshold,
};
use plus_store::{
    StoreError, abonnement, account, backup, droit, exchange::machine, journal, rappel, retrait,
};

use super::Here;
use crate::{config::Config, efface};

/// Days after which a backup is no proof any more.
const BACKUP_DAYS: i64 = 7;
const DAY_MS: i64 = 24 * 3_600_000;

/// Whether it is in place, and what was found.
pub(super) type Look = (bool, String);

/// Looks at what a measure names. What nobody knows how to look at is not in place.
pub(super) async fn look(here: &Here<'_>, what: &str) -> Result<Look, StoreError> {
    Ok(match what {
        "dossiers" | "equipe" | "machines" | "droits" | "journal" => kept(here, what).await?,
        "mandats" | "rappels" | "retraits" | "abonnements" => held(here, what).await?,
        "sauvegardes-chiffrees" | "sauvegardes-verifiees" => backups(here, what).await?,
        "conventions" => conventions(here),
        "rendez-vous" => rendez_vous(here),
        "effacements" => erasures(here),
        "courrier" | "sms" => letters(here.config, what),
        _ => configured(here.config, what),
    })
}

/// What the database says.
async fn kept(here: &Here<'_>, what: &str) -> Result<Look, StoreError> {
    let mut link = here.store.read().await?;
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
            let today = here.today();
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

async fn backups(here: &Here<'_>, what: &str) -> Result<Look, StoreError> {
    let said = &here.config.backup;
    if what == "sauvegardes-chiffrees" {
        let sealed = !said.recipients.is_empty() || said.passphrase_file.is_some();
        return Ok(match (&said.folder, sealed) {
            (None, _) => (false, "aucune sauvegarde de nuit ([backup])".to_owned()),
            (Some(_), true) => (true, format!("chaque nuit à {} h, chiffrées", said.hour)),
            (Some(_), false) => (false, "chaque nuit, en clair".to_owned()),
        });
    }
    let last = backup::last(here.store).await?;
    let days = last.map(|at| (here.outside.now_ms() - at) / DAY_MS);
    Ok(match days {
        None => (false, "aucune sauvegarde vérifiée".to_owned()),
        Some(days) => (
            days < BACKUP_DAYS,
            format!("dernière sauvegarde vérifiée il y a {days} jours"),
        ),
    })
}

/// The register of erasures: beside the data, and beside the backups when there are some.
fn erasures(here: &Here<'_>) -> Look {
    let abri = here.config.backup.folder.as_ref().map(PathBuf::from);
    let folders = [Some(here.store.folder().to_owned()), abri];
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

/// The partners to whom something of a person may go, and what.
fn conventions(here: &Here<'_>) -> Look {
    let partners = here.territory.iter().flat_map(|t| &t.partners);
    let with = partners.filter_map(|p| p.escalade.as_ref().map(|said| (p, said)));
    let today = here.today();
    let named = with.map(|(partner, said)| {
        let fields: Vec<&str> = said.fields.iter().map(|field| field.code()).collect();
        format!("{} ({})", partner.name_on(today), fields.join(", "))
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        let nothing = "aucune convention : rien d’une personne ne part chez un partenaire";
        return (true, nothing.to_owned());
    }
    (true, format!("conventions écrites : {}", named.join(" ; ")))
}

/// What is held of people beside follow-ups.
async fn held(here: &Here<'_>, what: &str) -> Result<Look, StoreError> {
    let mut link = here.store.read().await?;
    let said = match what {
        "mandats" => {
            let all = plus_store::dossier::register(&mut link, (0, usize::MAX)).await?;
            format!("{} mandats au registre", all.len())
        }
        "rappels" => format!("{} numéros à rappeler", rappel::count(&mut link).await?),
        "retraits" => format!(
            "{} documents déposés",
            retrait::list(&mut link).await?.len()
        ),
        _ => {
            let counts = abonnement::counts(&mut link).await?;
            let people: i64 = counts.iter().map(|(_, count)| count).sum();
            format!("{people} abonnements")
        }
    };
    Ok((true, said))
}

/// Whether rendez-vous are given.
fn rendez_vous(here: &Here<'_>) -> Look {
    let offre = here.territory.as_ref().and_then(|t| t.rendez_vous.clone());
    let offre = offre.unwrap_or_default();
    let days = rendez_vous::KEPT_DAYS;
    let said = match offre.most {
        0 => "aucun rendez-vous n’est donné".to_owned(),
        most => format!("{most} par demi-journée au plus ; de quoi joindre, gardé {days} jours"),
    };
    (offre.most > 0, said)
}

/// Who carries letters and messages: a recipient too.
fn letters(config: &Config, what: &str) -> Look {
    let (by, name, none) = if what == "courrier" {
        let none = "aucun serveur de courrier : aucune lettre ne part";
        (config.courrier.server.as_deref(), "courriels par", none)
    } else {
        let none = "aucune passerelle : aucun SMS ne part";
        (config.sms.gateway.as_deref(), "SMS par", none)
    };
    let said = by.map_or_else(|| none.to_owned(), |by| format!("{name} {by}"));
    (by.is_some(), said)
}

fn second_factor(config: &Config) -> Look {
    let (policy, days) = config.identite.policy();
    if policy == Politique::Obligatoire {
        let said =
            format!("deuxième facteur demandé à toute l’équipe, {days} jours pour le mettre");
        return (true, said);
    }
    (
        false,
        "deuxième facteur conseillé, pas obligatoire".to_owned(),
    )
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
        "deuxieme-facteur" => second_factor(config),
        "delais" => {
            let said = format!("dossiers {KEPT_DAYS} jours, mandats {KEPT_YEARS} ans");
            (true, said)
        }
        "seuil" => (
            true,
            format!(
                "aucun nombre publié au-dessous de {} personnes",
                threshold::GENERAL
            ),
        ),
        "borne" => {
            let seconds = config.borne.idle_seconds;
            (seconds <= 120, format!("{seconds} s sans un geste"))
        }
        other => (false, format!("« {other} » ne se regarde pas ici")),
    }
}
