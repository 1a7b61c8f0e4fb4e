//! From printed statements to what a reader knows.
//!
//! It reads what is on the pages (tables, totals, year to date, amendments) and
//! the definitions printed at the foot, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::system::{Atom, Relates, System, Writer};
use crate::{
    period::Month,
    statement::{
        model::{Breakdown, Cell, Level, Row, Span, Statement, Table, Unit, WithheldReason},
        values::{codes, fixed_rows},
    },
};

/// A month as one statement or amendment gave it.
type Issue = (Month, u32);

/// What was said since January in one statement, with the state of the months then.
struct Cumulative<'a> {
    through: Month,
    versions: BTreeMap<Month, u32>,
    statement: &'a Statement,
}

/// A value as the finest table since January lists it.
struct Leaf {
    level: Level,
    code: String,
    group: Option<String>,
}

#[derive(Default)]
struct Knowledge<'a> {
    writer: Writer,
    printed: BTreeMap<(Issue, Breakdown), &'a Table>,
    /// Two-row tables withheld for their masks: neither row can be zero.
    halves: BTreeSet<(Issue, Breakdown)>,
    versions: BTreeMap<Month, u32>,
    cumulative: Vec<Cumulative<'a>>,
    leaves: BTreeMap<Breakdown, Vec<Leaf>>,
    opened: BTreeSet<(Issue, Breakdown)>,
    /// Months whose totals since January were brought up to date.
    totalled: BTreeSet<Month>,
    /// Month of the last table since January.
    last_fresh: BTreeMap<Breakdown, Month>,
}

impl System {
    /// What a reader of these statements knows, given in the order of issue, all
    /// of one partner and one year.
    pub fn of<'a>(issued: impl IntoIterator<Item = &'a Statement>) -> Self {
        let mut knowledge = Knowledge::default();
        for statement in issued {
            knowledge.read_month(statement);
        }
        knowledge.list_leaves();
        for cumulative in std::mem::take(&mut knowledge.cumulative) {
            knowledge.read_cumulative(&cumulative);
        }
        knowledge.link();
        knowledge.writer.finish()
    }
}

impl<'a> Knowledge<'a> {
    /// Totals and tables of the month, and how an amendment relates to the last issue.
    fn read_month(&mut self, statement: &'a Statement) {
        let threshold = statement.threshold;
        let version = self.versions.get(&statement.month).map_or(1, |v| v + 1);
        let issue = (statement.month, version);
        let headline = &statement.headline;
        for (unit, cell) in [
            (Unit::Visites, headline.visites),
            (Unit::Demandes, headline.demandes),
        ] {
            self.writer.print(total(issue, unit), cell, threshold);
        }
        for table in &statement.tables {
            self.read_table(issue, table, threshold);
        }
        for absent in &statement.withheld {
            let two_rows = fixed_rows(absent.id, absent.level) == Some(2);
            if two_rows && absent.reason == WithheldReason::MostlyMasked {
                self.halves.insert((issue, absent.id));
            }
        }
        self.versions.insert(statement.month, version);
        if version > 1 {
            self.compare((statement.month, version - 1), issue);
        }
        self.cumulative.push(Cumulative {
            through: statement.month,
            versions: self.versions.clone(),
            statement,
        });
    }

    fn read_table(&mut self, issue: Issue, table: &'a Table, threshold: u32) {
        let total = total(issue, table.unit);
        if table.unit == Unit::Accompagnements {
            self.writer.print(total.clone(), table.total, threshold);
        }
        for row in &table.rows {
            let atom = cell(issue, table.id, table.level, &row.code);
            self.writer.print(atom, row.cell, threshold);
        }
        let rows = row_atoms(issue, table);
        self.writer
            .relate(&rows, &[total], Relates::Equal, 0, false);
        self.printed.insert((issue, table.id), table);
    }

    /// Masked cells whose sum did not move are taken for unmoved, one by one.
    fn compare(&mut self, before: Issue, after: Issue) {
        for breakdown in Breakdown::ALL.iter().copied() {
            let (Some(old), Some(new)) = (
                self.printed.get(&(before, breakdown)),
                self.printed.get(&(after, breakdown)),
            ) else {
                continue;
            };
            let masked: Vec<&Row> = masked_rows(new).collect();
            let same = masked.len() == masked_rows(old).count() && rest(old) == rest(new);
            for row in masked.iter().filter(|_| same) {
                let [a, b] =
                    [after, before].map(|issue| cell(issue, breakdown, new.level, &row.code));
                self.writer.relate(&[a], &[b], Relates::Equal, 0, true);
            }
        }
    }

