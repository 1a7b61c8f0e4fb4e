//! The check of the journal: every chain that is whole here, every entry of the rest, and
//! all of it against what other machines have seen.

use plus_domain::ids::NodeId;
use plus_journal::{ChainError, Hash, Head};

use super::{opt_hash, read_stored, signed, unsigned};
use crate::{
    Link, Row, StoreError, args,
    exchange::witness::{self, Contradiction, Seen},
};

/// What the check of a journal found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries read.
    pub entries: u64,
    /// Ends of the chains that are whole.
    pub heads: Vec<Head>,
    /// Ends that were seen from elsewhere and held against it.
    pub witnessed: u64,
    /// What is wrong: of each chain, the first thing.
    pub faults: Vec<Fault>,
}

/// Something wrong in a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Machine that wrote the chain.
    pub node: NodeId,
    /// Its epoch.
    pub epoch: u64,
    /// What, and from which entry on.
    pub what: ChainError,
}

/// Checks the whole journal; answers how many entries, or the first thing wrong.
///
/// # Errors
/// Those of the database; what is wrong with the journal.
pub async fn verify(link: &mut Link) -> Result<u64, StoreError> {
    let verified = examine(link, &[]).await?;
    match verified.faults.into_iter().next() {
        Some(fault) => Err(fault.what.into()),
        None => Ok(verified.entries),
    }
}

/// Checks the whole journal, in pages. Chains that are whole here — this node's own, and
/// those that a hub received — are followed from their first entry to their known end; what
/// came down from a hub is a selection, each entry of which must be what it claims. Then
/// everything is held against what other machines saw, and against `seen`, which somebody
/// kept outside.
///
/// # Errors
/// Those of the database. What is wrong with the journal is no error: it is the answer.
pub async fn examine(link: &mut Link, seen: &[Seen]) -> Result<Verified, StoreError> {
    let mut verified = Verified::default();
    for chain in whole_chains(link).await? {
        follow(link, &chain, &mut verified).await?;
    }
    verify_selection(link, &mut verified).await?;
    if verified.faults.is_empty() {
        count_lines(link, &mut verified).await?;
    }
    let mut all = witness::all(link).await?;
    all.extend_from_slice(seen);
    all.sort_by_key(|seen| seen.seq);
    for seen in &all {
        hold_against(link, seen, &mut verified).await?;
    }
    Ok(verified)
}

impl Verified {
    /// Notes what is wrong with a chain; only the first thing is told.
    fn fault(&mut self, node: &NodeId, epoch: u64, what: ChainError) {
        let known = |fault: &Fault| fault.node == *node && fault.epoch == epoch;
        if !self.faults.iter().any(known) {
            self.faults.push(Fault {
                node: node.clone(),
                epoch,
                what,
            });
        }
    }
}

/// A chain that must be whole, and its end where it is known.
struct Chain {
    node: NodeId,
    epoch: u64,
    end: Option<(u64, Option<Hash>)>,
}

async fn whole_chains(link: &mut Link) -> Result<Vec<Chain>, StoreError> {
    // Former lives of this node end where the copy that it was put back from ended; a
    // later one is that of another machine made of a copy of this one's disk.
    let rows = link
        .fetch(
            "SELECT id AS node, epoch, seq AS known_end, hash FROM node WHERE own = 1
             UNION ALL SELECT node, epoch, seq, hash FROM chain
             UNION ALL SELECT DISTINCT j.node, j.epoch, -1, n.hash FROM journal j
               JOIN node n ON n.id = j.node AND n.own = 1 AND j.epoch <> n.epoch
             ORDER BY node, epoch",
            args![],
        )
        .await?;
    let read = |row: &Row| {
        let end = u64::try_from(row.int("known_end")?).ok();
        let hash = opt_hash(row, "hash")?;
        Ok(Chain {
            node: NodeId::new(row.text("node")?),
            epoch: unsigned(row, "epoch")?,
            end: end.map(|end| (end, hash)),
        })
    };
    rows.iter().map(read).collect()
}

