//! A solve that is stopped, at any step, gives a valid answer and an honest bound.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use plus_planning::siting::{Problem, Progress, Watch, center, coverage, median, orlib};
use proptest::prelude::*;

use super::small::{feasible, patient};

fn pmed6() -> Problem {
    orlib::read(include_str!("../../data/pmed/pmed6.txt")).expect("the file is good")
}

/// Says stop at the n-th time it is asked.
fn after(asked: &Cell<usize>, times: usize) -> bool {
    asked.set(asked.get() + 1);
    asked.get() > times
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whenever_it_stops_the_truth_is_between_bound_and_value(draft in feasible(), steps in 0..60_usize) {
        let problem = draft.problem().unwrap();
        let asked = Cell::new(0);
        let stop = || after(&asked, steps);
        let answer = median::solve(&problem, 1, &patient().with_cancel(&stop));
        let least = draft.least(|open| draft.travel(open)).unwrap();
        prop_assert!(answer.bound <= least);
        prop_assert!(answer.value >= least);
        prop_assert!(!answer.proved || answer.value == least);
        prop_assert!(problem.allows(&answer.open));
        prop_assert_eq!(problem.travel(&answer.open), answer.value);
    }

    #[test]
    fn so_it_is_for_coverage_and_for_the_worst_case(draft in feasible(), steps in 0..60_usize) {
        let problem = draft.problem().unwrap();
        let asked = Cell::new(0);
        let stop = || after(&asked, steps);
        let answer = coverage::solve(&problem, 10.0, 1, &patient().with_cancel(&stop));
        let least = draft.least(|open| draft.uncovered(open, 10.0)).unwrap();
        prop_assert!(answer.bound <= least && least <= answer.uncovered);
        prop_assert_eq!(draft.uncovered(&answer.open, 10.0), answer.uncovered);
        asked.set(0);
        let answer = center::solve(&problem, 1, &patient().with_cancel(&stop));
        let least = draft.least(|open| draft.worst(open)).unwrap();
        prop_assert!(answer.bound <= least && least <= answer.radius);
        prop_assert_eq!(draft.worst(&answer.open), answer.radius);
        prop_assert!(problem.allows(&answer.open));
    }
}

#[test]
fn cancelled_at_once_it_answers_and_claims_nothing() {
    let problem = pmed6();
    let answer = median::solve(&problem, 1, &patient().with_cancel(&|| true));
    assert!(problem.allows(&answer.open));
    assert!(!answer.proved);
    assert!(answer.value >= 7824.0);
    assert!(answer.bound < 7824.0);
    let gap = (answer.value - answer.bound) / answer.value;
    assert_eq!(answer.gap, gap);
}

#[test]
fn it_stops_at_its_time_limit() {
    let now = Cell::new(Duration::ZERO);
    let clock = || {
        now.set(now.get() + Duration::from_millis(1));
        now.get()
    };
    let limit = Duration::from_millis(50);
    let answer = median::solve(&pmed6(), 1, &Watch::new(&clock).with_limit(limit));
    assert!(!answer.proved);
    assert!(answer.bound > 0.0, "some steps were made");
    assert!(
        now.get() < limit + Duration::from_millis(20),
        "it stopped at {:?}",
        now.get()
    );
}

#[test]
fn progress_never_goes_back() {
    let told: RefCell<Vec<Progress>> = RefCell::default();
    let tell = |progress| told.borrow_mut().push(progress);
    let answer = median::solve(&pmed6(), 1, &patient().with_progress(&tell));
    let told = told.into_inner();
    assert!(
        told.windows(2)
            .all(|w| w[1].value <= w[0].value && w[1].bound >= w[0].bound)
    );
    let last = told.last().unwrap();
    assert_eq!((last.value, last.bound), (answer.value, answer.bound));
    assert_eq!(last.gap(), 0.0);
}
