//! Measures of access: who is far, and how unequal it is.
//!
//! The Gini of travel time misleads: halve every time and it does not move. What is published
//! is the share of people beyond a time, the 95th percentile, the longest with its place, and
//! the Gini of accessibility, exp(−t/τ), with τ stated. "No way at all" is a class of its own,
//! never a large number: its share stands beside the others.

mod compare;
mod gini;
mod report;
mod summary;

pub use compare::{ChangedRow, Comparison, compare};
pub use gini::gini;
pub use report::{Measures, Report, Row, report};
pub use summary::{Sample, Settings, SettingsError, Summary, Worst, summarise};

use super::geo::Tile;

/// Whose access is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Everybody.
    Persons,
    /// Poor households.
    PoorHouseholds,
    /// People of 65 and over.
    Elders,
}

impl Group {
    /// The three groups, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Persons, Self::PoorHouseholds, Self::Elders];

    /// How many of them live in a tile.
    pub fn weight(self, tile: &Tile) -> f64 {
        match self {
            Self::Persons => tile.persons,
            Self::PoorHouseholds => tile.poor_households,
            Self::Elders => tile.elders,
        }
    }
}
