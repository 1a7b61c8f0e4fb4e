//! Registers held at the hub (the project, conventions, training): one row for each of their
//! things, the latest clock wins.

use plus_domain::event::{Event, Writing};
use serde::Serialize;

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{self, Int, Text},
        Table,
    },
};

const COLUMNS: &[(&str, Kind)] = &[
    ("kind", Text),
    ("code", Text),
    ("node", Text),
    ("hlc", Int),
    ("item", Text),
    ("author", Text),
    ("at", Int),
];

const fn table(name: &'static str) -> Table<'static> {
    Table {
        name,
        columns: COLUMNS,
        key: &["kind", "code"],
    }
}

const PROJET: Table = table("projet");
const CONVENTION: Table = table("convention");
const FORMATION: Table = table("formation");

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    match &fact.event {
        Event::ProjetSet(written) => Some(of(&PROJET, written, written.item.key(), fact)),
        Event::ConventionSet(written) => Some(of(&CONVENTION, written, written.item.key(), fact)),
        Event::FormationSet(written) => Some(of(&FORMATION, written, written.item.key(), fact)),
        _ => None,
    }
}

fn of<T: Serialize>(
    table: &'static Table<'static>,
    written: &Writing<T>,
    (kind, code): (&'static str, &str),
    fact: &Fact,
) -> (&'static Table<'static>, String, Vec<Arg>) {
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
    (table, format!("{kind}/{code}"), row)
}
