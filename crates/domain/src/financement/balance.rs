//! The balance of a plan: expenses = resources in every column.
//!
//! What no funder covers is « à trouver »; what is covered twice is « en trop ». A
//! resource of the whole plan has no known place in the sections: there, what it
//! covers stands as one figure with what is still to find, « non réparti ».

use super::{Amount, Base, Cents, FunderKind, Plan, Resource, Section, tenths_of};

/// Least share that the carrier pays of an investment, percent (CGCT, article L1111-10).
pub const OWN_PERCENT: i64 = 20;

/// An amount of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// How much.
    pub amount: Cents,
    /// Whether it comes from a rate.
    pub is_computed: bool,
}

/// What a funder brings, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Code of the resource.
    pub code: String,
    /// Its parts by section, in the order of [`Section::ALL`].
    pub sections: [Option<Cell>; 2],
    /// What it brings to the whole plan, whose split is not published.
    pub undivided: Option<Cell>,
    /// All of it.
    pub total: Cell,
}

/// A column: `expenses + excess = resources + undivided + to_find`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Column {
    /// What is foreseen.
    pub expenses: Cents,
    /// What funders bring to this column.
    pub resources: Cents,
    /// What resources of the whole plan, or resources to find, must cover here: how is not
    /// published. Nothing in the total, where each has its place.
    pub undivided: Cents,
    /// What nobody brings yet.
    pub to_find: Cents,
    /// What is brought beyond the expenses.
    pub excess: Cents,
}

impl Column {
    /// Whether it balances to the cent.
    pub fn is_balanced(&self) -> bool {
        self.expenses + self.excess == self.resources + self.undivided + self.to_find
    }
}

/// Something to know before believing a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// So much is still to be found, in tenths of a percent of the plan.
    ToFind(Cents, i64),
    /// So much is brought beyond the expenses of a column (`None`: the whole).
    Excess(Option<Section>, Cents),
    /// The carrier pays less than [`OWN_PERCENT`]: its share, in tenths of a percent.
    OwnShare(i64),
    /// A funder brings more than its cap: code, amount, cap.
    Cap(String, Cents, Cents),
}

/// A plan in columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Columns, in the order of [`Section::ALL`].
    pub sections: [Column; 2],
    /// The whole.
    pub total: Column,
    /// Each funder; contributions in kind are left out.
    pub lines: Vec<Line>,
    /// Contributions in kind, beside the balance.
    pub in_kind: Vec<Line>,
    /// What the carrier itself brings.
    pub own: Cents,
    /// What to know.
    pub warnings: Vec<Warning>,
}

impl Balance {
    pub(super) fn of(plan: &Plan) -> Self {
        let is_money = |resource: &&Resource| resource.kind != FunderKind::Nature;
        let lines: Vec<Line> = plan
            .resources
            .iter()
            .filter(is_money)
            .map(|r| line(plan, r))
            .collect();
        let undivided: Cents = lines
            .iter()
            .filter_map(|l| l.undivided)
            .map(|c| c.amount)
            .sum();
        let is_split = undivided == Cents::ZERO;
        let sections = [0, 1].map(|at| section(plan, &lines, at, is_split));
        let total = whole(&sections, undivided);
        let own = plan
            .resources
            .iter()
            .filter(|r| r.kind == FunderKind::Porteur)
            .map(|r| plan.granted(r))
            .sum();
        let in_kind = plan.resources.iter().filter(|r| !is_money(r));
        let mut balance = Self {
            sections,
            total,
            in_kind: in_kind.map(|r| line(plan, r)).collect(),
            lines,
            own,
            warnings: Vec::new(),
        };
        balance.warnings = warnings(plan, &balance);
        balance
    }

    /// Share of the carrier, in tenths of a percent of the plan.
    pub fn own_tenths(&self) -> Option<i64> {
        tenths_of(self.own, self.total.expenses)
    }
}

fn line(plan: &Plan, resource: &Resource) -> Line {
    let cell = |base: Base| {
        let part = resource.parts.iter().find(|part| part.on == base)?;
        Some(Cell {
            amount: plan.worth(part.amount, base),
            is_computed: matches!(part.amount, Amount::Rate(_)),
        })
    };
    let sections = [cell(Base::Investissement), cell(Base::Fonctionnement)];
    let undivided = cell(Base::Ensemble);
    let cells = || sections.iter().copied().chain([undivided]).flatten();
    Line {
        code: resource.code.clone(),
        sections,
        undivided,
        total: Cell {
            amount: cells().map(|c| c.amount).sum(),
            is_computed: cells().any(|c| c.is_computed),
        },
    }
}

fn section(plan: &Plan, lines: &[Line], at: usize, is_split: bool) -> Column {
    let expenses = plan.expenses_on(Section::ALL[at].base());
    let cells = lines.iter().filter_map(|l| l.sections[at]);
    let resources: Cents = cells.map(|c| c.amount).sum();
    let rest = expenses.minus(resources);
    let (undivided, to_find) = if is_split {
        (Cents::ZERO, rest.at_least_zero())
    } else {
        (rest.at_least_zero(), Cents::ZERO)
    };
    Column {
        expenses,
        resources,
        undivided,
        to_find,
        excess: resources.minus(expenses).at_least_zero(),
    }
}

fn whole(sections: &[Column; 2], undivided: Cents) -> Column {
    let sum = |of: fn(&Column) -> Cents| sections.iter().map(of).sum::<Cents>();
    let uncovered = sum(|c| c.undivided + c.to_find);
    let too_much = undivided.minus(uncovered).at_least_zero();
    Column {
        expenses: sum(|c| c.expenses),
        resources: sum(|c| c.resources) + undivided,
        undivided: Cents::ZERO,
        to_find: uncovered.minus(undivided).at_least_zero(),
        excess: sum(|c| c.excess) + too_much,
    }
}

fn warnings(plan: &Plan, balance: &Balance) -> Vec<Warning> {
    let mut found = Vec::new();
    let whole = balance.total;
    if whole.to_find > Cents::ZERO {
        let share = tenths_of(whole.to_find, whole.expenses).unwrap_or(0);
        found.push(Warning::ToFind(whole.to_find, share));
    }
    let sections = Section::ALL.iter().zip(&balance.sections);
    let by_section = sections.filter(|(_, c)| c.excess > Cents::ZERO);
    found.extend(by_section.map(|(s, c)| Warning::Excess(Some(*s), c.excess)));
    let in_sections: Cents = balance.sections.iter().map(|c| c.excess).sum();
    if whole.excess > in_sections {
        found.push(Warning::Excess(None, whole.excess.minus(in_sections)));
    }
    if let Some(share) = low_own_share(balance) {
        found.push(Warning::OwnShare(share));
    }
    found.extend(plan.resources.iter().filter_map(|r| above_cap(plan, r)));
    found
}

/// The share of the carrier when it is below the least.
fn low_own_share(balance: &Balance) -> Option<i64> {
    let whole = i128::from(balance.total.expenses.get());
    let own = i128::from(balance.own.get());
    let is_low = own * 100 < whole * i128::from(OWN_PERCENT);
    balance.own_tenths().filter(|_| is_low)
}

fn above_cap(plan: &Plan, resource: &Resource) -> Option<Warning> {
    let cap = plan.worth(resource.cap?, Base::Ensemble);
    let granted = plan.granted(resource);
    (granted > cap).then(|| Warning::Cap(resource.code.clone(), granted, cap))
}
