//! The public kiosks: where they stand.

use askama::Template;
use axum::extract::State;
use plus_domain::territoire::PlaceKind;

use super::{
    page::{Answer, Page, render},
    state::App,
};

/// A kiosk, in the words of the page.
struct Borne {
    code: String,
    commune: String,
    name: String,
    to_confirm: bool,
}

#[derive(Template)]
#[template(path = "bornes/liste.html")]
struct ListPage {
    page: Page,
    bornes: Vec<Borne>,
}

/// `GET /bornes`.
pub async fn index(State(app): State<App>, page: Page) -> Answer {
    let territory = app.territory();
    let kiosks = territory
        .places_on(app.today())
        .filter(|place| place.kind == PlaceKind::Borne);
    let bornes = kiosks
        .map(|place| Borne {
            code: place.code.to_string(),
            commune: territory
                .commune(&place.commune)
                .map(|commune| commune.name.clone())
                .unwrap_or_default(),
            name: place.name.clone(),
            to_confirm: place.to_confirm,
        })
        .collect();
    render(&ListPage {
        page: page.titled("bornes-titre"),
        bornes,
    })
}
