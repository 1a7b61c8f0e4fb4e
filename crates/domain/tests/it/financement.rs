//! The plan of financing: the published one to the cent, and what holds of any plan.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod appel;
mod depense;
mod plan;

use std::sync::LazyLock;

use plus_domain::financement::{
    Amount, Base, Cents, Expense, FunderKind, Part, Plan, Rate, Resource, Section,
};
use proptest::prelude::*;

use crate::territoire::espace_sud;

/// The published plan, as the territory of the demonstration holds it: read once.
fn published() -> Plan {
    static PLAN: LazyLock<Plan> = LazyLock::new(|| espace_sud().financement.unwrap());
    PLAN.clone()
}

/// Euros and cents as a French person writes them.
fn euros(text: &str) -> Cents {
    text.parse().unwrap()
}

/// Any plan: no more than its shape is asked of it.
fn any_plan() -> impl Strategy<Value = Plan> {
    let expense = (any::<bool>(), 0_i64..100_000_000);
    let expenses = prop::collection::vec(expense, 0..5);
    let resources = prop::collection::vec(any_resource(), 0..5);
    (expenses, resources).prop_map(|(expenses, resources)| {
        let expenses = expenses
            .into_iter()
            .enumerate()
            .map(|(i, (buys, amount))| Expense {
                code: format!("d{i}"),
                section: if buys {
                    Section::Investissement
                } else {
                    Section::Fonctionnement
                },
                label: format!("Dépense {i}"),
                amount: Cents::new(amount),
            });
        let resources = resources
            .into_iter()
            .enumerate()
            .map(|(i, resource)| Resource {
                code: format!("r{i}"),
                ..resource
            });
        Plan {
            expenses: expenses.collect(),
            resources: resources.collect(),
            ..Plan::default()
        }
    })
}

fn any_amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        (0_i64..50_000_000).prop_map(|cents| Amount::Fixed(Cents::new(cents))),
        (0_u16..=10_000).prop_map(|rate| Amount::Rate(Rate::new(rate).unwrap())),
    ]
}

fn any_resource() -> impl Strategy<Value = Resource> {
    let kind = prop::sample::select(FunderKind::ALL);
    let parts = prop::array::uniform3(prop::option::of(any_amount()));
    (kind, parts).prop_map(|(kind, parts)| {
        let parts = Base::ALL.iter().zip(parts);
        let parts = parts.filter_map(|(on, amount)| {
            Some(Part {
                on: *on,
                amount: amount?,
            })
        });
        Resource {
            code: String::new(),
            label: "Quelqu’un".into(),
            kind,
            parts: parts.collect(),
            cap: None,
        }
    })
}
