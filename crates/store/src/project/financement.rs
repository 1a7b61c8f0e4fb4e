//! The plan, its spending and its claims: one row each, the latest clock wins.

use plus_domain::{
    event::{Event, PlanWriting},
    financement::{Appel, Depense},
};

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

/// Code of the one plan of a relay.
pub(crate) const PLAN: &str = "plan";

const FINANCEMENT: Table = Table {
    name: "financement",
    columns: &[
        ("code", Text),
        ("node", Text),
        ("hlc", Int),
        ("plan", Text),
        ("author", Text),
        ("at", Int),
    ],
    key: &["code"],
};
const DEPENSE: Table = Table {
    name: "depense",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("piece", Text),
        ("line", Text),
        ("date", Text),
        ("paid", Text),
        ("payee", Text),
        ("object", Text),
        ("net", Int),
        ("gross", Int),
        ("cancelled", Int),
        ("author", Text),
        ("at", Int),
    ],
    key: &["id"],
};
const APPEL: Table = Table {
    name: "appel",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("resource", Text),
        ("kind", Text),
        ("date", Text),
        ("amount", Int),
        ("received_on", Text),
        ("received", Int),
        ("cancelled", Int),
        ("author", Text),
        ("at", Int),
    ],
    key: &["id"],
};

/// The row of a fact of the financing, with its table and key.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let (node, hlc) = (&fact.node, fact.hlc);
    Some(match &fact.event {
        Event::PlanSet(p) => (&FINANCEMENT, PLAN.to_owned(), plan_row(p, node, hlc)),
        Event::DepenseSet(d) => (&DEPENSE, d.id.to_string(), depense_row(d, node, hlc)),
        Event::AppelSet(a) => (&APPEL, a.id.to_string(), appel_row(a, node, hlc)),
        _ => return None,
    })
}

fn plan_row(p: &PlanWriting, node: &String, hlc: i64) -> Vec<Arg> {
    let plan = serde_json::json!(p.plan).to_string();
    args![PLAN, node, hlc, plan, &p.author, p.at]
}

fn depense_row(d: &Depense, node: &String, hlc: i64) -> Vec<Arg> {
    args![
        &d.id,
        node,
        hlc,
        &d.piece,
        &d.line,
        d.date,
        d.paid.map(|day| day.to_string()),
        &d.payee,
        &d.object,
        d.net.get(),
        d.gross.get(),
        d.cancelled,
        &d.author,
        d.at
    ]
}

fn appel_row(a: &Appel, node: &String, hlc: i64) -> Vec<Arg> {
    args![
        &a.id,
        node,
        hlc,
        &a.resource,
        a.kind.code(),
        a.date,
        a.amount.get(),
        a.received.map(|p| p.on.to_string()),
        a.received.map(|p| p.amount.get()),
        a.cancelled,
        &a.author,
        a.at
    ]
}
