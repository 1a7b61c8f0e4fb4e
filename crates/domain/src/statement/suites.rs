//! What came of the rendez-vous taken for a partner and of the demandes handed to it, in a month
//! (requirement T3).
//!
//! Rendez-vous name nobody: each is one person, since nothing better is known. Neither is a part of
//! visites or demandes, so that no subtraction between them and the tables tells anything; each
//! stands under the threshold by itself. An amendment repeats those of the first issue: one more
//! or one less would be somebody.

use serde::{Deserialize, Serialize};

use super::{model::Cell, threshold::Threshold};

/// The true counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SuitesCounts {
    /// Rendez-vous of the month for one of its démarches, those given up apart.
    pub rendez_vous: u64,
    /// Those whose person came.
    pub honores: u64,
    /// Demandes handed to it in the month.
    pub escalades: u64,
    /// Of each that it answered, days until it did.
    pub days: Vec<u32>,
}

/// As they are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suites {
    /// Rendez-vous of the month.
    pub rendez_vous: Cell,
    /// Those whose person came.
    pub honores: Cell,
    /// Demandes handed to it.
    pub escalades: Cell,
    /// Those that it answered.
    pub repondues: Cell,
    /// Days until it answered, half of them fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u32>,
}

impl Suites {
    /// Under a threshold; nothing when nothing of it happened.
    pub fn of(counts: &SuitesCounts, threshold: Threshold) -> Option<Self> {
        if counts.rendez_vous == 0 && counts.escalades == 0 {
            return None;
        }
        let answered = counts.days.len() as u64;
        let repondues = part(answered, counts.escalades, threshold);
        let mut days = counts.days.clone();
        days.sort_unstable();
        let median = days.get(days.len().saturating_sub(1) / 2).copied();
        Some(Self {
            rendez_vous: whole(counts.rendez_vous, threshold),
            honores: part(counts.honores, counts.rendez_vous, threshold),
            escalades: whole(counts.escalades, threshold),
            median_days: median.filter(|_| repondues.shown().is_some()),
            repondues,
        })
    }
}

fn whole(count: u64, threshold: Threshold) -> Cell {
    if threshold.hides(count) {
        Cell::LessThan(threshold.people())
    } else {
        Cell::Shown(count)
    }
}

/// A part is shown with what is left of its whole, or not at all.
fn part(count: u64, all: u64, threshold: Threshold) -> Cell {
    let left = all.saturating_sub(count);
    if [all, count, left].iter().any(|n| threshold.hides(*n)) {
        Cell::Masked
    } else {
        Cell::Shown(count)
    }
}
