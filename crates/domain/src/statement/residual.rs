//! What a table since January would newly tell: the months, or corrections of
//! months, that no page shows and that it would let anybody compute.
//!
//! A month whose own table shows a value is known already and takes no part. What
//! is left must concern nobody, or enough people: the attack then checks that its
//! months cannot be told apart.

use std::collections::BTreeSet;

use super::{
    counts::{Count, Counted},
    issue::Request,
    model::{Breakdown, Cell, Level, Span, Statement, Table, Unit},
    protection::Issued,
    year::Year,
};
use crate::period::Month;

pub(super) struct Residual<'a> {
    pub request: &'a Request<'a>,
    pub year: &'a Year<'a>,
    /// The statement being decided.
    pub current: &'a Statement,
}

impl Residual<'_> {
    /// What is not shown of a total since it was last given from January.
    pub fn of_total(&self, unit: Unit) -> Count {
        let counted = Counted::Total(unit);
        let last = self.last(|statement| {
            let totals = statement.year_to_date.totals;
            let fresh = totals.is_some_and(|t| t.through == statement.month);
            fresh && (unit != Unit::Accompagnements || shows(statement, Breakdown::First, None))
        });
        self.since(last, &counted, |statement| match unit {
            Unit::Visites => statement.headline.visites.shown().is_some(),
            Unit::Demandes => statement.headline.demandes.shown().is_some(),
            Unit::Accompagnements => statement.table(Breakdown::First).is_some(),
        })
    }

    /// What is not shown of a value since it was last given from January.
    pub fn of_value(&self, breakdown: Breakdown, level: Level, code: &str) -> Count {
        let counted = Counted::Value(breakdown, level, code.to_owned());
        let last = self.last(|statement| shows(statement, breakdown, Some((level, code))));
        self.since(last, &counted, |statement| {
            let table = statement.table(breakdown);
            table.is_some_and(|table| table_shows(table, level, code))
        })
    }

    /// Everything counted since a table was last given from January, shown or not.
    pub fn new_total(&self, breakdown: Breakdown) -> u64 {
        let last = self.last(|statement| shows(statement, breakdown, None));
        let from = self.first_month_after(last);
        let counted = Counted::Total(breakdown.unit());
        self.year.between(&counted, from, self.request.month)
    }

    fn last(&self, given: impl Fn(&Statement) -> bool) -> Option<usize> {
        let issued = self.request.same_year();
        issued.iter().rposition(|issued| given(&issued.statement))
    }

    fn first_month_after(&self, last: Option<usize>) -> Month {
        let issued = self.request.same_year();
        last.map_or(self.request.month.january(), |i| {
            issued[i].statement.month.next()
        })
    }

    fn since(
        &self,
        last: Option<usize>,
        counted: &Counted,
        shown_by: impl Fn(&Statement) -> bool,
    ) -> Count {
        let issued = self.request.same_year();
        let from = self.first_month_after(last);
        let hidden: BTreeSet<Month> = self
            .year
            .months_from(from)
            .filter(|&month| !self.page_of(month, &issued).is_some_and(&shown_by))
            .collect();
        let mut residual = self.year.over(counted, &hidden);
        let known = last.map_or(0, |last| last + 1);
        for month in self.year.months_before(from) {
            let moved = self.correction(month, &issued, known, counted, &shown_by);
            residual.count += moved.count;
            residual.persons = residual.persons.max(moved.persons);
        }
        residual
    }

    /// The latest page of a month.
    fn page_of<'s>(&'s self, month: Month, issued: &[&'s Issued]) -> Option<&'s Statement> {
        if month == self.request.month {
            return Some(self.current);
        }
        let latest = issued.iter().rev().find(|i| i.statement.month == month);
        latest.map(|issued| &issued.statement)
    }

    /// What amendments have moved in a month since the first `known` statements,
    /// unless both pages show it.
    fn correction(
        &self,
        month: Month,
        issued: &[&Issued],
        known: usize,
        counted: &Counted,
        shown_by: &impl Fn(&Statement) -> bool,
    ) -> Count {
        let page = |issued: &[&Issued]| {
            let mut latest = issued.iter().rev().filter(|i| i.statement.month == month);
            latest
                .next()
                .map(|i| (i.protection.version, shown_by(&i.statement)))
        };
        let (before, after) = (page(&issued[..known]), page(issued));
        let shown = [before, after]
            .iter()
            .all(|page| page.is_none_or(|(_, shown)| shown));
        if before == after || (shown && before.is_some()) {
            return Count::default();
        }
        let state = |page: Option<(u32, bool)>| {
            self.year
                .state(month, page.map_or(0, |(version, _)| version), counted)
        };
        let (before, after) = (state(before), state(after));
        Count {
            count: before.count.abs_diff(after.count),
            persons: before.persons.abs_diff(after.persons),
        }
    }
}

/// Whether a statement brings a table since January up to date, and shows a value
/// in it.
fn shows(statement: &Statement, breakdown: Breakdown, value: Option<(Level, &str)>) -> bool {
    let table = statement.year_to_date.table(breakdown);
    let fresh = table.filter(|table| table.span == Span::YearToDate(statement.month));
    fresh.is_some_and(|table| value.is_none_or(|(level, code)| table_shows(table, level, code)))
}

/// Whether a table shows a value, itself or through all its parts. A value absent
/// from a long list is shown to be zero.
fn table_shows(table: &Table, level: Level, code: &str) -> bool {
    let fine = table.level == Level::Fine;
    if level == Level::Fine && !fine {
        return false;
    }
    let rows = table.rows.iter();
    let mut inside = rows.filter(|row| match (fine, level) {
        (true, Level::Coarse) => row.group.as_deref() == Some(code),
        _ => row.code == code,
    });
    inside.all(|row| row.cell != Cell::Masked)
}
