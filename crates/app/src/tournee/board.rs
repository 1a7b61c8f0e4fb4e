//! The relay's half-days, places and people, numbered for the planner.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use plus_domain::{
    ids::{AccountId, PartnerCode, PlaceCode},
    period::Month,
    territoire::{Place, Territoire},
    tournee::{Equipier, Escale, HalfDay},
};
use plus_planning::tour::{self, Fault, Instance, Outing, Partner, Person, Pin, Plan, Stop};

use super::{
    gather::{Base, FORGOTTEN},
    needs::{Around, Needs, located},
};

/// The numbers of the planner and the names of the relay, side by side.
pub struct Board {
    /// What the planner is given.
    pub instance: Instance,
    /// The half-days, in its order.
    pub days: Vec<HalfDay>,
    /// The places, in its order.
    pub places: Vec<PlaceCode>,
    /// The people, in its order.
    pub team: Vec<AccountId>,
    /// The partners, in its order.
    pub partners: Vec<PartnerCode>,
}

/// A half-day that the planner cannot read: what it names is not in the tour any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faulty {
    /// Which.
    pub date: Date,
}

impl Board {
    /// Lays everything out. `needs` says how many people live around each place.
    pub fn new(base: &Base, territory: &Territoire, needs: &Needs) -> Self {
        let stops = base.places.iter();
        let stops = stops.map(|(place, escale)| {
            let stale = base.stale.get(&place.code).copied();
            stop(territory, place, escale, needs, stale)
        });
        let dates: Vec<Date> = base.days.iter().map(|day| day.date).collect();
        let mut board = Self {
            instance: Instance {
                half_days: dates.len(),
                months: months(base.months),
                dow: dates.iter().map(|d| weekday(*d)).collect(),
                week: dates.iter().map(|d| week(*d)).collect(),
                mon: dates.iter().map(|d| month_number(*d)).collect(),
                communes: communes(&base.places),
                stops: stops.collect(),
                staff: staff(base, &dates),
                market: market(&base.places),
                partners: Vec::new(),
                published: Vec::new(),
                period: Vec::new(),
                weekly_max: tour::instance::WEEKLY_MAX,
                names: names(territory),
                dates,
            },
            places: base.places.iter().map(|(p, _)| p.code.clone()).collect(),
            team: base.team.iter().map(|(a, _)| a.id.clone()).collect(),
            partners: Vec::new(),
            days: base.days.clone(),
        };
        board.offer(base, territory);
        board.pin(&base.announced);
        board
    }

    /// What the partners offer, on the half-days that exist.
    fn offer(&mut self, base: &Base, territory: &Territoire) {
        let inside = |month: Month| base.months.0 <= month && month <= base.months.1;
        let mut offers: BTreeMap<PartnerCode, Partner> = BTreeMap::new();
        for offered in base.presences.iter().filter(|p| inside(p.month)) {
            let slots: Vec<usize> = offered.days.iter().filter_map(|d| self.rank(*d)).collect();
            let name = territory.partner(&offered.partner);
            let name = name.map_or(offered.partner.as_str(), |p| {
                p.name_on(offered.month.first_day())
            });
            let partner = offers
                .entry(offered.partner.clone())
                .or_insert_with(|| Partner {
                    id: name.to_owned(),
                    n: 0,
                    slots: BTreeSet::new(),
                });
            partner.n += usize::from(offered.wanted).min(slots.len());
            partner.slots.extend(slots);
        }
        (self.partners, self.instance.partners) = offers.into_iter().unzip();
    }

    /// What was announced does not move, unless it was let go of.
    fn pin(&mut self, announced: &[HalfDay]) {
        for day in announced {
            let Some(h) = self.rank(day.date) else {
                continue;
            };
            if !day.pinned {
                // To be changed: the same permanence, held otherwise.
                self.days[h].permanence.clone_from(&day.permanence);
                continue;
            }
            let outing = self.outing(day);
            if day.place.is_none() || outing.is_some() {
                self.instance.published.push(Pin { h, outing });
            }
            self.days[h] = day.clone();
        }
        self.instance.published.sort_by_key(|pin| pin.h);
        self.instance.published.dedup_by_key(|pin| pin.h);
    }

