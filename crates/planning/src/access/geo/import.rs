//! From the files of a whole country or department to the folder of one territory.
//!
//! A file that is wrong is refused whole, with its line. Lines that are right but of other
//! communes are left out, counted and said. What PLUS must not show (the income of a tile)
//! is not copied. Importing what was imported gives the same bytes.

mod credit;
mod rows;

use std::{collections::BTreeSet, fmt};

pub use credit::Credit;

use super::{FILES, Place, counters, markets, outlines, places, tiles};
use crate::access::{position::Plane, table::FileError};

/// How far from the places of a territory a counter is kept, in kilometres: people of the
/// territory go to counters outside it.
pub const COUNTER_REACH_KM: f64 = 60.0;

/// A file to import, and what is known of it.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// Its name, for messages and for the list of sources.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Where it comes from.
    pub credit: Credit,
}

/// The files to import.
#[derive(Debug, Clone)]
pub struct Sources<'a> {
    /// Tiles of population, as CSV.
    pub tiles: Given<'a>,
    /// Named places, as CSV.
    pub places: Given<'a>,
    /// Outlines of communes, as GeoJSON.
    pub outlines: Given<'a>,
    /// Counters of the partners, as CSV.
    pub counters: Option<Given<'a>>,
    /// Market days, as CSV.
    pub markets: Option<Given<'a>>,
}

/// Why a line was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is of a commune outside the territory.
    OtherCommune,
    /// It is of no commune.
    NoCommune,
    /// It is outside the territory and too far from it ([`COUNTER_REACH_KM`]).
    TooFar,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherCommune => f.write_str("d’une autre commune"),
            Self::NoCommune => f.write_str("d’aucune commune"),
            Self::TooFar => write!(f, "à plus de {COUNTER_REACH_KM} km du territoire"),
        }
    }
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// The file written.
    pub file: &'static str,
    /// The file given.
    pub from: String,
    /// Lines (or communes) kept.
    pub kept: usize,
    /// Lines left out, by reason; never zero.
    pub left_out: Vec<(Reason, usize)>,
    /// Communes of the territory of which this file says nothing, by Insee code.
    pub silent_on: Vec<String>,
}

/// A file to write in the folder `geo/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its name in the folder.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an import gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Files to write, `SOURCES.md` last.
    pub files: Vec<Written>,
    /// What became of each file given.
    pub reports: Vec<FileReport>,
}

/// Cuts `sources` to the communes of a territory, given by their Insee codes.
pub fn import(sources: &Sources<'_>, communes: &BTreeSet<String>) -> Result<Imported, FileError> {
    let [carreaux, quartiers, contours, guichets, marches] = FILES;
    let inside = check(sources, communes)?;
    let mut done = vec![
        rows::tiles(carreaux, &sources.tiles, communes)?,
        rows::places(quartiers, &sources.places, communes)?,
        rows::outlines(contours, &sources.outlines, communes)?,
    ];
    if let Some(given) = &sources.counters {
        done.push(rows::counters(guichets, given, communes, &inside)?);
    }
    if let Some(given) = &sources.markets {
        done.push(rows::markets(marches, given, communes)?);
    }
    let given = [&sources.tiles, &sources.places, &sources.outlines].into_iter();
    let given = given.chain(&sources.counters).chain(&sources.markets);
    let page = credit::page(given.zip(done.iter().map(|(_, report)| report)));
    let (mut files, reports): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    files.push(Written {
        name: "SOURCES.md",
        bytes: page.into_bytes(),
    });
    Ok(Imported { files, reports })
}

/// Refuses what the readers of the folder would refuse later; gives the places inside.
fn check(sources: &Sources<'_>, communes: &BTreeSet<String>) -> Result<Vec<Place>, FileError> {
    tiles(sources.tiles.name, sources.tiles.bytes)?;
    outlines(sources.outlines.name, sources.outlines.bytes)?;
    if let Some(given) = &sources.counters {
        counters(given.name, given.bytes)?;
    }
    if let Some(given) = &sources.markets {
        markets(given.name, given.bytes)?;
    }
    let mut inside = places(sources.places.name, sources.places.bytes)?;
    inside.retain(|place| communes.contains(&place.commune));
    Ok(inside)
}

/// Whether a point is within reach of one of the places.
fn within_reach(point: crate::access::position::Position, places: &[Place]) -> bool {
    let plane = Plane::at(point.lat);
    let mut distances = places.iter().map(|place| plane.km(point, place.position));
    distances.any(|km| km <= COUNTER_REACH_KM)
}
