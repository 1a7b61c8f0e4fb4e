//! The tour: what its planner must know, and the plan before it is published.
//!
//! A plan says for each half-day of some months where the van stands, who is on board, who
//! drives, and which partner comes. Publishing it makes permanences of it; until then it is a
//! draft that nobody but the coordination sees. The search for a good plan is not here.

mod absence;
mod besoin;
mod echange;
mod equipier;
mod escale;
mod presence;
mod read;
pub mod tableur;

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

pub use absence::{Absence, AbsenceForm, AbsenceKind, TITLE};
pub use besoin::{BESOIN, Besoin, BesoinForm};
pub use echange::{Echange, EchangeError, EchangeState};
pub use equipier::{Equipier, EquipierForm, SKILLS};
pub use escale::{Escale, EscaleForm};
pub use presence::{Presence, PresenceForm};
pub(crate) use read::words;

use crate::{
    ids::{AccountId, PartnerCode, PermanenceId, PlaceCode, TourneeId},
    period::Month,
    profile::choices,
};

/// Most months of one plan: beyond, nobody knows the leave of the team.
pub const MONTHS: usize = 6;

choices! {
    /// Where a plan stands.
    TourneeState {
        /// Being made: only the coordination sees it.
        Draft = "brouillon",
        /// Its half-days are permanences.
        Published = "publiee",
        /// Given up.
        Abandoned = "abandonnee",
    }
}

/// One half-day of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HalfDay {
    /// Business date.
    pub date: Date,
    /// Beginning, local time.
    pub start: Time,
    /// End, local time.
    pub end: Time,
    /// Where; nothing: the van stays in.
    pub place: Option<PlaceCode>,
    /// Who is on board, the driver among them.
    pub crew: Vec<AccountId>,
    /// Who drives.
    pub driver: Option<AccountId>,
    /// The partner on board.
    pub partner: Option<PartnerCode>,
    /// Fixed: a new search does not move it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// The permanence that it became, once published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permanence: Option<PermanenceId>,
}

impl HalfDay {
    /// Whether the same people stand at the same place: what the public and the crew see.
    pub fn is_held_as(&self, other: &Self) -> bool {
        let crew = |day: &Self| day.crew.iter().cloned().collect::<BTreeSet<_>>();
        self.place == other.place && crew(self) == crew(other)
    }

    /// Whether everything that is planned of it is the same.
    pub fn is_planned_as(&self, other: &Self) -> bool {
        self.is_held_as(other) && self.driver == other.driver && self.partner == other.partner
    }
}

/// How a plan was found, as its search told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Value of what is minimised.
    pub objective: i64,
    /// No plan can be under it.
    pub bound: i64,
    /// Whether it is proved the best.
    pub proved: bool,
}

/// A plan for some months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tournee {
    /// Identifier.
    pub id: TourneeId,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// What it is for, in a few words of its author.
    pub title: String,
    /// Where it stands.
    pub state: TourneeState,
    /// Its half-days, in order.
    pub days: Vec<HalfDay>,
    /// What its search told; gone as soon as a hand changes the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Who wrote this version.
    pub author: AccountId,
    /// Instant of this version, milliseconds UTC.
    pub at: i64,
}

impl Tournee {
    /// The half-day of a date.
    pub fn day(&self, date: Date) -> Option<&HalfDay> {
        self.days.iter().find(|day| day.date == date)
    }

    /// The same plan with one half-day changed by a hand: what its search proved is no longer
    /// true of it.
    #[must_use]
    pub fn with(&self, changed: &HalfDay, author: AccountId, at: i64) -> Self {
        let days = self.days.iter().map(|day| {
            if day.date == changed.date {
                changed.clone()
            } else {
                day.clone()
            }
        });
        Self {
            days: days.collect(),
            proof: None,
            author,
            at,
            ..self.clone()
        }
    }

    /// Its half-days, to be planned again as this version says. What was announced and is over,
    /// of today, or cancelled stays as it is; what is announced otherwise is the same
    /// permanence, to be held otherwise.
    pub fn back_to(&self, announced: &[HalfDay], today: Date) -> Vec<HalfDay> {
        let days = self.days.iter().map(|day| {
            let said = announced.iter().find(|said| said.date == day.date);
            match said {
                Some(said)
                    if said.place.is_none() || said.date <= today || said.is_held_as(day) =>
                {
                    said.clone()
                }
                _ => HalfDay {
                    pinned: false,
                    permanence: said.and_then(|said| said.permanence.clone()),
                    ..day.clone()
                },
            }
        });
        days.collect()
    }

    /// The half-days of a month.
    pub fn of_month(&self, month: Month) -> impl Iterator<Item = &HalfDay> {
        let period = month.period();
        self.days
            .iter()
            .filter(move |day| period.contains(day.date))
    }
}

#[cfg(test)]
mod tests;
