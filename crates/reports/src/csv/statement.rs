//! A statement as CSV, one figure a line: table, period, unit, row, value, and
//! the word in the place of a value that is hidden.

use plus_domain::statement::Statement;

use super::lines;
use crate::{
    error::ReportError,
    statement::{self, Line},
    texts::Texts,
};

/// Keys of the heads of the columns, in order.
const HEADS: [&str; 7] = [
    "colonne-tableau",
    "colonne-periode",
    "colonne-unite",
    "colonne-ligne",
    "colonne-valeur",
    "colonne-mention",
    "colonne-part",
];

/// Every figure of the statement, in the order of the page.
pub fn statement(statement: &Statement) -> Result<Vec<u8>, ReportError> {
    let texts = Texts::french();
    let heads = HEADS.iter().map(|key| texts.get(key).to_owned()).collect();
    let figures = statement::lines(statement, texts);
    lines(std::iter::once(heads).chain(figures.into_iter().map(fields)))
}

fn fields(line: Line) -> Vec<String> {
    let value = line.cell.shown().map(|count| count.to_string());
    let share = line
        .share
        .map(|tenths| format!("{},{}", tenths / 10, tenths % 10));
    vec![
        line.table,
        line.period,
        line.unit,
        line.row,
        value.unwrap_or_default(),
        line.mention,
        share.unwrap_or_default(),
    ]
}
