//! Backups as the database knows them: a copy whole and at rest, what was made and whether
//! it was verified, and how far what the machines sent is safe (`chain.durable`).
//!
//! SQLite offers no online copy through this library: `VACUUM INTO` gives a compact file
//! in one statement, without erased data, while others write. A PostgreSQL database is
//! copied row by row at one instant, into the same kind of file.

use std::path::Path;

use plus_domain::ids::NodeId;
use plus_journal::Head;

use crate::{
    Engine, Link, Options, Row, Store, StoreError, Tx, args, copy,
    engine::FILE,
    journal::{self, read_hash, signed, unsigned},
    rebuild, setting,
};

/// Name of the setting that holds when somebody last set out to make the backup of a day.
const CLAIM: &str = "backup.claim";
/// After so long, whoever set out did not arrive, milliseconds.
const CLAIM_MS: i64 = 3_600_000;

/// A backup, or a try that failed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Made {
    /// When, milliseconds UTC.
    pub at: i64,
    /// Name of the file, or the one that it would have had.
    pub file: String,
    /// Bytes of the file, 0 when there is none.
    pub bytes: i64,
    /// Entries of the journal that it holds.
    pub entries: i64,
    /// Whether it can only be read with a key.
    pub encrypted: bool,
    /// When it was restored aside and found whole, milliseconds UTC.
    pub verified_at: Option<i64>,
    /// Why it failed.
    pub failure: Option<String>,
}

/// Writes the database into a new file of an empty folder, `plus.db`: what any machine can
/// open, whichever engine holds the database here.
///
/// # Errors
/// Those of the database and of the disk.
pub async fn copy_database(store: &Store, folder: &Path) -> Result<(), StoreError> {
    match store.engine() {
        Engine::Sqlite => {
            let target = folder.join(FILE).display().to_string();
            let mut link = store.read().await?;
            link.execute("VACUUM INTO $1", args![target]).await?;
            Ok(())
        }
        Engine::Postgres => {
            let aside = Store::open(&Options::folder(folder)).await?;
            let copied = copy::copy(store, &aside).await;
            aside.close().await;
            copied
        }
    }
}

/// What the examination of a copy found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Entries of its journal.
    pub entries: u64,
    /// Ends of the chains that machines pushed to it.
    pub heads: Vec<Head>,
}

/// Reads a copy from end to end: its file, its journal, and whether its projections are
/// those that the journal makes again. The copy is written to: never on a database in use.
///
/// # Errors
/// Those of the database; what is wrong with the copy.
pub async fn examine(copy: &Store) -> Result<Examined, StoreError> {
    let mut link = copy.read().await?;
    whole(&mut link).await?;
    let entries = journal::verify(&mut link).await?;
    let before = rebuild::fingerprint(&mut link).await?;
    let heads = heads(&mut link).await?;
    drop(link);
    rebuild::rebuild(copy, &mut |_| {}).await?;
    let after = rebuild::fingerprint(&mut copy.read().await?).await?;
    if let Some((table, _)) = before
        .iter()
        .find(|(name, sum)| after.get(*name) != Some(*sum))
    {
        let reason = format!("la table « {table} » n’est pas celle que donne le journal");
        return Err(StoreError::Damaged(reason));
    }
    Ok(Examined { entries, heads })
}

/// The pages of the file itself, as SQLite reads them.
async fn whole(link: &mut Link) -> Result<(), StoreError> {
    if link.engine() == Engine::Postgres {
        return Ok(());
    }
    let row = link
        .fetch_first("PRAGMA integrity_check(1)", args![])
        .await?;
    let said = row.map(|row| row.text("integrity_check")).transpose()?;
    match said.as_deref() {
        Some("ok") => Ok(()),
        other => Err(StoreError::Damaged(other.unwrap_or_default().to_owned())),
    }
}

