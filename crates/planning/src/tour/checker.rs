//! Re-reads a finished calendar rule by rule.
//!
//! It knows no engine and no model: it judges computed plans, hand edits and imports
//! alike. A closed half-day needs nothing, so closing is always allowed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    fault::Fault,
    instance::Instance,
    plan::{Outing, Plan},
};

/// Every rule the plan breaks, in a stable order; none when it can be published.
pub fn check(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let shape = check_shape(instance, plan);
    if !shape.is_empty() {
        return shape;
    }
    let each = plan.open().flat_map(|(h, outing)| {
        let mut faults = check_stop(instance, h, outing);
        faults.extend(check_crew(instance, h, outing));
        faults
    });
    each.chain(check_visits(instance, plan))
        .chain(check_loads(instance, plan))
        .chain(check_partners(instance, plan))
        .chain(check_same_time(instance, plan))
        .chain(check_pins(instance, plan))
        .collect()
}

/// Numbers that do not exist: nothing else can be said of such a plan.
fn check_shape(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let (found, expected) = (plan.half_days.len(), instance.half_days);
    if found != expected {
        return vec![Fault::Length { found, expected }];
    }
    let of_outing = |(h, outing): (usize, &Outing)| {
        let people = outing.crew.iter().chain([&outing.driver]);
        let people = people.map(|e| ("la personne", *e, instance.staff.len()));
        let partner = outing
            .partner
            .map(|p| ("le partenaire", p, instance.partners.len()));
        std::iter::once(("l’arrêt", outing.stop, instance.stops.len()))
            .chain(people)
            .chain(partner)
            .filter(|(_, number, count)| number >= count)
            .map(|(what, number, _)| Fault::Unknown { h, what, number })
            .collect::<BTreeSet<_>>()
    };
    plan.open().flat_map(of_outing).collect()
}

fn check_stop(instance: &Instance, h: usize, outing: &Outing) -> Vec<Fault> {
    let stop = &instance.stops[outing.stop];
    let weekday = !stop.dow.contains(&instance.dow[h]);
    let skill = stop.skill.as_ref().filter(|skill| {
        let mut on_board = outing.crew.iter();
        !on_board.any(|e| instance.staff[*e].knows_on(skill, h))
    });
    let weekday = weekday.then_some(Fault::Weekday {
        h,
        stop: outing.stop,
    });
    let skill = skill.map(|skill| Fault::Skill {
        h,
        skill: skill.clone(),
    });
    weekday.into_iter().chain(skill).collect()
}

fn check_crew(instance: &Instance, h: usize, outing: &Outing) -> Vec<Fault> {
    let on_board: BTreeSet<_> = outing.crew.iter().copied().collect();
    let mut faults = Vec::new();
    if !(2..=3).contains(&on_board.len()) {
        let found = on_board.len();
        faults.push(Fault::CrewSize { h, found });
    }
    let person = outing.driver;
    if !on_board.contains(&person) {
        faults.push(Fault::DriverNotOnBoard { h, person });
    }
    if !instance.staff[person].driver {
        faults.push(Fault::NotADriver { h, person });
    }
    for person in on_board {
        if outing.crew.iter().filter(|e| **e == person).count() > 1 {
            faults.push(Fault::PersonTwice { h, person });
        }
        if instance.staff[person].off.contains(&h) {
            faults.push(Fault::Absent { h, person });
        }
    }
    faults
}

/// A stop at most once a month, a commune at most once a week.
fn check_visits(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let stops = counted(plan.open().map(|(h, o)| (o.stop, instance.mon[h])));
    let communes = counted(
        plan.open()
            .map(|(h, o)| (&instance.stops[o.stop].insee, instance.week[h])),
    );
    let stops = stops.into_iter().filter(|(_, visits)| *visits > 1);
    let communes = communes.into_iter().filter(|(_, visits)| *visits > 1);
    stops
        .map(|((stop, month), _)| Fault::StopTwiceAMonth { stop, month })
        .chain(communes.map(|((insee, week), _)| Fault::CommuneTwiceAWeek {
            insee: insee.clone(),
            week,
        }))
        .collect()
}

fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// Who is on board on which half-day.
fn on_board(plan: &Plan) -> impl Iterator<Item = (usize, usize)> {
    plan.open().flat_map(|(h, outing)| {
        let people: BTreeSet<_> = outing.crew.iter().copied().collect();
        people.into_iter().map(move |person| (h, person))
    })
}

fn check_loads(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let weekly = counted(on_board(plan).map(|(h, e)| (e, instance.week[h])));
    let monthly = counted(on_board(plan).map(|(h, e)| (e, instance.mon[h])));
    let most = instance.weekly_max;
    let weekly =
        weekly
            .into_iter()
            .filter(|(_, found)| *found > most)
            .map(|((person, week), found)| Fault::WeeklyMax {
                person,
                week,
                found,
                most,
            });
    let monthly = monthly.into_iter().filter_map(|((person, month), found)| {
        let most = instance.staff[person].maxm;
        (found > most).then_some(Fault::MonthlyMax {
            person,
            month,
            found,
            most,
        })
    });
    weekly.chain(monthly).collect()
}

fn check_partners(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let held = || {
        plan.open()
            .filter_map(|(h, o)| o.partner.map(|partner| (h, partner)))
    };
    let not_offered = held()
        .filter(|(h, partner)| !instance.partners[*partner].slots.contains(h))
        .map(|(h, partner)| Fault::NotOffered { h, partner });
    let counts = counted(held().map(|(_, partner)| partner));
    let too_often = counts.into_iter().filter_map(|(partner, found)| {
        let wanted = instance.partners[partner].n;
        (found > wanted).then_some(Fault::PartnerTooOften {
            partner,
            found,
            wanted,
        })
    });
    not_offered.chain(too_often).collect()
}

/// Two vans: nobody is in both.
fn check_same_time(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let pairs = plan.open().flat_map(|(h, a)| {
        let later = plan.open().filter(move |(other, _)| *other > h);
        later
            .filter(move |(other, _)| instance.same_time(h, *other))
            .map(move |(other, b)| (h, a, other, b))
    });
    pairs
        .flat_map(|(h, a, other, b)| {
            let both: BTreeSet<_> = a.crew.iter().filter(|e| b.crew.contains(e)).collect();
            let people = both.into_iter().map(move |person| Fault::TwoVans {
                person: *person,
                h,
                other,
            });
            let partner = a.partner.filter(|_| a.partner == b.partner);
            people
                .chain(partner.map(|partner| Fault::PartnerInTwoVans { partner, h, other }))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A published half-day keeps its stop, its crew, its driver and its partner.
fn check_pins(instance: &Instance, plan: &Plan) -> Vec<Fault> {
    let moved = instance.published.iter().filter(|pin| {
        let planned = plan.half_days[pin.h].as_ref();
        !same_outing(planned, pin.outing.as_ref())
    });
    moved.map(|pin| Fault::Pinned { h: pin.h }).collect()
}

/// Whether two half-days are the same, whatever the order of the crew.
fn same_outing(a: Option<&Outing>, b: Option<&Outing>) -> bool {
    let key = |o: &Outing| {
        let crew: BTreeSet<_> = o.crew.iter().copied().collect();
        (o.stop, crew, o.driver, o.partner)
    };
    a.map(key) == b.map(key)
}
