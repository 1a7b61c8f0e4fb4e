//! `/rappel`: « Demander de l'aide », a number and when to call; and
//! `/agent/rappels`: the people that the team calls back, until it is done.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    catalogue::Demarche,
    form::FormErrors,
    ids::DemarcheCode,
    rappel::{self, Moment, Rappel},
};
use plus_store::rappel as kept;
use serde::Deserialize;

use super::{
    connexion::on_screen,
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};

const TEAM: &str = "/agent/rappels";

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of the démarche that was being read.
    sujet: String,
    /// `1`: the number is kept.
    fait: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    numero: String,
    moment: String,
    sujet: String,
}

#[derive(Template)]
#[template(path = "rappel/demander.html")]
struct AskPage {
    page: Page,
    given: Given,
    /// Title of the démarche, empty when none was read.
    subject: String,
    moments: Vec<(&'static str, bool)>,
    done: bool,
    faults: Faults,
}

/// `GET /rappel`.
pub async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    page: Page,
) -> Answer {
    let given = Given {
        sujet: asked.sujet,
        ..Given::default()
    };
    ask_page(
        &app,
        &headers,
        page,
        given,
        asked.fait == "1",
        FormErrors::default(),
    )
}

fn ask_page(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    given: Given,
    done: bool,
    errors: FormErrors,
) -> Answer {
    let territory = app.territory();
    let subject = demarche(&territory.catalogue, &given.sujet);
    on_screen(app, headers, page, |page| AskPage {
        subject: subject.map_or_else(String::new, |d| page.say(&d.title)),
        moments: Moment::ALL
            .into_iter()
            .map(|m| (m.code(), m.code() == given.moment))
            .collect(),
        done,
        faults: Faults::of(&page, errors),
        page: page.titled("rappel-titre"),
        given,
    })
}

fn demarche<'a>(
    catalogue: &'a plus_domain::catalogue::Catalogue,
    code: &str,
) -> Option<&'a Demarche> {
    catalogue.get(&DemarcheCode::new(code))
}

/// `POST /rappel`: keeps the number, then says so.
pub async fn ask(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    match rappel::read(&given.numero, &given.moment) {
        Ok((phone, moment)) => {
            let known = demarche(&app.territory().catalogue, &given.sujet).map(|d| d.code.clone());
            let wanted = Rappel {
                id: app.outside.new_id(),
                at: app.outside.now_ms(),
                phone,
                moment,
                demarche: known,
                language: page.lang.clone(),
                taken_by: None,
            };
            let mut tx = app.store.begin().await?;
            let is_kept = kept::add(&mut tx, &wanted).await?;
            tx.commit().await?;
            if is_kept {
                return Ok(see_other(&page.language.address("/rappel?fait=1")));
            }
            let mut errors = FormErrors::default();
            errors.add("numero", "rappel-trop");
            refused(&app, &headers, page, given, errors)
        }
        Err(errors) => refused(&app, &headers, page, given, errors),
    }
}

fn refused(app: &App, headers: &HeaderMap, page: Page, given: Given, errors: FormErrors) -> Answer {
    let mut response = ask_page(app, headers, page, given, false, errors)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response.into_response())
}

/// Somebody to call, in the words of the page.
struct Line {
    id: String,
    phone: String,
    dial: String,
    /// Code of the moment.
    moment: &'static str,
    since: String,
    /// Code and title of the démarche, empty when none was read.
    subject: (String, String),
    /// Tag of the language, empty for French.
    language: String,
    /// Who takes care of it, empty when nobody does.
    by: String,
    mine: bool,
}

#[derive(Template)]
#[template(path = "rappel/liste.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    /// Whether the last act came too late.
    late: bool,
}

/// What may follow the `?` of the team's list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// `1`: somebody else was quicker.
    tard: String,
}

/// `GET /agent/rappels`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(seen): Query<Seen>,
) -> Answer {
    let mut link = app.store.read().await?;
    let waiting = kept::list(&mut link).await?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let line = |rappel: Rappel| Line::of(&app, &page, &names, &signed, rappel);
    render(&ListPage {
        lines: waiting.into_iter().map(line).collect(),
        late: seen.tard == "1",
        page: page.titled("rappels-titre"),
    })
}

impl Line {
    fn of(app: &App, page: &Page, names: &Names, signed: &Signed, rappel: Rappel) -> Self {
        let subject = rappel.demarche.as_ref().and_then(|code| {
            let found = demarche(&names.territory.catalogue, code.as_str())?;
            Some((code.to_string(), found.title.clone()))
        });
        Self {
            id: rappel.id,
            phone: rappel.phone.to_string(),
            dial: rappel.phone.as_str().to_owned(),
            moment: rappel.moment.code(),
            since: date_and_clock(app, page, rappel.at),
            subject: subject.unwrap_or_default(),
            language: Some(rappel.language)
                .filter(|tag| tag != "fr")
                .unwrap_or_default(),
            by: rappel
                .taken_by
                .as_ref()
                .map(|id| names.person(id))
                .unwrap_or_default(),
            mine: rappel.taken_by.as_ref() == Some(&signed.account.id),
        }
    }
}

/// `POST /agent/rappels/{id}/prendre`.
pub async fn take(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let mut tx = app.store.begin().await?;
    let taken = kept::take(&mut tx, &id, &signed.account.id).await?;
    tx.commit().await?;
    let seen = if taken { "" } else { "?tard=1" };
    Ok(see_other(&format!("{TEAM}{seen}")))
}

/// `POST /agent/rappels/{id}/rendre`.
pub async fn leave(State(app): State<App>, _signed: Signed, Path(id): Path<String>) -> Answer {
    let mut tx = app.store.begin().await?;
    kept::leave(&mut tx, &id).await?;
    tx.commit().await?;
    Ok(see_other(TEAM))
}

/// `POST /agent/rappels/{id}/fait`: the call is made, the number goes.
pub async fn done(State(app): State<App>, _signed: Signed, Path(id): Path<String>) -> Answer {
    let mut tx = app.store.begin().await?;
    kept::done(&mut tx, &id).await?;
    tx.commit().await?;
    Ok(see_other(TEAM))
}

/// How many people wait for a call.
pub async fn waiting(app: &App) -> Result<i64, WebError> {
    Ok(kept::count(&mut app.store.read().await?).await?)
}
