//! The tour, from what the relay knows to what the planner asks for, and back.
//!
//! The planner counts half-days, places and people from 0; the relay names them. A [`Board`]
//! holds both, so that a plan found by the one is read by the other.

mod board;
mod echange;
mod gather;
mod hypothese;
mod needs;

pub use board::{Board, Faulty};
pub use echange::{broken, facts};
pub use gather::{Base, Held, gather, looking_back, newcomer, undescribed};
pub use hypothese::{Hypotheses, Lost};
pub use needs::{Around, Needs, coefficients, located, nearest_stops, needs, waited};
