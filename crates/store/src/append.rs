//! The one write path: journal entry, projection and roll-ups in one transaction.
//!
//! Forms, imports, demonstrations and load generators all come through here.

use plus_domain::event::Event;
use plus_journal::{Draft, Salt, exchange::Guards};

use crate::{StoreError, Tx, journal, project};

/// When, and with what randomness. Neither is made here.
pub struct Stamp<'a> {
    /// Instant, milliseconds UTC.
    pub now_ms: i64,
    /// Identifier of this node if the database has none yet.
    pub node_id: String,
    /// Source of salts.
    pub salt: &'a mut (dyn FnMut() -> Salt + Send),
}

/// Writes facts, in order. Either all are stored and projected, or the error says
/// which rule refused and the transaction must be dropped.
pub async fn append(
    tx: &mut Tx,
    events: &[Event],
    stamp: &mut Stamp<'_>,
) -> Result<(), StoreError> {
    let mut own = journal::own(tx, &stamp.node_id).await?;
    let drafts = events
        .iter()
        .map(|event| Draft {
            kind: event.kind().to_owned(),
            version: event.version(),
            salt: (stamp.salt)(),
            body: event.body(),
        })
        .collect();
    let stored = journal::extend(tx, &mut own, drafts, stamp.now_ms).await?;
    let facts: Vec<project::Fact> = stored
        .iter()
        .zip(events)
        .map(|(s, event)| project::Fact::of(s, event.clone()))
        .collect();
    let refused = project::project(tx, &facts, Guards::default()).await?;
    match refused.into_iter().next() {
        Some((_, reason)) => Err(StoreError::Refused(reason)),
        None => Ok(()),
    }
}
