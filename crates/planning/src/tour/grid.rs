//! The instance as the engines read it: numbers and bits instead of names.
//!
//! It decides nothing: which stops a half-day allows, who is present, what each visit
//! earns. Engines read it; the checker never does.

use super::{
    instance::Instance,
    plan::Plan,
    value::{Weights, fair_share, kilometres, reach},
};

/// Set of people, one bit each.
pub(crate) type Crew = u64;

/// An instance made ready for the engines.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    pub instance: &'a Instance,
    pub weights: &'a Weights,
    /// Half-days.
    pub days: Vec<Day>,
    /// Stops.
    pub stops: Vec<Visit>,
    /// Communes: those to serve first, in their order.
    pub communes: Vec<Commune>,
    pub months: usize,
    pub weeks: usize,
    /// Full-time people: those that fairness counts.
    pub full_time: Crew,
    /// Those who may drive.
    pub drivers: Crew,
    /// What is already published.
    pub pins: Vec<Pinned>,
}

/// A half-day.
#[derive(Debug)]
pub(crate) struct Day {
    pub month: usize,
    pub week: usize,
    /// Who is neither on leave nor in training.
    pub present: Crew,
    /// Stops that may be served: weekday allowed and somebody present for the skill.
    pub stops: Vec<usize>,
    /// The same, stop by stop.
    pub allows: Vec<bool>,
    /// Who does not know on this half-day what each stop asks for, although known on another;
    /// empty when nothing is learnt or expires meanwhile.
    pub unable: Vec<Crew>,
    /// Communes whose market it is.
    pub market: Vec<bool>,
    /// Other half-days at the same time, for another van.
    pub same_time: Vec<usize>,
}

/// A stop.
#[derive(Debug)]
pub(crate) struct Visit {
    pub commune: usize,
    pub reach: i64,
    pub km: i64,
    /// Who knows what the stop asks for, on one half-day at least.
    pub able: Crew,
}

/// A commune.
#[derive(Debug)]
pub(crate) struct Commune {
    pub insee: String,
    /// Must be served every month.
    pub to_serve: bool,
    /// Fair share, in tenths of a visit.
    pub share: i64,
}

/// Whether a half-day is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pinned {
    /// Not yet: anything may happen.
    Free,
    /// It stays as it is: this outing, or closed.
    Fixed(Option<Sortie>),
}

impl Pinned {
    /// The published outing.
    pub fn sortie(&self) -> Option<&Sortie> {
        match self {
            Self::Fixed(sortie) => sortie.as_ref(),
            Self::Free => None,
        }
    }
}

/// An outing without its partner: partners are placed last, by a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sortie {
    pub stop: usize,
    pub crew: Crew,
    pub driver: usize,
}

/// The people of a set.
pub(crate) fn people(mut crew: Crew) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let person = crew.trailing_zeros();
        crew &= crew.wrapping_sub(1);
        (person < 64).then_some(person as usize)
    })
}

/// The set of some people.
pub(crate) fn crew_of<'a>(people: impl IntoIterator<Item = &'a usize>) -> Crew {
    people.into_iter().fold(0, |crew, e| crew | 1 << e)
}

impl<'a> Grid<'a> {
    /// Prepares an instance.
    pub fn new(instance: &'a Instance, weights: &'a Weights) -> Self {
        let communes = list_communes(instance);
        let stops: Vec<_> = (0..instance.stops.len())
            .map(|q| visit(instance, weights, &communes, q))
            .collect();
        let (months, weeks) = (instance.month_numbers(), instance.week_numbers());
        let mut grid = Self {
            instance,
            weights,
            days: Vec::new(),
            stops,
            communes,
            months: months.len(),
            weeks: weeks.len(),
            full_time: those(instance, super::Person::is_full_time),
            drivers: those(instance, |person| person.driver),
            pins: pins(instance),
        };
        grid.days = (0..instance.half_days)
            .map(|h| {
                grid.day(
                    h,
                    place(&months, instance.mon[h]),
                    place(&weeks, instance.week[h]),
                )
            })
            .collect();
        grid
    }

    fn day(&self, h: usize, month: usize, week: usize) -> Day {
        let instance = self.instance;
        let present = (0..instance.staff.len()).filter(|e| !instance.staff[*e].off.contains(&h));
        let present = present.fold(0, |crew: Crew, e| crew | 1 << e);
        let open = present & self.drivers != 0 && present.count_ones() >= 2;
        let unable = self.unable(h);
        let able = |q: usize| self.stops[q].able & !unable.get(q).copied().unwrap_or(0);
        let allowed = |q: &usize| {
            let dow = instance.stops[*q].dow.contains(&instance.dow[h]);
            open && dow && able(*q) & present != 0
        };
        let market =
            |commune: &Commune| instance.market.get(&commune.insee) == Some(&instance.dow[h]);
        let stops: Vec<_> = (0..instance.stops.len()).filter(allowed).collect();
        Day {
            month,
            week,
            present,
            allows: (0..instance.stops.len())
                .map(|q| stops.contains(&q))
                .collect(),
            stops,
            unable,
            market: self.communes.iter().map(market).collect(),
            same_time: (0..instance.half_days)
                .filter(|other| *other != h && instance.same_time(h, *other))
                .collect(),
        }
    }

