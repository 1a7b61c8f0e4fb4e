//! Depth-first branch and bound on the sites, with the Lagrangian bound.
//!
//! Every node is a smaller kernel: what its bound decides is decided for good, and pairs of a
//! point and a site that no better answer can use are dropped. Only answers that cost at
//! least a whole unit less than the best one are looked for.

use rand::rngs::StdRng;

use super::bound::Search;
use super::climb::Pace;
use super::hunt::Hunt;
use super::kernel::{Fate, Kernel};

/// A part of the choices: sites already open, and what is left to decide.
pub(crate) struct Node {
    pub kernel: Kernel,
    pub multipliers: Vec<i64>,
    /// Open sites, numbered as in the problem.
    pub opened: Vec<u32>,
}

/// The search, with its effort.
pub(crate) struct Tree<'h, 'a, 'w> {
    pub hunt: &'h mut Hunt<'a, 'w>,
    shift: u32,
    /// Nodes looked at.
    pub nodes: usize,
    draw: &'h mut StdRng,
    /// What the root has left, where the random walk is taken up again.
    ground: Option<(Kernel, Vec<u32>)>,
}

/// So many nodes after the last walk, another one is taken.
const WALK_EVERY: usize = 500;
/// The effort of such a walk: see [`Hunt::wander`].
const WALK: usize = 20_000_000;

/// What one look at a node leaves.
enum Look {
    /// Nothing better is here.
    Done,
    /// Branch on this site; nothing here costs less than this many parts of a unit.
    Branch(usize, i64),
    /// The watch said stop.
    Stopped(i64),
}

impl Node {
    /// The node of what is left once sites are decided; `None` when nothing is.
    pub fn decide(
        &self,
        fates: &[Fate],
        multipliers: &[i64],
        keep: impl Fn(usize, &super::kernel::Entry) -> bool,
    ) -> Option<Self> {
        let (kernel, multipliers) = self.kernel.decide(fates, multipliers, keep)?;
        let mut opened = self.opened.clone();
        let open = fates.iter().enumerate().filter(|(_, f)| **f == Fate::Open);
        opened.extend(open.map(|(site, _)| self.kernel.names[site]));
        Some(Self {
            kernel,
            multipliers,
            opened,
        })
    }
}

/// Steps of the subgradient at a node of the tree.
const NODE_PACE: Pace = Pace {
    steps: 400,
    patience: 15,
    stride: 0.6,
    least_stride: 0.02,
};

impl<'h, 'a, 'w> Tree<'h, 'a, 'w> {
    pub fn new(hunt: &'h mut Hunt<'a, 'w>, shift: u32, draw: &'h mut StdRng) -> Self {
        Self {
            hunt,
            shift,
            nodes: 0,
            draw,
            ground: None,
        }
    }

    /// Explores all that a root has left: see [`Tree::explore`].
    pub fn explore_all(&mut self, root: Node, floor: i64) -> Option<i64> {
        self.ground = Some((root.kernel.clone(), root.opened.clone()));
        self.explore(root, floor)
    }

    /// A long search that found nothing for long may have a poor best answer.
    fn walk(&mut self) {
        if self.nodes.is_multiple_of(WALK_EVERY)
            && let Some((kernel, opened)) = &self.ground
        {
            self.hunt.wander(kernel, opened, WALK, self.draw);
        }
    }

    /// Parts of a unit that an answer may have at most to be better than the best.
    fn enough(&self) -> i64 {
        (self.hunt.value - 1) << self.shift
    }

    /// Explores a node to the end. Returns a bound on what it could not explore, in parts of
    /// a unit, or `None` when nothing is left.
    fn explore(&mut self, mut node: Node, floor: i64) -> Option<i64> {
        let mut floor = floor;
        let mut left: Option<i64> = None;
        loop {
            let (site, bound) = match self.look(&mut node, NODE_PACE) {
                Look::Done => return left,
                Look::Stopped(bound) => return lower(left, Some(bound.max(floor))),
                Look::Branch(site, bound) => (site, bound),
            };
            floor = floor.max(bound);
            if let Some(child) = node.with(site, Fate::Open) {
                left = lower(left, self.explore(child, floor));
            }
            match node.with(site, Fate::Closed) {
                Some(child) => node = child,
                None => return left,
            }
        }
    }

