//! The home screen of a kiosk: one question, the themes, a paper to pick up, the van, a number
//! while a half-day is held near, a rendez-vous.

use askama::Template;
use axum::extract::State;

use super::Kiosk;
use crate::web::{
    bus::{self, Bus},
    file::borne::near,
    page::{Answer, Page, render},
    state::App,
    theme::Tile,
};

/// Themes shown: the others are one touch further.
const THEMES: usize = 9;

#[derive(Template)]
#[template(path = "seance/accueil.html")]
struct HomePage {
    page: Page,
    themes: Vec<Tile>,
    bus: Bus,
    /// Whether a half-day is held near.
    queue: bool,
}

/// `GET /borne`.
pub async fn show(State(app): State<App>, Kiosk(borne): Kiosk, page: Page) -> Answer {
    let territory = app.territory();
    let now = bus::local_now(&app);
    let coming = bus::coming(&app, now.date()).await?;
    let near = near(&app, &mut app.store.read().await?, &borne.place()).await?;
    let page = page.titled("seance-titre");
    let mut themes = Tile::all(&territory, &page);
    themes.truncate(THEMES);
    render(&HomePage {
        themes,
        queue: near.is_some(),
        bus: Bus::at(&page, &territory, &coming, now),
        page,
    })
}
