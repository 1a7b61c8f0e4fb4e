//! Conventions and meetings with partners: one row each, the latest clock wins.

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
const CONVENTION: Table = Table {
    name: "convention",
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
    let Event::ConventionSet(written) = &fact.event else {
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
    Some((&CONVENTION, format!("{kind}/{code}"), row))
}
