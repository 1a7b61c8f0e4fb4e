//! Where people live, where kiosks may go, and where they stand.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::territoire::{PlaceKind, Territoire};
use plus_planning::{
    access::{
        geo::{Geo, Place},
        need::Coefficients,
        position::{Plane, Position},
        time::road::RoadTimes,
    },
    siting::{Group, Problem, ProblemError},
};

use super::{DETOUR, SPEED};

/// Minutes to a candidate that no road leads to.
const A_DAY: f64 = 1_440.0;

/// A kiosk that stands nowhere.
#[derive(Debug, thiserror::Error)]
#[error("aucun quartier n’a le numéro {0}")]
pub struct GroundError(String);

/// The ground of a question.
pub struct Ground<'a> {
    geo: &'a Geo,
    plane: Plane,
    fixed: Vec<usize>,
    unplaced: usize,
    weights: Coefficients,
}

impl<'a> Ground<'a> {
    /// With the kiosks of `lieux.csv`.
    pub fn standing(geo: &'a Geo, territory: &Territoire) -> Self {
        let kiosks = territory.places.iter();
        let kiosks = kiosks.filter(|p| p.kind == PlaceKind::Borne);
        Self {
            unplaced: kiosks.filter(|p| p.position.is_none()).count(),
            ..Self::with(geo, standing(geo, territory))
        }
    }

    /// With kiosks at these places, by the identifiers of the geography.
    ///
    /// # Errors
    /// A place that is not known.
    pub fn fixed_at(geo: &'a Geo, ids: &[String]) -> Result<Self, GroundError> {
        let named = |id: &String| {
            let found = geo.places.iter().position(|place| place.id == *id);
            found.ok_or_else(|| GroundError(id.clone()))
        };
        let fixed = ids.iter().map(named).collect::<Result<_, _>>()?;
        Ok(Self::with(geo, fixed))
    }

    fn with(geo: &'a Geo, fixed: Vec<usize>) -> Self {
        Self {
            geo,
            // To the half degree, so that no figure moves when a tile is added.
            plane: Plane::at((geo.plane().latitude() * 2.0).round() / 2.0),
            fixed,
            unplaced: 0,
            weights: Coefficients::default(),
        }
    }

    /// With other weights.
    #[must_use]
    pub fn weighing(mut self, weights: Coefficients) -> Self {
        self.weights = weights;
        self
    }

    /// Kiosks that stand, by the number of their place.
    pub fn fixed(&self) -> &[usize] {
        &self.fixed
    }

    /// Kiosks of `lieux.csv` whose position is not said: no choice can take account of them.
    pub fn unplaced(&self) -> usize {
        self.unplaced
    }

    /// Points of demand: their need and where they are.
    fn demand(&self, tiles: bool) -> Vec<(f64, Position)> {
        if tiles {
            let tiles = self.geo.tiles.iter();
            tiles
                .map(|t| (self.weights.weigh(t, 0.0), t.position))
                .collect()
        } else {
            let mut needs = vec![0.0; self.geo.places.len()];
            for tile in &self.geo.tiles {
                if let Some(place) = self.nearest(tile.position, tile.commune.as_deref()) {
                    needs[place] += self.weights.weigh(tile, 0.0);
                }
            }
            let places = self.geo.places.iter().zip(needs);
            places.map(|(place, need)| (need, place.position)).collect()
        }
    }

    /// Demand is the places, or the tiles; every place is a candidate. Times by the roads: a
    /// point that no candidate is reached from asks for nothing, and how many there are is said;
    /// a candidate that nobody reaches is a day away, so that it is never chosen for its time.
    ///
    /// # Errors
    /// Too many kiosks, too few, or nobody to serve.
    pub fn by_road(
        &self,
        tiles: bool,
        kiosks: usize,
        roads: &RoadTimes,
    ) -> Result<(Problem, usize), ProblemError> {
        let (mut needs, from): (Vec<f64>, Vec<Position>) = self.demand(tiles).into_iter().unzip();
        let places = &self.geo.places;
        let to: Vec<Position> = places.iter().map(|place| place.position).collect();
        let columns = roads.to_each(&to, &from);
        let mut times = Vec::with_capacity(from.len() * to.len());
        let mut without = 0;
        for (point, need) in needs.iter_mut().enumerate() {
            let reached = columns.iter().map(|c| c.bands()[point].low.minutes());
            let row: Vec<Option<f64>> = reached.collect();
            if *need > 0.0 && row.iter().all(Option::is_none) {
                without += 1;
                *need = 0.0;
            }
            times.extend(row.into_iter().map(|minutes| minutes.unwrap_or(A_DAY)));
        }
        let problem = Problem::new(needs, times, places.len(), kiosks)?;
        Ok((problem.with_fixed(self.fixed.clone())?, without))
    }

