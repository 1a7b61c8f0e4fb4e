//! The timetable in the form that the search reads: patterns of stops, their runs in order,
//! walks between stops.

use std::collections::BTreeMap;

use super::feed::{Feed, Run};
use crate::access::position::Position;

/// Most stops that one walks to from another: the nearest ones.
const NEIGHBOURS: usize = 500;

/// Runs that call at the same stops and never overtake one another.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) stops: Vec<usize>,
    pub(super) boards: Vec<bool>,
    pub(super) alights: Vec<bool>,
    /// Earliest first, at every stop.
    pub(super) runs: Vec<Run>,
}

impl Pattern {
    /// The first run that leaves the stop of rank `rank` at `time` or later.
    pub(super) fn first_after(&self, rank: usize, time: u32) -> Option<usize> {
        let leaves_before = |run: &Run| run.get(rank).is_some_and(|call| call.departure < time);
        let first = self.runs.partition_point(leaves_before);
        (first < self.runs.len()).then_some(first)
    }
}

/// What runs on one day.
#[derive(Debug, Clone)]
pub(super) struct Timetable {
    pub(super) stops: Vec<Position>,
    pub(super) patterns: Vec<Pattern>,
    /// For each stop, the patterns that call there and the rank of the call.
    pub(super) calling: Vec<Vec<(usize, usize)>>,
    /// For each stop, the stops that are near enough to walk to, and the seconds.
    pub(super) walks: Vec<Vec<(usize, u32)>>,
}

impl Timetable {
    pub(super) fn build(feed: Feed, walk: impl Fn(Position, Position) -> Option<u32>) -> Self {
        let patterns = patterns(feed.runs);
        let mut calling = vec![Vec::new(); feed.stops.len()];
        for (index, pattern) in patterns.iter().enumerate() {
            for (rank, stop) in pattern.stops.iter().enumerate() {
                calling[*stop].push((index, rank));
            }
        }
        let walks = walks(&feed.stops, walk);
        Self {
            stops: feed.stops,
            patterns,
            calling,
            walks,
        }
    }
}

type Key = (Vec<usize>, Vec<bool>, Vec<bool>);

fn patterns(runs: Vec<Run>) -> Vec<Pattern> {
    let mut groups: BTreeMap<Key, Vec<Run>> = BTreeMap::new();
    for run in runs {
        let stops = run.iter().map(|call| call.stop).collect();
        let boards = run.iter().map(|call| call.boards).collect();
        let alights = run.iter().map(|call| call.alights).collect();
        groups
            .entry((stops, boards, alights))
            .or_default()
            .push(run);
    }
    let mut patterns = Vec::new();
    for ((stops, boards, alights), mut runs) in groups {
        runs.sort_by_key(|run| run.first().map(|call| (call.departure, call.arrival)));
        for runs in lanes(runs) {
            patterns.push(Pattern {
                stops: stops.clone(),
                boards: boards.clone(),
                alights: alights.clone(),
                runs,
            });
        }
    }
    patterns
}

/// Parts runs so that within a lane none overtakes another: the search counts on it.
fn lanes(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut lanes: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let fits = |lane: &&mut Vec<Run>| lane.last().is_none_or(|last| follows(last, &run));
        match lanes.iter_mut().find(fits) {
            Some(lane) => lane.push(run),
            None => lanes.push(vec![run]),
        }
    }
    lanes
}

fn follows(first: &Run, second: &Run) -> bool {
    let mut calls = first.iter().zip(second);
    calls.all(|(a, b)| a.arrival <= b.arrival && a.departure <= b.departure)
}

fn walks(
    stops: &[Position],
    walk: impl Fn(Position, Position) -> Option<u32>,
) -> Vec<Vec<(usize, u32)>> {
    let near = |(from, a): (usize, &Position)| {
        let others = stops.iter().enumerate().filter(|(to, _)| *to != from);
        let mut near: Vec<(usize, u32)> = others
            .filter_map(|(to, b)| Some((to, walk(*a, *b)?)))
            .collect();
        near.sort_by_key(|(to, seconds)| (*seconds, *to));
        near.truncate(NEIGHBOURS);
        near
    };
    stops.iter().enumerate().map(near).collect()
}
