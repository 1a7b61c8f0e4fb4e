//! Rendez-vous: a slot of a half-day, kept for somebody who said only how to reach her.
//!
//! A rendez-vous names nobody. How to reach its person is sealed apart, under a key of its own,
//! and goes [`KEPT_DAYS`] after the half-day (decision 0025). Slots come from the half-day and
//! from what the territory offers ([`Offre`]); each is given by one machine alone
//! ([`Detenteur`]), so that a van cut off from its hub never gives one twice. What nevertheless
//! falls together is kept, and shown ([`collisions`]).

mod contact;
mod creneau;
mod form;
mod offre;

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, DemarcheCode, PermanenceId, RendezVousId, ThemeCode},
    permanence::{Permanence, PermanenceState},
    profile::choices,
};
pub use contact::Contact;
pub use creneau::{Creneau, Detenteur, Donneur, creneaux, libres};
pub use form::{Joint, Voulu, WAITS, read, read_contact};
pub use offre::Offre;

/// Days after the half-day for which it is kept how to reach somebody.
pub const KEPT_DAYS: i64 = 30;

choices! {
    /// Where a rendez-vous stands.
    RendezVousState {
        /// It is taken.
        Pris = "pris",
        /// It was moved, and is kept.
        Deplace = "deplace",
        /// Its person waits for a slot of a half-day that is full.
        Attend = "attend",
        /// A slot was freed and is kept for her, until she or the team says more.
        Propose = "propose",
        /// It was given up, by its person or by the team.
        Annule = "annule",
        /// Its person came.
        Honore = "honore",
        /// Nobody came.
        Manque = "manque",
    }
}

/// A rendez-vous, as the journal last says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RendezVous {
    /// Which.
    pub id: RendezVousId,
    /// Of which half-day.
    pub permanence: PermanenceId,
    /// The day that was said to the person.
    pub date: Date,
    /// The hour that was said, local.
    pub start: Time,
    /// How long, minutes.
    pub minutes: u32,
    /// What the person comes for, if she says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<ThemeCode>,
    /// The démarche that she was reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demarche: Option<DemarcheCode>,
    /// Where it stands.
    pub state: RendezVousState,
    /// How often it was changed: grows, for calendars.
    pub sequence: u32,
    /// How to reach the person ([`Contact`]), sealed; empty when she left nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sealed: String,
    /// Since when it holds this slot, milliseconds UTC.
    pub since: i64,
    /// Who changed it last; nobody when its person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AccountId>,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// What is done with a rendez-vous, its slot unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geste {
    /// Its person is there.
    Recevoir,
    /// Nobody came.
    Manquer,
    /// It is given up.
    Annuler,
    /// It waits again: it was said by mistake that she came, or did not.
    Rendre,
    /// The slot that was freed for her is hers.
    Confirmer,
}

impl Geste {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::Recevoir,
        Self::Manquer,
        Self::Annuler,
        Self::Rendre,
        Self::Confirmer,
    ];

    /// Its code, as in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Recevoir => "recevoir",
            Self::Manquer => "manque",
            Self::Annuler => "annuler",
            Self::Rendre => "rendre",
            Self::Confirmer => "confirmer",
        }
    }

    /// That of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|geste| geste.code() == code)
    }
}

impl RendezVous {
    /// Whether it holds a slot: it is taken or kept, and nobody has come or given it up yet.
    pub fn is_held(&self) -> bool {
        use RendezVousState::{Deplace, Pris, Propose};
        matches!(self.state, Pris | Deplace | Propose)
    }

    /// Whether its person waits for a slot.
    pub fn is_waiting(&self) -> bool {
        self.state == RendezVousState::Attend
    }

    /// When it begins.
    pub fn begins(&self) -> DateTime {
        self.date.to_datetime(self.start)
    }

    /// When it ends; the end of the day at most.
    pub fn ends(&self) -> DateTime {
        creneau::after(self.begins(), self.minutes)
    }

    /// The rendez-vous after a gesture; nothing when it does not apply to where it stands.
    #[must_use]
    pub fn after(&self, geste: Geste, author: Option<&AccountId>, now_ms: i64) -> Option<Self> {
        use RendezVousState::{Annule, Attend, Deplace, Honore, Manque, Pris, Propose};
        let state = match (self.state, geste) {
            (Pris | Deplace | Propose | Manque, Geste::Recevoir) => Honore,
            (Pris | Deplace | Propose, Geste::Manquer) => Manque,
            (Pris | Deplace | Propose | Attend, Geste::Annuler) => Annule,
            (Honore | Manque, Geste::Rendre) | (Propose, Geste::Confirmer) => Pris,
            _ => return None,
        };
        Some(Self {
            state,
            sequence: self.sequence.saturating_add(1),
            author: author.cloned(),
            at: now_ms,
            ..self.clone()
        })
    }

    /// The rendez-vous in another slot; nothing when it is over. One that waited is kept the slot.
    #[must_use]
    pub fn moved(
        &self,
        (to, creneau): (&Permanence, &Creneau),
        author: Option<&AccountId>,
        now_ms: i64,
    ) -> Option<Self> {
        let state = if self.is_waiting() {
            RendezVousState::Propose
        } else {
            RendezVousState::Deplace
        };
        (self.is_held() || self.is_waiting()).then(|| Self {
            permanence: to.id.clone(),
            date: to.date,
            start: creneau.start,
            minutes: creneau.minutes,
            state,
            sequence: self.sequence.saturating_add(1),
            since: now_ms,
            author: author.cloned(),
            at: now_ms,
            ..self.clone()
        })
    }

    /// Whether its person must be called: it is kept, and the half-day will not be, or not as
    /// it was said to her.
    pub fn is_stranded(&self, permanence: &Permanence) -> bool {
        let same = permanence.date == self.date
            && permanence.start <= self.start
            && self.ends() <= permanence.date.to_datetime(permanence.end);
        let lasts = self.is_held() || self.is_waiting();
        lasts && (permanence.state == PermanenceState::Cancelled || !same)
    }
}

/// The rendez-vous that fall on the slot of another one, held before it: their persons must be
/// called. The first that was taken holds its slot.
pub fn collisions(all: &[RendezVous]) -> Vec<&RendezVous> {
    let mut held: Vec<&RendezVous> = all.iter().filter(|r| r.is_held()).collect();
    held.sort_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)));
    let mut kept: Vec<&RendezVous> = Vec::new();
    let mut fallen = Vec::new();
    for one in held {
        let beside = |other: &&&RendezVous| {
            other.permanence == one.permanence
                && one.begins() < other.ends()
                && other.begins() < one.ends()
        };
        if kept.iter().any(|other| beside(&other)) {
            fallen.push(one);
        } else {
            kept.push(one);
        }
    }
    fallen
}

/// Who is offered a slot of a half-day that is freed: the first that waits.
pub fn first_waiting(all: &[RendezVous]) -> Option<&RendezVous> {
    let waiting = all.iter().filter(|r| r.is_waiting());
    waiting.min_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)))
}

#[cfg(test)]
mod tests;
