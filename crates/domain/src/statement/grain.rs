//! How fine each table is, chosen once per partner and half-year.
//!
//! Merge before hiding: the grain is the finest that kept at most a quarter of the
//! cells masked on the period before. It is then fixed until the end of the
//! half-year, so that months can be compared and a change of grain cannot be used
//! to find a masked count again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    counts::{Count, MonthCounts},
    model::{Breakdown, Level},
    suppress,
    threshold::Threshold,
};
use crate::period::Month;

/// The grain of every table of a partner for a half-year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grains {
    /// First month of the half-year: January or July.
    pub half_year: Month,
    /// Level of each table.
    pub levels: BTreeMap<Breakdown, Level>,
}

impl Grains {
    /// The level of a table; a table that nobody chose is withheld.
    pub fn of(&self, breakdown: Breakdown) -> Level {
        self.levels
            .get(&breakdown)
            .copied()
            .unwrap_or(Level::Withheld)
    }

    /// The same level everywhere, for tests and trials.
    pub fn all(half_year: Month, level: Level) -> Self {
        Self {
            half_year,
            levels: Breakdown::ALL.iter().map(|&b| (b, level)).collect(),
        }
    }
}

/// Chooses the grain of the half-year of `month`.
///
/// `before` holds the months of the half-year before, or of what there is of it.
/// When a relay begins there is none: the first month itself (`first`) decides.
/// One month is little to judge by: the table is never finer than merged, half as
/// many people again are asked of each row, and it never falls to the total alone,
/// since nothing says that it will stay so small.
///
/// Months without anybody say nothing and are left aside.
pub fn choose_grains(
    month: Month,
    before: &[MonthCounts],
    first: &MonthCounts,
    threshold: Threshold,
) -> Grains {
    let before: Vec<&MonthCounts> = before.iter().filter(|m| m.demandes.count > 0).collect();
    let choose = |breakdown| match before.as_slice() {
        [] => beginning(breakdown, first, threshold),
        months => established(breakdown, months, threshold),
    };
    Grains {
        half_year: month.half_year(),
        levels: Breakdown::ALL.iter().map(|&b| (b, choose(b))).collect(),
    }
}

/// The months of the half-year before the one of `month`, to be handed over to
/// `choose_grains`: first and last, both included.
pub fn half_year_before(month: Month) -> (Month, Month) {
    let last = month.half_year().prev();
    (last.half_year(), last)
}

fn established(breakdown: Breakdown, months: &[&MonthCounts], threshold: Threshold) -> Level {
    let readable = |level: Level| {
        let tables = months
            .iter()
            .map(|m| masked(m, breakdown, level, threshold));
        at_most_a_quarter(tables)
    };
    if readable(Level::Fine) {
        return Level::Fine;
    }
    if readable(Level::Coarse) {
        return Level::Coarse;
    }
    // What the half-year would show at the latest.
    let together = MonthCounts::sum(months.iter().copied());
    let cumulated = masked(&together, breakdown, Level::Coarse, threshold);
    // The split by kind is always tried.
    if breakdown == Breakdown::Kind || at_most_a_quarter([cumulated]) {
        Level::YearToDate
    } else {
        Level::Withheld
    }
}

fn beginning(breakdown: Breakdown, first: &MonthCounts, threshold: Threshold) -> Level {
    let prudent = threshold.half_as_much_again();
    if at_most_a_quarter([masked(first, breakdown, Level::Coarse, prudent)]) {
        Level::Coarse
    } else {
        Level::YearToDate
    }
}

/// Masked rows and rows of a table; a month reduced to « moins de N » has all its
/// rows masked, as has a table that would be withheld.
fn masked(
    counts: &MonthCounts,
    breakdown: Breakdown,
    level: Level,
    threshold: Threshold,
) -> (usize, usize) {
    let rows: Vec<Count> = counts
        .rows(breakdown, level)
        .map(|(_, count)| count)
        .collect();
    let all = rows.len().max(1);
    let total = counts.total(breakdown.unit());
    if threshold.hides(total.persons)
        || !suppress::is_divisible(total.count, breakdown, level, threshold)
    {
        return (all, all);
    }
    match suppress::mask(&rows, &BTreeSet::new(), threshold) {
        Some(hidden) => (hidden.len(), all),
        None => (all, all),
    }
}

fn at_most_a_quarter(tables: impl IntoIterator<Item = (usize, usize)>) -> bool {
    let (masked, all) = tables
        .into_iter()
        .fold((0, 0), |(m, a), (masked, all)| (m + masked, a + all));
    masked * 4 <= all
}
