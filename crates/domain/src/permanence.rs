//! Permanences: a half-day at a place, with its crew and its state.
//!
//! Closing a permanence states its count of visites, so that « zero visits » and
//! « nothing recorded » differ.

mod form;
mod jour;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

pub use form::{PermanenceForm, Planning, REASON, parse_time, read_reason};
pub use jour::{Change, Delay, LATEST, Ready, Saying, Standing, Told};

use crate::{
    ids::{AccountId, PermanenceId, PlaceCode},
    profile::choices,
};

choices! {
    /// Where a permanence stands.
    PermanenceState {
        /// Announced.
        Planned = "prevue",
        /// The crew is there.
        Open = "ouverte",
        /// Over, its count stated.
        Closed = "close",
        /// Held at another place or time than announced.
        Moved = "deplacee",
        /// Will not take place.
        Cancelled = "annulee",
    }
    /// What serves the public there.
    Site {
        /// The van.
        Bus = "bus",
        /// A fixed desk.
        Fixe = "fixe",
        /// Elsewhere: a home, a fair.
        Autre = "autre",
    }
}

/// A half-day at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permanence {
    /// Identifier.
    pub id: PermanenceId,
    /// Business date.
    pub date: Date,
    /// Beginning, local time.
    pub start: Time,
    /// End, local time, after the beginning.
    pub end: Time,
    /// Where.
    pub place: PlaceCode,
    /// What serves there.
    pub site: Site,
    /// Accounts of the planned crew.
    pub crew: Vec<AccountId>,
    /// State.
    pub state: PermanenceState,
    /// Visites stated at closing.
    pub stated_visites: Option<u32>,
    /// Why moved or cancelled, in words for the public.
    pub reason: Option<String>,
    /// What was last said of the day itself; entries written before these words have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// Why a permanence cannot be so, or cannot become so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PermanenceError {
    /// The end does not come after the beginning.
    #[error("La permanence finit avant de commencer. Corrigez l’heure de fin.")]
    Hours,
    /// From this state one cannot go there.
    #[error("La permanence est {}, elle ne peut pas devenir {}.", .0.code(), .1.code())]
    Transition(PermanenceState, PermanenceState),
}

impl Permanence {
    /// Checks hours.
    pub fn check(&self) -> Result<(), PermanenceError> {
        if self.start < self.end {
            Ok(())
        } else {
            Err(PermanenceError::Hours)
        }
    }

    /// Goes to another state: planned or moved → open, moved or cancelled;
    /// open → closed; closed → open (to correct); cancelled → planned.
    pub fn become_state(&self, to: PermanenceState) -> Result<Self, PermanenceError> {
        use PermanenceState::{Cancelled, Closed, Moved, Open, Planned};
        let allowed = matches!(
            (self.state, to),
            (Planned | Moved, Open | Moved | Cancelled)
                | (Open, Closed)
                | (Closed, Open)
                | (Cancelled, Planned)
        );
        if allowed {
            Ok(Self {
                state: to,
                ..self.clone()
            })
        } else {
            Err(PermanenceError::Transition(self.state, to))
        }
    }

    /// Closes with the stated count.
    pub fn close(&self, visites: u32) -> Result<Self, PermanenceError> {
        let mut closed = self.become_state(PermanenceState::Closed)?;
        closed.stated_visites = Some(visites);
        Ok(closed)
    }
}
