//! « Retrait par code »: a paper left for somebody, who takes it at a borne at any hour.
//!
//! A code alone is not a key: what it opens also needs a key of the hub. Here are the rules
//! alone: what a code is, how long a paper waits, when it is gone, and how fast codes may be
//! tried ([`limiter`]). Source: requirement P26.

mod event;
mod form;
pub mod limiter;
mod porte;
mod secret;
#[cfg(test)]
mod tests;

use crate::{
    ids::{AccountId, NodeId, RetraitId},
    profile::choices,
};
pub use event::{Carried, Deposited, Erased, Printed};
pub use form::{Bornes, Given, Wanted, read};
pub use porte::{OUT_MS, Portage, Said};
pub use secret::{Code, Pin, Secret, Token};
use serde::{Deserialize, Serialize};

/// Milliseconds of a day.
pub const DAY_MS: i64 = 24 * 3_600_000;
/// Days that a paper waits when nobody says otherwise (P26).
pub const DAYS: i64 = 7;
/// Most days that a paper waits (P26).
pub const MOST_DAYS: i64 = 30;
/// After a print, how long it may be printed once more, milliseconds (P26).
pub const REPRINT_MS: i64 = 15 * 60_000;
/// How long a try whose answer was lost may be asked again as itself, milliseconds.
pub const AGAIN_MS: i64 = REPRINT_MS;
/// Prints beyond the first one (P26).
pub const REPRINTS: i64 = 1;
/// Wrong PINs on a right code after which the paper is gone (kiosk reference, §5).
pub const MOST_WRONG_PINS: i64 = 10;

choices! {
    /// Why a paper cannot be taken any more.
    Reason {
        /// It was printed, and printed again or not in time.
        Imprime = "imprime",
        /// It waited until its term.
        Terme = "terme",
        /// A person of the team gave it up.
        Annule = "annule",
        /// Too many wrong PINs.
        Bloque = "bloque",
    }
}

/// A paper that waits, or that waited. Nothing here says whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retrait {
    /// Identifier.
    pub id: RetraitId,
    /// The one borne that gives it; none: any borne of the territory.
    pub borne: Option<NodeId>,
    /// Pages.
    pub pages: u32,
    /// Who left it.
    pub author: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
    /// Until when it waits, milliseconds UTC.
    pub expires_at: i64,
    /// Whether a PIN is asked for besides the code.
    pub has_pin: bool,
    /// Wrong PINs given with its right code.
    pub wrong_pins: i64,
    /// First print, milliseconds UTC.
    pub printed_at: Option<i64>,
    /// Where it was first printed.
    pub printed_by: Option<NodeId>,
    /// Prints beyond the first.
    pub reprints: i64,
    /// When its key was destroyed, milliseconds UTC, and why.
    pub erased: Option<(i64, Reason)>,
}

/// Where a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits.
    Attend,
    /// Printed; it may be printed once more for a few minutes.
    Imprime,
    /// Its key is destroyed, or must be now.
    Parti(Reason),
}

impl Retrait {
    /// Where it stands at an instant (milliseconds UTC).
    pub fn state(&self, now_ms: i64) -> State {
        if let Some((_, reason)) = self.erased {
            return State::Parti(reason);
        }
        match self.printed_at {
            _ if self.wrong_pins >= MOST_WRONG_PINS => State::Parti(Reason::Bloque),
            Some(_) if self.reprints >= REPRINTS => State::Parti(Reason::Imprime),
            Some(at) if now_ms >= at + REPRINT_MS => State::Parti(Reason::Imprime),
            None if now_ms >= self.expires_at => State::Parti(Reason::Terme),
            Some(_) => State::Imprime,
            None => State::Attend,
        }
    }

    /// Whether a borne may give it at an instant (milliseconds UTC).
    pub fn opens(&self, borne: &NodeId, now_ms: i64) -> bool {
        let here = self.borne.as_ref().is_none_or(|only| only == borne);
        here && !matches!(self.state(now_ms), State::Parti(_))
    }

    /// Why its key must be destroyed now; nothing while it may be given, or when it is done.
    pub fn due(&self, now_ms: i64) -> Option<Reason> {
        match self.state(now_ms) {
            State::Parti(reason) if self.erased.is_none() => Some(reason),
            _ => None,
        }
    }

    /// Attend → Imprimé → Parti: a borne says that the printer has done it. What comes later
    /// than the key was destroyed changes nothing.
    pub fn print(&mut self, borne: &NodeId, now_ms: i64) {
        if self.erased.is_some() {
            return;
        }
        if self.printed_at.is_some() {
            self.reprints += 1;
        } else {
            self.printed_at = Some(now_ms);
            self.printed_by = Some(borne.clone());
        }
    }
}

/// Days that a paper waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Term(i64);

impl Term {
    /// Reads a number of days, 1 to 30; nothing written is 7.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let days = if text.is_empty() {
            DAYS
        } else {
            text.parse().ok()?
        };
        (1..=MOST_DAYS).contains(&days).then_some(Self(days))
    }

    /// When a paper left at an instant is gone, milliseconds UTC.
    pub fn end(self, at_ms: i64) -> i64 {
        at_ms + self.0 * DAY_MS
    }

    /// Days.
    pub fn days(self) -> i64 {
        self.0
    }
}
