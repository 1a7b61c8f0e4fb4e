//! `/pilotage/histoire`: what was last said of the team, the places, the days of the
//! partners and the absences, and how to take it back. Taking back is one more fact.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    emplacement::Emplacement,
    event::Event,
    ids::AccountId,
    tournee::{Absence, BESOIN, Besoin, Equipier, Escale, Presence},
};
use plus_store::{Link, StoreError, account, journal, tournee};
use serde::Deserialize;

use super::record;
use crate::{
    tournee::{newcomer, undescribed},
    web::{
        error::WebError,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Address of the page.
const HERE: &str = "/pilotage/histoire";
/// Times shown: further back, each line has its own history.
const SHOWN: usize = 30;
/// Names told of one time.
const NAMED: usize = 8;

/// What somebody said in one go, in words.
struct Time {
    at: i64,
    author: String,
    who: String,
    when: String,
    /// What it is about, and how many others.
    about: String,
    more: usize,
}

#[derive(Template)]
#[template(path = "tournee/histoire.html")]
struct HistoryPage {
    page: Page,
    times: Vec<Time>,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    remis: String,
}

/// What was said in one go: its instant and its author.
type Key = (i64, AccountId);

/// Everything that stands now, by the time when it was said.
async fn standing(link: &mut Link) -> Result<BTreeMap<Key, Vec<Event>>, StoreError> {
    let mut all: Vec<(Key, Event)> = Vec::new();
    for said in tournee::equipiers(link).await? {
        all.push(((said.at, said.author.clone()), Event::EquipierSet(said)));
    }
    for said in tournee::escales(link).await? {
        all.push(((said.at, said.author.clone()), Event::EscaleSet(said)));
    }
    let besoin = tournee::besoin(link).await?;
    if besoin.at > 0 {
        all.push(((besoin.at, besoin.author.clone()), Event::BesoinSet(besoin)));
    }
    for said in tournee::presences(link).await? {
        all.push(((said.at, said.author.clone()), Event::PresenceSet(said)));
    }
    for said in tournee::absences(link).await? {
        all.push(((said.at, said.author.clone()), Event::AbsenceSet(said)));
    }
    for said in tournee::emplacements(link).await? {
        all.push(((said.at, said.author.clone()), Event::EmplacementSet(said)));
    }
    let mut times: BTreeMap<Key, Vec<Event>> = BTreeMap::new();
    for (key, event) in all {
        times.entry(key).or_default().push(event);
    }
    Ok(times)
}

/// `GET /pilotage/histoire`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut link = app.store.read().await?;
    let times = standing(&mut link).await?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let told = times.iter().rev().take(SHOWN).map(|((at, author), said)| {
        let about = said.iter().take(NAMED).map(|e| named(&page, &names, e));
        Time {
            at: *at,
            author: author.to_string(),
            who: names.person(author),
            when: date_and_clock(&app, &page, *at),
            about: about.collect::<Vec<_>>().join(", "),
            more: said.len().saturating_sub(NAMED),
        }
    });
    let count: Option<usize> = asked.remis.parse().ok();
    render(&HistoryPage {
        times: told.collect(),
        done: count.map_or_else(String::new, |n| page.t_count("histoire-remis", n)),
        page: page.titled("histoire-titre"),
    })
}

/// What a fact is about.
fn named(page: &Page, names: &Names, event: &Event) -> String {
    match event {
        Event::EquipierSet(said) => names.person(&said.account),
        Event::EscaleSet(said) => names.place(&said.place),
        Event::PresenceSet(said) => {
            let partner = names.partner(&said.partner, said.month.first_day());
            format!("{partner} ({})", page.month(said.month))
        }
        Event::AbsenceSet(said) => {
            let who = said.account.as_ref().map(|id| names.person(id));
            let who = who.unwrap_or_else(|| page.t("tournee-le-bus"));
            format!("{who} ({})", page.day(said.from))
        }
        Event::EmplacementSet(said) => said.name.clone(),
        Event::BesoinSet(_) => page.t("besoin-poids"),
        _ => String::new(),
    }
}

/// What the button of a time sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    instant: String,
    auteur: String,
}

