//! The hands of the kiosk: its voice, its printer, its browser, and the papers that it takes.
//!
//! The portal reads its pages aloud with the same [`voice`]. The crate knows no page, no
//! database and no address but those it is given: texts in, sounds out; files in, papers fit
//! to print out ([`paper`]); documents in, sheets out ([`printer`]); sheets in, files out
//! ([`scanner`]); orders in, what happens out ([`kiosk`]).

pub mod browser;
pub mod kiosk;
pub mod paper;
pub mod printer;
pub mod scanner;
pub mod voice;
