//! The counts of a partner for a month, with the people behind each.
//!
//! True counts: the relay keeps them to protect later statements, and they never
//! leave it. How they are counted is in `tally`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{Breakdown, Level, Unit};

/// A count, and the people it concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Visites or demandes.
    pub count: u64,
    /// Distinct people among them.
    pub persons: u64,
}

/// The counts of one breakdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// By fine value. Short lists hold every value, zeros included.
    pub fine: BTreeMap<String, Count>,
    /// By coarse value, an exact union of fine ones.
    pub coarse: BTreeMap<String, Count>,
    /// Coarse value of each fine one.
    pub groups: BTreeMap<String, String>,
}

/// Everything counted for a partner in a month. It holds true counts: it is kept
/// by the relay to protect later statements, and never leaves it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthCounts {
    /// Visites.
    pub visites: Count,
    /// Demandes.
    pub demandes: Count,
    /// Visites that hold an accompagnement.
    pub accompanied: Count,
    /// Demandes whose kind came from habit.
    pub untouched: u64,
    /// Median duration in minutes, from 11 people measured on.
    pub median_minutes: Option<u32>,
    /// By breakdown.
    pub splits: BTreeMap<Breakdown, Split>,
}

impl MonthCounts {
    /// The total of a unit.
    pub fn total(&self, unit: Unit) -> Count {
        match unit {
            Unit::Visites => self.visites,
            Unit::Demandes => self.demandes,
            Unit::Accompagnements => self.accompanied,
        }
    }

    /// The values of a breakdown at a level, by code.
    pub fn rows(&self, breakdown: Breakdown, level: Level) -> impl Iterator<Item = (&str, Count)> {
        self.values(breakdown, level)
            .into_iter()
            .flatten()
            .map(|(code, count)| (code.as_str(), *count))
    }

    fn values(&self, breakdown: Breakdown, level: Level) -> Option<&BTreeMap<String, Count>> {
        let split = self.splits.get(&breakdown)?;
        Some(if level == Level::Fine {
            &split.fine
        } else {
            &split.coarse
        })
    }

    /// A total or a value; zero when absent.
    pub fn of(&self, counted: &Counted) -> Count {
        match counted {
            Counted::Total(unit) => self.total(*unit),
            Counted::Value(breakdown, level, code) => self.cell(*breakdown, *level, code),
        }
    }

    /// One value of a breakdown; zero when absent.
    pub fn cell(&self, breakdown: Breakdown, level: Level, code: &str) -> Count {
        self.values(breakdown, level)
            .and_then(|values| values.get(code))
            .copied()
            .unwrap_or_default()
    }

    /// Counts of several months. The people of two months may be the same: their
    /// sum is at most right, good to choose a grain, never to show a count.
    pub fn sum<'a>(months: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for month in months {
            for (own, other) in [
                (&mut sum.visites, month.visites),
                (&mut sum.demandes, month.demandes),
                (&mut sum.accompanied, month.accompanied),
            ] {
                own.add(other);
            }
            sum.untouched += month.untouched;
            for (breakdown, split) in &month.splits {
                sum.splits.entry(*breakdown).or_default().add(split);
            }
        }
        sum
    }
}

impl Count {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.persons += other.persons;
    }
}

impl Split {
    fn add(&mut self, other: &Self) {
        for (own, other) in [
            (&mut self.fine, &other.fine),
            (&mut self.coarse, &other.coarse),
        ] {
            for (code, count) in other {
                own.entry(code.clone()).or_default().add(*count);
            }
        }
        self.groups.extend(other.groups.clone());
    }
}

/// What is counted, totals and values alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// A total.
    Total(Unit),
    /// A value of a breakdown, fine or coarse.
    Value(Breakdown, Level, String),
}
