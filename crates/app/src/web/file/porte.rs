//! `/agent/file/porte`: a tablet at the door, turned to the public. A person says why she comes
//! by a picture, and takes a number.

use askama::Template;
use axum::extract::State;
use axum_extra::extract::Form;

use super::{Queue, Taken, pictures, said};
use crate::web::{
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

#[derive(Template)]
#[template(path = "file/porte.html")]
struct DoorPage {
    page: Page,
    /// Code, icon, words.
    themes: Vec<(String, String, String)>,
    wait: String,
    waiting: usize,
    is_full: bool,
    /// Whether a half-day is held here.
    held: bool,
}

#[derive(Template)]
#[template(path = "file/numero.html")]
struct NumberPage {
    page: Page,
    /// Nothing when the queue was closed meanwhile.
    number: Option<String>,
    wait: String,
}

/// `GET /agent/file/porte`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let mut link = app.store.read().await?;
    let queue = Queue::load(&app, &mut link, &signed).await?;
    drop(link);
    render(&DoorPage {
        themes: pictures(&app, &page),
        wait: queue
            .as_ref()
            .map_or_else(String::new, |q| said(&page, q.attente)),
        waiting: queue.as_ref().map_or(0, Queue::waiting),
        held: queue.is_some(),
        is_full: queue.is_some_and(|q| q.is_full),
        page: page.titled("file-porte-titre"),
    })
}

/// `POST /agent/file/porte`.
pub async fn take(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(taken): Form<Taken>,
) -> Answer {
    let wait = {
        let mut link = app.store.read().await?;
        let queue = Queue::load(&app, &mut link, &signed).await?;
        queue.map_or_else(String::new, |q| said(&page, q.attente))
    };
    let numero = super::take(&app, &signed, (taken, false)).await?;
    render(&NumberPage {
        number: numero.map(|n| n.said()),
        wait,
        page: page.titled("file-numero-titre"),
    })
}