    /// Number of the half-day of a date.
    pub fn rank(&self, date: Date) -> Option<usize> {
        self.days.iter().position(|day| day.date == date)
    }

    /// A half-day of the relay as the planner writes it; nothing when the van stays in, or when
    /// it names somebody or something that is not in the tour.
    pub fn outing(&self, day: &HalfDay) -> Option<Outing> {
        let person = |id: &AccountId| self.team.iter().position(|p| p == id);
        let stop = day.place.as_ref()?;
        let stop = self.places.iter().position(|p| p == stop)?;
        let crew: Option<Vec<usize>> = day.crew.iter().map(person).collect();
        let crew = crew?;
        // A permanence planned by hand says no driver: the first who may.
        let named = day.driver.as_ref().and_then(person);
        let may = || {
            crew.iter()
                .copied()
                .find(|p| self.instance.staff[*p].driver)
        };
        let driver = named.or_else(may).or_else(|| crew.first().copied())?;
        let partner = match &day.partner {
            None => None,
            Some(code) => Some(self.partners.iter().position(|p| p == code)?),
        };
        Some(Outing {
            stop,
            crew,
            driver,
            partner,
        })
    }

    /// The planner's plan of half-days of the relay, and those that it cannot read.
    pub fn plan(&self, days: &[HalfDay]) -> (Plan, Vec<Faulty>) {
        let mut plan = Plan::closed(self.days.len());
        let mut faulty = Vec::new();
        for day in days {
            let rank = self.rank(day.date);
            let outing = self.outing(day);
            match rank {
                Some(h) if day.place.is_none() || outing.is_some() => plan.half_days[h] = outing,
                _ if day.place.is_none() => {}
                _ => faulty.push(Faulty { date: day.date }),
            }
        }
        (plan, faulty)
    }

    /// The half-days of a plan of the planner.
    pub fn half_days(&self, plan: &Plan) -> Vec<HalfDay> {
        let days = self.days.iter().zip(&plan.half_days);
        days.map(|(day, outing)| self.half_day(day, outing.as_ref()))
            .collect()
    }

    fn half_day(&self, day: &HalfDay, outing: Option<&Outing>) -> HalfDay {
        let (Some(outing), false) = (outing, day.pinned) else {
            return day.clone();
        };
        // The driver first, as on the board of the van.
        let mut crew = outing.crew.clone();
        crew.sort_by_key(|p| (*p != outing.driver, *p));
        HalfDay {
            place: Some(self.places[outing.stop].clone()),
            crew: crew.iter().map(|p| self.team[*p].clone()).collect(),
            driver: Some(self.team[outing.driver].clone()),
            partner: outing.partner.map(|p| self.partners[p].clone()),
            ..day.clone()
        }
    }

    /// What a fault is about, when it is one half-day.
    pub fn date_of(&self, fault: &Fault) -> Option<Date> {
        let h = match fault {
            Fault::Unknown { h, .. }
            | Fault::Weekday { h, .. }
            | Fault::CrewSize { h, .. }
            | Fault::PersonTwice { h, .. }
            | Fault::DriverNotOnBoard { h, .. }
            | Fault::NotADriver { h, .. }
            | Fault::Absent { h, .. }
            | Fault::Skill { h, .. }
            | Fault::NotOffered { h, .. }
            | Fault::TwoVans { h, .. }
            | Fault::PartnerInTwoVans { h, .. }
            | Fault::Pinned { h } => *h,
            _ => return None,
        };
        self.days.get(h).map(|day| day.date)
    }
}

fn stop(
    territory: &Territoire,
    place: &Place,
    escale: &Escale,
    needs: &Needs,
    stale: Option<f64>,
) -> Stop {
    let around = needs.get(&place.code).copied().unwrap_or(Around::UNKNOWN);
    let open: Vec<i8> = match escale.days.as_slice() {
        [] => territory.hours.iter().map(|h| h.weekday).collect(),
        days => days.to_vec(),
    };
    Stop {
        nom: place.name.clone(),
        insee: place.commune.to_string(),
        need: around.weighed(escale),
        pop: around.persons,
        km: round_trip(territory, place),
        dow: open
            .iter()
            .filter_map(|d| u8::try_from(d - 1).ok())
            .collect(),
        stale: stale.unwrap_or(FORGOTTEN),
        skill: escale.skill.clone(),
    }
}

