//! The report as files: PDF for reading, ODT and DOCX for changing, XLSX for counting again, JSON
//! for programs. One gathering makes them all, so that they cannot part ways.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use plus_reports::{
    ReportError, docx, french, odt, pdf,
    rapport::{Grid, Rapport, Section},
    table::{Cell, Table},
    xlsx,
};
use serde_json::{Value, json};

use super::{Bilan, Part, Piece, gather, half_of};
use crate::composition;
use crate::web::{error::WebError, page::Page, state::App};

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tagged PDF.
    Pdf,
    /// A document to change, that opens in LibreOffice.
    Odt,
    /// The same for other word processors.
    Docx,
    /// A workbook, one sheet for each table.
    Xlsx,
    /// Every section, for programs.
    Json,
}

impl Format {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Odt => odt::MEDIA_TYPE,
            Self::Docx => docx::MEDIA_TYPE,
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }

    fn of(text: &str) -> Option<Self> {
        match text {
            "pdf" => Some(Self::Pdf),
            "odt" => Some(Self::Odt),
            "docx" => Some(Self::Docx),
            "xlsx" => Some(Self::Xlsx),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// `GET /pilotage/bilans/{half}/{format}`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path((half, format)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let half = half_of(&half)?;
    let kind = Format::of(&format).ok_or(WebError::NotFound)?;
    let bilan = gather(&app, &page, half).await?;
    // Dated by what it tells, not by the day it is asked: same figures, same bytes.
    let page_of = page.t("bilan-page");
    let made = composition::make(move || write(&bilan, kind, &page_of)).await?;
    let bytes = made.map_err(WebError::internal)?;
    let name = format!("attachment; filename=\"bilan-{half}.{format}\"");
    let said = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((said, bytes).into_response())
}

/// The bytes of a report. `page_of` is « page {x} sur {y} ».
///
/// # Errors
/// A document that is refused.
pub fn write(bilan: &Bilan, format: Format, page_of: &str) -> Result<Vec<u8>, ReportError> {
    let dated = bilan.half.last().last_day();
    match format {
        Format::Pdf => pdf::rapport(&printed(bilan, page_of), dated),
        Format::Odt => odt::rapport(&printed(bilan, page_of), dated),
        Format::Docx => docx::rapport(&printed(bilan, page_of), dated),
        Format::Xlsx => xlsx::tables(&named(bilan), dated),
        Format::Json => {
            let mut bytes = serde_json::to_vec_pretty(&to_json(bilan))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
    }
}

fn printed(bilan: &Bilan, page_of: &str) -> Rapport {
    Rapport {
        lang: "fr".to_owned(),
        issuer: bilan.issuer.clone(),
        title: bilan.title.clone(),
        subtitle: bilan.subtitle.clone(),
        sections: bilan.parts.iter().map(section).collect(),
        made: bilan.half.to_string(),
        page: page_of.to_owned(),
    }
}

fn section(part: &Part) -> Section {
    Section {
        title: part.title.clone(),
        paragraphs: part.paragraphs.clone(),
        tables: part.tables.iter().map(grid).collect(),
        ..Section::default()
    }
}

fn grid(piece: &Piece) -> Grid {
    let table = &piece.table;
    // A column of words says more words than figures.
    let is_word = |at: usize| {
        let cells = || table.rows.iter().filter_map(|row| row.get(at));
        let words = cells().filter(|cell| matches!(cell, Cell::Text(_))).count();
        let empty = cells().filter(|cell| **cell == Cell::Empty).count();
        words > 0 && words * 2 > cells().count() - empty
    };
    let columns = table.columns.len();
    Grid {
        drawing: piece.figure.as_ref().map(|figure| figure.printed.clone()),
        caption: table.title.clone(),
        notes: table.notes.clone(),
        head: table.columns.clone(),
        rows: table
            .rows
            .iter()
            .map(|row| {
                let missing = columns.saturating_sub(row.len());
                let cells = row.iter().map(said);
                cells
                    .chain(std::iter::repeat_n(String::new(), missing))
                    .collect()
            })
            .collect(),
        words: (0..columns).take_while(|at| is_word(*at)).count().max(1),
    }
}

/// A cell as a person reads it.
pub(super) fn said(cell: &Cell) -> String {
    let whole = |n: i64| {
        let digits = french::number(n.unsigned_abs());
        if n < 0 {
            format!("−{digits}")
        } else {
            digits
        }
    };
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Hidden(text) => text.clone(),
        Cell::Count(count) => whole(*count),
        Cell::Tenths(tenths) => format!("{},{}", whole(tenths / 10), (tenths % 10).abs()),
        Cell::Cents(cents) => format!("{},{:02}\u{a0}€", whole(cents / 100), (cents % 100).abs()),
        Cell::Date(date) => french::date(*date),
    }
}

/// One sheet for each table, named after its section.
fn named(bilan: &Bilan) -> Vec<Table> {
    let tables = bilan.parts.iter().flat_map(|part| &part.tables);
    tables.map(|piece| piece.table.clone()).collect()
}

fn to_json(bilan: &Bilan) -> Value {
    let parts = bilan.parts.iter().map(|part| {
        let tables: Vec<Value> = part.tables.iter().map(table_json).collect();
        json!({ "title": part.title, "paragraphs": part.paragraphs, "tables": tables })
    });
    json!({
        "period": bilan.half.to_string(),
        "title": bilan.title,
        "issuer": bilan.issuer,
        "sections": parts.collect::<Vec<_>>(),
    })
}

fn table_json(piece: &Piece) -> Value {
    let table = &piece.table;
    let drawing = piece.figure.as_ref().map(|figure| &figure.printed.alt);
    let rows = table.rows.iter();
    let rows = rows.map(|row| row.iter().map(cell_json).collect::<Vec<_>>());
    json!({
        "title": table.title,
        "columns": table.columns,
        "rows": rows.collect::<Vec<_>>(),
        "notes": table.notes,
        "drawing": drawing,
    })
}

/// Money in cents, shares in tenths: whole numbers, named.
fn cell_json(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Count(count) => json!(count),
        Cell::Tenths(tenths) => json!({ "tenths": tenths }),
        Cell::Cents(cents) => json!({ "cents": cents }),
        Cell::Date(date) => json!(date_text(*date)),
        Cell::Hidden(word) => json!({ "hidden": word }),
    }
}

fn date_text(date: Date) -> String {
    date.to_string()
}
