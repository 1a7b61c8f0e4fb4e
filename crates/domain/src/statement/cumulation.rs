//! The part of a statement that counts from January.
//!
//! A table since January, minus the same table one month earlier, is a table of
//! the month. It is therefore brought up to date only when what came since
//! concerns enough people; until then the last one is printed again, with its date.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    counts::Count,
    draft::Draft,
    grain::Grains,
    issue::Request,
    model::{Breakdown, Cell, Cumul, Level, Span, Statement, Table, Unit, YearToDate},
    residual::Residual,
    suppress,
    table::Plan,
    year::Year,
};
use crate::period::Month;

pub(super) struct Cumulation<'a> {
    pub request: &'a Request<'a>,
    pub year: &'a Year<'a>,
    pub grains: &'a Grains,
}

impl Cumulation<'_> {
    /// Tries totals first, then each table; what cannot be shown stays as last printed.
    pub fn bring_up_to_date(&self, draft: &mut Draft<'_>) {
        draft.year_to_date = self.last_printed();
        let Some(totals) = self.totals(&draft.statement()) else {
            return;
        };
        if !draft.tries(|trial| trial.totals = Some(totals)) {
            return;
        }
        for breakdown in Breakdown::ALL.iter().copied() {
            let levels = self.levels(breakdown).iter();
            levels
                .copied()
                .find(|level| self.bring_table_up_to_date(draft, breakdown, *level));
        }
    }

    /// Gives up the split by kind of this month for the one since January.
    ///
    /// A single month without its split blocks the year to date: the other months
    /// being known, the sum would give it back. A second one hides them both, and
    /// the year to date goes on from there. Done only once it has lagged already.
    pub fn trade_a_month<'d>(&self, draft: &Draft<'d>) -> Option<Draft<'d>> {
        let kind = Breakdown::Kind;
        let before = self.request.latest(self.request.month.prev())?;
        let lagged = !is_fresh(&before.statement.year_to_date, before.statement.month);
        if !lagged || is_fresh(&draft.year_to_date, self.request.month) {
            return None;
        }
        let mut trial = draft.clone();
        if !trial.give_since_january(kind) {
            return None;
        }
        self.bring_up_to_date(&mut trial);
        is_fresh(&trial.year_to_date, self.request.month).then_some(trial)
    }

    /// Levels to try for a table since January; none when it is not given so. The
    /// split by kind is always given: merged when it cannot be fine.
    fn levels(&self, breakdown: Breakdown) -> &'static [Level] {
        match (breakdown, self.grains.of(breakdown)) {
            (Breakdown::Kind, Level::Fine) => &[Level::Fine, Level::Coarse],
            (Breakdown::Kind, _) | (_, Level::YearToDate) => &[Level::Coarse],
            _ => &[],
        }
    }

    fn last_printed(&self) -> YearToDate {
        let mut history = self.request.same_year().into_iter().rev();
        let last = history.find(|issued| issued.statement.year_to_date.totals.is_some());
        last.map(|issued| issued.statement.year_to_date.clone())
            .unwrap_or_default()
    }

    fn residual<'s>(&'s self, current: &'s Statement) -> Residual<'s> {
        Residual {
            request: self.request,
            year: self.year,
            current,
        }
    }

    /// Totals since January, if what they newly tell may be known.
    fn totals(&self, current: &Statement) -> Option<Cumul> {
        let residual = self.residual(current);
        let may_show = |unit| {
            let newly = residual.of_total(unit);
            !self.request.threshold.is_too_few(newly)
        };
        (may_show(Unit::Visites) && may_show(Unit::Demandes)).then(|| Cumul {
            through: self.request.month,
            visites: Cell::Shown(self.year.total(Unit::Visites).count),
            demandes: Cell::Shown(self.year.total(Unit::Demandes).count),
        })
    }

    /// Prints the table up to this month if nobody can be found again by it; else
    /// leaves the last one, and says so.
    fn bring_table_up_to_date(
        &self,
        draft: &mut Draft<'_>,
        breakdown: Breakdown,
        level: Level,
    ) -> bool {
        let threshold = self.request.threshold;
        let current = draft.statement();
        let residual = self.residual(&current);
        let total = residual.of_total(breakdown.unit());
        if threshold.is_too_few(total)
            || !suppress::is_divisible(residual.new_total(breakdown), breakdown, level, threshold)
        {
            return false;
        }
        let rows = self.year.rows(breakdown, level);
        let (codes, counts): (Vec<&String>, Vec<Count>) = rows.iter().map(|(c, n)| (c, *n)).unzip();
        let too_few = |&index: &usize| {
            threshold.is_too_few(residual.of_value(breakdown, level, codes[index]))
        };
        let mut forced = (0..codes.len()).filter(too_few).collect();
        while let Some(masked) = suppress::mask(&counts, &forced, threshold) {
            let hidden = masked.iter().map(|&i| codes[i].clone()).collect();
            let table = self.table(breakdown, level, &rows, &hidden);
            if draft.tries(|trial| replace(trial, table)) {
                return true;
            }
            forced = masked;
            match suppress::next_to_mask(&counts, &forced, threshold) {
                Some(next) => forced.insert(next),
                None => return false,
            };
        }
        false
    }

    fn table(
        &self,
        breakdown: Breakdown,
        level: Level,
        rows: &BTreeMap<String, Count>,
        hidden: &BTreeSet<String>,
    ) -> Table {
        let plan = Plan {
            breakdown,
            level: if level == Level::Fine {
                level
            } else {
                Level::YearToDate
            },
            span: Span::YearToDate(self.request.month),
            rows,
            groups: &self.year.groups(breakdown),
            hidden,
            total: self.year.total(breakdown.unit()).count,
        };
        plan.table(self.request.names)
    }
}

/// Whether the split by kind since January reaches a month.
fn is_fresh(year_to_date: &YearToDate, month: Month) -> bool {
    let kinds = year_to_date.table(Breakdown::Kind);
    kinds.is_some_and(|table| table.span == Span::YearToDate(month))
}

fn replace(year_to_date: &mut YearToDate, table: Table) {
    let mut tables: BTreeMap<Breakdown, Table> = std::mem::take(&mut year_to_date.tables)
        .into_iter()
        .map(|t| (t.id, t))
        .collect();
    tables.insert(table.id, table);
    year_to_date.tables = tables.into_values().collect();
}