/// Kilometres from the base of the van and back: great circle × 1.4, as long as nobody gave
/// the roads. Without a base or a position, 0: the plan does not choose by distance.
fn round_trip(territory: &Territoire, place: &Place) -> f64 {
    let base = territory.vehicle.as_ref().and_then(|v| v.base.as_ref());
    let base = base.and_then(|code| territory.place(code));
    let ends = base.and_then(located).zip(located(place));
    ends.map_or(0.0, |(from, to)| 2.0 * 1.4 * from.great_circle_km(to))
}

fn staff(base: &Base, dates: &[Date]) -> Vec<Person> {
    let people = base.team.iter();
    people
        .map(|(account, said)| {
            let (skills, lapsed) = skills(base, said, dates);
            Person {
                id: account.name.clone(),
                driver: said.driver,
                skills,
                lapsed,
                maxm: usize::from(said.monthly),
                target: f64::from(said.share) / 100.0,
                off: off(base, said, dates),
            }
        })
        .collect()
}

/// Half-days on which a skill is not known.
type Lapsed = BTreeMap<String, BTreeSet<usize>>;

/// What somebody knows on one half-day at least, and the half-days on which she does not: an
/// attestation counts from the last day of its session until it expires.
fn skills(base: &Base, said: &Equipier, dates: &[Date]) -> (BTreeSet<String>, Lapsed) {
    let hers = base.formation.savoirs(&said.account, &said.skills);
    let mut known = hers.all();
    let mut lapsed = Lapsed::new();
    for skill in hers.all() {
        let days = dates.iter().enumerate();
        let without = days.filter(|(_, day)| !hers.knows(&skill, **day));
        let without: BTreeSet<usize> = without.map(|(h, _)| h).collect();
        if without.len() == dates.len() {
            known.remove(&skill);
        } else if !without.is_empty() {
            lapsed.insert(skill, without);
        }
    }
    (known, lapsed)
}

fn off(base: &Base, said: &Equipier, dates: &[Date]) -> BTreeSet<usize> {
    let own = base.absences.iter();
    let own: Vec<_> = own
        .filter(|a| a.account.as_ref() == Some(&said.account))
        .collect();
    let away = |day: &Date| own.iter().any(|absence| absence.takes(*day));
    let days = dates.iter().enumerate().filter(|(_, day)| away(day));
    days.map(|(h, _)| h).collect()
}

fn market(places: &[(Place, Escale)]) -> BTreeMap<String, u8> {
    let days = places.iter().filter_map(|(place, escale)| {
        let day = u8::try_from(escale.market? - 1).ok()?;
        Some((place.commune.to_string(), day))
    });
    days.collect()
}

fn communes(places: &[(Place, Escale)]) -> Vec<String> {
    let codes: BTreeSet<String> = places.iter().map(|(p, _)| p.commune.to_string()).collect();
    codes.into_iter().collect()
}

fn names(territory: &Territoire) -> BTreeMap<String, String> {
    let communes = territory.communes.iter();
    communes
        .map(|c| (c.code.to_string(), c.name.clone()))
        .collect()
}

/// 0 is Monday, as the planner counts.
fn weekday(day: Date) -> u8 {
    u8::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)
}

/// Weeks since a Monday long ago, never negative in the years of a relay.
fn week(day: Date) -> u32 {
    let monday = jiff::civil::date(2001, 1, 1);
    u32::try_from((day - monday).get_days() / 7).unwrap_or(0)
}

/// Number of its month: no plan is long enough to meet the same one twice.
fn month_number(day: Date) -> u32 {
    u32::try_from(day.month()).unwrap_or(0)
}

/// Months from one to another.
fn since(first: Month, month: Month) -> u32 {
    let count = |m: Month| i32::from(m.year()) * 12 + i32::from(m.month());
    u32::try_from(count(month) - count(first)).unwrap_or(0)
}

fn months((from, to): (Month, Month)) -> usize {
    since(from, to) as usize + 1
}
