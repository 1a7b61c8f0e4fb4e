//! The search of the public: our own démarches first, then the official content.

use askama::Template;
use axum::extract::{Query, State};
use plus_fiches::search::{Hit, Part};
use serde::Deserialize;

use super::{
    contenu::reading,
    error::WebError,
    page::{Answer, Page, render},
    state::App,
    theme::{Line, Tile},
};

/// Démarches shown at most.
const SHOWN: usize = 6;
/// Official documents shown at most.
const OFFICIAL: usize = 10;
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
    official: Vec<Found>,
}

/// An official document that answers.
struct Found {
    href: String,
    title: String,
    theme: String,
    passage: Vec<Part>,
}

impl From<Hit> for Found {
    fn from(hit: Hit) -> Self {
        Self {
            href: format!("/fiches/{}", hit.id),
            title: hit.title,
            theme: hit.theme.unwrap_or_default(),
            passage: hit.snippet,
        }
    }
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
    let official = official(&app, &q).await?;
    render(&SearchPage {
        official,
        demarches,
        themes: Tile::all(&territory, &page),
        q,
        page,
    })
}

/// What the official content answers; nothing without content or without words.
async fn official(app: &App, q: &str) -> Result<Vec<Found>, WebError> {
    let Some(pack) = app
        .pack()
        .await
        .map_err(WebError::internal)?
        .filter(|_| !q.is_empty())
    else {
        return Ok(Vec::new());
    };
    let asked = q.to_owned();
    let found = reading(pack, move |pack| pack.search(&asked, OFFICIAL)).await;
    Ok(found
        .map_err(WebError::internal)?
        .into_iter()
        .map(Found::from)
        .collect())
}
