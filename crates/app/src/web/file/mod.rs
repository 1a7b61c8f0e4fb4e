//! `/agent/file`: the queue of the half-day. Numbers are called, never names (requirement P28);
//! a visite starts from one in one tap.

pub mod borne;
mod ecran;
mod porte;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::Form;
use jiff::{Timestamp, civil::DateTime};
use plus_domain::{
    event::Event,
    file::{Attente, Geste, Numero, NumeroState, Priorite, attente, is_full, next},
    ids::{NumeroId, ThemeCode},
    permanence::{Permanence, PermanenceState},
};
use plus_store::{Link, StoreError, Tx, file as kept};
use serde::Deserialize;

use super::{
    error::WebError,
    lieu,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};
pub use ecran::show as screen;
pub use porte::{show as door, take as take_at_door};

/// Address of the desk.
const HERE: &str = "/agent/file";

/// A number, in the words of the page.
struct Line {
    id: String,
    number: String,
    theme: String,
    /// Code of why it comes before others, empty for most.
    priority: &'static str,
    /// Minutes since it was taken.
    minutes: i64,
}

/// The queue of a half-day, read at once.
struct Queue {
    permanence: Permanence,
    numeros: Vec<Numero>,
    attente: Attente,
    /// Whether somebody who takes a number now would not be received.
    is_full: bool,
}

impl Queue {
    /// That of where this person works; nothing when no half-day is held there.
    async fn load(app: &App, link: &mut Link, signed: &Signed) -> Result<Option<Self>, StoreError> {
        let here = lieu::of_today(app, link, &signed.account).await?;
        match here.and_then(|here| here.permanence) {
            Some(permanence) => Self::of(app, link, permanence).await.map(Some),
            None => Ok(None),
        }
    }

    /// That of a half-day.
    async fn of(app: &App, link: &mut Link, permanence: Permanence) -> Result<Self, StoreError> {
        let numeros = kept::of(link, &permanence.id).await?;
        let durations = kept::durations(link, &permanence.place).await?;
        let ahead = numeros
            .iter()
            .filter(|n| n.state == NumeroState::Attend)
            .count();
        let attente = attente(ahead, permanence.crew.len(), &durations);
        let left = minutes_left(app, &permanence);
        let is_over = matches!(
            permanence.state,
            PermanenceState::Closed | PermanenceState::Cancelled
        );
        Ok(Self {
            is_full: is_over || is_full(attente, left),
            permanence,
            numeros,
            attente,
        })
    }

    fn of_state(&self, state: NumeroState) -> impl Iterator<Item = &Numero> {
        self.numeros.iter().filter(move |n| n.state == state)
    }

    fn waiting(&self) -> usize {
        self.of_state(NumeroState::Attend).count()
    }

    /// The number that was called last and whose person is not yet there.
    fn called(&self) -> Option<&Numero> {
        self.of_state(NumeroState::Appele)
            .max_by_key(|n| (n.called_at, &n.serie, n.number))
    }
}

/// Minutes until a half-day ends; below zero when it is over.
fn minutes_left(app: &App, permanence: &Permanence) -> i64 {
    let end = DateTime::from_parts(permanence.date, permanence.end);
    let now = Timestamp::from_millisecond(app.outside.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    let end = app.zone().to_timestamp(end);
    end.map_or(0, |end| (end.as_second() - now.as_second()) / 60)
}

/// « 20 à 30 minutes ».
pub fn said(page: &Page, attente: Attente) -> String {
    if attente.to == 0 {
        return page.t("file-tout-de-suite");
    }
    page.arg("de", attente.from)
        .arg("a", attente.to)
        .t("file-attente")
}

fn line(app: &App, page: &Page, numero: &Numero) -> Line {
    let territory = app.territory();
    let theme = numero.theme.as_ref().and_then(|code| territory.theme(code));
    Line {
        id: numero.id.to_string(),
        number: numero.said(),
        theme: theme.map_or_else(String::new, |t| t.label.in_language(&page.lang).to_owned()),
        priority: numero.priorite.map_or("", Priorite::code),
        minutes: (app.outside.now_ms() - numero.taken_at) / 60_000,
    }
}

#[derive(Template)]
#[template(path = "file/page.html")]
struct DeskPage {
    page: Page,
    /// Whether a half-day is held here.
    held: bool,
    called: Vec<Line>,
    waiting: Vec<Line>,
    absent: Vec<Line>,
    /// The number that « suivant » calls.
    next: Option<String>,
    wait: String,
    is_full: bool,
    themes: Vec<(String, String)>,
    priorities: Vec<&'static str>,
}

/// `GET /agent/file`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let mut link = app.store.read().await?;
    let queue = Queue::load(&app, &mut link, &signed).await?;
    drop(link);
    let lines = |state| -> Vec<Line> {
        let numeros = queue.iter().flat_map(|queue| queue.of_state(state));
        numeros.map(|n| line(&app, &page, n)).collect()
    };
    render(&DeskPage {
        held: queue.is_some(),
        called: lines(NumeroState::Appele),
        waiting: lines(NumeroState::Attend),
        absent: lines(NumeroState::Absent),
        next: queue
            .as_ref()
            .and_then(|q| next(&q.numeros))
            .map(Numero::said),
        wait: queue
            .as_ref()
            .map_or_else(String::new, |q| said(&page, q.attente)),
        is_full: queue.as_ref().is_some_and(|q| q.is_full),
        themes: themes(&app, &page),
        priorities: Priorite::ALL.iter().map(|p| p.code()).collect(),
        page: page.titled("file-titre"),
    })
}

