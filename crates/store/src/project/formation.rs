//! Training: one row for each of its things, the latest clock wins.

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
const FORMATION: Table = Table {
    name: "formation",
    columns: &[
        ("kind", Text),
        ("code", Text),
        ("node", Text),
        ("hlc", Int),
        ("item", Text),
        ("author", Text),
        ("at", Int),
    ],
    key: &["kind", "code"],
};

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let Event::FormationSet(written) = &fact.event else {
        return None;
    };
    let (kind, code) = written.item.key();
    let item = serde_json::json!(written.item).to_string();
    let row = args![
        kind,
        code,
        &fact.node,
        fact.hlc,
        item,
        &written.author,
        written.at
    ];
    Some((&FORMATION, format!("{kind}/{code}"), row))
}
