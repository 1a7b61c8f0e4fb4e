//! « Prendre un numéro » at a borne, for the half-day that is held near it. One number a
//! person: who comes back to this screen sees hers.

use askama::Template;
use axum::{Extension, extract::State};
use axum_extra::extract::Form;
use plus_domain::ids::PlaceCode;
use serde::Deserialize;

use super::{Kiosk, portail};
use crate::web::{
    error::WebError,
    file::{
        self,
        borne::{Answer as Answered, Given, Question},
    },
    page::{Answer, Page, render},
    state::App,
};

#[derive(Template)]
#[template(path = "seance/numero.html")]
struct NumberPage {
    page: Page,
    /// `rien`, `loin`, `complet`, `ouvert`, `donne`: family `seance-numero`.
    state: &'static str,
    /// Neighbourhood, then commune.
    place: String,
    /// What is called, once it is taken.
    number: String,
    waiting: usize,
    wait: String,
    /// Code, icon, words.
    themes: Vec<(String, String, String)>,
}

/// What a person comes for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Taken {
    theme: String,
}

/// `GET /borne/numero`.
pub async fn show(State(app): State<App>, kiosk: Kiosk, page: Page) -> Answer {
    let answered = match kiosk.0.numero() {
        Some(given) => Answered::Given(given),
        None => asked(&app, &kiosk, Question::Show).await?,
    };
    draw(&app, page, &answered)
}

/// `POST /borne/numero`.
pub async fn take(
    State(app): State<App>,
    kiosk: Kiosk,
    page: Page,
    Form(taken): Form<Taken>,
) -> Answer {
    if let Some(given) = kiosk.0.numero() {
        return draw(&app, page, &Answered::Given(given));
    }
    let theme = taken.theme;
    let answered = asked(&app, &kiosk, Question::Take { theme }).await?;
    if let Answered::Given(given) = &answered {
        kiosk.0.keep_numero(given.clone());
    }
    draw(&app, page, &answered)
}

async fn asked(app: &App, kiosk: &Kiosk, question: Question) -> Result<Answered, WebError> {
    let at = Some(Extension(kiosk.clone()));
    if let Some(answered) = portail::of_hub(app, &at, ("file", &question)).await? {
        return Ok(answered);
    }
    let own = portail::door(app, &at, "").await?;
    Ok(file::borne::answer(app, &own, question).await?)
}

/// Neighbourhood, then commune.
fn said_place(app: &App, code: &PlaceCode) -> String {
    let territory = app.territory();
    let place = territory.place(code);
    let commune = place.and_then(|place| territory.commune(&place.commune));
    let words = place
        .zip(commune)
        .map(|(p, c)| format!("{}, {}", p.quartier, c.name));
    words.unwrap_or_default()
}

fn draw(app: &App, page: Page, answered: &Answered) -> Answer {
    let at = |code: &PlaceCode| said_place(app, code);
    let none = String::new;
    let (state, place, number, waiting, wait) = match answered {
        Answered::Nothing => ("rien", none(), none(), 0, none()),
        Answered::Far { place } => ("loin", at(place), none(), 0, none()),
        Answered::Full { place } => ("complet", at(place), none(), 0, none()),
        Answered::Open {
            place,
            waiting,
            wait,
        } => (
            "ouvert",
            at(place),
            none(),
            *waiting,
            file::said(&page, *wait),
        ),
        Answered::Given(Given {
            number,
            place,
            wait,
        }) => (
            "donne",
            at(place),
            number.clone(),
            0,
            file::said(&page, *wait),
        ),
    };
    let themes = match state {
        "ouvert" => file::pictures(app, &page),
        _ => Vec::new(),
    };
    render(&NumberPage {
        page: page.titled("seance-numero-titre"),
        state,
        place,
        number,
        waiting,
        wait,
        themes,
    })
}
