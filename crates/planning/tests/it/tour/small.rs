//! Small instances drawn from a seed: often short of people, sometimes impossible.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::date};
use plus_planning::tour::{Instance, Partner, Person, Stop};
use rand::{Rng as _, RngExt as _, SeedableRng as _, rngs::StdRng};

/// How large.
#[derive(Clone, Copy)]
pub struct Size {
    pub half_days: usize,
    pub stops: usize,
    pub staff: usize,
    pub partners: usize,
}

pub fn small(seed: u64, size: Size) -> Instance {
    let mut draw = StdRng::seed_from_u64(seed);
    let half_days = draw.random_range(1..=size.half_days);
    let starts = date(2027, 3, 24);
    let days: Vec<_> = starts
        .series(1.day())
        .filter(|day| day.weekday().to_monday_zero_offset() < 4)
        .take(half_days)
        .collect();
    let communes: Vec<String> = (0..draw.random_range(1..=4))
        .map(|c| format!("9720{c}"))
        .collect();
    let stops = (0..draw.random_range(1..=size.stops)).map(|q| stop(&mut draw, q, &communes));
    let stops = stops.collect();
    let staff = (0..draw.random_range(1..=size.staff)).map(|e| person(&mut draw, e, half_days));
    let staff = staff.collect();
    let partners =
        (0..draw.random_range(0..=size.partners)).map(|p| partner(&mut draw, p, half_days));
    let partners = partners.collect();
    let monday = |day: jiff::civil::Date| u32::from(day.iso_week_date().week().unsigned_abs());
    let numbers =
        |number: &dyn Fn(jiff::civil::Date) -> u32| days.iter().map(|day| number(*day)).collect();
    let mon: Vec<u32> = numbers(&|day| u32::from(day.month().unsigned_abs()));
    Instance {
        half_days,
        months: mon.iter().collect::<BTreeSet<_>>().len(),
        dow: days
            .iter()
            .map(|day| day.weekday().to_monday_zero_offset().unsigned_abs())
            .collect(),
        week: numbers(&monday),
        mon,
        market: communes
            .iter()
            .map(|insee| (insee.clone(), draw.random_range(0..4)))
            .collect(),
        communes,
        stops,
        staff,
        partners,
        published: Vec::new(),
        period: Vec::new(),
        weekly_max: draw.random_range(1..=3),
        names: std::collections::BTreeMap::new(),
        dates: days,
    }
}

fn some_of(draw: &mut StdRng, count: usize, chance: f64) -> BTreeSet<usize> {
    (0..count).filter(|_| draw.random_bool(chance)).collect()
}

fn stop(draw: &mut StdRng, q: usize, communes: &[String]) -> Stop {
    let skills = [None, None, Some("creole"), Some("lsf")];
    let dow = some_of(draw, 4, 0.7).into_iter();
    Stop {
        nom: format!("Arrêt {q}"),
        insee: communes[draw.random_range(0..communes.len())].clone(),
        need: draw.random_range(100.0..3_000.0),
        pop: 100.0,
        km: draw.random_range(1.0..60.0),
        dow: dow.map(|day| u8::try_from(day).unwrap()).collect(),
        stale: f64::from(draw.next_u32() % 5),
        skill: skills[draw.random_range(0..4)].map(str::to_owned),
    }
}

fn person(draw: &mut StdRng, e: usize, half_days: usize) -> Person {
    let skills = ["creole", "lsf"]
        .into_iter()
        .filter(|_| draw.random_bool(0.5));
    let skills: BTreeSet<String> = skills.map(str::to_owned).collect();
    // Some learn on the way, or forget.
    let lapsing: Vec<String> = skills.iter().cloned().collect();
    let lapsed = lapsing
        .into_iter()
        .filter_map(|skill| {
            let days = some_of(draw, half_days, 0.4);
            draw.random_bool(0.4).then_some((skill, days))
        })
        .collect();
    Person {
        id: format!("m{e}"),
        skills,
        lapsed,
        driver: draw.random_bool(0.6),
        maxm: draw.random_range(1..=6),
        target: if draw.random_bool(0.8) { 1.0 } else { 0.5 },
        off: some_of(draw, half_days, 0.2),
    }
}

fn partner(draw: &mut StdRng, p: usize, half_days: usize) -> Partner {
    Partner {
        id: format!("P{p}"),
        n: draw.random_range(1..=2),
        slots: some_of(draw, half_days, 0.5),
    }
}
