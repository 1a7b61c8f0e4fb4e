//! Whatever the instance, the plan breaks no rule and says what it could not do.

use std::collections::BTreeSet;

use plus_planning::tour::{Answer, Instance, Outing, Weights, check, explain::Subject, value};

use super::{
    plan, search,
    small::{Size, small},
};

const SIZE: Size = Size {
    half_days: 6,
    stops: 8,
    staff: 5,
    partners: 2,
};

/// Everything that a plan of the planner promises.
fn assert_honest(seed: u64, instance: &Instance, answer: &Answer) {
    assert_eq!(check(instance, &answer.plan), [], "seed {seed}");
    let terms = value(instance, &Weights::default(), &answer.plan);
    assert_eq!(terms, answer.terms, "seed {seed}");
    assert_eq!(terms.total(), answer.objective, "seed {seed}");
    assert!(answer.bound.is_some_and(|bound| bound <= answer.objective));
    assert_eq!(subjects(answer), expected(instance, answer), "seed {seed}");
}

fn subjects(answer: &Answer) -> BTreeSet<Subject> {
    let explained = answer.explanations.iter();
    explained
        .map(|explanation| explanation.subject.clone())
        .collect()
}

/// What the plan does not do, counted here anew.
fn expected(instance: &Instance, answer: &Answer) -> BTreeSet<Subject> {
    let plan = &answer.plan;
    let mut expected: BTreeSet<_> = plan
        .closed_half_days()
        .map(|h| Subject::Closed { h })
        .collect();
    for insee in &instance.communes {
        for month in instance.month_numbers() {
            let serves = |(h, outing): (usize, &Outing)| {
                instance.mon[h] == month && instance.stops[outing.stop].insee == *insee
            };
            if !plan.open().any(serves) {
                let insee = insee.clone();
                expected.insert(Subject::Commune { insee, month });
            }
        }
    }
    for (partner, data) in instance.partners.iter().enumerate() {
        let held = plan
            .open()
            .filter(|(_, outing)| outing.partner == Some(partner));
        let missed = data.n - held.count();
        if missed > 0 {
            expected.insert(Subject::Partner { partner, missed });
        }
    }
    expected
}

fn try_seeds(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let instance = small(seed, SIZE);
        let answer = plan(&instance);
        assert_honest(seed, &instance, &answer);
        assert!(answer.proved, "seed {seed}");
        let search = search(&instance, seed, 8);
        assert_honest(seed, &instance, &search);
        assert!(search.objective >= answer.objective, "seed {seed}");
    }
}

#[test]
fn plans_break_no_rule_and_explain_what_they_leave() {
    try_seeds(0..60);
}

#[test]
#[ignore = "minutes: script/long runs it"]
fn a_thousand_plans_break_no_rule_and_explain_what_they_leave() {
    try_seeds(0..1_000);
}