/// Follows a chain from its first entry to its end.
async fn follow(link: &mut Link, chain: &Chain, verified: &mut Verified) -> Result<(), StoreError> {
    if chain.end.is_none() {
        return follow_former_life(link, chain, verified).await;
    }
    let (head, wrong) = walk(link, chain).await?;
    verified.entries += head.seq;
    let ends = |(end, hash): (u64, Option<Hash>)| match head.reaches(end) {
        Ok(()) if head.hash != hash => Err(ChainError::Rewritten { seq: end }),
        other => other,
    };
    let wrong = wrong.or_else(|| chain.end.map(ends)?.err());
    match wrong {
        Some(what) => verified.fault(&chain.node, chain.epoch, what),
        None => verified.heads.push(head),
    }
    Ok(())
}

/// A former life of this node: its chain as far as the copy went that it was put back from,
/// then what came back from the hub, which is a selection.
async fn follow_former_life(
    link: &mut Link,
    chain: &Chain,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let mut walk = plus_journal::Walk::new(&chain.node, chain.epoch);
    let mut after = 0;
    loop {
        let entries = super::chain_page(link, &chain.node, chain.epoch, after, 2_000).await?;
        let Some(last) = entries.last() else {
            return Ok(());
        };
        after = last.seq;
        for entry in &entries {
            verified.entries += 1;
            match walk.step(entry) {
                Err(ChainError::Gap { .. }) if entry.is_whole() => {}
                Err(what) => verified.fault(&chain.node, chain.epoch, what),
                Ok(()) => {}
            }
        }
    }
}

/// Checks the entries that belong to no whole chain.
async fn verify_selection(link: &mut Link, verified: &mut Verified) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let rows = link
            .fetch(
                entries!("WHERE j.pos > $1
                   AND j.node NOT IN (SELECT id FROM node WHERE own = 1)
                   AND NOT EXISTS (SELECT 1 FROM chain c WHERE c.node = j.node AND c.epoch = j.epoch)
                 ORDER BY j.pos LIMIT 2000"),
                args![after],
            )
            .await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.int("pos")?;
        for row in &rows {
            let entry = read_stored(row)?.entry;
            verified.entries += 1;
            if !entry.is_whole() {
                let what = ChainError::Altered { seq: entry.seq };
                verified.fault(&entry.node, entry.epoch, what);
            }
        }
    }
}

/// No line of the journal belongs to nothing.
async fn count_lines(link: &mut Link, verified: &mut Verified) -> Result<(), StoreError> {
    let lines = link
        .count("SELECT COUNT(*) AS n FROM journal", args![])
        .await?;
    if u64::try_from(lines).unwrap_or(0) != verified.entries {
        let seq = verified.entries + 1;
        verified.fault(&NodeId::new(""), 0, ChainError::Foreign { seq });
    }
    Ok(())
}

/// Holds the journal against what somebody saw of a chain.
async fn hold_against(
    link: &mut Link,
    seen: &Seen,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    verified.witnessed += 1;
    let what = match witness::contradicts(link, seen).await? {
        None => return Ok(()),
        Some(Contradiction::Other) => ChainError::Rewritten { seq: seen.seq },
        Some(Contradiction::Short(found)) => ChainError::Cut {
            expected: seen.seq,
            found,
        },
    };
    verified.fault(&seen.node, seen.epoch, what);
    Ok(())
}

async fn walk(link: &mut Link, chain: &Chain) -> Result<(Head, Option<ChainError>), StoreError> {
    let mut walk = plus_journal::Walk::new(&chain.node, chain.epoch);
    let mut after = 0;
    loop {
        let rows = link
            .fetch(
                entries!(
                    "WHERE j.node = $1 AND j.epoch = $2 AND j.pos > $3 ORDER BY j.pos LIMIT 2000"
                ),
                args![&chain.node, signed(chain.epoch), after],
            )
            .await?;
        if rows.is_empty() {
            return Ok((walk.head().clone(), None));
        }
        for row in &rows {
            let stored = read_stored(row)?;
            if let Err(wrong) = walk.step(&stored.entry) {
                return Ok((walk.head().clone(), Some(wrong)));
            }
            after = stored.pos;
        }
    }
}
