//! Tables in CSV that nobody vouches for: bounded, and refused by file, line and column.
//!
//! It knows no table in particular: each reader names the columns that it needs.

use std::{collections::BTreeMap, fmt, ops::RangeInclusive};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

/// What a table may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole file.
    pub bytes: usize,
    /// Lines below the header.
    pub rows: usize,
}

impl Limits {
    /// What no table of one territory reaches: 64 MiB, a million lines.
    pub const TERRITORY: Self = Self {
        bytes: 64 << 20,
        rows: 1_000_000,
    };
    /// What no timetable of one territory reaches: 512 MiB, ten million lines.
    pub const TIMETABLE: Self = Self {
        bytes: 512 << 20,
        rows: 10_000_000,
    };
}

/// Where a table is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The name of the file.
    pub file: String,
    /// The line, from 1; none when the whole file is wrong.
    pub line: Option<u64>,
    /// The column, when one is wrong.
    pub column: Option<String>,
    /// What is wrong, in French.
    pub reason: String,
}

impl FileError {
    /// The whole file is wrong.
    pub fn whole(file: &str, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            column: None,
            reason: reason.into(),
        }
    }
}

impl std::error::Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", ligne {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", colonne « {column} »")?;
        }
        write!(f, " : {}", self.reason)
    }
}

/// An open table, read line by line.
pub struct Table<'a> {
    file: &'a str,
    columns: BTreeMap<String, usize>,
    reader: csv::Reader<&'a [u8]>,
    left: usize,
    limits: Limits,
}

impl<'a> Table<'a> {
    /// Opens a table and checks that it has the columns `needed`.
    pub fn open(
        file: &'a str,
        bytes: &'a [u8],
        needed: &[&str],
        limits: Limits,
    ) -> Result<Self, FileError> {
        if bytes.len() > limits.bytes {
            let most = limits.bytes >> 20;
            return Err(FileError::whole(
                file,
                format!("le fichier dépasse {most} Mio"),
            ));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|error| refused(file, &error))?;
        let columns = columns_of(file, header)?;
        for name in needed {
            if !columns.contains_key(*name) {
                let reason = format!("la colonne « {name} » manque dans la première ligne");
                return Err(FileError::whole(file, reason));
            }
        }
        Ok(Self {
            file,
            columns,
            reader,
            left: limits.rows,
            limits,
        })
    }

    /// Gives each line to `each`, and stops at the first that it refuses.
    pub fn read(
        mut self,
        mut each: impl FnMut(&Row<'_>) -> Result<(), FileError>,
    ) -> Result<(), FileError> {
        let mut record = StringRecord::new();
        while self
            .reader
            .read_record(&mut record)
            .map_err(|error| refused(self.file, &error))?
        {
            self.left = self.left.checked_sub(1).ok_or_else(|| {
                let most = self.limits.rows;
                FileError::whole(self.file, format!("plus de {most} lignes"))
            })?;
            each(&Row {
                file: self.file,
                columns: &self.columns,
                record: &record,
            })?;
        }
        Ok(())
    }
}

fn columns_of(file: &str, header: &StringRecord) -> Result<BTreeMap<String, usize>, FileError> {
    let mut columns = BTreeMap::new();
    for (index, name) in header.iter().enumerate() {
        if columns.insert(name.to_owned(), index).is_some() && !name.is_empty() {
            return Err(FileError {
                file: file.to_owned(),
                line: Some(1),
                column: Some(cut(name)),
                reason: "cette colonne est là deux fois".to_owned(),
            });
        }
    }
    Ok(columns)
}

fn refused(file: &str, error: &csv::Error) -> FileError {
    let line = error.position().map(csv::Position::line);
    let reason = match error.kind() {
        ErrorKind::Utf8 { .. } => {
            "le texte n’est pas en UTF-8 ; enregistrez le fichier dans ce codage".to_owned()
        }
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} valeurs au lieu de {expected_len}"),
        _ => "cette ligne ne se lit pas".to_owned(),
    };
    FileError {
        file: file.to_owned(),
        line,
        column: None,
        reason,
    }
}

/// One line of a table.
pub struct Row<'a> {
    file: &'a str,
    columns: &'a BTreeMap<String, usize>,
    record: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The line in the file, from 1.
    pub fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// What a column holds; empty when the table has no such column.
    pub fn text(&self, column: &str) -> &'a str {
        let index = self.columns.get(column);
        index
            .and_then(|index| self.record.get(*index))
            .unwrap_or("")
    }

    /// Whether the table has this column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// What a column holds, never empty.
    pub fn filled(&self, column: &str) -> Result<&'a str, FileError> {
        let text = self.text(column);
        if text.is_empty() {
            return Err(self.wrong(column, "cette case est vide"));
        }
        Ok(text)
    }

    /// A finite number within `range`.
    pub fn number(&self, column: &str, range: RangeInclusive<f64>) -> Result<f64, FileError> {
        let text = self.filled(column)?;
        let value: f64 = text
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
            .ok_or_else(|| self.wrong(column, &format!("« {} » n’est pas un nombre", cut(text))))?;
        if !range.contains(&value) {
            let (least, most) = (range.start(), range.end());
            let reason = format!("{} n’est pas entre {least} et {most}", cut(text));
            return Err(self.wrong(column, &reason));
        }
        Ok(value)
    }

    /// A whole number, not below zero.
    pub fn whole(&self, column: &str) -> Result<u32, FileError> {
        let text = self.filled(column)?;
        text.parse().map_err(|_| {
            let reason = format!("« {} » n’est pas un nombre entier", cut(text));
            self.wrong(column, &reason)
        })
    }

    /// A position in two columns of degrees.
    pub fn position(&self, lat: &str, lon: &str) -> Result<super::position::Position, FileError> {
        Ok(super::position::Position {
            lat: self.number(lat, -90.0..=90.0)?,
            lon: self.number(lon, -180.0..=180.0)?,
        })
    }

    /// A code of the Insee for a commune: five letters or digits.
    pub fn commune(&self, column: &str) -> Result<&'a str, FileError> {
        let text = self.filled(column)?;
        if text.len() == 5 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Ok(text);
        }
        let reason = format!("« {} » n’est pas un code Insee de commune", cut(text));
        Err(self.wrong(column, &reason))
    }

    /// The refusal of a column of this line.
    pub fn wrong(&self, column: &str, reason: &str) -> FileError {
        FileError {
            file: self.file.to_owned(),
            line: Some(self.line()),
            column: Some(column.to_owned()),
            reason: reason.to_owned(),
        }
    }
}

/// The start of a text, so that a message stays short.
fn cut(text: &str) -> String {
    let mut kept: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().count() > 40 {
        kept.push('…');
    }
    kept
}
