//! The home page of the public: a question, themes, where the van is, whom to call.

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use plus_domain::territoire::{PlaceKind, Territoire};

use super::{
    bus::{self, Bus},
    error::WebError,
    evenement::Tile as Event,
    page::{Answer, Page, render},
    state::App,
    theme::Tile,
};

/// Démarches offered under the search field.
const OFTEN: usize = 4;
/// Life events offered, and partners named.
const EVENTS: usize = 7;
const PARTNERS: usize = 3;

#[derive(Template)]
#[template(path = "accueil/page.html")]
struct HomePage {
    page: Page,
    themes: Vec<Tile>,
    /// Some life events, the others on their page.
    events: Vec<Event>,
    /// Names of some partners.
    partners: String,
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
        events: events(&page, &territory),
        partners: partners(&page, &territory, now.date()),
        often: often(&page, &territory, now.date()),
        bus: Bus::at(&page, &territory, &coming, now),
        bornes: bornes(&territory, now.date()),
        official: app.pack().await.map_err(WebError::internal)?.is_some(),
        page,
    })
}

/// The first life events of the territory.
fn events(page: &Page, territory: &Territoire) -> Vec<Event> {
    let mut events = Event::all(page, territory);
    events.truncate(EVENTS);
    events
}

/// « CAF, France Travail, CGSS ».
fn partners(page: &Page, territory: &Territoire, today: Date) -> String {
    let names = territory.partners_on(today).take(PARTNERS);
    let names: Vec<&str> = names.map(|partner| partner.name_on(today)).collect();
    page.french(&names.join(", "))
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
