//! A choice among real sites rather than among neighbourhoods: the same geography, whose places
//! are the sites where a kiosk can live and those where one stands already.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use plus_domain::{
    emplacement::Emplacement,
    territoire::{PlaceKind, Territoire},
};
use plus_planning::access::{
    geo::{Geo, Place},
    position::Position,
};

/// The geography with sites as its places. Nothing when no site suits.
pub fn among(geo: &Geo, territory: &Territoire, sites: &[Emplacement]) -> Option<Geo> {
    let suited: Vec<Place> = sites
        .iter()
        .filter(|site| site.suits() && territory.commune(&site.commune).is_some())
        .map(|site| {
            let (lat, lon) = site.position();
            Place {
                id: site.id.to_string(),
                name: site.name.clone(),
                commune: site.commune.to_string(),
                position: Position { lat, lon },
            }
        })
        .collect();
    if suited.is_empty() {
        return None;
    }
    // Where one stands, to the metre: the nearest place of its commune is then itself.
    let kiosks = territory
        .places
        .iter()
        .filter(|place| place.kind == PlaceKind::Borne);
    let standing = kiosks.filter_map(|kiosk| {
        let (lat, lon) = kiosk.position?;
        Some(Place {
            id: kiosk.code.to_string(),
            name: kiosk.name.clone(),
            commune: kiosk.commune.to_string(),
            position: Position { lat, lon },
        })
    });
    Some(Geo {
        places: standing.chain(suited).collect(),
        ..geo.clone()
    })
}

/// What is the same as long as the places are.
pub(super) fn mark(geo: &Geo) -> u64 {
    let mut hasher = DefaultHasher::new();
    for place in &geo.places {
        place.id.hash(&mut hasher);
        place.commune.hash(&mut hasher);
        place.position.lat.to_bits().hash(&mut hasher);
        place.position.lon.to_bits().hash(&mut hasher);
    }
    hasher.finish()
}
