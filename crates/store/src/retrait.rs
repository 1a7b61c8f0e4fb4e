//! Papers left to be taken at a borne: sealed, found by what a person carries, gone with
//! their key. No fact of the journal.
//!
//! Nothing here opens anything: keys come in wrapped and go out wrapped.

pub mod porte;
mod tries;

use plus_domain::{
    ids::{AccountId, NodeId, RetraitId},
    retrait::{MOST_WRONG_PINS, Reason, Retrait},
};
pub use tries::{alarm, lock, save};

use crate::{Link, Row, StoreError, Tx, args, efface};

/// One way to a paper: by its code, or by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What it is found by, in hexadecimal.
    pub lookup: String,
    /// Salt of what opens it.
    pub salt: Vec<u8>,
    /// Its key, wrapped.
    pub key: Vec<u8>,
}

/// A paper found, with the way that found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The paper.
    pub retrait: Retrait,
    /// Salt of what opens it.
    pub salt: Vec<u8>,
    /// Its key, wrapped.
    pub key: Vec<u8>,
}

/// What came of an opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The printer said that it was done.
    Printed,
    /// It did not print: the paper stays.
    Released,
}

impl Outcome {
    fn code(self) -> &'static str {
        match self {
            Self::Printed => "imprime",
            Self::Released => "rendu",
        }
    }
}

/// Keeps a paper, sealed.
///
/// # Errors
/// Those of the database.
pub async fn add(
    tx: &mut Tx,
    retrait: &Retrait,
    [code, token]: [&Way; 2],
    content: Vec<u8>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO retrait (id, borne, pages, author, at, expires_at, has_pin, wrong_pins, reprints,
           code_lookup, code_salt, code_key, token_lookup, token_salt, token_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, $9, $10, $11, $12, $13)",
        args![
            &retrait.id,
            retrait.borne.as_ref(),
            retrait.pages,
            &retrait.author,
            retrait.at,
            retrait.expires_at,
            retrait.has_pin,
            &code.lookup,
            code.salt.clone(),
            code.key.clone(),
            &token.lookup,
            token.salt.clone(),
            token.key.clone()
        ],
    )
    .await?;
    tx.execute(
        "INSERT INTO retrait_scelle (retrait, content) VALUES ($1, $2)",
        args![&retrait.id, content],
    )
    .await
    .map(|_| ())
}

/// The paper that a code or a token finds, while its key is there.
///
/// # Errors
/// Those of the database.
pub async fn find(link: &mut Link, lookup: &str) -> Result<Option<Found>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT id, borne, pages, author, at, expires_at, has_pin, wrong_pins, printed_at,
               printed_by, reprints, erased_at, reason,
               CASE WHEN code_lookup = $1 THEN code_salt ELSE token_salt END AS salt,
               CASE WHEN code_lookup = $1 THEN code_key ELSE token_key END AS wrapped
             FROM retrait WHERE (code_lookup = $1 OR token_lookup = $1) AND erased_at IS NULL",
            args![lookup],
        )
        .await?;
    let found = |row: &Row| {
        Ok(Found {
            retrait: read(row)?,
            salt: row.bytes("salt")?,
            key: row.bytes("wrapped")?,
        })
    };
    row.as_ref().map(found).transpose()
}

/// What is sealed of a paper; nothing once it is gone.
///
/// # Errors
/// Those of the database.
pub async fn content(link: &mut Link, id: &RetraitId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT content FROM retrait_scelle WHERE retrait = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.map(|row| row.bytes("content")).transpose()
}

/// A paper, for whoever changes it: held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &mut Tx, id: &RetraitId) -> Result<Option<Retrait>, StoreError> {
    tx.execute(
        "UPDATE retrait SET reprints = reprints WHERE id = $1",
        args![id],
    )
    .await?;
    let sql = "SELECT id, borne, pages, author, at, expires_at, has_pin, wrong_pins, printed_at, \
               printed_by, reprints, erased_at, reason FROM retrait WHERE id = $1";
    let row = tx.fetch_first(sql, args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Every paper that is remembered, the last one first.
///
/// # Errors
/// Those of the database.
pub async fn list(link: &mut Link) -> Result<Vec<Retrait>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, borne, pages, author, at, expires_at, has_pin, wrong_pins, printed_at,
               printed_by, reprints, erased_at, reason FROM retrait ORDER BY at DESC, id DESC",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Papers whose key must be destroyed now.
///
/// # Errors
/// Those of the database.
pub async fn due(link: &mut Link, now_ms: i64) -> Result<Vec<(RetraitId, Reason)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, borne, pages, author, at, expires_at, has_pin, wrong_pins, printed_at,
               printed_by, reprints, erased_at, reason FROM retrait
             WHERE erased_at IS NULL
               AND (expires_at <= $1 OR printed_at IS NOT NULL OR wrong_pins >= $2)",
            args![now_ms, MOST_WRONG_PINS],
        )
        .await?;
    let mut due = Vec::new();
    for row in &rows {
        let retrait = read(row)?;
        if let Some(reason) = retrait.due(now_ms) {
            due.push((retrait.id, reason));
        }
    }
    Ok(due)
}

/// Notes that it was printed, as the rules changed it.
///
/// # Errors
/// Those of the database.
pub async fn note_printed(tx: &mut Tx, retrait: &Retrait) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE retrait SET printed_at = $2, printed_by = $3, reprints = $4 WHERE id = $1",
        args![
            &retrait.id,
            retrait.printed_at,
            retrait.printed_by.as_ref(),
            retrait.reprints
        ],
    )
    .await
    .map(|_| ())
}

