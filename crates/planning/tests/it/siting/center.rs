//! The worst case is the least of all choices.

use plus_planning::siting::{center, orlib};
use proptest::prelude::*;

use super::small::{feasible, patient};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_choice_has_a_better_worst_case(draft in feasible()) {
        let problem = draft.problem().unwrap();
        let answer = center::solve(&problem, 1, &patient());
        let least = draft.least(|open| draft.worst(open)).unwrap();
        prop_assert_eq!(answer.radius, least);
        prop_assert!(answer.proved);
        prop_assert!(problem.allows(&answer.open));
        prop_assert_eq!(draft.worst(&answer.open), least);
    }
}

#[rstest::rstest]
#[case(include_str!("../../data/pmed/pmed1.txt"), 127.0)]
#[case(include_str!("../../data/pmed/pmed5.txt"), 48.0)]
#[case(include_str!("../../data/pmed/pmed6.txt"), 84.0)]
fn published_radii_are_reached_and_proved(#[case] file: &str, #[case] radius: f64) {
    let answer = center::solve(&orlib::read(file).unwrap(), 1, &patient());
    assert_eq!(answer.radius, radius);
    assert!(answer.proved);
}
