//! Whole fleets in one process, over the real store: stories on a hostile road ([`tell`],
//! [`run`]), and the load of years of work ([`fleet`]).
//!
//! Everything comes from one seed: the same seed tells the same story.

mod facts;
pub mod fleet;
mod machine;
pub mod measure;
mod misfortune;
mod newcomer;
mod run;
mod story;
mod verdict;

pub use machine::Ground;
#[cfg(feature = "mutants")]
pub use run::{Killed, kill_all, killing_seed};
pub use run::{Plan, Report, run};
pub use story::tell;
