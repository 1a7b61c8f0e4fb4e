//! The voice, with the real program and with false ones.

mod cache;
mod program;
mod recorded;