    /// The values that tables since January list, at their finest.
    fn list_leaves(&mut self) {
        for cumulative in &self.cumulative {
            for table in fresh_tables(cumulative) {
                let leaves = self.leaves.entry(table.id).or_default();
                for row in &table.rows {
                    if !leaves
                        .iter()
                        .any(|l| l.level == rows_level(table) && l.code == row.code)
                    {
                        leaves.push(Leaf {
                            level: rows_level(table),
                            code: row.code.clone(),
                            group: row.group.clone(),
                        });
                    }
                }
            }
        }
        for leaves in self.leaves.values_mut() {
            let groups: BTreeSet<String> = leaves.iter().filter_map(|l| l.group.clone()).collect();
            leaves.retain(|leaf| leaf.level == Level::Fine || !groups.contains(&leaf.code));
        }
    }

    /// Sums since January, each over the months as they stood then.
    fn read_cumulative(&mut self, cumulative: &Cumulative<'_>) {
        let threshold = cumulative.statement.threshold;
        let year = &cumulative.statement.year_to_date;
        if let Some(totals) = year.totals.filter(|t| t.through == cumulative.through) {
            self.sum_totals(cumulative, Unit::Visites, totals.visites);
            self.sum_totals(cumulative, Unit::Demandes, totals.demandes);
            self.totalled.insert(cumulative.through);
        }
        for table in fresh_tables(cumulative) {
            if table.unit == Unit::Accompagnements {
                self.sum_totals(cumulative, table.unit, table.total);
            }
            for row in &table.rows {
                let atom = Atom::Cumul {
                    through: cumulative.through,
                    breakdown: table.id,
                    level: rows_level(table),
                    code: row.code.clone(),
                };
                self.writer.print(atom.clone(), row.cell, threshold);
                let mut months = Vec::new();
                for issue in months_of(cumulative) {
                    months.extend(self.part_of(issue, table, &row.code, threshold));
                }
                self.writer
                    .relate(&months, &[atom], Relates::Equal, 0, false);
            }
            self.read_silences(cumulative, table);
        }
    }

    /// A table of two rows that could have been brought up to date and was not had
    /// too few people in one of them: neither was zero since it was last printed.
    fn read_silences(&mut self, cumulative: &Cumulative<'_>, table: &Table) {
        let last = self.last_fresh.insert(table.id, cumulative.through);
        if fixed_rows(table.id, rows_level(table)) != Some(2) {
            return;
        }
        let from = last.map_or(cumulative.through.january(), Month::next);
        let silent: Vec<Month> = self
            .totalled
            .range(from..cumulative.through)
            .copied()
            .collect();
        for month in silent {
            for row in &table.rows {
                let threshold = cumulative.statement.threshold;
                let mut parts = Vec::new();
                for issue in months_of(cumulative).filter(|(m, _)| (from..=month).contains(m)) {
                    parts.extend(self.part_of(issue, table, &row.code, threshold));
                }
                self.at_least_one(&parts);
            }
        }
    }

    /// What the reader guesses from a table that is absent.
    fn at_least_one(&mut self, parts: &[Atom]) {
        self.writer.relate(&[], parts, Relates::AtMost, -1, true);
    }

    fn sum_totals(&mut self, cumulative: &Cumulative<'_>, unit: Unit, cell: Cell) {
        let Some(sum) = cell.shown() else { return };
        let months: Vec<Atom> = months_of(cumulative)
            .map(|issue| total(issue, unit))
            .collect();
        for atom in &months {
            self.writer.imply(atom, cumulative.statement.threshold);
        }
        let sum = i64::try_from(sum).unwrap_or(i64::MAX);
        self.writer.relate(&months, &[], Relates::Equal, sum, false);
    }

    /// The counts of a month that a row since January holds.
    fn part_of(&mut self, issue: Issue, cumul: &Table, code: &str, threshold: u32) -> Vec<Atom> {
        let wanted = rows_level(cumul);
        let within = |level: Level, own: &str, group: Option<&str>| {
            (level == wanted && own == code)
                || (level == Level::Fine && wanted == Level::Coarse && group == Some(code))
        };
        let printed = self.printed.get(&(issue, cumul.id)).copied();
        if let Some(table) = printed.filter(|t| t.level == Level::Fine || wanted == Level::Coarse) {
            let rows = table.rows.iter();
            return rows
                .filter(|row| within(table.level, &row.code, row.group.as_deref()))
                .map(|row| cell(issue, table.id, table.level, &row.code))
                .collect();
        }
        self.open(issue, cumul, printed, threshold);
        let leaves = self.leaves.get(&cumul.id).into_iter().flatten();
        leaves
            .filter(|leaf| within(leaf.level, &leaf.code, leaf.group.as_deref()))
            .map(|leaf| cell(issue, cumul.id, leaf.level, &leaf.code))
            .collect()
    }

