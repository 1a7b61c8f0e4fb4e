//! CSV that a French spreadsheet opens by itself: semicolons, UTF-8 with its
//! mark, CRLF, decimal comma; and that it never executes (requirement S18).

mod statement;

pub use statement::statement;

use std::borrow::Cow;

use crate::{
    error::ReportError,
    table::{Cell, Table},
};

/// Byte order mark, by which spreadsheets recognise UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The table as CSV: one line of heads, then its rows. Title and notes are left
/// out: a file of lines is read by machines.
pub fn table(table: &Table) -> Result<Vec<u8>, ReportError> {
    let heads = table.columns.clone();
    let rows = table.rows.iter().map(|row| {
        let missing = table.columns.len().saturating_sub(row.len());
        let cells = row.iter().map(text);
        cells
            .chain(std::iter::repeat_n(String::new(), missing))
            .collect()
    });
    lines(std::iter::once(heads).chain(rows))
}

/// Lines of texts as CSV. Every field is made safe.
fn lines(lines: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, ReportError> {
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(::csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(MARK.to_vec());
    for line in lines {
        writer.write_record(line.iter().map(|field| safe(field).into_owned()))?;
    }
    writer
        .into_inner()
        .map_err(|error| ReportError::Csv(::csv::Error::from(error.into_error())))
}

/// A field that no spreadsheet reads as a formula.
///
/// A field that would begin one — `=`, `+`, `-`, `@`, their wide forms, a tab or
/// a line break, even after spaces — gets an apostrophe before it, as OWASP
/// recommends. A plain negative number stays a number.
pub fn safe(field: &str) -> Cow<'_, str> {
    let dangerous = match field.trim_start_matches(' ').chars().next() {
        Some(first) => "=+-@\t\r\n＝＋－＠".contains(first),
        None => false,
    };
    if dangerous && !is_number(field) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}

fn is_number(field: &str) -> bool {
    let digits = field.strip_prefix('-').unwrap_or(field);
    let (whole, tenths) = digits.split_once(',').unwrap_or((digits, "0"));
    [whole, tenths]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Hidden(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Tenths(tenths) => {
            let sign = if *tenths < 0 { "-" } else { "" };
            let tenths = tenths.unsigned_abs();
            format!("{sign}{},{}", tenths / 10, tenths % 10)
        }
        Cell::Cents(cents) => {
            let sign = if *cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            format!("{sign}{},{:02}", cents / 100, cents % 100)
        }
        Cell::Date(date) => date.to_string(),
    }
}
