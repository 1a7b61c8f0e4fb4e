//! The hub: takes the chains of the nodes, gives them what everybody needs.

use std::collections::BTreeMap;

use plus_domain::ids::NodeId;
use plus_journal::{
    Entry, Hash, Head, Hlc,
    exchange::{Guard, Guards, Judged, Page, Reply, judge},
    wire,
};

use super::{scope::Scope, take, witness};
pub use crate::project::Care;
use crate::{
    Link, Row, StoreError, Tx, args,
    journal::{self, read_hash, signed, unsigned},
};

/// How far the clock of a hub leaps when it is put back from a backup, milliseconds: more
/// than the clocks of its nodes are ahead.
const LEAP_MS: i64 = 7 * 86_400_000;

/// A chain as the hub holds it.
#[derive(Debug, Clone)]
struct Chain {
    head: Head,
    clock: Hlc,
    durable: u64,
}

/// When a batch came, by this machine.
#[derive(Debug, Clone)]
pub struct Reception {
    /// Instant, milliseconds UTC.
    pub now_ms: i64,
    /// Identifier of this machine if the database has none yet.
    pub own_id: String,
    /// The rules.
    pub guards: Guards,
}

/// A batch of a chain, as it came.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Machine that wrote the chain.
    pub node: NodeId,
    /// Life of the machine.
    pub epoch: u64,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// Most entries that are taken together. A person who writes at the hub waits for them: 2,000
/// take a quarter of a second, and larger groups were hardly quicker.
pub const TOGETHER: usize = 2_000;

/// Whether a batch may be taken with those of a group: it is the first, or there is room and
/// none is of the same machine, whose chain moves meanwhile.
#[must_use]
pub fn joins(group: &[&Arrival], next: &Arrival) -> bool {
    let entries: usize = group.iter().map(|arrival| arrival.entries.len()).sum();
    let room = entries + next.entries.len() <= TOGETHER;
    group.is_empty() || (room && group.iter().all(|a| a.node != next.node))
}

/// Takes a batch of a chain. The answer is built from what this transaction holds: it
/// may only be sent once it is committed.
///
/// # Errors
/// Those of the database. A batch that is no part of the chain is no error: it is set
/// apart whole, and the answer says so.
pub async fn receive(
    tx: &mut Tx,
    (node, epoch): (&NodeId, u64),
    entries: Vec<Entry>,
    reception: &Reception,
) -> Result<Reply, StoreError> {
    let node = node.clone();
    let arrival = Arrival {
        node,
        epoch,
        entries,
    };
    let mut replies = receive_all(tx, &[&arrival], reception, Care::Together).await?;
    let reply = replies.pop();
    reply.ok_or_else(|| StoreError::value("batch", "no answer"))
}

/// Takes batches of several machines, one of each at most, as if they were one: the pages
/// that they share are written once, and there is one commit to wait for. An answer for
/// each, in order.
///
/// # Errors
/// Those of the database. Nothing of any batch is taken then, and each must be tried alone;
/// one that is still refused, for a value ([`StoreError::is_of_data`]), entry by entry.
pub async fn receive_all(
    tx: &mut Tx,
    arrivals: &[&Arrival],
    reception: &Reception,
    care: Care,
) -> Result<Vec<Reply>, StoreError> {
    let own = journal::own(tx, &reception.own_id).await?.head.node;
    let incarnation = incarnation(tx).await?;
    let (mut replies, mut fresh) = (Vec::with_capacity(arrivals.len()), Vec::new());
    for arrival in arrivals {
        let (chain, forked) = accept(tx, arrival, reception, &mut fresh).await?;
        replies.push(Reply {
            incarnation,
            epoch: chain.head.epoch,
            head: chain.head.seq,
            hash: chain.head.hash,
            durable: chain.durable,
            time: reception.now_ms,
            forked,
        });
    }
    if !fresh.is_empty() {
        witness(tx, &own, &fresh).await?;
        take(tx, fresh, reception.now_ms, (reception.guards, care)).await?;
    }
    Ok(replies)
}

