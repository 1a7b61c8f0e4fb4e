//! Problems small enough to try every choice.

use std::time::Duration;

use plus_planning::siting::{Group, Problem, ProblemError, Watch};
use proptest::prelude::*;

/// A question before it is known to have an answer.
#[derive(Clone, Debug)]
pub struct Draft {
    pub needs: Vec<f64>,
    pub times: Vec<f64>,
    pub sites: usize,
    pub open: usize,
    pub fixed: Vec<usize>,
    pub groups: Vec<Group>,
}

impl Draft {
    pub fn problem(&self) -> Result<Problem, ProblemError> {
        let (needs, times) = (self.needs.clone(), self.times.clone());
        Problem::new(needs, times, self.sites, self.open)?
            .with_fixed(self.fixed.clone())?
            .with_groups(self.groups.clone())
    }

    /// All choices that keep the rules, read again from the draft alone.
    pub fn choices(&self) -> Vec<Vec<usize>> {
        let chosen = |mask: u32| (0..self.sites).filter(move |site| mask >> site & 1 == 1);
        let all = (0..1_u32 << self.sites).map(|mask| chosen(mask).collect::<Vec<usize>>());
        all.filter(|open| open.len() == self.open)
            .filter(|open| self.fixed.iter().all(|site| open.contains(site)))
            .filter(|open| {
                let mut groups = self.groups.iter();
                groups.all(|group| group.sites.iter().any(|site| open.contains(site)))
            })
            .collect()
    }

    /// The least of something over all choices, if there is a choice.
    pub fn least(&self, of: impl Fn(&[usize]) -> f64) -> Option<f64> {
        self.choices().iter().map(|open| of(open)).reduce(f64::min)
    }

    fn nearest(&self, point: usize, open: &[usize]) -> f64 {
        let times = &self.times[point * self.sites..];
        open.iter()
            .map(|site| times[*site])
            .fold(f64::INFINITY, f64::min)
    }

    pub fn travel(&self, open: &[usize]) -> f64 {
        let needs = self.needs.iter().enumerate();
        needs.map(|(p, need)| need * self.nearest(p, open)).sum()
    }

    pub fn uncovered(&self, open: &[usize], minutes: f64) -> f64 {
        let needs = self.needs.iter().enumerate();
        let out = needs.filter(|(p, _)| self.nearest(*p, open) > minutes);
        out.map(|(_, need)| need).sum()
    }

    pub fn worst(&self, open: &[usize]) -> f64 {
        let needs = self.needs.iter().enumerate();
        let lived_in = needs.filter(|(_, need)| **need > 0.0);
        lived_in
            .map(|(p, _)| self.nearest(p, open))
            .fold(0.0, f64::max)
    }
}

/// Whole numbers, with many ties and some needs of zero.
pub fn draft() -> impl Strategy<Value = Draft> {
    (1..14_usize, 1..11_usize).prop_flat_map(|(points, sites)| {
        let needs = proptest::collection::vec(0..4_u32, points);
        let times = proptest::collection::vec(0..25_u32, points * sites);
        let fixed = proptest::collection::vec(0..sites, 0..3);
        let group = proptest::collection::vec(0..sites, 1..4);
        let groups = proptest::collection::vec(group, 0..4);
        (needs, times, 1..=sites, fixed, groups).prop_map(
            move |(needs, times, open, fixed, groups)| Draft {
                needs: needs.into_iter().map(f64::from).collect(),
                times: times.into_iter().map(f64::from).collect(),
                sites,
                open,
                fixed,
                groups: groups.into_iter().enumerate().map(named).collect(),
            },
        )
    })
}

/// A draft that has an answer.
pub fn feasible() -> impl Strategy<Value = Draft> {
    draft().prop_filter("has an answer", |draft| draft.problem().is_ok())
}

fn named((at, sites): (usize, Vec<usize>)) -> Group {
    Group {
        name: format!("commune {at}"),
        sites,
    }
}

/// A watch on a clock that stands still.
pub fn patient() -> Watch<'static> {
    Watch::new(&|| Duration::ZERO)
}
