//! `/suivi`: a person reads her own follow-up with her code, on her telephone or at a borne:
//! what was done, what to bring, what was promised. And she stops it, or a mandate, by one word.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::{DossierState, Ecrit, PromesseState},
    ids::{AccountId, DossierId, MandatId},
    mandat::Fin,
};
use plus_store::dossier as kept;
use serde::Deserialize;

use super::{
    connexion::on_screen,
    dossier::title,
    error::WebError,
    mandat::state_of,
    page::{Answer, Page},
    state::App,
};
use crate::dossier::{self as suivi, DossierError, Opened, mandat};

/// Who writes when a person does, with her code: nobody of the team.
const PERSON: &str = "personne";

#[derive(Template)]
#[template(path = "suivi/code.html")]
struct CodePage {
    page: Page,
    told: String,
}

/// What was promised, in the words of the page.
struct Promise {
    text: String,
    day: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "suivi/page.html")]
struct FollowPage {
    page: Page,
    code: String,
    /// What was done, and when.
    done: Vec<(String, String)>,
    /// What is to do, by when.
    to_do: Vec<(String, String)>,
    papers: Vec<String>,
    promises: Vec<Promise>,
    /// Mandates in force: identifier, procedures, last day.
    mandates: Vec<(String, String, String)>,
    closed: bool,
    withdrawn: bool,
    told: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    code: String,
    /// Identifier of a mandate to stop.
    mandat: String,
}

/// `GET /suivi`.
pub async fn ask(State(app): State<App>, headers: HeaderMap, page: Page) -> Answer {
    code_page(&app, &headers, page, String::new())
}

fn code_page(app: &App, headers: &HeaderMap, page: Page, told: String) -> Answer {
    on_screen(app, headers, page, |page| CodePage {
        told,
        page: page.titled("suivi-titre"),
    })
}

/// The follow-up that a code opens; or the page that asks for it again.
async fn opened(
    app: &App,
    headers: &HeaderMap,
    page: &Page,
    code: &str,
) -> Result<Result<DossierId, axum::response::Response>, WebError> {
    let told = match suivi::by_code(app, code).await? {
        Opened::Dossier(id) => return Ok(Ok(id)),
        Opened::Nothing => page.t("suivi-code-refuse"),
        Opened::Wait(ms) => page.t_count("suivi-code-attendre", ms.div_euclid(60_000) + 1),
    };
    let drawn = code_page(app, headers, page.clone(), told)?;
    Ok(Err(
        (StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response()
    ))
}

/// `POST /suivi`: reads.
pub async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    match opened(&app, &headers, &page, &given.code).await? {
        Ok(id) => follow(&app, &headers, page, (&id, given.code), "").await,
        Err(again) => Ok(again),
    }
}

/// `POST /suivi/mandat`: she stops a mandate.
pub async fn stop(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let id = match opened(&app, &headers, &page, &given.code).await? {
        Ok(id) => id,
        Err(again) => return Ok(again),
    };
    let asked = MandatId::new(given.mandat);
    let hers = {
        let mut link = app.store.read().await?;
        kept::mandats(&mut link, &id).await?
    };
    if !hers.iter().any(|mandat| mandat.id == asked) {
        return Err(WebError::NotFound);
    }
    mandat::stop(&app, &asked, (Fin::Revoque, None)).await?;
    follow(
        &app,
        &headers,
        page,
        (&id, given.code),
        "suivi-mandat-arrete",
    )
    .await
}

/// `POST /suivi/retrait`: she does not want to be followed any more. The team closes it; what
/// is kept for proof goes at its own term.
pub async fn withdraw(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let id = match opened(&app, &headers, &page, &given.code).await? {
        Ok(id) => id,
        Err(again) => return Ok(again),
    };
    let person = AccountId::new(PERSON);
    suivi::write(&app, &person, (&id, &[Ecrit::Retrait]), Vec::new()).await?;
    follow(
        &app,
        &headers,
        page,
        (&id, given.code),
        "suivi-retrait-fait",
    )
    .await
}

async fn follow(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (id, code): (&DossierId, String),
    told: &str,
) -> Answer {
    let mut link = app.store.read().await?;
    let dossier = kept::root(&mut link, id).await?.ok_or(WebError::NotFound)?;
    let lu = match suivi::read(app, &mut link, id).await {
        Ok(lu) => lu,
        Err(DossierError::Closed) => return Err(WebError::NotFound),
        Err(other) => return Err(other.into()),
    };
    let promesses = kept::promesses(&mut link, id).await?;
    let mandats = kept::mandats(&mut link, id).await?;
    drop(link);
    let said = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |d| page.date(d));
    let (done, to_do): (Vec<_>, Vec<_>) = lu.etapes.iter().partition(|e| e.faite.is_some());
    let promises = promesses.iter().map(|promesse| Promise {
        text: lu.promesses.get(&promesse.id).cloned().unwrap_or_default(),
        day: page.date(promesse.due),
        state: promesse.state.code(),
    });
    let in_force = mandats.iter().filter(|m| state_of(app, m) == "actif");
    let mandates = in_force.map(|mandat| {
        let titles = mandat.demarches.iter().map(|c| title(app, &page, c));
        let titles: Vec<String> = titles.collect();
        (
            mandat.id.to_string(),
            titles.join(", "),
            page.date(mandat.until()),
        )
    });
    let drawn = FollowPage {
        code,
        done: done
            .iter()
            .map(|e| (e.texte.clone(), said(e.faite)))
            .collect(),
        to_do: to_do
            .iter()
            .map(|e| (e.texte.clone(), said(e.avant)))
            .collect(),
        papers: lu.manquants().map(|papier| papier.texte.clone()).collect(),
        promises: promises
            .filter(|p| p.state != PromesseState::Rompue.code())
            .collect(),
        mandates: mandates.collect(),
        closed: dossier.state == DossierState::Clos,
        withdrawn: lu.retire.is_some(),
        told: if told.is_empty() {
            String::new()
        } else {
            page.t(told)
        },
        page: page.clone().titled("suivi-titre"),
    };
    let answer = on_screen(app, headers, page, |page| FollowPage {
        page: page.titled("suivi-titre"),
        ..drawn
    })?;
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}
