//! What a long solve may ask of the outside: the time, whether to stop, who is told.
//!
//! The clock is passed in, so that a test can end a solve at an exact step.

use std::time::Duration;

/// How far a solve has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Value of the best answer so far, in the unit of the problem.
    pub value: f64,
    /// No answer can be better than this, in the same unit.
    pub bound: f64,
}

impl Progress {
    /// How far the value may be above the bound, as a share of the value (0 when both meet).
    pub fn gap(&self) -> f64 {
        gap(self.value, self.bound)
    }
}

/// The distance between a value and its lower bound, as a share of the value.
pub(crate) fn gap(value: f64, bound: f64) -> f64 {
    if value <= bound || value <= 0.0 {
        0.0
    } else {
        (value - bound) / value
    }
}

/// The limits of a solve, and its listener.
pub struct Watch<'a> {
    elapsed: &'a dyn Fn() -> Duration,
    limit: Option<Duration>,
    cancelled: &'a dyn Fn() -> bool,
    told: &'a dyn Fn(Progress),
}

impl<'a> Watch<'a> {
    /// A watch on the time since the start of the solve; without limit, heard by nobody.
    pub fn new(elapsed: &'a dyn Fn() -> Duration) -> Self {
        Self {
            elapsed,
            limit: None,
            cancelled: &|| false,
            told: &|_| {},
        }
    }

    /// Stop after this long, with the best answer so far.
    #[must_use]
    pub fn with_limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Stop when this says so, with the best answer so far.
    #[must_use]
    pub fn with_cancel(mut self, cancelled: &'a dyn Fn() -> bool) -> Self {
        self.cancelled = cancelled;
        self
    }

    /// Tell this each time the answer or its bound gets better.
    #[must_use]
    pub fn with_progress(mut self, told: &'a dyn Fn(Progress)) -> Self {
        self.told = told;
        self
    }

    /// The time since the start of the solve.
    pub fn elapsed(&self) -> Duration {
        (self.elapsed)()
    }

    /// What is left of the limit, if there is one.
    pub fn left(&self) -> Option<Duration> {
        self.limit.map(|limit| limit.saturating_sub(self.elapsed()))
    }

    /// Whether to stop now.
    pub fn over(&self) -> bool {
        (self.cancelled)() || self.left().is_some_and(|left| left.is_zero())
    }

    /// The same watch that stops earlier: at `until`, if that comes before its own limit.
    #[must_use]
    pub(crate) fn until(&self, until: Duration) -> Watch<'a> {
        Watch {
            elapsed: self.elapsed,
            limit: Some(self.limit.map_or(until, |limit| limit.min(until))),
            cancelled: self.cancelled,
            told: self.told,
        }
    }

    /// The same watch without listener: for a part whose value means nothing to the whole.
    #[must_use]
    pub(crate) fn quiet(&self) -> Watch<'a> {
        Watch {
            elapsed: self.elapsed,
            limit: self.limit,
            cancelled: self.cancelled,
            told: &|_| {},
        }
    }

    pub(crate) fn tell(&self, progress: Progress) {
        (self.told)(progress);
    }
}
