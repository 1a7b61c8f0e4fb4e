//! Level 1: by car, on the roads of an `.osm.pbf` that the territory gives.
//!
//! Roads, their class and their direction are read; traffic, lights and turns are not. The
//! minutes stay estimates: the rules below go with each result.

mod blocks;
mod graph;
mod pbf;
mod roads;
mod ways;
mod wire;

use jiff::civil::Date;
use serde::Serialize;

use super::{Band, Provenance, Reach, Road, Times};
use crate::access::{inputs::Input, position::Position};

pub use pbf::PbfError;
pub use ways::Class;

use graph::Graph;

/// Every assumption of the level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rules {
    /// Kilometres an hour by class of road; a signposted limit below it is kept. A class that
    /// is not there is not driven.
    pub speeds: Vec<(Class, f64)>,
    /// Kilometres an hour between a point and the nearest road, in straight line; at least 1.
    pub off_road: f64,
    /// Farthest that a point may be from a road, in kilometres: beyond, "pas de route".
    pub farthest_road_km: f64,
}

impl Default for Rules {
    /// Careful means for winding roads: our judgement, to be checked by timed trips.
    fn default() -> Self {
        Self {
            speeds: Class::ALL
                .map(|class| (class, class.usual_speed()))
                .to_vec(),
            off_road: 15.0,
            farthest_road_km: 2.0,
        }
    }
}

impl Rules {
    /// Kilometres an hour on a class, when it is driven.
    pub fn speed(&self, class: Class) -> Option<f64> {
        let found = self.speeds.iter().find(|(known, _)| *known == class);
        found.map(|(_, speed)| *speed).filter(|speed| *speed >= 1.0)
    }
}

/// What was read of a file, for the administrator to judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Read {
    /// Ways of the file.
    pub ways: usize,
    /// Of these, ways that a car may take.
    pub roads: usize,
    /// Points of the network.
    pub nodes: usize,
    /// Arcs of the network: two for a road of both directions.
    pub arcs: usize,
    /// Points that a road names and the file does not hold: roads cut at the edge.
    pub missing: usize,
    /// Points that cannot reach, or be reached from, the main network.
    pub apart: usize,
}

/// The roads of a territory, ready to answer.
#[derive(Debug, Clone)]
pub struct RoadTimes {
    provenance: Provenance<Rules>,
    graph: Graph,
    read: Read,
}

impl RoadTimes {
    /// Reads an extract named `file`; `date` goes with each result.
    pub fn read(file: &str, bytes: &[u8], rules: Rules, date: Date) -> Result<Self, PbfError> {
        let roads = roads::read(file, bytes, &rules)?;
        let graph = Graph::build(&roads);
        let read = Read {
            ways: roads.ways,
            roads: roads.lines.len(),
            missing: roads.missing,
            nodes: graph.len(),
            arcs: graph.arcs(),
            apart: graph.apart(),
        };
        let provenance = Provenance {
            method: rules,
            date,
            inputs: vec![Input::of(file, bytes)],
        };
        Ok(Self {
            provenance,
            graph,
            read,
        })
    }

    /// What was read.
    pub fn summary(&self) -> Read {
        self.read
    }

    /// From each origin to one target, one-way roads respected.
    pub fn to(&self, target: Position, origins: &[Position]) -> Times<Road> {
        self.to_nearest(&[target], origins)
    }

    /// From each origin to each target, one list of times a target.
    pub fn to_each(&self, targets: &[Position], origins: &[Position]) -> Vec<Times<Road>> {
        let starts = self.accesses(origins);
        let each = targets
            .iter()
            .map(|target| self.search(&[*target], &starts));
        each.collect()
    }

    /// From each origin to the target that is nearest by road.
    pub fn to_nearest(&self, targets: &[Position], origins: &[Position]) -> Times<Road> {
        self.search(targets, &self.accesses(origins))
    }

    /// One search, backwards from all the targets.
    fn search(&self, targets: &[Position], starts: &[Option<(usize, f64)>]) -> Times<Road> {
        let ends: Vec<(usize, f64)> = targets.iter().filter_map(|t| self.access(*t)).collect();
        let seconds = self.graph.seconds_to(&ends);
        let minutes = |start: &Option<(usize, f64)>| {
            let (node, walk) = (*start)?;
            let drive = seconds.get(node).copied()?;
            drive.is_finite().then_some((drive + walk) / 60.0)
        };
        let reach = |start| minutes(start).map_or(Reach::None, Reach::Minutes);
        let bands = starts.iter().map(|start| Band::exact(reach(start)));
        Times::new(self.provenance.clone(), bands.collect())
    }

    fn accesses(&self, origins: &[Position]) -> Vec<Option<(usize, f64)>> {
        origins.iter().map(|origin| self.access(*origin)).collect()
    }

    /// The point of the network nearest to a position, and the seconds to it.
    fn access(&self, point: Position) -> Option<(usize, f64)> {
        let rules = &self.provenance.method;
        let (node, km) = self.graph.nearest(point, rules.farthest_road_km)?;
        Some((node, km / rules.off_road.max(1.0) * 3600.0))
    }
}
