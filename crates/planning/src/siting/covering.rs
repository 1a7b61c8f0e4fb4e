//! Who is within a time limit of which site.
//!
//! Points that the same sites cover are one point with the sum of their needs.

use std::collections::BTreeMap;

use super::dominance;
use super::kernel::{Entry, Kernel, number, round, scale};
use super::problem::Problem;

/// The points with need that an answer can still cover or leave.
pub(crate) struct Covering {
    /// The sites that cover each, and its need.
    pub sets: BTreeMap<Vec<u32>, f64>,
    /// Need that no site covers.
    pub never: f64,
}

impl Covering {
    /// What can be covered within some minutes, beside what the existing kiosks cover.
    pub fn new(problem: &Problem, minutes: f64) -> Self {
        let mut covering = Self {
            sets: BTreeMap::new(),
            never: 0.0,
        };
        for point in 0..problem.points() {
            let times = problem.times_from(point);
            let served = problem.fixed().iter().any(|site| times[*site] <= minutes);
            if served || problem.needs()[point] <= 0.0 {
                continue;
            }
            let near = (0..problem.sites()).filter(|site| times[*site] <= minutes);
            let near: Vec<u32> = near.map(number).collect();
            let need = problem.needs()[point];
            if near.is_empty() {
                covering.never += need;
            } else {
                *covering.sets.entry(near).or_insert(0.0) += need;
            }
        }
        covering
    }

    /// A p-median whose value is the need not covered, and its scale.
    pub fn kernel(&self, problem: &Problem) -> (Kernel, f64) {
        let scale = scale(self.sets.values().copied());
        let row = |(sites, need): (&Vec<u32>, &f64)| (free(sites), round(need * scale));
        (Kernel::from_rows(problem, self.sets.iter().map(row)), scale)
    }

    /// The sets to serve so that everybody is covered and every group served, without those
    /// that others imply, over the sites that are still useful.
    pub fn every(&self, problem: &Problem) -> Vec<Vec<u32>> {
        let waiting = super::groups::waiting(problem).into_iter();
        let groups = waiting.map(|group| group.sites.iter().map(|s| number(*s)).collect());
        let rows: Vec<Vec<u32>> = self.sets.keys().cloned().chain(groups).collect();
        dominance::reduce(&rows, problem.sites())
    }
}

fn free(sites: &[u32]) -> Vec<Entry> {
    let entry = |site: &u32| Entry {
        cost: 0,
        site: *site,
    };
    sites.iter().map(entry).collect()
}
