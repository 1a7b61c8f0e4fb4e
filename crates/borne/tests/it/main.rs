//! The voice, the printer and the scanner, with the real programs and with false ones.
#![expect(clippy::unwrap_used, reason = "what helps tests fails as tests do")]

mod cache;
mod printer;
mod program;
mod recorded;
mod scanner;
