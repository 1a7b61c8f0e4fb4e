//! Ends of chains that another machine has seen (requirement S12). A chain proves that it
//! holds together, not that it is all there: only somebody who saw its end can tell that a
//! tail was cut, or that all of it was written again with hashes that fit.

use plus_domain::ids::NodeId;
use plus_journal::{Hash, Head};
use serde::{Deserialize, Serialize};

use crate::{
    Link, Row, StoreError, Tx, args,
    journal::{read_hash, signed, unsigned},
};

/// The end of a chain at some moment, as somebody saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Machine that wrote the chain.
    pub node: NodeId,
    /// Its epoch.
    pub epoch: u64,
    /// Number of the entry.
    pub seq: u64,
    /// Hash of the entry.
    #[serde(with = "plus_journal::wire::hex_bytes")]
    pub hash: Hash,
}

impl Seen {
    /// What a head shows, once it has an entry.
    pub fn of(head: &Head) -> Option<Self> {
        Some(Self {
            node: head.node.clone(),
            epoch: head.epoch,
            seq: head.seq,
            hash: head.hash?,
        })
    }
}

/// Ends that this machine shows: that of its own chain, and those that it received.
///
/// # Errors
/// Those of the database.
pub async fn heads(link: &mut Link) -> Result<Vec<Seen>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id AS node, epoch, seq, hash FROM node WHERE own = 1 AND seq > 0
             UNION ALL SELECT node, epoch, seq, hash FROM chain WHERE seq > 0
             ORDER BY node, epoch",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Seen, StoreError> {
    Ok(Seen {
        node: NodeId::new(row.text("node")?),
        epoch: unsigned(row, "epoch")?,
        seq: unsigned(row, "seq")?,
        hash: read_hash("hash", &row.bytes("hash")?)?,
    })
}

/// What a machine (`source`) says that it saw. What contradicts this journal stays, until a
/// person looks: a later end that fits never covers it.
///
/// # Errors
/// Those of the database.
pub async fn hear(
    tx: &mut Tx,
    source: &NodeId,
    told: &[Seen],
    now_ms: i64,
) -> Result<u64, StoreError> {
    let mut wrong = 0;
    for one in told {
        let held = last(tx, one, source).await?;
        let stays = match &held {
            None => false,
            Some(held) => held.seq > one.seq || contradicts(tx, held).await?.is_some(),
        };
        if !stays {
            keep(tx, source, one, now_ms).await?;
        }
        wrong += u64::from(contradicts(tx, one).await?.is_some());
    }
    Ok(wrong)
}

async fn last(tx: &mut Tx, of: &Seen, source: &NodeId) -> Result<Option<Seen>, StoreError> {
    let row = tx
        .fetch_first(
            "SELECT node, epoch, seq, hash FROM witness WHERE node = $1 AND epoch = $2 AND source = $3",
            args![&of.node, signed(of.epoch), source],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

async fn keep(tx: &mut Tx, source: &NodeId, seen: &Seen, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO witness (node, epoch, source, seq, hash, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (node, epoch, source) DO UPDATE SET seq = excluded.seq,
           hash = excluded.hash, seen_at = excluded.seen_at",
        args![
            &seen.node,
            signed(seen.epoch),
            source,
            signed(seen.seq),
            seen.hash.as_slice(),
            now_ms,
        ],
    )
    .await
    .map(|_| ())
}

/// Everything that was seen from elsewhere.
///
/// # Errors
/// Those of the database.
pub async fn all(link: &mut Link) -> Result<Vec<Seen>, StoreError> {
    let rows = link
        .fetch(
            "SELECT node, epoch, seq, hash FROM witness ORDER BY node, epoch, seq, source",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// How this journal contradicts what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contradiction {
    /// It holds another entry under that number.
    Other,
    /// It ends before, at this number.
    Short(u64),
}

/// Whether this journal contradicts what was seen. A chain of which this machine holds only
/// a part, or one that ended when it was put back from a copy, may lack the entry.
///
/// # Errors
/// Those of the database.
pub async fn contradicts(
    link: &mut Link,
    seen: &Seen,
) -> Result<Option<Contradiction>, StoreError> {
    let chain = || args![&seen.node, signed(seen.epoch)];
    let mut entry = chain();
    entry.push(signed(seen.seq).into());
    let row = link
        .fetch_first(
            "SELECT hash FROM journal WHERE node = $1 AND epoch = $2 AND seq = $3",
            entry,
        )
        .await?;
    if let Some(row) = row {
        let same = row.bytes("hash")? == seen.hash;
        return Ok((!same).then_some(Contradiction::Other));
    }
    let row = link
        .fetch_first(
            "SELECT seq FROM node WHERE own = 1 AND id = $1 AND epoch = $2
             UNION ALL SELECT seq FROM chain WHERE node = $1 AND epoch = $2",
            chain(),
        )
        .await?;
    let end = row.map(|row| unsigned(&row, "seq")).transpose()?;
    Ok(end.filter(|end| *end < seen.seq).map(Contradiction::Short))
}
