//! Spreadsheets with real numbers, real dates and native charts.
//!
//! Texts are written as texts: nothing that comes from data becomes a formula
//! (requirement S18). The date of creation is given, never read from a clock, so
//! that the same figures give the same bytes.

mod sheet;
mod statement;

pub use statement::statement;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::{error::ReportError, table::Table};
use sheet::Sheet;

/// More lines than this are not kept in memory while they are written.
const LONG: usize = 10_000;

/// The table as a workbook of one sheet, its notes under it.
///
/// `made_on` is written as the date of creation.
pub fn table(table: &Table, made_on: Date) -> Result<Vec<u8>, ReportError> {
    let mut workbook = workbook(&table.title, made_on)?;
    let mut sheet = if table.rows.len() > LONG {
        Sheet::add_long(&mut workbook, &table.title)?
    } else {
        Sheet::add(&mut workbook, &table.title)?
    };
    sheet.table(table)?;
    Ok(workbook.save_to_buffer()?)
}

/// Several tables as a workbook of as many sheets, named by their titles.
///
/// `made_on` is written as the date of creation.
pub fn tables(tables: &[Table], made_on: Date) -> Result<Vec<u8>, ReportError> {
    let title = tables.first().map_or("", |table| table.title.as_str());
    let mut workbook = workbook(title, made_on)?;
    for table in tables {
        Sheet::add(&mut workbook, &table.title)?.table(table)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn workbook(title: &str, made_on: Date) -> Result<Workbook, ReportError> {
    let created = ExcelDateTime::from_ymd(
        made_on.year().unsigned_abs(),
        made_on.month().unsigned_abs(),
        made_on.day().unsigned_abs(),
    )?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("PLUS")
        .set_creation_datetime(&created);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties);
    Ok(workbook)
}
