//! Ateliers, and what was counted in them: one row each, the fact itself as body.

use plus_domain::event::Event;

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

const ATELIER: Table = Table {
    name: "atelier",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("date", Text),
        ("state", Text),
        ("body", Text),
    ],
    key: &["id"],
};

const BILAN: Table = Table {
    name: "atelier_bilan",
    columns: &[
        ("atelier", Text),
        ("node", Text),
        ("hlc", Int),
        ("body", Text),
    ],
    key: &["atelier", "node"],
};

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let body = || String::from_utf8_lossy(&fact.event.body()).into_owned();
    match &fact.event {
        Event::AtelierSet(a) => {
            let row = args![&a.id, &fact.node, fact.hlc, a.date, a.state.code(), body()];
            Some((&ATELIER, a.id.to_string(), row))
        }
        Event::AtelierCounted(b) => {
            let row = args![&b.atelier, &fact.node, fact.hlc, body()];
            Some((&BILAN, format!("{}/{}", b.atelier, fact.node), row))
        }
        _ => None,
    }
}
