//! `/pilotage/escales`: the places of the tour, their need, the days and the skill that each
//! asks for.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::FormErrors,
    ids::PlaceCode,
    period::Month,
    territoire::{PlaceKind, WEEKDAYS},
    tournee::{Escale, EscaleForm},
};
use plus_store::tournee;

use super::record;
use crate::{
    tournee::{Around, Held, gather, looking_back, needs, undescribed},
    web::{
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

type Choice = (String, String, bool);

/// Address of the list.
const HERE: &str = "/pilotage/escales";

/// A place, in words.
struct Line {
    code: String,
    name: String,
    commune: String,
    need: String,
    /// Months since the last visit; empty: never in the last twelve.
    stale: String,
    days: String,
    skill: String,
    served: bool,
    /// Over the last twelve months.
    past: Held,
    /// Visites for each half-day held; empty: none was.
    each: String,
}

#[derive(Template)]
#[template(path = "tournee/escales.html")]
struct PlacesPage {
    page: Page,
    lines: Vec<Line>,
    /// Whether needs come from the tiles of population.
    tiles: bool,
}

/// `GET /pilotage/escales`.
pub async fn list(State(app): State<App>, page: Page) -> Answer {
    let territory = app.territory();
    let month = Month::of(app.today());
    let mut link = app.store.read().await?;
    let base = gather(&mut link, &territory, (month, month)).await?;
    let needs = needs(&territory, app.geo(), &base.besoin, &base.stale);
    let said = tournee::escales(&mut link).await?;
    let past = looking_back(&mut link, app.today()).await?;
    drop(link);
    let stops = territory.places_on(app.today());
    let stops = stops.filter(|p| p.kind == PlaceKind::Arret);
    let mut lines: Vec<Line> = stops
        .map(|place| {
            let escale = said.iter().find(|e| e.place == place.code).cloned();
            let escale = escale.unwrap_or_else(|| undescribed(&place.code));
            let around = needs.get(&place.code).copied().unwrap_or(Around::UNKNOWN);
            let commune = territory.commune(&place.commune);
            let past = past.get(&place.code).copied().unwrap_or_default();
            Line {
                each: past.each().map_or_else(String::new, |each| {
                    page.number(format!("{each:.1}").replace('.', ","))
                }),
                past,
                code: place.code.to_string(),
                name: place.name.clone(),
                commune: commune.map_or_else(String::new, |c| c.name.clone()),
                need: shown_need(&page, &around, &escale),
                stale: base
                    .stale
                    .get(&place.code)
                    .map_or_else(String::new, |m| page.number(format!("{m:.0}"))),
                days: days(&escale),
                skill: escale.skill.unwrap_or_default(),
                served: escale.served,
            }
        })
        .collect();
    lines.sort_by(|a, b| (&a.commune, &a.name).cmp(&(&b.commune, &b.name)));
    render(&PlacesPage {
        lines,
        tiles: app.geo().is_some(),
        page: page.titled("tournee-escales-titre"),
    })
}

/// The need in words; that of a single tile is not shown.
fn shown_need(page: &Page, around: &Around, escale: &Escale) -> String {
    if around.shown {
        page.number(format!("{:.0}", around.weighed(escale)))
    } else {
        page.t("besoin-cache")
    }
}

fn days(escale: &Escale) -> String {
    let names = WEEKDAYS
        .iter()
        .filter(|(day, _)| escale.days.contains(&day.to_monday_one_offset()));
    names.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

#[derive(Template)]
#[template(path = "tournee/escale.html")]
struct PlacePage {
    page: Page,
    code: String,
    served: bool,
    days: Vec<Choice>,
    markets: Vec<Choice>,
    skill: String,
    weight: String,
    faults: Faults,
}

/// `GET /pilotage/escales/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let said = tournee::escales(&mut app.store.read().await?).await?;
    let place = PlaceCode::new(code);
    let said = said.into_iter().find(|e| e.place == place);
    let said = said.unwrap_or_else(|| undescribed(&place));
    let form = EscaleForm {
        served: if said.served {
            "oui".into()
        } else {
            String::new()
        },
        days: said.days.iter().map(ToString::to_string).collect(),
        skill: said.skill.clone().unwrap_or_default(),
        market: said.market.map_or_else(String::new, |m| m.to_string()),
        weight: said.weight.to_string(),
    };
    render(&place_page(
        &app,
        page,
        &place,
        &form,
        FormErrors::default(),
    )?)
}

fn place_page(
    app: &App,
    page: Page,
    code: &PlaceCode,
    form: &EscaleForm,
    errors: FormErrors,
) -> Result<PlacePage, WebError> {
    let territory = app.territory();
    let place = territory.place(code).ok_or(WebError::NotFound)?;
    let week = |chosen: &dyn Fn(&str) -> bool| -> Vec<Choice> {
        let days = WEEKDAYS.iter().map(|(day, name)| {
            let number = day.to_monday_one_offset().to_string();
            let is_chosen = chosen(&number);
            (number, (*name).to_owned(), is_chosen)
        });
        days.collect()
    };
    Ok(PlacePage {
        code: code.to_string(),
        served: form.served == "oui",
        days: week(&|n| form.days.iter().any(|d| d == n)),
        markets: week(&|n| form.market == n),
        skill: form.skill.clone(),
        weight: form.weight.clone(),
        faults: Faults::of(&page, errors),
        page: page.titled_text(place.name.as_str()),
    })
}

/// `POST /pilotage/escales/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let get = |name: &str| {
        let found = typed.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let days = typed.iter().filter(|(key, _)| key == "jours");
    let form = EscaleForm {
        served: get("servi"),
        days: days.map(|(_, day)| day.clone()).collect(),
        skill: get("savoir"),
        market: get("marche"),
        weight: get("poids"),
    };
    let place = PlaceCode::new(code);
    // A place that does not exist is found by nobody.
    app.territory().place(&place).ok_or(WebError::NotFound)?;
    match form.read(
        place.clone(),
        signed.account.id.clone(),
        app.outside.now_ms(),
    ) {
        Ok(said) => {
            record(&app, &[Event::EscaleSet(said)]).await?;
            Ok(see_other(&format!("{HERE}#{place}")))
        }
        Err(errors) => {
            let shown = place_page(&app, page, &place, &form, errors)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}
