//! Invented activity: what a relay would have recorded, made from a seed.
//!
//! Nothing here is real and every page says so. The makers of the past are pure: a
//! territory, a day and a seed in, facts out, the same each time. Writing them is the
//! business of the command line. What is under way is written as the pages write it.

pub mod bornes;
mod draw;
mod life;
mod mix;
mod plan;
mod present;
mod record_2017;
mod registres;
mod suites;
mod tour;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use plus_domain::{event::Event, ids::AccountId, territoire::Territoire};

pub use life::life;
pub use plan::plan;
pub use present::present;
pub use record_2017::{LAST_DAY as RECORD_LAST_DAY, record_2017};
pub use registres::registres;

/// What an invention starts from.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The territory.
    pub territory: &'a Territoire,
    /// Mediators who receive, at least one.
    pub crew: &'a [AccountId],
    /// The last day, with permanences of the weeks after.
    pub today: Date,
    /// What makes two inventions differ.
    pub seed: u64,
}

/// Facts in the order of their business dates.
pub type Facts = Vec<Event>;
