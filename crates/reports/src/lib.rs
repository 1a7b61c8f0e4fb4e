//! Figures in, bytes out: statements as PDF, spreadsheet, CSV and JSON, lists as
//! spreadsheet and CSV, charts as SVG.
//!
//! This crate counts nothing and hides nothing: figures and their protection are
//! decided in `plus-domain` and arrive here ready. It reads no clock, no disk and
//! no network; the same input gives the same bytes. Its sentences stand in
//! `locales/`, its letters and pages in `assets/`.

pub mod csv;
pub mod docx;
pub mod french;
pub mod ics;
pub mod json;
pub mod ods;
pub mod odt;
pub mod pdf;
pub mod png;
pub mod rapport;
pub mod statement;
pub mod svg;
pub mod table;
pub mod texts;
pub mod xlsx;

mod error;

pub use error::ReportError;
