//! A node forgets its old visites, once a verified backup of the hub holds them (S23): the
//! hub remembers, and a stolen van tells less.
//!
//! A visite goes whole — its recording, its corrections, its cancellation — and only when
//! each of them is safe; the visites of one person go together, or the later ones would
//! tell another story (who was accompanied for the first time). What leaves the journal
//! leaves the projections with it: a rebuild gives the same tables.

use plus_domain::ids::NodeId;

use super::node::head;
use crate::{StoreError, Tx, args, journal::signed, project::visites};

/// Most visites forgotten in one transaction.
const MOST: i64 = 500;

/// What a node forgot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Visites.
    pub visites: u64,
    /// Bodies of entries; the entries themselves stay, with their hashes.
    pub bodies: u64,
    /// Whether there may be more to forget.
    pub more: bool,
}

/// Drops the bodies of this node's own visites up to a number of its chain (what
/// `Heard::Held` allows), when they were received before an instant (`older_than`,
/// milliseconds UTC). The head always stays, and so does what is still to finish.
///
/// # Errors
/// Those of the database.
pub async fn drop_bodies(tx: &mut Tx, up_to: u64, older_than: i64) -> Result<Dropped, StoreError> {
    let own = head(tx).await?;
    let limit = up_to.min(own.seq.saturating_sub(1));
    if limit == 0 || !has_old(tx, older_than).await? {
        return Ok(Dropped::default());
    }
    let ids = leaving(tx, (&own.node, own.epoch, limit), older_than).await?;
    let bodies = visites::forget(tx, &ids).await?;
    let visites = ids.len() as u64;
    Ok(Dropped {
        visites,
        bodies,
        more: visites == MOST.unsigned_abs(),
    })
}

/// Most contacts end here: nothing is old.
async fn has_old(tx: &mut Tx, older_than: i64) -> Result<bool, StoreError> {
    let first = tx
        .fetch_first(
            "SELECT id FROM visite WHERE at < $1 LIMIT 1",
            args![older_than],
        )
        .await?;
    Ok(first.is_some())
}

async fn leaving(
    tx: &mut Tx,
    (node, epoch, limit): (&NodeId, u64, u64),
    older_than: i64,
) -> Result<Vec<String>, StoreError> {
    let rows = tx
        .fetch(
            "WITH kept AS (
               SELECT v.id, v.person FROM visite v
               WHERE v.at >= $1
                 OR EXISTS (SELECT 1 FROM demande d
                   WHERE d.visite = v.id AND d.to_finish = 1 AND d.cancelled = 0)
                 OR EXISTS (SELECT 1 FROM trace t JOIN journal j ON j.pos = t.pos
                   WHERE t.subject = v.id
                     AND (j.node <> $2 OR j.epoch <> $3 OR j.seq > $4)))
             SELECT v.id FROM visite v
             WHERE v.id NOT IN (SELECT id FROM kept)
               AND (v.person IS NULL
                 OR v.person NOT IN (SELECT person FROM kept WHERE person IS NOT NULL))
             ORDER BY v.id LIMIT $5",
            args![older_than, node, signed(epoch), signed(limit), MOST],
        )
        .await?;
    rows.iter().map(|row| row.text("id")).collect()
}
