//! Follow-ups of people and mandates.
//!
//! Nothing here opens anything: keys come in wrapped and go out wrapped, writings are sealed,
//! names are looked for by keyed hashes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    dossier::{Dossier, DossierState, Ecriture, Promesse, PromesseState},
    ids::{AccountId, DossierId, MandatId, PromesseId},
    mandat::{Acte, Mandat, Mandataire},
};
use serde::de::DeserializeOwned;

use crate::{Link, Row, StoreError, args};

mod cle;
mod recherche;

pub use cle::{
    destroy, destroy_key, keep_key, keep_paper, key, keys, mandats_over, not_erased, paper,
    scanned, scanned_as, to_destroy,
};
pub use recherche::{
    by_code, code_until, index, indexed, indexed_more, note_reading, readings, set_code, sharing,
    stand, unindexed,
};

/// Most dossiers of a page.
pub const PAGE: usize = 50;

/// A dossier, unless it is not there.
///
/// # Errors
/// Those of the database.
pub async fn get(link: &mut Link, id: &DossierId) -> Result<Option<Dossier>, StoreError> {
    one(link, "dossier", id.as_str()).await
}

/// The dossier where the person of a dossier is read: itself, or that to which it was joined.
///
/// # Errors
/// Those of the database.
pub async fn root(link: &mut Link, id: &DossierId) -> Result<Option<Dossier>, StoreError> {
    let found = get(link, id).await?;
    match found.as_ref().and_then(|dossier| dossier.into.clone()) {
        Some(root) => get(link, &root).await,
        None => Ok(found),
    }
}

/// The dossiers that were joined to one.
///
/// # Errors
/// Those of the database.
pub async fn joined(link: &mut Link, root: &DossierId) -> Result<Vec<Dossier>, StoreError> {
    // Sorted here: an order in the statement makes SQLite read every dossier.
    let sql = "SELECT body FROM suivi WHERE kind = 'dossier' AND dossier = $1 AND key <> $1";
    let mut joined: Vec<Dossier> = bodies(&link.fetch(sql, args![root]).await?)?;
    joined.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(joined)
}

/// Every dossier that was joined to another, and to which.
///
/// # Errors
/// Those of the database.
pub async fn all_joined(link: &mut Link) -> Result<BTreeMap<DossierId, DossierId>, StoreError> {
    let sql = "SELECT key, dossier FROM suivi WHERE kind = 'dossier' AND dossier <> key";
    let rows = link.fetch(sql, args![]).await?;
    rows.iter()
        .map(|row| {
            let (id, root) = (row.text("key")?, row.text("dossier")?);
            Ok((DossierId::new(id), DossierId::new(root)))
        })
        .collect()
}

/// The dossiers in some state that somebody may open, the last changed first: so many at most,
/// after the first of them.
///
/// # Errors
/// Those of the database.
pub async fn of_account(
    link: &mut Link,
    account: &AccountId,
    state: DossierState,
    (after, most): (usize, usize),
) -> Result<Vec<Dossier>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'dossier' AND state = $1 AND who LIKE $2
               AND dossier = key
             ORDER BY at DESC, key LIMIT $3 OFFSET $4",
            args![
                state.code(),
                format!("%\"{account}\"%"),
                number(most),
                number(after)
            ],
        )
        .await?;
    bodies(&rows)
}

/// The sealed writings of a dossier, in the order of their clocks; first those of the dossiers
/// joined to it.
///
/// # Errors
/// Those of the database.
pub async fn ecritures(link: &mut Link, id: &DossierId) -> Result<Vec<Ecriture>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'ecrit' AND dossier IN (SELECT CAST($1 AS TEXT)
               UNION SELECT key FROM suivi WHERE kind = 'dossier' AND dossier = $1)
             ORDER BY CASE WHEN dossier = $1 THEN 1 ELSE 0 END, hlc, node, key",
            args![id],
        )
        .await?;
    bodies(&rows)
}

/// How many dossiers are open; those joined to another are that one.
///
/// # Errors
/// Those of the database.
pub async fn open_count(link: &mut Link) -> Result<i64, StoreError> {
    let row = link
        .fetch_first(
            "SELECT COUNT(*) AS n FROM suivi
             WHERE kind = 'dossier' AND state = 'ouvert' AND dossier = key",
            args![],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

/// The promises of a dossier, the nearest first.
///
/// # Errors
/// Those of the database.
pub async fn promesses(link: &mut Link, id: &DossierId) -> Result<Vec<Promesse>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'promesse' AND dossier IN (SELECT CAST($1 AS TEXT)
               UNION SELECT key FROM suivi WHERE kind = 'dossier' AND dossier = $1)
             ORDER BY due, key",
            args![id],
        )
        .await?;
    bodies(&rows)
}

/// A promise.
///
/// # Errors
/// Those of the database.
pub async fn promesse(link: &mut Link, id: &PromesseId) -> Result<Option<Promesse>, StoreError> {
    one(link, "promesse", id.as_str()).await
}

/// What somebody promised and has to keep by a day, the nearest first.
///
/// # Errors
/// Those of the database.
pub async fn to_keep(
    link: &mut Link,
    account: &AccountId,
    by: Date,
) -> Result<Vec<Promesse>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'promesse' AND state = $1 AND due <= $2
               AND who LIKE $3 ORDER BY due, key",
            args![PromesseState::ATenir.code(), by, format!("%\"{account}\"%")],
        )
        .await?;
    bodies(&rows)
}

