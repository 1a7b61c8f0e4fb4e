//! A node: what waits to be sent, what the hub holds of it, what came down.

use plus_domain::ids::NodeId;
use plus_journal::{
    Entry, Head,
    exchange::{Guards, Heard, Page, Peer, Reply, Turn, hear, turn},
};

pub use super::purge::{Dropped, drop_bodies};
use super::{Care, MOST, project_all, take, witness, witness::Seen};
use crate::{
    Link, Row, StoreError, Tx, args,
    journal::{self, read_hash, signed, unsigned},
};

/// The hub of this node, and where they stand.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// Address of the hub.
    pub address: String,
    /// Identifier of the hub.
    pub hub: NodeId,
    /// Its public key.
    pub hub_key: Vec<u8>,
    /// The key that it says it will have.
    pub hub_next_key: Option<Vec<u8>>,
    /// Name of this node, as the hub calls it.
    pub name: String,
    /// Where they stand.
    pub peer: Peer,
    /// Last time that the hub answered, milliseconds UTC.
    pub contact_at: Option<i64>,
    /// Last time that it was asked.
    pub tried_at: Option<i64>,
    /// The hub's clock less this one's, milliseconds, at the last contact.
    pub clock_gap: i64,
    /// Why the hub refuses this node, if it does.
    pub refusal: Option<String>,
}

/// Keeps the hub that enrolled this node; starts from nothing with it.
pub async fn enrol(
    tx: &mut Tx,
    address: &str,
    (hub, hub_key): (&NodeId, &[u8]),
    (name, incarnation): (&str, u64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO peer (own, address, hub, hub_key, name, incarnation, acked, durable, cursor_at, clock_gap)
         VALUES (1, $1, $2, $3, $4, $5, 0, 0, 0, 0)
         ON CONFLICT (own) DO UPDATE SET address = excluded.address, hub = excluded.hub,
           hub_key = excluded.hub_key, hub_next_key = NULL, name = excluded.name, incarnation = excluded.incarnation, acked = 0, durable = 0,
           cursor_at = 0, clock_gap = 0, contact_at = NULL, tried_at = NULL, refusal = NULL",
        args![address, hub, hub_key, name, signed(incarnation)],
    )
    .await
    .map(|_| ())
}

/// The hub of this node; none when it works alone.
pub async fn enrolled(link: &mut Link) -> Result<Option<Enrolled>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM peer WHERE own = 1", args![])
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Enrolled, StoreError> {
    Ok(Enrolled {
        address: row.text("address")?,
        hub: NodeId::new(row.text("hub")?),
        hub_key: row.bytes("hub_key")?,
        hub_next_key: row.opt_bytes("hub_next_key")?,
        name: row.text("name")?,
        peer: Peer {
            incarnation: unsigned(row, "incarnation")?,
            acked: unsigned(row, "acked")?,
            durable: unsigned(row, "durable")?,
            cursor: unsigned(row, "cursor_at")?,
        },
        contact_at: row.opt_int("contact_at")?,
        tried_at: row.opt_int("tried_at")?,
        clock_gap: row.int("clock_gap")?,
        refusal: row.opt_text("refusal")?,
    })
}

async fn keep(tx: &mut Tx, peer: &Peer) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE peer SET incarnation = $1, acked = $2, durable = $3, cursor_at = $4 WHERE own = 1",
        args![
            signed(peer.incarnation),
            signed(peer.acked),
            signed(peer.durable),
            signed(peer.cursor),
        ],
    )
    .await
    .map(|_| ())
}

/// The hub is reached at another address; its key stays the one that is known.
///
/// # Errors
/// Those of the database.
pub async fn move_hub(tx: &mut Tx, address: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE peer SET address = $1 WHERE own = 1", args![address])
        .await
        .map(|_| ())
}

/// Keeps the key of the hub, and the one that it says it will have.
///
/// # Errors
/// Those of the database.
pub async fn keep_hub_key(tx: &mut Tx, now: &[u8], next: Option<&[u8]>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE peer SET hub_key = $1, hub_next_key = $2 WHERE own = 1",
        args![now, next.map(<[u8]>::to_vec)],
    )
    .await
    .map(|_| ())
}

/// Notes that the hub was asked, and what came of it: the gap between the two clocks when
/// it answered (milliseconds, the hub's less this one's), why it refused if it did.
pub async fn note_contact(
    tx: &mut Tx,
    now_ms: i64,
    answered: Option<i64>,
    refusal: Option<&str>,
) -> Result<(), StoreError> {
    let reached = answered.map(|_| now_ms);
    tx.execute(
        "UPDATE peer SET tried_at = $1, contact_at = COALESCE($2, contact_at),
           clock_gap = COALESCE($3, clock_gap), refusal = $4 WHERE own = 1",
        args![now_ms, reached, answered, refusal],
    )
    .await
    .map(|_| ())
}

/// The chain of this node: its epoch and its end.
///
/// # Errors
/// Those of the database; when this database has no identity yet.
pub async fn head(link: &mut Link) -> Result<Head, StoreError> {
    let row = link
        .fetch_first(
            "SELECT id, epoch, seq, hash FROM node WHERE own = 1",
            args![],
        )
        .await?;
    let row = row.ok_or_else(|| StoreError::NotFound("identité du nœud".to_owned()))?;
    let hash = row.opt_bytes("hash")?;
    Ok(Head {
        node: NodeId::new(row.text("id")?),
        epoch: unsigned(&row, "epoch")?,
        seq: unsigned(&row, "seq")?,
        hash: hash.map(|b| read_hash("hash", &b)).transpose()?,
    })
}

