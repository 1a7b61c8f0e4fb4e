//! Paper: a document goes straight to a printer that speaks IPP, with no spool between.
//!
//! * [`client`] asks and orders (RFC 8011, PWG 5100.14);
//! * [`pwg`] draws a PDF for the printers that take no PDF (PWG 5102.4);
//! * [`queue`] holds what waits, one document at a time, and forgets it.
//!
//! Nothing here names a person: a job bears the name of the kiosk and a number.

pub mod client;
pub mod pwg;
pub mod queue;
