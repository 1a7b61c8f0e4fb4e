//! The Lagrangian bound: no choice costs less, proved in whole numbers.
//!
//! "Each point is served once" is relaxed with a multiplier for each point. What is left is
//! easy: each site is worth the sum of what it would save its points, and the best choice is
//! the sites worth most, one in each group first. Multipliers and bounds are counted in parts
//! of a unit (`1 << shift` of them), as integers: no rounding can make a false proof.

use super::kernel::{Entry, Fate, Kernel, number};
use super::price::Prices;

/// Fixed-point multipliers keep at most this many binary digits after the unit.
const FINEST_SHIFT: u32 = 12;

/// What the relaxed problem says for one set of multipliers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relaxed {
    /// No choice costs less, in parts of a unit.
    pub bound: i64,
    /// What each site would save its points.
    pub worth: Vec<i64>,
    /// The best choice of the relaxed problem.
    pub chosen: Vec<bool>,
}

/// The relaxed problem of a kernel, and the best that is known of it.
pub(crate) struct Search<'a> {
    pub kernel: &'a Kernel,
    pub shift: u32,
    /// How many groups share no site; only these are relied on.
    pub apart: usize,
    /// The group of each site among these.
    pub group: Vec<u32>,
    order: Vec<u32>,
    /// The multipliers of the best bound.
    pub best: Vec<i64>,
    /// What they give.
    pub relaxed: Relaxed,
    /// How often each site was chosen lately, between 0 and 1.
    pub often: Vec<f64>,
}

/// Digits after the unit such that no sum leaves 64 bits: at worst, every open site saves all
/// that all points would pay.
pub(crate) fn shift(kernel: &Kernel) -> u32 {
    let paid: u64 = kernel.other.iter().map(|cost| u64::from(*cost)).sum();
    let most = (paid + kernel.base.unsigned_abs()).saturating_mul(kernel.open as u64 + 1);
    let spare = most.max(1).leading_zeros();
    spare.saturating_sub(6).min(FINEST_SHIFT)
}

/// First multipliers: what each point would pay for its second nearest of a spread choice.
pub(crate) fn first_multipliers(kernel: &Kernel, open: &[bool], shift: u32) -> Vec<i64> {
    let second = |point: usize| {
        let row = kernel.row(point).iter();
        let mut open = row.filter(|entry| open[entry.site as usize]);
        let (first, second) = (open.next(), open.next());
        let other = kernel.other[point];
        let near = first.map_or(other, |e| e.cost);
        let far = second.map_or(other, |e| e.cost);
        ((i64::from(near) + i64::from(far)) << shift) / 2
    };
    (0..kernel.points()).map(second).collect()
}

impl<'a> Search<'a> {
    pub fn new(kernel: &'a Kernel, shift: u32, multipliers: Vec<i64>) -> Self {
        let (apart, group) = kernel.apart();
        let mut search = Self {
            kernel,
            shift,
            apart,
            group,
            order: Vec::with_capacity(kernel.sites()),
            best: Vec::new(),
            relaxed: Relaxed::default(),
            often: vec![0.0; kernel.sites()],
        };
        let mut multipliers = multipliers;
        search.clamp(&mut multipliers);
        search.relaxed = search.relax(&multipliers);
        search.best = multipliers;
        search
    }

    /// The best bound, in parts of a unit.
    pub fn bound(&self) -> i64 {
        self.relaxed.bound
    }

    /// The least and the most that a multiplier may be: below the nearest site, or above
    /// `other`, it only loses.
    pub fn ends(&self, point: usize) -> (i64, i64) {
        let least = self.kernel.row(point).first().map_or(0, |e| e.cost);
        let most = self.kernel.other[point];
        (
            i64::from(least) << self.shift,
            i64::from(most) << self.shift,
        )
    }

    fn clamp(&self, multipliers: &mut [i64]) {
        for (point, multiplier) in multipliers.iter_mut().enumerate() {
            let (least, most) = self.ends(point);
            *multiplier = (*multiplier).clamp(least, most);
        }
    }

    /// Solves the relaxed problem.
    pub fn relax(&mut self, multipliers: &[i64]) -> Relaxed {
        let mut worth = vec![0_i64; self.kernel.sites()];
        let mut bound = self.kernel.base << self.shift;
        for (point, multiplier) in multipliers.iter().enumerate() {
            bound += multiplier;
            for entry in self.kernel.row(point) {
                let spared = multiplier - (i64::from(entry.cost) << self.shift);
                if spared <= 0 {
                    break;
                }
                worth[entry.site as usize] += spared;
            }
        }
        let chosen = self.choose(&worth);
        let saved = worth.iter().zip(&chosen).filter(|(_, chosen)| **chosen);
        bound -= saved.map(|(worth, _)| worth).sum::<i64>();
        Relaxed {
            bound,
            worth,
            chosen,
        }
    }

    /// The best site of each group, then the best of all others.
    fn choose(&mut self, worth: &[i64]) -> Vec<bool> {
        let mut chosen = vec![false; worth.len()];
        for site in self.best_of_groups(worth) {
            chosen[site] = true;
        }
        let left = self.kernel.open - self.apart;
        if left == 0 {
            return chosen;
        }
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend((0..number(worth.len())).filter(|s| !chosen[*s as usize]));
        if left < order.len() {
            let key = |site: &u32| (std::cmp::Reverse(worth[*site as usize]), *site);
            order.select_nth_unstable_by_key(left - 1, key);
        }
        for site in order.iter().take(left) {
            chosen[*site as usize] = true;
        }
        self.order = order;
        chosen
    }

    fn best_of_groups(&self, worth: &[i64]) -> Vec<usize> {
        let mut best = vec![usize::MAX; self.apart];
        if best.is_empty() {
            return best;
        }
        for (site, group) in self.group.iter().enumerate() {
            if let Some(best) = best.get_mut(*group as usize)
                && (*best == usize::MAX || worth[site] > worth[*best])
            {
                *best = site;
            }
        }
        best.retain(|site| *site != usize::MAX);
        best
    }

    /// What the best bound decides for whoever wants less than `enough` parts of a unit.
    pub fn decided(&self, enough: i64) -> Vec<Fate> {
        let prices = Prices::new(self);
        let fate = |site: usize| {
            let price = prices.of(site);
            match (
                price > enough - self.relaxed.bound,
                self.relaxed.chosen[site],
            ) {
                (false, _) => Fate::Free,
                (true, true) => Fate::Open,
                (true, false) => Fate::Closed,
            }
        };
        (0..self.kernel.sites()).map(fate).collect()
    }

    /// How much the bound grows, at least, when a site is made what the relaxed problem did
    /// not choose.
    fn prices(&self) -> Vec<i64> {
        let prices = Prices::new(self);
        (0..self.kernel.sites()).map(|s| prices.of(s)).collect()
    }

    /// Which pairs of a point and a site can be part of an answer of less than `enough`.
    pub fn useful(&self, enough: i64) -> impl Fn(usize, &Entry) -> bool + '_ {
        let room = enough - self.relaxed.bound;
        let prices = self.prices();
        move |point, entry| {
            let above = (i64::from(entry.cost) << self.shift) - self.best[point];
            let site = entry.site as usize;
            let opening = if self.relaxed.chosen[site] {
                0
            } else {
                prices[site]
            };
            above.max(0) + opening <= room
        }
    }
}
