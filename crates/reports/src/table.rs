//! A table of any list or figure, on its way to a file. Says what each cell is,
//! so that a spreadsheet gets real numbers and real dates.

use jiff::civil::Date;

/// A titled table. Every row has as many cells as there are columns; a short row
/// is completed with empty cells, a long one is written whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the table shows.
    pub title: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// The lines, in order.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences under the table: definitions, method, reserve.
    pub notes: Vec<String>,
}

/// What one cell holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, written as it is and never read as a formula.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number with one decimal, given in tenths: 685 is 68.5.
    Tenths(i64),
    /// An amount of money, in cents.
    Cents(i64),
    /// A day.
    Date(Date),
    /// A hidden figure: the word in its place, such as "masqué".
    Hidden(String),
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}
