//! A statement as lines, one figure each: what the CSV and the sheet of data hold.

use plus_domain::statement::{Breakdown, Cell, Span, Statement, Table, Unit};

use super::{Words, summary};
use crate::{french, texts::Texts};

/// One figure, where it stands and over what time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Title of the table.
    pub table: String,
    /// Month, or months.
    pub period: String,
    /// What is counted.
    pub unit: String,
    /// Name of the row.
    pub row: String,
    /// The figure.
    pub cell: Cell,
    /// The word in the place of a hidden figure; empty otherwise.
    pub mention: String,
    /// Its share of the table, in tenths of a percent.
    pub share: Option<u16>,
}

/// Every figure of the statement, in the order of the page.
pub fn lines(statement: &Statement, texts: &Texts) -> Vec<Line> {
    let words = Words { statement, texts };
    let mut lines = headline(words);
    for column in summary::columns(words) {
        for (unit, cell) in [
            (Unit::Visites, column.visites),
            (Unit::Demandes, column.demandes),
        ] {
            let unit = words.unit(unit);
            let place = Place {
                table: texts.get("releve-titre-resume"),
                period: &column.head,
                unit: &unit,
            };
            lines.push(words.line(&place, &unit, cell, None));
        }
        if let Some(kinds) = column.kinds {
            lines.extend(table(words, kinds));
        }
    }
    let tables = statement
        .tables
        .iter()
        .chain(&statement.year_to_date.tables);
    for other in tables.filter(|other| other.id != Breakdown::Kind) {
        lines.extend(table(words, other));
    }
    lines
}

/// The first figures that no table repeats under the same name.
fn headline(words: Words<'_>) -> Vec<Line> {
    let headline = &words.statement.headline;
    let month = french::month(words.statement.month);
    let line = |key: &str, cell, share| {
        let key = format!("releve-nom-{key}");
        let name = words.texts.get(&key);
        let place = Place {
            table: words.texts.get("releve-titre-chiffres"),
            period: &month,
            unit: name,
        };
        words.line(&place, name, cell, share)
    };
    let mut usagers = line("usagers", headline.usagers_accompagnes, None);
    if headline.at_least && usagers.cell.shown().is_some() {
        words.texts.get("au-moins").clone_into(&mut usagers.mention);
    }
    let mut all = vec![
        line("accompagnements", headline.accompagnements, None),
        line("resolues", headline.resolved, headline.resolved_share),
        usagers,
    ];
    if let Some(suites) = &words.statement.suites {
        all.extend([
            line("rendez-vous", suites.rendez_vous, None),
            line("rendez-vous-honores", suites.honores, None),
            line("escalades", suites.escalades, None),
            line("escalades-repondues", suites.repondues, None),
        ]);
    }
    all
}

fn table(words: Words<'_>, table: &Table) -> Vec<Line> {
    let unit = words.unit(table.unit);
    let period = match table.span {
        Span::Month(month) => french::month(month),
        Span::YearToDate(through) => words.since_january(through),
    };
    let place = Place {
        table: words.texts.get(&table.title_key),
        period: &period,
        unit: &unit,
    };
    let rows = table
        .rows
        .iter()
        .map(|row| words.line(&place, &words.label(&row.label), row.cell, row.share));
    let whole = words.line(&place, words.texts.get("ensemble"), table.total, None);
    rows.chain([whole]).collect()
}

/// Where a figure stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    table: &'a str,
    period: &'a str,
    unit: &'a str,
}

impl Words<'_> {
    fn line(self, place: &Place<'_>, row: &str, cell: Cell, share: Option<u16>) -> Line {
        let written = self.written(cell);
        Line {
            table: place.table.to_owned(),
            period: place.period.to_owned(),
            unit: place.unit.to_owned(),
            row: row.to_owned(),
            cell,
            mention: if written.hidden {
                written.text
            } else {
                String::new()
            },
            share,
        }
    }
}
