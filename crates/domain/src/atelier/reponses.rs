//! What people say that they can do, before and after, in three pictograms: counts by atelier,
//! never an answer of somebody.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::satisfaction::FEWEST;
use crate::{atelier::Competence, ids::AtelierId, profile::choices};

/// Fewest answers that the team is shown of one atelier.
pub const FEWEST_TOGETHER: u32 = 3;

choices! {
    /// When it is asked.
    Temps {
        /// When the atelier begins.
        Avant = "avant",
        /// When it ends.
        Apres = "apres",
    }
    /// What somebody says of something to do.
    Aisance {
        /// « Je ne sais pas. »
        Pas = "pas",
        /// « Avec de l’aide. »
        Aide = "aide",
        /// « Toute seule, tout seul. »
        Seule = "seule",
    }
}

/// Answers, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Echelle {
    /// « Je ne sais pas. »
    pub pas: u32,
    /// « Avec de l’aide. »
    pub aide: u32,
    /// « Toute seule, tout seul. »
    pub seule: u32,
}

impl Echelle {
    /// So many more of one answer.
    pub fn add(&mut self, aisance: Aisance, count: u32) {
        let held = match aisance {
            Aisance::Pas => &mut self.pas,
            Aisance::Aide => &mut self.aide,
            Aisance::Seule => &mut self.seule,
        };
        *held = held.saturating_add(count);
    }

    /// With those of another count.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.add(Aisance::Pas, other.pas);
        self.add(Aisance::Aide, other.aide);
        self.add(Aisance::Seule, other.seule);
        self
    }

    /// Answers in all.
    pub fn total(self) -> u32 {
        self.pas
            .saturating_add(self.aide)
            .saturating_add(self.seule)
    }

    /// Out of a hundred, those who say « toute seule » and those who say « avec de l’aide »;
    /// nothing when fewer than `fewest` answered.
    pub fn shares(self, fewest: u32) -> Option<(u32, u32)> {
        let total = u64::from(self.total());
        let share = |count: u32| {
            let rounded = (u64::from(count) * 100 + total / 2) / total;
            u32::try_from(rounded).unwrap_or(100)
        };
        let enough = total > 0 && total >= u64::from(fewest);
        // What is left of the first, at most: two halves rounded up make more than the whole.
        enough.then(|| {
            (
                share(self.seule),
                share(self.aide).min(100 - share(self.seule)),
            )
        })
    }
}

/// What was answered about one thing, at one of the two times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compte {
    /// About what.
    pub competence: Competence,
    /// When.
    pub temps: Temps,
    /// The answers.
    pub echelle: Echelle,
}

/// Everything that was answered in an atelier, on one machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilan {
    /// Which atelier.
    pub atelier: AtelierId,
    /// The counts, those without any answer left out.
    pub comptes: Vec<Compte>,
}

/// Before and after, about one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progres {
    /// Before.
    pub avant: Echelle,
    /// After.
    pub apres: Echelle,
}

impl Progres {
    /// That of one of the two times.
    pub fn at(self, temps: Temps) -> Echelle {
        match temps {
            Temps::Avant => self.avant,
            Temps::Apres => self.apres,
        }
    }
}

/// The counts of several machines and ateliers, by what is learnt.
pub fn progress(counts: impl IntoIterator<Item = Compte>) -> BTreeMap<Competence, Progres> {
    let mut all: BTreeMap<Competence, Progres> = BTreeMap::new();
    for one in counts {
        let held = all.entry(one.competence).or_default();
        let side = match one.temps {
            Temps::Avant => &mut held.avant,
            Temps::Apres => &mut held.apres,
        };
        *side = side.with(one.echelle);
    }
    all
}
