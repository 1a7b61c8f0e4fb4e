//! What a plan is worth, term by term, in whole numbers: less is better.
//!
//! This recomputes everything from the plan and the data, in plain code: no engine
//! is trusted with its own figures.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{instance::Instance, plan::Plan};

/// What each thing costs, or earns. The default ranks them: communes served, half-days
/// open, partners, fairness, need, market days, kilometres.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// A commune not served in a month.
    pub uncovered: i64,
    /// A closed half-day.
    pub closed: i64,
    /// A half-day wanted by a partner and not held.
    pub partner: i64,
    /// One half-day between the most and the least loaded full-time person.
    pub load: i64,
    /// One half-day between the full-time drivers who drive the most and the least.
    pub driving: i64,
    /// A tenth of a visit away from the fair share of a commune.
    pub share: i64,
    /// A stop reached once, for a stop of mean need.
    pub reach: i64,
    /// What a month without a visit adds to a stop reached, in hundredths.
    pub stale: i64,
    /// A visit on the market day of its commune.
    pub market: i64,
    /// A kilometre.
    pub km: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            uncovered: 20_000,
            closed: 5_000,
            partner: 3_000,
            load: 300,
            driving: 200,
            share: 20,
            reach: 100,
            stale: 25,
            market: 150,
            km: 2,
        }
    }
}

/// The value of a plan, term by term. Gains are negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Communes not served in a month.
    pub uncovered: i64,
    /// Closed half-days.
    pub closed: i64,
    /// Half-days wanted by partners and not held.
    pub partners: i64,
    /// Unequal loads.
    pub load: i64,
    /// Unequal driving.
    pub driving: i64,
    /// Distance to the fair share of the communes.
    pub share: i64,
    /// Need reached.
    pub reach: i64,
    /// Visits on market days.
    pub market: i64,
    /// Kilometres.
    pub km: i64,
}

impl Terms {
    /// The objective: the sum of the terms.
    pub fn total(&self) -> i64 {
        self.each().iter().map(|(_, value)| value).sum()
    }

    /// The sum of the absolute values: the scale on which a gap is said.
    pub fn scale(&self) -> i64 {
        self.each().iter().map(|(_, value)| value.abs()).sum()
    }

    /// The terms with their names, from the highest rank to the lowest.
    pub fn each(&self) -> [(&'static str, i64); 9] {
        [
            ("uncovered", self.uncovered),
            ("closed", self.closed),
            ("partners", self.partners),
            ("load", self.load),
            ("driving", self.driving),
            ("share", self.share),
            ("reach", self.reach),
            ("market", self.market),
            ("km", self.km),
        ]
    }

    /// Term by term, this less the other.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        Self {
            uncovered: self.uncovered - other.uncovered,
            closed: self.closed - other.closed,
            partners: self.partners - other.partners,
            load: self.load - other.load,
            driving: self.driving - other.driving,
            share: self.share - other.share,
            reach: self.reach - other.reach,
            market: self.market - other.market,
            km: self.km - other.km,
        }
    }
}

/// The value of a plan. The plan may break rules: [`check`](super::check) says so; only
/// its numbers must exist.
pub fn value(instance: &Instance, weights: &Weights, plan: &Plan) -> Terms {
    let people = people_counts(instance, plan);
    Terms {
        uncovered: weights.uncovered * uncovered(instance, plan),
        closed: weights.closed * count(plan.closed_half_days().count()),
        partners: weights.partner * missed(instance, plan),
        load: weights.load * spread(people.iter().map(|person| person.0)),
        driving: weights.driving * spread(people.iter().filter_map(|person| person.1)),
        share: share(instance, weights, plan),
        reach: -reached(plan)
            .map(|stop| reach(instance, weights, stop))
            .sum::<i64>(),
        market: -weights.market * markets(instance, plan),
        km: plan
            .open()
            .map(|(_, outing)| kilometres(instance, weights, outing.stop))
            .sum(),
    }
}

/// Gain of a stop reached.
pub fn reach(instance: &Instance, weights: &Weights, stop: usize) -> i64 {
    let share = instance.stops[stop].need / instance.need();
    let stale = weights.stale as f64 / 100.0 * instance.stops[stop].stale;
    nearest(weights.reach as f64 * instance.stops.len() as f64 * share * (1.0 + stale))
}

/// Cost of the kilometres of one visit.
pub fn kilometres(instance: &Instance, weights: &Weights, stop: usize) -> i64 {
    nearest(weights.km as f64 * instance.stops[stop].km)
}

/// Fair share of a commune, in tenths of a visit.
pub fn fair_share(instance: &Instance, insee: &str) -> i64 {
    let own = instance.stops.iter().filter(|stop| stop.insee == insee);
    let need: f64 = own.map(|stop| stop.need).sum();
    nearest(10.0 * instance.half_days as f64 * need / instance.need())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "read() bounds every figure"
)]
fn nearest(number: f64) -> i64 {
    number.round() as i64
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn uncovered(instance: &Instance, plan: &Plan) -> i64 {
    let served: BTreeSet<_> = plan
        .open()
        .map(|(h, outing)| (&instance.stops[outing.stop].insee, instance.mon[h]))
        .collect();
    let months = instance.month_numbers();
    let pairs = instance
        .communes
        .iter()
        .flat_map(|commune| months.iter().map(move |month| (commune, *month)));
    count(pairs.filter(|pair| !served.contains(pair)).count())
}

fn missed(instance: &Instance, plan: &Plan) -> i64 {
    let missed = instance.partners.iter().enumerate().map(|(p, partner)| {
        let held = plan.open().filter(|(_, outing)| outing.partner == Some(p));
        count(partner.n.saturating_sub(held.count()))
    });
    missed.sum()
}

/// Half-days on board of each full-time person, and driven when the person drives.
fn people_counts(instance: &Instance, plan: &Plan) -> Vec<(i64, Option<i64>)> {
    let full_time = instance.staff.iter().enumerate();
    full_time
        .filter(|(_, person)| person.is_full_time())
        .map(|(e, person)| {
            let load = plan.open().filter(|(_, outing)| outing.crew.contains(&e));
            let driven = plan.open().filter(|(_, outing)| outing.driver == e);
            (
                count(load.count()),
                person.driver.then(|| count(driven.count())),
            )
        })
        .collect()
}

/// Most less least.
fn spread(counts: impl Iterator<Item = i64> + Clone) -> i64 {
    let most = counts.clone().max().unwrap_or_default();
    most - counts.min().unwrap_or_default()
}

fn share(instance: &Instance, weights: &Weights, plan: &Plan) -> i64 {
    let away = instance.communes.iter().map(|commune| {
        let visits = plan
            .open()
            .filter(|(_, outing)| instance.stops[outing.stop].insee == *commune);
        (10 * count(visits.count()) - fair_share(instance, commune)).abs()
    });
    weights.share * away.sum::<i64>()
}

fn reached(plan: &Plan) -> impl Iterator<Item = usize> {
    let stops: BTreeSet<_> = plan.open().map(|(_, outing)| outing.stop).collect();
    stops.into_iter()
}

fn markets(instance: &Instance, plan: &Plan) -> i64 {
    let on_market_day = plan.open().filter(|(h, outing)| {
        let market = instance.market.get(&instance.stops[outing.stop].insee);
        market == Some(&instance.dow[*h])
    });
    count(on_market_day.count())
}
