//! The p-median in the form that every step of the engine works on.
//!
//! Each point keeps its useful sites, nearest first, and `other`: what it costs when none of
//! them is open. A kiosk that exists, or a site decided open, is only a lower `other`; a site
//! decided closed is gone. So a node of the search is a smaller kernel, and costs less.
//!
//! Costs are whole numbers, and so are all sums: nothing is rounded after [`Kernel::new`].

use super::groups;
use super::problem::Problem;

/// A site that a point could use, and what it costs to serve the point from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub cost: u32,
    pub site: u32,
}

/// What is decided of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Free,
    Open,
    Closed,
}

/// A p-median with nothing decided. Sites are numbered anew; `names` tells which they are.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    /// The number of each site in the problem.
    pub names: Vec<u32>,
    /// How many of them to open.
    pub open: usize,
    /// Cost of the points whose service is decided.
    pub base: i64,
    /// What a point costs when none of its sites is open.
    pub other: Vec<u32>,
    /// Where the entries of each point begin, and the end of the last.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// Groups without an open site.
    pub groups: Vec<Vec<u32>>,
}

/// How many units one need × minute is counted as.
pub(crate) const FINEST: f64 = 1_000.0;

impl Kernel {
    /// The kernel of a problem, with the existing kiosks open, and its scale.
    pub fn new(problem: &Problem) -> (Self, f64) {
        let costs = (0..problem.points()).flat_map(|point| {
            let need = problem.needs()[point];
            problem.times_from(point).iter().map(move |t| need * t)
        });
        let scale = scale(costs);
        let cost = |point: usize, site: usize| {
            round(problem.needs()[point] * problem.times_from(point)[site] * scale)
        };
        (Self::from_costs(problem, cost), scale)
    }

    /// The kernel of the sites and rules of a problem, with a cost for each pair.
    fn from_costs(problem: &Problem, cost: impl Fn(usize, usize) -> u32) -> Self {
        let row = |point: usize| {
            let entry = |site| Entry {
                cost: cost(point, site),
                site: number(site),
            };
            let mut row: Vec<Entry> = (0..problem.sites()).map(entry).collect();
            // At worst all the nearest sites are closed but as many as must be open.
            let last = problem.sites() - problem.open();
            row.sort_unstable_by_key(|entry| (entry.cost, entry.site));
            let other = row[last].cost;
            row.retain(|entry| entry.cost < other);
            (row, other)
        };
        Self::from_rows(problem, (0..problem.points()).map(row))
    }

    /// The kernel of the sites and rules of a problem, with other points: for each, the cost
    /// at its useful sites, cheapest first, and what it costs when none of them is open.
    pub fn from_rows(problem: &Problem, rows: impl Iterator<Item = (Vec<Entry>, u32)>) -> Self {
        let mut fates = vec![Fate::Free; problem.sites()];
        for site in problem.fixed() {
            fates[*site] = Fate::Open;
        }
        let mut kernel = Self::empty(problem);
        for (row, other) in rows {
            kernel.entries.extend_from_slice(&row);
            kernel.starts.push(number(kernel.entries.len()));
            kernel.other.push(other);
        }
        let left = kernel.decide(&fates, &[], |_, _| true);
        left.expect("a problem refuses groups that cannot be served")
            .0
    }

    /// A p-median over the sites of some sets only, whose value is the number of sets that
    /// none of `open` sites serves. There must be more such sites than that.
    pub fn from_sets(sets: &[Vec<u32>], open: usize) -> Self {
        let mut names: Vec<u32> = sets.iter().flatten().copied().collect();
        names.sort_unstable();
        names.dedup();
        let mut kernel = Self {
            open,
            base: 0,
            other: vec![1; sets.len()],
            starts: vec![0],
            entries: Vec::new(),
            groups: Vec::new(),
            names,
        };
        for set in sets {
            let sites = set
                .iter()
                .filter_map(|name| kernel.names.binary_search(name).ok());
            let sites = sites.map(|site| Entry {
                cost: 0,
                site: number(site),
            });
            kernel.entries.extend(sites);
            kernel.starts.push(number(kernel.entries.len()));
        }
        kernel
    }

    fn empty(problem: &Problem) -> Self {
        let group =
            |group: &super::problem::Group| group.sites.iter().map(|s| number(*s)).collect();
        Self {
            names: (0..problem.sites()).map(number).collect(),
            open: problem.open(),
            base: 0,
            other: Vec::with_capacity(problem.points()),
            starts: vec![0],
            entries: Vec::new(),
            groups: problem.groups().iter().map(group).collect(),
        }
    }

    /// How many sites are free.
    pub fn sites(&self) -> usize {
        self.names.len()
    }

    /// How many points are not decided.
    pub fn points(&self) -> usize {
        self.other.len()
    }

    /// How many pairs of a point and a site are left.
    pub fn size(&self) -> usize {
        self.entries.len()
    }

    /// The sites of a point, nearest first.
    #[inline]
    pub fn row(&self, point: usize) -> &[Entry] {
        &self.entries[self.starts[point] as usize..self.starts[point + 1] as usize]
    }

