//! The table of a crossing: its values in order, what each cell counts, and how it is written.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::stats::Dimension;
use serde::{Deserialize, Serialize};

use super::{Counted, Crossed, name, unit};
use crate::web::{
    chiffres::{Labels, blocks::rank, lines::period},
    page::Page,
};

/// Values of a side: word and code.
pub type Values = Vec<(String, String)>;

/// What was counted, by row and by column.
pub struct Grille {
    /// In rows.
    pub rows: Values,
    /// In columns.
    pub columns: Values,
    /// Visites and demandes.
    pub cells: Vec<Vec<(i64, i64)>>,
    by_demande: bool,
}

/// A table as it is shown: nothing where a number is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The two breakdowns.
    pub title: String,
    /// What goes in rows.
    pub first: String,
    /// What is counted.
    pub unit: String,
    /// The months, and the restriction.
    pub period: String,
    /// Words of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Line>,
    /// Totals of the columns.
    pub totals: Vec<Option<u64>>,
    /// Total of all.
    pub total: u64,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its word.
    pub word: String,
    /// By column.
    pub cells: Vec<Option<u64>>,
    /// Of all columns.
    pub total: Option<u64>,
}

impl Grille {
    /// The counts in their order.
    pub fn new(labels: &Labels<'_>, crossed: &Crossed, counted: &Counted) -> Self {
        let (first, second) = crossed.dimensions;
        let rows = values(labels, first, counted.keys().map(|(row, _)| row));
        let columns = values(labels, second, counted.keys().map(|(_, column)| column));
        let at = |row: &String, column: &String| {
            let found = counted.get(&(row.clone(), column.clone()));
            found.copied().unwrap_or_default()
        };
        let line = |(_, row): &(String, String)| {
            let cells = columns.iter().map(|(_, column)| at(row, column));
            cells.collect()
        };
        Self {
            cells: rows.iter().map(line).collect(),
            by_demande: crossed.by_demande(),
            rows,
            columns,
        }
    }

    /// What a cell counts.
    pub fn count(&self, (visites, demandes): (i64, i64)) -> u64 {
        let n = if self.by_demande { demandes } else { visites };
        u64::try_from(n).unwrap_or(0)
    }

    /// What a row counts.
    pub fn of_row(&self, row: usize) -> u64 {
        self.cells[row].iter().map(|cell| self.count(*cell)).sum()
    }

    /// What a column counts.
    pub fn of_column(&self, column: usize) -> u64 {
        let lines = self.cells.iter();
        lines.map(|line| self.count(line[column])).sum()
    }

    /// What all counts.
    pub fn total(&self) -> u64 {
        (0..self.rows.len()).map(|row| self.of_row(row)).sum()
    }

    /// What the rows count, by code.
    pub fn by_row(&self) -> BTreeMap<String, u64> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(i, (_, code))| (code.clone(), self.of_row(i)))
            .collect()
    }

    /// What the communes count when they are one of the two sides.
    pub fn by_commune(&self, crossed: &Crossed) -> Option<BTreeMap<String, u64>> {
        let columns = self.columns.iter().enumerate();
        match crossed.dimensions {
            (Dimension::Commune, _) => Some(self.by_row()),
            (_, Dimension::Commune) => Some(
                columns
                    .map(|(j, (_, code))| (code.clone(), self.of_column(j)))
                    .collect(),
            ),
            _ => None,
        }
    }

    /// Everything, as the team sees it.
    pub fn whole(&self, page: &Page, labels: &Labels<'_>, crossed: &Crossed) -> Shown {
        let line = |(i, (word, _)): (usize, &(String, String))| Line {
            word: word.clone(),
            cells: self.cells[i].iter().map(|c| Some(self.count(*c))).collect(),
            total: Some(self.of_row(i)),
        };
        Shown {
            title: title(page, crossed),
            first: name(page, crossed.dimensions.0),
            unit: unit(page, crossed),
            period: told(page, labels, crossed),
            columns: self.columns.iter().map(|(word, _)| word.clone()).collect(),
            rows: self.rows.iter().enumerate().map(line).collect(),
            totals: (0..self.columns.len())
                .map(|j| Some(self.of_column(j)))
                .collect(),
            total: self.total(),
        }
    }
}

/// The two breakdowns in words.
pub(in crate::web::chiffres) fn title(page: &Page, crossed: &Crossed) -> String {
    let second = name(page, crossed.dimensions.1).replacen("Par ", "par ", 1);
    page.arg("lignes", name(page, crossed.dimensions.0))
        .arg("colonnes", second)
        .t("croisement-de")
}

/// The months, and the partner or the place when there is one.
pub(in crate::web::chiffres) fn told(
    page: &Page,
    labels: &Labels<'_>,
    crossed: &Crossed,
) -> String {
    let months = period(page, &crossed.choice);
    let (kind, code) = crossed.choice.scope.key();
    let only = match kind {
        "partner" => labels.of(Dimension::Partner, code),
        "place" => labels.of(Dimension::Place, code),
        _ => return months,
    };
    format!("{months} · {only}")
}

/// A table in words.
pub struct Words {
    /// The two breakdowns.
    pub title: String,
    /// What goes in rows.
    pub first: String,
    /// What is counted.
    pub unit: String,
    /// Words of the columns.
    pub columns: Vec<String>,
    /// Word of each row, its counts, its total.
    pub rows: Vec<(String, Vec<String>, String)>,
    /// Totals of the columns.
    pub totals: Vec<String>,
    /// Total of all.
    pub total: String,
}

impl Shown {
    /// As it is written: a word where a number is masked.
    pub fn words(&self, page: &Page) -> Words {
        let word = |number: Option<u64>| {
            number.map_or_else(|| page.t("croisement-masque"), |n| page.number(n))
        };
        let line = |line: &Line| {
            let cells = line.cells.iter().copied().map(word).collect();
            (line.word.clone(), cells, word(line.total))
        };
        Words {
            title: self.title.clone(),
            first: self.first.clone(),
            unit: self.unit.clone(),
            columns: self.columns.clone(),
            rows: self.rows.iter().map(line).collect(),
            totals: self.totals.iter().copied().map(word).collect(),
            total: page.number(self.total),
        }
    }
}

/// Values in the order of their scale, else of their words: word and value.
fn values<'a>(
    labels: &Labels<'_>,
    dimension: Dimension,
    found: impl Iterator<Item = &'a String>,
) -> Values {
    let found: BTreeSet<&String> = found.collect();
    let mut values: Values = found
        .into_iter()
        .map(|value| (labels.of(dimension, value), value.clone()))
        .collect();
    values.sort_by_cached_key(|(word, value)| (rank(dimension, value), word.clone()));
    values
}
