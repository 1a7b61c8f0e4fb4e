//! The search of the public: our own démarches first.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{
    page::{Answer, Page, render},
    state::App,
    theme::{Line, Tile},
};

/// Démarches shown at most.
const SHOWN: usize = 12;
/// Characters of a query that are read; the rest is kept in the field.
const READ: usize = 200;

/// What the reader asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "recherche/page.html")]
struct SearchPage {
    page: Page,
    q: String,
    demarches: Vec<Line>,
    themes: Vec<Tile>,
}

/// `GET /recherche`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let territory = app.territory();
    let q: String = asked.q.trim().chars().take(READ).collect();
    let page = match q.as_str() {
        "" => page.titled("recherche-titre"),
        words => {
            let title = page.arg("q", words).t("recherche-titre-pour");
            page.titled_text(title)
        }
    };
    let found = territory.catalogue.search(&q, SHOWN);
    let demarches = found
        .into_iter()
        .map(|demarche| Line::of(&app, &page, &territory, demarche))
        .collect();
    render(&SearchPage {
        demarches,
        themes: Tile::all(&territory, &page.lang),
        q,
        page,
    })
}
