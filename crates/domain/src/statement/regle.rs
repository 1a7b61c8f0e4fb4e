//! What a partner and the relay agreed on for its statements: data of the territory, read from
//! `[partenaire.releve]`, never code.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::Breakdown;
use crate::{convention::Convention, period::Month, profile::choices};

/// Last day of a month on which every month can send: some have no more.
pub const LAST_DAY: u32 = 28;

choices! {
    /// A file made of each statement, beside the canonical JSON.
    Fichier {
        /// Lines, for a program.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
        /// Typeset.
        Pdf = "pdf",
    }
}

/// Tables that a partner may do without; the others stand behind the first figures.
pub const FREE: [Breakdown; 4] = [
    Breakdown::Demarche,
    Breakdown::Commune,
    Breakdown::Channel,
    Breakdown::Age,
];

/// The tables of a statement. Those left out are never printed, neither for the month nor since
/// January: a reader can only know less.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sections {
    /// Those left out.
    out: BTreeSet<Breakdown>,
}

impl Sections {
    /// Those chosen, and those that stand behind the first figures.
    pub fn of(chosen: &BTreeSet<Breakdown>) -> Self {
        let out = FREE.iter().copied().filter(|b| !chosen.contains(b));
        Self { out: out.collect() }
    }

    /// Whether a table is printed.
    pub fn holds(&self, breakdown: Breakdown) -> bool {
        !self.out.contains(&breakdown)
    }

    /// Whether none is left out.
    pub fn is_all(&self) -> bool {
        self.out.is_empty()
    }
}

/// Somebody who is told that a statement is there, by function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destinataire {
    /// Function: « responsable de l’accueil ».
    pub function: String,
    /// Address of the post; absent: that of the referent of this function in the register of
    /// conventions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The rule of one partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regle {
    /// Day of the month after, before which nothing is frozen nor sent.
    pub day: u32,
    /// Fewest people that a shown count concerns; absent: that of the relay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<u32>,
    /// Its tables.
    #[serde(default, skip_serializing_if = "Sections::is_all")]
    pub sections: Sections,
    /// Its files.
    pub formats: BTreeSet<Fichier>,
    /// Who is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Destinataire>,
}

impl Default for Regle {
    fn default() -> Self {
        Self {
            day: 1,
            threshold: None,
            sections: Sections::default(),
            formats: Fichier::ALL.iter().copied().collect(),
            recipients: Vec::new(),
        }
    }
}

impl Regle {
    /// The first day on which the statement of a month may be frozen and sent.
    pub fn first_day(&self, month: Month) -> Date {
        let next = month.next().first_day();
        let days = i64::from(self.day.clamp(1, LAST_DAY)) - 1;
        next.saturating_add(jiff::Span::new().days(days))
    }

    /// Function and address of each recipient that has one, each address once; an address that
    /// is not written is that of the referent of this function in a convention that runs.
    pub fn addresses<'a>(&'a self, running: &[&'a Convention]) -> Vec<(&'a str, &'a str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        for one in &self.recipients {
            let address = one
                .email
                .as_deref()
                .or_else(|| of_referent(running, &one.function));
            let address = address.filter(|to| found.iter().all(|(_, known)| known != to));
            found.extend(address.map(|to| (one.function.as_str(), to)));
        }
        found
    }

    /// Functions that nothing reaches.
    pub fn unreached(&self, running: &[&Convention]) -> Vec<&str> {
        let lost = self
            .recipients
            .iter()
            .filter(|one| one.email.is_none() && of_referent(running, &one.function).is_none());
        lost.map(|one| one.function.as_str()).collect()
    }
}

fn of_referent<'a>(running: &[&'a Convention], function: &str) -> Option<&'a str> {
    running.iter().find_map(|convention| {
        let held = convention.referents.iter().find(|referent| {
            referent.function.to_lowercase() == function.to_lowercase()
                && !referent.email.is_empty()
        });
        held.map(|referent| referent.email.as_str())
    })
}
