//! The home page of the public: a question, themes, where the van is, whom to call.

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use plus_domain::territoire::{PlaceKind, Territoire};

use super::{
    bus::{self, Bus},
    error::WebError,
    page::{Answer, Page, render},
    state::App,
    theme::Tile,
};

/// Démarches offered under the search field.
const OFTEN: usize = 4;

#[derive(Template)]
#[template(path = "accueil/page.html")]
struct HomePage {
    page: Page,
    themes: Vec<Tile>,
    often: Vec<(String, String)>,
    bus: Bus,
    bornes: usize,
    /// Whether official content was imported.
    official: bool,
}

/// `GET /`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let territory = app.territory();
    let now = bus::local_now(&app);
    let coming = bus::coming(&app, now.date()).await?;
    let page = page.titled("accueil-titre");
    render(&HomePage {
        themes: Tile::all(&territory, &page),
        often: often(&page, &territory, now.date()),
        bus: Bus::at(&page, &territory, &coming, now),
        bornes: bornes(&territory, now.date()),
        official: app.pack().await.map_err(WebError::internal)?.is_some(),
        page,
    })
}

/// One démarche of each of the first partners: code and title.
fn often(page: &Page, territory: &Territoire, today: Date) -> Vec<(String, String)> {
    let firsts = territory
        .partners_on(today)
        .filter_map(|partner| territory.catalogue.of_partner(&partner.code).next());
    firsts
        .take(OFTEN)
        .map(|demarche| (demarche.code.as_str().to_owned(), page.say(&demarche.title)))
        .collect()
}

fn bornes(territory: &Territoire, today: Date) -> usize {
    territory
        .places_on(today)
        .filter(|place| place.kind == PlaceKind::Borne)
        .count()
}
