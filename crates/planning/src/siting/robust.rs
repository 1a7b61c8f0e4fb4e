//! Which sites stay chosen when times are only estimates.
//!
//! One factor for the whole territory would change no choice and prove nothing. So the factor
//! is drawn for each pair of communes, the choice is made again, many times, and each site
//! carries how often it was chosen. Only those chosen nearly always are to be recommended.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use thiserror::Error;

use super::median::{self, Answer};
use super::problem::Problem;
use super::watch::Watch;

/// How unsure the times are, and how hard to look.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The commune of each point, as a number of the caller's own.
    pub points: Vec<usize>,
    /// The commune of each site.
    pub sites: Vec<usize>,
    /// A time may be this many times the estimate, at least.
    pub low: f64,
    /// And at most.
    pub high: f64,
    /// How many draws: a few dozen.
    pub draws: usize,
    /// The longest that one draw is solved; then its best answer counts, and is not proved.
    pub each: Option<Duration>,
    /// Chosen in at least this share of the draws, a site is firm: 0.9 is usual.
    pub firm: f64,
    /// The same seed draws the same factors.
    pub seed: u64,
}

/// A doubt that cannot be drawn.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum DoubtError {
    /// Not one commune for each point and each site.
    #[error("il faut une commune pour chaque lieu de vie et pour chaque site")]
    Communes,
    /// The range of the factor is empty or not positive.
    #[error(
        "le facteur de temps doit aller d'un nombre positif à un nombre au moins aussi grand, pas de {low} à {high}"
    )]
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
}

/// A factor beyond this is a mistake.
const MOST_FACTOR: f64 = 100.0;

/// How a site came through the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// The site.
    pub site: usize,
    /// In how many draws it was chosen.
    pub times: usize,
    /// The same as a share, between 0 and 1.
    pub share: f64,
    /// Whether that is often enough.
    pub firm: bool,
    /// Whether the answer without doubt chooses it.
    pub nominal: bool,
    /// Whether it exists already, so that its share says nothing.
    pub fixed: bool,
}

/// What the draws say.
#[derive(Clone, Debug, PartialEq)]
pub struct Robustness {
    /// The answer with the times as estimated.
    pub nominal: Answer,
    /// Draws that were made: fewer than asked when stopped.
    pub draws: usize,
    /// Draws of which the answer was proved. The others are the best found in their time.
    pub proved: usize,
    /// Every site of the nominal answer or chosen once, the most often chosen first.
    pub sites: Vec<Kept>,
}

/// Solves as estimated, then each draw from that answer.
pub fn solve(
    problem: &Problem,
    doubt: &Doubt,
    watch: &Watch<'_>,
) -> Result<Robustness, DoubtError> {
    doubt.check(problem)?;
    let nominal = median::solve(problem, doubt.seed, watch);
    let mut draw = StdRng::seed_from_u64(doubt.seed);
    let mut times = vec![0; problem.sites()];
    let (mut draws, mut proved) = (0, 0);
    while draws < doubt.draws && !watch.over() {
        let drawn = doubt.draw(problem, &mut draw);
        let end = doubt.each.map(|each| watch.elapsed() + each);
        let limited = end.map(|end| watch.until(end));
        let quiet = limited.as_ref().unwrap_or(watch).quiet();
        let answer = median::solve_from(&drawn, &nominal.open, doubt.seed, &quiet);
        draws += 1;
        proved += usize::from(answer.proved);
        for site in answer.open {
            times[site] += 1;
        }
    }
    let sites = kept(problem, doubt, &nominal, &times, draws);
    Ok(Robustness {
        nominal,
        draws,
        proved,
        sites,
    })
}

impl Doubt {
    fn check(&self, problem: &Problem) -> Result<(), DoubtError> {
        let (low, high) = (self.low, self.high);
        if self.points.len() != problem.points() || self.sites.len() != problem.sites() {
            Err(DoubtError::Communes)
        } else if low > 0.0 && low <= high && high <= MOST_FACTOR {
            Ok(())
        } else {
            Err(DoubtError::Range { low, high })
        }
    }

    /// The problem with a factor for each pair of communes, the same both ways.
    fn draw(&self, problem: &Problem, draw: &mut StdRng) -> Problem {
        let communes = self.points.iter().chain(&self.sites).max();
        let communes = communes.map_or(0, |most| most + 1);
        let mut factors = vec![1.0; communes * communes];
        for one in 0..communes {
            for other in one..communes {
                let factor = self.low + (self.high - self.low) * draw.random::<f64>();
                factors[one * communes + other] = factor;
                factors[other * communes + one] = factor;
            }
        }
        let time = |point: usize, site: usize| {
            let factor = factors[self.points[point] * communes + self.sites[site]];
            problem.times_from(point)[site] * factor
        };
        problem.with_each_time(time)
    }
}

fn kept(
    problem: &Problem,
    doubt: &Doubt,
    nominal: &Answer,
    times: &[usize],
    draws: usize,
) -> Vec<Kept> {
    let kept = |site: usize| {
        let share = times[site] as f64 / draws.max(1) as f64;
        Kept {
            site,
            times: times[site],
            share,
            firm: draws > 0 && share >= doubt.firm,
            nominal: nominal.open.binary_search(&site).is_ok(),
            fixed: problem.fixed().binary_search(&site).is_ok(),
        }
    };
    let mut sites: Vec<Kept> = (0..problem.sites()).map(kept).collect();
    sites.retain(|site| site.times > 0 || site.nominal);
    sites.sort_by_key(|site| (std::cmp::Reverse(site.times), site.site));
    sites
}
