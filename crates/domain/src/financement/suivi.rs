//! What was spent beside what was foreseen, line by line.

use super::{Cents, Depense, Expense, Plan, Section, tenths_of};
use crate::period::Period;

/// A line of expenses and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The line.
    pub expense: Expense,
    /// Invoiced, paid or not.
    pub invoiced: Cents,
    /// Paid.
    pub paid: Cents,
    /// Foreseen and not yet invoiced; below zero: more was invoiced than foreseen.
    pub left: Cents,
    /// Paid, in tenths of a percent of what was foreseen; nothing when nothing was.
    pub tenths: Option<i64>,
}

/// Every line of a plan, in its order. Cancelled spending counts for nothing.
pub fn spent_by_line(plan: &Plan, depenses: &[Depense]) -> Vec<Spent> {
    let of = |expense: &Expense| {
        let own = || {
            depenses
                .iter()
                .filter(|d| !d.cancelled && d.line == expense.code)
        };
        let invoiced: Cents = own().map(|d| d.amount(plan.vat)).sum();
        let paid = own()
            .filter(|d| d.paid.is_some())
            .map(|d| d.amount(plan.vat));
        let paid: Cents = paid.sum();
        Spent {
            expense: expense.clone(),
            invoiced,
            paid,
            left: expense.amount.minus(invoiced),
            tenths: tenths_of(paid, expense.amount),
        }
    };
    plan.expenses.iter().map(of).collect()
}

/// What was paid of a section (`None`: of all) on days of a period (`None`: ever).
pub fn total_paid(
    plan: &Plan,
    depenses: &[Depense],
    section: Option<Section>,
    period: Option<Period>,
) -> Cents {
    let of_section = |d: &&Depense| {
        let line = plan.expense(&d.line);
        section.is_none_or(|section| line.is_some_and(|e| e.section == section))
    };
    let in_period = |d: &&Depense| {
        d.paid
            .is_some_and(|day| period.is_none_or(|p| p.contains(day)))
    };
    depenses
        .iter()
        .filter(|d| !d.cancelled)
        .filter(of_section)
        .filter(in_period)
        .map(|d| d.amount(plan.vat))
        .sum()
}