    /// Who knows on another half-day alone what each stop asks for.
    fn unable(&self, h: usize) -> Vec<Crew> {
        let instance = self.instance;
        if instance.staff.iter().all(|person| person.lapsed.is_empty()) {
            return Vec::new();
        }
        let lapsed = |q: usize| {
            let people = people(self.stops[q].able).filter(|e| !instance.knows_on(*e, q, h));
            people.fold(0, |crew: Crew, e| crew | 1 << e)
        };
        (0..instance.stops.len()).map(lapsed).collect()
    }

    /// Who knows what a stop asks for, on a half-day.
    pub fn able(&self, h: usize, stop: usize) -> Crew {
        let unable = self.days[h].unable.get(stop).copied().unwrap_or(0);
        self.stops[stop].able & !unable
    }

    /// Cost of the distance of a commune to its fair share, after so many visits.
    pub fn share_cost(&self, commune: usize, visits: i64) -> i64 {
        let commune = &self.communes[commune];
        if commune.to_serve {
            self.weights.share * (10 * visits - commune.share).abs()
        } else {
            0
        }
    }

    /// Cost of a visit by itself: kilometres less the market day.
    pub fn visit_cost(&self, h: usize, stop: usize) -> i64 {
        let visit = &self.stops[stop];
        let market = i64::from(self.days[h].market[visit.commune]);
        visit.km - self.weights.market * market
    }

    /// Whether a crew may serve a stop on a half-day, loads apart.
    pub fn fits(&self, h: usize, sortie: &Sortie) -> bool {
        let Sortie { stop, crew, driver } = *sortie;
        let size = crew.count_ones();
        (2..=3).contains(&size)
            && crew & !self.days[h].present == 0
            && crew & self.able(h, stop) != 0
            && (crew & self.drivers) >> driver & 1 == 1
    }

    /// A bound that needs no solver: the best stops reached, every market day met, and
    /// nothing else lost.
    pub fn rough_bound(&self) -> i64 {
        let mut reaches: Vec<i64> = self.stops.iter().map(|stop| stop.reach).collect();
        reaches.sort_unstable_by(|a, b| b.cmp(a));
        let reached: i64 = reaches.iter().take(self.days.len()).sum();
        let markets = self.days.iter().filter(|day| day.market.contains(&true));
        let markets = i64::try_from(markets.count()).unwrap_or(i64::MAX);
        -reached - self.weights.market * markets
    }

    /// A published half-day cannot change.
    pub fn is_pinned(&self, h: usize) -> bool {
        self.pins[h] != Pinned::Free
    }

    /// Whether the van may go out on a half-day.
    pub fn may_open(&self, h: usize) -> bool {
        match self.pins[h] {
            Pinned::Free => !self.days[h].stops.is_empty(),
            Pinned::Fixed(sortie) => sortie.is_some(),
        }
    }
}

fn list_communes(instance: &Instance) -> Vec<Commune> {
    let mut communes: Vec<_> = instance
        .communes
        .iter()
        .map(|insee| Commune {
            insee: insee.clone(),
            to_serve: true,
            share: fair_share(instance, insee),
        })
        .collect();
    for stop in &instance.stops {
        if !communes.iter().any(|commune| commune.insee == stop.insee) {
            communes.push(Commune {
                insee: stop.insee.clone(),
                to_serve: false,
                share: 0,
            });
        }
    }
    communes
}

fn visit(instance: &Instance, weights: &Weights, communes: &[Commune], q: usize) -> Visit {
    let insee = &instance.stops[q].insee;
    let commune = communes.iter().position(|commune| commune.insee == *insee);
    let able = (0..instance.staff.len()).filter(|e| instance.knows(*e, q));
    Visit {
        commune: commune.expect("every stop has its commune in the list"),
        reach: reach(instance, weights, q),
        km: kilometres(instance, weights, q),
        able: able.fold(0, |crew, e| crew | 1 << e),
    }
}

fn those(instance: &Instance, is: impl Fn(&super::Person) -> bool) -> Crew {
    let numbered = instance.staff.iter().enumerate();
    numbered.fold(0, |crew, (e, person)| crew | u64::from(is(person)) << e)
}

fn place(numbers: &[u32], number: u32) -> usize {
    let place = numbers.iter().position(|known| *known == number);
    place.expect("the list was made of these numbers")
}

fn pins(instance: &Instance) -> Vec<Pinned> {
    let mut pins = vec![Pinned::Free; instance.half_days];
    for pin in &instance.published {
        pins[pin.h] = Pinned::Fixed(pin.outing.as_ref().map(sortie));
    }
    pins
}

/// An outing without its partner.
pub(crate) fn sortie(outing: &super::Outing) -> Sortie {
    Sortie {
        stop: outing.stop,
        crew: crew_of(&outing.crew),
        driver: outing.driver,
    }
}

/// The outings of a plan without their partners.
pub(crate) fn sorties(plan: &Plan) -> Vec<Option<Sortie>> {
    let half_days = plan.half_days.iter();
    half_days
        .map(|outing| outing.as_ref().map(sortie))
        .collect()
}