fn themes(app: &App, page: &Page) -> Vec<(String, String)> {
    let territory = app.territory();
    let themes = territory.themes.iter();
    themes
        .map(|t| {
            (
                t.code.to_string(),
                t.label.in_language(&page.lang).to_owned(),
            )
        })
        .collect()
}

/// The reasons by picture: code, icon, words.
pub fn pictures(app: &App, page: &Page) -> Vec<(String, String, String)> {
    let territory = app.territory();
    let themes = territory.themes.iter().map(|theme| {
        let words = theme.label.in_language(&page.lang).to_owned();
        let icon = format!("{}-duotone", theme.icon);
        (theme.code.to_string(), icon, words)
    });
    themes.collect()
}

/// What somebody comes for, and why she comes before others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Taken {
    theme: String,
    priorite: String,
}

/// Takes a number; nothing when no half-day is held here, or none can be received any more and
/// nobody says that it must be.
async fn take(
    app: &App,
    signed: &Signed,
    (taken, by_mediator): (Taken, bool),
) -> Result<Option<Numero>, WebError> {
    let mut tx = app.store.begin().await?;
    let queue = Queue::load(app, &mut tx, signed).await?;
    let Some(queue) = queue.filter(|queue| by_mediator || !queue.is_full) else {
        return Ok(None);
    };
    let now = app.outside.now_ms();
    let theme = ThemeCode::new(taken.theme);
    let numero = Numero {
        id: NumeroId::new(app.outside.new_id()),
        serie: String::new(),
        number: kept::following(&mut tx, &queue.permanence.id, "").await?,
        permanence: queue.permanence.id,
        theme: app.territory().theme(&theme).map(|_| theme),
        priorite: Priorite::from_code(&taken.priorite).filter(|_| by_mediator),
        state: NumeroState::Attend,
        taken_at: now,
        called_at: None,
        author: by_mediator.then(|| signed.account.id.clone()),
        at: now,
    };
    put(app, &mut tx, numero.clone()).await?;
    tx.commit().await?;
    Ok(Some(numero))
}

async fn put(app: &App, tx: &mut Tx, numero: Numero) -> Result<(), StoreError> {
    app.outside.record(tx, &[Event::NumeroSet(numero)]).await
}

/// `POST /agent/file`: the mediator takes a number for somebody.
pub async fn add(State(app): State<App>, signed: Signed, Form(taken): Form<Taken>) -> Answer {
    take(&app, &signed, (taken, true)).await?;
    Ok(see_other(HERE))
}

/// `POST /agent/file/suivant`: calls the next one.
pub async fn call_next(State(app): State<App>, signed: Signed) -> Answer {
    let mut tx = app.store.begin().await?;
    let queue = Queue::load(&app, &mut tx, &signed).await?;
    let numeros = queue.map(|queue| queue.numeros).unwrap_or_default();
    let (me, now) = (&signed.account.id, app.outside.now_ms());
    let called = next(&numeros).and_then(|n| n.after(Geste::Appeler, me, now));
    if let Some(called) = called {
        put(&app, &mut tx, called).await?;
        tx.commit().await?;
    }
    Ok(see_other(HERE))
}

/// `POST /agent/file/{id}/{geste}`: called again, received, absent, gone, back.
pub async fn act(
    State(app): State<App>,
    signed: Signed,
    Path((id, geste)): Path<(String, String)>,
) -> Answer {
    let geste = Geste::from_code(&geste).ok_or(WebError::NotFound)?;
    let mut tx = app.store.begin().await?;
    let found = kept::get(&mut tx, &NumeroId::new(id)).await?;
    let numero = found.ok_or(WebError::NotFound)?;
    // What does not apply any more was done by a colleague: the page shows it.
    if let Some(after) = numero.after(geste, &signed.account.id, app.outside.now_ms()) {
        put(&app, &mut tx, after).await?;
        tx.commit().await?;
        return Ok(follow(geste));
    }
    Ok(see_other(HERE))
}

/// Who is received has a visite that begins.
fn follow(geste: Geste) -> Response {
    see_other(match geste {
        Geste::Recevoir => "/agent/visites/nouvelle",
        _ => HERE,
    })
}