/// Counts a wrong PIN given with the right code.
///
/// # Errors
/// Those of the database.
pub async fn note_wrong_pin(tx: &mut Tx, id: &RetraitId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE retrait SET wrong_pins = wrong_pins + 1 WHERE id = $1 AND erased_at IS NULL",
        args![id],
    )
    .await
    .map(|_| ())
}

/// Destroys its key and what it sealed; whether it was there to destroy.
///
/// # Errors
/// Those of the database.
pub async fn erase(
    tx: &mut Tx,
    id: &RetraitId,
    (now_ms, reason): (i64, Reason),
) -> Result<bool, StoreError> {
    let erased = tx
        .execute(
            "UPDATE retrait SET erased_at = $2, reason = $3, code_lookup = NULL, code_salt = NULL,
               code_key = NULL, token_lookup = NULL, token_salt = NULL, token_key = NULL
             WHERE id = $1 AND erased_at IS NULL",
            args![id, now_ms, reason.code()],
        )
        .await?;
    for sql in [
        "DELETE FROM retrait_scelle WHERE retrait = $1",
        "DELETE FROM retrait_porte WHERE retrait = $1",
    ] {
        tx.execute(sql, args![id]).await?;
    }
    if erased > 0 {
        efface::note(tx, efface::Kind::Retrait, id.as_str()).await?;
    }
    Ok(erased > 0)
}

/// Forgets the papers that were gone before an instant, milliseconds UTC.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &mut Tx, before_ms: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM retrait_ouverture WHERE retrait IN
           (SELECT id FROM retrait WHERE erased_at <= $1)",
        "DELETE FROM retrait WHERE erased_at <= $1",
    ] {
        tx.execute(sql, args![before_ms]).await?;
    }
    Ok(())
}

/// Whether some may be forgotten.
///
/// # Errors
/// Those of the database.
pub async fn is_old(link: &mut Link, before_ms: i64) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM retrait WHERE erased_at <= $1";
    Ok(link.count(sql, args![before_ms]).await? > 0)
}

/// Notes that a borne was given a paper.
///
/// # Errors
/// Those of the database.
pub async fn open(
    tx: &mut Tx,
    opening: &str,
    (retrait, borne): (&RetraitId, &NodeId),
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO retrait_ouverture (id, retrait, borne, at) VALUES ($1, $2, $3, $4)",
        args![opening, retrait, borne, now_ms],
    )
    .await
    .map(|_| ())
}

/// Whether a borne was given this paper under this name since an instant (milliseconds UTC),
/// and nothing was said of it yet.
///
/// # Errors
/// Those of the database.
pub async fn is_open(
    tx: &mut Tx,
    opening: &str,
    (retrait, borne): (&RetraitId, &NodeId),
    since_ms: i64,
) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM retrait_ouverture
               WHERE id = $1 AND retrait = $2 AND borne = $3 AND outcome IS NULL AND at > $4";
    let known = tx.count(sql, args![opening, retrait, borne, since_ms]);
    Ok(known.await? > 0)
}

/// Whether an opening has this name, of whatever paper.
///
/// # Errors
/// Those of the database.
pub async fn is_taken(tx: &mut Tx, opening: &str) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM retrait_ouverture WHERE id = $1";
    Ok(tx.count(sql, args![opening]).await? > 0)
}

/// Says what came of an opening, once: the paper, the first time that its borne says so.
///
/// # Errors
/// Those of the database.
pub async fn conclude(
    tx: &mut Tx,
    (opening, borne): (&str, &NodeId),
    outcome: Outcome,
) -> Result<Option<RetraitId>, StoreError> {
    let ended = tx
        .execute(
            "UPDATE retrait_ouverture SET outcome = $3
             WHERE id = $1 AND borne = $2 AND outcome IS NULL",
            args![opening, borne, outcome.code()],
        )
        .await?;
    if ended == 0 {
        return Ok(None);
    }
    let sql = "SELECT retrait FROM retrait_ouverture WHERE id = $1";
    let row = tx.fetch_first(sql, args![opening]).await?;
    row.map(|row| row.text("retrait").map(RetraitId::new))
        .transpose()
}

/// Whether a borne was given something under this name.
///
/// # Errors
/// Those of the database.
pub async fn is_known(link: &mut Link, opening: &str, borne: &NodeId) -> Result<bool, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM retrait_ouverture WHERE id = $1 AND borne = $2";
    Ok(link.count(sql, args![opening, borne]).await? > 0)
}

fn read(row: &Row) -> Result<Retrait, StoreError> {
    let reason = row.opt_text("reason")?;
    let reason = reason.and_then(|code| Reason::from_code(&code));
    let pages = row.int("pages")?;
    Ok(Retrait {
        id: RetraitId::new(row.text("id")?),
        borne: row.opt_text("borne")?.map(NodeId::new),
        pages: u32::try_from(pages).map_err(|_| StoreError::value("pages", "out of range"))?,
        author: AccountId::new(row.text("author")?),
        at: row.int("at")?,
        expires_at: row.int("expires_at")?,
        has_pin: row.flag("has_pin")?,
        wrong_pins: row.int("wrong_pins")?,
        printed_at: row.opt_int("printed_at")?,
        printed_by: row.opt_text("printed_by")?.map(NodeId::new),
        reprints: row.int("reprints")?,
        erased: row.opt_int("erased_at")?.zip(reason),
    })
}
