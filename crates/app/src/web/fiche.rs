//! The official fiches: themes, dossiers, fiches and services of service-public,
//! with their source, their date, and a notice when they are old.

use askama::Template;
use axum::extract::{Path, State};
use jiff::{ToSpan, civil::Date};
use plus_domain::territoire::Territoire;
use plus_fiches::{
    model::{Document, DocumentKind},
    pack::{Entry, Pack},
};

use super::{
    contenu::reading,
    error::WebError,
    fiche_html,
    page::{Answer, Page, render},
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

/// A part of the menu of a theme or a dossier.
struct MenuPart {
    title: String,
    entries: Vec<Official>,
}

fn menu(page: &Page, pack: &Pack, id: &str) -> Vec<MenuPart> {
    let parts = pack.children(id).into_iter();
    parts
        .map(|part| MenuPart {
            title: match part.title {
                Some(title) => page.french(title),
                None if part.unlisted => page.t("fiche-autres"),
                None => String::new(),
            },
            entries: part
                .entries
                .iter()
                .map(|entry| Official::of(page, entry))
                .collect(),
        })
        .collect()
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
    id: String,
    over_title: String,
    summary: String,
    crumbs: Vec<(String, String)>,
    menu: Vec<MenuPart>,
    /// HTML made by `fiche_html`, escaped there.
    body: String,
    /// « 26 août 2020 », empty when the source gives no date.
    date: String,
    old: bool,
    being_revised: bool,
    official_url: String,
    /// Our own démarches that rest on this fiche.
    ours: Vec<Line>,
}

/// `GET /fiches/{id}`.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let pack = app
        .pack()
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let asked = id.clone();
    let read = reading(std::sync::Arc::clone(&pack), move |pack| {
        pack.document(&asked)
    })
    .await;
    let document = read
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let territory = app.territory();
    let title = page.french(&document.title);
    let page = page.titled_text(title);
    render(&FichePage {
        over_title: document.over_title.clone(),
        summary: summary(&document),
        crumbs: crumbs(&page, &document),
        menu: menu(&page, &pack, &id),
        body: fiche_html::render(&document, page.texts()),
        date: document
            .updated
            .map(|day| page.date(day))
            .unwrap_or_default(),
        old: document.updated.is_some_and(|day| is_old(day, app.today())),
        being_revised: document.being_revised,
        official_url: document.official_url.clone().unwrap_or_default(),
        ours: ours(&app, &page, &territory, &id),
        id,
        page,
    })
}

/// The summary of what has no text of its own; a fiche begins with its introduction.
fn summary(document: &Document) -> String {
    let listed = matches!(document.kind, DocumentKind::Theme | DocumentKind::Dossier);
    let said = listed || document.introduction.is_empty();
    if said {
        document.description.clone()
    } else {
        String::new()
    }
}

/// The way from the themes down, without the page itself nor the official home.
fn crumbs(page: &Page, document: &Document) -> Vec<(String, String)> {
    let above = document
        .breadcrumb
        .iter()
        .filter(|crumb| crumb.id != document.id);
    let held = above.filter(|crumb| crumb.id.starts_with('N'));
    held.map(|crumb| (format!("/fiches/{}", crumb.id), page.french(&crumb.title)))
        .collect()
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
