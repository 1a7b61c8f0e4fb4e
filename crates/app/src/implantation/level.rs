//! Who is far by the roads and by bus, when the territory gives them: beside the estimate, never
//! mixed with it.

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::Date;
use plus_planning::access::{
    geo::{Geo, Tile},
    inputs::Input,
    measure::Settings,
    need::nearest_places,
    position::Position,
    time::{Level, Road, Times, Transit, road::RoadTimes, transit::TransitTimes},
};
use serde::Serialize;

use super::{
    access::{CommuneAccess, GroupAccess, Row, paired, rows},
    networks::Networks,
};
use crate::outside::stopwatch;

/// Side of a block of tiles, in degrees: about one kilometre. Buses are counted from the middle
/// of the people of each, since each origin is as many trips as there are departures.
const BLOCK: f64 = 0.01;

/// A way of travelling that the territory knows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelAccess {
    /// `route` or `bus`.
    pub level: &'static str,
    /// What it was made from.
    pub inputs: Vec<Input>,
    /// The day of the buses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// The whole territory: everybody, poor households, 65 and over.
    pub groups: Vec<GroupAccess>,
    /// Each commune, everybody.
    pub communes: Vec<CommuneAccess>,
}

/// Each level that is known, for the sites before and after. What takes longer than the limit is
/// left out.
pub fn levels(
    geo: &Geo,
    networks: &Networks,
    (before, after): (&[Position], &[Position]),
    limit: Duration,
) -> Vec<LevelAccess> {
    let road = networks.roads.as_ref();
    let road = road.map(|roads| by_road(geo, roads, before, after));
    let bus = networks.transit.as_ref().zip(networks.day);
    let bus = bus.and_then(|(buses, day)| by_bus(geo, (buses, day), (before, after), limit));
    road.into_iter().chain(bus).collect()
}

fn by_road(geo: &Geo, roads: &RoadTimes, before: &[Position], after: &[Position]) -> LevelAccess {
    let origins: Vec<Position> = geo.tiles.iter().map(|tile| tile.position).collect();
    let to = |sites: &[Position]| roads.to_nearest(sites, &origins);
    measured::<Road>("route", geo, &geo.tiles, (&to(before), &to(after)), None)
}

fn by_bus(
    geo: &Geo,
    (buses, day): (&TransitTimes, Date),
    (before, after): (&[Position], &[Position]),
    limit: Duration,
) -> Option<LevelAccess> {
    let blocks = blocks(&geo.tiles);
    let origins: Vec<Position> = blocks.iter().map(|block| block.position).collect();
    let now = stopwatch();
    let to = |sites: &[Position]| buses.to_nearest(sites, &origins, |_| now() < limit);
    let times = (&to(before)?, &to(after)?);
    Some(measured::<Transit>("bus", geo, &blocks, times, Some(day)))
}

fn measured<L: Level>(
    level: &'static str,
    geo: &Geo,
    tiles: &[Tile],
    (before, after): (&Times<L>, &Times<L>),
    day: Option<Date>,
) -> LevelAccess {
    let places = nearest_places(tiles, &geo.places, geo.plane());
    let settings = Settings::default();
    let rows = |times: &Times<L>| -> Vec<Row> { rows(tiles, &places, times, &settings) };
    let (groups, communes) = paired(&rows(before), &rows(after));
    LevelAccess {
        level,
        inputs: after.provenance().inputs.clone(),
        day,
        groups,
        communes,
    }
}

/// The tiles by blocks of about one kilometre, each in one commune, at the middle of its people.
fn blocks(tiles: &[Tile]) -> Vec<Tile> {
    let mut blocks: BTreeMap<(Option<&str>, i64, i64), Vec<&Tile>> = BTreeMap::new();
    for tile in tiles {
        let commune = tile.commune.as_deref();
        let key = (commune, block(tile.position.lat), block(tile.position.lon));
        blocks.entry(key).or_default().push(tile);
    }
    blocks.into_values().map(|block| together(&block)).collect()
}

fn block(degrees: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 36,000 blocks around the globe"
    )]
    let rank = (degrees / BLOCK).floor() as i64;
    rank
}

fn together(tiles: &[&Tile]) -> Tile {
    let sum = |of: &dyn Fn(&Tile) -> f64| tiles.iter().map(|tile| of(tile)).sum::<f64>();
    let persons = sum(&|tile| tile.persons);
    let middle = |of: &dyn Fn(&Tile) -> f64| {
        if persons > 0.0 {
            sum(&|tile| of(tile) * tile.persons) / persons
        } else {
            sum(of) / tiles.len().max(1) as f64
        }
    };
    Tile {
        id: tiles[0].id.clone(),
        position: Position {
            lat: middle(&|tile| tile.position.lat),
            lon: middle(&|tile| tile.position.lon),
        },
        commune: tiles[0].commune.clone(),
        imputed: tiles.iter().any(|tile| tile.imputed),
        persons,
        households: sum(&|tile| tile.households),
        poor_households: sum(&|tile| tile.poor_households),
        elders: sum(&|tile| tile.elders),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(lat: f64, lon: f64, commune: &str, persons: f64) -> Tile {
        Tile {
            id: format!("{lat}/{lon}"),
            position: Position { lat, lon },
            commune: Some(commune.to_owned()),
            imputed: false,
            persons,
            households: persons / 2.0,
            poor_households: persons / 4.0,
            elders: persons / 5.0,
        }
    }

    #[test]
    fn a_block_stands_at_the_middle_of_its_people_and_keeps_them_all() {
        let tiles = [
            tile(14.501, -60.901, "97217", 30.0),
            tile(14.505, -60.905, "97217", 10.0),
            // The same kilometre, another commune.
            tile(14.503, -60.903, "97227", 8.0),
            // Another kilometre.
            tile(14.521, -60.901, "97217", 5.0),
        ];
        let blocks = blocks(&tiles);
        assert_eq!(blocks.len(), 3);
        let all: f64 = blocks.iter().map(|block| block.persons).sum();
        assert!((all - 53.0).abs() < 1e-9);
        let both = blocks.iter().find(|block| block.persons > 39.0).unwrap();
        assert!((both.position.lat - 14.502).abs() < 1e-9, "{both:?}");
        assert!((both.elders - 8.0).abs() < 1e-9);
    }
}
