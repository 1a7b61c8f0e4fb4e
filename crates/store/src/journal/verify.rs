//! The check of the journal: every chain that is whole here, and every entry of the rest.

use plus_domain::ids::NodeId;
use plus_journal::Head;

use super::{read_stored, signed, unsigned};
use crate::{Link, Row, StoreError, args};

/// Checks the whole journal, in pages; answers how many entries. Chains that are whole
/// here — this node's own, and those that a hub received — are followed from their first
/// entry to their known end; what came down from a hub is a selection, each entry of which
/// must be what it claims.
pub async fn verify(link: &mut Link) -> Result<u64, StoreError> {
    let mut checked = 0;
    for (node, epoch, end) in whole_chains(link).await? {
        checked += match end {
            Some(end) => {
                let head = verify_chain(link, &node, epoch).await?;
                head.reaches(end)?;
                head.seq
            }
            None => verify_former_life(link, &node, epoch).await?,
        };
    }
    checked += verify_selection(link).await?;
    let lines = link
        .count("SELECT COUNT(*) AS n FROM journal", args![])
        .await?;
    if unsigned_value(lines) != checked {
        return Err(StoreError::Chain(plus_journal::ChainError::Foreign {
            seq: checked + 1,
        }));
    }
    Ok(checked)
}

/// Chains that must be whole: node, epoch, and their end where it is known.
async fn whole_chains(link: &mut Link) -> Result<Vec<(NodeId, u64, Option<u64>)>, StoreError> {
    // Former lives of this node end where the copy that it was put back from ended.
    let rows = link
        .fetch(
            "SELECT id AS node, epoch, seq AS known_end FROM node WHERE own = 1
             UNION ALL SELECT node, epoch, seq FROM chain
             UNION ALL SELECT DISTINCT j.node, j.epoch, -1 FROM journal j
               JOIN node n ON n.id = j.node AND n.own = 1 AND j.epoch < n.epoch
             ORDER BY node, epoch",
            args![],
        )
        .await?;
    let read = |row: &Row| {
        let end = u64::try_from(row.int("known_end")?).ok();
        Ok((NodeId::new(row.text("node")?), unsigned(row, "epoch")?, end))
    };
    rows.iter().map(read).collect()
}

/// Checks the entries that belong to no whole chain; how many.
async fn verify_selection(link: &mut Link) -> Result<u64, StoreError> {
    let (mut after, mut checked) = (0, 0);
    loop {
        let rows = link
            .fetch(
                "SELECT j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash, b.salt, b.body
                 FROM journal j LEFT JOIN body b ON b.pos = j.pos
                 WHERE j.pos > $1
                   AND j.node NOT IN (SELECT id FROM node WHERE own = 1)
                   AND NOT EXISTS (SELECT 1 FROM chain c WHERE c.node = j.node AND c.epoch = j.epoch)
                 ORDER BY j.pos LIMIT 2000",
                args![after],
            )
            .await?;
        let Some(last) = rows.last() else {
            return Ok(checked);
        };
        after = last.int("pos")?;
        for row in &rows {
            let entry = read_stored(row)?.entry;
            if !entry.is_whole() {
                return Err(plus_journal::ChainError::Altered { seq: entry.seq }.into());
            }
            checked += 1;
        }
    }
}

/// A former life of this node: its chain as far as the copy went that it was put back from,
/// then what came back from the hub, which is a selection.
async fn verify_former_life(link: &mut Link, node: &NodeId, epoch: u64) -> Result<u64, StoreError> {
    let mut walk = plus_journal::Walk::new(node, epoch);
    let (mut after, mut checked) = (0, 0);
    loop {
        let entries = super::chain_page(link, node, epoch, after, 2_000).await?;
        let Some(last) = entries.last() else {
            return Ok(checked);
        };
        after = last.seq;
        for entry in &entries {
            match walk.step(entry) {
                Err(plus_journal::ChainError::Gap { .. }) if entry.is_whole() => {}
                other => other?,
            }
            checked += 1;
        }
    }
}

async fn verify_chain(link: &mut Link, node: &NodeId, epoch: u64) -> Result<Head, StoreError> {
    let mut walk = plus_journal::Walk::new(node, epoch);
    let mut after = 0;
    loop {
        let rows = link
            .fetch(
                "SELECT j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash, b.salt, b.body
                 FROM journal j LEFT JOIN body b ON b.pos = j.pos
                 WHERE j.node = $1 AND j.epoch = $2 AND j.pos > $3 ORDER BY j.pos LIMIT 2000",
                args![node, signed(epoch), after],
            )
            .await?;
        if rows.is_empty() {
            return Ok(walk.head().clone());
        }
        for row in &rows {
            let stored = read_stored(row)?;
            walk.step(&stored.entry)?;
            after = stored.pos;
        }
    }
}

fn unsigned_value(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
