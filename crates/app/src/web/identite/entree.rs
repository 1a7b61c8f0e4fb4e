//! `/connexion/code`: the second step of signing in, after a right password.
//!
//! Between the two, the screen waits for one person, five minutes at most; nobody is signed in.
//! Tries are counted as those of passwords are (requirement S5).

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use axum_extra::extract::Form;
use plus_domain::{account::Account, identite::Facteurs};
use plus_store::{
    account,
    identite::{self as kept, Attendu},
};
use serde::Deserialize;

use crate::{
    identite::{self, Verdict, WAIT_MS},
    web::{
        address::Address,
        connexion,
        error::WebError,
        page::{Answer, Page, see_other},
        security_log::{self, Way},
        session::{Arrival, Screen},
        state::App,
    },
};

/// Address of the step.
const PATH: &str = "/connexion/code";

#[derive(Template)]
#[template(path = "identite/entree.html")]
struct StepPage {
    page: Page,
    /// Who is waited for.
    name: String,
    factors: Facteurs,
    /// Sentence of the refusal, empty at first.
    refusal: String,
}

/// A person whose password was right, before her second factor. The screen keeps its secret,
/// for colleagues may be signed in on it; it changes once she is in.
pub async fn wait(app: &App, arrival: &Arrival, account: &Account, next: &str) -> Answer {
    let known = arrival.screen().cloned();
    let screen = known.unwrap_or_else(|| Screen::new(app.outside.random_bytes()));
    let who = Attendu {
        account: account.id.to_string(),
        next: next.to_owned(),
    };
    let until = app.outside.now_ms() + WAIT_MS;
    let mut tx = app.store.begin().await?;
    kept::wait(&mut tx, &screen.hash(), &who, until).await?;
    tx.commit().await?;
    let mut response = see_other(PATH);
    connexion::give(&mut response, app, &screen);
    Ok(response)
}

/// Who a screen waits for, and where she was going.
async fn waited(
    app: &App,
    headers: &HeaderMap,
) -> Result<Option<(Account, Facteurs, String)>, WebError> {
    let Some(screen) = Screen::of(headers) else {
        return Ok(None);
    };
    let mut link = app.store.read().await?;
    let found = kept::waiting(&mut link, &screen.hash(), app.outside.now_ms()).await?;
    let Some(Attendu { account, next }) = found else {
        return Ok(None);
    };
    let account = account::by_id(&mut link, &account).await?;
    let Some(account) = account.filter(|account| !account.disabled) else {
        return Ok(None);
    };
    let factors = identite::factors(&mut link, &account).await?;
    Ok(Some((account, factors, next)))
}

/// `GET /connexion/code`.
pub async fn show(State(app): State<App>, headers: HeaderMap, page: Page) -> Answer {
    match waited(&app, &headers).await? {
        Some((account, factors, _)) => form(&app, &headers, page, (&account, factors), None),
        None => Ok(see_other("/connexion")),
    }
}

fn form(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (account, factors): (&Account, Facteurs),
    refused: Option<(StatusCode, String)>,
) -> Answer {
    let (status, refusal) = refused.unwrap_or((StatusCode::OK, String::new()));
    let mut response = connexion::on_screen(app, headers, page, |page| StepPage {
        page: page.titled("identite-entree-titre"),
        name: account.name.clone(),
        factors,
        refusal,
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    code: String,
}

/// `POST /connexion/code`.
pub async fn enter(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let Some((account, factors, next)) = waited(&app, &headers).await? else {
        return Ok(see_other("/connexion"));
    };
    let refused = match judge(&app, &account, &address, &given.code).await? {
        Judged::Right => {
            stop_waiting(&app, &headers).await?;
            let arrival = Arrival::of(&headers, &address);
            return connexion::come_in(&app, &arrival, &account, (&next, Way::Code)).await;
        }
        Judged::Wrong => {
            security_log::kept_out(&app, Some(&account), &address);
            let sentence = page.t("identite-entree-refus");
            (StatusCode::UNPROCESSABLE_ENTITY, sentence)
        }
        Judged::Wait(ms) => {
            security_log::slowed(&app, &address, ms);
            (StatusCode::TOO_MANY_REQUESTS, connexion::to_wait(&page, ms))
        }
    };
    form(&app, &headers, page, (&account, factors), Some(refused))
}

/// What came of a code.
pub(super) enum Judged {
    Right,
    Wrong,
    /// Too many tries: to wait, milliseconds.
    Wait(i64),
}

/// Tries a code, counting the tries.
pub(super) async fn judge(
    app: &App,
    account: &Account,
    address: &Address,
    typed: &str,
) -> Result<Judged, WebError> {
    let subjects = connexion::subjects_of("code\0", &account.login, address);
    let wait = connexion::count(app, &subjects).await?;
    if wait > 0 {
        return Ok(Judged::Wait(wait));
    }
    let verdict = identite::check(app, account, typed).await;
    if verdict.map_err(WebError::internal)? == Verdict::Wrong {
        return Ok(Judged::Wrong);
    }
    connexion::absolve(app, &subjects).await?;
    Ok(Judged::Right)
}

/// The screen waits for nobody any more.
pub(super) async fn stop_waiting(app: &App, headers: &HeaderMap) -> Result<(), WebError> {
    if let Some(screen) = Screen::of(headers) {
        let mut tx = app.store.begin().await?;
        kept::wait_no_more(&mut tx, &screen.hash(), app.outside.now_ms()).await?;
        tx.commit().await?;
    }
    Ok(())
}
