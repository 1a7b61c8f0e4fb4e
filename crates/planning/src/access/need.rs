//! Need: how much each place weighs, with coefficients that the coordinator sets and sees.
//!
//! Weights are for planning. What may be shown is totals by commune and by place, with what
//! the figures do not say: estimated tiles, and fiscal households that are not the
//! population.

mod total;

use std::collections::BTreeMap;

pub use total::{CommuneTotal, PlaceTotal, Total, by_commune, by_place};

use super::{
    geo::{Place, Tile},
    position::{Plane, Position},
};

/// Highest coefficient: beyond, one cause hides all others.
pub const HIGHEST: f64 = 10.0;

/// What counts, and how much. Zero means "does not count".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// For each person.
    pub person: f64,
    /// More for each person of 65 and over.
    pub elder: f64,
    /// The weight grows by this times the share of poor households.
    pub poor_share: f64,
    /// The weight grows by this for each month since the last visit.
    pub month: f64,
}

impl Default for Coefficients {
    /// One for a person, twice as much where every household is poor; nothing for age, and
    /// nothing for time, which the planner of tours counts itself.
    fn default() -> Self {
        Self {
            person: 1.0,
            elder: 0.0,
            poor_share: 1.0,
            month: 0.0,
        }
    }
}

/// A coefficient that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CoefficientError {
    /// Below zero, above [`HIGHEST`], or no number.
    #[error("chaque coefficient est un nombre entre 0 et {HIGHEST}")]
    OutOfRange,
    /// Nobody would count.
    #[error("donnez un coefficient aux personnes ou aux personnes de 65 ans et plus")]
    NobodyCounts,
}

impl Coefficients {
    /// Refuses what would give no weight, or weights without sense.
    pub fn checked(self) -> Result<Self, CoefficientError> {
        let all = [self.person, self.elder, self.poor_share, self.month];
        if !all.iter().all(|c| (0.0..=HIGHEST).contains(c)) {
            return Err(CoefficientError::OutOfRange);
        }
        if self.person + self.elder <= 0.0 {
            return Err(CoefficientError::NobodyCounts);
        }
        Ok(self)
    }

    /// The weight of a tile last visited `months` ago.
    pub fn weigh(&self, tile: &Tile, months: f64) -> f64 {
        let people = self.person * tile.persons + self.elder * tile.elders;
        let poverty = 1.0 + self.poor_share * tile.poor_share();
        people * poverty * (1.0 + self.month * months)
    }
}

/// The place of each tile: the nearest of its own commune, the first of those at the same
/// distance; none where the commune has no place. "Nearest" is our construction, not a limit
/// of quartiers.
pub fn nearest_places(tiles: &[Tile], places: &[Place], plane: Plane) -> Vec<Option<usize>> {
    let grouped = by_their_commune(places);
    tiles
        .iter()
        .map(|tile| {
            let (indexes, positions) = grouped.get(tile.commune.as_deref()?)?;
            let nearest = plane.nearest(tile.position, positions)?;
            indexes.get(nearest).copied()
        })
        .collect()
}

type Grouped<'a> = BTreeMap<&'a str, (Vec<usize>, Vec<Position>)>;

fn by_their_commune(places: &[Place]) -> Grouped<'_> {
    let mut grouped = Grouped::new();
    for (index, place) in places.iter().enumerate() {
        let (indexes, positions) = grouped.entry(&place.commune).or_default();
        indexes.push(index);
        positions.push(place.position);
    }
    grouped
}
