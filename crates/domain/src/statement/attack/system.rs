//! Unknowns and relations: the reader's knowledge as mathematics.
//!
//! It knows what an unknown count is, not which statement said what (`knowledge`)
//! nor how to bound it (`solve`).

use std::collections::BTreeMap;

use crate::{
    period::Month,
    statement::model::{Breakdown, Cell, Level, Unit},
};

/// A count that statements speak about, named the same wherever it appears.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// Total of a month.
    Total {
        /// Month.
        month: Month,
        /// 0 before any statement, 1 for the first, then one per amendment.
        version: u32,
        /// What is counted.
        unit: Unit,
    },
    /// One value of one breakdown in a month.
    Cell {
        /// Month.
        month: Month,
        /// As for a total.
        version: u32,
        /// Breakdown.
        breakdown: Breakdown,
        /// Fine or coarse.
        level: Level,
        /// Value.
        code: String,
    },
    /// One masked value of a table since January.
    Cumul {
        /// Last month counted.
        through: Month,
        /// Breakdown.
        breakdown: Breakdown,
        /// Fine or coarse.
        level: Level,
        /// Value.
        code: String,
    },
}

/// What a reader sees in the place of an unknown count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The mark of a masked cell: at least 1, since zeros are shown.
    Masked,
    /// « moins de N ».
    LessThan(u32),
    /// Nothing: the table was not printed.
    Unprinted,
}

/// An unknown count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Which count.
    pub atom: Atom,
    /// What was printed in its place.
    pub mark: Mark,
    /// Smallest value that the mark allows.
    pub lower: i64,
    /// Largest value that the reader would assume from « moins de N ».
    pub assumed_upper: Option<i64>,
    /// Fewest people of the statement that first implied it.
    pub threshold: u32,
    /// Announcement of the month that holds it, when reduced.
    pub announced: Option<u32>,
}

/// How the two sides of a relation compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relates {
    /// Terms = constant.
    Equal,
    /// Terms ≤ constant.
    AtMost,
}

/// A relation between unknown counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Unknown (index) and coefficient, each unknown once.
    pub terms: Vec<(usize, i64)>,
    /// How the sides compare.
    pub relates: Relates,
    /// Right-hand side.
    pub constant: i64,
    /// Whether the reader assumes it rather than knows it.
    pub assumed: bool,
}

impl Relation {
    /// Whether it says only that unknowns add up to the constant.
    pub(super) fn is_a_plain_sum(&self) -> bool {
        self.relates == Relates::Equal && self.terms.iter().all(|&(_, c)| c == 1)
    }
}

/// Everything that a reader knows, over what is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct System {
    /// Unknown counts.
    pub variables: Vec<Variable>,
    /// What ties them.
    pub relations: Vec<Relation>,
}

/// A system being written: shown counts are replaced by their value as they come.
#[derive(Debug, Default)]
pub(super) struct Writer {
    system: System,
    shown: BTreeMap<Atom, i64>,
    unknown: BTreeMap<Atom, usize>,
    announced: BTreeMap<(Month, u32), u32>,
}

impl Writer {
    /// Notes what is printed for a count.
    pub fn print(&mut self, atom: Atom, cell: Cell, threshold: u32) {
        match cell {
            Cell::Shown(n) => {
                self.shown
                    .insert(atom, i64::try_from(n).unwrap_or(i64::MAX));
            }
            Cell::Masked => self.unknown(atom, Mark::Masked, threshold),
            Cell::LessThan(n) => {
                if let Atom::Total { month, version, .. } = atom {
                    self.announced.insert((month, version), n);
                }
                self.unknown(atom, Mark::LessThan(n), threshold);
            }
        }
    }

    /// Makes sure that a count exists, printed or not.
    pub fn imply(&mut self, atom: &Atom, threshold: u32) {
        if !self.knows(atom) {
            self.unknown(atom.clone(), Mark::Unprinted, threshold);
        }
    }

    /// Whether statements have printed or implied this count.
    pub fn knows(&self, atom: &Atom) -> bool {
        self.shown.contains_key(atom) || self.unknown.contains_key(atom)
    }

    fn unknown(&mut self, atom: Atom, mark: Mark, threshold: u32) {
        let announced = match &atom {
            Atom::Total { month, version, .. } | Atom::Cell { month, version, .. } => {
                self.announced.get(&(*month, *version)).copied()
            }
            Atom::Cumul { .. } => None,
        };
        self.unknown
            .insert(atom.clone(), self.system.variables.len());
        self.system.variables.push(Variable {
            atom,
            mark,
            lower: i64::from(mark != Mark::Unprinted),
            assumed_upper: match mark {
                Mark::LessThan(n) => Some(i64::from(n) - 1),
                Mark::Masked | Mark::Unprinted => None,
            },
            threshold,
            announced,
        });
    }

    /// Writes `Σ plus − Σ minus (= or ≤) constant` over counts that are known to exist.
    pub fn relate(
        &mut self,
        plus: &[Atom],
        minus: &[Atom],
        relates: Relates,
        constant: i64,
        assumed: bool,
    ) {
        let mut constant = constant;
        let mut terms: BTreeMap<usize, i64> = BTreeMap::new();
        let signed = plus
            .iter()
            .map(|a| (a, 1))
            .chain(minus.iter().map(|a| (a, -1)));
        for (atom, sign) in signed {
            if let Some(value) = self.shown.get(atom) {
                constant -= sign * value;
            } else if let Some(&unknown) = self.unknown.get(atom) {
                *terms.entry(unknown).or_default() += sign;
            }
        }
        terms.retain(|_, coefficient| *coefficient != 0);
        if !terms.is_empty() {
            self.system.relations.push(Relation {
                terms: terms.into_iter().collect(),
                relates,
                constant,
                assumed,
            });
        }
    }

    /// The system as written.
    pub fn finish(self) -> System {
        self.system
    }
}
