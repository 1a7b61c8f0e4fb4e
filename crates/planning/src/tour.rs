//! The tour: which place on which half-day, with which crew and which partner.
//!
//! One van goes to one stop each half-day and comes back: no route is sought, stops
//! and people are assigned. [`read`] takes the data of a tour, [`solve`] makes a
//! plan with its proof or its bound, [`check`] judges any plan by the rules alone,
//! [`value`] counts it, and [`explain`] says why something could not be done.
//!
//! It reads no clock and no chance: the time that passed is asked from the caller,
//! and a seed decides every draw.

pub mod calendar;
pub mod checker;
pub mod explain;
pub mod fault;
pub mod generate;
pub mod instance;
pub mod output;
mod places;
pub mod plan;
pub mod portrait;
pub mod read;
pub mod value;
pub mod whatif;

mod anneal;
mod chance;
mod escort;
mod exact;
mod grid;
mod model;
pub mod solve;
mod tally;

pub use checker::check;
pub use explain::{Explanation, explain};
pub use fault::Fault;
pub use generate::{Ground, instance};
pub use instance::{Instance, Partner, Person, Stop};
pub use output::{Output, output, to_json};
pub use plan::{Outing, Pin, Plan};
pub use portrait::{Part, Portrait, portrait};
pub use read::{ReadError, read};
pub use solve::{Answer, Continue, Engine, Options, Progress, solve};
pub use value::{Terms, Weights, value};
pub use whatif::WhatIf;
