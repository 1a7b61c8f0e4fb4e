//! The people of the exact model: crews, limits, fairness.

use std::collections::BTreeMap;

use good_lp::{Expression, constraint, variable};

use super::{Model, count, twins, whole};
use crate::tour::grid::{Crew, Grid, Pinned, people};

impl Model {
    /// What any crew must respect, counted by week: enough people, drivers, skills.
    pub(super) fn write_rough_crews(&mut self, grid: &Grid<'_>) {
        let spread = self.variables.add(variable().min(0.0));
        self.objective += whole(grid.weights.driving) * spread;
        self.write_uneven(grid, spread);
        let weekly = grid.instance.weekly_max;
        for w in 0..grid.weeks {
            let days: Vec<usize> = (0..grid.days.len())
                .filter(|h| grid.days[*h].week == w)
                .collect();
            self.write_capacity(grid, &days, |_| weekly);
        }
        for m in 0..grid.months {
            let days: Vec<usize> = (0..grid.days.len())
                .filter(|h| grid.days[*h].month == m)
                .collect();
            self.write_capacity(grid, &days, |e| grid.instance.staff[e].maxm);
        }
    }

    /// Among some half-days where each person boards so many times at most.
    fn write_capacity(&mut self, grid: &Grid<'_>, days: &[usize], most: impl Fn(usize) -> usize) {
        let capacity = |among: Crew| -> usize {
            let people = people(among).filter(|e| *e < grid.instance.staff.len());
            people
                .map(|e| {
                    let present = days.iter().filter(|h| grid.days[**h].present >> e & 1 == 1);
                    present.count().min(most(e))
                })
                .sum()
        };
        let all = capacity(Crew::MAX) / 2;
        let drivers = capacity(grid.drivers);
        let open = all.min(drivers);
        if open < days.len() {
            let visits = self.visits(|_| true, |h| days.contains(&h));
            self.rows.push(constraint!(visits <= count(open)));
        }
        let mut skills: Vec<Crew> = self.classes.iter().map(|class| class.able).collect();
        skills.sort_unstable();
        skills.dedup();
        for able in skills {
            let able_days = capacity(able);
            if able_days < days.len() {
                let visits = self.visits(|k| self.classes[k].able == able, |h| days.contains(&h));
                self.rows.push(constraint!(visits <= count(able_days)));
            }
        }
    }

    pub(super) fn write_crews(&mut self, grid: &Grid<'_>) {
        let staff = grid.instance.staff.len();
        let present = |h: usize, e: usize| grid.days[h].present >> e & 1 == 1;
        for h in 0..grid.days.len() {
            let mut binary = |fits: bool| fits.then(|| self.variables.add(variable().binary()));
            let on_board: Vec<_> = (0..staff).map(|e| binary(present(h, e))).collect();
            let drives: Vec<_> = (0..staff)
                .map(|e| binary(present(h, e) && grid.drivers >> e & 1 == 1))
                .collect();
            self.on_board.push(on_board);
            self.drives.push(drives);
            self.write_crew(grid, h);
        }
        self.write_twins(grid);
        self.write_limits(grid);
        self.write_fairness(grid);
    }

    /// Two or three people, one of whom drives, and what the stop asks for.
    fn write_crew(&mut self, grid: &Grid<'_>, h: usize) {
        let crew: Expression = self.on_board[h].iter().flatten().sum();
        let drivers: Expression = self.drives[h].iter().flatten().sum();
        let closed = self.closed[h];
        self.rows
            .push(constraint!(crew.clone() + 2.0 * closed >= 2.0));
        self.rows.push(constraint!(crew + 3.0 * closed <= 3.0));
        self.rows.push(constraint!(drivers + closed == 1.0));
        for (drives, on_board) in self.drives[h].iter().zip(&self.on_board[h]) {
            if let Some((drives, on_board)) = drives.zip(*on_board) {
                self.rows.push(constraint!(drives <= on_board));
            }
        }
        let mut asked: BTreeMap<Crew, Expression> = BTreeMap::new();
        for (k, class) in self.classes.iter().enumerate() {
            let able = grid.able(h, class.stops[0]);
            if let Some(go) =
                self.go[k][h].filter(|_| able & grid.days[h].present != grid.days[h].present)
            {
                *asked.entry(able).or_insert_with(|| Expression::from(0.0)) += go;
            }
        }
        for (able, visits) in asked {
            let able = people(able).filter_map(|e| self.on_board[h].get(e).copied().flatten());
            let able: Expression = able.sum();
            self.rows.push(constraint!(visits <= able));
        }
        self.pin_crew(grid, h);
    }

