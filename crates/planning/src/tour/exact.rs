//! Gives the model to a solver and reads its answer back.
//!
//! What comes back is a calendar and a bound, both to be judged by others: the checker
//! and the plain recount of the objective. A bound is given only when the solver proved
//! it.

use std::{
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use good_lp::{Solution, SolutionStatus, SolverModel, Variable};

use super::{
    grid::Sortie,
    model::{Class, Model},
};

/// What a solver made of the model.
pub(crate) struct Outcome {
    /// The calendar; crews are empty when the model had none.
    pub sorties: Vec<Option<Sortie>>,
    /// Value of what was minimised, as the solver says.
    pub value: i64,
    /// Nothing is better.
    pub bound: Option<i64>,
}

/// Which solver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Solver {
    /// Pure Rust, always there.
    Microlp,
    /// C++, behind the `highs` feature.
    #[cfg(feature = "highs")]
    Highs,
}

/// The best solver compiled in.
pub(crate) const BEST: Solver = best();

const fn best() -> Solver {
    #[cfg(feature = "highs")]
    return Solver::Highs;
    #[cfg(not(feature = "highs"))]
    Solver::Microlp
}

/// A solver's numbers are true to this much.
const SLACK: f64 = 1e-4;
/// What is minimised is whole: a bound nearer than this proves.
const PROOF: f64 = 0.9;

/// Hands a model to a solver that runs beside: it owns everything, so that whoever asked
/// may stop waiting. It ends at its time limit at the latest. `around` is about what the
/// optimum should be, `start` a calendar to start from.
pub(crate) fn launch(
    solver: Solver,
    model: Model,
    start: &[Option<Sortie>],
    around: i64,
    limit: Duration,
) -> Receiver<Option<Outcome>> {
    let (done, answer) = channel();
    let hints = model.hints(start);
    std::thread::spawn(move || {
        let outcome = match solver {
            Solver::Microlp => with_microlp(model, hints, around, limit),
            #[cfg(feature = "highs")]
            Solver::Highs => with_highs(model, limit),
        };
        // Nobody listens any more when the solve was cancelled: nothing is lost.
        let _ = done.send(outcome);
    });
    answer
}

fn with_microlp(
    mut model: Model,
    hints: Vec<(Variable, f64)>,
    around: i64,
    limit: Duration,
) -> Option<Outcome> {
    use good_lp::{WithInitialSolution as _, WithMipGap as _, WithTimeLimit as _};
    let unsolved = std::mem::take(&mut model.variables).minimise(model.objective.clone());
    let mut problem = unsolved.using(good_lp::microlp);
    for row in model.rows.drain(..) {
        problem.add_constraint(row);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the solver takes no more")]
    let gap = (PROOF / around.abs().max(1) as f64) as f32;
    let problem = problem
        .with_initial_solution(hints)
        .with_mip_gap(gap)
        .ok()?
        .with_time_limit(limit.as_secs_f64());
    let solution = problem.solve().ok()?;
    let value = nearest(solution.eval(&model.objective));
    let sorties = model.sorties(&|variable| solution.value(variable));
    let bound = if matches!(solution.status(), SolutionStatus::Optimal) {
        Some(up(solution.eval(&model.objective)))
    } else {
        solution.into_inner().stats().best_bound.map(up)
    };
    Some(Outcome {
        sorties,
        value,
        bound,
    })
}

#[cfg(feature = "highs")]
fn with_highs(mut model: Model, limit: Duration) -> Option<Outcome> {
    let unsolved = std::mem::take(&mut model.variables).minimise(model.objective.clone());
    let mut problem = unsolved.using(good_lp::solvers::highs::highs);
    for row in model.rows.drain(..) {
        problem.add_constraint(row);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the solver takes no more")]
    let gap = PROOF as f32;
    let problem = problem
        .set_time_limit(limit.as_secs_f64())
        .set_mip_rel_gap(0.0)
        .ok()?
        .set_mip_abs_gap(gap)
        .ok()?;
    let solution = problem.solve().ok()?;
    let value = solution.eval(&model.objective);
    // Finished means within the gap asked for.
    let finished = !matches!(solution.status(), SolutionStatus::TimeLimit);
    Some(Outcome {
        sorties: model.sorties(&|variable| solution.value(variable)),
        value: nearest(value),
        bound: finished.then(|| up(value - PROOF)),
    })
}

/// The least whole number that a bound allows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "objectives are far below 2^52"
)]
fn up(bound: f64) -> i64 {
    (bound - SLACK).ceil() as i64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "objectives are far below 2^52"
)]
fn nearest(value: f64) -> i64 {
    value.round() as i64
}

impl Model {
    /// The whole columns of a calendar, to start from.
    fn hints(&self, start: &[Option<Sortie>]) -> Vec<(Variable, f64)> {
        let mut hints = Vec::new();
        for (k, days) in self.go.iter().enumerate() {
            let there = |s: &Sortie| self.classes[k].stops.contains(&s.stop);
            hint_each(&mut hints, days, |h| start[h].as_ref().is_some_and(there));
        }
        for (h, people) in self.on_board.iter().enumerate() {
            let crew = start[h].map_or(0, |s| s.crew);
            hint_each(&mut hints, people, |e| crew >> e & 1 == 1);
        }
        for (h, people) in self.drives.iter().enumerate() {
            let driver = start[h].map(|s| s.driver);
            hint_each(&mut hints, people, |e| driver == Some(e));
        }
        hints
    }

    /// Reads the calendar of a solution.
    fn sorties(&self, value: &dyn Fn(Variable) -> f64) -> Vec<Option<Sortie>> {
        let is_on = |variable: Variable| value(variable) > 0.5;
        let mut waiting = self.waiting(&is_on);
        let mut sorties = vec![None; self.months.len()];
        for (k, days) in self.go.iter().enumerate() {
            for (h, go) in days.iter().enumerate() {
                if go.is_some_and(is_on) {
                    let stop = waiting[k][self.months[h]].pop();
                    sorties[h] = stop.map(|stop| self.sortie(h, stop, &is_on));
                }
            }
        }
        sorties
    }

    /// Stops visited, by class and month.
    fn waiting(&self, is_on: &dyn Fn(Variable) -> bool) -> Vec<Vec<Vec<usize>>> {
        let months = self.seen.first().map_or(0, Vec::len);
        let seen = |class: &Class, m: usize| {
            let stops = class.stops.iter().copied();
            stops.filter(|q| is_on(self.seen[*q][m])).collect()
        };
        let classes = self.classes.iter();
        classes
            .map(|class| (0..months).map(|m| seen(class, m)).collect())
            .collect()
    }

    fn sortie(&self, h: usize, stop: usize, is_on: &dyn Fn(Variable) -> bool) -> Sortie {
        let on = |people: Option<&Vec<Option<Variable>>>| -> Vec<usize> {
            let numbered = people.into_iter().flatten().enumerate();
            let on = numbered.filter(|(_, column)| column.is_some_and(is_on));
            on.map(|(e, _)| e).collect()
        };
        Sortie {
            stop,
            crew: super::grid::crew_of(&on(self.on_board.get(h))),
            driver: on(self.drives.get(h)).first().copied().unwrap_or_default(),
        }
    }
}

fn hint_each(
    hints: &mut Vec<(Variable, f64)>,
    columns: &[Option<Variable>],
    is_on: impl Fn(usize) -> bool,
) {
    let numbered = columns.iter().enumerate();
    let known = numbered.filter_map(|(i, column)| column.map(|column| (i, column)));
    hints.extend(known.map(|(i, column)| (column, f64::from(is_on(i)))));
}
