//! A visite told again from all its entries, in the order of clocks: recorded, corrected
//! field by field, cancelled, looked at. What a correction wrote over without having seen
//! it is a conflict, kept for a person.
//!
//! Nothing here depends on the order in which entries arrived.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    event::{Event, EventError, VisiteCorrection, VisiteReview},
    ids::AccountId,
    visite::Visite,
};
use serde_json::Value;

use super::{
    State,
    fold::{self, CANCELLED, World, already, begin, is_again, unknown},
};
use crate::{
    Arg, Link, StoreError, Tx, args, bulk,
    journal::{self, Stored},
    project::{Fact, Refused},
};

const REVIEW: bulk::Table = bulk::Table {
    name: "review",
    columns: &[
        ("visite", bulk::Kind::Text),
        ("field", bulk::Kind::Text),
        ("hlc", bulk::Kind::Int),
        ("node", bulk::Kind::Text),
        ("value", bulk::Kind::Text),
        ("author", bulk::Kind::Text),
        ("at", bulk::Kind::Int),
        ("over_hlc", bulk::Kind::Int),
        ("over_node", bulk::Kind::Text),
        ("over_value", bulk::Kind::Text),
        ("over_author", bulk::Kind::Text),
        ("over_at", bulk::Kind::Int),
        ("settled_by", bulk::Kind::Text),
        ("settled_at", bulk::Kind::Int),
    ],
    key: &["visite", "field", "hlc", "node"],
};

const UNPROJECTED: bulk::Table = bulk::Table {
    name: "unprojected",
    columns: &[("pos", bulk::Kind::Int), ("reason", bulk::Kind::Text)],
    key: &["pos"],
};

/// Who wrote a value, when and where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Writer {
    clock: (i64, String),
    author: AccountId,
    at: i64,
}

/// A value that lost to one whose author had not seen it.
#[derive(Debug, Clone, PartialEq)]
struct Conflict {
    field: String,
    lost: Value,
    by: Writer,
    kept: Value,
    over: Writer,
    settled: Option<(AccountId, i64)>,
}

/// A fact with its place in its own chain.
#[derive(Debug, Clone)]
struct Placed {
    fact: Fact,
    epoch: u64,
    seq: u64,
}

impl Placed {
    /// Recordings first: nothing can be said of a visite before it. Then the clock; an
    /// entry written again in a new life keeps its clock.
    fn rank(&self) -> (bool, i64, &str, u64, u64) {
        let later = !matches!(self.fact.event, Event::VisiteRecorded(_));
        let Fact { hlc, node, .. } = &self.fact;
        (later, *hlc, node, self.epoch, self.seq)
    }
}

/// What the whole history of a visite says.
#[derive(Debug, Default)]
struct Told {
    state: Option<State>,
    writers: BTreeMap<String, Writer>,
    conflicts: Vec<Conflict>,
    refused: Refused,
    /// Places of the entries that were read.
    read: BTreeSet<i64>,
}

impl Told {
    fn of(mut history: Vec<Placed>) -> Self {
        history.sort_by(|a, b| a.rank().cmp(&b.rank()));
        let mut told = Self::default();
        let mut last: Option<Fact> = None;
        for Placed { fact, .. } in history {
            told.read.insert(fact.pos);
            let written_again = last
                .as_ref()
                .is_some_and(|l| l.clock() == fact.clock() && l.event == fact.event);
            if !written_again && let Err(reason) = told.step(&fact) {
                told.refused.push((fact.pos, reason));
            }
            last = Some(fact);
        }
        told.end();
        told
    }

    fn step(&mut self, fact: &Fact) -> Result<(), String> {
        match &fact.event {
            Event::VisiteRecorded(visite) => self.record(visite, fact),
            Event::VisiteCorrected(correction) => self.correct(correction, fact),
            Event::VisiteCancelled(cancellation) => {
                let state = self.state(cancellation.id.as_str())?;
                state.cancelled = cancellation.cancelled;
                state.versions.insert(CANCELLED.to_owned(), fact.clock());
                Ok(())
            }
            Event::VisiteReviewed(review) => self.review(review),
            _ => Ok(()),
        }
    }

    fn record(&mut self, visite: &Visite, fact: &Fact) -> Result<(), String> {
        match &self.state {
            Some(held) if is_again(&held.visite, visite) => Ok(()),
            Some(_) => Err(already(visite)),
            None => {
                self.state = Some(begin(visite, fact)?);
                Ok(())
            }
        }
    }

    fn state(&mut self, id: &str) -> Result<&mut State, String> {
        self.state.as_mut().ok_or_else(|| unknown(id))
    }