/// Judges a batch and moves the head of its chain. What is new goes to `fresh`; a batch that
/// is no part of the chain is set apart. The chain as it then stands, and whether it forked.
async fn accept(
    tx: &mut Tx,
    arrival: &Arrival,
    reception: &Reception,
    fresh: &mut Vec<Entry>,
) -> Result<(Chain, bool), StoreError> {
    let (of, entries) = ((&arrival.node, arrival.epoch), &arrival.entries);
    let mut chain = chain(tx, of.0, of.1).await?;
    let held = held(tx, of.0, of.1, entries).await?;
    let known = |seq| held.get(&seq).copied();
    match judge(&chain.head, known, entries, reception.guards) {
        Judged::Fresh(from) => {
            if let Some(last) = entries[from..].last() {
                (chain.head.seq, chain.head.hash) = (last.seq, Some(last.hash));
                chain.clock = last.hlc;
                keep(tx, &chain).await?;
            }
            fresh.extend_from_slice(&entries[from..]);
            Ok((chain, false))
        }
        Judged::Gap => Ok((chain, false)),
        Judged::Fork(reason) => {
            set_apart(tx, of, entries, &reason.to_string(), reception).await?;
            Ok((chain, true))
        }
    }
}

async fn chain(tx: &mut Tx, node: &NodeId, epoch: u64) -> Result<Chain, StoreError> {
    let row = tx
        .fetch_first(
            "SELECT seq, hash, hlc, durable FROM chain WHERE node = $1 AND epoch = $2",
            args![node, signed(epoch)],
        )
        .await?;
    let empty = Head {
        node: node.clone(),
        epoch,
        seq: 0,
        hash: None,
    };
    let Some(row) = row else {
        return Ok(Chain {
            head: empty,
            clock: Hlc::default(),
            durable: 0,
        });
    };
    Ok(Chain {
        head: Head {
            seq: unsigned(&row, "seq")?,
            hash: opt_hash(&row, "hash")?,
            ..empty
        },
        clock: Hlc::from_raw(unsigned(&row, "hlc")?),
        durable: unsigned(&row, "durable")?,
    })
}

fn opt_hash(row: &Row, column: &str) -> Result<Option<Hash>, StoreError> {
    let bytes = row.opt_bytes(column)?;
    bytes.map(|b| read_hash(column, &b)).transpose()
}

async fn keep(tx: &mut Tx, chain: &Chain) -> Result<(), StoreError> {
    let head = &chain.head;
    tx.execute(
        "INSERT INTO chain (node, epoch, seq, hash, hlc, durable) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (node, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, hlc = excluded.hlc",
        args![
            &head.node,
            signed(head.epoch),
            signed(head.seq),
            head.hash.map(|h| h.to_vec()),
            signed(chain.clock.raw()),
            signed(chain.durable),
        ],
    )
    .await
    .map(|_| ())
}

/// Hashes held of the entries that a batch names.
async fn held(
    tx: &mut Tx,
    node: &NodeId,
    epoch: u64,
    batch: &[Entry],
) -> Result<BTreeMap<u64, Hash>, StoreError> {
    let (Some(first), Some(last)) = (batch.first(), batch.last()) else {
        return Ok(BTreeMap::new());
    };
    let rows = tx
        .fetch(
            "SELECT seq, hash FROM journal WHERE node = $1 AND epoch = $2 AND seq BETWEEN $3 AND $4",
            args![node, signed(epoch), signed(first.seq), signed(last.seq)],
        )
        .await?;
    let read = |row: &Row| {
        Ok((
            unsigned(row, "seq")?,
            read_hash("hash", &row.bytes("hash")?)?,
        ))
    };
    rows.iter().map(read).collect()
}

/// Keeps a batch whole, outside the journal, for a person to read; once, however often
/// it is sent.
///
/// # Errors
/// Those of the database.
pub async fn set_apart(
    tx: &mut Tx,
    (node, epoch): (&NodeId, u64),
    batch: &[Entry],
    reason: &str,
    reception: &Reception,
) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut written = Vec::new();
    let mut to = serde_json::Serializer::new(&mut written);
    wire::entries::serialize(batch, &mut to).map_err(|e| StoreError::value("batch", e))?;
    let first = batch.first().map_or(0, |entry| entry.seq);
    let id = blake3::hash(&written).to_hex().to_string();
    tx.execute(
        "INSERT INTO quarantine (id, node, epoch, first_seq, received_at, reason, batch)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        args![
            id,
            node,
            signed(epoch),
            signed(first),
            reception.now_ms,
            reason,
            written,
        ],
    )
    .await
    .map(|_| ())
}

