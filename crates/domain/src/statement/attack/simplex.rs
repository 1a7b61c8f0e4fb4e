//! A small exact simplex on integers, for the bounds of the attack.
//!
//! Rounded arithmetic could take 4.999 for a safe 5. The tables of a statement
//! give coefficients of 0, 1 and −1, so that whole-number pivots (Edmonds, Bareiss)
//! stay small and exact: the tableau holds integers over one common denominator.
//! Bland's rule makes every run end. It knows nothing of statements.

/// A constraint over unknowns that are all zero or more: `terms = constant`, or
/// `terms ≤ constant`.
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    /// Unknown and coefficient.
    pub terms: Vec<(usize, i64)>,
    /// Equality, or at most.
    pub equal: bool,
    /// Right-hand side.
    pub constant: i64,
}

/// No value satisfies all the constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Infeasible;

/// Constraints brought to a feasible corner, from which bounds are asked.
pub(super) struct Simplex {
    /// One row per constraint; the last column is the right-hand side.
    rows: Vec<Vec<i128>>,
    /// Unknown that each row gives.
    basis: Vec<usize>,
    /// Common denominator of the whole tableau, above zero.
    denominator: i128,
    /// Columns that may enter: unknowns and slacks, not artificials.
    usable: usize,
}

impl Simplex {
    /// Finds a first corner, or says that there is none.
    pub fn new(unknowns: usize, constraints: &[Constraint]) -> Result<Self, Infeasible> {
        let slacks = constraints.iter().filter(|c| !c.equal).count();
        let usable = unknowns + slacks;
        let width = usable + constraints.len() + 1;
        let mut slack = unknowns;
        let mut rows = Vec::with_capacity(constraints.len());
        let mut basis = Vec::with_capacity(constraints.len());
        for (index, constraint) in constraints.iter().enumerate() {
            let mut row = vec![0; width];
            for &(unknown, coefficient) in &constraint.terms {
                row[unknown] += i128::from(coefficient);
            }
            row[width - 1] = i128::from(constraint.constant);
            let mut gives = usable + index;
            if !constraint.equal {
                row[slack] = 1;
                if constraint.constant >= 0 {
                    gives = slack;
                }
                slack += 1;
            }
            if constraint.constant < 0 {
                negate(&mut row);
            }
            row[gives] = 1;
            rows.push(row);
            basis.push(gives);
        }
        let mut simplex = Self {
            rows,
            basis,
            denominator: 1,
            usable,
        };
        simplex.reach_a_corner()?;
        Ok(simplex)
    }

    /// Drives the artificial columns to zero and drops them.
    fn reach_a_corner(&mut self) -> Result<(), Infeasible> {
        let width = self.width();
        let mut cost = vec![0; width];
        for (row, &gives) in self.rows.iter().zip(&self.basis) {
            if gives >= self.usable {
                for (c, cell) in cost.iter_mut().zip(row) {
                    *c -= cell;
                }
            }
        }
        self.descend(&mut cost);
        if cost[width - 1] != 0 {
            return Err(Infeasible);
        }
        self.drop_artificials();
        Ok(())
    }

    fn drop_artificials(&mut self) {
        let mut row = 0;
        while row < self.rows.len() {
            if self.basis[row] < self.usable {
                row += 1;
                continue;
            }
            let entering = (0..self.usable).find(|&column| self.rows[row][column] != 0);
            if let Some(column) = entering {
                if self.rows[row][column] < 0 {
                    negate(&mut self.rows[row]);
                }
                self.pivot(row, column, &mut []);
                row += 1;
            } else {
                // The constraint repeats others.
                self.rows.swap_remove(row);
                self.basis.swap_remove(row);
            }
        }
        let (usable, last) = (self.usable, self.width() - 1);
        for row in &mut self.rows {
            row[usable] = row[last];
            row.truncate(usable + 1);
        }
    }

