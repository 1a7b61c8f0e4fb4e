//! Setting up codes of six digits: the QR code, the secret in letters, and a first code.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use axum_extra::extract::Form;
use plus_domain::form::FormErrors;
use plus_reports::svg::qr;
use serde::Deserialize;

use super::{PATH, show_paper};
use crate::{
    identite::{self, totp},
    web::{
        address::Address,
        connexion, eloignement,
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        router::encoded,
        session::Signed,
        state::App,
    },
};

/// Address of the page.
const HERE: &str = "/compte/second-facteur/code";

#[derive(Template)]
#[template(path = "identite/code.html")]
struct CodePage {
    page: Page,
    /// The QR code, an SVG as the address of an image.
    qr: String,
    /// The secret in groups of four letters.
    letters: String,
    login: String,
    faults: Faults,
}

/// `POST /compte/second-facteur/code`: a secret for who has no codes yet. Who has some proves
/// first that it is her (`identite::change`).
pub async fn begin(State(app): State<App>, signed: Signed) -> Answer {
    let has = identite::factors(&mut app.store.read().await?, &signed.account).await?;
    if has.code || has.cles > 0 || eloignement::has_hub(&app).await? {
        return Ok(see_other(PATH));
    }
    propose(&app, &signed).await
}

/// Draws a secret and shows it.
pub(super) async fn propose(app: &App, signed: &Signed) -> Answer {
    let drawn = identite::propose(app, &signed.account).await;
    drawn.map_err(WebError::internal)?;
    Ok(see_other(HERE))
}

/// `GET /compte/second-facteur/code`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    form(&app, page, &signed, Faults::default()).await
}

async fn form(app: &App, page: Page, signed: &Signed, faults: Faults) -> Answer {
    let proposed = identite::proposed(app, &signed.account).await;
    let Some((_, secret)) = proposed.map_err(WebError::internal)? else {
        return Ok(see_other(PATH));
    };
    let letters = totp::letters(&secret);
    let relay = format!("PLUS {}", page.territory.name);
    let address = totp::address(&letters, &relay, &signed.account.login);
    let drawn = qr::draw(&address).map_err(WebError::internal)?;
    let refused = !faults.0.is_empty();
    let mut response = render(&CodePage {
        page: page.titled("identite-code-titre"),
        qr: format!("data:image/svg+xml,{}", encoded(&drawn)),
        letters: totp::groups(&letters),
        login: signed.account.login.clone(),
        faults,
    })?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    code: String,
}

/// `POST /compte/second-facteur/confirmer`: the first code. Codes on paper come with it.
pub async fn confirm(
    State(app): State<App>,
    address: Address,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let tries = connexion::subjects_of("premier\0", &signed.account.login, &address);
    if connexion::count(&app, &tries).await? > 0 {
        return Err(WebError::TooMany);
    }
    let confirmed = identite::confirm(&app, &signed.account, &signed.session, &given.code).await;
    if let Some(codes) = confirmed.map_err(WebError::internal)? {
        connexion::absolve(&app, &tries).await?;
        return show_paper(page, &signed, codes, true);
    }
    let mut errors = FormErrors::default();
    errors.add("code", "identite-code-faux");
    let faults = Faults::of(&page, errors);
    form(&app, page, &signed, faults).await
}
