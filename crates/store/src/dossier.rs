//! Follow-ups of people and mandates.
//!
//! Nothing here opens anything: keys come in wrapped and go out wrapped, writings are sealed,
//! names are looked for by keyed hashes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    dossier::{Dossier, DossierState, Ecriture, Promesse, PromesseState},
    ids::{AccountId, DossierId, MandatId, PromesseId},
    mandat::{Acte, Mandat, Mandataire, Numerise},
};
use serde::de::DeserializeOwned;

use crate::{Link, Row, StoreError, Tx, args, efface};

/// Most dossiers of a page.
pub const PAGE: i64 = 50;

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

/// The dossiers in some state that somebody may open, the last changed first.
///
/// # Errors
/// Those of the database.
pub async fn of_account(
    link: &mut Link,
    account: &AccountId,
    state: DossierState,
) -> Result<Vec<Dossier>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'dossier' AND state = $1 AND who LIKE $2
               AND dossier = key
             ORDER BY at DESC, key LIMIT $3",
            args![state.code(), format!("%\"{account}\"%"), PAGE],
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

/// Every mandate, the last signed first: the register.
///
/// # Errors
/// Those of the database.
pub async fn register(link: &mut Link) -> Result<Vec<Mandat>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'mandat' ORDER BY at DESC, key",
            args![],
        )
        .await?;
    bodies(&rows)
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

// ---------------------------------------------------------------- keys

/// Keeps a wrapped key.
///
/// # Errors
/// Those of the database.
pub async fn keep_key(tx: &mut Tx, subject: &str, wrapped: Vec<u8>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO dossier_cle (subject, wrapped) VALUES ($1, $2)",
        args![subject, wrapped],
    )
    .await
    .map(|_| ())
}

/// A wrapped key; nothing once it is destroyed, or when it never was on this machine.
///
/// # Errors
/// Those of the database.
pub async fn key(link: &mut Link, subject: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT wrapped FROM dossier_cle WHERE subject = $1";
    let row = link.fetch_first(sql, args![subject]).await?;
    row.map(|row| row.bytes("wrapped")).transpose()
}

/// Destroys the key of a mandate.
///
/// # Errors
/// Those of the database.
pub async fn destroy_key(tx: &mut Tx, subject: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM dossier_cle WHERE subject = $1";
    let was_here = tx.execute(sql, args![subject]).await? > 0;
    if was_here {
        efface::note(tx, efface::Kind::Cle, subject).await?;
        let paper = "DELETE FROM papier_scelle WHERE subject = $1";
        tx.execute(paper, args![subject]).await?;
        // The machines that it was given to have it until they say otherwise.
        let given =
            "UPDATE cle_remise SET state = 'effacee' WHERE subject = $1 AND state <> 'lachee'";
        tx.execute(given, args![subject]).await?;
    }
    Ok(was_here)
}

/// Keeps the paper of a mandate, sealed, in the place of the one before.
///
/// # Errors
/// Those of the database.
pub async fn keep_paper(tx: &mut Tx, subject: &str, sealed: Vec<u8>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO papier_scelle (subject, sealed) VALUES ($1, $2)
         ON CONFLICT (subject) DO UPDATE SET sealed = excluded.sealed",
        args![subject, sealed],
    )
    .await
    .map(|_| ())
}

/// The paper of a mandate, sealed; nothing when it was scanned on another machine, or is gone.
///
/// # Errors
/// Those of the database.
pub async fn paper(link: &mut Link, subject: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT sealed FROM papier_scelle WHERE subject = $1";
    let row = link.fetch_first(sql, args![subject]).await?;
    row.map(|row| row.bytes("sealed")).transpose()
}

/// What the journal says of the scanned paper of a mandate.
///
/// # Errors
/// Those of the database.
pub async fn scanned(link: &mut Link, id: &MandatId) -> Result<Option<Numerise>, StoreError> {
    one(link, "numerise", id.as_str()).await
}

