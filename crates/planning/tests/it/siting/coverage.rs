//! Coverage leaves out the least need of all choices.

use plus_planning::siting::{coverage, mip};
use proptest::prelude::*;

use super::small::{feasible, patient};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_choice_covers_more(draft in feasible(), minutes in 0..25_u32) {
        let minutes = f64::from(minutes);
        let problem = draft.problem().unwrap();
        let answer = coverage::solve(&problem, minutes, 1, &patient());
        let least = draft.least(|open| draft.uncovered(open, minutes)).unwrap();
        prop_assert_eq!(answer.uncovered, least);
        prop_assert!(answer.proved);
        prop_assert!(problem.allows(&answer.open));
        prop_assert_eq!(draft.uncovered(&answer.open, minutes), least);
        let total: f64 = draft.needs.iter().sum();
        prop_assert!((answer.share * total - (total - least)).abs() < 1e-9);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_solver_of_others_agrees(draft in feasible(), minutes in 0..25_u32) {
        let minutes = f64::from(minutes);
        let opinion = mip::coverage(&draft.problem().unwrap(), minutes, None).unwrap();
        let least = draft.least(|open| draft.uncovered(open, minutes)).unwrap();
        prop_assert!(opinion.optimal);
        prop_assert_eq!(opinion.value, least);
    }
}
