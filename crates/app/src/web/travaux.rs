//! `/pilotage/travaux`: long work, how far it is, what came of it.
//!
//! A page of work that runs comes again by itself every few seconds, without a
//! script; a link stops that for who reads slowly.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
};
use plus_store::job::{self, Job};
use serde::Deserialize;

use super::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    state::App,
};
use crate::job::{Outcome, task::NOBODY};

/// Jobs of the list.
const MOST: i64 = 50;
/// Seconds between two looks at work that runs.
const AGAIN: &str = "5";

/// A job as shown.
struct Line {
    id: String,
    what: String,
    state: &'static str,
    running: bool,
    cancel: bool,
    done: i64,
    total: i64,
    told: String,
    author: String,
    when: String,
}

#[derive(Template)]
#[template(path = "travaux/liste.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    refresh: bool,
}

#[derive(Template)]
#[template(path = "travaux/page.html")]
struct JobPage {
    page: Page,
    line: Line,
    outcome: Option<Outcome>,
    refresh: bool,
    running: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `1`: the page stays as it is.
    fige: String,
}

/// `GET /pilotage/travaux`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut link = app.store.read().await?;
    let jobs = job::latest(&mut link, MOST).await?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let lines: Vec<Line> = jobs.iter().map(|j| line(&app, &page, &names, j)).collect();
    let refresh = lines.iter().any(|l| l.running) && asked.fige.is_empty();
    let template = ListPage {
        lines,
        refresh,
        page: page.titled("travaux-titre"),
    };
    Ok(again(render(&template)?, refresh))
}

/// `GET /pilotage/travaux/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let found = job::by_id(&mut link, &id)
        .await?
        .ok_or(WebError::NotFound)?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let line = line(&app, &page, &names, &found);
    let refresh = line.running && asked.fige.is_empty();
    let template = JobPage {
        outcome: Outcome::read(&found.outcome),
        refresh,
        running: line.running,
        page: page.titled_text(line.what.as_str()),
        line,
    };
    Ok(again(render(&template)?, refresh))
}

/// `POST /pilotage/travaux/{id}/arreter`.
pub async fn cancel(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let mut tx = app.store.begin().await?;
    job::by_id(&mut tx, &id).await?.ok_or(WebError::NotFound)?;
    job::cancel(&mut tx, &id).await?;
    tx.commit().await?;
    app.jobs.notify_one();
    Ok(see_other(&format!("/pilotage/travaux/{id}")))
}

fn again(mut response: axum::response::Response, refresh: bool) -> axum::response::Response {
    if refresh {
        response
            .headers_mut()
            .insert(header::REFRESH, HeaderValue::from_static(AGAIN));
    }
    response
}

fn line(app: &App, page: &Page, names: &Names, job: &Job) -> Line {
    let moment = jiff::Timestamp::from_millisecond(job.created_at)
        .map(|at| at.to_zoned_datetime(app.zone()));
    let when = moment.map_or_else(
        |_| String::new(),
        |at| {
            page.arg("date", page.date(at.date()))
                .arg("heure", page.hour(at.time()))
                .t("travaux-quand")
        },
    );
    let running = job.state == job::State::Waiting;
    Line {
        id: job.id.clone(),
        what: page.tc("travaux-genre", &job.name),
        state: state(job),
        running,
        cancel: job.cancel,
        done: job.done,
        total: job.total,
        told: if job.total > 0 {
            page.arg("fait", job.done)
                .arg("tout", job.total)
                .t("travaux-avance")
        } else {
            String::new()
        },
        author: match job.author.as_str() {
            NOBODY => page.t("travaux-auteur-plus"),
            author => names.person(&author.into()),
        },
        when,
    }
}

/// What the badge says: waiting and being done differ for who looks.
fn state(job: &Job) -> &'static str {
    match job.state {
        job::State::Waiting if job.cancel => "arret",
        job::State::Waiting if job.attempts > 0 => "cours",
        other => other.code(),
    }
}
