//! `/compte/sessions`: where one's own account is open, and closing what should not be.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_store::session::{self, Open};
use serde::Deserialize;

use crate::web::{
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};

/// Address of the page.
const PATH: &str = "/compte/sessions";

/// A session as it is shown.
pub struct Line {
    /// Identifier.
    pub id: String,
    /// « Firefox, Android », empty when nothing is known.
    pub browser: String,
    /// Address from which it was opened.
    pub address: String,
    /// Since when.
    pub since: String,
    /// When it was last used.
    pub seen: String,
    /// Whether it is the one that looks.
    pub here: bool,
}

#[derive(Template)]
#[template(path = "identite/sessions.html")]
struct SessionsPage {
    page: Page,
    lines: Vec<Line>,
}

/// Lines of sessions, `here` being the one that looks.
pub(super) fn lines(app: &App, page: &Page, open: Vec<Open>, here: &str) -> Vec<Line> {
    let line = |one: Open| Line {
        here: one.id == here,
        since: date_and_clock(app, page, one.created_at),
        seen: date_and_clock(app, page, one.seen_at),
        id: one.id,
        browser: one.browser,
        address: one.address,
    };
    open.into_iter().map(line).collect()
}

/// `GET /compte/sessions`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let (id, now) = (signed.account.id.as_str(), app.outside.now_ms());
    let open = {
        let mut link = app.store.read().await?;
        session::of_account(&mut link, id, app.limits(), now).await?
    };
    let lines = lines(&app, &page, open, &signed.session);
    render(&SessionsPage {
        page: page.titled("identite-sessions"),
        lines,
    })
}

/// `POST /compte/sessions/{id}/fermer`: one of one's own.
pub async fn close(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let mut tx = app.store.begin().await?;
    session::close_own(&mut tx, signed.account.id.as_str(), &id).await?;
    tx.commit().await?;
    Ok(see_other(PATH))
}

/// What the form of all of them sends.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    lesquelles: String,
}

/// `POST /compte/sessions/fermer`: the others, or all, this one too.
pub async fn close_all(State(app): State<App>, signed: Signed, Form(which): Form<Which>) -> Answer {
    let id = signed.account.id.as_str();
    let mut tx = app.store.begin().await?;
    let all = which.lesquelles == "toutes";
    if all {
        session::close_account(&mut tx, id).await?;
    } else {
        session::close_others(&mut tx, id, &signed.session).await?;
    }
    tx.commit().await?;
    Ok(see_other(if all { "/connexion" } else { PATH }))
}
