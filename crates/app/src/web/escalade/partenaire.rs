//! `/partenaire/escalades`: what a partner is asked. Another partner's is « introuvable ».

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    escalade::{Cote, Escalade},
    form::FormErrors,
};
use plus_store::escalade as kept;
use serde::Deserialize;

use super::{Given, Line, Pace, Thread, answer, found, paces, thread};
use crate::{
    dossier::droit::is_frozen,
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Address of the list.
const HERE: &str = "/partenaire/escalades";

#[derive(Template)]
#[template(path = "escalade/partenaire.html")]
struct ListPage {
    page: Page,
    open: Vec<Line>,
    over: Vec<Line>,
    paces: Vec<Pace>,
}

#[derive(Template)]
#[template(path = "escalade/repondre.html")]
struct AnswerPage {
    page: Page,
    thread: Thread,
    given: Given,
    faults: Faults,
    done: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /partenaire/escalades`.
pub async fn list(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let partner = signed.account.partner.clone().ok_or(WebError::Forbidden)?;
    let mut link = app.store.read().await?;
    let mut all = Vec::new();
    for escalade in kept::of_partner(&mut link, &partner).await? {
        // What a person had frozen is read by nobody else (requirement P15).
        if !is_frozen(&mut link, &escalade.dossier).await? {
            all.push(escalade);
        }
    }
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let (open, over): (Vec<&Escalade>, Vec<&Escalade>) = all.iter().partition(|e| e.is_open());
    let lines = |of: Vec<&Escalade>| {
        let lines = of
            .into_iter()
            .map(|e| Line::of(&app, &page, &names, (e, Cote::Partenaire)));
        lines.collect()
    };
    render(&ListPage {
        open: lines(open),
        over: lines(over),
        paces: paces(&app, &page, &names, &all),
        page: page.titled("escalade-partenaire-titre"),
    })
}

/// The escalade of an address, when it is this partner's.
async fn own(app: &App, signed: &Signed, id: &str) -> Result<Escalade, WebError> {
    let mut link = app.store.read().await?;
    let escalade = found(&mut link, id).await?;
    let frozen = is_frozen(&mut link, &escalade.dossier).await?;
    if signed.account.partner.as_ref() == Some(&escalade.partner) && !frozen {
        Ok(escalade)
    } else {
        Err(WebError::NotFound)
    }
}

/// `GET /partenaire/escalades/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let escalade = own(&app, &signed, &id).await?;
    let shown = answer_page(
        &app,
        page,
        &escalade,
        Given::default(),
        FormErrors::default(),
    );
    render(&AnswerPage {
        done: asked.fait == "1",
        ..shown.await?
    })
}

async fn answer_page(
    app: &App,
    page: Page,
    escalade: &Escalade,
    given: Given,
    errors: FormErrors,
) -> Result<AnswerPage, WebError> {
    let mut link = app.store.read().await?;
    let thread = thread(app, &page, &mut link, (escalade, Cote::Partenaire)).await?;
    Ok(AnswerPage {
        thread,
        given,
        faults: Faults::of(&page, errors),
        done: false,
        page: page.titled("escalade-du-relais"),
    })
}

/// `POST /partenaire/escalades/{id}`: asks, answers, solves, or says whose desk it is.
pub async fn reply(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let escalade = own(&app, &signed, &id).await?;
    match answer(&app, &signed, (&escalade, Cote::Partenaire), &given).await? {
        Ok(()) => Ok(see_other(&format!("{HERE}/{id}?fait=1"))),
        Err(errors) => {
            let shown = answer_page(&app, page, &escalade, given, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}
