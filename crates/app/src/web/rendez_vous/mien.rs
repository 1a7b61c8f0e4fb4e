//! `/rendez-vous/mien`: a person sees, moves or gives up her rendez-vous with her code.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::rendez_vous::{Geste, RendezVous, RendezVousState, Voulu};
use plus_store::permanence;
use serde::Deserialize;

use super::{Offered, Words, commune_of, ics, offered, prendre::unkept};
use crate::{
    rendez_vous::{self as held, Agenda, Opened},
    web::{
        connexion::on_screen,
        error::WebError,
        page::{Answer, Page},
        state::App,
    },
};

#[derive(Template)]
#[template(path = "rendez_vous/code.html")]
struct CodePage {
    page: Page,
    told: String,
}

#[derive(Template)]
#[template(path = "rendez_vous/mien.html")]
struct MinePage {
    page: Page,
    code: String,
    words: Words,
    held: bool,
    /// Whether a slot that was freed waits for her word.
    freed: bool,
    /// Whether the half-day changed, and somebody calls.
    stranded: bool,
    offered: Vec<Offered>,
    /// Code of what was just done, empty when nothing was.
    done: &'static str,
    /// What could not be done, in words.
    fault: String,
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    code: String,
    creneau: String,
}

/// `GET /rendez-vous/mien`.
pub async fn ask(State(app): State<App>, headers: HeaderMap, page: Page) -> Answer {
    code_page(&app, &headers, page, String::new())
}

fn code_page(app: &App, headers: &HeaderMap, page: Page, told: String) -> Answer {
    on_screen(app, headers, page, |page| CodePage {
        told,
        page: page.titled("rendez-vous-mien-titre"),
    })
}

/// The rendez-vous that a code opens; or the page that asks for it again.
async fn opened(
    app: &App,
    headers: &HeaderMap,
    page: &Page,
    code: &str,
) -> Result<Result<RendezVous, Response>, WebError> {
    let told = match held::by_code(app, code).await? {
        Opened::One(one) => return Ok(Ok(*one)),
        Opened::Nothing => page.t("rendez-vous-code-refuse"),
        Opened::Wait(ms) => page.t_count("suivi-code-attendre", ms.div_euclid(60_000) + 1),
    };
    let drawn = code_page(app, headers, page.clone(), told)?;
    Ok(Err(
        (StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response()
    ))
}

/// `POST /rendez-vous/mien`.
pub async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    match opened(&app, &headers, &page, &given.code).await? {
        Ok(one) => mine(&app, &headers, page, (one, given.code), ("", "")).await,
        Err(again) => Ok(again),
    }
}

/// `POST /rendez-vous/deplacer`.
pub async fn shift(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let one = match opened(&app, &headers, &page, &given.code).await? {
        Ok(one) => one,
        Err(again) => return Ok(again),
    };
    let Some(to) = Voulu::read(&given.creneau) else {
        let why = ("", "rendez-vous-creneau-vide");
        return mine(&app, &headers, page, (one, given.code), why).await;
    };
    if let Some(moved) = held::shift(&app, &one.id, (&to, None)).await? {
        return mine(&app, &headers, page, (moved, given.code), ("deplace", "")).await;
    }
    let why = ("", "rendez-vous-creneau-pris");
    mine(&app, &headers, page, (one, given.code), why).await
}

/// `POST /rendez-vous/annuler`.
pub async fn cancel(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    acted(&app, &headers, page, given, (Geste::Annuler, "annule")).await
}

/// `POST /rendez-vous/confirmer`: the slot that was freed for her is hers.
pub async fn confirm(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    acted(&app, &headers, page, given, (Geste::Confirmer, "confirme")).await
}

/// Her page after a gesture; `word` says what was done, when it was.
async fn acted(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    given: Given,
    (geste, word): (Geste, &'static str),
) -> Answer {
    let one = match opened(app, headers, &page, &given.code).await? {
        Ok(one) => one,
        Err(again) => return Ok(again),
    };
    let after = held::act(app, &one.id, (geste, None)).await?;
    let done = if after.is_some() { word } else { "" };
    let one = after.unwrap_or(one);
    mine(app, headers, page, (one, given.code), (done, "")).await
}

/// `POST /rendez-vous/agenda`: the file for a calendar.
pub async fn file(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let one = match opened(&app, &headers, &page, &given.code).await? {
        Ok(one) => one,
        Err(again) => return Ok(again),
    };
    let mut link = app.store.read().await?;
    let at = permanence::by_id(&mut link, one.permanence.as_str()).await?;
    drop(link);
    let at = at.ok_or(WebError::NotFound)?;
    let said = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"rendez-vous.ics\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((said, ics(&app, &page, &one, &at)).into_response())
}

async fn mine(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (one, code): (RendezVous, String),
    (done, fault): (&'static str, &str),
) -> Answer {
    let mut link = app.store.read().await?;
    let at = permanence::by_id(&mut link, one.permanence.as_str()).await?;
    let agenda = Agenda::load(app, &mut link, false).await?;
    drop(link);
    let territory = app.territory();
    let commune = at.as_ref().and_then(|p| commune_of(&territory, p));
    let answer = on_screen(app, headers, page, |page| MinePage {
        words: Words::of(app, &page, &one, at.as_ref()),
        offered: if one.is_held() {
            offered(app, &page, &agenda, (commune.as_ref(), "", false))
        } else {
            Vec::new()
        },
        held: one.is_held(),
        freed: one.state == RendezVousState::Propose,
        stranded: at.as_ref().is_some_and(|p| one.is_stranded(p)),
        fault: if fault.is_empty() {
            String::new()
        } else {
            page.t(fault)
        },
        page: page.titled("rendez-vous-mien-titre"),
        code,
        done,
    })?;
    let answer = unkept(answer);
    if fault.is_empty() {
        return Ok(answer);
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}
