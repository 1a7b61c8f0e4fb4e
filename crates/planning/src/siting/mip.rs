//! A second opinion: the same questions as one integer program for a solver of others.
//!
//! It shares the kernel with our engine, but neither its search nor its bounds. It cannot be
//! cancelled, only limited in time. The default solver is good for small questions only.

use std::collections::BTreeMap;
use std::time::Duration;

use good_lp::solvers::SolutionStatus;
use good_lp::{
    Constraint, Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable,
    WithTimeLimit, constraint, variable,
};
use thiserror::Error;

use super::covering::Covering;
use super::kernel::Kernel;
use super::problem::Problem;

/// What the solver found.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
    /// Sum of need × minutes, or need left uncovered: counted by us on the sites it opens.
    pub value: f64,
    /// The open sites in order, the existing ones included.
    pub open: Vec<usize>,
    /// Whether the solver says that nothing is better, within its own tolerances.
    pub optimal: bool,
}

/// Why the solver gave no answer.
#[derive(Debug, Error)]
#[error("le solveur n'a pas donné de réponse : {0}")]
pub struct MipError(#[from] ResolutionError);

/// The p-median, asked of the solver.
pub fn median(problem: &Problem, limit: Option<Duration>) -> Result<Opinion, MipError> {
    let (kernel, scale) = Kernel::new(problem);
    ask(problem, &kernel, scale, 0.0, limit)
}

/// Maximal coverage within some minutes, asked of the solver: the need left uncovered.
pub fn coverage(
    problem: &Problem,
    minutes: f64,
    limit: Option<Duration>,
) -> Result<Opinion, MipError> {
    let covering = Covering::new(problem, minutes);
    let (kernel, scale) = covering.kernel(problem);
    ask(problem, &kernel, scale, covering.never, limit)
}

fn ask(
    problem: &Problem,
    kernel: &Kernel,
    scale: f64,
    beside: f64,
    limit: Option<Duration>,
) -> Result<Opinion, MipError> {
    // A question that its fixed sites answer leaves no variable; a solver may refuse to be asked
    // nothing (HiGHS does).
    let (open, optimal) = if kernel.sites() == 0 && kernel.points() == 0 {
        (Vec::new(), true)
    } else {
        Program::new(kernel, scale).solve(limit)?
    };
    let names = (0..open.len()).filter(|site| open[*site]);
    let names: Vec<u32> = names.map(|site| kernel.names[site]).collect();
    Ok(Opinion {
        value: kernel.value(&open) as f64 / scale + beside,
        open: problem.with_fixed_sites(&names),
        optimal,
    })
}

/// Variables, objective and rows.
struct Program {
    variables: ProblemVariables,
    sites: Vec<Variable>,
    cost: Expression,
    rows: Vec<Constraint>,
}

impl Program {
    fn new(kernel: &Kernel, scale: f64) -> Self {
        let mut variables = ProblemVariables::new();
        let sites = variables.add_vector(variable().binary(), kernel.sites());
        let mut program = Self {
            variables,
            sites,
            cost: Expression::from(kernel.base as f64 / scale),
            rows: Vec::new(),
        };
        let open: Expression = program.sites.iter().sum();
        program.rows.push(constraint!(open == kernel.open as f64));
        for group in &kernel.groups {
            let sites = group.iter().map(|site| *site as usize);
            let open = program.open(sites);
            program.rows.push(constraint!(open >= 1.0));
        }
        for point in 0..kernel.points() {
            program.add(kernel, point, scale);
        }
        program
    }

    fn open(&self, sites: impl Iterator<Item = usize>) -> Expression {
        sites.map(|site| self.sites[site]).sum()
    }

    /// A point is served in one way; sites at the same cost are one way.
    fn add(&mut self, kernel: &Kernel, point: usize, scale: f64) {
        let mut ways: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for entry in kernel.row(point) {
            ways.entry(entry.cost)
                .or_default()
                .push(entry.site as usize);
        }
        let mut served = Expression::from(self.way(kernel.other[point], scale));
        for (cost, sites) in ways {
            let way = self.way(cost, scale);
            let open = self.open(sites.into_iter());
            self.rows.push(constraint!(way <= open));
            served += way;
        }
        self.rows.push(constraint!(served == 1.0));
    }

    fn way(&mut self, cost: u32, scale: f64) -> Variable {
        let way = self.variables.add(variable().min(0.0).max(1.0));
        self.cost += f64::from(cost) / scale * way;
        way
    }

    fn solve(self, limit: Option<Duration>) -> Result<(Vec<bool>, bool), MipError> {
        let unsolved = self.variables.minimise(self.cost);
        #[cfg(feature = "highs")]
        let model = unsolved
            .using(good_lp::highs)
            .set_option("mip_rel_gap", 0.0)
            .set_threads(1);
        #[cfg(not(feature = "highs"))]
        let model = unsolved.using(good_lp::microlp);
        run(model, self.rows, &self.sites, limit)
    }
}

fn run<M>(
    mut model: M,
    rows: Vec<Constraint>,
    sites: &[Variable],
    limit: Option<Duration>,
) -> Result<(Vec<bool>, bool), MipError>
where
    M: SolverModel<Error = ResolutionError> + WithTimeLimit,
{
    for row in rows {
        model.add_constraint(row);
    }
    if let Some(limit) = limit {
        model = model.with_time_limit(limit.as_secs_f64());
    }
    let solution = model.solve()?;
    let open = sites.iter().map(|site| solution.value(*site) > 0.5);
    // No gap was allowed: a "gap limit" is only the last digit of a float.
    let optimal = !matches!(solution.status(), SolutionStatus::TimeLimit);
    Ok((open.collect(), optimal))
}
