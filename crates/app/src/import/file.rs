//! From bytes to rows of text: CSV in UTF-8 or Windows-1252, or the first sheet of
//! an XLSX. Nothing is executed; a formula is the text that it shows.

use plus_domain::visite::import::{MOST_ROWS, Sheet};

use super::{text, workbook};

/// Most columns of a line.
pub const MOST_COLUMNS: usize = 60;
/// Most lines looked at: enough to know that there are too many.
pub(super) const MOST_LINES: usize = MOST_ROWS + 32;

/// How the bytes were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// CSV in UTF-8.
    Utf8,
    /// CSV in Windows-1252, the old encoding of French spreadsheets.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// First sheet of a workbook.
    Xlsx,
}

impl Reading {
    /// Code, in the keys of its sentence.
    pub fn code(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Windows1252 => "windows-1252",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A file, opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its rows.
    pub sheet: Sheet,
    /// How it was read.
    pub reading: Reading,
}

/// Why a file does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Neither CSV nor XLSX.
    #[error("unreadable file")]
    Unreadable,
    /// Too big, packed or not.
    #[error("file too big")]
    TooBig,
    /// A workbook without a sheet.
    #[error("no sheet")]
    NoSheet,
}

impl FileError {
    /// Key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "import-illisible",
            Self::TooBig => "import-trop-gros",
            Self::NoSheet => "import-feuille-vide",
        }
    }
}

/// Opens a file by what it holds, whatever its name.
pub fn open(bytes: &[u8]) -> Result<Opened, FileError> {
    if bytes.len() > super::MOST_BYTES {
        return Err(FileError::TooBig);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Opened {
            sheet: workbook::read(bytes)?,
            reading: Reading::Xlsx,
        });
    }
    let (decoded, reading) = text::decode(bytes)?;
    Ok(Opened {
        sheet: text::read(&decoded),
        reading,
    })
}
