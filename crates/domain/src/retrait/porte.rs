//! « Porté à la borne »: a paper that its one borne also keeps, to give it while it is cut off
//! from its hub (decision 0049). From the moment it is handed over, that borne alone gives it,
//! on line too: there is one place where it can be used up.

use serde::{Deserialize, Serialize};

use super::{DAY_MS, Reason, Retrait, State};
use crate::ids::{NodeId, RetraitId};

/// How long an opening of which nothing was said keeps a paper at its hub, milliseconds: as
/// long as a borne tries to say it.
pub const OUT_MS: i64 = 2 * DAY_MS;

/// How far a paper is on its way to its borne.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Portage {
    /// When its keys were handed over, milliseconds UTC: from then on the borne alone gives it.
    pub handed_at: Option<i64>,
    /// When the borne said that it holds it, milliseconds UTC.
    pub held_at: Option<i64>,
}

impl Portage {
    /// Whether its borne alone gives it.
    pub fn is_handed(self) -> bool {
        self.handed_at.is_some()
    }

    /// Whether its borne gives it even without its hub, as far as is known.
    pub fn is_ready(self) -> bool {
        self.is_handed() && self.held_at.is_some()
    }
}

/// What a borne says of a paper that it was given to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Which paper.
    pub id: RetraitId,
    /// First print, milliseconds UTC by the clock of the borne.
    #[serde(default)]
    pub printed_at: Option<i64>,
    /// Prints beyond the first.
    #[serde(default)]
    pub reprints: i64,
    /// Wrong PINs given with its right code.
    #[serde(default)]
    pub wrong_pins: i64,
    /// Why its key was destroyed there, if it was.
    #[serde(default)]
    pub gone: Option<Reason>,
}

impl Said {
    /// What there is to say of a paper kept at a borne; nothing while it only waits.
    pub fn of(retrait: &Retrait) -> Option<Self> {
        let gone = retrait.erased.map(|(_, reason)| reason);
        let changed = retrait.printed_at.is_some() || retrait.wrong_pins > 0 || gone.is_some();
        changed.then(|| Self {
            id: retrait.id.clone(),
            printed_at: retrait.printed_at,
            reprints: retrait.reprints,
            wrong_pins: retrait.wrong_pins,
            gone,
        })
    }
}

impl Retrait {
    /// Whether its hub may hand it over at an instant (milliseconds UTC): one that was printed,
    /// or that is being printed (`out`), stays where it is.
    pub fn may_be_handed(&self, out: bool, now_ms: i64) -> bool {
        !out && self.state(now_ms) == State::Attend
    }

    /// At its hub: hears what its borne made of it while nobody could ask. Heard twice, it
    /// changes nothing. Answers why its key must be destroyed here too.
    pub fn hear(&mut self, by: &NodeId, said: &Said, now_ms: i64) -> Option<Reason> {
        if let (None, Some(at)) = (self.printed_at, said.printed_at) {
            self.printed_at = Some(at.min(now_ms));
            self.printed_by = Some(by.clone());
        }
        self.reprints = self.reprints.max(said.reprints);
        self.wrong_pins = self.wrong_pins.max(said.wrong_pins);
        match &mut self.erased {
            // It was taken before its term, and is said after it.
            Some((_, reason @ Reason::Terme)) if self.printed_at.is_some() => {
                *reason = Reason::Imprime;
                None
            }
            Some(_) => None,
            // What ended there by its clock, or was withdrawn there, ends here by its own rule.
            None => {
                let used = |reason: &Reason| matches!(reason, Reason::Imprime | Reason::Bloque);
                said.gone.filter(used).or_else(|| self.due(now_ms))
            }
        }
    }
}
