//! Projet: phases and milestones, posts, equipment and its checks, reports sent.
//!
//! A territory says what it starts from; what the journal says of one thing replaces
//! what the territory said of it. Dates are as precise as their source: a year, a
//! month, a day. Nothing here knows what day it is.

mod envoi;
mod form;
mod jalon;
mod materiel;
pub mod mesure;
mod moment;
mod propos;
mod read;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::period::HalfYear;

pub use envoi::{Envoi, EnvoiForm};
pub use form::FIELD;
pub(crate) use form::{line, needed};
pub use jalon::{Gap, Jalon, JalonForm, JalonState};
pub use materiel::{
    ALERT_DAYS, Check, CheckForm, CheckKind, Materiel, MaterielForm, MaterielKind, Standing,
};
pub use mesure::Mesure;
pub use moment::{Moment, MomentError, Stretch};
pub use propos::{Propos, ProposPart};
pub(crate) use read::read;

/// People that the project asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poste {
    /// Code.
    pub code: String,
    /// What they are.
    pub label: String,
    /// How many.
    pub count: u32,
}

/// A project, whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Projet {
    /// Its title.
    pub title: String,
    /// Where its dates come from.
    pub source: String,
    /// Posts.
    pub postes: Vec<Poste>,
    /// Milestones.
    pub jalons: Vec<Jalon>,
    /// Equipment.
    pub materiels: Vec<Materiel>,
    /// Reports sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub envois: Vec<Envoi>,
    /// What the coordinator says of each half-year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub propos: Vec<Propos>,
    /// Numbers that the coordinator notes for a month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mesures: Vec<Mesure>,
}

/// One thing of the project, as somebody leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// A milestone.
    Jalon(Jalon),
    /// A piece of equipment.
    Materiel(Materiel),
    /// A report that was sent.
    Envoi(Envoi),
    /// What the coordinator says of a half-year.
    Propos(Propos),
    /// A number noted for a month.
    Mesure(Mesure),
}

impl Item {
    /// What kind of thing it is, and its code: what tells two items apart.
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Jalon(j) => ("jalon", &j.code),
            Self::Materiel(m) => ("materiel", &m.code),
            Self::Envoi(e) => ("envoi", &e.code),
            Self::Propos(p) => ("propos", &p.code),
            Self::Mesure(m) => ("mesure", &m.code),
        }
    }
}

impl Projet {
    /// The project as the journal leaves it: each item takes the place of the one of its
    /// code, or is added.
    #[must_use]
    pub fn with(mut self, items: impl IntoIterator<Item = Item>) -> Self {
        for item in items {
            match item {
                Item::Jalon(j) => put(&mut self.jalons, j, |j| &j.code),
                Item::Materiel(m) => put(&mut self.materiels, m, |m| &m.code),
                Item::Envoi(e) => put(&mut self.envois, e, |e| &e.code),
                Item::Propos(p) => put(&mut self.propos, p, |p| &p.code),
                Item::Mesure(m) => put(&mut self.mesures, m, |m| &m.code),
            }
        }
        self.jalons.retain(|j| !j.removed);
        self.materiels.retain(|m| !m.removed);
        self.jalons
            .sort_by_key(|j| j.when().map_or(i64::MAX, Stretch::rank));
        self.envois
            .sort_by(|a, b| (b.on, &b.code).cmp(&(a.on, &a.code)));
        self
    }

    /// A milestone by its code.
    pub fn jalon(&self, code: &str) -> Option<&Jalon> {
        self.jalons.iter().find(|j| j.code == code)
    }

    /// A piece of equipment by its code.
    pub fn materiel(&self, code: &str) -> Option<&Materiel> {
        self.materiels.iter().find(|m| m.code == code)
    }

    /// What is said of a part of a half-year; empty: nothing yet.
    pub fn propos(&self, half: HalfYear, part: ProposPart) -> &str {
        let mut said = self.propos.iter();
        let found = said.find(|p| p.half == half && p.part == part);
        found.map_or("", |propos| &propos.text)
    }

    /// How many people its posts are.
    pub fn people(&self) -> u32 {
        self.postes.iter().map(|p| p.count).sum()
    }

    /// How many milestones are reached, by phase in the order they come.
    pub fn progress(&self) -> Vec<(String, usize, usize)> {
        let mut order: Vec<&str> = Vec::new();
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for jalon in &self.jalons {
            if !order.contains(&jalon.phase.as_str()) {
                order.push(&jalon.phase);
            }
            let (reached, all) = counts.entry(&jalon.phase).or_default();
            *reached += usize::from(jalon.state == JalonState::Atteint);
            *all += 1;
        }
        let of = |phase: &str| {
            let (reached, all) = counts.get(phase).copied().unwrap_or_default();
            (phase.to_owned(), reached, all)
        };
        order.into_iter().map(of).collect()
    }
}

fn put<T>(all: &mut Vec<T>, one: T, code: fn(&T) -> &String) {
    match all.iter_mut().find(|held| code(held) == code(&one)) {
        Some(held) => *held = one,
        None => all.push(one),
    }
}
