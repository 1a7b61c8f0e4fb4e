//! Access: files in, figures out.

mod direct;
mod espace_sud;
mod geo;
mod hostile;
mod import;
mod map;
mod measure;
mod need;
mod pbf;
mod roads;
mod transit;
mod zipped;

use jiff::civil::{Date, date};
use plus_planning::access::{
    geo::{Geo, Tile},
    position::Position,
    time::{Band, Level, Times},
};

/// The geography of the Espace Sud, as the repository holds it.
const ESPACE_SUD: [(&str, &[u8]); 5] = [
    (
        "carreaux.csv",
        include_bytes!("../../../../../territoires/espace-sud/geo/carreaux.csv"),
    ),
    (
        "quartiers.csv",
        include_bytes!("../../../../../territoires/espace-sud/geo/quartiers.csv"),
    ),
    (
        "communes.geojson",
        include_bytes!("../../../../../territoires/espace-sud/geo/communes.geojson"),
    ),
    (
        "guichets.csv",
        include_bytes!("../../../../../territoires/espace-sud/geo/guichets.csv"),
    ),
    (
        "marches.csv",
        include_bytes!("../../../../../territoires/espace-sud/geo/marches.csv"),
    ),
];

fn file_of_espace_sud(name: &str) -> Option<&'static [u8]> {
    let found = ESPACE_SUD.iter().find(|(known, _)| *known == name);
    found.map(|(_, bytes)| *bytes)
}

fn espace_sud() -> Geo {
    Geo::read(file_of_espace_sud).unwrap()
}

/// The day on which the tests compute.
const TODAY: Date = date(2026, 11, 27);

fn at(lat: f64, lon: f64) -> Position {
    Position { lat, lon }
}

/// Degrees of latitude for a distance in kilometres.
fn north(km: f64) -> f64 {
    (km / 6371.0).to_degrees()
}

fn near(found: f64, wanted: f64, within: f64) -> bool {
    (found - wanted).abs() <= within
}

/// The minutes of times that were read on a network.
fn minutes<L: Level>(times: &Times<L>) -> Vec<Option<f64>> {
    let exact = |band: &Band| {
        assert_eq!(band.low, band.high);
        band.low.minutes()
    };
    times.bands().iter().map(exact).collect()
}

fn tile(commune: &str, position: Position, persons: f64) -> Tile {
    Tile {
        id: "un".to_owned(),
        position,
        commune: Some(commune.to_owned()),
        imputed: false,
        persons,
        households: persons / 2.0,
        poor_households: 0.0,
        elders: 0.0,
    }
}