/// Keeps apart what a revoked machine pushes, for people to read, save what the hub holds
/// already: such a machine sends again all that no backup of the hub is known to hold, for the
/// hub may have been put back since it last answered it.
///
/// # Errors
/// Those of the database.
pub async fn set_apart_revoked(
    tx: &mut Tx,
    (node, epoch): (&NodeId, u64),
    batch: &[Entry],
    reception: &Reception,
) -> Result<(), StoreError> {
    let held = held(tx, node, epoch, batch).await?;
    let is_new = |entry: &&Entry| held.get(&entry.seq) != Some(&entry.hash);
    let new: Vec<Entry> = batch.iter().filter(is_new).cloned().collect();
    set_apart(tx, (node, epoch), &new, "machine révoquée", reception).await
}

/// Life number of this machine as a hub.
pub async fn incarnation(link: &mut Link) -> Result<u64, StoreError> {
    let number = link
        .count(
            "SELECT CAST(MAX(number) AS BIGINT) AS n FROM incarnation",
            args![],
        )
        .await?;
    Ok(u64::try_from(number).unwrap_or(1))
}

/// A new life, after the restore of a backup: positions may now mean other entries. The
/// hub's own chain begins a new epoch too, or it would give again numbers that nodes hold.
///
/// Nodes may hold what the hub wrote and forgot, under the clock of the fastest machine that
/// it had heard: what it writes from now on must come after. Its clock leaps a week.
///
/// Two restores of one backup must not live the same life: its number is that of the
/// seconds since 1970, unless the clock is behind the former life.
pub async fn live_again(tx: &mut Tx, now_ms: i64, guards: Guards) -> Result<u64, StoreError> {
    let seconds = u64::try_from(now_ms / 1_000).unwrap_or(0);
    let life = seconds.max(incarnation(tx).await? + 1);
    tx.execute(
        "INSERT INTO incarnation (number) VALUES ($1)",
        args![signed(life)],
    )
    .await?;
    if !guards.hold(Guard::HubEpoch) {
        return Ok(life);
    }
    let leap = Hlc::default().tick(now_ms + LEAP_MS);
    tx.execute(
        "UPDATE node SET epoch = $1, seq = 0, hash = NULL,
           hlc = CASE WHEN hlc < $2 THEN $2 ELSE hlc END
         WHERE own = 1 AND epoch < $1",
        args![signed(life), signed(leap.raw())],
    )
    .await?;
    Ok(life)
}

/// A page of what comes down, for a node: what its [`Scope`] lets through, save what the
/// node wrote itself in the life that it lives. At most `most` entries are looked at, after
/// position `cursor`.
pub async fn page(
    link: &mut Link,
    (reader, life): (&NodeId, u64),
    (cursor, most): (u64, usize),
    now_ms: i64,
) -> Result<Page, StoreError> {
    // Before the entries: what is committed meanwhile waits for the next page.
    let last = journal::last_position(link).await?;
    let scope = Scope::of(link, reader, now_ms).await?;
    let found = journal::shared_page(link, (reader, life), signed(cursor), last, most).await?;
    let full = found.len() == most;
    let to = match found.last() {
        Some(end) if full => end.pos,
        _ => last,
    };
    Ok(Page {
        incarnation: incarnation(link).await?,
        life,
        from: cursor,
        to: u64::try_from(to).unwrap_or(0).max(cursor),
        more: full,
        time: now_ms,
        entries: scope.kept(found.into_iter().map(|stored| stored.entry)),
    })
}

/// The next epoch of a node: one more than any that was heard of.
pub async fn next_epoch(tx: &mut Tx, node: &NodeId, claimed: u64) -> Result<u64, StoreError> {
    let known = tx
        .count(
            "SELECT CAST(COALESCE(MAX(epoch), 0) AS BIGINT) AS n FROM chain WHERE node = $1",
            args![node],
        )
        .await?;
    let epoch = u64::try_from(known).unwrap_or(0).max(claimed) + 1;
    let head = Head {
        node: node.clone(),
        epoch,
        seq: 0,
        hash: None,
    };
    // Kept at once: two copies of one machine never get the same number.
    let begun = Chain {
        head,
        clock: Hlc::default(),
        durable: 0,
    };
    keep(tx, &begun).await?;
    Ok(epoch)
}

/// Batches set apart, of a node or of all.
pub async fn set_apart_count(link: &mut Link, node: &NodeId) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM quarantine WHERE node = $1",
        args![node],
    )
    .await
}
