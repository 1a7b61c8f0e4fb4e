//! Invents the data of a tour on real places, to measure and to try.
//!
//! Places and need are those of the public files; staff, absences, partners, market
//! days, skills and months without a visit are drawn from a seed. Nothing here is a
//! real person or a real agreement.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    calendar::{HalfDay, half_days},
    chance::Chance,
    instance::{Instance, Partner, Person, Stop, WEEKLY_MAX},
    places::{Peopled, people, round_trip},
};
use crate::access::{geo::Geo, position::Position};

/// What an invented instance stands on.
pub struct Ground<'a> {
    /// First day: the first of a month.
    pub start: Date,
    /// Communes to serve.
    pub communes: &'a [String],
    /// Places of the territory, and where people live.
    pub geo: &'a Geo,
    /// Where the van sleeps.
    pub base: Position,
    /// Holidays of the territory.
    pub is_holiday: &'a dyn Fn(Date) -> bool,
}

/// Arbitrary base of the instances of reference.
pub const BASE: Position = Position {
    lat: 14.4772,
    lon: -60.9035,
};

/// Invents an instance over some months: 40 stops for one month, 80 for three, 120 for
/// six.
pub fn instance(months: usize, seed: u64, ground: &Ground<'_>) -> Instance {
    let mut chance = Chance::new(seed);
    let days = half_days(ground.start, months, ground.is_holiday);
    let chosen = choose(ground, stop_count(months));
    let stops = chosen.iter().map(|place| stop(ground, place, &mut chance));
    let stops = stops.collect();
    let communes = ground.communes.iter().cloned();
    Instance {
        half_days: days.len(),
        months,
        dates: days.iter().map(|day| day.date).collect(),
        dow: days.iter().map(|day| day.dow).collect(),
        week: days.iter().map(|day| day.week).collect(),
        mon: days.iter().map(|day| day.month).collect(),
        communes: ground.communes.to_vec(),
        stops,
        staff: staff(&days, &mut chance),
        market: communes
            .map(|insee| (insee, weekday(&mut chance)))
            .collect(),
        partners: partners(months, &days, &mut chance),
        published: Vec::new(),
        period: Vec::new(),
        weekly_max: WEEKLY_MAX,
        names: BTreeMap::new(),
    }
}

fn stop_count(months: usize) -> usize {
    if months <= 3 {
        20 + 20 * months
    } else {
        40 + 40 * months / 3
    }
}

/// The two places of greatest need of each commune, then those of greatest need.
fn choose(ground: &Ground<'_>, count: usize) -> Vec<Peopled> {
    let mut ranked = people(ground.geo, ground.communes);
    ranked.retain(|place| place.need > 0.0);
    ranked.sort_by(|a, b| b.need.total_cmp(&a.need));
    let mut first = Vec::new();
    for commune in ground.communes {
        let own = ranked.iter().filter(|p| p.place.commune == *commune);
        first.extend(own.take(2).cloned());
    }
    ranked.retain(|place| !first.contains(place));
    first.extend(ranked);
    first.truncate(count);
    first
}

fn stop(ground: &Ground<'_>, peopled: &Peopled, chance: &mut Chance) -> Stop {
    let skill = match chance.below(100) {
        0..65 => None,
        65..83 => Some("creole"),
        _ => Some("lsf"),
    };
    Stop {
        nom: peopled.place.name.clone(),
        insee: peopled.place.commune.clone(),
        need: thousandths(peopled.need),
        pop: peopled.persons,
        km: thousandths(round_trip(ground.base, &peopled.place)),
        dow: weekdays(chance),
        stale: chance.below(5) as f64,
        skill: skill.map(str::to_owned),
    }
}

/// Enough digits, and few enough to be read back as they were.
fn thousandths(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// Most stops are open every day, some on two days only.
fn weekdays(chance: &mut Chance) -> BTreeSet<u8> {
    if chance.happens(0.8) {
        return (0..4).collect();
    }
    let first = weekday(chance);
    let other = (first + 1 + u8::try_from(chance.below(3)).unwrap_or_default()) % 4;
    [first, other].into()
}

fn weekday(chance: &mut Chance) -> u8 {
    u8::try_from(chance.below(4)).unwrap_or_default()
}

/// A coordinator at half time and four mediators, three of whom drive.
fn staff(days: &[HalfDay], chance: &mut Chance) -> Vec<Person> {
    let people: [(&str, bool, &[&str]); 5] = [
        ("coord", false, &["coord"]),
        ("m1", true, &["creole", "caf"]),
        ("m2", true, &["lsf", "caf"]),
        ("m3", true, &["creole", "ft"]),
        ("m4", false, &["lsf", "ft"]),
    ];
    let mut away = Vec::new();
    let person = |(id, driver, skills): (&str, bool, &[&str])| Person {
        id: id.to_owned(),
        driver,
        skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
        lapsed: BTreeMap::new(),
        maxm: if id == "coord" { 6 } else { 14 },
        target: if id == "coord" { 0.5 } else { 1.0 },
        off: leave(days, &mut away, chance),
    };
    people.map(person).into()
}

/// Two half-days of leave a month, on days when one other person at most is away: a team
/// agrees on its leave, so that somebody can always drive.
fn leave(days: &[HalfDay], away: &mut Vec<usize>, chance: &mut Chance) -> BTreeSet<usize> {
    let agreed = |h: &usize| away.iter().filter(|other| *other == h).count() < 2;
    let open: Vec<usize> = (0..days.len()).filter(agreed).collect();
    let off = draw_each_month(days, &open, 2, chance);
    away.extend(&off);
    off
}

/// Draws so many half-days of each month, among some.
fn draw_each_month(
    days: &[HalfDay],
    among: &[usize],
    count: usize,
    chance: &mut Chance,
) -> BTreeSet<usize> {
    let months: BTreeSet<u32> = days.iter().map(|day| day.month).collect();
    let mut drawn = BTreeSet::new();
    for month in months {
        let numbers = among.iter().copied();
        let mut left: Vec<usize> = numbers.filter(|h| days[*h].month == month).collect();
        for _ in 0..count.min(left.len()) {
            drawn.insert(left.swap_remove(chance.below(left.len())));
        }
    }
    drawn
}

/// Four partners: two half-days a month, or one, among five offered.
fn partners(months: usize, days: &[HalfDay], chance: &mut Chance) -> Vec<Partner> {
    let all: Vec<usize> = (0..days.len()).collect();
    let wanted = [("CAF", 2), ("FT", 2), ("CGSS", 1), ("DGFIP", 1)];
    let partner = |(id, n): (&str, usize)| Partner {
        id: id.to_owned(),
        n: n * months,
        slots: draw_each_month(days, &all, 5, chance),
    };
    wanted.map(partner).into()
}
