//! Makes a plan: a search that always answers, then an exact solver for the proof.
//!
//! Stops are solved first with the people only counted: that optimum is a bound, and
//! crews are then found for those stops. When they cost nothing more, the plan is
//! proved; otherwise the whole model is solved in the time that is left.

use std::{sync::mpsc::RecvTimeoutError, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    anneal::{Schedule, anneal, mend, tidy},
    chance::Chance,
    checker::check,
    exact::{self, Outcome, Solver},
    fault::Fault,
    grid::{Grid, Sortie, sorties},
    instance::Instance,
    model::{Model, Part},
    plan::Plan,
    tally::{Rank, Tally},
    value::{Terms, Weights, value},
};

/// How to solve.
pub struct Options<'a> {
    /// Time that passed since any fixed instant.
    pub now: &'a dyn Fn() -> Duration,
    /// Time the solve may take.
    pub time_limit: Duration,
    /// Decides every draw of the search.
    pub seed: u64,
    /// Which engine.
    pub engine: Engine,
    /// What each thing costs.
    pub weights: Weights,
    /// Published half-days that may change all the same.
    pub unpinned: Vec<usize>,
    /// The calendar to change as little as possible: first its stops, then its people,
    /// and the usual objective after.
    pub previous: Option<Plan>,
}

impl<'a> Options<'a> {
    /// The usual options, with a clock: twenty seconds, the best engine.
    pub fn new(now: &'a dyn Fn() -> Duration) -> Self {
        Self {
            now,
            time_limit: Duration::from_secs(20),
            seed: 1,
            engine: Engine::default(),
            weights: Weights::default(),
            unpinned: Vec::new(),
            previous: None,
        }
    }
}

/// Which engine makes the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Search, then the best exact solver compiled in.
    #[default]
    Best,
    /// Search, then the exact solver in pure Rust.
    Microlp,
    /// Search only: quick, with no proof.
    Search,
}

impl Engine {
    fn solver(self) -> Option<Solver> {
        match self {
            Self::Best => Some(exact::BEST),
            Self::Microlp => Some(Solver::Microlp),
            Self::Search => None,
        }
    }
}

/// Whether to go on after a progress report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continue {
    /// Go on.
    Yes,
    /// Stop and give the best calendar so far.
    No,
}

/// How far a solve is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Time since the start.
    pub elapsed: Duration,
    /// Objective of the best calendar so far.
    pub best: i64,
    /// No calendar is better than this, as far as is known.
    pub bound: Option<i64>,
}

/// A plan and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The calendar.
    pub plan: Plan,
    /// Its objective.
    pub objective: i64,
    /// Its objective, term by term.
    pub terms: Terms,
    /// No calendar can be better.
    pub proved: bool,
    /// No calendar is better than this; nothing when it is not known.
    pub bound: Option<i64>,
    /// Time it took.
    pub elapsed: Duration,
    /// Rules that the published half-days break by themselves: they were kept as they
    /// are, and somebody must decide.
    pub broken_pins: Vec<Fault>,
    /// What could not be done, and why.
    pub explanations: Vec<super::Explanation>,
}

/// Longer search when it is all there is.
const SEARCH_ONLY: u64 = 8;
/// Longer search when crews do not follow the stops: the whole model may not finish.
const SECOND_SEARCH: u64 = 2;
/// Share of the time that is left which the stops may take: crews must follow.
const STOPS_SHARE: f64 = 0.5;
/// Share of the time that is left which the whole model may take.
const WHOLE_SHARE: f64 = 0.95;
/// How long a solver may pass its limit.
const GRACE: Duration = Duration::from_millis(300);
/// How long to wait between two progress reports.
const WAIT: Duration = Duration::from_millis(100);

/// Makes the best plan it can within the time, and keeps the best one when it is told
/// to stop.
pub fn solve(
    instance: &Instance,
    options: &Options<'_>,
    progress: &mut dyn FnMut(&Progress) -> Continue,
) -> Answer {
    let instance = &instance.unpin(&options.unpinned);
    let grid = Grid::new(instance, &options.weights);
    let previous = options.previous.as_ref().map(sorties);
    let mut solve = Solve {
        grid: &grid,
        options,
        previous: previous.as_deref(),
        progress,
        start: (options.now)(),
        stopped: false,
        chance: Chance::new(options.seed),
        best: Vec::new(),
        rank: Tally::new(&grid, None).rank(),
        bound: options.previous.is_none().then(|| grid.rough_bound()),
    };
    let broken_pins = broken_pins(instance);
    solve.search();
    if let Some(solver) = options.engine.solver().filter(|_| broken_pins.is_empty()) {
        solve.prove(solver);
    }
    solve.polish();
    solve.answer(broken_pins)
}