/// Destroys what opens a dossier and what finds it. Its mandates have keys of their own.
///
/// # Errors
/// Those of the database.
pub async fn destroy(tx: &mut Tx, id: &DossierId) -> Result<(), StoreError> {
    destroy_key(tx, id.as_str()).await?;
    for sql in [
        "DELETE FROM dossier_mot WHERE dossier = $1",
        "DELETE FROM dossier_code WHERE dossier = $1",
        "DELETE FROM dossier_lecture WHERE dossier = $1",
    ] {
        tx.execute(sql, args![id]).await?;
    }
    Ok(())
}

/// Dossiers that were not said erased.
///
/// # Errors
/// Those of the database.
pub async fn not_erased(link: &mut Link) -> Result<Vec<DossierId>, StoreError> {
    let sql =
        "SELECT key AS id FROM suivi WHERE kind = 'dossier' AND state <> 'efface' ORDER BY key";
    let rows = link.fetch(sql, args![]).await?;
    rows.iter()
        .map(|row| row.text("id").map(DossierId::new))
        .collect()
}

/// Dossiers whose erasure came from elsewhere and whose key is still here.
///
/// # Errors
/// Those of the database.
pub async fn to_destroy(link: &mut Link) -> Result<Vec<DossierId>, StoreError> {
    let rows = link
        .fetch(
            "SELECT s.key AS id FROM suivi s JOIN dossier_cle c ON c.subject = s.key
             WHERE s.kind = 'dossier' AND s.state = 'efface' ORDER BY s.key",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| row.text("id").map(DossierId::new))
        .collect()
}

/// Mandates whose last day is before `day` and whose key is still here, with that day; those
/// that were stopped earlier wait for their term all the same: longer, never shorter.
///
/// # Errors
/// Those of the database.
pub async fn mandats_over(link: &mut Link, day: Date) -> Result<Vec<MandatId>, StoreError> {
    let rows = link
        .fetch(
            "SELECT s.key AS id FROM suivi s JOIN dossier_cle c ON c.subject = s.key
             WHERE s.kind = 'mandat' AND s.due < $1 ORDER BY s.key",
            args![day],
        )
        .await?;
    rows.iter()
        .map(|row| row.text("id").map(MandatId::new))
        .collect()
}

// ---------------------------------------------------------------- words

/// The words by which a dossier is found, in place of those before.
///
/// # Errors
/// Those of the database.
pub async fn index(tx: &mut Tx, id: &DossierId, mots: &[String]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM dossier_mot WHERE dossier = $1", args![id])
        .await?;
    for mot in mots {
        tx.execute(
            "INSERT INTO dossier_mot (mot, dossier) VALUES ($1, $2)",
            args![mot, id],
        )
        .await?;
    }
    Ok(())
}

/// Dossiers whose key is here and whose writings are not those from which their name and their
/// code were indexed, with how many there are now; so many at most. They are counted: one that
/// comes late may bear an older clock than those that are here.
///
/// # Errors
/// Those of the database.
pub async fn unindexed(link: &mut Link, most: i64) -> Result<Vec<(DossierId, i64)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT c.subject AS id, COUNT(*) AS upto FROM dossier_cle c
             JOIN suivi e ON e.dossier = c.subject AND e.kind = 'ecrit'
             GROUP BY c.subject, c.indexed HAVING COUNT(*) <> c.indexed
             ORDER BY c.subject LIMIT $1",
            args![most],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((DossierId::new(row.text("id")?), row.int("upto")?)))
        .collect()
}

/// The name and the code of a dossier are indexed from so many writings; whether its key is
/// still here: nothing is indexed of what was erased meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn indexed(tx: &mut Tx, id: &DossierId, count: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE dossier_cle SET indexed = $2 WHERE subject = $1";
    Ok(tx.execute(sql, args![id, count]).await? > 0)
}

