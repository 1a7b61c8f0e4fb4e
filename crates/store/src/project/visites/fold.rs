//! Folding facts over states, in memory: what is recorded, and the first accompagnement,
//! with no statement in sight.
//!
//! A visite that has more than its recording is folded from its whole history
//! (`history`). Only where bodies of that history were erased are corrections applied
//! over what is stored: the later clock of each field wins.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    ids::PersonId,
    visite::{FirstTime, Visite},
};
use serde_json::Value;

use super::State;
use crate::project::{Fact, Refused};

/// Clock of the last correction, by field.
pub(crate) type Versions = BTreeMap<String, (i64, String)>;

/// Field under which the clock of a cancellation is kept.
pub(super) const CANCELLED: &str = "annulee";

/// States under the hand, what was refused.
pub(crate) struct World {
    states: BTreeMap<String, State>,
    later: BTreeMap<String, State>,
    refused: Refused,
}

/// The visites that facts speak of.
pub(crate) fn touched(facts: &[Fact]) -> BTreeSet<String> {
    facts
        .iter()
        .filter_map(subject)
        .map(ToOwned::to_owned)
        .collect()
}

/// The visite that a fact speaks of.
pub(super) fn subject(fact: &Fact) -> Option<&str> {
    match &fact.event {
        Event::VisiteRecorded(v) => Some(v.id.as_str()),
        Event::VisiteCorrected(c) => Some(c.id.as_str()),
        Event::VisiteCancelled(c) => Some(c.id.as_str()),
        Event::VisiteReviewed(r) => Some(r.id.as_str()),
        _ => None,
    }
}

/// The state of a visite as it is recorded.
pub(super) fn begin(visite: &Visite, fact: &Fact) -> Result<State, String> {
    let coherent = |d: &plus_domain::visite::Demande| d.is_coherent();
    if visite.demandes.is_empty() || !visite.demandes.iter().all(coherent) {
        return Err(format!(
            "la visite {} n’a pas de demande cohérente",
            visite.id
        ));
    }
    Ok(State {
        visite: visite.clone(),
        pos: fact.pos,
        clock: fact.clock(),
        cancelled: false,
        versions: Versions::new(),
        first: visite.first,
    })
}

/// Whether a recording is one that is held, written again by a machine put back from a copy.
pub(super) fn is_again(held: &Visite, visite: &Visite) -> bool {
    (held.at, &held.author) == (visite.at, &visite.author)
}

impl World {
    pub fn new(states: BTreeMap<String, State>) -> Self {
        Self {
            states,
            later: BTreeMap::new(),
            refused: Vec::new(),
        }
    }

    pub fn states(&self) -> impl Iterator<Item = &State> {
        self.states.values()
    }

    /// Puts a state made from the whole history of its visite.
    pub fn put(&mut self, state: State) {
        self.states.insert(state.visite.id.to_string(), state);
    }

    pub fn refused(self) -> Refused {
        self.refused
    }

    pub fn loaded_later(&self) -> impl Iterator<Item = (&String, &State)> {
        self.later.iter()
    }

    /// Applies facts in order, over what is stored.
    pub fn apply<'a>(&mut self, facts: impl Iterator<Item = &'a Fact>) {
        for fact in facts {
            let outcome = match &fact.event {
                Event::VisiteRecorded(visite) => self.record(visite, fact),
                Event::VisiteCorrected(correction) => self.correct(correction, fact),
                Event::VisiteCancelled(cancellation) => self.cancel(cancellation, fact),
                _ => Ok(()),
            };
            if let Err(reason) = outcome {
                self.refused.push((fact.pos, reason));
            }
        }
    }

    fn record(&mut self, visite: &Visite, fact: &Fact) -> Result<(), String> {
        if let Some(held) = self.states.get(visite.id.as_str()) {
            if is_again(&held.visite, visite) {
                return Ok(());
            }
            return Err(already(visite));
        }
        let state = begin(visite, fact)?;
        self.states.insert(visite.id.to_string(), state);
        Ok(())
    }

    /// Field by field: the later clock wins.
    fn correct(&mut self, correction: &VisiteCorrection, fact: &Fact) -> Result<(), String> {
        let state = self.state(correction.id.as_str())?;
        let clock = fact.clock();
        let later = |field: &str| clock > *state.versions.get(field).unwrap_or(&state.clock);
        let winners: Vec<(&str, &Value)> = correction
            .changes
            .iter()
            .filter(|change| later(&change.field))
            .map(|change| (change.field.as_str(), &change.value))
            .collect();
        let visite = state.visite.with_changes(winners.iter().copied());
        state.visite = visite.map_err(|e| e.to_string())?;
        for (name, _) in winners {
            state.versions.insert(name.to_owned(), clock.clone());
        }
        state.first = state.visite.first;
        Ok(())
    }

    fn cancel(&mut self, cancellation: &VisiteCancellation, fact: &Fact) -> Result<(), String> {
        let state = self.state(cancellation.id.as_str())?;
        let clock = fact.clock();
        if state
            .versions
            .get(CANCELLED)
            .is_none_or(|version| clock > *version)
        {
            state.cancelled = cancellation.cancelled;
            state.versions.insert(CANCELLED.to_owned(), clock);
        }
        Ok(())
    }

    fn state(&mut self, id: &str) -> Result<&mut State, String> {
        self.states.get_mut(id).ok_or_else(|| unknown(id))
    }

    /// The people whose history may have changed: before and after.
    pub fn people(&self, before: &BTreeMap<String, State>) -> BTreeSet<String> {
        let of = |state: &State| state.visite.person.as_ref().map(PersonId::to_string);
        self.states
            .values()
            .chain(before.values())
            .filter_map(of)
            .collect()
    }

    /// Adds the other visites of those people, as stored.
    pub fn add_known(&mut self, known: BTreeMap<String, State>) {
        for (id, state) in known {
            if !self.states.contains_key(&id) {
                self.later.insert(id.clone(), state.clone());
                self.states.insert(id, state);
            }
        }
    }

    /// The first accompagnement of a named person is the earliest by date, then
    /// instant, then identifier; recomputed whenever one of their visites changes.
    pub fn settle_first(&mut self, people: &BTreeSet<String>) {
        let mut firsts: BTreeMap<String, (jiff::civil::Date, i64, String)> = BTreeMap::new();
        for state in self.states.values().filter(|s| s.accompanies()) {
            let Some(person) = &state.visite.person else {
                continue;
            };
            let rank = (
                state.visite.date,
                state.visite.at,
                state.visite.id.to_string(),
            );
            let first = firsts
                .entry(person.to_string())
                .or_insert_with(|| rank.clone());
            if rank < *first {
                *first = rank;
            }
        }
        for state in self.states.values_mut() {
            let Some(person) = state
                .visite
                .person
                .as_ref()
                .filter(|p| people.contains(p.as_str()))
            else {
                continue;
            };
            let is_first = firsts
                .get(person.as_str())
                .is_some_and(|(_, _, id)| id == state.visite.id.as_str());
            state.first = if is_first {
                FirstTime::First
            } else {
                FirstTime::Again
            };
        }
    }
}

pub(super) fn unknown(id: &str) -> String {
    format!("la visite {id} n’est pas connue")
}

pub(super) fn already(visite: &Visite) -> String {
    format!("la visite {} est déjà enregistrée", visite.id)
}
