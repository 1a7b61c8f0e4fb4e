//! A report as PDF.

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::ReportError,
    rapport::{Rapport, Section},
};

#[derive(Serialize)]
struct Sheet<'a> {
    lang: &'a str,
    mark: &'static str,
    issuer: [&'a str; 1],
    title: &'a str,
    subtitle: &'a str,
    sections: &'a [Section],
    foot: Foot<'a>,
}

#[derive(Serialize)]
struct Foot<'a> {
    frozen: &'a str,
    fingerprint: &'static str,
    page: &'a str,
}

/// Composes the report. Takes some hundred milliseconds: call it away from the threads that
/// serve pages.
///
/// # Errors
/// When the document is refused: a drawing that is no SVG, a table whose rows are not as long
/// as its head.
pub fn rapport(rapport: &Rapport, made_on: Date) -> Result<Vec<u8>, ReportError> {
    let sheet = Sheet {
        lang: &rapport.lang,
        mark: "PLUS",
        issuer: [&rapport.issuer],
        title: &rapport.title,
        subtitle: &rapport.subtitle,
        sections: &rapport.sections,
        foot: Foot {
            frozen: &rapport.made,
            fingerprint: "",
            page: &rapport.page,
        },
    };
    rapport.check()?;
    let ident = blake3::hash(&serde_json::to_vec(rapport)?);
    super::compose("rapport.typ", &sheet, ident.to_hex().as_str(), made_on)
}
