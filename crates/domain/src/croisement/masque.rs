//! What a crossing shows outside the team (A1, A3): a two-way table whose small numbers are
//! masked, then others, until no sum of what is left gives a masked one back.
//!
//! Rows, columns and totals hold together like the pipes of a network: what enters a row leaves
//! by its cells. How far a masked number may go up or down while all the shown ones stay is then
//! a question of flow, answered exactly. Masking one more number never narrows another, so each
//! is settled once.
//!
//! One table alone: what several tables of the same months betray together is not known here.

use crate::statement::{Count, Threshold};

/// A two-way table with its totals, and the people behind each number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tableau {
    /// By row, then by column.
    pub cells: Vec<Vec<Count>>,
    /// Totals of the rows.
    pub rows: Vec<Count>,
    /// Totals of the columns.
    pub columns: Vec<Count>,
    /// Total of all.
    pub total: Count,
}

/// What may be shown of it: nothing where a number is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masque {
    /// By row, then by column.
    pub cells: Vec<Vec<Option<u64>>>,
    /// Totals of the rows.
    pub rows: Vec<Option<u64>>,
    /// Totals of the columns.
    pub columns: Vec<Option<u64>>,
    /// Total of all, always shown.
    pub total: u64,
}

impl Masque {
    /// Whether anything is masked.
    pub fn hides(&self) -> bool {
        let totals = self.rows.iter().chain(&self.columns);
        self.cells
            .iter()
            .flatten()
            .chain(totals)
            .any(Option::is_none)
    }
}

/// A number of the table, as a pipe between two nodes.
struct Edge {
    from: usize,
    to: usize,
    count: Count,
    is_total: bool,
    hidden: bool,
}

/// The table as a network: a node for each row, each column, and two that the totals join.
struct Network {
    edges: Vec<Edge>,
    nodes: usize,
    total: Count,
    threshold: Threshold,
}

/// Masks a table. None when nothing of it protects the people it counts: then nothing is shown.
pub fn masked(table: &Tableau, threshold: Threshold) -> Option<Masque> {
    if threshold.is_too_few(table.total) {
        return None;
    }
    let mut network = Network::of(table, threshold);
    network.settle()?;
    let shown = network.edges.iter().any(|e| !e.hidden && e.count.count > 0);
    (shown || table.total.count == 0).then(|| network.read(table))
}

impl Network {
    fn of(table: &Tableau, threshold: Threshold) -> Self {
        let (rows, columns) = (table.rows.len(), table.columns.len());
        let (top, foot) = (rows + columns, rows + columns + 1);
        let cells = table.cells.iter().enumerate().flat_map(|(i, line)| {
            let line = line.iter().enumerate();
            line.map(move |(j, count)| (i, rows + j, *count, false))
        });
        let by_row = table.rows.iter().enumerate();
        let by_column = table.columns.iter().enumerate();
        let ends = cells
            .chain(by_row.map(|(i, count)| (top, i, *count, true)))
            .chain(by_column.map(|(j, count)| (rows + j, foot, *count, true)));
        let edges = ends.map(|(from, to, count, is_total)| Edge {
            from,
            to,
            count,
            is_total,
            hidden: threshold.is_too_few(count),
        });
        Self {
            edges: edges.collect(),
            nodes: foot + 1,
            total: table.total,
            threshold,
        }
    }

    fn read(&self, table: &Tableau) -> Masque {
        let mut shown = self
            .edges
            .iter()
            .map(|edge| (!edge.hidden).then_some(edge.count.count));
        let width = table.columns.len();
        let mut take = |n: usize| shown.by_ref().take(n).collect::<Vec<_>>();
        Masque {
            cells: table.cells.iter().map(|_| take(width)).collect(),
            rows: take(table.rows.len()),
            columns: take(width),
            total: table.total.count,
        }
    }

    /// Masks until every masked number is in doubt. None when that cannot be.
    fn settle(&mut self) -> Option<()> {
        let hidden = |(at, edge): (usize, &Edge)| edge.hidden.then_some(at);
        let mut waiting: Vec<usize> = self.edges.iter().enumerate().filter_map(hidden).collect();
        loop {
            while let Some(at) = waiting.pop() {
                while !self.is_in_doubt(at) {
                    let next = self.next_around(at)?;
                    self.edges[next].hidden = true;
                    waiting.push(next);
                }
            }
            let Some(node) = (0..self.nodes).find(|node| !self.is_crowded(*node)) else {
                return Some(());
            };
            let next = self.most_people(node).or_else(|| self.next_anywhere())?;
            self.edges[next].hidden = true;
            waiting.push(next);
        }
    }

    /// Whether a masked number keeps a range of the threshold, all that is shown being known.
    fn is_in_doubt(&self, at: usize) -> bool {
        let wanted = u64::from(self.threshold.people());
        let edge = &self.edges[at];
        let down = self.push(at, (edge.from, edge.to), wanted.min(edge.count.count - 1));
        down >= wanted || down + self.push(at, (edge.to, edge.from), wanted - down) >= wanted
    }

