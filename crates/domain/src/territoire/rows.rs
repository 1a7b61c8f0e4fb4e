//! Reading one table of a territory, row by row, noting every fault: CSV, or
//! text separated by tabs.
//!
//! First line: the names of the columns, in any order. Lines that begin with
//! `#` are comments (source, licence, date). It knows no rule of the territory.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    problem::{At, Problems},
    source::Source,
    table::read_date,
};

/// A row: its values by column.
pub(crate) struct Row<'a> {
    at: At,
    values: BTreeMap<String, String>,
    problems: &'a Problems,
}

/// How the cells of a file are parted.
struct Format {
    delimiter: u8,
    /// Whether quotation marks may hold a cell.
    quoting: bool,
    unreadable: &'static str,
    miscounted: &'static str,
}

const CSV: Format = Format {
    delimiter: b',',
    quoting: true,
    unreadable: "enregistrez-le en CSV, en UTF-8, avec des virgules",
    miscounted: "mettez une virgule entre les cases, et des guillemets autour d’un texte qui a une virgule",
};

const TABS: Format = Format {
    delimiter: b'\t',
    quoting: false,
    unreadable: "enregistrez-le en texte UTF-8, avec des tabulations",
    miscounted: "mettez une tabulation entre les cases, même vides",
};

/// The rows of a CSV file whose columns are exactly these.
pub(crate) fn rows<'a>(source: &Source, columns: &[&str], problems: &'a Problems) -> Vec<Row<'a>> {
    read(source, columns, &CSV, problems)
}

/// The rows of a CSV file that has these columns, and may have others.
pub(crate) fn rows_with<'a>(
    source: &Source,
    (columns, more): (&[&str], &[&str]),
    problems: &'a Problems,
) -> Vec<Row<'a>> {
    let header = source.text.lines().find(|line| !line.starts_with('#'));
    let header = header.unwrap_or_default();
    let has = |name: &&&str| {
        header
            .split(',')
            .any(|cell| cell.trim().trim_matches('"') == **name)
    };
    let there: Vec<&str> = columns
        .iter()
        .chain(more.iter().filter(has))
        .copied()
        .collect();
    read(source, &there, &CSV, problems)
}

/// The rows of a file separated by tabs, without quotation marks.
pub(crate) fn tab_rows<'a>(
    source: &Source,
    columns: &[&str],
    problems: &'a Problems,
) -> Vec<Row<'a>> {
    read(source, columns, &TABS, problems)
}

fn read<'a>(
    source: &Source,
    columns: &[&str],
    format: &Format,
    problems: &'a Problems,
) -> Vec<Row<'a>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .comment(Some(b'#'))
        .flexible(true)
        .delimiter(format.delimiter)
        .quoting(format.quoting)
        .from_reader(source.text.as_bytes());
    let mut header: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else {
            let at = At::start_of(&source.file);
            problems.add(at, "ce tableau ne se lit pas", format.unreadable);
            break;
        };
        let at = source.line(record.position().map_or(1, csv::Position::line));
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        match &header {
            None => header = Some(check_header(cells, columns, &at, problems)),
            Some(names) if names.len() == cells.len() => {
                let values = names.iter().cloned().zip(cells).collect();
                rows.push(Row {
                    at,
                    values,
                    problems,
                });
            }
            Some(names) => problems.add(
                at,
                format!(
                    "cette ligne a {} cases au lieu de {}",
                    cells.len(),
                    names.len()
                ),
                format.miscounted,
            ),
        }
    }
    if header.is_none() {
        check_header(Vec::new(), columns, &At::start_of(&source.file), problems);
    }
    rows
}

fn check_header(cells: Vec<String>, columns: &[&str], at: &At, problems: &Problems) -> Vec<String> {
    for column in columns {
        if cells.iter().filter(|cell| cell == column).count() != 1 {
            problems.add(
                at.clone(),
                format!("la colonne « {column} » doit être là une fois"),
                format!("première ligne attendue : {}", columns.join(",")),
            );
        }
    }
    for cell in &cells {
        if !columns.contains(&cell.as_str()) {
            problems.add(
                at.clone(),
                format!("la colonne « {cell} » n’est pas connue"),
                format!("colonnes connues : {}", columns.join(",")),
            );
        }
    }
    cells
}

impl Row<'_> {
    /// Where the row is written.
    pub(crate) fn at(&self) -> At {
        self.at.clone()
    }

    /// Notes a fault of the row.
    pub(crate) fn refuse(&self, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.add(self.at.clone(), message, remedy);
    }

    /// The text of a column, `None` when empty.
    pub(crate) fn optional(&self, column: &str) -> Option<String> {
        self.values
            .get(column)
            .filter(|text| !text.is_empty())
            .cloned()
    }

    /// The text of a column that must be filled.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        let text = self.optional(column);
        if text.is_none() && self.values.contains_key(column) {
            self.refuse(format!("la case « {column} » est vide"), "remplissez-la");
        }
        text
    }

    /// A code that must be filled.
    pub(crate) fn code(&self, column: &str) -> Option<String> {
        let text = self.text(column)?;
        if crate::ids::is_code(&text) {
            return Some(text);
        }
        self.refuse(
            format!("« {text} » n’est pas un code"),
            "écrivez des minuscules sans accent, des chiffres et des traits d’union",
        );
        None
    }

    /// A date that may be empty.
    pub(crate) fn date(&self, column: &str) -> Option<Date> {
        let text = self.optional(column)?;
        let date = read_date(&text);
        if date.is_none() {
            self.refuse(
                format!("« {text} » n’est pas une date (colonne « {column} »)"),
                "écrivez-la comme ceci : 2017-03-01",
            );
        }
        date
    }

    /// A whole number that must be filled.
    pub(crate) fn number(&self, column: &str, most: u32) -> Option<u32> {
        let text = self.text(column)?;
        let number = text.parse().ok().filter(|n| *n <= most);
        if number.is_none() {
            self.refuse(
                format!(
                    "« {text} » n’est pas un nombre entier de 0 à {most} (colonne « {column} »)"
                ),
                "écrivez seulement des chiffres",
            );
        }
        number
    }

    /// Latitude and longitude in degrees (WGS 84): both or none.
    pub(crate) fn position(&self) -> Option<(f64, f64)> {
        let (lat, lon) = (self.optional("lat"), self.optional("lon"));
        if lat.is_none() && lon.is_none() {
            return None;
        }
        let degrees = |text: Option<String>, most: f64| {
            let value: f64 = text?.parse().ok()?;
            (value.is_finite() && value.abs() <= most).then_some(value)
        };
        let position = degrees(lat, 90.0).zip(degrees(lon, 180.0));
        if position.is_none() {
            self.refuse(
                "la position n’est pas complète ou n’existe pas",
                "donnez la latitude et la longitude en degrés, ou laissez les deux cases vides",
            );
        }
        position
    }
}
