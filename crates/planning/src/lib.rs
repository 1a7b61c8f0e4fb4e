//! Planning: the tour of the van, the sites of the kiosks, and who can reach them.
//!
//! It takes numbers and gives plans with their proof or their gap. It knows no database, no
//! page and no clock: time limits and cancellation are passed in.

pub mod access;
pub mod siting;
pub mod tour;
