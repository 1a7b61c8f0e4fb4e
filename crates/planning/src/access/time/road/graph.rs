//! The network: points, arcs in seconds, the nearest point, shortest times.
//!
//! Searches go backwards, from a kiosk to everywhere, so that one search gives the time *to*
//! it from every point, one-way roads respected.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use super::{roads::Roads, ways::Direction};
use crate::access::position::{Plane, Position};

/// Side of a cell of the index of points, in degrees: about one kilometre.
const CELL: f64 = 0.01;
/// Least kilometres in one degree of latitude.
const KM_PER_DEGREE: f64 = 111.0;

/// A network of roads. Arcs are kept backwards: those that *arrive* at a point.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    positions: Vec<Position>,
    arriving: Vec<Vec<(usize, f64)>>,
    cells: HashMap<(i32, i32), Vec<usize>>,
    apart: usize,
}

impl Graph {
    pub(super) fn build(roads: &Roads) -> Self {
        let mut ids: Vec<i64> = roads.positions.keys().copied().collect();
        ids.sort_unstable();
        let index: HashMap<i64, usize> = ids.iter().enumerate().map(|(i, id)| (*id, i)).collect();
        let positions: Vec<Position> = ids
            .iter()
            .filter_map(|id| roads.positions.get(id).copied())
            .collect();
        let arriving = arcs(roads, &index, &positions);
        let main = main_network(&arriving);
        let cells = cells(&positions, &main);
        let apart = main.iter().filter(|is_main| !**is_main).count();
        Self {
            positions,
            arriving,
            cells,
            apart,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    pub(super) fn arcs(&self) -> usize {
        self.arriving.iter().map(Vec::len).sum()
    }

    /// Points outside the main network.
    pub(super) fn apart(&self) -> usize {
        self.apart
    }

    /// The point of the main network nearest to a position, at most `most` kilometres away.
    ///
    /// Cells are looked at ring after ring, until none left can hold a nearer point.
    pub(super) fn nearest(&self, point: Position, most: f64) -> Option<(usize, f64)> {
        let plane = Plane::at(point.lat);
        // A cell is narrower than high, away from the equator.
        let narrow = CELL * KM_PER_DEGREE * point.lat.to_radians().cos().max(0.01);
        let mut best: Option<(usize, f64)> = None;
        for ring in 0..=rings(most, narrow) {
            for node in self.around(cell(point), ring) {
                let km = plane.km(point, self.positions[node]);
                let is_better = best.is_none_or(|(at, least)| (km, node) < (least, at));
                if km <= most && is_better {
                    best = Some((node, km));
                }
            }
            if best.is_some_and(|(_, km)| km < f64::from(ring) * narrow) {
                break;
            }
        }
        best
    }

    /// The points of the cells at `ring` cells from one.
    fn around(&self, (row, column): (i32, i32), ring: i32) -> impl Iterator<Item = usize> {
        let rows = row - ring..=row + ring;
        let cells = rows.flat_map(move |at| {
            let is_edge = (at - row).abs() == ring;
            let step = if is_edge { 1 } else { 2 * ring.max(1) };
            (column - ring..=column + ring)
                .step_by(step.unsigned_abs() as usize)
                .map(move |column| (at, column))
        });
        cells
            .filter_map(|key| self.cells.get(&key))
            .flatten()
            .copied()
    }

    /// Seconds from each point to the nearest of the ends, each with the seconds left there.
    pub(super) fn seconds_to(&self, ends: &[(usize, f64)]) -> Vec<f64> {
        let mut seconds = vec![f64::INFINITY; self.positions.len()];
        let mut queue: BinaryHeap<Reverse<(Key, usize)>> = ends
            .iter()
            .map(|(node, left)| Reverse((Key(*left), *node)))
            .collect();
        while let Some(Reverse((Key(so_far), node))) = queue.pop() {
            let Some(known) = seconds.get_mut(node).filter(|known| so_far < **known) else {
                continue;
            };
            *known = so_far;
            for (from, cost) in self.arriving.get(node).into_iter().flatten() {
                let total = so_far + cost;
                if seconds.get(*from).is_some_and(|known| total < *known) {
                    queue.push(Reverse((Key(total), *from)));
                }
            }
        }
        seconds
    }
}

/// Seconds in the order of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key(f64);

impl Eq for Key {}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn arcs(
    roads: &Roads,
    index: &HashMap<i64, usize>,
    positions: &[Position],
) -> Vec<Vec<(usize, f64)>> {
    let mut arriving = vec![Vec::new(); positions.len()];
    for line in &roads.lines {
        for pair in line.nodes.windows(2) {
            // A point that the extract does not hold: the road is cut there.
            let [Some(&a), Some(&b)] = [index.get(&pair[0]), index.get(&pair[1])] else {
                continue;
            };
            let km = positions[a].great_circle_km(positions[b]);
            let cost = km / line.driven.speed * 3600.0;
            if line.driven.direction != Direction::Backward {
                arriving[b].push((a, cost));
            }
            if line.driven.direction != Direction::Forward {
                arriving[a].push((b, cost));
            }
        }
    }
    arriving
}

/// Whether each point belongs to the largest network where every point reaches every other:
/// a car park cut off by the edge of the extract must not be anybody's nearest road.
fn main_network(arriving: &[Vec<(usize, f64)>]) -> Vec<bool> {
    let leaving = reversed(arriving);
    let mut network = vec![usize::MAX; arriving.len()];
    let mut sizes = Vec::new();
    for start in finishing_order(&leaving).into_iter().rev() {
        if network[start] == usize::MAX {
            sizes.push(mark(start, sizes.len(), arriving, &mut network));
        }
    }
    // The first of the largest, so that the same file always gives the same network.
    let largest = sizes.iter().copied().max();
    let main = sizes.iter().position(|size| Some(*size) == largest);
    network.iter().map(|of| Some(*of) == main).collect()
}

fn reversed(arriving: &[Vec<(usize, f64)>]) -> Vec<Vec<usize>> {
    let mut leaving = vec![Vec::new(); arriving.len()];
    for (to, arcs) in arriving.iter().enumerate() {
        for (from, _) in arcs {
            leaving[*from].push(to);
        }
    }
    leaving
}

/// Points in the order in which a depth-first search leaves them, without recursion.
fn finishing_order(leaving: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(leaving.len());
    let mut seen = vec![false; leaving.len()];
    for start in 0..leaving.len() {
        let mut path = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            path.push((start, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            if let Some(&to) = leaving[*node].get(*next) {
                *next += 1;
                if !std::mem::replace(&mut seen[to], true) {
                    path.push((to, 0));
                }
            } else {
                order.push(*node);
                path.pop();
            }
        }
    }
    order
}

/// Marks all that reaches `start` and is not marked yet; says how many points.
fn mark(start: usize, name: usize, arriving: &[Vec<(usize, f64)>], network: &mut [usize]) -> usize {
    let (mut size, mut todo) = (0, vec![start]);
    network[start] = name;
    while let Some(node) = todo.pop() {
        size += 1;
        for (from, _) in &arriving[node] {
            if network[*from] == usize::MAX {
                network[*from] = name;
                todo.push(*from);
            }
        }
    }
    size
}

fn cells(positions: &[Position], main: &[bool]) -> HashMap<(i32, i32), Vec<usize>> {
    let mut cells: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (node, (position, is_main)) in positions.iter().zip(main).enumerate() {
        if *is_main {
            cells.entry(cell(*position)).or_default().push(node);
        }
    }
    cells
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees on the globe: at most 18,000 cells"
)]
fn cell(point: Position) -> (i32, i32) {
    let row = (point.lat / CELL).floor() as i32;
    (row, (point.lon / CELL).floor() as i32)
}

/// Rings of cells to look at, for a distance and the width of a cell in kilometres.
#[expect(
    clippy::cast_possible_truncation,
    reason = "bounded: a distance longer than the globe looks no farther"
)]
fn rings(most: f64, width: f64) -> i32 {
    (most.clamp(0.0, 50.0) / width).ceil() as i32
}