/// `POST /pilotage/histoire`: everything of a time that still stands becomes what it
/// was before it.
pub async fn take_back(State(app): State<App>, signed: Signed, Form(given): Form<Given>) -> Answer {
    let at: i64 = given.instant.parse().map_err(|_| WebError::NotFound)?;
    let key = (at, AccountId::new(given.auteur));
    let mut link = app.store.read().await?;
    let said = standing(&mut link).await?.remove(&key);
    let said = said.ok_or(WebError::NotFound)?;
    let mut events = Vec::with_capacity(said.len());
    for event in said {
        let now = (app.outside.now_ms(), signed.account.id.clone());
        events.extend(before(&app, &mut link, event, now).await?);
    }
    drop(link);
    record(&app, &events).await?;
    Ok(see_other(&format!("{HERE}?remis={}", events.len())))
}

/// The fact that puts back what stood before an event, said now.
async fn before(
    app: &App,
    link: &mut Link,
    event: Event,
    (at, author): (i64, AccountId),
) -> Result<Option<Event>, WebError> {
    let was = app.territory();
    Ok(match event {
        Event::EquipierSet(now) => {
            let id = now.account.as_str();
            let account = account::by_id(link, id).await?;
            let held = last(link, id, |e| match e {
                Event::EquipierSet(e) if e.at < now.at => Some(e),
                _ => None,
            });
            let held = held.await?.or_else(|| account.map(|a| newcomer(&was, &a)));
            held.map(|e| Event::EquipierSet(Equipier { at, author, ..e }))
        }
        Event::EscaleSet(now) => {
            let held = last(link, now.place.as_str(), |e| match e {
                Event::EscaleSet(e) if e.at < now.at => Some(e),
                _ => None,
            });
            let held = held.await?.unwrap_or_else(|| undescribed(&now.place));
            Some(Event::EscaleSet(Escale { at, author, ..held }))
        }
        Event::PresenceSet(now) => {
            let held = last(link, now.partner.as_str(), |e| match e {
                Event::PresenceSet(e) if e.at < now.at && e.month == now.month => Some(e),
                _ => None,
            });
            let held = held.await?.unwrap_or_else(|| nothing_offered(now));
            Some(Event::PresenceSet(Presence { at, author, ..held }))
        }
        Event::AbsenceSet(now) => {
            let held = last(link, now.id.as_str(), |e| match e {
                Event::AbsenceSet(e) if e.at < now.at => Some(e),
                _ => None,
            });
            let held = held.await?.unwrap_or_else(|| nobody_away(now));
            Some(Event::AbsenceSet(Absence { at, author, ..held }))
        }
        Event::EmplacementSet(now) => {
            let held = last(link, now.id.as_str(), |e| match e {
                Event::EmplacementSet(e) if e.at < now.at => Some(e),
                _ => None,
            });
            let held = held.await?.unwrap_or_else(|| never_proposed(now));
            Some(Event::EmplacementSet(Emplacement { at, author, ..held }))
        }
        Event::BesoinSet(now) => {
            let held = last(link, BESOIN, |e| match e {
                Event::BesoinSet(e) if e.at < now.at => Some(e),
                _ => None,
            });
            let held = held.await?.unwrap_or_default();
            Some(Event::BesoinSet(Besoin { at, author, ..held }))
        }
        _ => None,
    })
}

fn nothing_offered(now: Presence) -> Presence {
    Presence {
        days: Vec::new(),
        wanted: 0,
        ..now
    }
}

fn nobody_away(now: Absence) -> Absence {
    Absence {
        cancelled: true,
        ..now
    }
}

fn never_proposed(now: Emplacement) -> Emplacement {
    Emplacement {
        withdrawn: true,
        ..now
    }
}

/// The last that was said of a subject, of those that `take` takes.
async fn last<T>(
    link: &mut Link,
    subject: &str,
    take: impl Fn(Event) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    Ok(past(link, subject).await?.into_iter().rev().find_map(take))
}

/// Everything that was said of a subject, the first first.
async fn past(link: &mut Link, subject: &str) -> Result<Vec<Event>, StoreError> {
    let stored = journal::about(link, subject).await?;
    let said = stored.iter().filter_map(|s| {
        let (_, body) = s.entry.body.as_ref()?;
        Event::read(&s.entry.kind, s.entry.version, body).ok()
    });
    Ok(said.collect())
}
