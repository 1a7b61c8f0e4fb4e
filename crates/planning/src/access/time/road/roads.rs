//! From the blocks of an extract to its roads and their points, in two passes: points come
//! before the ways that need them, and only those of roads are kept.

use std::collections::HashMap;

use super::{
    Rules,
    blocks::Block,
    pbf::{self, PbfError},
    ways::Driven,
};
use crate::access::position::Position;

/// A road: what a car may do there, and its points.
#[derive(Debug, Clone)]
pub(super) struct RoadLine {
    pub(super) driven: Driven,
    pub(super) nodes: Vec<i64>,
}

/// The roads of an extract.
#[derive(Debug, Default)]
pub(super) struct Roads {
    pub(super) lines: Vec<RoadLine>,
    pub(super) positions: HashMap<i64, Position>,
    pub(super) ways: usize,
    pub(super) missing: usize,
}

/// Reads the roads that the rules drive.
pub(super) fn read(file: &str, bytes: &[u8], rules: &Rules) -> Result<Roads, PbfError> {
    let mut roads = Roads::default();
    pbf::read(file, bytes, |block| {
        Block::read(block)?.ways(|way| {
            roads.ways += 1;
            if let Some(driven) = Driven::of(way, rules) {
                let nodes = way.nodes.clone();
                roads.lines.push(RoadLine { driven, nodes });
            }
        })
    })?;
    let mut found: HashMap<i64, Option<Position>> = wanted(&roads.lines);
    pbf::read(file, bytes, |block| {
        Block::read(block)?.nodes(|id, position| {
            if let Some(place) = found.get_mut(&id) {
                *place = Some(position);
            }
        })
    })?;
    roads.missing = found.values().filter(|place| place.is_none()).count();
    let known = found.into_iter().filter_map(|(id, p)| Some((id, p?)));
    roads.positions = known.collect();
    Ok(roads)
}

fn wanted(lines: &[RoadLine]) -> HashMap<i64, Option<Position>> {
    let nodes = lines.iter().flat_map(|line| &line.nodes);
    nodes.map(|id| (*id, None)).collect()
}
