//! Follow-ups and mandates: one row a thing, the fact itself as body.

use plus_domain::{event::Event, ids::AccountId};

use super::Fact;
use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

/// The table.
const SUIVI: Table = Table {
    name: "suivi",
    columns: &[
        ("kind", Text),
        ("key", Text),
        ("dossier", Text),
        ("node", Text),
        ("hlc", Int),
        ("at", Int),
        ("due", Text),
        ("state", Text),
        ("who", Text),
        ("body", Text),
    ],
    key: &["kind", "key"],
};

/// Where a fact stands, and what it is looked for by.
struct Place<'a> {
    kind: &'static str,
    key: &'a str,
    dossier: &'a str,
    at: i64,
    due: String,
    state: &'static str,
    who: Vec<&'a AccountId>,
}

impl<'a> Place<'a> {
    fn of(event: &'a Event) -> Option<Self> {
        let (none, said) = (String::new(), "");
        let (kind, key, dossier, at, due, state, who) = match event {
            Event::DossierSet(d) => {
                let (id, who) = (d.id.as_str(), d.team.iter().collect());
                let root = d.root().as_str();
                ("dossier", id, root, d.at, none, d.state.code(), who)
            }
            Event::DossierWritten(e) => {
                let (id, of) = (e.id.as_str(), e.dossier.as_str());
                ("ecrit", id, of, e.at, none, said, vec![&e.author])
            }
            Event::PromesseSet(p) => {
                let (id, of, due) = (p.id.as_str(), p.dossier.as_str(), p.due.to_string());
                ("promesse", id, of, p.at, due, p.state.code(), vec![&p.by])
            }
            Event::DroitSet(e) => {
                let of = e.dossier.as_ref().map_or(said, |id| id.as_str());
                let (id, due) = (e.id.as_str(), e.due.to_string());
                (
                    "droit",
                    id,
                    of,
                    e.at,
                    due,
                    e.state.code(),
                    vec![&e.taken_by],
                )
            }
            Event::MandatSet(m) => {
                let (id, of, due) = (m.id.as_str(), m.dossier.as_str(), m.until().to_string());
                let state = m.ended.as_ref().map_or(said, |ended| ended.how.code());
                ("mandat", id, of, m.at, due, state, vec![&m.mandataire])
            }
            Event::MandatUsed(a) => {
                let (id, of) = (a.id.as_str(), a.dossier.as_str());
                ("acte", id, of, a.at, none, said, vec![&a.author])
            }
            Event::MandatScanned(n) => {
                let (id, of) = (n.mandat.as_str(), n.dossier.as_str());
                ("numerise", id, of, n.at, none, said, vec![&n.author])
            }
            Event::MandataireSet(m) => {
                let (id, state) = (m.account.as_str(), m.statut.code());
                ("mandataire", id, said, m.at, none, state, vec![&m.account])
            }
            _ => return None,
        };
        Some(Self {
            kind,
            key,
            dossier,
            at,
            due,
            state,
            who,
        })
    }
}

/// Its table, its key and its row.
pub(super) fn row(fact: &Fact) -> Option<(&'static Table<'static>, String, Vec<Arg>)> {
    let place = Place::of(&fact.event)?;
    let who: Vec<&str> = place.who.iter().map(|account| account.as_str()).collect();
    let body = String::from_utf8_lossy(&fact.event.body()).into_owned();
    let row = args![
        place.kind,
        place.key,
        place.dossier,
        &fact.node,
        fact.hlc,
        place.at,
        &place.due,
        place.state,
        serde_json::json!(who).to_string(),
        body
    ];
    Some((&SUIVI, format!("{}/{}", place.kind, place.key), row))
}
