//! The data of a tour: half-days, stops, staff, partners.
//!
//! The names of the keys are those of the file format, which other programs read and
//! write. Half-days, stops and staff are numbered from 0. What the format does not
//! ask for has a default, so that a file with the base keys only stays whole.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::plan::Pin;

/// Half-days on board that a person may do in a week, unless the file says otherwise.
pub const WEEKLY_MAX: usize = 3;

/// Everything that decides a tour.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instance {
    /// Number of half-days.
    #[serde(rename = "H")]
    pub half_days: usize,
    /// Number of months.
    pub months: usize,
    /// Date of each half-day. Two half-days of one date are two vans, unless their
    /// [`period`](Self::period) differs.
    pub dates: Vec<Date>,
    /// Weekday of each half-day: 0 is Monday.
    pub dow: Vec<u8>,
    /// Week of each half-day, counted from any Monday.
    pub week: Vec<u32>,
    /// Month of each half-day.
    pub mon: Vec<u32>,
    /// INSEE codes to serve every month.
    pub communes: Vec<String>,
    /// Where the van may stop.
    pub stops: Vec<Stop>,
    /// Who may be on board.
    pub staff: Vec<Person>,
    /// Market day of the communes that have one: 0 is Monday.
    pub market: BTreeMap<String, u8>,
    /// Who may come along.
    pub partners: Vec<Partner>,
    /// Half-days already published: they do not move.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Pin>,
    /// Part of the day of each half-day: 0 is the morning. Empty when all are mornings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub period: Vec<u8>,
    /// Half-days on board a person may do in a week.
    #[serde(skip_serializing_if = "is_usual")]
    pub weekly_max: usize,
    /// Names of the communes by INSEE code, for the explanations.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_usual(weekly_max: &usize) -> bool {
    *weekly_max == WEEKLY_MAX
}

/// A place where the van may stop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stop {
    /// Its name.
    pub nom: String,
    /// INSEE code of its commune.
    pub insee: String,
    /// Need: persons × (1 + share of poor households), summed over its tiles.
    pub need: f64,
    /// Persons.
    pub pop: f64,
    /// Kilometres of the round trip from the base.
    pub km: f64,
    /// Weekdays allowed: 0 is Monday.
    pub dow: BTreeSet<u8>,
    /// Months since the last visit.
    pub stale: f64,
    /// What somebody on board must know.
    pub skill: Option<String>,
}

/// Somebody of the team.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Person {
    /// Short name, shown in the explanations.
    pub id: String,
    /// May drive the van.
    pub driver: bool,
    /// What the person knows on one half-day at least.
    pub skills: BTreeSet<String>,
    /// Half-days on which one of these is not known: not learnt yet, or expired.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lapsed: BTreeMap<String, BTreeSet<usize>>,
    /// Half-days on board in a month, at most.
    pub maxm: usize,
    /// Contract share: 1 is full time. Fairness counts full-time people only.
    pub target: f64,
    /// Half-days of leave or training.
    pub off: BTreeSet<usize>,
}

impl Person {
    /// Whether fairness counts this person.
    pub fn is_full_time(&self) -> bool {
        self.target >= 1.0
    }

    /// Whether the person knows something on a half-day.
    pub fn knows_on(&self, skill: &str, h: usize) -> bool {
        let lapsed = self.lapsed.get(skill);
        self.skills.contains(skill) && lapsed.is_none_or(|days| !days.contains(&h))
    }
}

/// A body that sends somebody on board on some half-days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Partner {
    /// Short name, shown in the explanations.
    pub id: String,
    /// Half-days wanted: never more, and fewer is a miss.
    pub n: usize,
    /// Half-days offered.
    pub slots: BTreeSet<usize>,
}

impl Instance {
    /// The same instance where some published half-days may change again. A plan made
    /// with [`Options::unpinned`](super::Options) is to be checked on this one.
    #[must_use]
    pub fn unpin(&self, half_days: &[usize]) -> Self {
        let mut free = self.clone();
        free.published.retain(|pin| !half_days.contains(&pin.h));
        free
    }

    /// Sum of the need of all stops.
    pub fn need(&self) -> f64 {
        self.stops.iter().map(|stop| stop.need).sum()
    }

    /// Whether two half-days fall at the same time, each with its own van.
    pub fn same_time(&self, a: usize, b: usize) -> bool {
        self.dates[a] == self.dates[b] && self.period_of(a) == self.period_of(b)
    }

    /// Part of the day of a half-day: 0 is the morning.
    pub fn period_of(&self, h: usize) -> u8 {
        self.period.get(h).copied().unwrap_or_default()
    }

    /// The months of the horizon, in order.
    pub fn month_numbers(&self) -> Vec<u32> {
        in_order(&self.mon)
    }

    /// The weeks of the horizon, in order.
    pub fn week_numbers(&self) -> Vec<u32> {
        in_order(&self.week)
    }

    /// Name of a commune: its INSEE code when the file gives none.
    pub fn commune_name<'a>(&'a self, insee: &'a str) -> &'a str {
        self.names.get(insee).map_or(insee, String::as_str)
    }

    /// Whether somebody knows the skill of a stop on some half-day, or the stop asks for none.
    pub fn knows(&self, person: usize, stop: usize) -> bool {
        let skill = self.stops[stop].skill.as_ref();
        skill.is_none_or(|skill| self.staff[person].skills.contains(skill))
    }

    /// The same on one half-day.
    pub fn knows_on(&self, person: usize, stop: usize, h: usize) -> bool {
        let skill = self.stops[stop].skill.as_ref();
        skill.is_none_or(|skill| self.staff[person].knows_on(skill, h))
    }
}

/// The distinct numbers of a list, in the order in which they come.
fn in_order(numbers: &[u32]) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    let fresh = numbers.iter().copied().filter(|n| seen.insert(*n));
    fresh.collect()
}