    fn pin_crew(&mut self, grid: &Grid<'_>, h: usize) {
        let Pinned::Fixed(Some(pin)) = grid.pins[h] else {
            return;
        };
        for e in 0..grid.instance.staff.len() {
            if let Some(on_board) = self.on_board[h][e] {
                let on = f64::from(pin.crew >> e & 1 == 1);
                self.rows.push(constraint!(on_board == on));
            }
            if let Some(drives) = self.drives[h][e] {
                self.rows
                    .push(constraint!(drives == f64::from(pin.driver == e)));
            }
        }
    }

    fn write_twins(&mut self, grid: &Grid<'_>) {
        for (h, other) in twins(grid) {
            let both = self.on_board[h].iter().zip(&self.on_board[other]);
            for (a, b) in both.filter_map(|(a, b)| a.zip(*b)) {
                self.rows.push(constraint!(a + b <= 1.0));
            }
        }
    }

    fn write_limits(&mut self, grid: &Grid<'_>) {
        let instance = grid.instance;
        for e in 0..instance.staff.len() {
            for w in 0..grid.weeks {
                let load = self.load(e, |h| grid.days[h].week == w);
                self.rows
                    .push(constraint!(load <= count(instance.weekly_max)));
            }
            for m in 0..grid.months {
                let load = self.load(e, |h| grid.days[h].month == m);
                self.rows
                    .push(constraint!(load <= count(instance.staff[e].maxm)));
            }
        }
    }

    fn load(&self, e: usize, on: impl Fn(usize) -> bool) -> Expression {
        let days = (0..self.on_board.len()).filter(|h| on(*h));
        days.filter_map(|h| self.on_board[h][e]).sum()
    }

    fn write_fairness(&mut self, grid: &Grid<'_>) {
        let loads: Vec<_> = people(grid.full_time)
            .map(|e| self.load(e, |_| true))
            .collect();
        self.write_spread(grid.weights.load, &loads);
        let drivers = grid.full_time & grid.drivers;
        let driven: Vec<Expression> = people(drivers)
            .map(|e| self.drives.iter().filter_map(|day| day[e]).sum())
            .collect();
        let spread = self.write_spread(grid.weights.driving, &driven);
        if let Some(spread) = spread {
            self.write_uneven(grid, spread);
        }
    }

    /// When full-time people do all the driving, it divides evenly only if their number
    /// divides the half-days that may open, or some of these closes.
    fn write_uneven(&mut self, grid: &Grid<'_>, spread: impl Into<Expression>) {
        let among = (grid.full_time & grid.drivers).count_ones() as usize;
        let all_full_time = grid.drivers & !grid.full_time == 0;
        let open = (0..grid.days.len()).filter(|h| grid.may_open(*h));
        let open: Vec<usize> = open.collect();
        if all_full_time && among >= 2 && !open.len().is_multiple_of(among) {
            let closed: Expression = open.iter().map(|h| self.closed[*h]).sum();
            self.rows.push(constraint!(spread.into() + closed >= 1.0));
        }
    }

    fn write_spread(&mut self, weight: i64, loads: &[Expression]) -> Option<Expression> {
        if loads.len() < 2 {
            return None;
        }
        let most = self.variables.add(variable().integer().min(0.0).max(1e4));
        let least = self.variables.add(variable().integer().min(0.0).max(1e4));
        for load in loads {
            self.rows.push(constraint!(load.clone() <= most));
            self.rows.push(constraint!(load.clone() >= least));
        }
        self.objective += whole(weight) * (most - least);
        Some(most - least)
    }
}
