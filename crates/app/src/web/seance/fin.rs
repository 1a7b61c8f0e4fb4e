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
    /// Whether somebody waits.
    awaited: bool,
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
        awaited: false,
    })
}

/// `GET /borne/attente`: « Quelqu’un attend. » It is said, and may be answered, as the other.
pub async fn awaited(Kiosk(borne): Kiosk, page: Page) -> Answer {
    let seconds = borne.settings.patience().warned_ms / 1_000;
    render(&StillPage {
        page: page.titled("seance-attente-titre"),
        seconds,
        awaited: true,
    })
}

/// Where somebody was.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    retour: String,
}

/// `POST /borne/attendre`: « On attend ». Whoever touches it, nothing is cut.
pub async fn wait(Kiosk(borne): Kiosk, Form(from): Form<From>) -> Answer {
    borne.wait_for_it();
    let own = from.retour.starts_with('/') && !from.retour.starts_with("//");
    Ok(see_other(if own { &from.retour } else { "/borne" }))
}

/// `POST /borne/rester`.
pub async fn stay(Kiosk(borne): Kiosk) -> Answer {
    borne.stay();
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
