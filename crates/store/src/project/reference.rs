//! Facts that replace what was known of one thing: the latest clock wins.

use std::collections::BTreeMap;

use plus_domain::{
    event::{ContentPublication, Event, StatementIssue},
    ids::AccountId,
    note::Note,
    signalement::Made,
};

use plus_journal::exchange::{Guard, Guards};

use super::{
    Fact, atelier, dossier, escalade, file, financement, planification, registre, rendez_vous,
    satisfaction,
    usage::{self, USAGE},
};
use crate::{Arg, StoreError, Tx, args, bulk};
use bulk::Kind::{Int, Text};

const PERMANENCE: bulk::Table = bulk::Table {
    name: "permanence",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("date", Text),
        ("start_time", Text),
        ("end_time", Text),
        ("place", Text),
        ("site", Text),
        ("crew", Text),
        ("state", Text),
        ("stated_visites", Int),
        ("reason", Text),
        ("told", Text),
    ],
    key: &["id"],
};
const ACCOUNT: bulk::Table = bulk::Table {
    name: "account",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("login", Text),
        ("name", Text),
        ("role", Text),
        ("partner", Text),
        ("disabled", Int),
    ],
    key: &["id"],
};
const TERRITORY: bulk::Table = bulk::Table {
    name: "territory",
    columns: &[
        ("code", Text),
        ("node", Text),
        ("hlc", Int),
        ("territory", Text),
    ],
    key: &["code"],
};
const CONTENT: bulk::Table = bulk::Table {
    name: "content",
    columns: &[
        ("pack", Text),
        ("node", Text),
        ("hlc", Int),
        ("previous", Text),
        ("archive", Text),
        ("count", Int),
        ("date", Text),
        ("at", Int),
    ],
    key: &["pack"],
};
const CONFIRMATION: bulk::Table = bulk::Table {
    name: "confirmation",
    columns: &[
        ("demarche", Text),
        ("item", Text),
        ("node", Text),
        ("hlc", Int),
        ("text", Text),
        ("author", Text),
        ("date", Text),
    ],
    key: &["demarche", "item"],
};
const NOTE: bulk::Table = bulk::Table {
    name: "note",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("subject", Text),
        ("title", Text),
        ("text", Text),
        ("from_date", Text),
        ("until_date", Text),
        ("seen", Text),
        ("author", Text),
        ("at", Int),
        ("reread_by", Text),
        ("reread_at", Int),
    ],
    key: &["id"],
};
const NOTE_STATE: bulk::Table = bulk::Table {
    name: "note_state",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("closed", Int),
        ("author", Text),
        ("at", Int),
    ],
    key: &["id"],
};
const SERVICE_CONFIRMATION: bulk::Table = bulk::Table {
    name: "service_confirmation",
    columns: &[
        ("service", Text),
        ("node", Text),
        ("hlc", Int),
        ("text", Text),
        ("author", Text),
        ("date", Text),
    ],
    key: &["service"],
};
const SIGNALEMENT: bulk::Table = bulk::Table {
    name: "signalement",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("kind", Text),
        ("code", Text),
        ("partner", Text),
        ("wrong", Text),
        ("text", Text),
        ("date", Text),
    ],
    key: &["id"],
};
const SIGNALEMENT_SUITE: bulk::Table = bulk::Table {
    name: "signalement_suite",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("verdict", Text),
        ("word", Text),
        ("author", Text),
        ("date", Text),
    ],
    key: &["id"],
};
const FICHE_SEEN: bulk::Table = bulk::Table {
    name: "fiche_seen",
    columns: &[
        ("demarche", Text),
        ("fiche", Text),
        ("node", Text),
        ("hlc", Int),
        ("fingerprint", Text),
        ("author", Text),
        ("at", Int),
    ],
    key: &["demarche", "fiche"],
};
const STATEMENT: bulk::Table = bulk::Table {
    name: "statement",
    columns: &[
        ("number", Text),
        ("node", Text),
        ("hlc", Int),
        ("partner", Text),
        ("month", Text),
        ("json", Text),
        ("hash", Text),
        ("files", Text),
        ("protection", Text),
        ("author", Text),
        ("at", Int),
        ("seal", Text),
    ],
    key: &["number"],
};

