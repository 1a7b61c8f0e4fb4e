//! The official fiches: themes, dossiers, fiches and services of service-public,
//! with their source, their date, and a notice when they are old.

mod about;
pub mod lecture;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State, rejection::QueryRejection};
use jiff::{ToSpan, civil::Date};
use plus_domain::territoire::{PlaceKind, Territoire};
use plus_fiches::{
    model::Choices,
    pack::{Entry, Pack},
};
use serde::Deserialize;

use self::lecture::Lecture;
use super::{
    bus::{self, Bus},
    corps,
    error::WebError,
    ici::Ici,
    langue::Language,
    note::{self, Shown},
    page::{Answer, Page, render, see_other},
    partage::Partage,
    state::App,
    text::kreyol,
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
    /// What the relay has to say of it.
    notes: Vec<Shown>,
    share: Partage,
    today: String,
    /// Where the coordinator writes a note on it, empty for others.
    add_note: String,
    /// Next stop of the van.
    bus: Bus,
    /// Communes that have a kiosk.
    bornes: Vec<String>,
    /// Code of the démarche that a request for help is about, empty when there is none.
    sujet: String,
}

/// What follows the `?`: a way through a guide.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Choices, « 2.1.3 ».
    choix: Option<String>,
    /// Document that holds the guide, when it is another one.
    guide: Option<String>,
}

impl Asked {
    /// The way asked for; an address that cannot be read asks for none.
    fn way(self, id: &str) -> Option<(String, Choices)> {
        let choices: Choices = self.choix?.parse().ok()?;
        let guide = self.guide.unwrap_or_else(|| id.to_owned());
        (!choices.is_empty() || guide != id).then_some((guide, choices))
    }
}

/// `GET /fiches/{id}`. An old identifier leads to the document that replaces it.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Answer {
    let pack = app.pack().await.map_err(WebError::internal)?;
    let pack = pack.ok_or(WebError::NotFound)?;
    if let Some(new) = pack.redirected(&id) {
        let there = page.language.address(&format!("/fiches/{new}"));
        return Ok(see_other(&there));
    }
    // The body was rendered once for everybody: what it says in Kréyol counts here too.
    if page.language == Language::Kreyol && kreyol::has_unheard("fiche-") {
        page.texts().review().note();
    }
    let territory = app.territory();
    let now = bus::local_now(&app);
    let today = now.date();
    let ici = Ici::of(&territory, today);
    let way = asked.ok().and_then(|Query(asked)| asked.way(&id));
    let read = lecture(&app, pack, &page, &id, &ici, way).await?;
    let page = page.titled_text(read.title.as_str());
    let coming = bus::soon(&app, now).await?;
    let ours = ours(&app, &page, &territory, &id);
    let about = note::about_fiche(&territory, &read.id, &read.offices);
    let mut response = render(&FichePage {
        notes: note::shown(&app, &page, &about).await?,
        share: Partage::of(&page, &format!("/fiches/{}", read.id)),
        today: page.date(app.today()),
        add_note: note::to_write(&page, &format!("fiche:{}", read.id)),
        body: corps::PLACE,
        date: read.updated.map(|day| page.date(day)).unwrap_or_default(),
        old: read.updated.is_some_and(|day| is_old(day, today)),
        sujet: first_code(&territory, &id),
        bus: Bus::at(&page, &territory, &coming, now),
        bornes: bornes(&territory, today),
        read: Arc::clone(&read),
        ours,
        page,
    })?;
    response.extensions_mut().insert(Arc::clone(&read.corps));
    Ok(response)
}

/// The document, under the answers of a way if it leads somewhere: a stale or mistaken
/// address shows the document from its beginning.
async fn lecture(
    app: &App,
    pack: Arc<Pack>,
    page: &Page,
    id: &str,
    ici: &Ici,
    way: Option<(String, Choices)>,
) -> Result<Arc<Lecture>, WebError> {
    if let Some(way) = way {
        let read = Lecture::answered(Arc::clone(&pack), id, page, ici, way).await;
        if let Some(read) = read.map_err(WebError::internal)? {
            return Ok(read);
        }
    }
    let read = app.lectures.read(pack, id, page, ici).await;
    read.map_err(WebError::internal)?.ok_or(WebError::NotFound)
}

/// Communes that have a kiosk, each once, in the order of the territory.
fn bornes(territory: &Territoire, today: Date) -> Vec<String> {
    let mut communes: Vec<String> = Vec::new();
    let kiosks = territory.places_on(today);
    for place in kiosks.filter(|place| place.kind == PlaceKind::Borne) {
        let commune = territory.commune(&place.commune).map(|it| it.name.clone());
        communes.extend(commune.filter(|name| !communes.contains(name)));
    }
    communes
}

/// The démarche of ours that rests first on a fiche.
fn first_code(territory: &Territoire, id: &str) -> String {
    let mut demarches = territory.catalogue.demarches().iter();
    let found = demarches.find(|demarche| demarche.fiches.iter().any(|fiche| fiche == id));
    found.map_or_else(String::new, |it| it.code.as_str().to_owned())
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
