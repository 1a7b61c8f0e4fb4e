//! Ateliers: sessions, for one person or for several, where one learns to do alone what a
//! screen asks for.
//!
//! An atelier is planned, then held or cancelled. Who came is the number of a person who is
//! followed, when she agrees, or a count ([`Participation`]). What people say that they can do,
//! before and after, is a count too, never an answer of somebody ([`Bilan`], decision 0026).
//! A participation is no visite: the two are added nowhere.

mod form;
mod participation;
mod reponses;

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AtelierId, CommuneCode, PermanenceId, PlaceCode},
    profile::choices,
};
pub use form::{AtelierForm, Planning, limits, read_reason};
pub use participation::{Anonymes, MOST_ANONYMOUS, Nommee, Participation, ParticipationForm};
pub use reponses::{
    Aisance, Bilan, Compte, Echelle, FEWEST, FEWEST_TOGETHER, Progres, Temps, progress,
};

choices! {
    /// Where an atelier stands.
    AtelierState {
        /// It is planned.
        Prevu = "prevu",
        /// It was held: who came is said.
        Tenu = "tenu",
        /// It will not be, or was not.
        Annule = "annule",
    }
    /// For whom (La Coop).
    Niveau {
        /// Beginners.
        Debutant = "debutant",
        /// Who manages a little.
        Intermediaire = "intermediaire",
        /// Who manages well.
        Avance = "avance",
    }
    /// What is learnt there.
    Competence {
        /// Using a computer, a telephone, a tablet.
        Appareil = "appareil",
        /// Finding one's way on the internet.
        Internet = "internet",
        /// An e-mail address: opening it, reading, answering.
        Email = "email",
        /// An account on line and its password.
        Compte = "compte",
        /// Turning a paper into a file.
        Numeriser = "numeriser",
        /// Fraud, passwords, what not to click on.
        Securite = "securite",
        /// A procedure on line.
        Demarche = "demarche",
        /// Looking for work on line.
        Emploi = "emploi",
        /// One's health on line.
        Sante = "sante",
        /// Writing a letter, a CV.
        Ecrire = "ecrire",
        /// Calls and messages with those one loves.
        Messages = "messages",
    }
}

/// An atelier, as the journal last says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Atelier {
    /// Which.
    pub id: AtelierId,
    /// Where it stands.
    pub state: AtelierState,
    /// Its title; empty: what is learnt there says enough.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What is learnt, one at least.
    pub competences: BTreeSet<Competence>,
    /// For whom.
    pub niveau: Niveau,
    /// The half-day during which it is held, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permanence: Option<PermanenceId>,
    /// Where.
    pub place: PlaceCode,
    /// Commune of the place at the time (frozen, so that past figures stay).
    pub commune: CommuneCode,
    /// Business date.
    pub date: Date,
    /// When it begins, local.
    pub start: Time,
    /// How long, minutes.
    pub minutes: u32,
    /// Seats.
    pub capacity: u32,
    /// Who leads it.
    pub animatrice: AccountId,
    /// Whether the public reads that it will be held.
    pub announced: bool,
    /// Who came, once it was held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participation: Option<Participation>,
    /// Why it is cancelled, in words for the public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who changed it last.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Who changes an atelier, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who.
    pub author: &'a AccountId,
    /// The day, in the territory.
    pub today: Date,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Atelier {
    /// When it begins.
    pub fn begins(&self) -> DateTime {
        self.date.to_datetime(self.start)
    }

    /// When it ends.
    pub fn ends(&self) -> DateTime {
        self.begins()
            .saturating_add(i64::from(self.minutes).minutes())
    }

    /// Whether it is planned and not over.
    pub fn is_coming(&self, now: DateTime) -> bool {
        self.state == AtelierState::Prevu && self.ends() > now
    }

    /// Whether it is over, and nobody has said who came.
    pub fn is_to_complete(&self, now: DateTime) -> bool {
        self.state == AtelierState::Prevu && self.ends() <= now
    }

    /// Whether it may be said who came: from its day on, while it stands.
    pub fn may_hold(&self, today: Date) -> bool {
        self.state != AtelierState::Annule && self.date <= today
    }

    /// Whether what people can do may be asked: on its day. Its answers are counted together
    /// once the day is over; one that came alone afterwards would be somebody's.
    pub fn may_ask(&self, today: Date) -> bool {
        self.state != AtelierState::Annule && self.date == today
    }

    /// How many people took part; nobody while it is not held.
    pub fn participations(&self) -> u32 {
        let came = self.participation.as_ref();
        let came = came.filter(|_| self.state == AtelierState::Tenu);
        came.map_or(0, Participation::total)
    }

    /// The atelier once it is said who came, for the first time or anew; nothing when it is
    /// cancelled or its day has not come.
    #[must_use]
    pub fn held(&self, participation: Participation, by: By<'_>) -> Option<Self> {
        self.may_hold(by.today).then(|| Self {
            state: AtelierState::Tenu,
            participation: Some(participation),
            author: by.author.clone(),
            at: by.at,
            ..self.clone()
        })
    }

    /// The atelier given up, or that was said held by mistake; nothing when it is so already.
    #[must_use]
    pub fn cancelled(&self, reason: Option<String>, by: By<'_>) -> Option<Self> {
        (self.state != AtelierState::Annule).then(|| Self {
            state: AtelierState::Annule,
            reason,
            author: by.author.clone(),
            at: by.at,
            ..self.clone()
        })
    }

    /// The atelier put back as it was before it was cancelled; nothing when it was not.
    #[must_use]
    pub fn restored(&self, by: By<'_>) -> Option<Self> {
        (self.state == AtelierState::Annule).then(|| Self {
            state: match self.participation {
                Some(_) => AtelierState::Tenu,
                None => AtelierState::Prevu,
            },
            reason: None,
            author: by.author.clone(),
            at: by.at,
            ..self.clone()
        })
    }

    /// The atelier planned anew: what is said of it changes, not who came. Nothing when it was
    /// held and would move to a day that has not come.
    #[must_use]
    pub fn replanned(&self, plan: Self, by: By<'_>) -> Option<Self> {
        let too_late = self.state == AtelierState::Tenu && plan.date > by.today;
        (!too_late).then(|| Self {
            id: self.id.clone(),
            state: self.state,
            participation: self.participation.clone(),
            reason: self.reason.clone(),
            author: by.author.clone(),
            at: by.at,
            ..plan
        })
    }
}

#[cfg(test)]
mod tests;
