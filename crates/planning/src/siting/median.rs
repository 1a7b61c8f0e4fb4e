//! The p-median: the least sum of need × minutes, with proof or certified gap.
//!
//! In order: greedy, interchange, Lagrangian bound, variable neighbourhood search, sites
//! decided by the bound, branch and bound. Each step can be stopped, and the best answer so
//! far always keeps the rules.

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::bound;
use super::branch::{Node, Tree};
use super::choice::{self, Choice};
use super::climb::Pace;
use super::hunt::Hunt;
use super::kernel::{self, Kernel};
use super::problem::Problem;
use super::watch::{Watch, gap};

/// An answer, with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Sum of need × minutes, as the engine counts it: see [`Answer::scale`].
    pub value: f64,
    /// No answer has a lower value.
    pub bound: f64,
    /// Whether the value is the least possible one, counted at this scale.
    pub proved: bool,
    /// (value − bound) ÷ value: 0 when proved.
    pub gap: f64,
    /// The open sites in order, the existing ones included.
    pub open: Vec<usize>,
    /// A cost is counted as the nearest multiple of 1 ÷ scale; 1 means that all were whole
    /// numbers and nothing was rounded. An answer that is proved may be above the exact least
    /// by at most points ÷ scale.
    pub scale: f64,
    /// Nodes of the branch and bound.
    pub nodes: usize,
}

/// Solves a p-median. The same seed gives the same answer when no limit cuts it short.
pub fn solve(problem: &Problem, seed: u64, watch: &Watch<'_>) -> Answer {
    solve_from(problem, &[], seed, watch)
}

/// The same, starting from a choice of sites that may be near the best.
pub fn solve_from(problem: &Problem, open: &[usize], seed: u64, watch: &Watch<'_>) -> Answer {
    let (kernel, scale) = Kernel::new(problem);
    let start = Start {
        open: open.to_vec(),
        below: None,
        seed,
    };
    let solved = solve_kernel(&kernel, scale, &start, watch);
    answer(problem, &solved, scale)
}

/// What a solve starts from.
#[derive(Default)]
pub(crate) struct Start {
    /// A choice of sites, numbered as in the problem, from which to look for a better one.
    pub open: Vec<usize>,
    /// Only answers that cost less are wanted.
    pub below: Option<i64>,
    pub seed: u64,
}

/// What the engine leaves: whole numbers, and sites numbered as in the problem.
pub(crate) struct Solved {
    pub value: i64,
    pub bound: i64,
    pub opened: Vec<u32>,
    pub found: bool,
    pub nodes: usize,
}

fn answer(problem: &Problem, solved: &Solved, scale: f64) -> Answer {
    let (value, bound) = (solved.value as f64 / scale, solved.bound as f64 / scale);
    Answer {
        value,
        bound,
        proved: solved.bound >= solved.value,
        gap: gap(value, bound),
        open: problem.with_fixed_sites(&solved.opened),
        scale,
        nodes: solved.nodes,
    }
}

/// The pace at the root, at first and when the answer is as good as it gets.
const FIRST_PACE: Pace = Pace {
    steps: 300,
    patience: 15,
    stride: 1.2,
    least_stride: 0.01,
};
const ROOT_PACE: Pace = Pace {
    steps: 3_000,
    patience: 30,
    stride: 1.0,
    least_stride: 0.002,
};

/// Cells looked at by a random walk before it gives up: some tenths of a second.
const EFFORT: usize = 8_000_000;

pub(crate) fn solve_kernel(root: &Kernel, scale: f64, start: &Start, watch: &Watch<'_>) -> Solved {
    let mut draw = StdRng::seed_from_u64(start.seed);
    let first = first_choice(root, &start.open);
    let mut hunt = Hunt::new(root, scale, &first, watch);
    if let Some(below) = start.below {
        hunt.only_below(below);
    }
    let nodes = search(&mut hunt, &first, &mut draw);
    Solved {
        value: hunt.value,
        bound: hunt.bound,
        opened: hunt.opened,
        found: hunt.found,
        nodes,
    }
}

fn first_choice(root: &Kernel, open: &[usize]) -> Choice {
    let sites = open.iter().map(|site| kernel::number(*site));
    let sites = sites.filter_map(|site| root.names.binary_search(&site).ok());
    let sites: Vec<u32> = sites.map(kernel::number).take(root.open).collect();
    let near = (!sites.is_empty())
        .then(|| choice::complete(root, sites))
        .flatten();
    near.or_else(|| choice::greedy(root))
        .expect("a problem refuses groups that cannot be served")
}

/// Returns the number of nodes.
fn search(hunt: &mut Hunt<'_, '_>, first: &Choice, draw: &mut StdRng) -> usize {
    let root = hunt.root;
    hunt.polish(root, &[], first.clone());
    let shift = bound::shift(root);
    let mut node = Node {
        kernel: root.clone(),
        multipliers: bound::first_multipliers(root, &first.flags(), shift),
        opened: Vec::new(),
    };
    let mut floor = Some(0);
    for (pace, effort) in [(FIRST_PACE, EFFORT), (ROOT_PACE, 2 * EFFORT)] {
        floor = Tree::new(hunt, shift, draw).look_at_root(&mut node, pace);
        hunt.raise(floor.map_or(hunt.value, |floor| whole(floor, shift)));
        if floor.is_none() || hunt.watch.over() {
            return 1;
        }
        hunt.wander(&node.kernel, &node.opened, effort, draw);
    }
    let mut tree = Tree::new(hunt, shift, draw);
    let left = tree.explore_all(node, floor.unwrap_or(0));
    let nodes = tree.nodes;
    hunt.raise(left.map_or(hunt.value, |left| whole(left, shift)));
    nodes
}

/// Parts of a unit, rounded up: costs are whole.
fn whole(parts: i64, shift: u32) -> i64 {
    let unit = 1_i64 << shift;
    parts.div_euclid(unit) + i64::from(parts.rem_euclid(unit) > 0)
}
