//! What the planner of tours must know, and its plans: one row each, the fact itself as body.

use plus_domain::{event::Event, tournee::BESOIN};

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

/// The table.
const PLANIFICATION: Table = Table {
    name: "planification",
    columns: &[
        ("kind", Text),
        ("key", Text),
        ("node", Text),
        ("hlc", Int),
        ("body", Text),
    ],
    key: &["kind", "key"],
};

/// Kind and key of what a fact says, as the table names them.
fn place(event: &Event) -> Option<(&'static str, String)> {
    Some(match event {
        Event::EquipierSet(e) => ("equipier", e.account.to_string()),
        Event::AbsenceSet(a) => ("absence", a.id.to_string()),
        Event::EscaleSet(e) => ("escale", e.place.to_string()),
        Event::BesoinSet(_) => (BESOIN, BESOIN.to_owned()),
        Event::PresenceSet(p) => ("presence", p.key()),
        Event::TourneeSet(t) => ("tournee", t.id.to_string()),
        Event::EchangeSet(e) => ("echange", e.id.to_string()),
        Event::EmplacementSet(e) => ("emplacement", e.id.to_string()),
        Event::VueSet(v) => ("vue", v.id.clone()),
        Event::TerritoireSet(c) => ("territoire", c.id.clone()),
        Event::StatementMarked(m) => ("releve", m.key()),
        _ => return None,
    })
}

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let (kind, key) = place(&fact.event)?;
    let body = String::from_utf8_lossy(&fact.event.body()).into_owned();
    let row = args![kind, &key, &fact.node, fact.hlc, body];
    Some((&PLANIFICATION, format!("{kind}/{key}"), row))
}
