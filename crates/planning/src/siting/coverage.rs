//! Maximal coverage: the most need within T minutes of a kiosk.
//!
//! Points that the same sites cover are merged. A point costs nothing when covered and its
//! need when not: the engine of the p-median then finds the least need left out. Its bound is
//! the one of the linear program, so that no solver is needed; [`super::mip`] asks one all the
//! same, as a second opinion.

use super::covering::Covering;
use super::median::{Start, solve_kernel};
use super::problem::Problem;
use super::watch::{Watch, gap};

/// An answer, with what is known of it. Needs are in the unit of the problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Need beyond the limit of every open site.
    pub uncovered: f64,
    /// No answer leaves less need uncovered.
    pub bound: f64,
    /// Whether no answer covers more.
    pub proved: bool,
    /// (uncovered − bound) ÷ uncovered: 0 when proved.
    pub gap: f64,
    /// Share of the need that is covered, between 0 and 1.
    pub share: f64,
    /// The open sites in order, the existing ones included.
    pub open: Vec<usize>,
    /// Needs are counted to the nearest multiple of 1 ÷ scale, once merged.
    pub scale: f64,
}

/// Covers the most need within some minutes, among the choices that keep the rules.
pub fn solve(problem: &Problem, minutes: f64, seed: u64, watch: &Watch<'_>) -> Answer {
    let covering = Covering::new(problem, minutes);
    let (kernel, scale) = covering.kernel(problem);
    let start = Start {
        seed,
        ..Start::default()
    };
    let solved = solve_kernel(&kernel, scale, &start, watch);
    let outside = |value: i64| value as f64 / scale + covering.never;
    let (uncovered, bound) = (outside(solved.value), outside(solved.bound));
    let total: f64 = problem.needs().iter().sum();
    Answer {
        uncovered,
        bound,
        proved: solved.bound >= solved.value,
        gap: gap(uncovered, bound),
        share: if total > 0.0 {
            1.0 - uncovered / total
        } else {
            1.0
        },
        open: problem.with_fixed_sites(&solved.opened),
        scale,
    }
}