    /// Brings in the counts of a month whose table was not printed, or printed
    /// coarser: they add up to the total, or to the coarse rows.
    fn open(&mut self, issue: Issue, cumul: &Table, printed: Option<&Table>, threshold: u32) {
        if !self.opened.insert((issue, cumul.id)) {
            return;
        }
        let all = total(issue, cumul.unit);
        self.writer.imply(&all, threshold);
        let leaves = self.leaves.get(&cumul.id).map_or(&[][..], Vec::as_slice);
        let atom = |leaf: &Leaf| cell(issue, cumul.id, leaf.level, &leaf.code);
        for leaf in leaves {
            self.writer.imply(&atom(leaf), threshold);
        }
        let Some(table) = printed else {
            let parts: Vec<Atom> = leaves.iter().map(atom).collect();
            self.writer.relate(&parts, &[all], Relates::Equal, 0, false);
            if self.halves.contains(&(issue, cumul.id)) {
                for part in &parts {
                    self.at_least_one(std::slice::from_ref(part));
                }
            }
            return;
        };
        for row in &table.rows {
            let inside = leaves
                .iter()
                .filter(|l| l.group.as_deref() == Some(&row.code));
            let parts: Vec<Atom> = inside.map(atom).collect();
            let whole = cell(issue, table.id, table.level, &row.code);
            self.writer
                .relate(&parts, &[whole], Relates::Equal, 0, false);
        }
    }

    /// What the definitions say of every month: a visite holds at least one
    /// demande; kind orientation ⇔ result réorienté; a visite with an
    /// accompagnement holds at least one.
    fn link(&mut self) {
        let Some(&last) = self.versions.keys().next_back() else {
            return;
        };
        let months = std::iter::successors(Some(last.january()), |month| Some(month.next()));
        let issues: Vec<Issue> = months
            .take_while(|month| *month <= last)
            .flat_map(|month| {
                let issued = self.versions.get(&month).copied().unwrap_or(0);
                (0..=issued).map(move |version| (month, version))
            })
            .collect();
        for issue in issues {
            let [visites, demandes, accompanied] =
                [Unit::Visites, Unit::Demandes, Unit::Accompagnements].map(|u| total(issue, u));
            self.at_most(&visites, &demandes);
            self.at_most(&accompanied, &visites);
            for level in [Level::Fine, Level::Coarse] {
                let done = cell(issue, Breakdown::Kind, level, codes::ACCOMPAGNEMENT);
                self.at_most(&accompanied, &done);
            }
            self.link_orientations(issue);
        }
    }

    fn link_orientations(&mut self, issue: Issue) {
        let kind = |level, code| cell(issue, Breakdown::Kind, level, code);
        let outcome = |level, code| cell(issue, Breakdown::Outcome, level, code);
        let sent_on = kind(Level::Fine, codes::ORIENTATION);
        let redirected = outcome(Level::Fine, codes::REORIENTE);
        if self.writer.knows(&sent_on) && self.writer.knows(&redirected) {
            self.writer
                .relate(&[sent_on], &[redirected], Relates::Equal, 0, false);
            return;
        }
        self.at_most(&sent_on, &outcome(Level::Coarse, codes::NON_RESOLU));
        self.at_most(&redirected, &kind(Level::Coarse, codes::AUTRE));
    }

    fn at_most(&mut self, small: &Atom, large: &Atom) {
        if self.writer.knows(small) && self.writer.knows(large) {
            let (small, large) = (small.clone(), large.clone());
            self.writer
                .relate(&[small], &[large], Relates::AtMost, 0, false);
        }
    }
}

fn total((month, version): Issue, unit: Unit) -> Atom {
    Atom::Total {
        month,
        version,
        unit,
    }
}

fn cell((month, version): Issue, breakdown: Breakdown, level: Level, code: &str) -> Atom {
    Atom::Cell {
        month,
        version,
        breakdown,
        level,
        code: code.to_owned(),
    }
}

fn row_atoms(issue: Issue, table: &Table) -> Vec<Atom> {
    let rows = table.rows.iter();
    rows.map(|row| cell(issue, table.id, table.level, &row.code))
        .collect()
}

fn masked_rows(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().filter(|row| row.cell == Cell::Masked)
}

/// What the masked rows of a table add up to, which anybody can compute.
fn rest(table: &Table) -> Option<u64> {
    let shown: u64 = table.rows.iter().filter_map(|row| row.cell.shown()).sum();
    table.total.shown().map(|total| total.saturating_sub(shown))
}

/// Tables brought up to date in this very statement.
fn fresh_tables<'s>(cumulative: &Cumulative<'s>) -> impl Iterator<Item = &'s Table> + use<'s> {
    let through = Span::YearToDate(cumulative.through);
    let tables = cumulative.statement.year_to_date.tables.iter();
    tables.filter(move |table| table.span == through)
}

/// January to the month of the statement, each as last issued by then.
fn months_of(cumulative: &Cumulative<'_>) -> impl Iterator<Item = Issue> {
    let last = cumulative.through;
    std::iter::successors(Some(last.january()), |month| Some(month.next()))
        .take_while(move |month| *month <= last)
        .map(|month| (month, cumulative.versions.get(&month).copied().unwrap_or(0)))
}

/// Whether the rows of a table are fine or coarse, whatever its span.
fn rows_level(table: &Table) -> Level {
    if table.level == Level::Fine {
        Level::Fine
    } else {
        Level::Coarse
    }
}