    /// Smallest value of an unknown.
    pub fn min(&mut self, unknown: usize) -> Rational {
        let bound = self.optimise(unknown, 1);
        bound.expect("an unknown is never below zero")
    }

    /// Largest value of an unknown; none when nothing bounds it.
    pub fn max(&mut self, unknown: usize) -> Option<Rational> {
        let bound = self.optimise(unknown, -1)?;
        Some(Rational {
            numerator: -bound.numerator,
            ..bound
        })
    }

    /// Minimises `sign × unknown` from the present corner.
    fn optimise(&mut self, unknown: usize, sign: i128) -> Option<Rational> {
        let mut cost = vec![0; self.width()];
        cost[unknown] = sign * self.denominator;
        if let Some(row) = self.basis.iter().position(|&gives| gives == unknown) {
            for (c, cell) in cost.iter_mut().zip(&self.rows[row]) {
                *c -= sign * cell;
            }
        }
        self.descend(&mut cost).then(|| Rational {
            numerator: -cost[cost.len() - 1],
            denominator: self.denominator,
        })
    }

    /// Pivots until no column improves the cost; false when it falls without end.
    fn descend(&mut self, cost: &mut [i128]) -> bool {
        while let Some(column) = (0..self.usable).find(|&column| cost[column] < 0) {
            let Some(row) = self.leaving(column) else {
                return false;
            };
            self.pivot(row, column, cost);
        }
        true
    }

    /// Row of the smallest ratio; ties go to the smallest unknown (Bland).
    fn leaving(&self, column: usize) -> Option<usize> {
        let last = self.width() - 1;
        let candidates = (0..self.rows.len()).filter(|&row| self.rows[row][column] > 0);
        candidates.min_by(|&a, &b| {
            let left = self.rows[a][last] * self.rows[b][column];
            let right = self.rows[b][last] * self.rows[a][column];
            left.cmp(&right).then(self.basis[a].cmp(&self.basis[b]))
        })
    }

    fn pivot(&mut self, row: usize, column: usize, cost: &mut [i128]) {
        let pivot = self.rows[row][column];
        let denominator = self.denominator;
        let source = std::mem::take(&mut self.rows[row]);
        for (index, target) in self.rows.iter_mut().enumerate() {
            if index != row {
                eliminate(target, &source, column, pivot, denominator);
            }
        }
        if !cost.is_empty() {
            eliminate(cost, &source, column, pivot, denominator);
        }
        self.rows[row] = source;
        self.basis[row] = column;
        self.denominator = pivot;
    }

    fn width(&self) -> usize {
        self.rows.first().map_or(self.usable + 1, Vec::len)
    }
}

/// `target = (target × pivot − target[column] × source) / denominator`, exact.
fn eliminate(target: &mut [i128], source: &[i128], column: usize, pivot: i128, denominator: i128) {
    let factor = target[column];
    if pivot == 1 && denominator == 1 {
        if factor != 0 {
            for (cell, from) in target.iter_mut().zip(source) {
                *cell -= factor * from;
            }
        }
        return;
    }
    for (cell, from) in target.iter_mut().zip(source) {
        *cell = (*cell * pivot - factor * from) / denominator;
    }
}

fn negate(row: &mut [i128]) {
    for cell in row {
        *cell = -*cell;
    }
}

/// A fraction, its denominator above zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rational {
    numerator: i128,
    denominator: i128,
}

impl Rational {
    /// The first integer not below.
    pub fn ceiling(self) -> i64 {
        let up = self.numerator.rem_euclid(self.denominator) != 0;
        narrow(self.numerator.div_euclid(self.denominator) + i128::from(up))
    }

    /// The last integer not above.
    pub fn floor(self) -> i64 {
        narrow(self.numerator.div_euclid(self.denominator))
    }
}

fn narrow(value: i128) -> i64 {
    i64::try_from(value).expect("a count of a month is far below 2^63")
}
