//! A choice of sites on a kernel, and the exchanges that make it better.
//!
//! Whitaker's fast interchange (1983): each point knows its nearest and second nearest open
//! site, so that one pass over the points weighs every "open this, close that". Only the sites
//! nearer than the second nearest matter, and those are the beginning of the row of the point.

use super::kernel::Kernel;
use super::watch::Watch;

/// A site that is not open has no rank.
const CLOSED: u32 = u32::MAX;

/// A choice that opens as many sites as the kernel asks and serves its groups.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub opened: Vec<u32>,
    rank: Vec<u32>,
}

/// Tables of one pass, kept from one pass to the next.
#[derive(Default)]
pub(crate) struct Tables {
    /// By site: what the points nearer to it would gain.
    gain: Vec<i64>,
    /// By rank: what its points would lose if it closed.
    loss: Vec<i64>,
    /// By site, then rank: what of that loss the site would make good.
    extra: Vec<i64>,
}

/// One exchange: close the site of a rank, open a site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Swap {
    pub rank: usize,
    pub site: u32,
    pub gain: i64,
}

impl Choice {
    pub fn new(kernel: &Kernel, opened: Vec<u32>) -> Self {
        let mut rank = vec![CLOSED; kernel.sites()];
        for (at, site) in opened.iter().enumerate() {
            rank[*site as usize] = super::kernel::number(at);
        }
        Self { opened, rank }
    }

    pub fn is_open(&self, site: usize) -> bool {
        self.rank[site] != CLOSED
    }

    pub fn flags(&self) -> Vec<bool> {
        self.rank.iter().map(|rank| *rank != CLOSED).collect()
    }

    pub fn value(&self, kernel: &Kernel) -> i64 {
        let cost = |point: usize| {
            let found = kernel
                .row(point)
                .iter()
                .find(|e| self.is_open(e.site as usize));
            i64::from(found.map_or(kernel.other[point], |entry| entry.cost))
        };
        kernel.base + (0..kernel.points()).map(cost).sum::<i64>()
    }

    pub fn swap(&mut self, rank: usize, site: u32) {
        let old = std::mem::replace(&mut self.opened[rank], site);
        self.rank[old as usize] = CLOSED;
        self.rank[site as usize] = super::kernel::number(rank);
    }

    /// Exchanges until none helps or the watch says stop. Returns how many passes it took.
    pub fn improve(&mut self, kernel: &Kernel, tables: &mut Tables, watch: &Watch<'_>) -> usize {
        let mut passes = 1;
        while !watch.over()
            && let Some(swap) = self.best_swap(kernel, tables)
        {
            self.swap(swap.rank, swap.site);
            passes += 1;
        }
        passes
    }

    /// The exchange that gains most, if one gains anything and keeps the groups served.
    fn best_swap(&self, kernel: &Kernel, tables: &mut Tables) -> Option<Swap> {
        tables.fill(self, kernel);
        let guards = Guards::new(self, kernel);
        let ranks = self.opened.len();
        let mut best: Option<Swap> = None;
        for site in (0..kernel.sites()).filter(|site| !self.is_open(*site)) {
            let extra = &tables.extra[site * ranks..][..ranks];
            let gain = tables.gain[site];
            for (rank, (loss, extra)) in tables.loss.iter().zip(extra).enumerate() {
                let gain = gain - loss + extra;
                let least = best.map_or(0, |best| best.gain);
                if gain > least && guards.allow(rank, site) {
                    let site = super::kernel::number(site);
                    best = Some(Swap { rank, site, gain });
                }
            }
        }
        best
    }
}

impl Tables {
    fn fill(&mut self, choice: &Choice, kernel: &Kernel) {
        let ranks = choice.opened.len();
        reset(&mut self.gain, kernel.sites());
        reset(&mut self.loss, ranks);
        reset(&mut self.extra, kernel.sites() * ranks);
        for point in 0..kernel.points() {
            self.weigh(choice, kernel, point, ranks);
        }
    }

    fn weigh(&mut self, choice: &Choice, kernel: &Kernel, point: usize, ranks: usize) {
        let row = kernel.row(point);
        let mut open = row
            .iter()
            .enumerate()
            .filter(|(_, e)| choice.is_open(e.site as usize));
        let other = kernel.other[point];
        let Some((at, nearest)) = open.next() else {
            for entry in row {
                self.gain[entry.site as usize] += i64::from(other - entry.cost);
            }
            return;
        };
        let (end, second) = open
            .next()
            .map_or((row.len(), other), |(at, e)| (at, e.cost));
        let rank = choice.rank[nearest.site as usize] as usize;
        let loss = i64::from(second - nearest.cost);
        self.loss[rank] += loss;
        for entry in &row[..at] {
            let site = entry.site as usize;
            self.gain[site] += i64::from(nearest.cost - entry.cost);
            self.extra[site * ranks + rank] += loss;
        }
        for entry in &row[at + 1..end] {
            self.extra[entry.site as usize * ranks + rank] += i64::from(second - entry.cost);
        }
    }
}

