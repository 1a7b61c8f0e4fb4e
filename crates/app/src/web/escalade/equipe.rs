//! `/agent/escalades`: what was carried to partners, for those who follow the person; the
//! coordination sees which partner is late, and opens only what is shared with it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    account::Role,
    escalade::{Cote, Escalade, EscaladeState},
    form::FormErrors,
    ids::AccountId,
};
use plus_store::{Link, StoreError, dossier, escalade as kept};
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
const HERE: &str = "/agent/escalades";

#[derive(Template)]
#[template(path = "escalade/equipe.html")]
struct ListPage {
    page: Page,
    /// Those of one's follow-ups.
    own: Vec<Line>,
    /// Those of others that the coordination must take up.
    late: Vec<Line>,
    paces: Vec<Pace>,
}

#[derive(Template)]
#[template(path = "escalade/une.html")]
struct ThreadPage {
    page: Page,
    thread: Thread,
    dossier: String,
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

/// Whether somebody follows the person of an escalade.
async fn is_shared(
    link: &mut Link,
    escalade: &Escalade,
    account: &AccountId,
) -> Result<bool, StoreError> {
    let held = dossier::root(link, &escalade.dossier).await?;
    Ok(held.is_some_and(|d| d.is_shared_with(account)))
}

/// `GET /agent/escalades`.
pub async fn list(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let me = &signed.account;
    let mut link = app.store.read().await?;
    let all = kept::all(&mut link).await?;
    let names = Names::load(&app, &mut link).await?;
    let (mut own, mut late) = (Vec::new(), Vec::new());
    for escalade in &all {
        let line = Line::of(&app, &page, &names, (escalade, Cote::Equipe));
        if is_shared(&mut link, escalade, &me.id).await? {
            own.push(line);
        } else if line.taken_up {
            late.push(line);
        }
    }
    drop(link);
    let coordinates = me.role == Role::Coordinateur;
    render(&ListPage {
        own,
        late: if coordinates { late } else { Vec::new() },
        paces: if coordinates {
            paces(&app, &page, &names, &all)
        } else {
            Vec::new()
        },
        page: page.titled("escalade-liste-titre"),
    })
}

/// The escalade of an address, when its person is followed by who looks.
async fn own(app: &App, signed: &Signed, id: &str) -> Result<Escalade, WebError> {
    let mut link = app.store.read().await?;
    let escalade = found(&mut link, id).await?;
    if is_shared(&mut link, &escalade, &signed.account.id).await? {
        Ok(escalade)
    } else {
        Err(WebError::NotFound)
    }
}

/// `GET /agent/escalades/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let escalade = own(&app, &signed, &id).await?;
    let shown = thread_page(
        &app,
        page,
        &escalade,
        Given::default(),
        FormErrors::default(),
    );
    render(&ThreadPage {
        done: asked.fait == "1",
        ..shown.await?
    })
}

async fn thread_page(
    app: &App,
    page: Page,
    escalade: &Escalade,
    given: Given,
    errors: FormErrors,
) -> Result<ThreadPage, WebError> {
    let mut link = app.store.read().await?;
    let thread = thread(app, &page, &mut link, (escalade, Cote::Equipe)).await?;
    Ok(ThreadPage {
        thread,
        dossier: escalade.dossier.to_string(),
        given,
        faults: Faults::of(&page, errors),
        done: false,
        page: page.titled("escalade-titre"),
    })
}

/// `POST /agent/escalades/{id}`: answers, asks again, or closes.
pub async fn reply(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let escalade = own(&app, &signed, &id).await?;
    if is_frozen(&mut app.store.read().await?, &escalade.dossier).await? {
        return Err(WebError::Conflict);
    }
    match answer(&app, &signed, (&escalade, Cote::Equipe), &given).await? {
        Ok(()) => Ok(see_other(&format!("{HERE}/{id}?fait=1"))),
        Err(errors) => {
            let shown = thread_page(&app, page, &escalade, given, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}

/// Escalades of somebody's follow-ups that a partner answered: to read, or to answer.
///
/// # Errors
/// Those of the database.
pub async fn answered(link: &mut Link, me: &AccountId) -> Result<usize, StoreError> {
    use EscaladeState::{ChezEquipe, Redirigee, Resolue};
    let mut count = 0;
    for escalade in kept::all(link).await? {
        let waits = matches!(escalade.state, ChezEquipe | Redirigee | Resolue);
        count += usize::from(waits && is_shared(link, &escalade, me).await?);
    }
    Ok(count)
}