/// The rules that published half-days break, alone among closed ones.
fn broken_pins(instance: &Instance) -> Vec<Fault> {
    let mut plan = Plan::closed(instance.half_days);
    for pin in &instance.published {
        plan.half_days[pin.h].clone_from(&pin.outing);
    }
    let mut faults = check(instance, &plan);
    faults.retain(|fault| !matches!(fault, Fault::Pinned { .. }));
    faults
}

/// A solve under way.
struct Solve<'a, 'b> {
    grid: &'a Grid<'a>,
    options: &'a Options<'a>,
    previous: Option<&'a [Option<Sortie>]>,
    progress: &'b mut dyn FnMut(&Progress) -> Continue,
    start: Duration,
    stopped: bool,
    chance: Chance,
    best: Vec<Option<Sortie>>,
    rank: Rank,
    bound: Option<i64>,
}

impl<'a> Solve<'a, '_> {
    fn left(&self) -> Duration {
        let elapsed = (self.options.now)().saturating_sub(self.start);
        self.options.time_limit.saturating_sub(elapsed)
    }

    /// Reports, and says whether to go on.
    fn report(&mut self, best: i64) -> bool {
        if self.stopped {
            return false;
        }
        let report = Progress {
            elapsed: (self.options.now)().saturating_sub(self.start),
            best,
            bound: self.bound,
        };
        self.stopped |= (self.progress)(&report) == Continue::No;
        !self.stopped && !self.left().is_zero()
    }

    fn proved(&self) -> bool {
        self.bound == Some(self.rank.objective) && self.previous.is_none()
    }

    /// The first search, from the previous calendar or from nothing.
    fn search(&mut self) {
        let start = self
            .previous
            .map_or_else(|| vec![None; self.grid.days.len()], <[_]>::to_vec);
        let mut tally = Tally::of(self.grid, self.previous, &start);
        mend(&mut tally);
        (self.best, self.rank) = (tally.sorties.clone(), tally.rank());
        // A search that only mends a calendar does not melt it first.
        let hot = if self.previous.is_some() {
            30.0
        } else {
            Schedule::ALL.hot
        };
        let longer = match self.options.engine {
            Engine::Search => SEARCH_ONLY,
            _ => 1,
        };
        let schedule = Schedule {
            moves: longer * Schedule::ALL.moves,
            hot,
            ..Schedule::ALL
        };
        self.anneal(&tally, schedule);
    }

    fn search_again(&mut self) {
        let tally = Tally::of(self.grid, None, &self.best);
        let schedule = Schedule {
            moves: SECOND_SEARCH * Schedule::ALL.moves,
            ..Schedule::ALL
        };
        self.anneal(&tally, schedule);
    }

    /// Searches from a calendar, so many moves for each half-day.
    fn anneal(&mut self, tally: &Tally<'a>, schedule: Schedule) {
        let schedule = Schedule {
            moves: schedule.moves * self.grid.days.len() as u64,
            ..schedule
        };
        let mut chance = self.chance.clone();
        let known = self.rank.objective;
        let mut go_on = |rank: &Rank| self.report(rank.objective.min(known));
        let (sorties, rank) = anneal(tally.clone(), &schedule, &mut chance, &mut go_on);
        self.chance = chance;
        self.adopt(sorties, rank);
    }

    fn adopt(&mut self, sorties: Vec<Option<Sortie>>, rank: Rank) {
        if rank < self.rank {
            (self.best, self.rank) = (sorties, rank);
        }
    }

    /// Bound by the stops alone, crews for them, then the whole model if it must be.
    fn prove(&mut self, solver: Solver) {
        if let Some(previous) = self.previous {
            self.prove_near(solver, previous);
            return;
        }
        let stops = Model::new(self.grid, Part::Stops, None);
        if let Some(outcome) = self.run(solver, stops, self.rank.objective, STOPS_SHARE) {
            self.bound = self.bound.max(outcome.bound);
            self.man(&outcome.sorties);
        }
        if self.proved() {
            return;
        }
        self.search_again();
        let whole = Model::new(self.grid, Part::Whole, None);
        if let Some(outcome) = self.run(solver, whole, self.rank.objective, WHOLE_SHARE) {
            self.bound = self.bound.max(outcome.bound);
            self.take(&outcome.sorties);
        }
    }

    /// Finds crews for the stops of a calendar that has none.
    fn man(&mut self, stops: &[Option<Sortie>]) {
        let hired = stops.iter().zip(&self.best);
        let hired: Vec<_> = hired
            .enumerate()
            .map(|(h, (stop, best))| {
                let sortie = (*stop)?;
                super::anneal::crew_for(self.grid, h, sortie.stop, *best, &mut self.chance)
            })
            .collect();
        let tally = Tally::of(self.grid, self.previous, &hired);
        self.anneal(&tally, Schedule::CREWS);
    }

    fn take(&mut self, sorties: &[Option<Sortie>]) {
        let tally = Tally::of(self.grid, self.previous, sorties);
        let rank = tally.rank();
        self.adopt(tally.sorties, rank);
    }

    /// Fewest stops changed, then fewest people, then the objective: each is solved and
    /// held while the next is.
    fn prove_near(&mut self, solver: Solver, previous: &'a [Option<Sortie>]) {
        let (mut moved, mut swapped) = (None, None);
        for rank in 0..3 {
            let mut model = Model::new(self.grid, Part::Whole, Some(previous));
            let (stops, people) = (model.moved(previous), model.swapped(previous));
            if let Some(moved) = moved {
                model.rows.push(stops.clone().leq(moved));
            }
            if let Some(swapped) = swapped {
                model.rows.push(people.clone().leq(swapped));
            }
            match rank {
                0 => model.objective = stops,
                1 => model.objective = people,
                _ => {}
            }
            let around = [self.rank.moved, self.rank.swapped, self.rank.objective][rank];
            let Some(outcome) = self.run(solver, model, around, WHOLE_SHARE) else {
                return;
            };
            self.take(&outcome.sorties);
            if outcome.bound.is_none_or(|bound| bound < outcome.value) {
                return;
            }
            match rank {
                0 => moved = Some(outcome.value as f64),
                1 => swapped = Some(outcome.value as f64),
                _ => self.bound = outcome.bound,
            }
        }
    }

    /// Runs a solver in a share of the time that is left, and reports while it works.
    fn run(&mut self, solver: Solver, model: Model, around: i64, share: f64) -> Option<Outcome> {
        let limit = self.left().mul_f64(share);
        if self.stopped || limit.is_zero() {
            return None;
        }
        let answer = exact::launch(solver, model, &self.best, around, limit);
        loop {
            match answer.recv_timeout(WAIT) {
                Ok(outcome) => return outcome,
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    let going = self.report(self.rank.objective);
                    if self.stopped || (!going && self.is_late()) {
                        return None;
                    }
                }
            }
        }
    }

    /// A solver that passes its limit gets a little grace to give what it has.
    fn is_late(&self) -> bool {
        let elapsed = (self.options.now)().saturating_sub(self.start);
        elapsed > self.options.time_limit + GRACE
    }

    /// Third people and the coordinator leave where the objective does not need them.
    fn polish(&mut self) {
        if self.previous.is_none() && !self.stopped {
            let tally = Tally::of(self.grid, self.previous, &self.best);
            self.anneal(&tally, Schedule::POLISH);
        }
        let mut tally = Tally::of(self.grid, self.previous, &self.best);
        tidy(&mut tally);
        let rank = tally.rank();
        self.adopt(tally.sorties, rank);
    }

    fn answer(&self, broken_pins: Vec<Fault>) -> Answer {
        let (instance, weights) = (self.grid.instance, self.grid.weights);
        let plan = Tally::of(self.grid, self.previous, &self.best).plan();
        let terms = value(instance, weights, &plan);
        let objective = terms.total();
        let proved = broken_pins.is_empty() && self.bound.is_some_and(|bound| bound >= objective);
        Answer {
            explanations: super::explain(instance, &plan),
            objective,
            terms,
            proved,
            bound: if proved { Some(objective) } else { self.bound },
            elapsed: (self.options.now)().saturating_sub(self.start),
            broken_pins,
            plan,
        }
    }
}
