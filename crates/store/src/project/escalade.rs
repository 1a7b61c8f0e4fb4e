//! Escalades and their messages: one row each, the fact itself as body.

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
const ESCALADE: Table = Table {
    name: "escalade",
    columns: &[
        ("kind", Text),
        ("key", Text),
        ("node", Text),
        ("hlc", Int),
        ("escalade", Text),
        ("dossier", Text),
        ("partner", Text),
        ("state", Text),
        ("body", Text),
    ],
    key: &["kind", "key"],
};

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let (kind, key, escalade, dossier, partner, state) = match &fact.event {
        Event::EscaladeSet(e) => (
            "escalade",
            e.id.to_string(),
            &e.id,
            e.dossier.to_string(),
            e.partner.to_string(),
            e.state.code(),
        ),
        Event::EscaladeWritten(m) => (
            "message",
            m.id.clone(),
            &m.escalade,
            String::new(),
            String::new(),
            "",
        ),
        _ => return None,
    };
    let body = String::from_utf8_lossy(&fact.event.body()).into_owned();
    let row = args![
        kind, &key, &fact.node, fact.hlc, escalade, dossier, partner, state, body
    ];
    Some((&ESCALADE, format!("{kind}/{key}"), row))
}
