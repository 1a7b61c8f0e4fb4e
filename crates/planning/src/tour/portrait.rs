//! A plan in plain counts, to be laid beside another one: what is served, what is closed,
//! and what each person does against the share of her contract.
//!
//! Nothing here is an objective: the value of a plan is counted in [`value`](super::value).

use std::collections::BTreeSet;

use super::{
    instance::{Instance, Person},
    plan::{Outing, Plan},
};

/// A plan in plain counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Portrait {
    /// Half-days on which the van goes out.
    pub open: usize,
    /// Half-days on which it does not, in order.
    pub closed: Vec<usize>,
    /// Communes not served in a month: INSEE code and month number.
    pub unserved: Vec<(String, u32)>,
    /// Stops reached at least once.
    pub stops: usize,
    /// Half-days wanted by partners and not held.
    pub missed: usize,
    /// Kilometres.
    pub km: f64,
    /// What each person does, in the order of the staff.
    pub people: Vec<Part>,
}

/// What a person does, and what the share of her contract would be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Half-days when she is neither on leave nor in training.
    pub present: usize,
    /// Half-days on board.
    pub boards: usize,
    /// Her share of the half-days on board, by contract; nothing for somebody whom fairness
    /// does not count.
    pub due: Option<f64>,
    /// Half-days that she drives.
    pub drives: usize,
    /// Her share of the driving, by contract, among those who drive.
    pub due_drives: Option<f64>,
    /// Kilometres that she drives.
    pub km: f64,
    /// Her share of the kilometres, by contract, among those who drive.
    pub due_km: Option<f64>,
}

/// Counts a plan. It may break rules; only its numbers must exist.
pub fn portrait(instance: &Instance, plan: &Plan) -> Portrait {
    Portrait {
        open: plan.open().count(),
        closed: plan.closed_half_days().collect(),
        unserved: unserved(instance, plan),
        stops: plan
            .open()
            .map(|(_, o)| o.stop)
            .collect::<BTreeSet<_>>()
            .len(),
        missed: missed(instance, plan),
        km: plan.open().map(|(_, o)| instance.stops[o.stop].km).sum(),
        people: people(instance, plan),
    }
}

fn unserved(instance: &Instance, plan: &Plan) -> Vec<(String, u32)> {
    let served: BTreeSet<(&str, u32)> = plan
        .open()
        .map(|(h, o)| (instance.stops[o.stop].insee.as_str(), instance.mon[h]))
        .collect();
    let months = instance.month_numbers();
    let pairs = instance
        .communes
        .iter()
        .flat_map(|commune| months.iter().map(move |month| (commune.clone(), *month)));
    pairs
        .filter(|(commune, month)| !served.contains(&(commune.as_str(), *month)))
        .collect()
}

fn missed(instance: &Instance, plan: &Plan) -> usize {
    let partners = instance.partners.iter().enumerate();
    let missed = partners.map(|(p, partner)| {
        let held = plan.open().filter(|(_, o)| o.partner == Some(p)).count();
        partner.n.saturating_sub(held)
    });
    missed.sum()
}

/// What the people of a pot did together, and the contracts between which it is shared.
struct Pot {
    done: f64,
    contracts: f64,
}

impl Pot {
    fn of(parts: &[(&Person, f64)], counts: fn(&Person) -> bool) -> Self {
        let own = || parts.iter().filter(|(person, _)| counts(person));
        Self {
            done: own().map(|(_, done)| done).sum(),
            contracts: own().map(|(person, _)| person.target).sum(),
        }
    }

    fn due(&self, person: &Person, counts: fn(&Person) -> bool) -> Option<f64> {
        counts(person).then(|| self.done * person.target / self.contracts)
    }
}

/// Somebody whom fairness counts.
fn works(person: &Person) -> bool {
    person.target > 0.0
}

/// Somebody whom fairness counts among those who drive.
fn drives(person: &Person) -> bool {
    works(person) && person.driver
}

fn people(instance: &Instance, plan: &Plan) -> Vec<Part> {
    let done: Vec<(usize, usize, f64)> = (0..instance.staff.len())
        .map(|e| done(instance, plan, e))
        .collect();
    let parts = |what: fn(&(usize, usize, f64)) -> f64| -> Vec<(&Person, f64)> {
        instance.staff.iter().zip(done.iter().map(what)).collect()
    };
    let boarded = Pot::of(&parts(|d| whole(d.0)), works);
    let driven = Pot::of(&parts(|d| whole(d.1)), drives);
    let far = Pot::of(&parts(|d| d.2), drives);
    let people = instance.staff.iter().zip(&done);
    people
        .map(|(person, (boards, wheel, km))| Part {
            present: instance.half_days - person.off.len().min(instance.half_days),
            boards: *boards,
            due: boarded.due(person, works),
            drives: *wheel,
            due_drives: driven.due(person, drives),
            km: *km,
            due_km: far.due(person, drives),
        })
        .collect()
}

/// Half-days on board, half-days driven, kilometres driven.
fn done(instance: &Instance, plan: &Plan, person: usize) -> (usize, usize, f64) {
    let boards = plan.open().filter(|(_, o)| o.crew.contains(&person));
    let driven = |outing: &Outing| outing.driver == person;
    let wheel = || plan.open().filter(|(_, o)| driven(o));
    let km = wheel().map(|(_, o)| instance.stops[o.stop].km).sum();
    (boards.count(), wheel().count(), km)
}

fn whole(count: usize) -> f64 {
    count as f64
}
