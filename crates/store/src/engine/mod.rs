//! Opening a database and running statements on it, the same on both engines.
//!
//! A statement is a static text with `$1…` and typed arguments. On SQLite a
//! missing argument would silently bind NULL: the count is checked here.

mod arg;
mod link;
mod migrations;
mod open;
mod row;
mod sql;

pub use arg::Arg;
pub use link::{Link, Tx};
pub use open::{Durability, Engine, FILE, Options, Store};
pub use row::Row;
pub use sql::Sql;
