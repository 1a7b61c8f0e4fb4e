//! Siting: where the next kiosks go, with a proof or a certified gap.
//!
//! Three questions, to be shown side by side: the least mean time ([`median`]), the most need
//! within T minutes ([`coverage`]), the least worst case ([`center`]). All keep the kiosks that
//! exist and the rules of the territory ([`Group`]). When times are only estimates, [`robust`]
//! tells which sites stay chosen. No answer is called proved without a proof in whole numbers.

mod answer;
mod bound;
mod branch;
pub mod center;
mod choice;
mod climb;
pub mod coverage;
mod covering;
mod dominance;
mod groups;
mod hunt;
mod kernel;
pub mod median;
pub mod mip;
pub mod orlib;
mod price;
pub mod problem;
pub mod robust;
pub mod watch;

pub use answer::answer_json;
pub use problem::{Group, Problem, ProblemError};
pub use watch::{Progress, Watch};

#[cfg(test)]
mod tests;
