//! The first sheet of an XLSX, cell after cell: never the whole grid, which a
//! hostile file could make as large as it likes.

use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use plus_domain::visite::import::{Row, Sheet};

use super::file::{FileError, MOST_COLUMNS, MOST_LINES};

/// Most bytes of a workbook once unpacked.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
/// Most files in a workbook.
const MOST_FILES: usize = 1_000;

/// Reads the first sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, FileError> {
    unpacks_within(bytes, MOST_UNPACKED)?;
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| FileError::Unreadable)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or(FileError::NoSheet)?;
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|_| FileError::Unreadable)?;
    let mut lines = Lines::default();
    while let Some(cell) = cells.next_cell().map_err(|_| FileError::Unreadable)? {
        let (row, column) = cell.get_position();
        lines.put(row, column, text(cell.get_value()));
        if lines.rows.len() >= MOST_LINES {
            break;
        }
    }
    Ok(lines.end())
}

/// Unpacks everything to nowhere, counting: what the archive declares is not proof.
fn unpacks_within(bytes: &[u8], most: u64) -> Result<(), FileError> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::Unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(FileError::TooBig);
    }
    let mut left = most;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| FileError::Unreadable)?;
        let read = io::copy(&mut file.take(left + 1), &mut io::sink());
        let read = read.map_err(|_| FileError::Unreadable)?;
        left = left.checked_sub(read).ok_or(FileError::TooBig)?;
    }
    Ok(())
}

/// Rows being gathered: cells come in their order.
#[derive(Default)]
struct Lines {
    rows: Vec<Row>,
    line: u64,
    cells: Vec<String>,
}

impl Lines {
    fn put(&mut self, row: u32, column: u32, text: String) {
        let line = u64::from(row) + 1;
        if line != self.line {
            self.close();
            self.line = line;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_COLUMNS || text.trim().is_empty() {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
    }

    fn close(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            let line = self.line;
            self.rows.push(Row { line, cells });
        }
    }

    fn end(mut self) -> Sheet {
        self.close();
        Sheet::of_rows(self.rows)
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => n.to_string(),
        // A whole number of a spreadsheet is a float that prints without a point.
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "oui" } else { "non" }.to_owned(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Error(_) => "#".to_owned(),
    }
}

/// A day, a day and an hour, or an hour alone.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    let number = moment.as_f64();
    if number < 1.0 || moment.is_duration() {
        format!("{hour:02}:{minute:02}")
    } else if number.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_that_swells_is_refused_before_it_is_opened() {
        let bomb = archive("xl/workbook.xml", &vec![0; 3_000_000]);
        assert!(bomb.len() < 30_000, "{}", bomb.len());
        assert_eq!(unpacks_within(&bomb, 2_999_999), Err(FileError::TooBig));
        assert_eq!(unpacks_within(&bomb, 3_000_000), Ok(()));
    }

    #[test]
    fn an_archive_that_is_no_workbook_is_unreadable() {
        assert_eq!(
            read(&archive("bonjour.txt", b"bonjour")),
            Err(FileError::Unreadable)
        );
    }
}
