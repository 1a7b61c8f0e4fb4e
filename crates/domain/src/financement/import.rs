//! Spending from an accounting export: a CSV text, read whole or refused with every
//! line that must be mended. Nothing is half-imported, nothing is lost: each line is
//! kept, already known, or named with its column and its reason.

use std::collections::BTreeMap;

use super::{Depense, DepenseForm, Plan};
use crate::{
    form::FormErrors,
    ids::{AccountId, DepenseId},
};

/// Columns, in any order. The last two may be missing.
pub const COLUMNS: [&str; 8] = [
    "piece", "date", "tiers", "objet", "ligne", "ttc", "ht", "paye_le",
];
/// How many of them are needed.
pub const NEEDED: usize = 6;
/// Most lines in one file.
pub const MOST: usize = 5_000;

/// A refusal: the line of the file (from 1, the header included), what to mend by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Line of the file.
    pub line: u64,
    /// What must be mended, by column.
    pub errors: FormErrors,
}

/// What a good file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Spending that was not known.
    pub fresh: Vec<Depense>,
    /// Lines that say again what is known, cent for cent.
    pub known: usize,
}

/// What a file is read beside.
pub struct Known<'a> {
    /// The plan: lines are counted on it.
    pub plan: &'a Plan,
    /// Spending already written and not cancelled.
    pub depenses: &'a [Depense],
    /// Who imports.
    pub author: &'a AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Reads a file whole.
///
/// # Errors
/// Every line that must be mended; then nothing is to be kept.
pub fn read(
    text: &str,
    known: &Known<'_>,
    new_id: &mut dyn FnMut() -> DepenseId,
) -> Result<Imported, Vec<BadLine>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = rows.headers().cloned().unwrap_or_default();
    let places = columns(&header).map_err(|b| vec![b])?;
    let by_piece = known.depenses.iter().map(|d| (d.piece.clone(), d.clone()));
    let mut reading = Reading {
        known,
        by_piece: by_piece.collect(),
        seen: BTreeMap::new(),
        imported: Imported::default(),
        refused: Vec::new(),
    };
    for (index, row) in rows.records().enumerate() {
        let estimate = u64::try_from(index).unwrap_or(0) + 2;
        let Ok(row) = row else {
            reading.refuse(estimate, "piece", "financement-csv-illisible");
            continue;
        };
        let line = row.position().map_or(estimate, csv::Position::line);
        if index >= MOST {
            reading.refuse(line, "piece", "financement-csv-trop");
            break;
        }
        if row.len() > header.len() {
            reading.refuse(line, "piece", "financement-csv-colonnes-en-trop");
            continue;
        }
        reading.take(line, &form(&row, &places), new_id);
    }
    reading.end()
}

struct Reading<'a> {
    known: &'a Known<'a>,
    by_piece: BTreeMap<String, Depense>,
    /// Line of each piece of the file.
    seen: BTreeMap<String, u64>,
    imported: Imported,
    refused: Vec<BadLine>,
}

impl Reading<'_> {
    fn refuse(&mut self, line: u64, column: &str, key: &'static str) {
        let mut errors = FormErrors::default();
        errors.add(column, key);
        self.refused.push(BadLine { line, errors });
    }

    fn take(&mut self, line: u64, form: &DepenseForm, new_id: &mut dyn FnMut() -> DepenseId) {
        let by = (self.known.author, self.known.at);
        match form.read(new_id(), self.known.plan, by) {
            Ok(read) => self.keep(line, read),
            Err(errors) => self.refused.push(BadLine { line, errors }),
        }
    }

    /// A piece stands once: twice in the file, or otherwise here, somebody must decide.
    fn keep(&mut self, line: u64, read: Depense) {
        if let Some(first) = self.seen.insert(read.piece.clone(), line) {
            let mut errors = FormErrors::default();
            let said = [("ligne", first.to_string())];
            errors.add_with("piece", "financement-csv-deux-fois", said);
            self.refused.push(BadLine { line, errors });
            return;
        }
        match self.by_piece.get(&read.piece) {
            None => self.imported.fresh.push(read),
            Some(held) if held.says_the_same(&read) => self.imported.known += 1,
            Some(_) => self.refuse(line, "piece", "financement-csv-autrement"),
        }
    }

    fn end(mut self) -> Result<Imported, Vec<BadLine>> {
        let nothing = self.imported.fresh.is_empty() && self.imported.known == 0;
        if nothing && self.refused.is_empty() {
            self.refuse(1, "piece", "financement-csv-vide");
        }
        if self.refused.is_empty() {
            Ok(self.imported)
        } else {
            Err(self.refused)
        }
    }
}

/// A semicolon or a tab as French spreadsheets write, else a comma.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let has = |sign: char| header.contains(sign);
    if has(';') {
        b';'
    } else if has('\t') {
        b'\t'
    } else {
        b','
    }
}

/// Where each column stands. A column that is missing, there twice or not declared is
/// refused: what it holds would be lost.
fn columns(header: &csv::StringRecord) -> Result<[Option<usize>; 8], BadLine> {
    let names: Vec<String> = header.iter().map(str::to_lowercase).collect();
    let bad = |column: &str, key: &'static str| {
        let mut errors = FormErrors::default();
        errors.add(column, key);
        BadLine { line: 1, errors }
    };
    let unknown = names.iter().find(|n| !COLUMNS.contains(&n.as_str()));
    let at = |name: &str| names.iter().position(|n| n == name);
    let found = COLUMNS.map(at);
    if let Some(missing) = found.iter().take(NEEDED).position(Option::is_none) {
        return Err(bad(COLUMNS[missing], "financement-csv-colonne"));
    }
    if let Some(unknown) = unknown {
        let short: String = unknown.chars().take(40).collect();
        return Err(bad(&short, "financement-csv-colonne-inconnue"));
    }
    let twice = COLUMNS
        .iter()
        .find(|name| names.iter().filter(|n| n == name).count() > 1);
    match twice {
        Some(name) => Err(bad(name, "financement-csv-colonne-double")),
        None => Ok(found),
    }
}

fn form(row: &csv::StringRecord, places: &[Option<usize>; 8]) -> DepenseForm {
    let cell = |column: usize| {
        let at = places[column].and_then(|at| row.get(at));
        at.unwrap_or_default().to_owned()
    };
    DepenseForm {
        piece: cell(0),
        date: cell(1),
        payee: cell(2),
        object: cell(3),
        line: cell(4),
        gross: cell(5),
        net: cell(6),
        paid: cell(7),
    }
}
