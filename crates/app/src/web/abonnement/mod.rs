//! `/passages/abonnement`: following the passages of a commune by e-mail. An address is asked
//! for, confirmed by its own person, and leaves in one tap.
//!
//! The answer to an asked subscription is the same whoever asks for whatever address.

pub mod lettre;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    abonnement::{self, Abonnement},
    form::FormErrors,
    territoire::Territoire,
};
use plus_store::{
    abonnement::{self as kept, Asked as Due},
    throttle::{self, Scope, Subject},
};
use serde::Deserialize;

use super::{
    address::Address,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    state::App,
};
use crate::account::secret_hash;

/// Where one asks.
pub const PATH: &str = "/passages/abonnement";
/// How the address that leaves ends: mail programs press it alone (RFC 8058).
const LEAVE: &str = "/quitter";

/// Whether a path leaves a subscription: its token is all the right that it asks for.
pub fn is_leave(path: &str) -> bool {
    let rest = path
        .strip_prefix(PATH)
        .and_then(|rest| rest.strip_prefix('/'));
    rest.and_then(|rest| rest.strip_suffix(LEAVE))
        .is_some_and(|token| !token.is_empty() && !token.contains('/'))
}

/// Whether letters can leave, and say where to answer: else nothing is asked for. In a
/// demonstration the page is shown, and nothing leaves.
pub fn is_open(app: &App) -> bool {
    let config = &app.config;
    config.demo || (config.courrier.is_set() && config.public_url.is_some())
}

type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "abonnement/demander.html")]
struct AskPage {
    page: Page,
    communes: Vec<Choice>,
    typed: String,
    done: bool,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    commune: String,
    /// `1`: it was asked for.
    fait: String,
}

/// `GET /passages/abonnement`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    if !is_open(&app) {
        return Err(WebError::NotFound);
    }
    let given = Given {
        commune: asked.commune,
        ..Given::default()
    };
    render(&ask_page(
        &app,
        page,
        given,
        asked.fait == "1",
        FormErrors::default(),
    ))
}