/// Entries of this node after a number of its chain: the next batch.
pub async fn batch(link: &mut Link, head: &Head, after: u64) -> Result<Vec<Entry>, StoreError> {
    journal::chain_page(link, &head.node, head.epoch, after, MOST).await
}

/// Hears the answer of the hub to a batch.
///
/// # Errors
/// Those of the database.
pub async fn hear_reply(tx: &mut Tx, reply: &Reply, guards: Guards) -> Result<Heard, StoreError> {
    let own = head(tx).await?;
    let Some(mut enrolled) = enrolled(tx).await? else {
        return Ok(Heard::Stale);
    };
    let there = journal::hash_at(tx, (&own.node, own.epoch, reply.head)).await?;
    let heard = hear(&mut enrolled.peer, &own, |_| there, reply, guards);
    keep(tx, &enrolled.peer).await?;
    Ok(heard)
}

/// An entry of this node's chain as a witness would tell it; none when it is not there.
///
/// # Errors
/// Those of the database.
pub async fn seen_at(link: &mut Link, own: &Head, seq: u64) -> Result<Option<Seen>, StoreError> {
    let hash = journal::hash_at(link, (&own.node, own.epoch, seq)).await?;
    let head = Head {
        seq,
        hash,
        ..own.clone()
    };
    Ok(Seen::of(&head))
}

/// Applies a page, its cursor with it.
///
/// # Errors
/// Those of the database; when an entry is not what it claims, in which case nothing of
/// the page may be kept.
pub async fn take_page(
    tx: &mut Tx,
    page: Page,
    now_ms: i64,
    guards: Guards,
) -> Result<Turn, StoreError> {
    let own = head(tx).await?;
    let Some(mut enrolled) = enrolled(tx).await? else {
        return Ok(Turn::Ask);
    };
    let turned = turn(&mut enrolled.peer, own.epoch, &page, guards);
    keep(tx, &enrolled.peer).await?;
    if turned == Turn::Ask {
        return Ok(turned);
    }
    if let Some(altered) = page.entries.iter().find(|entry| !entry.is_whole()) {
        let seq = altered.seq;
        return Err(plus_journal::ChainError::Altered { seq }.into());
    }
    let (fresh, forgotten) = sort(tx, &own, page.entries).await?;
    witness(tx, &own.node, &fresh).await?;
    take(tx, fresh, now_ms, (guards, Care::Together)).await?;
    let again = journal::seal_again(tx, forgotten, now_ms).await?;
    project_all(tx, &again, (guards, Care::Together)).await?;
    Ok(turned)
}

/// Of the entries of a page: those that are new here; and those of another life of this
/// node that its own entries of that life contradict, because it gave a number again before
/// it knew that it had been put back from a copy, or that it is one. It writes these again
/// in its present life.
async fn sort(
    tx: &mut Tx,
    own: &Head,
    entries: Vec<Entry>,
) -> Result<(Vec<Entry>, Vec<Entry>), StoreError> {
    let (mut fresh, mut forgotten) = (Vec::with_capacity(entries.len()), Vec::new());
    for entry in entries {
        if entry.node == own.node && entry.epoch == own.epoch {
            continue;
        }
        let number = (&entry.node, entry.epoch, entry.seq);
        match journal::hash_at(tx, number).await? {
            None if entry.node == own.node && !follows(tx, &entry).await? => forgotten.push(entry),
            None => fresh.push(entry),
            Some(hash) if hash != entry.hash && entry.node == own.node => forgotten.push(entry),
            Some(_) => {}
        }
    }
    Ok((fresh, forgotten))
}

/// Whether an entry may stand behind the one that is here before it, if there is one.
async fn follows(tx: &mut Tx, entry: &Entry) -> Result<bool, StoreError> {
    let before = (&entry.node, entry.epoch, entry.seq.saturating_sub(1));
    let held = journal::hash_at(tx, before).await?;
    Ok(held.is_none() || held == entry.prev)
}

/// Begins a new life of this node's chain, after it was put back from a copy. What it had
/// written since the hub last answered is written again in the new life: the hub knows a
/// visite by its identifier, and takes it once. Pages begin again from the first: what this
/// node had written after the copy, and every machine must see, comes back from the hub.
pub async fn live_again(tx: &mut Tx, epoch: u64, now_ms: i64) -> Result<u64, StoreError> {
    let own = head(tx).await?;
    let acked = enrolled(tx).await?.map_or(0, |e| e.peer.acked);
    tx.execute(
        "UPDATE node SET epoch = $1, seq = 0, hash = NULL WHERE own = 1",
        args![signed(epoch)],
    )
    .await?;
    tx.execute(
        "UPDATE peer SET acked = 0, durable = 0, cursor_at = 0 WHERE own = 1",
        args![],
    )
    .await?;
    let mut after = acked;
    let mut again = 0;
    loop {
        let entries = journal::chain_page(tx, &own.node, own.epoch, after, MOST).await?;
        let Some(last) = entries.last() else { break };
        after = last.seq;
        let stored = journal::seal_again(tx, entries, now_ms).await?;
        project_all(tx, &stored, (Guards::default(), Care::Together)).await?;
        again += stored.len() as u64;
    }
    Ok(again)
}