/// So many writings were just written and indexed here: what came from elsewhere and is not
/// indexed yet is still to be.
///
/// # Errors
/// Those of the database.
pub async fn indexed_more(tx: &mut Tx, id: &DossierId, more: usize) -> Result<(), StoreError> {
    let more = i64::try_from(more).unwrap_or(i64::MAX);
    let sql = "UPDATE dossier_cle SET indexed = indexed + $2 WHERE subject = $1";
    tx.execute(sql, args![id, more]).await.map(|_| ())
}

/// What changes when something may have to be indexed: the end of the journal, the count of keys.
///
/// # Errors
/// Those of the database.
pub async fn stand(link: &mut Link) -> Result<(i64, i64), StoreError> {
    let end = link
        .count(
            "SELECT CAST(COALESCE(MAX(pos), 0) AS BIGINT) AS n FROM journal",
            args![],
        )
        .await?;
    let keys = link
        .count("SELECT COUNT(*) AS n FROM dossier_cle", args![])
        .await?;
    Ok((end, keys))
}

/// Dossiers that share words, those that share most first, and how many.
///
/// # Errors
/// Those of the database.
pub async fn sharing(
    link: &mut Link,
    mots: &[String],
) -> Result<Vec<(DossierId, usize)>, StoreError> {
    let mut found: BTreeMap<DossierId, usize> = BTreeMap::new();
    for mot in mots {
        let sql = "SELECT dossier FROM dossier_mot WHERE mot = $1";
        for row in &link.fetch(sql, args![mot]).await? {
            *found
                .entry(DossierId::new(row.text("dossier")?))
                .or_default() += 1;
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    Ok(found)
}

// ---------------------------------------------------------------- codes and readings

/// Gives a dossier a new code; the one before opens nothing any more.
///
/// # Errors
/// Those of the database.
pub async fn set_code(
    tx: &mut Tx,
    id: &DossierId,
    (lookup, expires_at): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM dossier_code WHERE dossier = $1", args![id])
        .await?;
    tx.execute(
        "INSERT INTO dossier_code (lookup, dossier, expires_at) VALUES ($1, $2, $3)",
        args![lookup, id, expires_at],
    )
    .await
    .map(|_| ())
}

/// The dossier that a code opens at an instant.
///
/// # Errors
/// Those of the database.
pub async fn by_code(
    link: &mut Link,
    lookup: &str,
    now_ms: i64,
) -> Result<Option<DossierId>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT dossier FROM dossier_code WHERE lookup = $1 AND expires_at > $2",
            args![lookup, now_ms],
        )
        .await?;
    row.map(|row| row.text("dossier").map(DossierId::new))
        .transpose()
}

/// Until when the code of a dossier opens it.
///
/// # Errors
/// Those of the database.
pub async fn code_until(link: &mut Link, id: &DossierId) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT expires_at FROM dossier_code WHERE dossier = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.map(|row| row.int("expires_at")).transpose()
}

/// Notes that somebody opened a dossier (requirement P14).
///
/// # Errors
/// Those of the database.
pub async fn note_reading(
    tx: &mut Tx,
    reading: &str,
    (id, account): (&DossierId, &AccountId),
    at: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO dossier_lecture (id, dossier, account, at) VALUES ($1, $2, $3, $4)",
        args![reading, id, account, at],
    )
    .await
    .map(|_| ())
}

/// Who opened a dossier last, the latest first: account, instant, fifty at most.
///
/// # Errors
/// Those of the database.
pub async fn readings(
    link: &mut Link,
    id: &DossierId,
) -> Result<Vec<(AccountId, i64)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT account, at FROM dossier_lecture WHERE dossier IN (SELECT CAST($1 AS TEXT)
               UNION SELECT key FROM suivi WHERE kind = 'dossier' AND dossier = $1)
             ORDER BY at DESC, id LIMIT 50",
            args![id],
        )
        .await?;
    let read = rows
        .iter()
        .map(|row| Ok((AccountId::new(row.text("account")?), row.int("at")?)));
    read.collect()
}
