//! What a follow-up is found by: words of a name, the code of a person; who read it.

use std::collections::BTreeMap;

use plus_domain::ids::{AccountId, DossierId};

use crate::{Link, StoreError, Tx, args};

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
