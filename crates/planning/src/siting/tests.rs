//! The proof without its helpers: small questions are answered by the interchange alone, so
//! that a false bound would go unseen from outside. Here the tree starts from the worst choice
//! and must find the best one by itself.

use std::cell::Cell;
use std::time::Duration;

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::bound::{self, Search};
use super::branch::{Node, Tree};
use super::choice::Choice;
use super::climb::Pace;
use super::hunt::Hunt;
use super::kernel::{Fate, Kernel};
use super::problem::{Group, Problem};
use super::watch::Watch;

fn problem() -> impl Strategy<Value = Problem> {
    (2..12_usize, 2..11_usize).prop_flat_map(|(points, sites)| {
        let needs = proptest::collection::vec(1..5_u32, points);
        let times = proptest::collection::vec(0..60_u32, points * sites);
        let fixed = proptest::collection::vec(0..sites, 0..2);
        let group = proptest::collection::vec(0..sites, 1..4);
        let groups = proptest::collection::vec(group, 0..3);
        (needs, times, 1..=sites, fixed, groups).prop_filter_map(
            "has an answer",
            move |(needs, times, open, fixed, groups)| {
                let needs = needs.into_iter().map(f64::from).collect();
                let times = times.into_iter().map(f64::from).collect();
                let problem = Problem::new(needs, times, sites, open).ok()?;
                let groups = groups.into_iter().map(|sites| Group {
                    name: String::new(),
                    sites,
                });
                let problem = problem.with_fixed(fixed).ok()?;
                problem.with_groups(groups.collect()).ok()
            },
        )
    })
}

/// All choices on a kernel that serve its groups, as open flags, with their values.
fn choices(kernel: &Kernel) -> Vec<(Vec<bool>, i64)> {
    let flags = |mask: u32| (0..kernel.sites()).map(move |site| mask >> site & 1 == 1);
    let all = (0..1_u32 << kernel.sites()).filter(|m| m.count_ones() as usize == kernel.open);
    let all = all.map(|mask| flags(mask).collect::<Vec<bool>>());
    all.filter(|open| kernel.serves(open))
        .map(|open| {
            let value = kernel.value(&open);
            (open, value)
        })
        .collect()
}

fn sites(open: &[bool]) -> Vec<u32> {
    let open = open.iter().enumerate().filter(|(_, open)| **open);
    open.map(|(site, _)| super::kernel::number(site)).collect()
}

/// The tree alone, from the worst choice: best value found, and the bound of what is left.
fn explore(kernel: &Kernel, stop: &dyn Fn() -> bool) -> (i64, Option<i64>) {
    let all = choices(kernel);
    let worst = all.iter().max_by_key(|(_, value)| *value);
    let worst = Choice::new(kernel, sites(&worst.expect("some choice").0));
    let watch = Watch::new(&|| Duration::ZERO).with_cancel(stop);
    let mut hunt = Hunt::new(kernel, 1.0, &worst, &watch);
    let mut draw = StdRng::seed_from_u64(1);
    let shift = bound::shift(kernel);
    let root = Node {
        kernel: kernel.clone(),
        multipliers: vec![0; kernel.points()],
        opened: Vec::new(),
    };
    let left = Tree::new(&mut hunt, shift, &mut draw).explore_all(root, 0);
    (hunt.value, left.map(|left| left >> shift))
}

fn least(kernel: &Kernel) -> i64 {
    let values = choices(kernel).into_iter().map(|(_, value)| value);
    values.min().expect("some choice")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_tree_alone_finds_the_best_choice(problem in problem()) {
        let (kernel, _) = Kernel::new(&problem);
        prop_assert_eq!(explore(&kernel, &|| false), (least(&kernel), None));
    }

    #[test]
    fn a_tree_that_is_stopped_leaves_an_honest_bound(problem in problem(), steps in 0..80_usize) {
        let (kernel, _) = Kernel::new(&problem);
        let asked = Cell::new(0);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() > steps
        };
        let (value, left) = explore(&kernel, &stop);
        prop_assert!(left.unwrap_or(value).min(value) <= least(&kernel));
    }

    #[test]
    fn whatever_the_multipliers_no_choice_is_below_the_bound_nor_decided_wrongly(
        problem in problem(),
        multipliers in proptest::collection::vec(0..300_i64, 12),
        steps in 0..60_usize,
        above in 0..20_i64,
    ) {
        let (kernel, _) = Kernel::new(&problem);
        let shift = bound::shift(&kernel);
        let multipliers = multipliers.iter().map(|m| m << shift).take(kernel.points());
        let multipliers: Vec<i64> = multipliers.collect();
        if kernel.points() > 0 && kernel.open > 0 && kernel.apart().0 <= kernel.open {
            let wanted = least(&kernel) + above;
            let mut search = Search::new(&kernel, shift, multipliers);
            let pace = Pace { steps, patience: 5, stride: 1.0, least_stride: 0.0 };
            let watch = Watch::new(&|| Duration::ZERO);
            search.climb(pace, (wanted + 1) << shift, &watch, |_| None);
            prop_assert!(search.bound() <= least(&kernel) << shift);
            let fates = search.decided(wanted << shift);
            let left = kernel.decide(&fates, &[], search.useful(wanted << shift));
            for (open, value) in choices(&kernel).into_iter().filter(|(_, v)| *v <= wanted) {
                let kept = fates.iter().zip(&open).all(|(fate, open)| match fate {
                    Fate::Free => true,
                    Fate::Open => *open,
                    Fate::Closed => !open,
                });
                prop_assert!(kept, "a wanted choice was decided against");
                let (left, _) = left.as_ref().expect("a wanted choice is left");
                let names = left.names.iter().map(|n| kernel.names.binary_search(n));
                let open: Vec<bool> = names.map(|site| open[site.expect("same names")]).collect();
                prop_assert_eq!(left.value(&open), value, "a wanted choice costs the same");
            }
        }
    }
}
