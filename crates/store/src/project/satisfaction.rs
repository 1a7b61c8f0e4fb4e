//! Answers by half-day and machine; what the relay changed because of them.

use plus_domain::event::Event;

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

const SATISFACTION: Table = Table {
    name: "satisfaction",
    columns: &[
        ("node", Text),
        ("date", Text),
        ("moment", Text),
        ("hlc", Int),
        ("bien", Int),
        ("moyen", Int),
        ("mal", Int),
    ],
    key: &["node", "date", "moment"],
};

const SUITE: Table = Table {
    name: "satisfaction_suite",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("date", Text),
        ("text", Text),
        ("removed", Int),
        ("author", Text),
        ("at", Int),
    ],
    key: &["id"],
};

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    match &fact.event {
        Event::SatisfactionCounted(d) => {
            let moment = d.moment.code();
            let row = args![
                &fact.node,
                d.date,
                moment,
                fact.hlc,
                d.comptes.bien,
                d.comptes.moyen,
                d.comptes.mal
            ];
            let key = format!("{}/{}/{moment}", fact.node, d.date);
            Some((&SATISFACTION, key, row))
        }
        Event::SatisfactionSuite(s) => {
            let row = args![
                &s.id, &fact.node, fact.hlc, s.date, &s.text, s.removed, &s.author, s.at
            ];
            Some((&SUITE, s.id.clone(), row))
        }
        _ => None,
    }
}