    /// Bounds a node and reduces it, as long as that brings something.
    pub fn look_at_root(&mut self, node: &mut Node, pace: Pace) -> Option<i64> {
        match self.look(node, pace) {
            Look::Done => None,
            Look::Branch(_, bound) | Look::Stopped(bound) => Some(bound),
        }
    }

    fn look(&mut self, node: &mut Node, pace: Pace) -> Look {
        self.nodes += 1;
        self.walk();
        let mut least = i64::MIN;
        while !self.settle(node) {
            let multipliers = std::mem::take(&mut node.multipliers);
            let mut search = Search::new(&node.kernel, self.shift, multipliers);
            self.climb(&mut search, &node.opened, pace);
            least = least.max(search.bound());
            if least > self.enough() {
                return Look::Done;
            }
            let branch = node.kernel.names[branching(&search)];
            let Some(next) = node.reduce(&search, self.enough()) else {
                return Look::Done;
            };
            if self.hunt.watch.over() {
                return Look::Stopped(least);
            }
            let smaller = next.much_smaller_than(node);
            *node = next;
            // The site to branch on has a new number, or is decided.
            if let (false, Ok(site)) = (smaller, node.kernel.names.binary_search(&branch)) {
                return Look::Branch(site, least);
            }
        }
        Look::Done
    }

    /// Raises the bound of a node, and offers the choices met on the way.
    fn climb(&mut self, search: &mut Search<'_>, opened: &[u32], pace: Pace) {
        let (kernel, shift, watch) = (search.kernel, self.shift, self.hunt.watch);
        let target = self.hunt.value << shift;
        let hunt = &mut *self.hunt;
        search.climb(pace, target, watch, |chosen| {
            let sites = (0..chosen.len()).filter(|site| chosen[*site]);
            let names = sites.map(|site| kernel.names[site]);
            let better = kernel.value(chosen) < hunt.value
                && hunt.offer(names.chain(opened.iter().copied()));
            better.then(|| hunt.value << shift)
        });
    }

    /// Whether a node has nothing left to decide; its only choice is offered.
    fn settle(&mut self, node: &Node) -> bool {
        let kernel = &node.kernel;
        let choice = kernel.open > 0 && kernel.open < kernel.sites();
        if choice && kernel.points() > 0 {
            return kernel.apart().0 > kernel.open;
        }
        let sites = if choice && !kernel.groups.is_empty() {
            // Every point is decided: any choice that serves the groups is as good.
            super::choice::greedy(kernel).map_or_else(Vec::new, |choice| choice.opened)
        } else {
            (0..super::kernel::number(kernel.open)).collect()
        };
        if sites.len() == kernel.open {
            let names = sites.iter().map(|site| kernel.names[*site as usize]);
            self.hunt.offer(names.chain(node.opened.iter().copied()));
        }
        true
    }
}

impl Node {
    /// What is left for whoever wants less than `enough` parts of a unit.
    fn reduce(&self, search: &Search<'_>, enough: i64) -> Option<Self> {
        let fates = search.decided(enough);
        self.decide(&fates, &search.best, search.useful(enough))
    }

    /// Whether so much was decided that the bound is worth another climb.
    fn much_smaller_than(&self, before: &Self) -> bool {
        let (now, then) = (&self.kernel, &before.kernel);
        now.sites() * 10 < then.sites() * 9 || now.size() * 4 < then.size() * 3
    }

    fn with(&self, site: usize, fate: Fate) -> Option<Self> {
        let mut fates = vec![Fate::Free; self.kernel.sites()];
        fates[site] = fate;
        self.decide(&fates, &self.multipliers, |_, _| true)
    }
}

/// The site about which the relaxed problem hesitates most.
fn branching(search: &Search<'_>) -> usize {
    let often = search.often.iter().enumerate();
    let hesitation = |often: f64| (often - 0.5).abs();
    often
        .min_by(|a, b| hesitation(*a.1).total_cmp(&hesitation(*b.1)))
        .map_or(0, |(site, _)| site)
}

fn lower(left: Option<i64>, right: Option<i64>) -> Option<i64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}
