//! Folding facts over states, in memory: the rules of corrections and of the
//! first accompagnement, with no statement in sight.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    ids::PersonId,
    visite::{FirstTime, Visite},
};
use serde_json::Value;

use super::{Lost, State};
use crate::project::{Fact, Refused};

/// Clock of the last correction, by field.
pub(crate) type Versions = BTreeMap<String, (i64, String)>;

/// Field under which the clock of a cancellation is kept.
const CANCELLED: &str = "annulee";

/// States under the hand, what was lost, what was refused.
pub(crate) struct World {
    states: BTreeMap<String, State>,
    later: BTreeMap<String, State>,
    lost: Vec<Lost>,
    refused: Refused,
}

/// The visites that facts speak of.
pub(crate) fn touched(facts: &[Fact]) -> BTreeSet<String> {
    let id = |fact: &Fact| match &fact.event {
        Event::VisiteRecorded(v) => Some(v.id.to_string()),
        Event::VisiteCorrected(c) => Some(c.id.to_string()),
        Event::VisiteCancelled(c) => Some(c.id.to_string()),
        _ => None,
    };
    facts.iter().filter_map(id).collect()
}

impl World {
    pub fn new(states: BTreeMap<String, State>) -> Self {
        Self {
            states,
            later: BTreeMap::new(),
            lost: Vec::new(),
            refused: Vec::new(),
        }
    }

    pub fn states(&self) -> impl Iterator<Item = &State> {
        self.states.values()
    }

    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }

    pub fn refused(self) -> Refused {
        self.refused
    }

    pub fn loaded_later(&self) -> impl Iterator<Item = (&String, &State)> {
        self.later.iter()
    }

    pub fn apply(&mut self, facts: &[Fact]) {
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
            // The same recording, written again by a machine put back from a copy.
            if (held.visite.at, &held.visite.author) == (visite.at, &visite.author) {
                return Ok(());
            }
            return Err(format!("la visite {} est déjà enregistrée", visite.id));
        }
        if visite.demandes.is_empty()
            || !visite
                .demandes
                .iter()
                .all(plus_domain::visite::Demande::is_coherent)
        {
            return Err(format!(
                "la visite {} n’a pas de demande cohérente",
                visite.id
            ));
        }
        let state = State {
            visite: visite.clone(),
            pos: fact.pos,
            clock: fact.clock(),
            cancelled: false,
            versions: Versions::new(),
            first: said_first(visite),
        };
        self.states.insert(visite.id.to_string(), state);
        Ok(())
    }

    /// Field by field: the later clock wins, the loser is kept for review when
    /// its author had not seen the other value.
    fn correct(&mut self, correction: &VisiteCorrection, fact: &Fact) -> Result<(), String> {
        let state = self.state(correction.id.as_str())?;
        let clock = fact.clock();
        let mut winners: Vec<(&str, &Value)> = Vec::new();
        let mut lost = Vec::new();
        for change in &correction.changes {
            let current = state.visite.field(&change.field);
            let version = state.versions.get(&change.field).unwrap_or(&state.clock);
            let wins = clock > *version;
            if change.base != current && change.value != current {
                let value = if wins {
                    current.to_string()
                } else {
                    change.value.to_string()
                };
                lost.push(Lost {
                    visite: correction.id.to_string(),
                    field: change.field.clone(),
                    pos: fact.pos,
                    value,
                });
            }
            if wins {
                winners.push((&change.field, &change.value));
            }
        }
        let names: Vec<String> = winners.iter().map(|(name, _)| (*name).to_owned()).collect();
        state.visite = state
            .visite
            .with_changes(winners)
            .map_err(|e| e.to_string())?;
        for name in names {
            state.versions.insert(name, clock.clone());
        }
        state.first = said_first(&state.visite);
        self.lost.extend(lost);
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
        self.states
            .get_mut(id)
            .ok_or_else(|| format!("la visite {id} n’est pas connue"))
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

fn said_first(visite: &Visite) -> FirstTime {
    visite.first
}
