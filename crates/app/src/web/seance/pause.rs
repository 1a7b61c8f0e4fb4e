//! « Cette borne est en pause », and where to go instead.

use askama::Template;
use axum::extract::State;
use plus_domain::{
    ids::PlaceCode,
    pres::metres,
    territoire::{Place, PlaceKind, Territoire},
};

use super::Kiosk;
use crate::web::{
    bus::{self, Bus},
    page::{Answer, Page, render},
    state::App,
};

/// Other kiosks that are named.
const MOST: usize = 2;

#[derive(Template)]
#[template(path = "seance/pause.html")]
struct PausePage {
    page: Page,
    bus: Bus,
    /// The nearest other kiosks: name, commune.
    others: Vec<(String, String)>,
}

/// `GET /borne/pause`.
pub async fn show(State(app): State<App>, Kiosk(borne): Kiosk, page: Page) -> Answer {
    let territory = app.territory();
    let now = bus::local_now(&app);
    let coming = bus::coming(&app, now.date()).await?;
    let page = page.titled("seance-pause-titre");
    let kiosks = territory.places_on(now.date());
    let kiosks = kiosks.filter(|place| place.kind == PlaceKind::Borne);
    render(&PausePage {
        bus: Bus::at(&page, &territory, &coming, now),
        others: nearest(&territory, &borne.place(), kiosks.collect()),
        page,
    })
}

/// The others by distance from the place where this one stands; in the order of the territory
/// when nobody said where that is.
fn nearest(territory: &Territoire, own: &str, mut kiosks: Vec<&Place>) -> Vec<(String, String)> {
    kiosks.retain(|place| place.code.as_str() != own);
    let here = PlaceCode::new(own);
    let here = territory.place(&here).and_then(|place| place.position);
    let far = |place: &Place| {
        let far = here.zip(place.position).map(|(a, b)| metres(a, b));
        far.unwrap_or(f64::MAX)
    };
    kiosks.sort_by(|a, b| far(a).total_cmp(&far(b)));
    let named = kiosks.into_iter().take(MOST).map(|place| {
        let commune = territory.commune(&place.commune);
        let commune = commune.map(|commune| commune.name.clone());
        (place.name.clone(), commune.unwrap_or_default())
    });
    named.collect()
}