fn reset(table: &mut Vec<i64>, length: usize) {
    table.clear();
    table.resize(length, 0);
}

/// The groups that one open site serves alone: it may only give way to a site of theirs.
pub(crate) struct Guards {
    alone: Vec<Vec<usize>>,
    member: Vec<Vec<bool>>,
}

impl Guards {
    pub fn new(choice: &Choice, kernel: &Kernel) -> Self {
        let mut alone = vec![Vec::new(); choice.opened.len()];
        let mut member = Vec::new();
        for (at, group) in kernel.groups.iter().enumerate() {
            let mut open = group.iter().filter(|site| choice.is_open(**site as usize));
            if let (Some(only), None) = (open.next(), open.next()) {
                alone[choice.rank[*only as usize] as usize].push(at);
            }
            let mut flags = vec![false; kernel.sites()];
            for site in group {
                flags[*site as usize] = true;
            }
            member.push(flags);
        }
        Self { alone, member }
    }

    pub fn allow(&self, rank: usize, site: usize) -> bool {
        self.alone[rank]
            .iter()
            .all(|group| self.member[*group][site])
    }
}

/// A first choice: sites that serve the groups, then each time the site that gains most.
pub(crate) fn greedy(kernel: &Kernel) -> Option<Choice> {
    let apart = kernel.apart().0 == kernel.groups.len();
    complete(kernel, if apart { Vec::new() } else { serving(kernel)? })
}

/// Adds to some open sites, each time, the one that gains most, so that groups which share
/// no site are served. `None` when there is not room enough.
pub(crate) fn complete(kernel: &Kernel, mut opened: Vec<u32>) -> Option<Choice> {
    let (apart, of) = kernel.apart();
    let mut waiting = vec![true; apart];
    let mut nearest = kernel.other.clone();
    for site in &opened {
        serve(kernel, *site, &of, &mut waiting, &mut nearest);
    }
    while opened.len() < kernel.open {
        let room = kernel.open - opened.len();
        let left = waiting.iter().filter(|waiting| **waiting).count();
        if room < left {
            return None;
        }
        let waits = |site: usize| waiting.get(of[site] as usize).copied().unwrap_or(false);
        let closed = |site: &usize| !opened.contains(&super::kernel::number(*site));
        let sites = (0..kernel.sites()).filter(|site| waits(*site) || room > left);
        let gains = gains(kernel, &nearest);
        let best = sites
            .filter(closed)
            .max_by_key(|site| (gains[*site], std::cmp::Reverse(*site)))?;
        let best = super::kernel::number(best);
        serve(kernel, best, &of, &mut waiting, &mut nearest);
        opened.push(best);
    }
    let choice = Choice::new(kernel, opened);
    kernel.serves(&choice.flags()).then_some(choice)
}

/// Sites that serve groups with common sites.
fn serving(kernel: &Kernel) -> Option<Vec<u32>> {
    let groups = kernel.groups.iter();
    let groups: Vec<Vec<usize>> = groups
        .map(|g| g.iter().map(|s| *s as usize).collect())
        .collect();
    let groups: Vec<&[usize]> = groups.iter().map(Vec::as_slice).collect();
    let sites = super::groups::serving(&groups, kernel.open)?;
    Some(sites.into_iter().map(super::kernel::number).collect())
}

fn gains(kernel: &Kernel, nearest: &[u32]) -> Vec<i64> {
    let mut gains = vec![0; kernel.sites()];
    for (point, nearest) in nearest.iter().enumerate() {
        for entry in kernel.row(point).iter().take_while(|e| e.cost < *nearest) {
            gains[entry.site as usize] += i64::from(nearest - entry.cost);
        }
    }
    gains
}

fn serve(kernel: &Kernel, site: u32, of: &[u32], waiting: &mut [bool], nearest: &mut [u32]) {
    if let Some(waiting) = waiting.get_mut(of[site as usize] as usize) {
        *waiting = false;
    }
    for (point, nearest) in nearest.iter_mut().enumerate() {
        let mut nearer = kernel.row(point).iter().take_while(|e| e.cost < *nearest);
        if let Some(entry) = nearer.find(|entry| entry.site == site) {
            *nearest = entry.cost;
        }
    }
}