fn ask_page(app: &App, page: Page, given: Given, done: bool, errors: FormErrors) -> AskPage {
    let territory = app.territory();
    let communes = territory.communes.iter().map(|commune| {
        let code = commune.code.as_str();
        (code.to_owned(), commune.name.clone(), code == given.commune)
    });
    AskPage {
        communes: communes.collect(),
        typed: given.adresse,
        done,
        faults: Faults::of(&page, errors),
        page: page.titled("abonnement-titre"),
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    commune: String,
    adresse: String,
}

impl Given {
    fn read(&self, territory: &Territoire) -> Result<(String, String), FormErrors> {
        let mut errors = FormErrors::default();
        let mut communes = territory.communes.iter();
        let known = communes.find(|c| c.code.as_str() == self.commune);
        let commune = known.map(|c| c.code.to_string());
        let commune = errors.take("commune", "abonnement-erreur-commune", commune);
        let address = match abonnement::read(&self.adresse) {
            Ok(address) => Some(address),
            Err(found) => {
                errors.0.extend(found.0);
                None
            }
        };
        errors.into_result(commune.zip(address))
    }
}

/// `POST /passages/abonnement`.
pub async fn ask(
    State(app): State<App>,
    address: Address,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    if !is_open(&app) {
        return Err(WebError::NotFound);
    }
    let (commune, to) = match given.read(&app.territory()) {
        Ok(read) => read,
        Err(errors) => {
            let template = ask_page(&app, page, given, false, errors);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
        }
    };
    count_try(&app, &address).await?;
    let now = app.outside.now_ms();
    let wanted = Abonnement {
        id: app.outside.new_id(),
        commune: commune.clone(),
        address: to,
        language: page.lang.clone(),
        token: token(&app),
        asked_at: now,
        confirmed_at: None,
    };
    let mut tx = app.store.begin().await?;
    match kept::ask(&mut tx, wanted, now).await? {
        Due::ToConfirm(one) => lettre::confirm(&app, &mut tx, &page.origin, &one).await?,
        Due::Already(one) => lettre::already(&app, &mut tx, &page.origin, &one).await?,
        Due::Quiet => {}
    }
    tx.commit().await?;
    let back = format!("{PATH}?commune={commune}&fait=1");
    Ok(see_other(&page.language.address(&back)))
}

/// A secret of 128 bits, for the links of one subscription.
fn token(app: &App) -> String {
    plus_journal::wire::hex(&app.outside.random_bytes::<16>())
}

/// A network address asks so often, then waits (requirement S5).
async fn count_try(app: &App, Address(address): &Address) -> Result<(), WebError> {
    let subject = Subject {
        scope: Scope::Address,
        key: secret_hash(&format!("abonnement\0{address}")),
    };
    let mut tx = app.store.begin().await?;
    let wait = throttle::count(&mut tx, &[subject], app.outside.now_ms()).await?;
    tx.commit().await?;
    if wait > 0 {
        Err(WebError::TooMany)
    } else {
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "abonnement/lien.html")]
struct LinkPage {
    page: Page,
    commune: String,
    insee: String,
    token: String,
    /// `confirmer`, `suivi` or `quitte`.
    state: &'static str,
}

/// `GET /passages/abonnement/{jeton}`: confirm, or leave. A link that is opened does nothing
/// by itself: programs that look at letters open them all.
pub async fn show_link(State(app): State<App>, page: Page, Path(token): Path<String>) -> Answer {
    let known = by_token(&app, &token).await?;
    let state = match &known {
        Some(one) if one.confirmed_at.is_some() => "suivi",
        Some(_) => "confirmer",
        None => "quitte",
    };
    link_page(&app, page, known.as_ref(), state)
}

fn link_page(app: &App, page: Page, known: Option<&Abonnement>, state: &'static str) -> Answer {
    let insee = known.map(|one| one.commune.clone()).unwrap_or_default();
    render(&LinkPage {
        commune: commune_name(&app.territory(), &insee),
        token: known.map(|one| one.token.clone()).unwrap_or_default(),
        insee,
        state,
        page: page.titled("abonnement-titre"),
    })
}

async fn by_token(app: &App, token: &str) -> Result<Option<Abonnement>, WebError> {
    let mut link = app.store.read().await?;
    Ok(kept::by_token(&mut link, token, app.outside.now_ms()).await?)
}

/// Name of a commune, its code when it is not known any more.
fn commune_name(territory: &Territoire, insee: &str) -> String {
    let mut communes = territory.communes.iter();
    let known = communes.find(|c| c.code.as_str() == insee);
    known.map_or_else(|| insee.to_owned(), |c| c.name.clone())
}

/// `POST /passages/abonnement/{jeton}/confirmer`.
pub async fn confirm(State(app): State<App>, page: Page, Path(token): Path<String>) -> Answer {
    let Some(known) = by_token(&app, &token).await? else {
        return link_page(&app, page, None, "quitte");
    };
    let mut tx = app.store.begin().await?;
    kept::confirm(&mut tx, &known.id, app.outside.now_ms()).await?;
    tx.commit().await?;
    let here = format!("{PATH}/{token}");
    Ok(see_other(&page.language.address(&here)))
}

/// `POST /passages/abonnement/{jeton}/quitter`: by its button, or by a mail program. Twice is
/// the same as once, and an address that follows nothing is answered alike.
pub async fn leave(State(app): State<App>, page: Page, Path(token): Path<String>) -> Answer {
    if let Some(known) = by_token(&app, &token).await? {
        let mut tx = app.store.begin().await?;
        kept::leave(&mut tx, &known.id).await?;
        tx.commit().await?;
    }
    link_page(&app, page, None, "quitte")
}

#[cfg(test)]
mod tests {
    use super::is_leave;

    #[test]
    fn only_the_address_that_leaves_is_one() {
        assert!(is_leave("/passages/abonnement/0a1b/quitter"));
        for other in [
            "/passages/abonnement/quitter",
            "/passages/abonnement//quitter",
            "/passages/abonnement/a/b/quitter",
            "/passages/abonnement/a/confirmer",
            "/agent/passages/abonnement/a/quitter",
        ] {
            assert!(!is_leave(other), "{other}");
        }
    }
}
