//! Rendez-vous: one row each, the fact itself as body.

use plus_domain::event::Event;

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

/// The table.
const RENDEZ_VOUS: Table = Table {
    name: "rendez_vous",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("permanence", Text),
        ("date", Text),
        ("state", Text),
        ("body", Text),
    ],
    key: &["id"],
};

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let Event::RendezVousSet(one) = &fact.event else {
        return None;
    };
    let body = String::from_utf8_lossy(&fact.event.body()).into_owned();
    let row = args![
        &one.id,
        &fact.node,
        fact.hlc,
        &one.permanence,
        one.date,
        one.state.code(),
        body
    ];
    Some((&RENDEZ_VOUS, one.id.to_string(), row))
}
