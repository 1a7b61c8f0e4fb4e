//! What is said of a half-day on the day itself: on its way, late, open, moved, cancelled.
//!
//! The plan (`state`) and what was last said of the day (`told`) are two things: a half-day
//! that is planned may be on its way, or late. Presence is said by the crew alone, never
//! worked out from the hour: nothing here looks at the clock on the wall.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{Permanence, PermanenceError, PermanenceState};
use crate::{
    ids::{AccountId, PlaceCode},
    profile::choices,
};

/// Longest delay that may be said, minutes: beyond, a half-day is moved or cancelled.
pub const LATEST: u16 = 240;

choices! {
    /// A delay, as it is said in one tap.
    Delay {
        /// A quarter of an hour.
        Quarter = "15",
        /// Half an hour.
        Half = "30",
        /// An hour.
        Hour = "60",
    }
    /// Reasons that are ready, for one tap.
    Ready {
        /// The van has broken down.
        Breakdown = "panne",
        /// The road is closed.
        Road = "route",
        /// The weather.
        Weather = "meteo",
        /// Somebody of the crew is missing.
        Crew = "equipe",
        /// There is no network, or no power.
        Network = "reseau",
        /// The place cannot be used.
        Place = "lieu",
    }
    /// What the public is told of a half-day.
    Standing {
        /// Announced; nobody has confirmed it.
        Announced = "prevue",
        /// The van has left for the place.
        OnItsWay = "en-route",
        /// It will come late.
        Late = "en-retard",
        /// The crew is there.
        Here = "ouverte",
        /// Held elsewhere or at another hour.
        Moved = "deplacee",
        /// Will not be.
        Cancelled = "annulee",
        /// Over.
        Over = "close",
    }
}

impl Delay {
    /// Minutes.
    pub fn minutes(self) -> u16 {
        match self {
            Self::Quarter => 15,
            Self::Half => 30,
            Self::Hour => 60,
        }
    }
}

/// What was last said of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Whether the van has left for the place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_its_way: bool,
    /// Minutes late, when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<u16>,
    /// When it was said, milliseconds UTC.
    pub at: i64,
    /// Who said it.
    pub by: AccountId,
}

/// Something to say of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saying {
    /// The van leaves for the place.
    OnItsWay,
    /// It will be late.
    Late(Delay),
    /// The crew is there and receives.
    Open,
    /// It is held at another place; why, for the public.
    Moved(PlaceCode, String),
    /// It will not be; why, for the public.
    Cancelled(String),
    /// What was said was a mistake: announced again, not confirmed.
    Unsaid,
}

impl Permanence {
    /// Says something of the day; `by` and `at` (milliseconds UTC) are kept with it.
    ///
    /// # Errors
    /// When the half-day cannot become so: it is over, or already cancelled.
    pub fn say(&self, saying: Saying, by: &AccountId, at: i64) -> Result<Self, PermanenceError> {
        use PermanenceState::{Cancelled, Moved, Open};
        let told = |on_its_way, late| {
            Some(Told {
                on_its_way,
                late,
                at,
                by: by.clone(),
            })
        };
        let before = self.told.as_ref();
        let late = before.and_then(|t| t.late);
        let left = before.is_some_and(|t| t.on_its_way);
        Ok(match saying {
            Saying::OnItsWay => self.still_to_come()?.with(told(true, late)),
            Saying::Late(delay) => self
                .still_to_come()?
                .with(told(left, Some(delay.minutes()))),
            Saying::Open => self.become_state(Open)?.with(told(false, None)),
            Saying::Moved(place, reason) => Self {
                place,
                reason: Some(reason),
                ..self.become_state(Moved)?.with(told(left, late))
            },
            Saying::Cancelled(reason) => Self {
                reason: Some(reason),
                ..self.become_state(Cancelled)?.with(told(false, None))
            },
            Saying::Unsaid => self.unsaid()?,
        })
    }

    fn with(self, told: Option<Told>) -> Self {
        Self { told, ..self }
    }

    fn still_to_come(&self) -> Result<Self, PermanenceError> {
        use PermanenceState::{Moved, Open, Planned};
        if matches!(self.state, Planned | Moved) {
            Ok(self.clone())
        } else {
            Err(PermanenceError::Transition(self.state, Open))
        }
    }

    /// As before anything was said of the day. A move stays: it is where people were sent.
    fn unsaid(&self) -> Result<Self, PermanenceError> {
        use PermanenceState::{Cancelled, Closed, Moved, Open, Planned};
        match self.state {
            Closed => Err(PermanenceError::Transition(Closed, Planned)),
            Planned | Moved => Ok(self.clone().with(None)),
            Open | Cancelled => Ok(Self {
                state: Planned,
                reason: None,
                ..self.clone().with(None)
            }),
        }
    }

    /// What may be told to the public. Open is presence, said by the crew; anything else
    /// that is not said is announced, and no more.
    pub fn standing(&self) -> Standing {
        let told = self.told.as_ref();
        match self.state {
            PermanenceState::Open => Standing::Here,
            PermanenceState::Closed => Standing::Over,
            PermanenceState::Cancelled => Standing::Cancelled,
            _ if told.is_some_and(|t| t.late.is_some()) => Standing::Late,
            _ if told.is_some_and(|t| t.on_its_way) => Standing::OnItsWay,
            PermanenceState::Moved => Standing::Moved,
            PermanenceState::Planned => Standing::Announced,
        }
    }

    /// When what is told was said, where the relay is; nothing when nobody said anything.
    pub fn told_at(&self, zone: &TimeZone) -> Option<DateTime> {
        let at = Timestamp::from_millisecond(self.told.as_ref()?.at).ok()?;
        Some(at.to_zoned_datetime(zone.clone()).datetime())
    }

    /// When somebody confirmed, on the day itself, that the van comes or is there.
    pub fn confirmed_at(&self, zone: &TimeZone) -> Option<DateTime> {
        let confirms = matches!(
            self.standing(),
            Standing::Here | Standing::OnItsWay | Standing::Late
        );
        self.told_at(zone)
            .filter(|at| confirms && at.date() == self.date)
    }

    /// When people may come: the beginning, and the delay that was said.
    pub fn expected(&self) -> DateTime {
        let late = self.told.as_ref().and_then(|t| t.late).unwrap_or(0);
        let late = jiff::Span::new().minutes(late.min(LATEST));
        self.date.to_datetime(self.start).saturating_add(late)
    }
}

choices! {
    /// A change of which those who follow a commune are told.
    Change {
        /// It will not be.
        Cancelled = "annulee",
        /// It is held elsewhere, or at another hour.
        Moved = "deplacee",
        /// It will come late.
        Late = "en-retard",
        /// It was cancelled, and will be after all.
        Restored = "retablie",
    }
}

impl Change {
    /// What changed of a half-day for those who wait for it; nothing when they need not know.
    pub fn between(before: &Permanence, after: &Permanence) -> Option<Self> {
        use PermanenceState::{Cancelled, Planned};
        let when = |p: &Permanence| (p.date, p.start, p.place.clone());
        let late = |p: &Permanence| p.told.as_ref().and_then(|t| t.late);
        match (before.state, after.state) {
            (Cancelled, Cancelled) => None,
            (_, Cancelled) => Some(Self::Cancelled),
            (Cancelled, _) => Some(Self::Restored),
            _ if when(before) != when(after) => Some(Self::Moved),
            (_, PermanenceState::Moved | Planned) if late(after) > late(before) => Some(Self::Late),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