    /// How much may be led from a node to another by the masked numbers, this one left out.
    /// Each keeps one at least: the zeros are shown.
    fn push(&self, without: usize, (from, to): (usize, usize), wanted: u64) -> u64 {
        let mut flow: Vec<u64> = self.edges.iter().map(|e| e.count.count).collect();
        let beside = self.beside(without);
        let mut pushed = 0;
        while pushed < wanted {
            let Some(path) = way(&beside, &flow, (from, to)) else {
                break;
            };
            let back = path.iter().filter(|(_, forward)| !forward);
            let room = back.map(|(at, _)| flow[*at] - 1).min().unwrap_or(u64::MAX);
            let more = room.min(wanted - pushed);
            for (at, forward) in path {
                flow[at] = if forward {
                    flow[at] + more
                } else {
                    flow[at] - more
                };
            }
            pushed += more;
        }
        pushed
    }

    /// The masked numbers that touch each node: number, other node, whether it goes that way.
    fn beside(&self, without: usize) -> Vec<Vec<Step>> {
        let mut beside = vec![Vec::new(); self.nodes];
        for (at, edge) in self.edges.iter().enumerate() {
            if edge.hidden && at != without {
                beside[edge.from].push((at, edge.to, true));
                beside[edge.to].push((at, edge.from, false));
            }
        }
        beside
    }

    /// The next number to mask so that this one comes into doubt: around it where fewest are
    /// masked, else anywhere.
    fn next_around(&self, at: usize) -> Option<usize> {
        let edge = &self.edges[at];
        let mut ends = [edge.from, edge.to];
        ends.sort_by_key(|node| self.hidden_at(*node));
        let found = ends.iter().find_map(|node| {
            let touching = (0..self.edges.len()).filter(|e| self.edges[*e].touches(*node));
            self.cheapest(touching, *node)
        });
        found.or_else(|| self.next_anywhere())
    }

    fn next_anywhere(&self) -> Option<usize> {
        self.cheapest(0..self.edges.len(), self.nodes)
    }

    /// The shown number that costs least: one that closes a ring first, a cell before a total,
    /// one that is large enough alone before the others, then the smallest.
    fn cheapest(&self, among: impl Iterator<Item = usize>, node: usize) -> Option<usize> {
        let enough = u64::from(self.threshold.people()) + 1;
        let open = among.filter(|at| !self.edges[*at].hidden && self.edges[*at].count.count > 0);
        open.min_by_key(|at| {
            let edge = &self.edges[*at];
            let other = if edge.from == node {
                edge.to
            } else {
                edge.from
            };
            let alone = self.hidden_at(other) == 0;
            let n = edge.count.count;
            (edge.is_total, alone, n < enough, n, *at)
        })
    }

    fn hidden_at(&self, node: usize) -> usize {
        let touching = self.edges.iter().filter(|e| e.hidden && e.touches(node));
        touching.count()
    }

    /// Whether the sum of what is masked in a line, as good as printed when the other numbers
    /// of the line are, concerns enough people: at least those of its largest number, at least
    /// those of the total that the shown numbers do not hold.
    fn is_crowded(&self, node: usize) -> bool {
        let touching = || self.edges.iter().filter(|e| e.touches(node));
        let hidden = || touching().filter(|e| e.hidden);
        let one_side = hidden().all(|e| e.from == node) || hidden().all(|e| e.to == node);
        if hidden().next().is_none() || !one_side {
            return true;
        }
        let most = hidden().map(|e| e.count.persons).max().unwrap_or(0);
        let ends = node + 2 >= self.nodes;
        let total = touching().find(|e| e.is_total && !ends);
        let all = total.map_or(self.total.persons, |e| e.count.persons);
        let parts = touching().filter(|e| !e.hidden && e.is_total == ends);
        let rest = all.saturating_sub(parts.map(|e| e.count.persons).sum());
        !self.threshold.hides(most.max(rest))
    }

    /// The smallest shown number of a line that concerns enough people.
    fn most_people(&self, node: usize) -> Option<usize> {
        let open = self.edges.iter().enumerate().filter(|(_, edge)| {
            let few = self.threshold.is_too_few(edge.count);
            edge.touches(node) && !edge.hidden && edge.count.count > 0 && !few
        });
        let least = open.min_by_key(|(at, edge)| (edge.is_total, edge.count.count, *at));
        least.map(|(at, _)| at)
    }
}

impl Edge {
    fn touches(&self, node: usize) -> bool {
        self.from == node || self.to == node
    }
}

/// A masked number, the node it leads to, whether it is followed forwards.
type Step = (usize, usize, bool);

/// A way between two nodes where no number followed backwards is at one; the shortest.
fn way(
    beside: &[Vec<Step>],
    flow: &[u64],
    (from, to): (usize, usize),
) -> Option<Vec<(usize, bool)>> {
    let mut came: Vec<Option<(usize, usize, bool)>> = vec![None; beside.len()];
    let mut next = std::collections::VecDeque::from([from]);
    while let Some(node) = next.pop_front() {
        for &(at, other, forward) in &beside[node] {
            let open = forward || flow[at] > 1;
            if open && other != from && came[other].is_none() {
                came[other] = Some((node, at, forward));
                next.push_back(other);
            }
        }
    }
    let mut path = Vec::new();
    let mut node = to;
    while node != from {
        let (before, at, forward) = came[node]?;
        path.push((at, forward));
        node = before;
    }
    Some(path)
}
