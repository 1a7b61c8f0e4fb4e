//! Totals of people and need, by place and by commune, with their cautions as data.

use std::collections::BTreeMap;

use super::Coefficients;
use crate::access::geo::{Place, Tile};

/// Fewest tiles for which poverty and need are shown: those of a single tile never are.
pub const FEWEST_TILES: usize = 2;

/// People and need of some tiles together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Total {
    /// Number of tiles.
    pub tiles: usize,
    /// People in fiscal households: never to be shown as the population.
    pub persons: f64,
    /// Of these, people of tiles that the Insee estimated.
    pub imputed_persons: f64,
    /// Households.
    pub households: f64,
    /// Poor households.
    pub poor_households: f64,
    /// People of 65 and over.
    pub elders: f64,
    /// Weight, for planning.
    pub need: f64,
}

impl Total {
    fn add(&mut self, tile: &Tile, need: f64) {
        self.tiles += 1;
        self.persons += tile.persons;
        self.imputed_persons += if tile.imputed { tile.persons } else { 0.0 };
        self.households += tile.households;
        self.poor_households += tile.poor_households;
        self.elders += tile.elders;
        self.need += need;
    }

    /// Share of the people whose tiles were estimated, from 0 to 1; none without people.
    pub fn imputed_share(&self) -> Option<f64> {
        share(self.imputed_persons, self.persons)
    }

    /// Whether poverty and need may be shown: not those of a single tile.
    pub fn can_be_shown(&self) -> bool {
        self.tiles >= FEWEST_TILES
    }

    /// Share of poor households, from 0 to 1, where it may be shown.
    pub fn poor_share(&self) -> Option<f64> {
        share(self.poor_households, self.households).filter(|_| self.can_be_shown())
    }

    /// Share of people of 65 and over, from 0 to 1.
    pub fn elder_share(&self) -> Option<f64> {
        share(self.elders, self.persons)
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

/// A place and those who live nearest to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceTotal {
    /// Index of the place in the list given.
    pub place: usize,
    /// Its people and need.
    pub total: Total,
}

/// Totals of every place, in their order, places without people included.
///
/// `months` gives the months since the last visit of a place.
pub fn by_place(
    tiles: &[Tile],
    of: &[Option<usize>],
    places: &[Place],
    coefficients: &Coefficients,
    months: impl Fn(&Place) -> f64,
) -> Vec<PlaceTotal> {
    let mut totals = vec![Total::default(); places.len()];
    for (tile, place) in tiles.iter().zip(of) {
        let Some(index) = *place else { continue };
        if let (Some(total), Some(place)) = (totals.get_mut(index), places.get(index)) {
            total.add(tile, coefficients.weigh(tile, months(place)));
        }
    }
    let each = totals.into_iter().enumerate();
    each.map(|(place, total)| PlaceTotal { place, total })
        .collect()
}

/// A commune, its people and need, and what the figures do not say.
#[derive(Debug, Clone, PartialEq)]
pub struct CommuneTotal {
    /// The Insee code.
    pub commune: String,
    /// People and need of its tiles.
    pub total: Total,
    /// Its municipal population, when it was given: the only one to show as "population".
    pub municipal: Option<u32>,
}

impl CommuneTotal {
    /// People of the tiles for each inhabitant of the census: what the tiles leave out.
    pub fn fiscal_share(&self) -> Option<f64> {
        let municipal = self.municipal.filter(|people| *people > 0)?;
        Some(self.total.persons / f64::from(municipal))
    }
}

/// Totals by commune, in the order of codes. A tile counts in its own commune, even when it
/// has no place; `months` gives the months since the last visit of a place, by index, and
/// tiles without place count none.
pub fn by_commune(
    tiles: &[Tile],
    of: &[Option<usize>],
    coefficients: &Coefficients,
    months: impl Fn(usize) -> f64,
    municipal: &BTreeMap<String, u32>,
) -> Vec<CommuneTotal> {
    let mut totals: BTreeMap<&str, Total> = BTreeMap::new();
    for (tile, place) in tiles.iter().zip(of) {
        let Some(commune) = tile.commune.as_deref() else {
            continue;
        };
        let need = coefficients.weigh(tile, place.map_or(0.0, &months));
        totals.entry(commune).or_default().add(tile, need);
    }
    let each = totals.into_iter();
    each.map(|(commune, total)| CommuneTotal {
        commune: commune.to_owned(),
        total,
        municipal: municipal.get(commune).copied(),
    })
    .collect()
}
