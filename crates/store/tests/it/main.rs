//! The store, on SQLite always and on PostgreSQL when `PLUS_TEST_POSTGRES` names
//! a server: every test takes both through `engines`.

mod append;
mod house;
mod session;
mod stats;
