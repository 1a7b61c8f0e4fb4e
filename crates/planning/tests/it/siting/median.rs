//! The p-median is the least of all choices, and proved.

use plus_planning::siting::{median, mip, orlib};
use proptest::prelude::*;

use super::small::{feasible, patient};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_answer_is_the_least_of_all_choices(draft in feasible(), seed in 0..5_u64) {
        let problem = draft.problem().unwrap();
        let answer = median::solve(&problem, seed, &patient());
        let least = draft.least(|open| draft.travel(open)).unwrap();
        prop_assert_eq!(answer.value, least);
        prop_assert!(answer.proved);
        prop_assert_eq!(answer.gap, 0.0);
        prop_assert!(problem.allows(&answer.open));
        prop_assert_eq!(draft.travel(&answer.open), least);
    }

    #[test]
    fn fractions_are_counted_within_the_scale_that_is_told(draft in feasible(), part in 0.001..3.0) {
        let mut draft = draft;
        draft.needs.iter_mut().for_each(|need| *need *= part);
        let answer = median::solve(&draft.problem().unwrap(), 1, &patient());
        let least = draft.least(|open| draft.travel(open)).unwrap();
        let room = draft.needs.len() as f64 / answer.scale + 1e-9;
        prop_assert!(answer.proved);
        prop_assert!((answer.value - least).abs() <= room);
        prop_assert!(draft.travel(&answer.open) <= least + room);
    }

    #[test]
    fn it_starts_from_any_choice_and_ends_at_the_same_value(draft in feasible(), start in 0..1_000_usize) {
        let problem = draft.problem().unwrap();
        let choices = draft.choices();
        let from = &choices[start % choices.len()];
        let answer = median::solve_from(&problem, from, 1, &patient());
        prop_assert_eq!(answer.value, draft.least(|open| draft.travel(open)).unwrap());
        prop_assert!(answer.proved);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_solver_of_others_agrees(draft in feasible()) {
        let problem = draft.problem().unwrap();
        let opinion = mip::median(&problem, None).unwrap();
        prop_assert!(opinion.optimal);
        prop_assert_eq!(opinion.value, draft.least(|open| draft.travel(open)).unwrap());
        prop_assert!(problem.allows(&opinion.open));
    }
}

#[rstest::rstest]
#[case(include_str!("../../data/pmed/pmed1.txt"), 5819.0)]
#[case(include_str!("../../data/pmed/pmed5.txt"), 1355.0)]
#[case(include_str!("../../data/pmed/pmed6.txt"), 7824.0)]
fn published_optima_are_reached_and_proved(#[case] file: &str, #[case] optimum: f64) {
    let problem = orlib::read(file).unwrap();
    let answer = median::solve(&problem, 1, &patient());
    assert_eq!(answer.value, optimum);
    assert!(answer.proved);
    assert_eq!(problem.travel(&answer.open), optimum);
}

#[test]
fn the_same_seed_gives_the_same_answer() {
    let problem = orlib::read(include_str!("../../data/pmed/pmed6.txt")).unwrap();
    let first = median::solve(&problem, 7, &patient());
    assert_eq!(first, median::solve(&problem, 7, &patient()));
}

/// All twenty, from the folder that `PLUS_PMED` names: `cargo test -- --ignored pmed`.
#[test]
#[expect(clippy::print_stdout, reason = "it must say that it was skipped")]
#[ignore = "needs the folder of the OR-Library in PLUS_PMED"]
fn all_pmed_of_a_folder_are_proved() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test that is asked for by hand"
    )]
    let Some(folder) = std::env::var_os("PLUS_PMED").map(std::path::PathBuf::from) else {
        println!("skipped: PLUS_PMED does not name the folder of pmed1.txt to pmed20.txt");
        return;
    };
    let table = std::fs::read_to_string(folder.join("pmedopt.csv")).unwrap();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let file = folder.join(format!("{}.txt", cells[0]));
        let problem = orlib::read(&std::fs::read_to_string(file).unwrap()).unwrap();
        let answer = median::solve(&problem, 1, &patient());
        assert_eq!(answer.value, cells[3].parse::<f64>().unwrap(), "{line}");
        assert!(answer.proved, "{line}");
    }
}
