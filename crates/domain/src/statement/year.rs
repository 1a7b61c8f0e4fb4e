//! The year as statements count it: months frozen when they were first counted.
//!
//! A late entry must not slip into the year to date before its amendment: the
//! difference between two issues would be that entry. Months already counted in a
//! statement therefore keep their counts until an amendment changes them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    attack::Atom,
    counts::{Count, Counted, MonthCounts},
    model::{Breakdown, Level, Unit},
    protection::Issued,
    tally::Tally,
    threshold::Threshold,
};
use crate::period::Month;

/// January to a month, each as last frozen, or as counted now when never frozen.
pub(super) struct Year<'a> {
    tally: &'a Tally,
    last: Month,
    months: BTreeMap<Month, MonthCounts>,
    /// Months whose live counts differ from the frozen ones.
    moved: BTreeSet<Month>,
    /// Every state that statements have counted: month and version.
    states: BTreeMap<(Month, u32), MonthCounts>,
    /// Months that this statement counts for the first time.
    pub newly_frozen: BTreeMap<Month, MonthCounts>,
}

impl<'a> Year<'a> {
    /// The year up to `last`, as the statements of `history` left it.
    pub fn new(tally: &'a Tally, last: Month, history: &[&Issued]) -> Self {
        let mut year = Self {
            tally,
            last,
            months: BTreeMap::new(),
            moved: BTreeSet::new(),
            states: BTreeMap::new(),
            newly_frozen: BTreeMap::new(),
        };
        for issued in history {
            year.remember(issued);
        }
        for month in months(last.january(), last) {
            let live = tally.month(month);
            match year.months.get(&month) {
                Some(frozen) if *frozen == live => {}
                Some(_) => {
                    year.moved.insert(month);
                }
                None => year.freeze(month, live),
            }
        }
        year
    }

    /// The same year for an amendment of `last`, whose live counts are taken.
    pub fn amended(tally: &'a Tally, last: Month, history: &[&Issued], version: u32) -> Self {
        let mut year = Self::new(tally, last, history);
        let live = tally.month(last);
        year.states.insert((last, version + 1), live.clone());
        year.months.insert(last, live);
        year
    }

    fn remember(&mut self, issued: &Issued) {
        let protection = &issued.protection;
        for (&month, counts) in &protection.frozen {
            let own = month == issued.statement.month;
            let version = if own { protection.version } else { 0 };
            self.states.insert((month, version), counts.clone());
            self.months.insert(month, counts.clone());
        }
    }

    fn freeze(&mut self, month: Month, counts: MonthCounts) {
        let version = u32::from(month == self.last);
        self.states.insert((month, version), counts.clone());
        self.newly_frozen.insert(month, counts.clone());
        self.months.insert(month, counts);
    }

    /// The last month.
    pub fn month(&self) -> &MonthCounts {
        &self.months[&self.last]
    }

    /// A total since January.
    pub fn total(&self, unit: Unit) -> Count {
        Count {
            count: self.months.values().map(|m| m.total(unit).count).sum(),
            persons: self.persons(&Counted::Total(unit), &self.all_months()),
        }
    }

    fn all_months(&self) -> BTreeSet<Month> {
        self.months.keys().copied().collect()
    }

    /// The values of a breakdown since January.
    pub fn rows(&self, breakdown: Breakdown, level: Level) -> BTreeMap<String, Count> {
        let all = self.all_months();
        let mut rows: BTreeMap<String, Count> = BTreeMap::new();
        for month in self.months.values() {
            for (code, count) in month.rows(breakdown, level) {
                rows.entry(code.to_owned()).or_default().count += count.count;
            }
        }
        for (code, count) in &mut rows {
            let counted = Counted::Value(breakdown, level, code.clone());
            count.persons = self.persons(&counted, &all);
        }
        rows
    }

    /// Coarse value of each fine one, over the year.
    pub fn groups(&self, breakdown: Breakdown) -> BTreeMap<String, String> {
        let splits = self
            .months
            .values()
            .filter_map(|m| m.splits.get(&breakdown));
        splits.flat_map(|split| split.groups.clone()).collect()
    }

    /// What was counted from one month to another, both included.
    pub fn between(&self, counted: &Counted, from: Month, to: Month) -> u64 {
        let months = self.months.range(from..=to);
        months.map(|(_, month)| month.of(counted).count).sum()
    }

    /// What was counted over some months, and of how many people.
    pub fn over(&self, counted: &Counted, months: &BTreeSet<Month>) -> Count {
        let own = months.iter().filter_map(|month| self.months.get(month));
        Count {
            count: own.map(|month| month.of(counted).count).sum(),
            persons: self.persons(counted, months),
        }
    }

    /// A count in the state that a version of a month froze.
    pub fn state(&self, month: Month, version: u32, counted: &Counted) -> Count {
        let state = self.states.get(&(month, version));
        state.map(|counts| counts.of(counted)).unwrap_or_default()
    }

    /// The months from one to the last.
    pub fn months_from(&self, from: Month) -> impl Iterator<Item = Month> {
        self.months.range(from..).map(|(month, _)| *month)
    }

    /// The months before one.
    pub fn months_before(&self, before: Month) -> impl Iterator<Item = Month> {
        self.months.range(..before).map(|(month, _)| *month)
    }

    /// Distinct people over some months. When a month has moved since it was frozen,
    /// the people of the fullest month: never too many.
    fn persons(&self, counted: &Counted, months: &BTreeSet<Month>) -> u64 {
        if self.moved.is_disjoint(months) {
            return self.tally.persons_over(counted, months);
        }
        let frozen = months.iter().filter_map(|month| self.months.get(month));
        frozen
            .map(|month| month.of(counted).persons)
            .max()
            .unwrap_or(0)
    }

    /// Whether finding this count again would be finding too few people.
    pub fn is_sensitive(&self, atom: &Atom, threshold: Threshold) -> bool {
        let (month, version, counted) = match atom {
            Atom::Total {
                month,
                version,
                unit,
            } => (month, version, Counted::Total(*unit)),
            Atom::Cell {
                month,
                version,
                breakdown,
                level,
                code,
            } => (
                month,
                version,
                Counted::Value(*breakdown, *level, code.clone()),
            ),
            Atom::Cumul { .. } => return true,
        };
        let state = self.states.get(&(*month, *version));
        state.is_none_or(|counts| threshold.hides(counts.of(&counted).persons))
    }
}

/// From one month to another, both included.
fn months(from: Month, to: Month) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(from), |month| Some(month.next())).take_while(move |m| *m <= to)
}
