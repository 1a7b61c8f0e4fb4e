//! Places with the people around them: where stops may be.

use crate::access::{
    geo::{Geo, Place},
    need::{Coefficients, nearest_places},
    position::{Plane, Position},
};

/// Road kilometres for one as the crow flies.
const DETOUR: f64 = 1.4;
/// Latitude of the plane of the instances of reference, degrees.
const LATITUDE: f64 = 14.5;

/// A place with the people around it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Peopled {
    pub place: Place,
    pub need: f64,
    pub persons: f64,
}

/// The places of some communes with their people, in the order of the file.
pub(crate) fn people(geo: &Geo, communes: &[String]) -> Vec<Peopled> {
    let weights = Coefficients::default();
    let mut peopled: Vec<_> = geo
        .places
        .iter()
        .map(|place| Peopled {
            place: place.clone(),
            need: 0.0,
            persons: 0.0,
        })
        .collect();
    let nearest = nearest_places(&geo.tiles, &geo.places, Plane::at(LATITUDE));
    for (tile, place) in geo.tiles.iter().zip(nearest) {
        if let Some(near) = place.and_then(|place| peopled.get_mut(place)) {
            near.need += weights.weigh(tile, 0.0);
            near.persons += tile.persons;
        }
    }
    peopled.retain(|p| communes.contains(&p.place.commune));
    peopled
}

/// Road kilometres there and back, from the great circle.
pub(crate) fn round_trip(base: Position, place: &Place) -> f64 {
    2.0 * DETOUR * base.great_circle_km(place.position)
}
