//! `/agent/file/ecran`: a second screen, for who waits. The number that is called, those before,
//! how long; a sound when it changes. It renews itself, without script too.

use askama::Template;
use axum::extract::State;
use plus_domain::file::{Numero, NumeroState};

use super::{Queue, said};
use crate::web::{
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// Last calls that are shown beside the one of now.
const MOST: usize = 4;

#[derive(Template)]
#[template(path = "file/ecran.html")]
struct ScreenPage {
    page: Page,
    called: Option<String>,
    before: Vec<String>,
    waiting: usize,
    wait: String,
    is_full: bool,
    /// Whether a half-day is held here.
    held: bool,
}

/// `GET /agent/file/ecran`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let mut link = app.store.read().await?;
    let queue = Queue::load(&app, &mut link, &signed).await?;
    drop(link);
    let mut before: Vec<_> = queue
        .iter()
        .flat_map(|queue| &queue.numeros)
        .filter(|n| n.called_at.is_some() && n.state != NumeroState::Appele)
        .collect();
    before.sort_by_key(|n| std::cmp::Reverse(n.called_at));
    render(&ScreenPage {
        called: queue.as_ref().and_then(Queue::called).map(Numero::said),
        before: before.iter().take(MOST).map(|n| n.said()).collect(),
        waiting: queue.as_ref().map_or(0, Queue::waiting),
        wait: queue
            .as_ref()
            .map_or_else(String::new, |q| said(&page, q.attente)),
        is_full: queue.as_ref().is_some_and(|q| q.is_full),
        held: queue.is_some(),
        page: page.titled("file-ecran-titre"),
    })
}
