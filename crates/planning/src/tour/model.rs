//! The exact model, written once for every solver.
//!
//! Stops that the rules cannot tell apart (same commune, same half-days allowed, same
//! skill) form a *class*: `go[k,h]` says that the van goes to a stop of class k on
//! half-day h, `seen[q,m]` that stop q has one of the visits of its class in month m.
//! Given whole `go`, the rest of the stops is a flow, so only `go` and the people need
//! be whole. This is the same problem with a tenth of the columns, and without the
//! symmetries that slow solvers down.

use std::collections::BTreeMap;

use good_lp::{Constraint, Expression, ProblemVariables, Variable, constraint, variable};

use super::grid::{Crew, Grid, Pinned, Sortie};

mod crews;

/// Which part of the problem to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Stops only: the people are only counted roughly, so the optimum is a bound.
    Stops,
    /// Everything.
    Whole,
}

/// A model ready for a solver, with what is needed to read its answer.
pub(crate) struct Model {
    pub variables: ProblemVariables,
    pub objective: Expression,
    pub rows: Vec<Constraint>,
    pub classes: Vec<Class>,
    /// Month of each half-day.
    pub months: Vec<usize>,
    /// `go[k][h]`, where allowed.
    pub go: Vec<Vec<Option<Variable>>>,
    /// `seen[q][m]`.
    pub seen: Vec<Vec<Variable>>,
    reached: Vec<Variable>,
    closed: Vec<Variable>,
    pub on_board: Vec<Vec<Option<Variable>>>,
    pub drives: Vec<Vec<Option<Variable>>>,
}

/// Stops that the rules cannot tell apart.
#[derive(Debug)]
pub(crate) struct Class {
    pub stops: Vec<usize>,
    pub commune: usize,
    able: Crew,
    /// Half-days allowed.
    allowed: Vec<bool>,
}

/// The calendar to change as little as possible, if there is one.
type Previous<'a> = Option<&'a [Option<Sortie>]>;

/// What makes two stops alike: commune, half-days allowed, who knows what it asks for on each
/// (once, when it is always the same); and the stop itself when it must be told apart.
type Key = (usize, Vec<bool>, Vec<Crew>, Option<usize>);

fn classes(grid: &Grid<'_>, part: Part, previous: Previous<'_>) -> Vec<Class> {
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (q, visit) in grid.stops.iter().enumerate() {
        let allowed: Vec<bool> = (0..grid.days.len()).map(|h| may_go(grid, q, h)).collect();
        let able = match part {
            Part::Stops => Vec::new(),
            Part::Whole => able_by_day(grid, q),
        };
        let known = is_known(grid, previous, q).then_some(q);
        let key = (visit.commune, allowed, able, known);
        groups.entry(key).or_default().push(q);
    }
    let class = |((commune, allowed, _, _), stops): (Key, Vec<usize>)| Class {
        able: grid.stops[stops[0]].able,
        stops,
        commune,
        allowed,
    };
    groups.into_iter().map(class).collect()
}

/// Who knows what a stop asks for: once when it is the same on every half-day.
fn able_by_day(grid: &Grid<'_>, q: usize) -> Vec<Crew> {
    let mut able: Vec<Crew> = (0..grid.days.len()).map(|h| grid.able(h, q)).collect();
    if able.iter().all(|crew| Some(crew) == able.first()) {
        able.truncate(1);
    }
    able
}

/// A stop that is published, or that the previous calendar names, is alone in its class.
fn is_known(grid: &Grid<'_>, previous: Previous<'_>, q: usize) -> bool {
    let pins = grid.pins.iter().filter_map(Pinned::sortie);
    let before = previous.into_iter().flatten().flatten();
    pins.chain(before).any(|sortie| sortie.stop == q)
}

fn may_go(grid: &Grid<'_>, q: usize, h: usize) -> bool {
    match grid.pins[h] {
        Pinned::Free => grid.days[h].allows[q],
        Pinned::Fixed(pin) => pin.is_some_and(|sortie| sortie.stop == q),
    }
}

