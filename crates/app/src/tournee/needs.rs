//! How many people live around each place, and what their need weighs: what the tour weighs by.
//!
//! From the population tiles when the territory has them; until then from the population of the
//! commune, shared between its places. The pages say which.

use std::collections::BTreeMap;

use plus_domain::{
    ids::{CommuneCode, PlaceCode},
    territoire::{Place, PlaceKind, Territoire},
    tournee::{Besoin, Escale},
};
use plus_planning::access::{
    geo::{self, Geo},
    need::{self, Coefficients, PlaceTotal, Total},
    position::Position,
};

use super::gather::{FORGOTTEN, Stale};

/// The people who live nearest to a place, and their need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Around {
    /// Persons.
    pub persons: f64,
    /// Persons, weighed.
    pub need: f64,
    /// Share of poor households, from 0 to 1, where it is known and may be shown.
    pub poor: Option<f64>,
    /// Share of people of 65 and over, from 0 to 1, where it is known and may be shown.
    pub elders: Option<f64>,
    /// Whether the need may be shown: that of a single tile may not, it says how poor its
    /// households are (rules of the Insee for tiles of 200 m).
    pub shown: bool,
}

/// Those around each stop.
pub type Needs = BTreeMap<PlaceCode, Around>;

impl Around {
    /// A place of which nothing is known counts as little as can be.
    pub const UNKNOWN: Self = Self::people(1.0, 1.0);

    const fn people(persons: f64, need: f64) -> Self {
        Self {
            persons,
            need,
            poor: None,
            elders: None,
            shown: true,
        }
    }

    fn of(total: &Total) -> Self {
        let shown = total.can_be_shown();
        Self {
            persons: total.persons,
            need: total.need,
            poor: total.poor_share(),
            elders: total.elder_share().filter(|_| shown),
            shown,
        }
    }

    /// The need, enlarged or lessened as the coordination says of the place.
    pub fn weighed(&self, escale: &Escale) -> f64 {
        self.need * f64::from(escale.weight) / 100.0
    }
}

/// The weights as the planner takes them.
pub fn coefficients(besoin: &Besoin) -> Coefficients {
    let unit = |hundredths: u16| f64::from(hundredths) / 100.0;
    Coefficients {
        person: unit(besoin.person),
        elder: unit(besoin.elder),
        poor_share: unit(besoin.poor),
        month: unit(besoin.month),
    }
}

/// The need of each stop of the van.
pub fn needs(territory: &Territoire, geo: Option<&Geo>, besoin: &Besoin, stale: &Stale) -> Needs {
    let weights = coefficients(besoin);
    let mut needs = by_commune(territory, weights, stale);
    if let Some(geo) = geo {
        needs.extend(by_tiles(territory, geo, weights, stale));
    }
    needs
}

/// Months since the last visit of a place: as good as never where there is none.
pub fn waited(stale: &Stale, place: &str) -> f64 {
    let place = PlaceCode::new(place);
    stale.get(&place).copied().unwrap_or(FORGOTTEN)
}

fn stops(territory: &Territoire) -> impl Iterator<Item = &Place> {
    territory
        .places
        .iter()
        .filter(|p| p.kind == PlaceKind::Arret)
}

/// The population of each commune, in equal parts for its places.
fn by_commune(territory: &Territoire, weights: Coefficients, stale: &Stale) -> Needs {
    let mut shares: BTreeMap<&CommuneCode, u32> = BTreeMap::new();
    for place in stops(territory) {
        *shares.entry(&place.commune).or_default() += 1;
    }
    let persons = |commune: &CommuneCode| {
        let people = territory.commune(commune).map_or(0, |c| c.population);
        f64::from(people) / f64::from(shares.get(commune).copied().unwrap_or(1).max(1))
    };
    let around = |place: &Place| {
        let persons = persons(&place.commune);
        let grown = 1.0 + weights.month * waited(stale, place.code.as_str());
        // Ages and incomes are not known: every person counts one.
        Around::people(persons, persons * grown)
    };
    stops(territory)
        .map(|place| (place.code.clone(), around(place)))
        .collect()
}

/// Each tile goes to the nearest place of its commune, as the crow flies.
fn by_tiles(territory: &Territoire, geo: &Geo, weights: Coefficients, stale: &Stale) -> Needs {
    let (places, nearest) = nearest_stops(territory, geo);
    let months = |place: &geo::Place| waited(stale, &place.id);
    let totals = need::by_place(&geo.tiles, &nearest, &places, &weights, months);
    let peopled = totals.iter().filter(|place| place.total.tiles > 0);
    let around = |of: &PlaceTotal| {
        let code = PlaceCode::new(places[of.place].id.clone());
        (code, Around::of(&of.total))
    };
    peopled.map(around).collect()
}

/// The stops that are somewhere, and for each tile the nearest of its commune.
pub fn nearest_stops(territory: &Territoire, geo: &Geo) -> (Vec<geo::Place>, Vec<Option<usize>>) {
    let places: Vec<geo::Place> = stops(territory).filter_map(as_quartier).collect();
    let nearest = need::nearest_places(&geo.tiles, &places, geo.plane());
    (places, nearest)
}

fn as_quartier(place: &Place) -> Option<geo::Place> {
    Some(geo::Place {
        id: place.code.to_string(),
        name: place.name.clone(),
        commune: place.commune.to_string(),
        position: located(place)?,
    })
}

/// Where a place is, when its file says it.
pub fn located(place: &Place) -> Option<Position> {
    let (lat, lon) = place.position?;
    Some(Position { lat, lon })
}
