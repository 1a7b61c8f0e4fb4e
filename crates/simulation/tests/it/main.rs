//! Stories on a hostile road: they all end well, and each rule taken away is noticed.
//!
//! `PLUS_SEED=17` tells one again; `PLUS_LONG=1` tells five hundred in memory, two hundred
//! on the disk with full durability, and two hundred with the hub on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "what a test needs to set up is there, or the test fails"
)]

mod fleet;
mod stories;
