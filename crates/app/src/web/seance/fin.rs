//! The end of a session: the warning, and what was erased.

use askama::Template;
use axum::{extract::State, http::Uri};
use axum_extra::extract::Form;
use plus_borne::kiosk::Order;
use plus_domain::borne::usage::Avis;
use serde::Deserialize;

use super::Kiosk;
use crate::{
    seance::{Erased, usage},
    web::{
        langue::Language,
        page::{Answer, Page, render, see_other},
        state::App,
    },
};

#[derive(Template)]
#[template(path = "seance/encore.html")]
struct StillPage {
    page: Page,
    /// Seconds until everything is erased.
    seconds: i64,
}

#[derive(Template)]
#[template(path = "seance/fini.html")]
struct EndedPage {
    page: Page,
    erased: Option<Erased>,
    /// Whether they said what they thought.
    thanked: bool,
}

/// `GET /borne/encore`: « Vous êtes encore là ? ».
pub async fn still(Kiosk(borne): Kiosk, page: Page) -> Answer {
    let seconds = borne.settings.patience().warned_ms / 1_000;
    render(&StillPage {
        page: page.titled("seance-encore-titre"),
        seconds,
    })
}

/// `POST /borne/rester`.
pub async fn stay(Kiosk(borne): Kiosk) -> Answer {
    borne.tell(Order::Stay);
    Ok(see_other("/borne/encore"))
}

/// `POST /borne/fin`: « J’ai fini ».
pub async fn finish(Kiosk(borne): Kiosk) -> Answer {
    borne.tell(Order::Finish);
    // Seen for an instant at most: the browser goes with the session.
    Ok(see_other("/borne/fini"))
}

/// A pictogram.
#[derive(Debug, Deserialize)]
pub struct Said {
    avis: String,
}

/// `POST /borne/avis`: what the person who leaves thought of it.
pub async fn say(State(app): State<App>, Kiosk(borne): Kiosk, Form(said): Form<Said>) -> Answer {
    if let Some(avis) = Avis::from_code(&said.avis) {
        usage::say(&app, &borne, avis).await;
    }
    let language = borne
        .erased()
        .map_or_else(Language::default, |erased| erased.language);
    Ok(see_other(&language.address("/borne/fini?merci")))
}

/// `GET /borne/fini`: what was erased.
pub async fn ended(Kiosk(borne): Kiosk, page: Page, uri: Uri) -> Answer {
    render(&EndedPage {
        thanked: uri.query() == Some("merci"),
        erased: borne.erased(),
        page: page.titled("seance-fini-titre"),
    })
}
