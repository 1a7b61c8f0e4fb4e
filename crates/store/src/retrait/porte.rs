//! Papers that one borne keeps for when it is cut off (decision 0049): at the hub, what each
//! is handed, to whom, and how far it is; at the borne, what it says and drops.

use std::collections::BTreeMap;

use plus_domain::{
    ids::{NodeId, RetraitId},
    retrait::{OUT_MS, Portage, Retrait},
};

use super::{Way, read};
use crate::{Link, Row, StoreError, Tx, args, journal::signed};

/// A paper on its way to its borne, or there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Porte {
    /// The paper.
    pub retrait: Retrait,
    /// BLAKE3 of what is sealed of it, in hexadecimal.
    pub hash: String,
    /// Bytes of it.
    pub size: u64,
    /// How far it is.
    pub portage: Portage,
    /// Whether its hub has given it, and was not told what came of it.
    pub out: bool,
}

/// Notes that a paper is to be carried to its borne, with its two ways there.
///
/// # Errors
/// Those of the database.
pub async fn add(
    tx: &mut Tx,
    (retrait, borne): (&RetraitId, &NodeId),
    (hash, size): (&str, u64),
    [code, token]: [&Way; 2],
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO retrait_porte (retrait, borne, hash, size, code_lookup, code_salt, code_key,
           token_lookup, token_salt, token_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            retrait,
            borne,
            hash,
            signed(size),
            &code.lookup,
            code.salt.clone(),
            code.key.clone(),
            &token.lookup,
            token.salt.clone(),
            token.key.clone()
        ],
    )
    .await
    .map(|_| ())
}

/// Keeps the public key of a borne. When it is another one, what was handed for the one before
/// is handed again. Answers the key that it takes the place of.
///
/// # Errors
/// Those of the database.
pub async fn set_key(
    tx: &mut Tx,
    (node, recipient): (&NodeId, &str),
    now_ms: i64,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT recipient FROM coffre WHERE node = $1";
    let known = tx.fetch_first(sql, args![node]).await?;
    let known = known.map(|row| row.text("recipient")).transpose()?;
    if known.as_deref() == Some(recipient) {
        return Ok(None);
    }
    tx.execute(
        "INSERT INTO coffre (node, recipient, at) VALUES ($1, $2, $3)
         ON CONFLICT (node) DO UPDATE SET recipient = excluded.recipient, at = excluded.at",
        args![node, recipient, now_ms],
    )
    .await?;
    tx.execute(
        "UPDATE retrait_porte SET recipient = NULL, handed_at = NULL, held_at = NULL
         WHERE borne = $1 AND recipient <> $2",
        args![node, recipient],
    )
    .await?;
    Ok(known)
}

/// The bornes whose public key is known.
///
/// # Errors
/// Those of the database.
pub async fn coffres(link: &mut Link) -> Result<Vec<NodeId>, StoreError> {
    let sql = "SELECT node FROM coffre ORDER BY node";
    let rows = link.fetch(sql, args![]).await?;
    rows.iter()
        .map(|row| row.text("node").map(NodeId::new))
        .collect()
}

/// How far each paper is that a borne is to keep.
///
/// # Errors
/// Those of the database.
pub async fn all(link: &mut Link) -> Result<BTreeMap<RetraitId, Portage>, StoreError> {
    let sql = "SELECT retrait, handed_at, held_at FROM retrait_porte";
    let rows = link.fetch(sql, args![]).await?;
    rows.iter()
        .map(|row| Ok((RetraitId::new(row.text("retrait")?), portage(row)?)))
        .collect()
}

/// How far one is; nothing when no borne is to keep it.
///
/// # Errors
/// Those of the database.
pub async fn of(link: &mut Link, id: &RetraitId) -> Result<Option<Portage>, StoreError> {
    let sql = "SELECT handed_at, held_at FROM retrait_porte WHERE retrait = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.as_ref().map(portage).transpose()
}

fn portage(row: &Row) -> Result<Portage, StoreError> {
    Ok(Portage {
        handed_at: row.opt_int("handed_at")?,
        held_at: row.opt_int("held_at")?,
    })
}

