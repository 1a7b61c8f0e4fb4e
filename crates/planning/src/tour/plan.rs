//! A plan: what each half-day is, closed or an outing of the van.

use serde::{Deserialize, Serialize};

/// A half-day on which the van goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outing {
    /// Number of the stop.
    pub stop: usize,
    /// Numbers of the people on board, driver included.
    pub crew: Vec<usize>,
    /// Number of the person who drives.
    pub driver: usize,
    /// Number of the partner on board.
    pub partner: Option<usize>,
}

/// A published half-day: what it was announced to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Number of the half-day.
    pub h: usize,
    /// Its outing; nothing when it was announced closed.
    pub outing: Option<Outing>,
}

/// A calendar: one entry per half-day of the instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The half-days in order; nothing when one is closed.
    pub half_days: Vec<Option<Outing>>,
}

impl Plan {
    /// A plan where nothing is open.
    pub fn closed(half_days: usize) -> Self {
        Self {
            half_days: vec![None; half_days],
        }
    }

    /// The open half-days with their numbers.
    pub fn open(&self) -> impl Iterator<Item = (usize, &Outing)> {
        let numbered = self.half_days.iter().enumerate();
        numbered.filter_map(|(h, outing)| outing.as_ref().map(|outing| (h, outing)))
    }

    /// The numbers of the closed half-days.
    pub fn closed_half_days(&self) -> impl Iterator<Item = usize> {
        let numbered = self.half_days.iter().enumerate();
        numbered.filter_map(|(h, outing)| outing.is_none().then_some(h))
    }
}