impl Model {
    /// Writes the model of an instance.
    pub fn new(grid: &Grid<'_>, part: Part, previous: Previous<'_>) -> Self {
        let mut variables = ProblemVariables::new();
        let classes = classes(grid, part, previous);
        let go = classes
            .iter()
            .map(|class| {
                let days = class.allowed.iter();
                days.map(|allowed| allowed.then(|| variables.add(variable().binary())))
                    .collect()
            })
            .collect();
        let months = 0..grid.months;
        let seen = (0..grid.stops.len())
            .map(|_| months.clone().map(|_| unit(&mut variables)).collect())
            .collect();
        let reached = (0..grid.stops.len())
            .map(|_| unit(&mut variables))
            .collect();
        let closed = (0..grid.days.len()).map(|_| unit(&mut variables)).collect();
        let mut model = Self {
            variables,
            objective: Expression::from(0.0),
            rows: Vec::new(),
            classes,
            months: grid.days.iter().map(|day| day.month).collect(),
            go,
            seen,
            reached,
            closed,
            on_board: Vec::new(),
            drives: Vec::new(),
        };
        model.write_days(grid);
        model.write_visits(grid);
        model.write_communes(grid);
        model.write_partners(grid);
        match part {
            Part::Stops => model.write_rough_crews(grid),
            Part::Whole => model.write_crews(grid),
        }
        model
    }

    /// One stop or closed.
    fn write_days(&mut self, grid: &Grid<'_>) {
        for h in 0..grid.days.len() {
            let visits = self.visits(|_| true, |day| day == h);
            self.rows.push(constraint!(visits + self.closed[h] == 1.0));
            self.objective += whole(grid.weights.closed) * self.closed[h];
            for (k, class) in self.classes.iter().enumerate() {
                let Some(go) = self.go[k][h] else { continue };
                let market = i64::from(grid.days[h].market[class.commune]);
                self.objective -= whole(grid.weights.market * market) * go;
            }
        }
    }

    /// Which stops have the visits of their class, once a month each.
    fn write_visits(&mut self, grid: &Grid<'_>) {
        for k in 0..self.classes.len() {
            for m in 0..grid.months {
                let visits = self.visits(|class| class == k, |h| grid.days[h].month == m);
                let stops = self.classes[k].stops.iter();
                let seen: Expression = stops.map(|q| self.seen[*q][m]).sum();
                self.rows.push(constraint!(visits == seen));
            }
        }
        for (q, visit) in grid.stops.iter().enumerate() {
            let seen: Expression = self.seen[q].iter().sum();
            self.objective += whole(visit.km) * seen.clone();
            self.objective -= whole(visit.reach) * self.reached[q];
            self.rows.push(constraint!(self.reached[q] <= seen));
        }
    }

    /// Every month, at most once a week, a fair share.
    fn write_communes(&mut self, grid: &Grid<'_>) {
        for c in 0..grid.communes.len() {
            for w in 0..grid.weeks {
                let visits = self.of_commune(c, |h| grid.days[h].week == w);
                self.rows.push(constraint!(visits <= 1.0));
            }
            if !grid.communes[c].to_serve {
                continue;
            }
            for m in 0..grid.months {
                let visits = self.of_commune(c, |h| grid.days[h].month == m);
                let uncovered = unit(&mut self.variables);
                self.objective += whole(grid.weights.uncovered) * uncovered;
                self.rows.push(constraint!(visits + uncovered >= 1.0));
            }
            self.write_share(grid, c);
        }
    }

    /// The distance to the fair share, by the tightest lines through whole numbers of
    /// visits.
    fn write_share(&mut self, grid: &Grid<'_>, c: usize) {
        let visits = self.of_commune(c, |_| true);
        let cost = self.variables.add(variable().min(0.0));
        self.objective += cost;
        let below = grid.communes[c].share / 10;
        for from in [below - 1, below, below + 1] {
            let (low, high) = (grid.share_cost(c, from), grid.share_cost(c, from + 1));
            let line = whole(high - low) * (visits.clone() - whole(from)) + whole(low);
            self.rows.push(constraint!(cost >= line));
        }
    }