/// The papers that a borne is to keep at an instant (milliseconds UTC), there or on their way.
///
/// # Errors
/// Those of the database.
pub async fn at(link: &mut Link, borne: &NodeId, now_ms: i64) -> Result<Vec<Porte>, StoreError> {
    let rows = link
        .fetch(
            "SELECT r.id, r.borne, r.pages, r.author, r.at, r.expires_at, r.has_pin, r.wrong_pins,
               r.printed_at, r.printed_by, r.reprints, r.erased_at, r.reason, p.hash, p.size,
               p.handed_at, p.held_at,
               (SELECT COUNT(*) FROM retrait_ouverture o
                WHERE o.retrait = r.id AND o.outcome IS NULL AND o.at > $1) AS waiting
             FROM retrait r JOIN retrait_porte p ON p.retrait = r.id
             WHERE p.borne = $2 ORDER BY r.at, r.id",
            args![now_ms - OUT_MS, borne],
        )
        .await?;
    rows.iter().map(porte).collect()
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn one(
    link: &mut Link,
    (id, borne): (&RetraitId, &NodeId),
    now_ms: i64,
) -> Result<Option<Porte>, StoreError> {
    let all = at(link, borne, now_ms).await?;
    Ok(all.into_iter().find(|porte| porte.retrait.id == *id))
}

fn porte(row: &Row) -> Result<Porte, StoreError> {
    Ok(Porte {
        retrait: read(row)?,
        hash: row.text("hash")?,
        size: u64::try_from(row.int("size")?).unwrap_or(0),
        portage: portage(row)?,
        out: row.int("waiting")? > 0,
    })
}

/// By what a borne finds and opens one there: by its code, then by its token.
///
/// # Errors
/// Those of the database.
pub async fn ways(
    link: &mut Link,
    (id, borne): (&RetraitId, &NodeId),
) -> Result<Option<[Way; 2]>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT code_lookup, code_salt, code_key, token_lookup, token_salt, token_key
             FROM retrait_porte WHERE retrait = $1 AND borne = $2",
            args![id, borne],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let code = Way {
        lookup: row.text("code_lookup")?,
        salt: row.bytes("code_salt")?,
        key: row.bytes("code_key")?,
    };
    let token = Way {
        lookup: row.text("token_lookup")?,
        salt: row.bytes("token_salt")?,
        key: row.bytes("token_key")?,
    };
    Ok(Some([code, token]))
}

/// Notes that one is handed over for a public key, before it leaves.
///
/// # Errors
/// Those of the database.
pub async fn hand(
    tx: &mut Tx,
    (id, borne): (&RetraitId, &NodeId),
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE retrait_porte SET handed_at = $3,
           recipient = (SELECT c.recipient FROM coffre c WHERE c.node = $2)
         WHERE retrait = $1 AND borne = $2 AND handed_at IS NULL",
        args![id, borne, now_ms],
    )
    .await
    .map(|_| ())
}

/// Notes what a borne says that it holds: handed, then, even if this hub was put back from a
/// copy and does not remember it. What it no longer holds is no longer said ready.
///
/// # Errors
/// Those of the database.
pub async fn hold(
    tx: &mut Tx,
    (borne, recipient): (&NodeId, &str),
    held: &[RetraitId],
    now_ms: i64,
) -> Result<(), StoreError> {
    let rows = tx
        .fetch(
            "SELECT retrait FROM retrait_porte WHERE borne = $1 AND held_at IS NOT NULL",
            args![borne],
        )
        .await?;
    for row in &rows {
        let id = RetraitId::new(row.text("retrait")?);
        if !held.contains(&id) {
            tx.execute(
                "UPDATE retrait_porte SET held_at = NULL WHERE retrait = $1",
                args![&id],
            )
            .await?;
        }
    }
    for id in held {
        tx.execute(
            "UPDATE retrait_porte SET held_at = $4, recipient = $3,
               handed_at = COALESCE(handed_at, $4)
             WHERE retrait = $1 AND borne = $2 AND held_at IS NULL",
            args![id, borne, recipient, now_ms],
        )
        .await?;
    }
    Ok(())
}

/// Keeps what the rules made of what its borne said of a paper.
///
/// # Errors
/// Those of the database.
pub async fn note_heard(tx: &mut Tx, retrait: &Retrait) -> Result<(), StoreError> {
    let reason = retrait.erased.map(|(_, reason)| reason.code());
    tx.execute(
        "UPDATE retrait SET printed_at = $2, printed_by = $3, reprints = $4, wrong_pins = $5,
           reason = $6 WHERE id = $1",
        args![
            &retrait.id,
            retrait.printed_at,
            retrait.printed_by.as_ref(),
            retrait.reprints,
            retrait.wrong_pins,
            reason
        ],
    )
    .await
    .map(|_| ())
}

/// Part of what is sealed of a paper that this borne is to keep: `length` bytes at most, from
/// `from`.
///
/// # Errors
/// Those of the database.
pub async fn part(
    link: &mut Link,
    (id, borne): (&RetraitId, &NodeId),
    (from, length): (u64, u32),
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT substr(s.content, CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AS part
             FROM retrait_scelle s JOIN retrait_porte p ON p.retrait = s.retrait
             WHERE s.retrait = $3 AND p.borne = $4",
            args![
                signed(from).saturating_add(1).min(i64::from(i32::MAX)),
                i64::from(length),
                id,
                borne
            ],
        )
        .await?;
    row.map(|row| row.bytes("part")).transpose()
}

/// At a borne that opens with another key than before: what it kept under the former one opens
/// no more, and goes. What was taken here is still told.
///
/// # Errors
/// Those of the database.
pub async fn drop_waiting(tx: &mut Tx) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM retrait_scelle WHERE retrait IN
           (SELECT id FROM retrait WHERE erased_at IS NULL AND printed_at IS NULL)",
        "DELETE FROM retrait_ouverture WHERE retrait IN
           (SELECT id FROM retrait WHERE erased_at IS NULL AND printed_at IS NULL)",
        "DELETE FROM retrait WHERE erased_at IS NULL AND printed_at IS NULL",
    ] {
        tx.execute(sql, args![]).await?;
    }
    Ok(())
}
