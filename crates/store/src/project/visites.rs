//! Visites: recorded, corrected field by field, cancelled; and who came first.
//!
//! A batch is folded in memory over what the database holds of the visites and
//! the people it touches, then written set by set. One visite or two thousand
//! take the same path. A visite that has more than its recording is folded again from its
//! whole history, in the order of clocks: whatever the order in which entries arrive, the
//! same entries give the same state and the same conflicts.

mod as_of;
mod fold;
mod history;
mod solved;
mod tables;

use plus_domain::visite::{FirstTime, Visite};
use plus_journal::exchange::{Guard, Guards};

use super::{Fact, Refused};
use crate::{StoreError, Tx, rollup::Changes};

pub(crate) use as_of::as_of;
pub use solved::{Solved, solved_later};
pub(crate) use tables::{DEMANDE, VISITE, read_demandes, read_visite};

/// What the projection holds of a visite.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub visite: Visite,
    pub pos: i64,
    /// Clock of the recording.
    pub clock: (i64, String),
    pub cancelled: bool,
    /// Clock of the last correction of each corrected field.
    pub versions: fold::Versions,
    /// Effective answer to « first time ».
    pub first: FirstTime,
}

impl State {
    /// Whether it counts as an accompagnement of its person.
    fn accompanies(&self) -> bool {
        !self.cancelled && self.visite.has_accompagnement()
    }

    /// Whether the roll-up counts it.
    fn counts(&self) -> bool {
        !self.cancelled
    }
}

pub(super) async fn project(
    tx: &mut Tx,
    facts: &[Fact],
    guards: Guards,
) -> Result<Refused, StoreError> {
    let touched = fold::touched(facts);
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let before = tables::load(tx, &touched).await?;
    let told = history::told_again(tx, facts, &before).await?;
    let mut world = fold::World::new(before.clone());
    let again = |fact: &&Fact| fold::subject(fact).is_some_and(|id| told.contains(id));
    world.apply(facts.iter().filter(|fact| !again(fact)));
    let mut refused = told.write(tx, facts, &mut world).await?;
    let people = world.people(&before);
    world.add_known(tables::load_people(tx, &people).await?);
    let mut before = before;
    for (id, state) in world.loaded_later() {
        before.entry(id.clone()).or_insert_with(|| state.clone());
    }
    world.settle_first(&people);
    refused.extend(write(tx, &before, world, guards).await?);
    Ok(refused)
}

async fn write(
    tx: &mut Tx,
    before: &std::collections::BTreeMap<String, State>,
    world: fold::World,
    guards: Guards,
) -> Result<Refused, StoreError> {
    let mut changes = Changes::default();
    let changed: Vec<&State> = world
        .states()
        .filter(|s| before.get(s.visite.id.as_str()) != Some(s))
        .collect();
    for state in &changed {
        if let Some(old) = before
            .get(state.visite.id.as_str())
            .filter(|s| s.counts() && guards.hold(Guard::Change))
        {
            changes.remove(&old.visite, old.first);
        }
        if state.counts() {
            changes.add(&state.visite, state.first);
        }
    }
    tables::write(tx, &changed, before).await?;
    changes.write(tx).await?;
    Ok(world.refused())
}

/// Takes visites out of every projection, with the bodies of their entries; answers how
/// many bodies. The caller has made sure that they are safe elsewhere, and that no visite
/// of the same people stays.
pub(crate) async fn forget(tx: &mut Tx, ids: &[String]) -> Result<u64, StoreError> {
    let before = tables::load(tx, &ids.iter().cloned().collect()).await?;
    let mut changes = Changes::default();
    for state in before.values().filter(|s| s.counts()) {
        changes.remove(&state.visite, state.first);
    }
    changes.write(tx).await?;
    let [(sqlite, postgres), rest @ ..] = FORGET;
    let bodies = tx.fetch_set(sqlite, postgres, ids).await?.len() as u64;
    for (sqlite, postgres) in rest {
        tx.fetch_set(sqlite, postgres, ids).await?;
    }
    Ok(bodies)
}

/// What goes with visites, on each engine: bodies first, which are found by their traces.
const FORGET: [(&str, &str); 6] = [
    (
        "DELETE FROM body WHERE pos IN (SELECT pos FROM trace WHERE subject IN (SELECT value FROM json_each($1))) RETURNING pos",
        "DELETE FROM body WHERE pos IN (SELECT pos FROM trace WHERE subject = ANY($1)) RETURNING pos",
    ),
    (
        "DELETE FROM unprojected WHERE pos IN (SELECT pos FROM trace WHERE subject IN (SELECT value FROM json_each($1))) RETURNING pos",
        "DELETE FROM unprojected WHERE pos IN (SELECT pos FROM trace WHERE subject = ANY($1)) RETURNING pos",
    ),
    (
        "DELETE FROM trace WHERE subject IN (SELECT value FROM json_each($1)) RETURNING pos",
        "DELETE FROM trace WHERE subject = ANY($1) RETURNING pos",
    ),
    (
        "DELETE FROM review WHERE visite IN (SELECT value FROM json_each($1)) RETURNING visite",
        "DELETE FROM review WHERE visite = ANY($1) RETURNING visite",
    ),
    (
        "DELETE FROM demande WHERE visite IN (SELECT value FROM json_each($1)) RETURNING id",
        "DELETE FROM demande WHERE visite = ANY($1) RETURNING id",
    ),
    (
        "DELETE FROM visite WHERE id IN (SELECT value FROM json_each($1)) RETURNING id",
        "DELETE FROM visite WHERE id = ANY($1) RETURNING id",
    ),
];
