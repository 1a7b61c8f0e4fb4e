//! The best choice so far, and the random walk that looks for a better one.
//!
//! Variable neighbourhood search (Hansen and Mladenović, 1997): some random exchanges, then
//! the interchange to the end; more exchanges after each failure, one again after a success.

use rand::RngExt;
use rand::rngs::StdRng;

use super::choice::{self, Choice, Guards, Tables};
use super::kernel::Kernel;
use super::watch::{Progress, Watch};

/// The state of a solve: what is known from both sides.
pub(crate) struct Hunt<'a, 'w> {
    pub root: &'a Kernel,
    pub watch: &'a Watch<'w>,
    /// What a unit of value counts as outside: see [`Kernel::new`].
    scale: f64,
    /// Cost of the best choice, or the least cost of which none is wanted.
    pub value: i64,
    /// The sites it opens beside the existing ones, numbered as in the problem.
    pub opened: Vec<u32>,
    /// Whether these sites cost that value: not yet, if only cheaper ones are wanted.
    pub found: bool,
    /// No choice costs less.
    pub bound: i64,
    index: Vec<u32>,
    tables: Tables,
}

impl<'a, 'w> Hunt<'a, 'w> {
    pub fn new(root: &'a Kernel, scale: f64, first: &Choice, watch: &'a Watch<'w>) -> Self {
        let most = root.names.iter().max().map_or(0, |name| *name as usize + 1);
        let mut index = vec![u32::MAX; most];
        for (at, name) in root.names.iter().enumerate() {
            index[*name as usize] = super::kernel::number(at);
        }
        Self {
            root,
            watch,
            scale,
            value: first.value(root),
            found: true,
            opened: first
                .opened
                .iter()
                .map(|s| root.names[*s as usize])
                .collect(),
            bound: 0,
            index,
            tables: Tables::default(),
        }
    }

    /// Looks only for choices that cost less than this.
    pub fn only_below(&mut self, value: i64) {
        if value <= self.value {
            (self.value, self.found) = (value, false);
        }
    }

    /// Takes a choice of sites, numbered as in the problem, if it is better. Its cost is
    /// counted on the whole problem, never on what a node has left of it.
    pub fn offer(&mut self, names: impl Iterator<Item = u32>) -> bool {
        let mut open = vec![false; self.root.sites()];
        for name in names {
            open[self.index[name as usize] as usize] = true;
        }
        let value = self.root.value(&open);
        if value >= self.value || !self.root.serves(&open) {
            return false;
        }
        let sites = (0..open.len()).filter(|site| open[*site]);
        self.opened = sites.map(|site| self.root.names[site]).collect();
        (self.value, self.found) = (value, true);
        self.tell();
        true
    }

    /// Learns that no choice costs less.
    pub fn raise(&mut self, bound: i64) {
        let bound = bound.min(self.value);
        if bound > self.bound {
            self.bound = bound;
            self.tell();
        }
    }

    fn tell(&self) {
        self.watch.tell(Progress {
            value: self.value as f64 / self.scale,
            bound: self.bound as f64 / self.scale,
        });
    }

    /// The best choice as far as a kernel has its sites, completed with others of its own:
    /// a kernel that is left by a bound may lack sites that only the best choice needs.
    fn best_on(&self, kernel: &Kernel, already: &[u32]) -> Option<Choice> {
        let names = self.opened.iter().filter(|name| !already.contains(name));
        let sites = names.filter_map(|name| kernel.names.binary_search(name).ok());
        let mut sites: Vec<u32> = sites.map(super::kernel::number).collect();
        sites.truncate(kernel.open);
        choice::complete(kernel, sites).or_else(|| choice::greedy(kernel))
    }

    /// Interchange from a choice on a kernel, and offers what it finds.
    pub fn polish(&mut self, kernel: &Kernel, already: &[u32], mut choice: Choice) {
        choice.improve(kernel, &mut self.tables, self.watch);
        self.offer_choice(kernel, already, &choice);
    }

    fn offer_choice(&mut self, kernel: &Kernel, already: &[u32], choice: &Choice) -> bool {
        let sites = choice.opened.iter().map(|s| kernel.names[*s as usize]);
        self.offer(sites.chain(already.iter().copied()))
    }

    /// Walks at random around the best choice, with ever larger jumps, until about `effort`
    /// cells of tables were looked at since the last success; more when many sites are to
    /// open, for then the best choice is harder to find.
    pub fn wander(&mut self, kernel: &Kernel, already: &[u32], effort: usize, draw: &mut StdRng) {
        let Some(mut best) = self.best_on(kernel, already) else {
            return;
        };
        let mut value = best.value(kernel);
        let most = kernel
            .open
            .min(kernel.sites() - kernel.open)
            .min(LONGEST_JUMP);
        let pass = kernel.sites() * kernel.open + 2 * kernel.size() / kernel.open.max(1) + AT_LEAST;
        let effort = effort * kernel.open.max(EASY) / EASY;
        let (mut spent, mut jump) = (0, 1);
        while spent < effort && most > 0 && !self.watch.over() {
            let mut choice = best.clone();
            shake(&mut choice, kernel, jump, draw);
            spent += pass * choice.improve(kernel, &mut self.tables, self.watch);
            let found = choice.value(kernel);
            if found < value {
                (best, value) = (choice, found);
                self.offer_choice(kernel, already, &best);
                (jump, spent) = (1, 0);
            } else {
                jump = jump % most + 1;
            }
        }
    }
}

/// A pass over the smallest kernel still costs as much as so many cells.
const AT_LEAST: usize = 3_000;

/// So few sites are found at once.
const EASY: usize = 10;

/// The most exchanges of one jump.
const LONGEST_JUMP: usize = 20;

/// Makes exchanges at random that keep the groups served.
fn shake(choice: &mut Choice, kernel: &Kernel, jumps: usize, draw: &mut StdRng) {
    for _ in 0..jumps {
        let guards = Guards::new(choice, kernel);
        // A jump that the groups refuse is drawn again, but not for ever.
        for _ in 0..20 {
            let rank = draw.random_range(0..choice.opened.len());
            let site = draw.random_range(0..kernel.sites());
            if !choice.is_open(site) && guards.allow(rank, site) {
                choice.swap(rank, super::kernel::number(site));
                break;
            }
        }
    }
}
