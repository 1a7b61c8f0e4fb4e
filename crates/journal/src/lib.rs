//! The journal: everything a node learns, as hash-chained entries.
//!
//! This crate holds the envelope, which is frozen: its encoding, its hash, its
//! clock and the check of a chain. It performs no input or output and makes no
//! randomness, nor does the exchange between nodes, whose rules are here too.

mod chain;
mod entry;
pub mod exchange;
mod hlc;
mod upcast;
pub mod wire;

pub use chain::{ChainError, Head, Walk, verify};
pub use entry::{Draft, Entry, HASH_LEN, Hash, SALT_LEN, Salt, content_hash};
pub use hlc::Hlc;
pub use upcast::{Upcaster, upcast};
