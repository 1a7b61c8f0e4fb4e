//! On tiny instances every plan is tried: the proved optimum is the best of them.

use plus_planning::tour::{Instance, Outing, Plan, Weights, check, value};

use super::{
    plan,
    small::{Size, small},
};

const TINY: Size = Size {
    half_days: 3,
    stops: 4,
    staff: 3,
    partners: 1,
};

/// Every legal outing of a half-day, alone, and closing.
fn choices(instance: &Instance, h: usize) -> Vec<Option<Outing>> {
    let mut choices = vec![None];
    let partners = [None]
        .into_iter()
        .chain((0..instance.partners.len()).map(Some));
    for (stop, people, driver, partner) in (0..instance.stops.len()).flat_map(|stop| {
        let partners = partners.clone();
        let staff = instance.staff.len();
        (0..1_usize << staff).flat_map(move |people| {
            let partners = partners.clone();
            (0..staff).flat_map(move |driver| {
                partners
                    .clone()
                    .map(move |partner| (stop, people, driver, partner))
            })
        })
    }) {
        let crew = (0..instance.staff.len()).filter(|e| people >> e & 1 == 1);
        let outing = Outing {
            stop,
            crew: crew.collect(),
            driver,
            partner,
        };
        let mut alone = Plan::closed(instance.half_days);
        alone.half_days[h] = Some(outing.clone());
        if check(instance, &alone).is_empty() {
            choices.push(Some(outing));
        }
    }
    choices
}

fn best(instance: &Instance) -> i64 {
    let choices: Vec<_> = (0..instance.half_days)
        .map(|h| choices(instance, h))
        .collect();
    let mut plan = Plan::closed(instance.half_days);
    let mut best = i64::MAX;
    try_all(instance, &choices, 0, &mut plan, &mut best);
    best
}

fn try_all(
    instance: &Instance,
    choices: &[Vec<Option<Outing>>],
    h: usize,
    plan: &mut Plan,
    best: &mut i64,
) {
    if h == choices.len() {
        if check(instance, plan).is_empty() {
            *best = (*best).min(value(instance, &Weights::default(), plan).total());
        }
        return;
    }
    for choice in &choices[h] {
        plan.half_days[h].clone_from(choice);
        try_all(instance, choices, h + 1, plan, best);
    }
    plan.half_days[h] = None;
}

fn agree(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let instance = small(seed, TINY);
        let answer = plan(&instance);
        assert!(answer.proved, "seed {seed}");
        assert_eq!(answer.objective, best(&instance), "seed {seed}");
    }
}

#[test]
fn the_proved_optimum_is_the_best_of_all_plans() {
    agree(10_000..10_025);
}

#[test]
#[ignore = "minutes: script/long runs it"]
fn the_proved_optimum_is_the_best_of_all_plans_three_hundred_times() {
    agree(20_000..20_300);
}
