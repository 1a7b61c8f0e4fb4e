//! The queue of a half-day: numbers, never names (requirement P28).
//!
//! A number is taken at the door, called, received, or gives up. Who comes first is a rule
//! without chance: priorities first, and never more than [`IN_A_ROW`] of them in a row while
//! somebody else waits.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, NumeroId, PermanenceId, ThemeCode},
    profile::choices,
};

/// Priorities called one after the other, at most, while somebody without one waits.
pub const IN_A_ROW: usize = 2;
/// Least visites from which a duration is worked out; fewer say nothing.
const ENOUGH: usize = 5;
/// Minutes of a visite where too few are known.
const USUAL: u32 = 20;
/// Minutes to which an estimate is rounded: nobody knows better.
const STEP: u32 = 5;
/// The series of the numbers that the hub gives to who stands at a borne: « B1 ». Who holds the
/// half-day counts on its own, so that two machines never give one number.
pub const AT_BORNE: &str = "B";

choices! {
    /// Where a number stands.
    NumeroState {
        /// It waits.
        Attend = "attend",
        /// It is called.
        Appele = "appele",
        /// Its person is received.
        Recu = "recu",
        /// It was called and nobody came.
        Absent = "absent",
        /// Its person left.
        Parti = "parti",
    }
    /// Why a person comes before others; the mediator says it, aloud to nobody.
    Priorite {
        /// She is pregnant, or carries an infant.
        Grossesse = "grossesse",
        /// She has a disability.
        Handicap = "handicap",
        /// She is old and tired.
        Age = "age",
        /// She has an appointment.
        RendezVous = "rendez-vous",
        /// A term ends today.
        Urgence = "urgence",
    }
}

/// A number, as the journal last says it. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numero {
    /// Which.
    pub id: NumeroId,
    /// Of which half-day.
    pub permanence: PermanenceId,
    /// Letter before the number, for one that was not given where the half-day is held
    /// ([`AT_BORNE`]); empty there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serie: String,
    /// What is called: 1, 2, 3… in its series.
    pub number: u32,
    /// What the person comes for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<ThemeCode>,
    /// Why it comes before others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priorite: Option<Priorite>,
    /// Where it stands.
    pub state: NumeroState,
    /// When it was taken, milliseconds UTC.
    pub taken_at: i64,
    /// When it was last called, milliseconds UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_at: Option<i64>,
    /// Who changed it last; nobody when it was taken at the door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AccountId>,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// What is done with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geste {
    /// It is called, or called again.
    Appeler,
    /// Its person is received.
    Recevoir,
    /// Nobody came.
    Absent,
    /// Its person left.
    Partir,
    /// It waits again: it was called by mistake, or came back.
    Rendre,
}

impl Geste {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::Appeler,
        Self::Recevoir,
        Self::Absent,
        Self::Partir,
        Self::Rendre,
    ];

    /// Its code, as in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Appeler => "appeler",
            Self::Recevoir => "recevoir",
            Self::Absent => "absent",
            Self::Partir => "parti",
            Self::Rendre => "rendre",
        }
    }

    /// That of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|geste| geste.code() == code)
    }
}

impl Numero {
    /// What is called, on paper and on screen: « 4 », « B2 ».
    pub fn said(&self) -> String {
        format!("{}{}", self.serie, self.number)
    }

    /// The number after a gesture; nothing when it does not apply to where it stands.
    #[must_use]
    pub fn after(&self, geste: Geste, author: &AccountId, now_ms: i64) -> Option<Self> {
        use NumeroState::{Absent, Appele, Attend, Parti, Recu};
        let state = match (self.state, geste) {
            (Attend | Appele | Absent, Geste::Appeler) => Appele,
            (Attend | Appele | Absent, Geste::Recevoir) => Recu,
            (Appele, Geste::Absent) => Absent,
            (Attend | Appele | Absent, Geste::Partir) => Parti,
            (Appele | Absent | Parti, Geste::Rendre) => Attend,
            _ => return None,
        };
        let is_call = geste == Geste::Appeler;
        Some(Self {
            state,
            called_at: if is_call {
                Some(now_ms)
            } else {
                self.called_at
            },
            author: Some(author.clone()),
            at: now_ms,
            ..self.clone()
        })
    }
}

/// Who is called next: the first that waits, priorities before the others, but never more than
/// [`IN_A_ROW`] of them in a row while somebody without one waits.
pub fn next(numeros: &[Numero]) -> Option<&Numero> {
    let waits = |n: &&Numero| n.state == NumeroState::Attend;
    let first = |has_priority: bool| {
        let kept = numeros.iter().filter(waits);
        kept.filter(|n| n.priorite.is_some() == has_priority)
            .min_by_key(|n| (n.taken_at, &n.serie, n.number))
    };
    match (first(true), first(false)) {
        (Some(_), Some(other)) if in_a_row(numeros) >= IN_A_ROW => Some(other),
        (Some(before), _) => Some(before),
        (None, other) => other,
    }
}

/// How many of the last calls were of priorities, one after the other.
fn in_a_row(numeros: &[Numero]) -> usize {
    let called = numeros.iter().filter(|n| n.state != NumeroState::Attend);
    let mut called: Vec<&Numero> = called.filter(|n| n.called_at.is_some()).collect();
    called.sort_by_key(|n| std::cmp::Reverse((n.called_at, &n.serie, n.number)));
    let priorities = called.iter().take_while(|n| n.priorite.is_some());
    priorities.count()
}

/// How long somebody waits, in minutes, from and to; what is known is rough, and said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attente {
    /// At least.
    pub from: u32,
    /// At most.
    pub to: u32,
}

/// The wait of who takes a number now: those before her, among so many mediators, each as long
/// as the middle one of the last visites.
pub fn attente(ahead: usize, mediators: usize, durations: &[u32]) -> Attente {
    let each = median(durations).unwrap_or(USUAL);
    let turns = ahead.div_ceil(mediators.max(1));
    let minutes = u32::try_from(turns)
        .unwrap_or(u32::MAX)
        .saturating_mul(each);
    Attente {
        from: round(minutes.saturating_mul(7) / 10),
        to: round(minutes.saturating_mul(13).div_ceil(10)),
    }
}

/// The middle duration; nothing where too few are known.
fn median(durations: &[u32]) -> Option<u32> {
    let mut known: Vec<u32> = durations.iter().copied().filter(|m| *m > 0).collect();
    known.sort_unstable();
    (known.len() >= ENOUGH).then(|| known[known.len() / 2])
}

fn round(minutes: u32) -> u32 {
    minutes.div_ceil(STEP) * STEP
}

/// Whether somebody who takes a number now would not be received before the end: so many
/// minutes are left.
pub fn is_full(attente: Attente, left: i64) -> bool {
    left <= 0 || i64::from(attente.to) >= left
}

#[cfg(test)]
mod tests;
