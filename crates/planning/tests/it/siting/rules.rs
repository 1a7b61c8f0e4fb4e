//! What has no answer is explained with names.

use plus_planning::siting::{Group, Problem, ProblemError, median};
use proptest::prelude::*;

use super::small::{draft, patient};

fn group(name: &str, sites: &[usize]) -> Group {
    Group {
        name: name.to_owned(),
        sites: sites.to_vec(),
    }
}

/// Five places in a row, one minute apart.
fn row(open: usize) -> Problem {
    let times = (0..25).map(|at| f64::from((at / 5_i32 - at % 5).abs()));
    Problem::new(vec![1.0; 5], times.collect(), 5, open).expect("a good problem")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_problem_is_refused_exactly_when_no_choice_keeps_its_rules(draft in draft()) {
        prop_assert_eq!(draft.problem().is_ok(), !draft.choices().is_empty());
    }
}

#[test]
fn a_rule_moves_the_kiosk_into_its_commune() {
    assert_eq!(median::solve(&row(1), 1, &patient()).open, [2]);
    let ruled = row(1)
        .with_groups(vec![group("Le Marin", &[3, 4])])
        .unwrap();
    let answer = median::solve(&ruled, 1, &patient());
    assert_eq!(answer.open, [3]);
    assert_eq!(answer.value, 7.0);
    assert!(answer.proved);
}

#[test]
fn a_kiosk_that_exists_never_moves() {
    let problem = row(2).with_fixed(vec![0]).unwrap();
    assert_eq!(median::solve(&problem, 1, &patient()).open, [0, 3]);
}

#[test]
fn more_communes_than_kiosks_are_named() {
    let groups = vec![group("Ducos", &[0]), group("Le Marin", &[3, 4])];
    let refused = row(2)
        .with_fixed(vec![2])
        .unwrap()
        .with_groups(groups)
        .unwrap_err();
    let names = vec!["Ducos".to_owned(), "Le Marin".to_owned()];
    assert_eq!(refused, ProblemError::TooManyGroups { left: 1, names });
    assert_eq!(
        refused.to_string(),
        "il reste 1 bornes à placer, mais il en faut une dans chacun de ces endroits qui n'en ont pas : Ducos, Le Marin"
    );
}

#[test]
fn a_commune_without_site_is_named() {
    let refused = row(2).with_groups(vec![group("Ducos", &[])]).unwrap_err();
    assert_eq!(
        refused,
        ProblemError::EmptyGroup {
            name: "Ducos".to_owned()
        }
    );
}

#[test]
fn groups_that_clash_are_named_though_they_share_sites() {
    let groups = ["a", "b", "c"].into_iter().zip([[0, 1], [1, 2], [0, 2]]);
    let groups = groups.map(|(name, sites)| group(name, &sites)).collect();
    let refused = row(1).with_groups(groups).unwrap_err();
    assert!(matches!(refused, ProblemError::GroupsClash { left: 1, names } if names.len() == 3));
}

#[test]
fn times_that_are_no_numbers_are_refused_with_their_place() {
    let refused = Problem::new(vec![1.0; 2], vec![0.0, 1.0, 2.0, f64::NAN], 2, 1).unwrap_err();
    assert_eq!(refused, ProblemError::Time { point: 1, site: 1 });
    let refused = Problem::new(vec![-1.0], vec![0.0], 1, 1).unwrap_err();
    assert_eq!(refused, ProblemError::Need { point: 0 });
}

#[test]
fn a_later_number_of_kiosks_is_checked_against_the_rules() {
    let problem = row(3).with_fixed(vec![0, 4]).unwrap();
    let refused = problem.with_open(1).unwrap_err();
    assert_eq!(refused, ProblemError::TooManyFixed { fixed: 2, asked: 1 });
}
