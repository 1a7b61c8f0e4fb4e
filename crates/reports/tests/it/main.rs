//! Reports, seen from outside: what a reader opens.
#![expect(
    clippy::unwrap_used,
    reason = "what a test reads back is there, or the test fails"
)]

mod equality;
mod french;
mod pdf;
mod samples;
mod statement;
mod svg;
mod table;
mod workbook;
