//! The official fiches: themes, dossiers, fiches and services of service-public,
//! with their source, their date, and a notice when they are old.

pub mod lecture;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use jiff::{ToSpan, civil::Date};
use plus_domain::territoire::Territoire;
use plus_fiches::pack::{Entry, Pack};

use self::lecture::Lecture;
use super::{
    corps,
    error::WebError,
    page::{Answer, Page, render, see_other},
    state::App,
    theme::Line,
};

/// Months after which a text is said to be old.
const OLD: i32 = 12;

/// An official document, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// Address of its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// « 26 août 2020 », empty when the source gives no date.
    pub date: String,
}

impl Official {
    /// The line of an entry.
    pub fn of(page: &Page, entry: &Entry) -> Self {
        Self {
            href: format!("/fiches/{}", entry.id),
            title: page.french(&entry.title),
            summary: page.french(&entry.summary),
            date: entry.updated.map(|day| page.date(day)).unwrap_or_default(),
        }
    }

    /// The lines of identifiers, those that the pack holds.
    pub fn among<'a>(
        page: &Page,
        pack: &Pack,
        ids: impl IntoIterator<Item = &'a String>,
    ) -> Vec<Self> {
        let entries = ids.into_iter().filter_map(|id| pack.entry(id));
        entries.map(|entry| Self::of(page, entry)).collect()
    }
}

#[derive(Template)]
#[template(path = "fiche/liste.html")]
struct ListPage {
    page: Page,
    themes: Vec<Official>,
    /// « 12 novembre 2026 », empty without content.
    date: String,
}

/// `GET /fiches`.
pub async fn index(State(app): State<App>, page: Page) -> Answer {
    let page = page.titled("fiche-titre");
    let pack = app.pack().await.map_err(WebError::internal)?;
    let (themes, date) = match &pack {
        Some(pack) => {
            let themes = pack
                .themes()
                .into_iter()
                .map(|entry| Official::of(&page, entry));
            let date = pack.date().map(|day| page.date(day));
            (themes.collect(), date.unwrap_or_default())
        }
        None => (Vec::new(), String::new()),
    };
    render(&ListPage { page, themes, date })
}

#[derive(Template)]
#[template(path = "fiche/page.html")]
struct FichePage {
    page: Page,
    read: Arc<Lecture>,
    /// Where the body goes.
    body: char,
    /// « 26 août 2020 », empty when the source gives no date.
    date: String,
    old: bool,
    /// Our own démarches that rest on this fiche.
    ours: Vec<Line>,
}

/// `GET /fiches/{id}`. An old identifier leads to the document that replaces it.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let pack = app
        .pack()
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    if let Some(new) = pack.redirected(&id) {
        let there = page.language.address(&format!("/fiches/{new}"));
        return Ok(see_other(&there));
    }
    let read = app.lectures.read(pack, &id, &page).await;
    let read = read
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let territory = app.territory();
    let page = page.titled_text(read.title.as_str());
    let mut response = render(&FichePage {
        body: corps::PLACE,
        date: read.updated.map(|day| page.date(day)).unwrap_or_default(),
        old: read.updated.is_some_and(|day| is_old(day, app.today())),
        ours: ours(&app, &page, &territory, &id),
        read: Arc::clone(&read),
        page,
    })?;
    response.extensions_mut().insert(Arc::clone(&read.corps));
    Ok(response)
}

fn is_old(updated: Date, today: Date) -> bool {
    updated.saturating_add(OLD.months()) < today
}

fn ours(app: &App, page: &Page, territory: &Territoire, id: &str) -> Vec<Line> {
    let all = territory.catalogue.demarches().iter();
    all.filter(|demarche| demarche.fiches.iter().any(|fiche| fiche == id))
        .map(|demarche| Line::of(app, page, territory, demarche))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::is_old;

    #[test]
    fn a_text_is_old_the_day_after_its_year() {
        let today = date(2026, 11, 23);
        assert!(!is_old(date(2025, 11, 23), today));
        assert!(is_old(date(2025, 11, 22), today));
    }
}