const LEXIQUE: bulk::Table = bulk::Table {
    name: "lexique",
    columns: &[
        ("language", Text),
        ("key", Text),
        ("node", Text),
        ("hlc", Int),
        ("said", Text),
        ("official", Text),
        ("effect", Text),
        ("review", Text),
        ("author", Text),
        ("at", Int),
    ],
    key: &["language", "key"],
};

/// A row, and the clock of the fact that gives it.
type Clocked = ((i64, String), Vec<Arg>);
/// A table, and its rows by key.
type Part = (&'static bulk::Table<'static>, BTreeMap<String, Clocked>);
/// Rows by table and key.
type Rows = BTreeMap<&'static str, Part>;

pub(super) async fn project(tx: &mut Tx, facts: &[Fact], guards: Guards) -> Result<(), StoreError> {
    let by_clock = guards.hold(Guard::Later);
    let conflict = if by_clock {
        bulk::Conflict::ReplaceIfLater
    } else {
        bulk::Conflict::Replace
    };
    for (table, rows) in latest(facts, by_clock).into_values() {
        let rows = rows.into_values().map(|(_, row)| row).collect();
        bulk::write(tx, table, conflict, rows).await?;
    }
    Ok(())
}

/// A batch may change one thing twice, and machines do not write in turn: the later clock
/// stays, not the last that came.
fn latest(facts: &[Fact], by_clock: bool) -> Rows {
    let mut tables: Rows = BTreeMap::new();
    for fact in facts {
        let Some((table, key, row)) = row(fact) else {
            continue;
        };
        let (_, rows) = tables
            .entry(table.name)
            .or_insert_with(|| (table, BTreeMap::new()));
        let clock = fact.clock();
        let held = rows.get(&key).filter(|_| by_clock);
        if held.is_none_or(|(held, _)| clock > *held) {
            rows.insert(key, (clock, row));
        }
    }
    tables
}

fn row(fact: &Fact) -> Option<(&'static bulk::Table<'static>, String, Vec<Arg>)> {
    let (node, hlc) = (&fact.node, fact.hlc);
    Some(match &fact.event {
        Event::PermanenceSet(p) => (&PERMANENCE, p.id.to_string(), permanence_row(p, node, hlc)),
        Event::AccountSet(a) => {
            let row = args![
                &a.id,
                node,
                hlc,
                &a.login,
                &a.name,
                a.role.code(),
                a.partner.as_ref(),
                a.disabled
            ];
            (&ACCOUNT, a.id.to_string(), row)
        }
        Event::TerritoryPublished(t) => (
            &TERRITORY,
            t.code.clone(),
            args![&t.code, node, hlc, t.territory.to_string()],
        ),
        Event::ContentPublished(c) => (&CONTENT, c.pack.clone(), content_row(c, node, hlc)),
        Event::DemarcheConfirmed(c) => {
            let row = args![&c.demarche, &c.item, node, hlc, &c.text, &c.author, c.date];
            (&CONFIRMATION, format!("{}/{}", c.demarche, c.item), row)
        }
        Event::StatementIssued(s) => (&STATEMENT, s.number.clone(), statement_row(s, node, hlc)),
        _ => return said_row(fact),
    })
}

/// What people say around the pages: notes, services read again, mistakes, words.
fn said_row(fact: &Fact) -> Option<(&'static bulk::Table<'static>, String, Vec<Arg>)> {
    let (node, hlc) = (&fact.node, fact.hlc);
    Some(match &fact.event {
        Event::NoteSet(n) => (&NOTE, n.note.id.to_string(), note_row(&n.note, node, hlc)),
        Event::NoteClosed(c) => {
            let row = args![&c.id, node, hlc, c.closed, &c.author, c.at];
            (&NOTE_STATE, c.id.to_string(), row)
        }
        Event::ServiceConfirmed(c) => {
            let row = args![&c.service, node, hlc, &c.text, &c.author, c.date];
            (&SERVICE_CONFIRMATION, c.service.to_string(), row)
        }
        Event::SignalementMade(s) => (&SIGNALEMENT, s.id.to_string(), made_row(s, node, hlc)),
        Event::SignalementSettled(s) => {
            let row = args![
                &s.id,
                node,
                hlc,
                s.verdict.code(),
                &s.word,
                &s.author,
                s.date
            ];
            (&SIGNALEMENT_SUITE, s.id.to_string(), row)
        }
        Event::FicheSeen(s) => {
            let row = args![
                &s.demarche,
                &s.fiche,
                node,
                hlc,
                s.fingerprint.clone(),
                &s.author,
                s.at
            ];
            (&FICHE_SEEN, format!("{}/{}", s.demarche, s.fiche), row)
        }
        Event::UsageRecorded(used) => (&USAGE, used.id.clone(), usage::row(used, node, hlc)),
        Event::LexiqueSet(line) => {
            let (language, key) = line.key();
            let row = args![
                &line.language,
                &key,
                node,
                hlc,
                &line.said,
                &line.official,
                line.effect.code(),
                line.review.code(),
                &line.author,
                line.at
            ];
            (&LEXIQUE, format!("{language}/{key}"), row)
        }
        _ => return body_row(fact),
    })
}

