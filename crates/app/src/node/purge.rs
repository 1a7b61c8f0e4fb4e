//! What a machine forgets once the hub and a verified backup of it hold it.

use plus_store::{Store, StoreError, exchange::node};

/// How long a machine keeps its visites, milliseconds: twelve months (requirement S23).
const KEPT_MS: i64 = 365 * 24 * 3_600_000;

/// Forgets old visites, a transaction for each few hundred; how many.
///
/// # Errors
/// Those of the database.
pub async fn old_visites(store: &Store, now_ms: i64) -> Result<u64, StoreError> {
    let mut forgotten = 0;
    loop {
        let mut tx = store.begin().await?;
        let Some(enrolled) = node::enrolled(&mut tx).await? else {
            return Ok(forgotten);
        };
        // What the hub holds now, and a backup of it: both.
        let safe = enrolled.peer.durable.min(enrolled.peer.acked);
        let dropped = node::drop_bodies(&mut tx, safe, now_ms - KEPT_MS).await?;
        tx.commit().await?;
        forgotten += dropped.visites;
        if !dropped.more {
            return Ok(forgotten);
        }
    }
}
