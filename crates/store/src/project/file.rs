//! The queue: one row a number, the fact itself as body.

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
const NUMERO: Table = Table {
    name: "numero",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("permanence", Text),
        ("number", Int),
        ("state", Text),
        ("body", Text),
    ],
    key: &["id"],
};

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let Event::NumeroSet(numero) = &fact.event else {
        return None;
    };
    let body = String::from_utf8_lossy(&fact.event.body()).into_owned();
    let row = args![
        &numero.id,
        &fact.node,
        fact.hlc,
        &numero.permanence,
        i64::from(numero.number),
        numero.state.code(),
        body
    ];
    Some((&NUMERO, numero.id.to_string(), row))
}
