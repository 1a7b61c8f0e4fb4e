//! The store, on SQLite always and on PostgreSQL when `PLUS_TEST_POSTGRES` names
//! a server: every test takes both through `engines`.

#![expect(
    clippy::unwrap_used,
    reason = "what a test needs to set up is there, or the test fails"
)]

mod append;
mod backup;
mod columns;
mod exchange;
mod fraicheur;
mod house;
mod job;
mod journal;
mod note;
mod rappel;
mod recherche;
mod review;
mod scope;
mod session;
mod signalement;
mod stats;
mod transfer;
mod wipe;
