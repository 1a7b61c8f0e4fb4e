//! `/rendez-vous/mien`: a person sees, moves or gives up her rendez-vous with her code.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::rendez_vous::{Geste, RendezVousState, Voulu};
use serde::Deserialize;

use super::{
    Answered, Offered, Question, Words, answered, commune_of, ics, offered, prendre::unkept,
};
use crate::{
    rendez_vous::question::Mine,
    web::{
        connexion::on_screen,
        error::WebError,
        page::{Answer, Page},
        seance::portail::AtKiosk,
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

/// What a question with a code answers; or the page that asks for the code again.
async fn opened(
    app: &App,
    (headers, at): (&HeaderMap, &AtKiosk),
    page: &Page,
    question: Question,
) -> Result<Result<Mine, Response>, WebError> {
    let told = match answered(app, at, question).await? {
        Answered::Mine(mine) => return Ok(Ok(*mine)),
        Answered::Wait(ms) => page.t_count("suivi-code-attendre", ms.div_euclid(60_000) + 1),
        _ => page.t("rendez-vous-code-refuse"),
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
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let code = given.code.clone();
    match opened(&app, (&headers, &at), &page, Question::Open { code }).await? {
        Ok(mine) => drawn(&app, &headers, page, (mine, given.code), ("", "")),
        Err(again) => Ok(again),
    }
}

/// `POST /rendez-vous/deplacer`.
pub async fn shift(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let question = Question::Shift {
        code: given.code.clone(),
        creneau: given.creneau.clone(),
    };
    let mine = match opened(&app, (&headers, &at), &page, question).await? {
        Ok(mine) => mine,
        Err(again) => return Ok(again),
    };
    let said = if mine.done {
        ("deplace", "")
    } else if Voulu::read(&given.creneau).is_none() {
        ("", "rendez-vous-creneau-vide")
    } else {
        ("", "rendez-vous-creneau-pris")
    };
    drawn(&app, &headers, page, (mine, given.code), said)
}

/// `POST /rendez-vous/annuler`.
pub async fn cancel(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let how = (Geste::Annuler, "annule");
    acted(&app, (&headers, &at), page, given, how).await
}

/// `POST /rendez-vous/confirmer`: the slot that was freed for her is hers.
pub async fn confirm(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let how = (Geste::Confirmer, "confirme");
    acted(&app, (&headers, &at), page, given, how).await
}

/// Her page after a gesture; `word` says what was done, when it was.
async fn acted(
    app: &App,
    on: (&HeaderMap, &AtKiosk),
    page: Page,
    given: Given,
    (geste, word): (Geste, &'static str),
) -> Answer {
    let question = Question::Act {
        code: given.code.clone(),
        geste: geste.code().to_owned(),
    };
    let mine = match opened(app, on, &page, question).await? {
        Ok(mine) => mine,
        Err(again) => return Ok(again),
    };
    let done = if mine.done { word } else { "" };
    drawn(app, on.0, page, (mine, given.code), (done, ""))
}

/// `POST /rendez-vous/agenda`: the file for a calendar.
pub async fn file(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let question = Question::Open { code: given.code };
    let mine = match opened(&app, (&headers, &at), &page, question).await? {
        Ok(mine) => mine,
        Err(again) => return Ok(again),
    };
    let half_day = mine.permanence.ok_or(WebError::NotFound)?;
    let said = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"rendez-vous.ics\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((said, ics(&app, &page, &mine.one, &half_day)).into_response())
}

fn drawn(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (mine, code): (Mine, String),
    (done, fault): (&'static str, &str),
) -> Answer {
    let (one, half_day) = (&mine.one, mine.permanence.as_ref());
    let territory = app.territory();
    let commune = half_day.and_then(|p| commune_of(&territory, p));
    let answer = on_screen(app, headers, page, |page| MinePage {
        words: Words::of(app, &page, one, half_day),
        offered: if one.is_held() {
            offered(app, &page, &mine.agenda, (commune.as_ref(), "", false))
        } else {
            Vec::new()
        },
        held: one.is_held(),
        freed: one.state == RendezVousState::Propose,
        stranded: half_day.is_some_and(|p| one.is_stranded(p)),
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
