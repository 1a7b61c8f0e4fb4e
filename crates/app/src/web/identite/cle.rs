//! Passkeys: `/compte/cles` to make, name and remove one's own, `/connexion/cle` to come in by
//! one alone. The page's script (`js/cle.js`) asks the browser; everything is judged here.
//!
//! The script sends the token of forms in its header; answers are JSON, a path to go to or a
//! sentence to show.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::{account::Account, identite::Geste};
use plus_store::{
    account,
    identite::{self as kept, Cle, Defi},
    session,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{PATH, not_her, own_page};
use crate::{
    identite::{
        self, WAIT_MS,
        cle::{self, Made, Passkey, Signed as Answered, Site},
    },
    web::{
        address::Address,
        compte::refused,
        connexion, eloignement,
        error::WebError,
        faults::Faults,
        page::{Answer, Page, see_other},
        security_log::Way,
        session::{Arrival, Screen, Signed},
        state::App,
    },
};

/// Passkeys of one account, at most.
const MOST: usize = 10;
/// Longest name, characters.
const MOST_NAME: usize = 40;

/// A sentence that the script shows.
fn say(status: StatusCode, sentence: &str) -> Response {
    (status, Json(json!({ "dit": sentence }))).into_response()
}

/// The site to which passkeys are bound; none when they are not offered.
pub fn site(app: &App) -> Option<Site> {
    Site::of(app.config.public_url.as_deref())
}

/// Keeps what a screen is asked to sign.
async fn ask(app: &App, screen: &Screen, account: Option<String>) -> Result<String, WebError> {
    let challenge = cle::written(&app.outside.random_bytes());
    let asked = Defi {
        account,
        state: challenge.clone(),
    };
    let until = app.outside.now_ms() + WAIT_MS;
    let mut tx = app.store.begin().await?;
    kept::challenge(&mut tx, &screen.hash(), &asked, until).await?;
    tx.commit().await?;
    Ok(challenge)
}

/// What a screen was asked; none when it is too old, or was answered.
async fn asked(app: &App, headers: &HeaderMap) -> Result<Option<Defi>, WebError> {
    let Some(screen) = Screen::of(headers) else {
        return Ok(None);
    };
    let mut tx = app.store.begin().await?;
    let found = kept::take_challenge(&mut tx, &screen.hash(), app.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(found)
}

/// What the form that begins a passkey sends.
#[derive(Deserialize)]
pub struct Begun {
    #[serde(default)]
    mot_de_passe: String,
}

/// `POST /compte/cles/defi`: what the browser is asked, to make a passkey. The password is asked
/// again.
pub async fn begin(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    signed: Signed,
    Json(begun): Json<Begun>,
) -> Result<Response, WebError> {
    let (Some(site), Some(screen)) = (site(&app), Screen::of(&headers)) else {
        return Err(WebError::NotFound);
    };
    if let Some(errors) = not_her(&app, &address, &signed.account, begun.mot_de_passe).await? {
        let faults = Faults::of(&page, errors);
        let sentence = faults.at("mot_de_passe").to_owned();
        return Ok(say(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
    }
    let id = signed.account.id.to_string();
    let known = kept::cles(&mut app.store.read().await?, &id).await?;
    if known.len() >= MOST {
        let sentence = page.t("identite-cle-trop");
        return Ok(say(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
    }
    let challenge = ask(&app, &screen, Some(id)).await?;
    Ok(Json(creation(&site, &signed.account, &challenge, &known)).into_response())
}

/// What the standard calls the options of a creation; bytes in base 64 of addresses.
fn creation(site: &Site, account: &Account, challenge: &str, known: &[Cle]) -> Value {
    json!({
        "rp": { "id": site.host, "name": "PLUS" },
        "user": {
            "id": account.id.as_str(), "name": account.login, "displayName": account.name,
        },
        "challenge": challenge,
        "exclude": known.iter().map(|cle| cle.id.as_str()).collect::<Vec<_>>(),
    })
}

/// What the script sends when the browser has made a passkey.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    nom: String,
    #[serde(flatten)]
    made: Made,
}

/// `POST /compte/cles`: keeps it.
pub async fn add(
    State(app): State<App>,
    headers: HeaderMap,
    page: Page,
    signed: Signed,
    Json(done): Json<Done>,
) -> Result<Response, WebError> {
    let site = site(&app).ok_or(WebError::NotFound)?;
    let own = signed.account.id.as_str();
    let defi = asked(&app, &headers).await?;
    let Some(defi) = defi.filter(|defi| defi.account.as_deref() == Some(own)) else {
        return Ok(say(StatusCode::GONE, &page.t("identite-cle-tard")));
    };
    let (id, passkey) = match cle::made(&site, &defi.state, &done.made) {
        Ok(made) => made,
        Err(error) => {
            tracing::info!(%error, "a passkey was refused");
            let sentence = page.t("identite-cle-refusee");
            return Ok(say(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
        }
    };
    let made = Cle {
        id,
        account: own.to_owned(),
        name: named(&done.nom, &page),
        passkey: serde_json::to_string(&passkey).map_err(WebError::internal)?,
        added_at: app.outside.now_ms(),
        used_at: None,
    };
    if !keep(&app, &signed, &made).await? {
        let sentence = page.t("identite-cle-refusee");
        return Ok(say(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
    }
    Ok(Json(json!({ "suite": "/compte/second-facteur?fait=cle" })).into_response())
}

/// Keeps a passkey and ends the other sessions; false when it is known already.
async fn keep(app: &App, signed: &Signed, made: &Cle) -> Result<bool, WebError> {
    let own = &signed.account.id;
    let mut tx = app.store.begin().await?;
    if !kept::add_cle(&mut tx, made).await? {
        return Ok(false);
    }
    identite::note(&mut tx, &app.outside, own, Geste::CleAjoutee, Some(own)).await?;
    session::close_others(&mut tx, own.as_str(), &signed.session).await?;
    tx.commit().await?;
    Ok(true)
}

/// What its person calls it, or « Clé d’accès ».
fn named(given: &str, page: &Page) -> String {
    let printable = given.trim().chars().filter(|c| !c.is_control());
    let name: String = printable.take(MOST_NAME).collect();
    if name.is_empty() {
        page.t("identite-cle")
    } else {
        name
    }
}

/// What the form that removes one sends.
#[derive(Deserialize)]
pub struct Removal {
    #[serde(default)]
    mot_de_passe: String,
}

/// `POST /compte/cles/{id}/retirer`. The password is asked again.
pub async fn remove(
    State(app): State<App>,
    address: Address,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Removal>,
) -> Answer {
    if let Some(errors) = not_her(&app, &address, &signed.account, given.mot_de_passe).await? {
        let faults = Faults::of(&page, errors);
        let asked = super::Asked::default();
        return refused(&own_page(&app, page, &signed, &asked, faults).await?);
    }
    let own = &signed.account.id;
    let mut tx = app.store.begin().await?;
    if !kept::remove_cle(&mut tx, own.as_str(), &id).await? {
        return Err(WebError::NotFound);
    }
    identite::settle(&mut tx, own.as_str()).await?;
    identite::note(&mut tx, &app.outside, own, Geste::CleRetiree, Some(own)).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{PATH}?fait=cle-retiree")))
}

/// `POST /connexion/cle/defi`: what the browser is asked, to come in. Nothing says who: the
/// passkey does.
pub async fn ask_in(State(app): State<App>, headers: HeaderMap) -> Result<Response, WebError> {
    let (Some(site), Some(screen)) = (site(&app), Screen::of(&headers)) else {
        return Err(WebError::NotFound);
    };
    let challenge = ask(&app, &screen, None).await?;
    Ok(Json(json!({ "rpId": site.host, "challenge": challenge })).into_response())
}

/// What the script sends when the browser has signed.
#[derive(Deserialize)]
pub struct Entering {
    #[serde(default)]
    suite: String,
    #[serde(flatten)]
    answer: Answered,
}

/// `POST /connexion/cle`: in, by a passkey alone. Tries are counted by the address.
pub async fn come_in(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Json(entering): Json<Entering>,
) -> Result<Response, WebError> {
    let site = site(&app).ok_or(WebError::NotFound)?;
    let tries = connexion::subjects_of("cle\0", &entering.answer.id, &address);
    let wait = connexion::count(&app, &tries).await?;
    if wait > 0 {
        let sentence = connexion::to_wait(&page, wait);
        return Ok(say(StatusCode::TOO_MANY_REQUESTS, &sentence));
    }
    let Some(account) = proved(&app, &site, &headers, &entering.answer).await? else {
        let sentence = page.t("identite-cle-inconnue");
        return Ok(say(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
    };
    connexion::absolve(&app, &tries).await?;
    if !eloignement::standing(&app).await?.allows() {
        return Err(WebError::Forbidden);
    }
    super::entree::stop_waiting(&app, &headers).await?;
    let next = crate::web::page::local_path(&entering.suite).unwrap_or_default();
    let arrival = Arrival::of(&headers, &address);
    let sent = connexion::come_in(&app, &arrival, &account, (next, Way::Passkey)).await?;
    let (parts, _) = sent.into_parts();
    let suite = parts.headers.get(axum::http::header::LOCATION);
    let suite = suite.and_then(|v| v.to_str().ok()).unwrap_or("/");
    let mut answer = Json(json!({ "suite": suite })).into_response();
    for cookie in parts.headers.get_all(axum::http::header::SET_COOKIE) {
        let name = axum::http::header::SET_COOKIE;
        answer.headers_mut().append(name, cookie.clone());
    }
    Ok(answer)
}

/// The open account that an answer proves; none when it proves nothing.
async fn proved(
    app: &App,
    site: &Site,
    headers: &HeaderMap,
    answer: &Answered,
) -> Result<Option<Account>, WebError> {
    let defi = asked(app, headers).await?;
    let Some(defi) = defi.filter(|defi| defi.account.is_none()) else {
        return Ok(None);
    };
    let mut tx = app.store.begin().await?;
    let Some(known) = kept::cle(&mut tx, &answer.id).await? else {
        return Ok(None);
    };
    let passkey: Passkey = serde_json::from_str(&known.passkey).map_err(WebError::internal)?;
    let after = match cle::signed(site, &defi.state, &passkey, answer) {
        Ok(after) => after,
        Err(error) => {
            tracing::info!(%error, "a passkey did not open");
            return Ok(None);
        }
    };
    let account = account::by_id(&mut tx, &known.account).await?;
    let Some(account) = account.filter(|account| !account.disabled) else {
        return Ok(None);
    };
    let after = serde_json::to_string(&after).map_err(WebError::internal)?;
    kept::use_cle(&mut tx, &known.id, &after, app.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(Some(account))
}
