//! The check problem of the Espace Sud, from the folder `geo/` of its territory.
//!
//! Each tile goes to the nearest place of its own commune, on the globe: a few lie so near the
//! middle of two places that a plane gives them to the other one, and the published check value
//! was made so. Minutes are distance × 1.4 at 30 km/h. They are estimates, and the four fixed
//! places are arbitrary: it is a check of the engine, not advice.

use std::path::Path;

use plus_planning::access::{
    geo::{FILES, Geo, Place, Tile},
    need::Coefficients,
    position::{Plane, Position},
};
use plus_planning::siting::{Group, Problem};

use crate::Failure;

/// Communes whose place of greatest need is taken as an existing kiosk: Le Marin,
/// Rivière-Salée, Le François, Rivière-Pilote.
const WITH_KIOSK: [&str; 4] = ["97217", "97221", "97210", "97220"];

/// Places with their need, and tiles.
pub struct Territory {
    pub places: Vec<Place>,
    needs: Vec<f64>,
    tiles: Vec<Tile>,
}

impl Territory {
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let read = FILES.map(|file| std::fs::read(folder.join(file)).ok());
        let bytes = |name: &str| {
            let at = FILES.iter().position(|file| *file == name)?;
            read[at].as_deref()
        };
        let Geo { places, tiles, .. } = Geo::read(bytes)?;
        let mut needs = vec![0.0; places.len()];
        for tile in &tiles {
            needs[nearest(&places, tile)] += need(tile);
        }
        Ok(Self {
            places,
            needs,
            tiles,
        })
    }

    /// Demand is the places, or the tiles.
    pub fn problem(&self, tiles: bool, open: usize) -> Result<Problem, Failure> {
        let at: Vec<(f64, Position)> = if tiles {
            let tiles = self.tiles.iter();
            tiles.map(|tile| (need(tile), tile.position)).collect()
        } else {
            let places = self.places.iter().zip(&self.needs);
            places
                .map(|(place, need)| (*need, place.position))
                .collect()
        };
        let plane = Plane::at(14.5);
        let minutes = |from, to| plane.km(from, to) * 1.4 / 30.0 * 60.0;
        let times = at.iter().flat_map(|(_, from)| {
            let places = self.places.iter();
            places.map(move |place| minutes(*from, place.position))
        });
        let needs = at.iter().map(|(need, _)| *need).collect();
        let problem = Problem::new(needs, times.collect(), self.places.len(), open)?;
        Ok(problem.with_fixed(self.fixed())?)
    }

    fn fixed(&self) -> Vec<usize> {
        let greatest = |commune: &&str| {
            let places = (0..self.places.len()).filter(|at| self.places[*at].commune == *commune);
            places.max_by(|a, b| self.needs[*a].total_cmp(&self.needs[*b]))
        };
        WITH_KIOSK.iter().filter_map(greatest).collect()
    }

    /// The commune of each place, as a number.
    pub fn commune_numbers(&self) -> Vec<usize> {
        let groups = self.communes();
        let of = |at| groups.iter().position(|group| group.sites.contains(&at));
        (0..self.places.len()).filter_map(of).collect()
    }

    /// One group a commune.
    pub fn communes(&self) -> Vec<Group> {
        let mut codes: Vec<&str> = self.places.iter().map(|p| p.commune.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let group = |code: &str| Group {
            name: code.to_owned(),
            sites: (0..self.places.len())
                .filter(|at| self.places[*at].commune == code)
                .collect(),
        };
        codes.into_iter().map(group).collect()
    }
}

fn need(tile: &Tile) -> f64 {
    Coefficients::default().weigh(tile, 0.0)
}

fn nearest(places: &[Place], tile: &Tile) -> usize {
    let own = (0..places.len()).filter(|at| Some(&places[*at].commune) == tile.commune.as_ref());
    let far = |at: &usize| tile.position.great_circle_km(places[*at].position);
    own.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(0)
}
