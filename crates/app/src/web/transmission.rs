//! `/transmission`: what waits for the hub on this machine and why, and a button that
//! exchanges now.

use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use plus_store::{
    Link, StoreError,
    exchange::{
        machine as machines,
        node::{self, Enrolled},
        waiting::{self, Attempt, Outcome},
    },
};
use serde::Deserialize;

use super::{
    contact::{clock, moment},
    ecriture,
    page::{Answer, Page, render, see_other},
    state::App,
};
use crate::node::health;

/// Tries and entries shown.
const TRIES: i64 = 8;
const ENTRIES: i64 = 50;
/// How long a person waits for an exchange; it goes on beyond.
const PATIENCE: Duration = Duration::from_secs(12);

/// Entries of one kind.
struct Kind {
    label: String,
    count: i64,
    since: String,
}

/// A try, in words.
struct Try {
    when: String,
    outcome: &'static str,
    told: String,
}

/// An entry that could not be projected.
struct Apart {
    label: String,
    when: String,
    machine: String,
    reason: String,
}

/// The hub of this machine, and where they stand.
struct Hub {
    name: String,
    address: String,
    last: String,
    clock: String,
    /// Code of the last outcome: why things wait.
    why: &'static str,
    /// In the words of the last try.
    reason: String,
    kinds: Vec<Kind>,
    tries: Vec<Try>,
}

#[derive(Template)]
#[template(path = "transmission/page.html")]
struct WaitingPage {
    page: Page,
    hub: Option<Hub>,
    /// Whether this machine is the hub of others.
    is_hub: bool,
    apart: Vec<Apart>,
    apart_more: i64,
    disk: String,
    disk_low: bool,
    /// What the button just did: code, empty when nothing was asked.
    done: &'static str,
    done_told: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /transmission`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut link = app.store.read().await?;
    let enrolled = node::enrolled(&mut link).await?;
    let hub = match enrolled {
        Some(enrolled) => Some(hub(&app, &page, &mut link, enrolled).await?),
        None => None,
    };
    let apart = apart(&app, &page, &mut link).await?;
    let count = waiting::unprojected_count(&mut link).await?;
    let is_hub = machines::any(&mut link).await?;
    drop(link);
    let last = hub.as_ref().and_then(|h| h.tries.first());
    let (done, done_told) = match (asked.fait.as_str(), last) {
        ("long", _) => ("long", String::new()),
        ("1", Some(last)) => (last.outcome, last.told.clone()),
        _ => ("", String::new()),
    };
    let room = health::disk(app.store.folder());
    render(&WaitingPage {
        apart_more: count - i64::try_from(apart.len()).unwrap_or(0),
        disk: room.map(|r| disk_words(&page, r)).unwrap_or_default(),
        disk_low: room.is_some_and(|r| r.free < r.total / 10 || r.free < 1 << 30),
        page: page.titled("transmission-titre"),
        hub,
        is_hub,
        apart,
        done,
        done_told,
    })
}

async fn hub(
    app: &App,
    page: &Page,
    link: &mut Link,
    enrolled: Enrolled,
) -> Result<Hub, StoreError> {
    let head = node::head(link).await?;
    let kinds = waiting::by_kind(link, &head, enrolled.peer.acked).await?;
    let tries = waiting::attempts(link, TRIES).await?;
    let last = tries.first();
    Ok(Hub {
        last: match enrolled.contact_at {
            Some(at) => moment(app, page, at),
            None => page.t("contact-jamais"),
        },
        clock: clock(page, enrolled.clock_gap),
        why: last.map_or("jamais", |t| t.outcome.code()),
        reason: last.and_then(|t| t.reason.clone()).unwrap_or_default(),
        kinds: kinds.iter().map(|k| of_kind(app, page, k)).collect(),
        tries: tries.iter().map(|t| of_try(app, page, t)).collect(),
        name: enrolled.name,
        address: enrolled.address,
    })
}

fn of_kind(app: &App, page: &Page, kind: &waiting::Kind) -> Kind {
    Kind {
        label: ecriture::kinds(page, &kind.kind),
        count: kind.count,
        since: moment(app, page, kind.oldest),
    }
}

fn of_try(app: &App, page: &Page, one: &Attempt) -> Try {
    let told = match (one.outcome, &one.reason) {
        (Outcome::Done, _) => page
            .arg("envoyees", one.sent)
            .arg("recues", one.received)
            .t("transmission-essai-compte"),
        (Outcome::Refused, Some(reason)) => reason.clone(),
        // What the system said of the network is for the log: the badge says enough.
        _ => String::new(),
    };
    Try {
        when: moment(app, page, one.at),
        outcome: one.outcome.code(),
        told,
    }
}

async fn apart(app: &App, page: &Page, link: &mut Link) -> Result<Vec<Apart>, StoreError> {
    let found = waiting::unprojected(link, ENTRIES).await?;
    let machines = ecriture::Machines::load(link).await?;
    let line = |one: waiting::Unprojected| Apart {
        label: ecriture::kind(page, &one.kind),
        when: moment(app, page, one.at),
        machine: machines.name(&one.node.as_str().into(), page),
        reason: one.reason,
    };
    Ok(found.into_iter().map(line).collect())
}

/// « 12 Go libres sur 100 Go ».
fn disk_words(page: &Page, disk: health::Disk) -> String {
    page.arg("libre", bytes(page, disk.free))
        .arg("total", bytes(page, disk.total))
        .t("transmission-disque-mots")
}

/// « 12,4 Go », « 340 Mo ».
pub fn bytes(page: &Page, count: u64) -> String {
    let tenths = count.saturating_mul(10) >> 30;
    match (tenths / 10, tenths % 10) {
        (0, _) => page.ta("transmission-mo", &[("nombre", page.number(count >> 20))]),
        (whole @ 1..100, tenth @ 1..) => page.ta(
            "transmission-go",
            &[("nombre", format!("{},{tenth}", page.number(whole)))],
        ),
        (whole, _) => page.ta("transmission-go", &[("nombre", page.number(whole))]),
    }
}

/// `POST /transmission`: one exchange now. It is not cut when it takes longer than a person
/// waits.
pub async fn exchange(State(app): State<App>) -> Answer {
    let with = app.clone();
    let running = tokio::spawn(async move { with.exchange_now().await });
    let told = match tokio::time::timeout(PATIENCE, running).await {
        Ok(_) => "1",
        Err(_) => "long",
    };
    Ok(see_other(&format!("/transmission?fait={told}")))
}
