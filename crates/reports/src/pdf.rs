//! PDF from typst templates: tagged, PDF/UA-1 and PDF/A-2a enforced while it is composed,
//! in French, dated by its data. The templates (`assets/templates/*.typ`) hold
//! the look; this module only compiles them and never lays anything out.

mod affiche;
mod glyphs;
mod rapport;
mod statement;
mod world;

pub use affiche::{Affiche, Line, Paper, affiche};
pub use rapport::rapport;
pub use statement::statement;

use jiff::civil::Date;
use serde::Serialize;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::ReportError;
use world::Sheet;

/// Composes one document and empties the compiler's cache, which would otherwise
/// grow with each.
///
/// `ident` names the document for ever (the same for each printing of the same
/// statement); `made_on` is written as its date of creation.
fn compose<D: Serialize>(
    template: &str,
    data: &D,
    ident: &str,
    made_on: Date,
) -> Result<Vec<u8>, ReportError> {
    let mut data = serde_json::to_value(data)?;
    glyphs::make_printable(&mut data);
    let sheet = Sheet::new(template, data.to_string());
    let bytes = bytes(&sheet, ident, made_on);
    typst::comemo::evict(0);
    bytes
}

fn bytes(sheet: &Sheet, ident: &str, made_on: Date) -> Result<Vec<u8>, ReportError> {
    let document: PagedDocument = typst::compile(sheet)
        .output
        .map_err(|errors| refused(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|error| ReportError::Pdf(error.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some("PLUS".to_owned())),
        timestamp: midnight(made_on).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))
}

fn midnight(date: Date) -> Option<Datetime> {
    Datetime::from_ymd_hms(
        i32::from(date.year()),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
        0,
        0,
        0,
    )
}

/// Every diagnostic of the compiler, with its hints, in one line.
fn refused(errors: &[SourceDiagnostic]) -> ReportError {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints = error.hints.iter().map(|hint| format!(" ({})", hint.v));
            format!("{}{}", error.message, hints.collect::<String>())
        })
        .collect();
    ReportError::Pdf(messages.join(" ; "))
}