    /// In the order of clocks the later always wins; what it had not seen is kept.
    fn correct(&mut self, correction: &VisiteCorrection, fact: &Fact) -> Result<(), String> {
        let over = Writer {
            clock: fact.clock(),
            author: correction.author.clone(),
            at: correction.at,
        };
        let state = self.state(correction.id.as_str())?;
        let seen = state.visite.clone();
        let wanted = correction.changes.iter();
        let changed = seen.with_changes(wanted.map(|c| (c.field.as_str(), &c.value)));
        state.visite = changed.map_err(|e| e.to_string())?;
        state.first = state.visite.first;
        let recorded = Writer {
            clock: state.clock.clone(),
            author: seen.author.clone(),
            at: seen.at,
        };
        for change in &correction.changes {
            state
                .versions
                .insert(change.field.clone(), over.clock.clone());
        }
        for change in &correction.changes {
            let current = seen.field(&change.field);
            let by = self.writers.insert(change.field.clone(), over.clone());
            if change.base != current && change.value != current {
                self.conflicts.push(Conflict {
                    field: change.field.clone(),
                    lost: current,
                    by: by.unwrap_or_else(|| recorded.clone()),
                    kept: change.value.clone(),
                    over: over.clone(),
                    settled: None,
                });
            }
        }
        Ok(())
    }

    /// What stands is right, says somebody who saw both.
    fn review(&mut self, review: &VisiteReview) -> Result<(), String> {
        self.state(review.id.as_str())?;
        let about = |c: &&mut Conflict| {
            c.settled.is_none() && c.field == review.field && c.lost == review.lost
        };
        for conflict in self.conflicts.iter_mut().filter(about) {
            conflict.settled = Some((review.author.clone(), review.at));
        }
        Ok(())
    }

    /// A value that stands after all has not lost.
    fn end(&mut self) {
        if let Some(state) = &self.state {
            self.conflicts
                .retain(|c| state.visite.field(&c.field) != c.lost);
        }
    }
}

/// Visites told again.
#[derive(Debug, Default)]
pub(super) struct Again(BTreeMap<String, Told>);

/// Tells again every visite that these facts say more of than its recording.
pub(super) async fn told_again(
    tx: &mut Tx,
    facts: &[Fact],
    before: &BTreeMap<String, State>,
) -> Result<Again, StoreError> {
    let ids: Vec<String> = more_than_recorded(tx, facts, before)
        .await?
        .into_iter()
        .collect();
    if ids.is_empty() {
        return Ok(Again::default());
    }
    // Without its whole history a visite is what is stored, and what comes over it.
    let told = histories(tx, &ids).await?.into_iter();
    Ok(Again(
        told.map(|(id, history)| (id, Told::of(history))).collect(),
    ))
}

/// Some visites as the entries up to a place of the journal tell them: a visite that nothing had
/// recorded yet has no state. One whose history was erased is not answered.
pub(super) async fn told_until(
    link: &mut Link,
    ids: &[String],
    cut: i64,
) -> Result<BTreeMap<String, Option<State>>, StoreError> {
    let told = histories(link, ids).await?.into_iter();
    let until = |history: Vec<Placed>| {
        let before = history.into_iter().filter(|p| p.fact.pos <= cut);
        Told::of(before.collect()).state
    };
    Ok(told.map(|(id, history)| (id, until(history))).collect())
}

/// What was said of some visites, in the order of clocks; one whose history was erased is not
/// answered.
pub(super) async fn said_of(
    link: &mut Link,
    ids: &[String],
) -> Result<BTreeMap<String, Vec<Fact>>, StoreError> {
    let ordered = |mut history: Vec<Placed>| {
        history.sort_by(|a, b| a.rank().cmp(&b.rank()));
        history.into_iter().map(|placed| placed.fact).collect()
    };
    let all = histories(link, ids).await?.into_iter();
    Ok(all.map(|(id, history)| (id, ordered(history))).collect())
}

/// Every entry of some visites; those of which a body was erased are left out whole.
async fn histories(
    link: &mut Link,
    ids: &[String],
) -> Result<BTreeMap<String, Vec<Placed>>, StoreError> {
    let mut histories: BTreeMap<String, Vec<Placed>> = BTreeMap::new();
    let mut erased = BTreeSet::new();
    for (id, stored) in journal::about_all(link, ids).await? {
        match placed(&stored) {
            Read::Fact(placed) => histories.entry(id).or_default().push(*placed),
            Read::Erased => {
                erased.insert(id);
            }
            Read::Unreadable => {}
        }
    }
    histories.retain(|id, _| !erased.contains(id));
    Ok(histories)
}

