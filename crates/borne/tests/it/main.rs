//! The voice, with the real program and with false ones.
#![expect(clippy::unwrap_used, reason = "what helps tests fails as tests do")]

mod cache;
mod program;
mod recorded;
