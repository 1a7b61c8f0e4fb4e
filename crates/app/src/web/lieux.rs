//! `/lieux/{code}`: one page for each place. Where it is, when the van comes, what is said of
//! it today, how to get in.

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::DateTime;
use plus_domain::{
    ids::PlaceCode,
    permanence::Permanence,
    territoire::{Place, PlaceKind, Territoire},
};

use super::{
    bus::{Passage, coming, is_to_come, local_now, on_board},
    error::WebError,
    page::{Answer, Page, render},
    partage::Partage,
    passages::month_of_next,
    state::App,
};

/// Passages shown of a place.
const MOST: usize = 8;

/// A place, in the words of the page.
pub struct Lieu {
    /// Code.
    pub code: String,
    /// « Le Bourg, la Plaine ».
    pub name: String,
    /// Name of its commune.
    pub commune: String,
    /// INSEE code of its commune.
    pub insee: String,
    /// Its kind.
    pub kind: &'static str,
    /// Whether nobody of the relay confirmed it.
    pub to_confirm: bool,
    /// Address, empty when it is not known.
    pub address: String,
    /// `oui`, `non`, or empty when nobody said.
    pub step_free: &'static str,
    /// How to come in, in words; may be empty.
    pub access: String,
    /// « geo:14.46,-60.87 », empty when it is not known: the telephone's own map.
    pub geo: String,
    /// « 14,46800 N, 60,87000 O », empty when it is not known.
    pub position: String,
}

impl Lieu {
    /// The words of a place.
    pub fn of(page: &Page, territory: &Territoire, place: &Place) -> Self {
        let commune = territory.commune(&place.commune);
        Self {
            code: place.code.to_string(),
            name: place.name.clone(),
            commune: commune.map(|c| c.name.clone()).unwrap_or_default(),
            insee: place.commune.to_string(),
            kind: place.kind.code(),
            to_confirm: place.to_confirm,
            address: place.address.clone().unwrap_or_default(),
            step_free: match place.step_free {
                Some(true) => "oui",
                Some(false) => "non",
                None => "",
            },
            access: page.french(place.access.as_deref().unwrap_or_default()),
            geo: place.position.map(geo).unwrap_or_default(),
            position: place.position.map(|at| words(page, at)).unwrap_or_default(),
        }
    }
}

/// A position as a telephone opens it (RFC 5870): in its own map, asking nobody else.
fn geo((latitude, longitude): (f64, f64)) -> String {
    format!("geo:{latitude:.5},{longitude:.5}")
}

fn words(page: &Page, (latitude, longitude): (f64, f64)) -> String {
    let number =
        |value: f64| format!("{:.5}", value.abs()).replace('.', page.t("lieux-virgule").as_str());
    let north = if latitude < 0.0 { "sud" } else { "nord" };
    let east = if longitude < 0.0 { "ouest" } else { "est" };
    format!(
        "{} {}, {} {}",
        number(latitude),
        page.tc("lieux-cote", north),
        number(longitude),
        page.tc("lieux-cote", east)
    )
}

#[derive(Template)]
#[template(path = "lieux/page.html")]
struct PlacePage {
    page: Page,
    lieu: Lieu,
    /// What is said of today, when the van comes today.
    today: Option<Passage>,
    /// What comes after.
    passages: Vec<Passage>,
    share: Partage,
    /// Day on which it is printed.
    printed: String,
    calendar: String,
    calendar_shown: String,
    /// `2026-11`, for the calendar and the posters: that of the next passage.
    month: String,
}

/// `GET /lieux/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let territory = app.territory();
    let now = local_now(&app);
    let place = territory.place(&PlaceCode::new(code));
    let place = place
        .filter(|p| p.until.is_none_or(|until| until >= now.date()))
        .ok_or(WebError::NotFound)?;
    let here = of_place(coming(&app, now.date()).await?, place, now);
    let (today, after): (Vec<_>, Vec<_>) = here.iter().partition(|p| p.date == now.date());
    let aboard = on_board(&app, now.date()).await?;
    let told = |p: &&Permanence| {
        let passage = Passage::new(&page, &territory, p).at(&page, p, now);
        passage.aboard(&page, &territory, p, &aboard)
    };
    let lieu = Lieu::of(&page, &territory, place);
    let month = month_of_next(&here, now.date());
    let passages = after.iter().take(MOST).map(told).collect();
    let today = today.first().map(told);
    let path = format!("/lieux/{}", lieu.code);
    let calendar = format!("/passages.ics?lieu={}", lieu.code);
    let host = page.origin.split_once("://").map_or("", |(_, host)| host);
    let calendar_shown = format!("{host}{calendar}");
    let page = page.titled_text(lieu.name.clone());
    render(&PlacePage {
        share: Partage::of(&page, &path),
        printed: page.date(now.date()),
        calendar: format!("{}{calendar}", page.origin),
        calendar_shown,
        month: month.to_string(),
        lieu,
        today,
        passages,
        page,
    })
}

/// What is still to come at a place, and what was cancelled there.
fn of_place(coming: Vec<Permanence>, place: &Place, now: DateTime) -> Vec<Permanence> {
    let shown = |p: &Permanence| is_to_come(p, now) || super::passages::is_off(p);
    coming
        .into_iter()
        .filter(|p| p.place == place.code && shown(p))
        .collect()
}

/// Whether people are received there, not a kiosk.
pub fn is_stop(place: &Place) -> bool {
    place.kind != PlaceKind::Borne
}