    fn write_partners(&mut self, grid: &Grid<'_>) {
        let partners = &grid.instance.partners;
        let mut on_day: Vec<Expression> = vec![Expression::from(0.0); grid.days.len()];
        for (p, partner) in partners.iter().enumerate() {
            let mut held = vec![None; grid.days.len()];
            let short = self.variables.add(variable().min(0.0));
            for h in partner.slots.iter().copied() {
                let on = unit(&mut self.variables);
                on_day[h] += on;
                held[h] = Some(on);
                self.pin_partner(grid, h, p, on);
            }
            let all: Expression = held.iter().flatten().sum();
            let wanted = whole(i64::try_from(partner.n).unwrap_or(i64::MAX));
            self.rows.push(constraint!(all + short == wanted));
            self.objective += whole(grid.weights.partner) * short;
            for (h, other) in twins(grid) {
                if let Some((a, b)) = held[h].zip(held[other]) {
                    self.rows.push(constraint!(a + b <= 1.0));
                }
            }
        }
        for (h, partners) in on_day.into_iter().enumerate() {
            self.rows
                .push(constraint!(partners + self.closed[h] <= 1.0));
        }
    }

    fn pin_partner(&mut self, grid: &Grid<'_>, h: usize, p: usize, on: Variable) {
        if !grid.is_pinned(h) {
            return;
        }
        let mut pins = grid.instance.published.iter();
        let pin = pins
            .find(|pin| pin.h == h)
            .and_then(|pin| pin.outing.as_ref());
        let held = f64::from(pin.is_some_and(|outing| outing.partner == Some(p)));
        self.rows.push(constraint!(on == held));
    }

    /// Stops that differ from the previous calendar.
    pub fn moved(&self, previous: &[Option<Sortie>]) -> Expression {
        let mut moved = Expression::from(0.0);
        for (k, days) in self.go.iter().enumerate() {
            for (h, go) in days.iter().enumerate() {
                let Some(go) = *go else { continue };
                let stayed = previous[h].is_some_and(|s| self.classes[k].stops.contains(&s.stop));
                moved += if stayed { -go } else { 1.0 * go };
            }
        }
        moved + count(previous.iter().flatten().count())
    }

    /// People that differ from the previous calendar.
    pub fn swapped(&self, previous: &[Option<Sortie>]) -> Expression {
        let mut swapped = Expression::from(0.0);
        for (h, people) in self.on_board.iter().enumerate() {
            let crew = previous[h].map_or(0, |sortie| sortie.crew);
            swapped += f64::from(crew.count_ones());
            for (e, on_board) in people.iter().enumerate() {
                let Some(on_board) = *on_board else { continue };
                let stayed = crew >> e & 1 == 1;
                swapped += if stayed { -on_board } else { 1.0 * on_board };
            }
        }
        swapped
    }

    fn visits(&self, of: impl Fn(usize) -> bool, on: impl Fn(usize) -> bool) -> Expression {
        let classes = self.go.iter().enumerate().filter(|(k, _)| of(*k));
        classes
            .flat_map(|(_, days)| days.iter().enumerate())
            .filter(|(h, _)| on(*h))
            .filter_map(|(_, go)| *go)
            .sum()
    }

    fn of_commune(&self, c: usize, on: impl Fn(usize) -> bool) -> Expression {
        self.visits(|k| self.classes[k].commune == c, on)
    }
}

/// Half-days at the same time, each pair once.
fn twins(grid: &Grid<'_>) -> Vec<(usize, usize)> {
    let days = grid.days.iter().enumerate();
    days.flat_map(|(h, day)| {
        let later = day.same_time.iter().filter(move |other| **other > h);
        later.map(move |other| (h, *other))
    })
    .collect()
}

fn unit(variables: &mut ProblemVariables) -> Variable {
    variables.add(variable().min(0.0).max(1.0))
}

fn whole(number: i64) -> f64 {
    number as f64
}

fn count(number: usize) -> f64 {
    number as f64
}
