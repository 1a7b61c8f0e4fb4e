//! « Retirer un document »: the code of the slip, then the paper.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::Kiosk;
use crate::{
    seance::retrait::{self, Taken},
    web::{
        page::{Answer, Page, render, see_other},
        state::App,
    },
};

#[derive(Template)]
#[template(path = "seance/retrait.html")]
struct CodePage {
    page: Page,
    /// What came of the last try, empty at first.
    told: String,
}

/// What was typed.
#[derive(Debug, Deserialize)]
pub struct Typed {
    code: String,
    #[serde(default)]
    pin: String,
}

/// `GET /borne/retrait`.
pub async fn show(_kiosk: Kiosk, page: Page) -> Answer {
    render(&CodePage {
        page: page.titled("seance-retrait"),
        told: String::new(),
    })
}

/// `POST /borne/retrait`. What was typed never comes back on the screen.
pub async fn take(
    State(app): State<App>,
    Kiosk(borne): Kiosk,
    page: Page,
    Form(typed): Form<Typed>,
) -> Answer {
    match retrait::take(&app, &borne, (&typed.code, &typed.pin)).await {
        Taken::Papier(number) => {
            let path = format!("/borne/impression/{number}");
            Ok(see_other(&borne.here(&path)))
        }
        Taken::Refused { wait: 0 } => refuse(page, "seance-retrait-refuse", 0),
        Taken::Refused { wait } => refuse(page, "seance-retrait-attendre", (wait + 59) / 60),
        Taken::Away => refuse(page, "seance-retrait-absent", 0),
        Taken::TooMuch => refuse(page, "seance-papier-trop", 0),
    }
}

fn refuse(page: Page, key: &str, minutes: i64) -> Answer {
    let told = page.t_count(key, minutes);
    let shown: Response = render(&CodePage {
        page: page.titled("seance-retrait"),
        told,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}