    /// What a choice of sites costs.
    pub fn value(&self, open: &[bool]) -> i64 {
        let cost = |point: usize| {
            let found = self.row(point).iter().find(|e| open[e.site as usize]);
            i64::from(found.map_or(self.other[point], |entry| entry.cost))
        };
        self.base + (0..self.points()).map(cost).sum::<i64>()
    }

    /// Whether every group has one of these sites.
    pub fn serves(&self, open: &[bool]) -> bool {
        let served = |group: &Vec<u32>| group.iter().any(|site| open[*site as usize]);
        self.groups.iter().all(served)
    }

    /// The kernel that is left once some sites are decided and only some entries kept, with
    /// the numbers of one column that follow their points. `None` when no choice is left.
    pub fn decide(
        &self,
        fates: &[Fate],
        column: &[i64],
        keep: impl Fn(usize, &Entry) -> bool,
    ) -> Option<(Self, Vec<i64>)> {
        let opened = fates.iter().filter(|fate| **fate == Fate::Open).count();
        let mut next = Self {
            names: Vec::new(),
            open: self.open.checked_sub(opened)?,
            base: self.base,
            other: Vec::with_capacity(self.points()),
            starts: vec![0],
            entries: Vec::with_capacity(self.size()),
            groups: Vec::new(),
        };
        let new = next.rename(self, fates);
        if next.open > next.sites() {
            return None;
        }
        next.groups = self.groups_left(fates, &new)?;
        let kept = next.take_rows(self, fates, &new, keep);
        let column = kept.iter().filter_map(|point| column.get(*point).copied());
        let column = column.collect();
        Some((next, column))
    }

    /// Keeps the free sites and returns their new numbers.
    fn rename(&mut self, from: &Self, fates: &[Fate]) -> Vec<u32> {
        let mut new = vec![u32::MAX; fates.len()];
        for (site, fate) in fates.iter().enumerate() {
            if *fate == Fate::Free {
                new[site] = number(self.names.len());
                self.names.push(from.names[site]);
            }
        }
        new
    }

    fn groups_left(&self, fates: &[Fate], new: &[u32]) -> Option<Vec<Vec<u32>>> {
        let mut left = Vec::new();
        for group in &self.groups {
            if group.iter().any(|s| fates[*s as usize] == Fate::Open) {
                continue;
            }
            let free = group.iter().map(|s| new[*s as usize]);
            let free: Vec<u32> = free.filter(|s| *s != u32::MAX).collect();
            if free.is_empty() {
                return None;
            }
            left.push(free);
        }
        Some(left)
    }

    /// Returns the points that are not decided yet.
    fn take_rows(
        &mut self,
        from: &Self,
        fates: &[Fate],
        new: &[u32],
        keep: impl Fn(usize, &Entry) -> bool,
    ) -> Vec<usize> {
        let mut kept = Vec::with_capacity(from.points());
        for point in 0..from.points() {
            let mut other = from.other[point];
            let before = self.entries.len();
            for entry in from.row(point) {
                match fates[entry.site as usize] {
                    Fate::Open => {
                        other = entry.cost;
                        break;
                    }
                    Fate::Free if keep(point, entry) => self.entries.push(Entry {
                        cost: entry.cost,
                        site: new[entry.site as usize],
                    }),
                    _ => {}
                }
            }
            if self.entries.len() == before {
                self.base += i64::from(other);
            } else {
                self.starts.push(number(self.entries.len()));
                self.other.push(other);
                kept.push(point);
            }
        }
        kept
    }

    /// Groups that share no site, and for each site the one it belongs to.
    pub fn apart(&self) -> (usize, Vec<u32>) {
        let groups = self.groups.iter().map(|g| {
            let sites: Vec<usize> = g.iter().map(|s| *s as usize).collect();
            sites
        });
        let groups: Vec<Vec<usize>> = groups.collect();
        let apart = groups::apart(groups.iter().map(Vec::as_slice));
        let mut of = vec![u32::MAX; self.sites()];
        for (at, group) in apart.iter().enumerate() {
            for site in &groups[*group] {
                of[*site] = number(at);
            }
        }
        (apart.len(), of)
    }
}

/// Numbers of sites, points and entries fit in 32 bits, or the table would not fit in memory.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Nearest whole number of a cost that [`scale`] keeps within 32 bits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the scale keeps it between 0 and half of u32::MAX"
)]
pub(crate) fn round(cost: f64) -> u32 {
    cost.round() as u32
}

/// How finely costs are counted: exactly when all are whole numbers, otherwise in thousandths,
/// or as near to it as the greatest cost allows in 32 bits.
pub(crate) fn scale(costs: impl Iterator<Item = f64>) -> f64 {
    let (mut whole, mut greatest) = (true, 0.0_f64);
    for cost in costs {
        whole &= cost.fract() == 0.0;
        greatest = greatest.max(cost);
    }
    let room = f64::from(u32::MAX / 2);
    if whole && greatest <= room {
        return 1.0;
    }
    let mut scale = FINEST;
    while greatest * scale > room {
        scale /= 10.0;
    }
    scale
}
