//! The geography of a territory: tiles of population, named places, outlines, counters,
//! market days.
//!
//! It reads bytes that nobody vouches for and never panics on them: a wrong file is refused
//! in French, with its line and its column. It displays nothing: the income or poverty of a
//! single tile is never shown, so the tables of income are not even kept.

mod counters;
mod folder;
pub mod import;
mod markets;
mod outlines;
mod places;
mod tiles;

pub use counters::{Counter, Precision, counters};
pub use folder::{FILES, Geo};
pub use markets::{Market, markets};
pub use outlines::{Outline, Polygon, outlines};
pub use places::{Place, places};
pub use tiles::{Tile, tiles};

use super::table::{FileError, Row};

/// How far a line of a list can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A source of 2023 or later names it.
    Attested,
    /// Only an older source names it.
    Old,
    /// Undated, indirect or contradictory.
    ToVerify,
}

impl Status {
    fn read(row: &Row<'_>) -> Result<Self, FileError> {
        match row.text("status") {
            "attested" => Ok(Self::Attested),
            "old" => Ok(Self::Old),
            "to verify" => Ok(Self::ToVerify),
            _ => Err(row.wrong("status", "écrivez attested, old ou to verify")),
        }
    }
}
