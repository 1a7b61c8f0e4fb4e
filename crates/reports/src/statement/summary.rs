//! The month, the month before and the year, side by side: visites, demandes and
//! the split by kind.

use plus_domain::{
    period::Month,
    statement::{Breakdown, Cell, Table, Unit},
};

use super::{
    Behind, Row, Section, Shape, What, Words, Written,
    behind::{total, value},
};
use crate::french;

/// One column: its head, the two totals, the split by kind when it is published.
pub(super) struct Column<'a> {
    pub(super) head: String,
    pub(super) visites: Cell,
    pub(super) demandes: Cell,
    pub(super) kinds: Option<&'a Table>,
    /// Its months.
    months: (Month, Month),
    /// The statement that froze it, when it is another.
    other: Option<&'a str>,
}

impl Column<'_> {
    fn behind(&self, words: Words<'_>, what: What) -> Behind {
        let own = words.since(self.months.0, self.months.1, what);
        Behind {
            number: self.other.map_or(own.number, str::to_owned),
            ..own
        }
    }
}

/// The columns that this statement has, the month first.
pub(super) fn columns(words: Words<'_>) -> Vec<Column<'_>> {
    let statement = words.statement;
    let mut columns = vec![Column {
        head: french::month(statement.month),
        visites: statement.headline.visites,
        demandes: statement.headline.demandes,
        kinds: statement.table(Breakdown::Kind),
        months: (statement.month, statement.month),
        other: None,
    }];
    if let Some(before) = &statement.month_before {
        columns.push(Column {
            head: french::month(before.month),
            visites: before.visites,
            demandes: before.demandes,
            kinds: before.kinds.as_ref(),
            months: (before.month, before.month),
            other: Some(&before.number),
        });
    }
    if let Some(cumul) = &statement.year_to_date.totals {
        columns.push(Column {
            head: words.since_january(cumul.through),
            visites: cumul.visites,
            demandes: cumul.demandes,
            kinds: statement.year_to_date.table(Breakdown::Kind),
            months: (cumul.through.january(), cumul.through),
            other: None,
        });
    }
    columns
}

/// The section; a kind that a column does not publish is said to be absent.
pub(super) fn section(words: Words<'_>) -> Section {
    let columns = columns(words);
    let head = std::iter::once(words.texts.get("releve-mesure").to_owned())
        .chain(columns.iter().map(|column| column.head.clone()))
        .collect();
    let written = |column: &Column<'_>, unit: Unit| {
        let cell = match unit {
            Unit::Visites => column.visites,
            _ => column.demandes,
        };
        words.written(cell).of(column.behind(words, total(unit)))
    };
    let mut rows: Vec<Row> = [Unit::Visites, Unit::Demandes]
        .into_iter()
        .map(|unit| Row {
            label: words.unit(unit),
            cells: columns.iter().map(|c| written(c, unit)).collect(),
            bar: 0.0,
            total: true,
        })
        .collect();
    rows.extend(kinds(words, &columns));
    Section {
        shape: Shape::Summary,
        narrow: false,
        title: words.texts.get("releve-titre-resume").to_owned(),
        period: None,
        head,
        rows,
        notes: notes(words, &columns),
    }
}

/// One row for each kind that at least one column publishes.
fn kinds(words: Words<'_>, columns: &[Column<'_>]) -> Vec<Row> {
    let mut known: Vec<(&str, String)> = Vec::new();
    for row in columns.iter().filter_map(|c| c.kinds).flat_map(|t| &t.rows) {
        if known.iter().all(|(code, _)| *code != row.code) {
            known.push((&row.code, words.label(&row.label)));
        }
    }
    known
        .into_iter()
        .map(|(code, label)| Row {
            label: words.texts.fill("releve-dont", &[("nature", &label)]),
            cells: columns.iter().map(|c| kind(words, c, code)).collect(),
            bar: 0.0,
            total: false,
        })
        .collect()
}

fn kind(words: Words<'_>, column: &Column<'_>, code: &str) -> Written {
    let found = column.kinds.and_then(|t| Some((t, t.row(code)?)));
    match found {
        Some((table, row)) => {
            let what = value(Breakdown::Kind, table.level, code);
            let mut behind = column.behind(words, what);
            // It may lag behind the totals of its column.
            behind.to = words.of_table(table, None).to;
            words.written(row.cell).of(behind)
        }
        None => words.word("non-publie"),
    }
}

/// Remarks of the tables by kind, each once.
fn notes(words: Words<'_>, columns: &[Column<'_>]) -> Vec<String> {
    let mut keys: Vec<&str> = Vec::new();
    for key in columns
        .iter()
        .filter_map(|c| c.kinds)
        .flat_map(|t| &t.notes)
    {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys.into_iter().map(|key| words.sentence(key)).collect()
}
