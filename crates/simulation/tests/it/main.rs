//! Stories on a hostile road: they all end well, and each rule taken away is noticed.
//!
//! `PLUS_SEED=17` tells one again; `PLUS_LONG=1` tells five hundred in memory, and two
//! hundred on the disk with full durability.

mod fleet;
mod stories;
