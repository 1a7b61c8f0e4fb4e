//! Past visites from the lines of a file: read whole, or refused with every line
//! that must be mended.
//!
//! Rows of text come in, visites go out; opening the file is not done here. A visite
//! with several demandes has several lines under one reference. The same line gives
//! the same identifiers each time, so that importing twice is importing once.

mod choices;
mod columns;
mod group;
mod line;
mod names;

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};

pub use choices::fold;
pub use columns::Column;

use super::Visite;
use crate::{form::FormErrors, ids::AccountId, territoire::Territoire};
use columns::Columns;
use group::Groups;
use line::Reader;

/// Most lines in one file.
pub const MOST_ROWS: usize = 200_000;
/// Longest reference, characters.
pub const REFERENCE: usize = 80;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in the file, from 1, the header included.
    pub line: u64,
    /// Its cells, in the order of the header; missing ones are empty.
    pub cells: Vec<String>,
}

/// A file as rows of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Line of the header.
    pub header_line: u64,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Lines that hold something.
    pub rows: Vec<Row>,
}

/// Lines in which the header is looked for: a title may stand above it.
const ABOVE: usize = 20;

impl Sheet {
    /// A file from all its lines: the header is the first that names three columns,
    /// else the first.
    pub fn of_rows(mut rows: Vec<Row>) -> Self {
        let names = |row: &Row| {
            let cells = row.cells.iter();
            cells.filter_map(|c| Column::of_header(c)).count() >= 3
        };
        let at = rows.iter().take(ABOVE).position(names).unwrap_or(0);
        let below = rows.split_off(rows.len().min(at + 1));
        let header = rows.pop();
        Self {
            header_line: header.as_ref().map_or(1, |row| row.line),
            header: header.map(|row| row.cells).unwrap_or_default(),
            rows: below,
        }
    }
}

/// What the reading may use.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Partners, places, communes, themes and démarches, with their dates.
    pub territory: &'a Territoire,
    /// Time zone of the dates and hours of the file.
    pub zone: &'a TimeZone,
    /// Accounts by login.
    pub team: &'a BTreeMap<String, AccountId>,
    /// Author of the lines that name none: who imports.
    pub author: &'a AccountId,
    /// Today: no visite is dated later.
    pub today: Date,
    /// The identifier of a key: always the same for the same key.
    pub id: &'a dyn Fn(&str) -> String,
}

impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

/// A line to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Line of the file.
    pub line: u64,
    /// What must be mended, by column.
    pub errors: FormErrors,
}

impl BadLine {
    /// One refusal.
    pub fn new(line: u64, column: &str, key: &'static str) -> Self {
        let mut errors = FormErrors::default();
        errors.add(column, key);
        Self { line, errors }
    }
}

/// A visite of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The line where it begins.
    pub line: u64,
    /// The visite.
    pub visite: Visite,
}

/// Reads a file whole.
///
/// # Errors
/// Every line to mend, in the order of the file; one is enough for nothing to be
/// given.
pub fn read(sheet: &Sheet, known: &Known<'_>) -> Result<Vec<Imported>, Vec<BadLine>> {
    let columns = Columns::read(&sheet.header, sheet.header_line)?;
    if sheet.rows.is_empty() {
        return Err(vec![BadLine::new(sheet.header_line, "", "import-vide")]);
    }
    if let Some(row) = sheet.rows.get(MOST_ROWS) {
        return Err(vec![BadLine::new(row.line, "", "import-trop-de-lignes")]);
    }
    let mut reader = Reader::new(known);
    let mut groups = Groups::default();
    let mut bad = Vec::new();
    for row in &sheet.rows {
        let read = reader.line(row, &columns);
        match read.and_then(|line| groups.add(line)) {
            Ok(()) => {}
            Err(errors) => bad.push(BadLine {
                line: row.line,
                errors,
            }),
        }
    }
    let mut read = Vec::new();
    for group in groups.into_groups() {
        match group.visite(&mut reader) {
            Ok(imported) => read.push(imported),
            Err(lines) => bad.extend(lines),
        }
    }
    bad.sort_by_key(|b| b.line);
    if bad.is_empty() { Ok(read) } else { Err(bad) }
}
