//! How many people live around each place: what the tour weighs by.
//!
//! From the population tiles when the territory has them; until then from the population of the
//! commune, shared between its places. The pages say which.

use std::collections::BTreeMap;

use plus_domain::{
    ids::{CommuneCode, PlaceCode},
    territoire::{Place, PlaceKind, Territoire},
};
use plus_planning::access::{
    geo::{self, Geo},
    need::{Coefficients, nearest_places},
    position::Position,
};

use super::board::Needs;

/// The need of each stop of the van: persons, and persons weighted by poverty.
pub fn needs(territory: &Territoire, geo: Option<&Geo>) -> Needs {
    let mut needs = by_commune(territory);
    if let Some(geo) = geo {
        needs.extend(by_tiles(territory, geo));
    }
    needs
}

fn stops(territory: &Territoire) -> impl Iterator<Item = &Place> {
    territory
        .places
        .iter()
        .filter(|p| p.kind == PlaceKind::Arret)
}

/// The population of each commune, in equal parts for its places.
fn by_commune(territory: &Territoire) -> Needs {
    let mut shares: BTreeMap<&CommuneCode, u32> = BTreeMap::new();
    for place in stops(territory) {
        *shares.entry(&place.commune).or_default() += 1;
    }
    let need = |commune: &CommuneCode| {
        let people = territory.commune(commune).map_or(0, |c| c.population);
        f64::from(people) / f64::from(shares.get(commune).copied().unwrap_or(1).max(1))
    };
    stops(territory)
        .map(|place| {
            (
                place.code.clone(),
                (need(&place.commune), need(&place.commune)),
            )
        })
        .collect()
}

/// Each tile goes to the nearest place of its commune, as the crow flies.
fn by_tiles(territory: &Territoire, geo: &Geo) -> Needs {
    let known: Vec<(&Place, geo::Place)> = stops(territory)
        .filter_map(|place| Some((place, as_quartier(place)?)))
        .collect();
    let places: Vec<geo::Place> = known.iter().map(|(_, place)| place.clone()).collect();
    let weights = Coefficients::default();
    let mut needs: BTreeMap<PlaceCode, (f64, f64)> = BTreeMap::new();
    let nearest = nearest_places(&geo.tiles, &places, geo.plane());
    for (tile, place) in geo.tiles.iter().zip(nearest) {
        let Some(place) = place else {
            continue;
        };
        let held = needs.entry(known[place].0.code.clone()).or_default();
        held.0 += tile.persons;
        held.1 += weights.weigh(tile, 0.0);
    }
    needs.into_iter().collect()
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
pub(super) fn located(place: &Place) -> Option<Position> {
    let (lat, lon) = place.position?;
    Some(Position { lat, lon })
}