    /// Demand is the places, or the tiles; every place is a candidate.
    ///
    /// # Errors
    /// Too many kiosks, too few, or nobody to serve.
    pub fn problem(&self, tiles: bool, kiosks: usize) -> Result<Problem, ProblemError> {
        let at = self.demand(tiles);
        let times = at.iter().flat_map(|(_, from)| {
            let places = self.geo.places.iter();
            places.map(|place| self.minutes(*from, place.position))
        });
        let needs = at.iter().map(|(need, _)| *need).collect();
        Problem::new(needs, times.collect(), self.geo.places.len(), kiosks)?
            .with_fixed(self.fixed.clone())
    }

    /// One group for each commune.
    pub fn communes(&self, territory: &Territoire) -> Vec<Group> {
        let communes = territory.communes.iter();
        communes
            .map(|commune| Group {
                name: commune.name.clone(),
                sites: (0..self.geo.places.len())
                    .filter(|at| self.geo.places[*at].commune == commune.code.as_str())
                    .collect(),
            })
            .collect()
    }

    /// The commune of each point of demand and of each place, as numbers. A tile of no commune
    /// has one of its own: nobody knows its roads better.
    pub fn communes_of(&self, tiles: bool) -> (Vec<usize>, Vec<usize>) {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut number = |code| {
            let next = numbers.len();
            *numbers.entry(code).or_insert(next)
        };
        let places = self.geo.places.iter();
        let sites: Vec<usize> = places.map(|place| number(&place.commune)).collect();
        if !tiles {
            return (sites.clone(), sites);
        }
        let of_tile = self.geo.tiles.iter();
        let points = of_tile.map(|tile| number(tile.commune.as_deref().unwrap_or_default()));
        (points.collect(), sites)
    }

    /// Persons nearest to each of some sites.
    pub fn served(&self, sites: &[usize]) -> Vec<f64> {
        let at: Vec<Position> = sites.iter().map(|s| self.geo.places[*s].position).collect();
        let mut served = vec![0.0; sites.len()];
        for tile in &self.geo.tiles {
            if let Some(nearest) = self.plane.nearest(tile.position, &at) {
                served[nearest] += tile.persons;
            }
        }
        served
    }

    /// Minutes from a point to another, by the one estimate of the choice.
    pub fn minutes(&self, from: Position, to: Position) -> f64 {
        self.plane.km(from, to) * DETOUR / SPEED * 60.0
    }

    /// The nearest place of a commune on the globe.
    fn nearest(&self, from: Position, commune: Option<&str>) -> Option<usize> {
        nearest(&self.geo.places, from, commune)
    }
}

/// The places nearest to the kiosks of `lieux.csv`, each once.
pub(super) fn standing(geo: &Geo, territory: &Territoire) -> Vec<usize> {
    let kiosks = territory
        .places
        .iter()
        .filter(|p| p.kind == PlaceKind::Borne);
    let sites: BTreeSet<usize> = kiosks
        .filter_map(|kiosk| {
            let (lat, lon) = kiosk.position?;
            nearest(
                &geo.places,
                Position { lat, lon },
                Some(kiosk.commune.as_str()),
            )
        })
        .collect();
    sites.into_iter().collect()
}

fn nearest(places: &[Place], from: Position, commune: Option<&str>) -> Option<usize> {
    let own = (0..places.len()).filter(|at| commune == Some(places[*at].commune.as_str()));
    // On the globe: a few tiles lie so near the middle of two places that a plane gives them to
    // the other one.
    let far = |at: &usize| from.great_circle_km(places[*at].position);
    own.min_by(|a, b| far(a).total_cmp(&far(b)))
}
