//! Indicateurs: definitions as data, each with a formula over the figures of the relay.
//!
//! A formula is read (`formula`), then evaluated over named figures (`value`). It is
//! small on purpose: four operations, a few functions, no loop, bounded in length and
//! depth. What is missing, or divided by nothing, is « non disponible », never 0.
//! Nothing here counts anything: figures are given by name.

mod definition;
mod figure;
mod formula;
mod lexer;
mod parser;
mod read;
mod value;

pub use definition::{Baseline, Benchmark, Direction, Indicateur, Period, Unit, progress};
pub use figure::{FIGURES, label};
pub use formula::{Formula, FormulaError, MOST_DEPTH, MOST_SIGNS, Reason};
pub(crate) use read::read;
pub use value::{Missing, Value};
