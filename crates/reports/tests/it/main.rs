//! Reports, seen from outside: what a reader opens.
#![expect(
    clippy::unwrap_used,
    reason = "what a test reads back is there, or the test fails"
)]

mod affiche;
mod docx;
mod equality;
mod french;
mod odt;
mod pdf;
mod rapport;
mod samples;
mod sorties;
mod statement;
mod svg;
mod table;
mod workbook;