/// What is kept as it is written, the fact itself as body.
fn body_row(fact: &Fact) -> Option<(&'static bulk::Table<'static>, String, Vec<Arg>)> {
    planification::row(fact)
        .or_else(|| financement::row(fact))
        .or_else(|| registre::row(fact))
        .or_else(|| dossier::row(fact))
        .or_else(|| file::row(fact))
        .or_else(|| rendez_vous::row(fact))
        .or_else(|| escalade::row(fact))
        .or_else(|| atelier::row(fact))
        .or_else(|| satisfaction::row(fact))
}

fn note_row(n: &Note, node: &String, hlc: i64) -> Vec<Arg> {
    let seen = n.seen.iter().map(|(id, hash)| (id.clone(), hash.clone()));
    let seen: serde_json::Value = seen.collect();
    args![
        &n.id,
        node,
        hlc,
        n.subject.to_string(),
        n.title.clone(),
        &n.text,
        n.from.map(|day| day.to_string()),
        n.until.map(|day| day.to_string()),
        seen.to_string(),
        &n.author,
        n.at,
        n.reread.as_ref().map(|reread| reread.by.to_string()),
        n.reread.as_ref().map(|reread| reread.at)
    ]
}

fn made_row(s: &Made, node: &String, hlc: i64) -> Vec<Arg> {
    args![
        &s.id,
        node,
        hlc,
        s.about.kind.code(),
        &s.about.code,
        s.partner.as_ref(),
        s.wrong.code(),
        s.text.clone(),
        s.date
    ]
}

fn content_row(c: &ContentPublication, node: &String, hlc: i64) -> Vec<Arg> {
    let date = c.date.map(|d| d.to_string());
    let count = i64::try_from(c.count).unwrap_or(i64::MAX);
    args![
        &c.pack,
        node,
        hlc,
        c.previous.clone(),
        c.archive.clone(),
        count,
        date,
        c.at
    ]
}

fn statement_row(s: &StatementIssue, node: &String, hlc: i64) -> Vec<Arg> {
    let files = s.files.iter().map(|(k, v)| (k.clone(), v.clone()));
    let files: serde_json::Value = files.collect();
    let seal = s
        .seal
        .as_ref()
        .map(|seal| serde_json::json!(seal).to_string());
    args![
        &s.number,
        node,
        hlc,
        &s.partner,
        s.month,
        &s.json,
        &s.hash,
        files.to_string(),
        s.protection.to_string(),
        &s.author,
        s.at,
        seal
    ]
}

fn permanence_row(p: &plus_domain::permanence::Permanence, node: &String, hlc: i64) -> Vec<Arg> {
    let crew: Vec<&str> = p.crew.iter().map(AccountId::as_str).collect();
    args![
        &p.id,
        node,
        hlc,
        p.date,
        p.start.to_string(),
        p.end.to_string(),
        &p.place,
        p.site.code(),
        serde_json::Value::from(crew).to_string(),
        p.state.code(),
        p.stated_visites.map(i64::from),
        p.reason.clone(),
        p.told.as_ref().map(|told| told_json(told).to_string()),
    ]
}

/// What was said of the day, as its column holds it.
fn told_json(told: &plus_domain::permanence::Told) -> serde_json::Value {
    serde_json::to_value(told).unwrap_or_default()
}