/// Promises by state, of those due in a period: figures, without whose they are.
///
/// # Errors
/// Those of the database.
pub async fn kept(
    link: &mut Link,
    (from, to): (Date, Date),
) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows = link
        .fetch(
            "SELECT state, COUNT(*) AS n FROM suivi
             WHERE kind = 'promesse' AND due >= $1 AND due <= $2 GROUP BY state",
            args![from, to],
        )
        .await?;
    let read = rows
        .iter()
        .map(|row| Ok((row.text("state")?, row.int("n")?)));
    read.collect()
}

/// The mandates of a dossier, the last signed first.
///
/// # Errors
/// Those of the database.
pub async fn mandats(link: &mut Link, id: &DossierId) -> Result<Vec<Mandat>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'mandat' AND dossier IN (SELECT CAST($1 AS TEXT)
               UNION SELECT key FROM suivi WHERE kind = 'dossier' AND dossier = $1)",
            args![id],
        )
        .await?;
    // Sorted here: an order in the statement makes SQLite read every mandate.
    let mut mandats: Vec<Mandat> = bodies(&rows)?;
    mandats.sort_by(|a, b| (b.at, &a.id).cmp(&(a.at, &b.id)));
    Ok(mandats)
}

/// A mandate.
///
/// # Errors
/// Those of the database.
pub async fn mandat(link: &mut Link, id: &MandatId) -> Result<Option<Mandat>, StoreError> {
    one(link, "mandat", id.as_str()).await
}

/// The register of mandates, the last signed first: so many at most, after the first of them.
///
/// # Errors
/// Those of the database.
pub async fn register(
    link: &mut Link,
    (after, most): (usize, usize),
) -> Result<Vec<Mandat>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'mandat' ORDER BY at DESC, key LIMIT $1 OFFSET $2",
            args![number(most), number(after)],
        )
        .await?;
    bodies(&rows)
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The acts done under a mandate, in their order.
///
/// # Errors
/// Those of the database.
pub async fn actes(link: &mut Link, mandat: &Mandat) -> Result<Vec<Acte>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'acte' AND dossier = $1 ORDER BY at, key",
            args![&mandat.dossier],
        )
        .await?;
    let all: Vec<Acte> = bodies(&rows)?;
    Ok(all
        .into_iter()
        .filter(|acte| acte.mandat == mandat.id)
        .collect())
}

/// What the coordinator said of each member of the team.
///
/// # Errors
/// Those of the database.
pub async fn mandataires(link: &mut Link) -> Result<Vec<Mandataire>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'mandataire' ORDER BY key",
            args![],
        )
        .await?;
    bodies(&rows)
}

/// Dossiers that are not erased and in which nothing was written since an instant, nor in those
/// joined to them.
///
/// # Errors
/// Those of the database.
pub async fn silent_since(link: &mut Link, before_ms: i64) -> Result<Vec<Dossier>, StoreError> {
    let rows = link
        .fetch(
            "SELECT d.body AS body FROM suivi d WHERE d.kind = 'dossier' AND d.state <> 'efface'
               AND d.dossier = d.key AND d.at < $1
               AND NOT EXISTS (SELECT 1 FROM suivi e WHERE e.dossier = d.key AND e.at >= $1)
               AND NOT EXISTS (SELECT 1 FROM suivi j JOIN suivi e ON e.dossier = j.key
                 WHERE j.kind = 'dossier' AND j.dossier = d.key AND j.key <> d.key AND e.at >= $1)
             ORDER BY d.key",
            args![before_ms],
        )
        .await?;
    bodies(&rows)
}

/// The sealed writings of several people, each with the dossier where she is read, in the order
/// of [`ecritures`].
///
/// # Errors
/// Those of the database.
pub async fn ecritures_of(
    link: &mut Link,
    roots: &[String],
) -> Result<Vec<(DossierId, Ecriture)>, StoreError> {
    // The people first, then their dossiers, then what is written in each: a list of fifty people
    // reads neither the dossiers nor the writings of all the others.
    let sqlite = "SELECT d.dossier AS root, e.body AS body FROM json_each($1) r
         CROSS JOIN suivi d ON d.kind = 'dossier' AND d.dossier = r.value
         CROSS JOIN suivi e ON e.kind = 'ecrit' AND e.dossier = d.key
         ORDER BY d.dossier, CASE WHEN e.dossier = d.dossier THEN 1 ELSE 0 END,
           e.hlc, e.node, e.key";
    let postgres = "SELECT d.dossier AS root, e.body AS body FROM suivi d
         JOIN suivi e ON e.kind = 'ecrit' AND e.dossier = d.key
         WHERE d.kind = 'dossier' AND d.dossier = ANY($1)
         ORDER BY d.dossier, CASE WHEN e.dossier = d.dossier THEN 1 ELSE 0 END,
           e.hlc, e.node, e.key";
    let rows = link.fetch_set(sqlite, postgres, roots).await?;
    rows.iter()
        .map(|row| Ok((DossierId::new(row.text("root")?), row.json("body")?)))
        .collect()
}

async fn one<T: DeserializeOwned>(
    link: &mut Link,
    kind: &str,
    key: &str,
) -> Result<Option<T>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT body FROM suivi WHERE kind = $1 AND key = $2",
            args![kind, key],
        )
        .await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

fn bodies<T: DeserializeOwned>(rows: &[Row]) -> Result<Vec<T>, StoreError> {
    rows.iter().map(|row| row.json("body")).collect()
}
