//! The exchange between machines, over the journal: what the hub takes and gives
//! ([`hub`]), what a node sends and receives ([`node`]), and who may speak ([`machine`]).
//! What people read of it: what waits here ([`waiting`]), what was set apart ([`apart`]).
//!
//! The rules are those of `plus_journal::exchange`; here they run inside the transaction
//! that writes the entries, their projections and the roll-ups.

pub mod apart;
pub mod away;
pub mod cles;
pub mod exposed;
pub mod hub;
pub mod machine;
pub mod node;
mod purge;
pub mod scope;
pub mod unread;
pub mod waiting;
pub mod wipe;
pub mod witness;

use std::collections::BTreeSet;

use plus_domain::{
    event::{Event, EventError},
    ids::NodeId,
};
use plus_journal::{
    Entry,
    exchange::{Guard, Guards},
};

use crate::{
    StoreError, Tx, args,
    journal::{self, Stored},
    project::{self, Care},
};

/// Most entries of a batch or of a page.
pub const MOST: usize = 500;

/// Stores entries of other machines after the last position, and projects them. What
/// cannot be projected is stored all the same, with its reason: nothing is lost and
/// nothing waits for it.
async fn take(
    tx: &mut Tx,
    mut entries: Vec<Entry>,
    now_ms: i64,
    (guards, care): (Guards, Care),
) -> Result<(), StoreError> {
    if !guards.hold(Guard::Unknown) {
        entries.retain(|entry| Event::KNOWN.contains(&(entry.kind.as_str(), entry.version)));
    }
    let last = journal::last_position(tx).await?;
    let placed = (last + 1..).zip(entries);
    let stored: Vec<Stored> = placed.map(|(pos, entry)| Stored { pos, entry }).collect();
    journal::store_entries(tx, &stored, now_ms).await?;
    project_all(tx, &stored, (guards, care)).await
}

/// Projects what is stored; sets apart what cannot be.
async fn project_all(
    tx: &mut Tx,
    stored: &[Stored],
    (guards, care): (Guards, Care),
) -> Result<(), StoreError> {
    let Read {
        facts,
        mut refused,
        unread,
    } = read(stored, guards);
    unread::note(tx, &unread).await?;
    refused.extend(project::project_with(tx, &facts, guards, care).await?);
    if let Some((_, reason)) = refused.first().filter(|_| !guards.hold(Guard::Poison)) {
        return Err(StoreError::Refused(reason.clone()));
    }
    keep_apart(tx, refused).await
}

/// Notes entries that cannot be projected, with the reason.
async fn keep_apart(tx: &mut Tx, refused: project::Refused) -> Result<(), StoreError> {
    for (pos, reason) in refused {
        tx.execute(
            "INSERT INTO unprojected (pos, reason) VALUES ($1, $2)",
            args![pos, reason],
        )
        .await?;
    }
    Ok(())
}

/// What this version can read of entries, and of which types it could not.
#[derive(Debug, Default)]
struct Read {
    facts: Vec<project::Fact>,
    refused: project::Refused,
    unread: BTreeSet<unread::Kind>,
}

/// Reads entries. An unknown type waits for a newer version.
fn read(stored: &[Stored], guards: Guards) -> Read {
    let mut read = Read::default();
    for one in stored {
        let Some((_, body)) = &one.entry.body else {
            continue;
        };
        let Entry { kind, version, .. } = &one.entry;
        match Event::read(kind, *version, body) {
            Ok(event) if guards.knows(kind) => read.facts.push(project::Fact::of(one, event)),
            Ok(_) | Err(EventError::Unknown { .. }) => {
                read.unread.insert((kind.clone(), *version));
            }
            Err(unreadable) => read.refused.push((one.pos, unreadable.to_string())),
        }
    }
    read
}

/// Raises this machine's clock to the greatest that it has seen, so that what is written
/// after seeing an entry is later than it.
async fn witness(tx: &mut Tx, own: &NodeId, entries: &[Entry]) -> Result<(), StoreError> {
    let Some(greatest) = entries.iter().map(|entry| entry.hlc).max() else {
        return Ok(());
    };
    tx.execute(
        "UPDATE node SET hlc = $1 WHERE id = $2 AND hlc < $1",
        args![journal::signed(greatest.raw()), own],
    )
    .await
    .map(|_| ())
}
