//! The folder `geo/` of a territory, as `plus territory import-geo` writes it.

use super::{Counter, Market, Outline, Place, Tile, counters, markets, outlines, places, tiles};
use crate::access::{inputs::Input, position::Plane, table::FileError};

/// The files of the folder, in the order in which they are read and written. The last two
/// may be missing.
pub const FILES: [&str; 5] = [
    "carreaux.csv",
    "quartiers.csv",
    "communes.geojson",
    "guichets.csv",
    "marches.csv",
];

/// All that is known of the geography of a territory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Geo {
    /// Where people live.
    pub tiles: Vec<Tile>,
    /// Named places.
    pub places: Vec<Place>,
    /// Outlines of the communes.
    pub outlines: Vec<Outline>,
    /// Counters of the partners, those near the territory included.
    pub counters: Vec<Counter>,
    /// Market days that are known.
    pub markets: Vec<Market>,
    /// What was read, for the results that are made from it.
    pub inputs: Vec<Input>,
}

impl Geo {
    /// Reads the folder; `bytes_of` gives the bytes of a file of [`FILES`], when there is one.
    pub fn read<'a>(bytes_of: impl Fn(&str) -> Option<&'a [u8]>) -> Result<Self, FileError> {
        let needed = |file| {
            bytes_of(file).ok_or_else(|| FileError::whole(file, "ce fichier manque dans geo/"))
        };
        let inputs = FILES
            .iter()
            .filter_map(|f| Some(Input::of(f, bytes_of(f)?)));
        let [carreaux, quartiers, communes, guichets, marches] = FILES;
        Ok(Self {
            tiles: tiles(carreaux, needed(carreaux)?)?,
            places: places(quartiers, needed(quartiers)?)?,
            outlines: outlines(communes, needed(communes)?)?,
            counters: optional(bytes_of(guichets), |b| counters(guichets, b))?,
            markets: optional(bytes_of(marches), |b| markets(marches, b))?,
            inputs: inputs.collect(),
        })
    }

    /// A plane at the latitude of the middle of its tiles.
    pub fn plane(&self) -> Plane {
        let count = self.tiles.len().max(1) as f64;
        let sum: f64 = self.tiles.iter().map(|tile| tile.position.lat).sum();
        Plane::at(sum / count)
    }
}

fn optional<T>(
    bytes: Option<&[u8]>,
    read: impl Fn(&[u8]) -> Result<Vec<T>, FileError>,
) -> Result<Vec<T>, FileError> {
    bytes.map_or_else(|| Ok(Vec::new()), read)
}
