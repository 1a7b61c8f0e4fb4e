//! A statement as a workbook: the page, the figures one a line, how to read it.

use plus_domain::statement::Statement;
use rust_xlsxwriter::{Chart, ChartFormat, ChartSolidFill, ChartType};

use super::{sheet::Sheet, workbook};
use crate::{
    error::ReportError,
    statement::{self, Line, Note, Section, Shape, View},
    table::{Cell, Table},
    texts::Texts,
};

/// Column where charts stand, to the right of the tables.
const CHART_COLUMN: u16 = 5;
/// Height of a line of a sheet, in pixels.
const LINE: u32 = 20;

/// The statement as a workbook of three sheets.
pub fn statement(statement: &Statement) -> Result<Vec<u8>, ReportError> {
    let texts = Texts::french();
    let view = statement::view(statement, texts);
    let mut workbook = workbook(&view.title, statement.frozen_on)?;
    page(
        &mut Sheet::add(&mut workbook, texts.get("classeur-feuille-releve"))?,
        &view,
    )?;
    let data = data(&statement::lines(statement, texts), &view, texts);
    Sheet::add(&mut workbook, texts.get("classeur-feuille-donnees"))?.table(&data)?;
    Sheet::add(&mut workbook, texts.get("classeur-feuille-lecture"))?.sentences(&notes(&view))?;
    Ok(workbook.save_to_buffer()?)
}

/// The page: head, first figures, then each table with its chart.
fn page(sheet: &mut Sheet<'_>, view: &View) -> Result<(), ReportError> {
    sheet.page_widths()?;
    let mut line = 0;
    sheet.title(line, &view.title)?;
    let foot = format!("{} {}", view.foot.frozen, view.foot.fingerprint);
    for text in view.issuer.iter().chain([&view.subtitle, &foot]) {
        line += 1;
        sheet.text(line, 0, text)?;
    }
    line += 2;
    for figure in &view.headline {
        sheet.text(line, 0, &figure.name)?;
        sheet.cell(line, 1, &figure.cell, true)?;
        sheet.text(line, 2, &figure.note)?;
        line += 1;
    }
    for section in &view.sections {
        line = self::section(sheet, section, line + 1)?;
    }
    Ok(())
}

/// One table from a line on; gives the line after it.
fn section(sheet: &mut Sheet<'_>, section: &Section, start: u32) -> Result<u32, ReportError> {
    sheet.title(start, &title(section))?;
    sheet.heads(start + 1, &section.head)?;
    let first = start + 2;
    let mut line = first;
    for row in &section.rows {
        let label = Cell::Text(row.label.clone());
        let cells = row.cells.iter().map(|written| written.cell.clone());
        for (column, cell) in (0_u16..).zip(std::iter::once(label).chain(cells)) {
            sheet.cell(line, column, &cell, row.total)?;
        }
        line += 1;
    }
    // The last row is the total; a table of nothing else has nothing to draw.
    let last = line.saturating_sub(2);
    if section.shape == Shape::Bars && last >= first {
        chart(sheet, section, start, (first, last))?;
    }
    for note in &section.notes {
        sheet.text(line, 0, note)?;
        line += 1;
    }
    Ok(line)
}

/// The title of a table, with its period when it is not the month.
fn title(section: &Section) -> String {
    match &section.period {
        Some(period) => format!("{} ({period})", section.title),
        None => section.title.clone(),
    }
}

/// A native chart of the rows of a table, its total left out, the first row at the
/// top as in the table.
fn chart(
    sheet: &mut Sheet<'_>,
    section: &Section,
    line: u32,
    rows: (u32, u32),
) -> Result<(), ReportError> {
    let name = sheet.name();
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_categories((name.as_str(), rows.0, 0, rows.1, 0))
        .set_values((name.as_str(), rows.0, 1, rows.1, 1))
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color("#0A5561")))
        .set_gap(45);
    chart.title().set_name(&title(section));
    chart.legend().set_hidden();
    chart.x_axis().set_reverse();
    chart.y_axis().set_major_gridlines(false);
    chart.set_alt_text(title(section));
    chart.set_width(560);
    chart.set_height((rows.1.saturating_sub(rows.0) + 4).max(8) * LINE);
    sheet.chart(line, CHART_COLUMN, &chart)
}

/// Figures one a line, for filters and pivot tables.
fn data(lines: &[Line], view: &View, texts: &Texts) -> Table {
    let head = |key: &str| texts.get(key).to_owned();
    Table {
        title: view.title.clone(),
        columns: vec![
            head("colonne-tableau"),
            head("colonne-periode"),
            head("colonne-unite"),
            head("colonne-ligne"),
            head("colonne-valeur"),
            head("colonne-mention"),
            head("colonne-part"),
        ],
        rows: lines.iter().map(cells).collect(),
        notes: Vec::new(),
    }
}

fn cells(line: &Line) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let value = match line.cell.shown() {
        Some(count) => Cell::Count(i64::try_from(count).unwrap_or(i64::MAX)),
        None => Cell::Hidden(line.mention.clone()),
    };
    vec![
        text(&line.table),
        text(&line.period),
        text(&line.unit),
        text(&line.row),
        value,
        text(&line.mention),
        line.share
            .map_or(Cell::Empty, |tenths| Cell::Tenths(tenths.into())),
    ]
}

/// Every sentence of the statement, under its title.
fn notes(view: &View) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for notes in [&view.reading, &view.facts, &view.absent] {
        if notes.items.is_empty() {
            continue;
        }
        lines.push((notes.title.clone(), String::new()));
        let pair = |note: &Note| (note.word.clone(), note.text.clone());
        lines.extend(notes.items.iter().map(pair));
    }
    lines
}
