//! One-way tables: those of the month, then those counted since January.

use std::collections::BTreeSet;

use plus_domain::statement::{self as model, Breakdown, Span, Unit};

use super::{Row, Section, Shape, Words, Written, summary};
use crate::french;

/// More rows than this are easier to compare with bars.
const FEW: usize = 5;
/// Names longer than this, in signs, need the width of the page.
const SHORT_NAME: usize = 20;

/// The summary, then the tables of the month and those counted since January;
/// in each, wide tables before narrow ones, which stand side by side.
pub(super) fn all(words: Words<'_>) -> Vec<Section> {
    let mut all = vec![summary::section(words)];
    for tables in [
        &words.statement.tables,
        &words.statement.year_to_date.tables,
    ] {
        let others = tables.iter().filter(|table| table.id != Breakdown::Kind);
        let sections = others.map(|table| section(words, table));
        let (narrow, wide): (Vec<_>, Vec<_>) = sections.partition(|section| section.narrow);
        all.extend(wide.into_iter().chain(narrow));
    }
    say_once(&mut all);
    all
}

/// Leaves each remark under the first table that needs it.
fn say_once(sections: &mut [Section]) {
    let mut said = BTreeSet::new();
    for section in sections {
        section.notes.retain(|note| said.insert(note.clone()));
    }
}

fn section(words: Words<'_>, table: &model::Table) -> Section {
    // Démarches and communes keep the same look from one month to the next.
    let bars = matches!(table.id, Breakdown::Demarche | Breakdown::Commune);
    let rows = rows_of(words, table);
    let longest = rows.iter().map(|row| row.label.chars().count()).max();
    let shape = if bars || rows.len() > FEW + 1 {
        Shape::Bars
    } else {
        Shape::Plain
    };
    Section {
        shape,
        narrow: shape == Shape::Plain || longest.is_some_and(|signs| signs <= SHORT_NAME),
        title: words.texts.get(&table.title_key).to_owned(),
        period: match table.span {
            Span::Month(_) => None,
            Span::YearToDate(through) => Some(words.since_january(through)),
        },
        head: vec![
            words
                .texts
                .get(&format!("releve-colonne-{}", table.id.code()))
                .to_owned(),
            words.unit(table.unit),
            words.texts.get("releve-part").to_owned(),
        ],
        rows,
        notes: table.notes.iter().map(|key| words.sentence(key)).collect(),
    }
}

/// Rows in the order of the statement, never by count: the order of masked
/// figures would betray them.
fn rows_of(words: Words<'_>, table: &model::Table) -> Vec<Row> {
    let longest = table.rows.iter().filter_map(|row| row.cell.shown()).max();
    let mut rows: Vec<Row> = table
        .rows
        .iter()
        .map(|row| Row {
            label: words.label(&row.label),
            cells: vec![
                words
                    .written(row.cell)
                    .of(words.of_table(table, Some(&row.code))),
                share(row.share),
            ],
            bar: bar(row.cell.shown(), longest),
            total: false,
        })
        .collect();
    rows.push(Row {
        label: words.texts.get("ensemble").to_owned(),
        cells: vec![
            words.written(table.total).of(words.of_table(table, None)),
            Written::blank(),
        ],
        bar: 0.0,
        total: true,
    });
    rows
}

fn share(share: Option<u16>) -> Written {
    share.map_or_else(Written::blank, Written::share)
}

fn bar(count: Option<u64>, longest: Option<u64>) -> f64 {
    match (count, longest) {
        (Some(count), Some(longest)) if longest > 0 => count as f64 / longest as f64,
        _ => 0.0,
    }
}

impl Words<'_> {
    /// "janvier à octobre 2026".
    pub(super) fn since_january(self, through: plus_domain::period::Month) -> String {
        let month = french::month(through);
        if through == through.january() {
            return month;
        }
        self.texts
            .fill("releve-depuis-janvier", &[("mois", &month)])
    }

    /// What a table counts.
    pub(super) fn unit(self, unit: Unit) -> String {
        self.texts
            .get(&format!("releve-nom-{}", unit.code()))
            .to_owned()
    }
}