enum Read {
    Fact(Box<Placed>),
    Erased,
    Unreadable,
}

fn placed(stored: &Stored) -> Read {
    let entry = &stored.entry;
    let Some((_, body)) = &entry.body else {
        return Read::Erased;
    };
    let read: Result<Event, EventError> = Event::read(&entry.kind, entry.version, body);
    match read {
        Ok(event) => Read::Fact(Box::new(Placed {
            fact: Fact::of(stored, event),
            epoch: entry.epoch,
            seq: entry.seq,
        })),
        Err(_) => Read::Unreadable,
    }
}

async fn more_than_recorded(
    tx: &mut Tx,
    facts: &[Fact],
    before: &BTreeMap<String, State>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut recorded = BTreeSet::new();
    let mut more = BTreeSet::new();
    for fact in facts {
        let Some(id) = fold::subject(fact) else {
            continue;
        };
        let alone = matches!(fact.event, Event::VisiteRecorded(_)) && !before.contains_key(id);
        if !alone || !recorded.insert(id.to_owned()) {
            more.insert(id.to_owned());
        }
    }
    // Of visites that are recorded now, something may have been said before.
    let waited = set_aside(tx, recorded.into_iter().collect()).await?;
    more.extend(waited.into_iter().map(|(id, _)| id));
    Ok(more)
}

/// Of some visites, the entries that could not be projected, each with its visite.
async fn set_aside(tx: &mut Tx, ids: Vec<String>) -> Result<Vec<(String, i64)>, StoreError> {
    let any = tx
        .fetch_first("SELECT pos FROM unprojected LIMIT 1", args![])
        .await?;
    if any.is_none() || ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx
        .fetch_set(
            "SELECT t.subject, t.pos FROM trace t JOIN unprojected u ON u.pos = t.pos
             WHERE t.subject IN (SELECT value FROM json_each($1)) ORDER BY t.pos",
            "SELECT t.subject, t.pos FROM trace t JOIN unprojected u ON u.pos = t.pos
             WHERE t.subject = ANY($1) ORDER BY t.pos",
            &ids,
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("subject")?, row.int("pos")?)))
        .collect()
}

impl Again {
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Puts the states in the world and writes the conflicts; answers what is refused of
    /// these facts. What is refused, or no longer is, of earlier ones is written here.
    pub async fn write(
        self,
        tx: &mut Tx,
        facts: &[Fact],
        world: &mut World,
    ) -> Result<Refused, StoreError> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        self.forget_conflicts(tx).await?;
        self.forget_refusals(tx).await?;
        let now: BTreeSet<i64> = facts.iter().map(|fact| fact.pos).collect();
        let (mut refused, mut earlier) = (Vec::new(), Vec::new());
        let mut rows = Vec::new();
        for (id, told) in self.0 {
            rows.extend(told.conflicts.iter().map(|c| row(&id, c)));
            for (pos, reason) in told.refused {
                if now.contains(&pos) {
                    refused.push((pos, reason));
                } else {
                    earlier.push(args![pos, reason]);
                }
            }
            if let Some(state) = told.state {
                world.put(state);
            }
        }
        bulk::write(tx, &UNPROJECTED, bulk::Conflict::Replace, earlier).await?;
        bulk::write(tx, &REVIEW, bulk::Conflict::Replace, rows).await?;
        Ok(refused)
    }

    /// What was refused of entries that were read is judged again.
    async fn forget_refusals(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for (id, pos) in set_aside(tx, self.0.keys().cloned().collect()).await? {
            if self.0.get(&id).is_some_and(|told| told.read.contains(&pos)) {
                tx.execute("DELETE FROM unprojected WHERE pos = $1", args![pos])
                    .await?;
            }
        }
        Ok(())
    }

    async fn forget_conflicts(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let ids: Vec<String> = self.0.keys().cloned().collect();
        tx.fetch_set(
            "DELETE FROM review WHERE visite IN (SELECT value FROM json_each($1))",
            "DELETE FROM review WHERE visite = ANY($1)",
            &ids,
        )
        .await
        .map(|_| ())
    }
}

fn row(visite: &str, conflict: &Conflict) -> Vec<Arg> {
    let Conflict { by, over, .. } = conflict;
    args![
        visite,
        &conflict.field,
        by.clock.0,
        &by.clock.1,
        conflict.lost.to_string(),
        &by.author,
        by.at,
        over.clock.0,
        &over.clock.1,
        conflict.kept.to_string(),
        &over.author,
        over.at,
        conflict.settled.as_ref().map(|(author, _)| author),
        conflict.settled.as_ref().map(|(_, at)| *at),
    ]
}
