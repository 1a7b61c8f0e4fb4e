//! The trail of security: who read, took out or changed what (requirements S11 and S12). Lines
//! are added, never changed; each holds the hash of the one before, under a key that is not in
//! the database; checkpoints of its end are signed, and kept elsewhere.
//!
//! Another thing than the journal, which says what the relay did. No name is here: an account by
//! its identifier, a thing by a mark.

mod verify;

use crate::{Link, Row, StoreError, Tx, args};
pub use verify::{Examined, Fault, Genuine, examine, examine_end};

/// The key of the chain.
pub type Key = [u8; 32];

/// How long a line is kept, milliseconds: twelve months (CNIL, délibération 2021-122).
pub const KEPT_MS: i64 = 365 * 86_400_000;

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When, milliseconds UTC.
    pub at: i64,
    /// Account that did it, `-` when nobody is known.
    pub author: String,
    /// Stable word.
    pub action: String,
    /// What it was done to: the pattern of an address, then a mark.
    pub object: String,
    /// What came of it: `fait`, `refus` or `panne`.
    pub result: String,
}

/// A line of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub seq: i64,
    /// What it says.
    pub deed: Deed,
    /// Hash of the line before, hexadecimal; empty for the first.
    pub prev: String,
    /// Its own.
    pub hash: String,
}

/// A checkpoint: the end of the trail at an instant, signed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Number of the last line.
    pub seq: i64,
    /// When, milliseconds UTC.
    pub at: i64,
    /// Hash of that line, hexadecimal.
    pub hash: String,
    /// Public key that signed, hexadecimal.
    pub signer: String,
    /// ed25519 signature of [`Point::text`], hexadecimal.
    pub signature: String,
}

impl Point {
    /// What is signed.
    pub fn text(seq: i64, at: i64, hash: &str) -> String {
        format!("PLUS 2026-11 trace v1\n{seq}\n{at}\n{hash}")
    }
}

/// The hash of a line: its length stands before each field, so that no two lines say the same.
fn hash(key: &Key, seq: i64, prev: &str, deed: &Deed) -> String {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(&seq.to_le_bytes());
    hasher.update(&deed.at.to_le_bytes());
    for field in [prev, &deed.author, &deed.action, &deed.object, &deed.result] {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Adds a line. Two at once wait for one another on the row that holds the end.
///
/// # Errors
/// Those of the database.
pub async fn append(tx: &mut Tx, key: &Key, deed: &Deed) -> Result<i64, StoreError> {
    tx.execute(
        "INSERT INTO audit_end (id, seq, hash, cut) VALUES (1, 1, '', 0)
         ON CONFLICT (id) DO UPDATE SET seq = audit_end.seq + 1",
        args![],
    )
    .await?;
    let (seq, prev) = end(tx).await?.unwrap_or_default();
    let hash = hash(key, seq, &prev, deed);
    tx.execute(
        "INSERT INTO audit_trail (seq, at, author, action, object, result, prev, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            seq,
            deed.at,
            &deed.author,
            &deed.action,
            &deed.object,
            &deed.result,
            &prev,
            &hash
        ],
    )
    .await?;
    tx.execute("UPDATE audit_end SET hash = $1 WHERE id = 1", args![&hash])
        .await?;
    Ok(seq)
}

/// Number and hash of the last line; none before the first.
///
/// # Errors
/// Those of the database.
pub async fn end(link: &mut Link) -> Result<Option<(i64, String)>, StoreError> {
    let row = link
        .fetch_first("SELECT seq, hash FROM audit_end WHERE id = 1", args![])
        .await?;
    row.map(|row| Ok((row.int("seq")?, row.text("hash")?)))
        .transpose()
}

/// Keeps a checkpoint; one of the same line stays.
///
/// # Errors
/// Those of the database.
pub async fn keep_point(tx: &mut Tx, point: &Point) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO audit_point (seq, at, hash, signer, signature) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (seq) DO NOTHING",
        args![
            point.seq,
            point.at,
            &point.hash,
            &point.signer,
            &point.signature
        ],
    )
    .await
    .map(|_| ())
}

fn read_point(row: &Row) -> Result<Point, StoreError> {
    Ok(Point {
        seq: row.int("seq")?,
        at: row.int("at")?,
        hash: row.text("hash")?,
        signer: row.text("signer")?,
        signature: row.text("signature")?,
    })
}

/// Every checkpoint kept here, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn points(link: &mut Link) -> Result<Vec<Point>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM audit_point ORDER BY seq", args![])
        .await?;
    rows.iter().map(read_point).collect()
}

/// Removes the lines that a checkpoint old enough covers; how many. The checkpoint stays: what
/// is left begins from it.
///
/// # Errors
/// Those of the database.
pub async fn prune(tx: &mut Tx, now_ms: i64) -> Result<u64, StoreError> {
    let before = now_ms.saturating_sub(KEPT_MS);
    let old = tx
        .fetch_first(
            "SELECT seq FROM audit_point WHERE at <= $1 ORDER BY seq DESC LIMIT 1",
            args![before],
        )
        .await?;
    let Some(cut) = old.map(|row| row.int("seq")).transpose()? else {
        return Ok(0);
    };
    tx.execute(
        "UPDATE audit_end SET cut = $1 WHERE id = 1 AND cut < $2",
        args![cut, cut],
    )
    .await?;
    let gone = tx
        .execute("DELETE FROM audit_trail WHERE seq <= $1", args![cut])
        .await?;
    tx.execute("DELETE FROM audit_point WHERE seq < $1", args![cut])
        .await?;
    Ok(gone)
}

/// What to look for in the trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Account; empty: anybody.
    pub author: String,
    /// Word; empty: any.
    pub action: String,
    /// Lines before this number.
    pub before: Option<i64>,
}

fn read_line(row: &Row) -> Result<Line, StoreError> {
    Ok(Line {
        seq: row.int("seq")?,
        deed: Deed {
            at: row.int("at")?,
            author: row.text("author")?,
            action: row.text("action")?,
            object: row.text("object")?,
            result: row.text("result")?,
        },
        prev: row.text("prev")?,
        hash: row.text("hash")?,
    })
}

/// Lines of the trail, the latest first, at most so many.
///
/// # Errors
/// Those of the database.
pub async fn list(link: &mut Link, of: &Filter, most: i64) -> Result<Vec<Line>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM audit_trail
             WHERE ($1 = '' OR author = $2) AND ($3 = '' OR action = $4) AND seq < $5
             ORDER BY seq DESC LIMIT $6",
            args![
                &of.author,
                &of.author,
                &of.action,
                &of.action,
                of.before.unwrap_or(i64::MAX),
                most
            ],
        )
        .await?;
    rows.iter().map(read_line).collect()
}
