//! The p-center: the least worst case.
//!
//! Points without need do not count. Binary search over the times that occur: within so many minutes, can the kiosks cover
//! everybody? Each question is a set cover, asked of the p-median engine as "can nothing be
//! left uncovered?"; its Lagrangian bound answers no as soon as it is above zero.

use std::collections::BTreeSet;

use super::covering::Covering;
use super::kernel::Kernel;
use super::median::{Start, solve_kernel};
use super::problem::Problem;
use super::watch::{Progress, Watch, gap};

/// An answer, with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Minutes of the point that is farthest from its nearest open site.
    pub radius: f64,
    /// No answer has a smaller radius.
    pub bound: f64,
    /// Whether the radius is the smallest possible one.
    pub proved: bool,
    /// (radius − bound) ÷ radius.
    pub gap: f64,
    /// The open sites in order, the existing ones included.
    pub open: Vec<usize>,
}

/// What is known of a radius.
enum Verdict {
    Possible(Vec<usize>),
    Impossible,
    Unknown,
}

/// Finds the least worst case among the choices that keep the rules.
pub fn solve(problem: &Problem, seed: u64, watch: &Watch<'_>) -> Answer {
    let mut open = first(problem, seed, watch);
    let mut radius = worst(problem, &open);
    let times = times(problem, radius);
    // All below `low` are impossible, and `high` is possible.
    let (mut low, mut high) = (0, times.len() - 1);
    let mut undecided = false;
    while low < high && !undecided {
        let middle = usize::midpoint(low, high);
        match ask(problem, times[middle], seed, watch) {
            Verdict::Possible(found) => {
                radius = worst(problem, &found);
                open = found;
                high = times.partition_point(|time| *time < radius);
            }
            Verdict::Impossible => low = middle + 1,
            Verdict::Unknown => undecided = true,
        }
        watch.tell(Progress {
            value: radius,
            bound: times[low],
        });
    }
    Answer {
        radius,
        bound: times[low],
        proved: low >= high,
        gap: gap(radius, times[low]),
        open,
    }
}

/// Any choice that keeps the rules: the first one of the p-median, which is stopped at once.
fn first(problem: &Problem, seed: u64, watch: &Watch<'_>) -> Vec<usize> {
    let start = watch.elapsed();
    super::median::solve(problem, seed, &watch.until(start).quiet()).open
}

/// The times that occur and are not above the best radius.
fn times(problem: &Problem, radius: f64) -> Vec<f64> {
    let points = lived_in(problem);
    let times = points.flat_map(|point| problem.times_from(point).iter().copied());
    let mut times: Vec<f64> = times.filter(|time| *time < radius).collect();
    times.push(radius);
    times.sort_unstable_by(f64::total_cmp);
    times.dedup();
    times
}

/// The points where somebody has need: the others have no worst case.
fn lived_in(problem: &Problem) -> impl Iterator<Item = usize> {
    (0..problem.points()).filter(|point| problem.needs()[*point] > 0.0)
}

/// The farthest that anybody is from the nearest of some sites.
fn worst(problem: &Problem, open: &[usize]) -> f64 {
    let nearest = problem.nearest(open);
    lived_in(problem)
        .map(|point| nearest[point])
        .fold(0.0, f64::max)
}

/// Whether everybody can be within a radius.
fn ask(problem: &Problem, radius: f64, seed: u64, watch: &Watch<'_>) -> Verdict {
    let covering = Covering::new(problem, radius);
    if covering.never > 0.0 {
        return Verdict::Impossible;
    }
    let sets = covering.every(problem);
    let useful: BTreeSet<u32> = sets.iter().flatten().copied().collect();
    let left = problem.open() - problem.fixed().len();
    if useful.len() <= left {
        return Verdict::Possible(filled(problem, useful.into_iter()));
    }
    let start = Start {
        below: Some(1),
        seed,
        ..Start::default()
    };
    let solved = solve_kernel(&Kernel::from_sets(&sets, left), 1.0, &start, &watch.quiet());
    match (solved.found && solved.value == 0, solved.bound > 0) {
        (true, _) => Verdict::Possible(filled(problem, solved.opened.into_iter())),
        (false, true) => Verdict::Impossible,
        (false, false) => Verdict::Unknown,
    }
}

/// The existing sites, some others, and the first ones that are missing to the number.
fn filled(problem: &Problem, sites: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut open: BTreeSet<usize> = problem.fixed().iter().copied().collect();
    open.extend(sites.map(|site| site as usize));
    for site in 0..problem.sites() {
        if open.len() >= problem.open() {
            break;
        }
        open.insert(site);
    }
    open.into_iter().collect()
}
