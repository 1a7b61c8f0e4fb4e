//! Formation: what the team learns, when, what it proves, and until when.
//!
//! A session that is over attests what its module teaches, for those who did all its hours;
//! what an attestation says is a skill of the person for the planner of tours, from the last
//! day of the session until it expires (decision 0029). Nothing here compares two people.

mod form;
mod parcours;
mod registre;

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    financement::Cents,
    ids::{AccountId, PartnerCode},
    profile::choices,
};

pub use form::{ModuleForm, SessionForm, minutes};
pub use parcours::{Accueil, Etape, Parcours};
pub use registre::{ALERT_DAYS, Attestation, Done, Registre, Savoirs};

choices! {
    /// Who gives it.
    Donneur {
        /// The relay itself.
        Interne = "interne",
        /// The national centre of local public service.
        Cnfpt = "cnfpt",
        /// A partner.
        Partenaire = "partenaire",
        /// Somebody else.
        Autre = "autre",
    }
    /// What kind it is (requirement T14).
    Nature {
        /// What one begins with.
        Initiale = "initiale",
        /// The procedures of an operator.
        Operateur = "operateur",
        /// Aidants Connect.
        AidantsConnect = "aidants-connect",
        /// Personal data.
        Rgpd = "rgpd",
        /// Security, of people and of machines.
        Securite = "securite",
        /// Accessibility.
        Accessibilite = "accessibilite",
        /// Anything else.
        Autre = "autre",
    }
}

/// A module: what is taught, whoever comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Code, unique.
    pub code: String,
    /// Title.
    pub title: String,
    /// Who gives it.
    pub giver: Donneur,
    /// The partner that gives it, or whose procedures it teaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerCode>,
    /// What kind it is.
    pub nature: Nature,
    /// How long, minutes.
    pub minutes: u32,
    /// What it attests.
    pub attests: String,
    /// Months for which it is good; nothing: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u16>,
    /// The skill that it gives, as the tour names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// Taken away: no session more. What it attested remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// Somebody who was to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inscrit {
    /// Who.
    pub account: AccountId,
    /// Minutes done; nothing: not said yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Number of her attestation, kept for ever once it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// A session of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Code, unique.
    pub code: String,
    /// Of which module.
    pub module: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How long, minutes: who did as many is attested.
    pub minutes: u32,
    /// Where.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Who teaches: a function, a body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trainer: String,
    /// What it costs.
    #[serde(default)]
    pub cost: Cents,
    /// Who pays.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub funder: String,
    /// Who was to come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Inscrit>,
    /// It will not be, or was not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

/// One thing of the register, as somebody leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// A module.
    Module(Module),
    /// A session.
    Session(Session),
    /// The steps of the one who arrives.
    Parcours(Parcours),
    /// Where one person stands on them.
    Accueil(Accueil),
}

impl Item {
    /// What kind of thing it is, and its code: what tells two items apart.
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Module(m) => ("module", &m.code),
            Self::Session(s) => ("session", &s.code),
            Self::Parcours(_) => ("parcours", Parcours::CODE),
            Self::Accueil(a) => ("accueil", a.account.as_str()),
        }
    }
}

impl Module {
    /// The last day on which what was learnt until a day is good; nothing: for ever.
    pub fn good_until(&self, learnt: Date) -> Option<Date> {
        let months = i64::from(self.months?);
        Some(learnt.saturating_add(months.months()))
    }
}

impl Session {
    /// Somebody who was to come.
    pub fn person(&self, account: &AccountId) -> Option<&Inscrit> {
        self.people.iter().find(|p| p.account == *account)
    }

    /// Whether she did all its hours.
    pub fn attests(&self, inscrit: &Inscrit) -> bool {
        let done = inscrit.minutes.is_some_and(|done| done >= self.minutes);
        !self.cancelled && done && inscrit.number.is_some()
    }

    /// The session with those who are to come; what was said of those who stay is kept.
    #[must_use]
    pub fn with_people(mut self, accounts: &BTreeSet<AccountId>) -> Self {
        let before = std::mem::take(&mut self.people);
        // A number that was given is never given to somebody else: its line stays.
        let stays = |p: &Inscrit| accounts.contains(&p.account) || p.number.is_some();
        let mut people: Vec<Inscrit> = before.into_iter().filter(stays).collect();
        for account in accounts {
            if !people.iter().any(|p| p.account == *account) {
                people.push(Inscrit {
                    account: account.clone(),
                    minutes: None,
                    number: None,
                });
            }
        }
        people.sort_by(|a, b| a.account.cmp(&b.account));
        self.people = people;
        self
    }

    /// The session once it is said what each did. Who did all its hours is given a number of
    /// the year of its last day, after those that are `taken`.
    #[must_use]
    pub fn attended(mut self, done: &[(AccountId, Option<u32>)], taken: &BTreeSet<String>) -> Self {
        let year = self.to.year();
        let own = self.people.iter().filter_map(|p| p.number.clone());
        let known: BTreeSet<String> = own.chain(taken.iter().cloned()).collect();
        let numbers = (1..u32::MAX).map(|n| format!("{year}-{n:03}"));
        let mut free = numbers.filter(|number| !known.contains(number));
        for inscrit in &mut self.people {
            let said = done.iter().find(|(account, _)| *account == inscrit.account);
            if let Some((_, minutes)) = said {
                inscrit.minutes = *minutes;
            }
            let all = inscrit.minutes.is_some_and(|done| done >= self.minutes);
            if all && inscrit.number.is_none() {
                inscrit.number = free.next();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests;
