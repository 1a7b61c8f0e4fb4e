//! The permanent attack: what a reader who kept every statement can work out.
//!
//! The reader knows every shown count, every sum, the rules written at the foot,
//! and all that was issued before. Each count that is not shown is an unknown;
//! tables, months and the year to date are equalities between unknowns; the
//! definitions add a few links. For each unknown, the smallest and the largest
//! value that agree with everything are found exactly. Pass: they are at least the
//! threshold apart, for every masked count (rules of issue, `Interval::resists`).
//!
//! **Counts and people.** The threshold counts people, the tables count visites and
//! demandes, and the attack reasons on counts, as the reader must. One person may
//! bring many demandes, so a mask says nothing of the size of a count: no upper
//! bound is drawn from it, only from the sums around it. The one exception is
//! « moins de N », which the reader would take for a count; it is taken so here
//! too, as long as it agrees with the rest, and given up otherwise.
//!
//! It reads statements alone, never the counts behind them: it cannot know more
//! than a reader.

mod knowledge;
mod simplex;
mod solve;
mod system;

pub use solve::intervals;
pub use system::{Atom, Mark, Relates, Relation, System, Variable};

use super::model::Statement;

/// What can be worked out about one count that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The count.
    pub atom: Atom,
    /// What was printed in its place.
    pub mark: Mark,
    /// Smallest possible value.
    pub min: i64,
    /// Largest possible value; none when nothing bounds it.
    pub max: Option<i64>,
    /// Fewest people of the statement that first implied this count.
    pub threshold: u32,
    /// The month itself is announced under this many people: its parts cannot be
    /// wider than the announcement.
    pub announced: Option<u32>,
}

impl Interval {
    /// Whether the count is still in doubt enough.
    ///
    /// A masked count must keep a range of at least the threshold. A total
    /// announced « moins de N », and what it is made of, must not be narrowed
    /// beyond the announcement. A count never printed may be known to be zero:
    /// there is nobody to find again.
    pub fn resists(&self) -> bool {
        let Some(max) = self.max else { return true };
        let wide = max - self.min >= i64::from(self.threshold);
        let announced = |n: u32, lowest| self.min <= lowest && max >= i64::from(n) - 1;
        match (self.mark, self.announced) {
            (Mark::LessThan(n), _) => announced(n, 1),
            (Mark::Unprinted, _) if max == 0 => true,
            (Mark::Unprinted, Some(n)) => wide || announced(n, 0),
            (Mark::Masked, _) | (Mark::Unprinted, None) => wide,
        }
    }

    /// Whether the exact value is found.
    pub fn is_found(&self) -> bool {
        self.max == Some(self.min)
    }
}

/// Plays the reader of these statements, given in the order of issue, all of one
/// partner and one year.
pub fn attack<'a>(issued: impl IntoIterator<Item = &'a Statement>) -> Vec<Interval> {
    intervals(&System::of(issued))
}
