//! Conventions: what binds the relay and a partner, what each owes and gives, when they meet.
//!
//! Who signs, who answers and who was there are said by their function, never by their name.
//! What a partner may read of a person when a procedure is stuck is not here: the territory
//! says it (`crate::escalade`). Nothing here knows what day it is.

mod alerte;
mod apport;
mod form;
mod obligation;
mod reunion;

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{ids::PartnerCode, profile::choices};

pub use alerte::{Alerte, AlerteKind, BEFORE_NOTICE, MEETING_MONTHS, Registre};
pub use apport::{Apport, ApportForm, Mesure, half_days};
pub use form::{
    ConventionForm, MONTHS, Referent, ReferentForm, Renouvellement, RenouvellementForm,
};
pub use obligation::{Frequence, Obligation, ObligationForm, ObligationState};
pub use reunion::{Reunion, ReunionForm, ReunionKind};

/// Most tacit renewals that are followed: two centuries of the shortest.
const RENEWALS: i64 = 2_400;

choices! {
    /// One of the two sides.
    Partie {
        /// The relay.
        Relais = "relais",
        /// The partner.
        Partenaire = "partenaire",
    }
    /// What comes after the last day.
    Suite {
        /// It goes on by itself, unless somebody gives notice.
        Tacite = "tacite",
        /// It goes on when both sign again.
        Expresse = "expresse",
        /// Nothing: it ends.
        Aucune = "aucune",
    }
}

/// A convention with one partner, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convention {
    /// Code, unique.
    pub code: String,
    /// With whom.
    pub partner: PartnerCode,
    /// Its reference, as it is filed.
    pub reference: String,
    /// What it is about.
    pub object: String,
    /// When it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Date>,
    /// First day.
    pub from: Date,
    /// Last day, as first signed; nothing: it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What comes after.
    pub suite: Suite,
    /// Months of each tacit renewal.
    pub months: u16,
    /// Months of notice.
    pub notice: u16,
    /// The last day, when somebody gave notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Date>,
    /// Who signs for the relay: a function.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relay_signer: String,
    /// Who signs for the partner: a function.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub partner_signer: String,
    /// Renewals that were signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renewals: Vec<Renouvellement>,
    /// What each side owes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<Obligation>,
    /// What each side gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apports: Vec<Apport>,
    /// Whom the team may reach.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referents: Vec<Referent>,
    /// Taken away. Its trace remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// One thing of the register, as somebody leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// A convention.
    Convention(Convention),
    /// A meeting.
    Reunion(Reunion),
}

impl Item {
    /// What kind of thing it is, and its code: what tells two items apart.
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Convention(c) => ("convention", &c.code),
            Self::Reunion(r) => ("reunion", &r.code),
        }
    }
}

impl Convention {
    /// Its last day, as it stands on a day: signed renewals count, and tacit ones that have
    /// begun. Nothing: it has no end.
    pub fn ends(&self, today: Date) -> Option<Date> {
        let signed = self.renewals.iter().map(|r| r.until).max();
        let written = signed.max(self.until);
        let natural = written.map(|end| self.renewed(end, today));
        match (natural, self.ended) {
            (Some(natural), Some(ended)) => Some(natural.min(ended)),
            (natural, ended) => natural.or(ended),
        }
    }

    /// The end of the tacit renewal that runs on a day.
    fn renewed(&self, end: Date, today: Date) -> Date {
        if self.suite != Suite::Tacite || self.months == 0 {
            return end;
        }
        let after = |n: i64| end.saturating_add((n * i64::from(self.months)).months());
        let mut ends = (0..RENEWALS).map(after);
        ends.find(|day| *day >= today).unwrap_or(end)
    }

    /// Whether it runs on a day.
    pub fn runs(&self, day: Date) -> bool {
        !self.removed && self.from <= day && self.ends(day).is_none_or(|end| day <= end)
    }

    /// The last day on which notice can be given, before the end of the moment.
    pub fn notice_day(&self, today: Date) -> Option<Date> {
        let end = self.ends(today)?;
        Some(end.saturating_sub(i64::from(self.notice).months()))
    }

    /// An obligation by its code.
    pub fn obligation(&self, code: &str) -> Option<&Obligation> {
        self.obligations.iter().find(|o| o.code == code)
    }

    /// The convention with a line in place of the one of its code, or added.
    #[must_use]
    pub fn with(mut self, line: Line) -> Self {
        match line {
            Line::Obligation(one) => put(&mut self.obligations, one, |o| &o.code),
            Line::Apport(one) => put(&mut self.apports, one, |a| &a.code),
            Line::Referent(one) => put(&mut self.referents, one, |r| &r.code),
            Line::Renouvellement(one) => put(&mut self.renewals, one, |r| &r.code),
        }
        self.obligations
            .sort_by(|a, b| (a.due, &a.what).cmp(&(b.due, &b.what)));
        self.apports
            .sort_by(|a, b| (a.year, a.by, &a.what).cmp(&(b.year, b.by, &b.what)));
        self.renewals.sort_by_key(|r| r.until);
        self
    }

    /// The convention without the line of a code.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.obligations.retain(|o| o.code != code);
        self.apports.retain(|a| a.code != code);
        self.referents.retain(|r| r.code != code);
        self.renewals.retain(|r| r.code != code);
        self
    }

    /// What differs from what stood before: codes of its parts.
    pub fn changes(&self, before: Option<&Self>) -> Vec<&'static str> {
        let Some(before) = before else {
            return vec!["nouvelle"];
        };
        let identity = |c: &Self| (c.partner.clone(), c.reference.clone(), c.object.clone());
        let dates = |c: &Self| {
            let ends = (c.signed, c.from, c.until, c.ended);
            (ends, c.suite, c.months, c.notice)
        };
        let signers = |c: &Self| (c.relay_signer.clone(), c.partner_signer.clone());
        let parts = [
            ("identite", identity(self) != identity(before)),
            ("dates", dates(self) != dates(before)),
            ("signataires", signers(self) != signers(before)),
            ("renouvellements", self.renewals != before.renewals),
            ("obligations", self.obligations != before.obligations),
            ("apports", self.apports != before.apports),
            ("referents", self.referents != before.referents),
            ("retiree", self.removed && !before.removed),
            ("remise", !self.removed && before.removed),
        ];
        let changed = parts.into_iter().filter(|(_, differs)| *differs);
        changed.map(|(part, _)| part).collect()
    }
}

/// One line of a convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Something owed.
    Obligation(Obligation),
    /// Something given.
    Apport(Apport),
    /// Somebody to reach.
    Referent(Referent),
    /// A renewal.
    Renouvellement(Renouvellement),
}

fn put<T>(all: &mut Vec<T>, one: T, code: fn(&T) -> &String) {
    match all.iter_mut().find(|held| code(held) == code(&one)) {
        Some(held) => *held = one,
        None => all.push(one),
    }
}

#[cfg(test)]
mod tests;