/// Ends of the chains that machines pushed here.
///
/// # Errors
/// Those of the database.
pub async fn heads(link: &mut Link) -> Result<Vec<Head>, StoreError> {
    let rows = link
        .fetch(
            "SELECT node, epoch, seq, hash FROM chain WHERE seq > 0 ORDER BY node, epoch",
            args![],
        )
        .await?;
    rows.iter().map(head).collect()
}

fn head(row: &Row) -> Result<Head, StoreError> {
    let hash = row.opt_bytes("hash")?;
    Ok(Head {
        node: NodeId::new(row.text("node")?),
        epoch: unsigned(row, "epoch")?,
        seq: unsigned(row, "seq")?,
        hash: hash.map(|b| read_hash("hash", &b)).transpose()?,
    })
}

/// Says of every chain that it is safe up to where a verified backup holds it; answers how
/// many rose. A head that this journal does not hold under the same hash says nothing: the
/// backup is of another relay, or of a life that was lost.
///
/// # Errors
/// Those of the database.
pub async fn raise_durable(tx: &mut Tx, heads: &[Head]) -> Result<u64, StoreError> {
    let mut raised = 0;
    for head in heads {
        raised += tx
            .execute(
                "UPDATE chain SET durable = $1 WHERE node = $2 AND epoch = $3 AND durable < $1
                   AND EXISTS (SELECT 1 FROM journal j WHERE j.node = $2 AND j.epoch = $3
                     AND j.seq = $1 AND j.hash = $4)",
                args![
                    signed(head.seq),
                    &head.node,
                    signed(head.epoch),
                    head.hash.map(|h| h.to_vec()),
                ],
            )
            .await?;
    }
    Ok(raised)
}

/// Notes a backup, or a try that failed.
///
/// # Errors
/// Those of the database.
pub async fn note(tx: &mut Tx, made: &Made) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO backup (at, file, bytes, entries, encrypted, verified_at, failure)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (at) DO UPDATE SET file = excluded.file, bytes = excluded.bytes,
           entries = excluded.entries, encrypted = excluded.encrypted,
           verified_at = excluded.verified_at, failure = excluded.failure",
        args![
            made.at,
            &made.file,
            made.bytes,
            made.entries,
            made.encrypted,
            made.verified_at,
            made.failure.clone(),
        ],
    )
    .await
    .map(|_| ())
}

/// The last backups and tries, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list(link: &mut Link, most: i64) -> Result<Vec<Made>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM backup ORDER BY at DESC LIMIT $1",
            args![most],
        )
        .await?;
    rows.iter().map(made).collect()
}

fn made(row: &Row) -> Result<Made, StoreError> {
    Ok(Made {
        at: row.int("at")?,
        file: row.text("file")?,
        bytes: row.int("bytes")?,
        entries: row.int("entries")?,
        encrypted: row.flag("encrypted")?,
        verified_at: row.opt_int("verified_at")?,
        failure: row.opt_text("failure")?,
    })
}

/// Instant of the last verified backup, milliseconds UTC.
///
/// # Errors
/// Those of the database.
pub async fn last(store: &Store) -> Result<Option<i64>, StoreError> {
    let mut link = store.read().await?;
    let row = link
        .fetch_first(
            "SELECT MAX(at) AS at FROM backup WHERE verified_at IS NOT NULL",
            args![],
        )
        .await?;
    row.map_or(Ok(None), |row| row.opt_int("at"))
}

/// Sets out to make the backup of a day, unless another process of this database did less
/// than an hour ago; whether this one may.
///
/// # Errors
/// Those of the database.
pub async fn claim(tx: &mut Tx, now_ms: i64) -> Result<bool, StoreError> {
    let before = setting::get(tx, CLAIM).await?;
    let before = before.and_then(|text| text.parse::<i64>().ok());
    if before.is_some_and(|at| (0..CLAIM_MS).contains(&(now_ms - at))) {
        return Ok(false);
    }
    setting::set(tx, CLAIM, &now_ms.to_string()).await?;
    Ok(true)
}
