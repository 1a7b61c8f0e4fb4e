//! Better multipliers, step by step: the subgradient method.
//!
//! A point served more than once by the relaxed choice should pay less, a point not served
//! should pay more. Steps follow the distance to the best known value (Polyak), along a
//! direction that keeps a part of the one before, and are halved when they bring nothing.

use super::bound::{Relaxed, Search};
use super::watch::Watch;

/// How a climb spends its steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Steps at most.
    pub steps: usize,
    /// Steps without a better bound before the stride is halved.
    pub patience: usize,
    /// First stride, in parts of the distance to the best value.
    pub stride: f64,
    /// The climb is over when the stride is below this.
    pub least_stride: f64,
}

/// How much of the last direction stays in the next one.
const MEMORY: f64 = 0.3;
/// How much of what is known of a site is forgotten at each step.
const FORGETTING: f64 = 0.05;
/// One relaxed choice in so many is looked at as an answer.
const LOOK_EVERY: usize = 10;

/// A climb under way.
struct Climb {
    /// The multipliers before they are rounded to parts of a unit.
    at: Vec<f64>,
    multipliers: Vec<i64>,
    direction: Vec<f64>,
    now: Relaxed,
    stride: f64,
    stale: usize,
}

impl Search<'_> {
    /// Climbs until the bound is within a unit of `target`, the pace is over or the watch
    /// says stop. `target` is the best known value, in parts of a unit. Relaxed choices are
    /// shown to `seen`, which returns a better target if it found one.
    pub fn climb(
        &mut self,
        pace: Pace,
        mut target: i64,
        watch: &Watch<'_>,
        mut seen: impl FnMut(&[bool]) -> Option<i64>,
    ) {
        let unit = 1_i64 << self.shift;
        let mut climb = Climb::new(self, pace.stride);
        for step in 0..pace.steps {
            let near = self.relaxed.bound > target - unit;
            if near || climb.stride < pace.least_stride || watch.over() {
                break;
            }
            self.remember(&climb.now.chosen);
            if !climb.step(self, target) {
                break;
            }
            climb.judge(self, pace.patience);
            if step % LOOK_EVERY == 0
                && let Some(better) = seen(&climb.now.chosen)
            {
                target = better;
            }
        }
    }

    fn remember(&mut self, chosen: &[bool]) {
        for (often, chosen) in self.often.iter_mut().zip(chosen) {
            *often += FORGETTING * (f64::from(u8::from(*chosen)) - *often);
        }
    }
}

impl Climb {
    fn new(search: &Search<'_>, stride: f64) -> Self {
        Self {
            at: floats(&search.best),
            multipliers: search.best.clone(),
            direction: vec![0.0; search.best.len()],
            now: search.relaxed.clone(),
            stride,
            stale: 0,
        }
    }

    /// One step. Returns whether there was a direction to go.
    fn step(&mut self, search: &mut Search<'_>, target: i64) -> bool {
        let square = self.turn(search);
        if square <= 0.0 {
            return false;
        }
        let length = self.stride * (target - self.now.bound) as f64 / square;
        self.advance(search, length);
        self.now = search.relax(&self.multipliers);
        true
    }

    /// Turns the direction towards the new subgradient; returns its squared length.
    fn turn(&mut self, search: &Search<'_>) -> f64 {
        let mut square = 0.0;
        for (point, direction) in self.direction.iter_mut().enumerate() {
            let multiplier = self.multipliers[point];
            let mut served = 0_i32;
            for entry in search.kernel.row(point) {
                if i64::from(entry.cost) << search.shift >= multiplier {
                    break;
                }
                served += i32::from(self.now.chosen[entry.site as usize]);
            }
            *direction = f64::from(1 - served) + MEMORY * *direction;
            if *direction > 0.0 && multiplier >= search.ends(point).1 {
                *direction = 0.0;
            }
            square += *direction * *direction;
        }
        square
    }

    #[expect(clippy::cast_possible_truncation, reason = "clamped to whole ends")]
    fn advance(&mut self, search: &Search<'_>, length: f64) {
        for (point, at) in self.at.iter_mut().enumerate() {
            let (least, most) = search.ends(point);
            *at = (*at + length * self.direction[point]).clamp(least as f64, most as f64);
            self.multipliers[point] = (at.round() as i64).clamp(least, most);
        }
    }

    /// Keeps a better bound; after too many steps without one, goes back to the best with
    /// half the stride.
    fn judge(&mut self, search: &mut Search<'_>, patience: usize) {
        if self.now.bound > search.relaxed.bound {
            search.relaxed = self.now.clone();
            search.best.clone_from(&self.multipliers);
            self.stale = 0;
            return;
        }
        self.stale += 1;
        if self.stale >= patience {
            *self = Self::new(search, self.stride / 2.0);
        }
    }
}

fn floats(multipliers: &[i64]) -> Vec<f64> {
    multipliers.iter().map(|m| *m as f64).collect()
}
