//! `/compte`: one's own account — password, theme, changing person — and the
//! links used once: `/mot-de-passe` to choose a password, `/premier-compte` to
//! make the first account.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
};
use axum_extra::extract::Form;
use plus_domain::{
    account::{Account, Role},
    form::FormErrors,
    identite::{Politique, is_staff},
};
use plus_store::{
    account,
    credential::{self, LinkPurpose},
    identite as factors, session,
};
use serde::Deserialize;

use super::{
    address::Address,
    connexion, eloignement,
    error::WebError,
    faults::Faults,
    identite::{self, proconnect},
    page::{Answer, Page, render, see_other},
    security_log::{self, Deed},
    session::{Arrival, Signed, sign_in},
    state::App,
};
use crate::{
    account::{AccountRefusal, NewAccount, create, secret_hash},
    password::{self, Refusal, Verdict},
};

#[derive(Template)]
#[template(path = "compte/soi.html")]
struct OwnPage {
    page: Page,
    account: Account,
    faults: Faults,
    changed: bool,
    /// Whether the password has to be changed before anything else.
    must_change: bool,
}

/// What may follow `/compte?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    change: Option<String>,
}

/// `GET /compte`.
pub async fn show(page: Page, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    render(&OwnPage {
        page: page.titled("compte-titre"),
        account: signed.account,
        faults: Faults::default(),
        changed: asked.change.is_some(),
        must_change: signed.must_change,
    })
}

/// What the form of one's own password sends.
#[derive(Deserialize)]
pub struct Change {
    #[serde(default)]
    actuel: String,
    #[serde(default)]
    nouveau: String,
    #[serde(default)]
    encore: String,
}

/// `POST /compte/mot-de-passe`. Every other session of the account ends.
pub async fn change(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    signed: Signed,
    Form(given): Form<Change>,
) -> Answer {
    let mut errors = FormErrors::default();
    if given.nouveau == given.actuel {
        errors.add("nouveau", "compte-nouveau-meme");
    }
    if !is_own(&app, &signed.account, given.actuel).await? {
        errors.add("actuel", "compte-actuel-faux");
    }
    elsewhere(&app, &mut errors).await?;
    check_new(
        &app,
        &mut errors,
        &signed.account,
        &given.nouveau,
        &given.encore,
    )
    .await?;
    if !errors.0.is_empty() {
        let faults = Faults::of(&page, errors);
        let own = OwnPage {
            page: page.titled("compte-titre"),
            account: signed.account,
            faults,
            changed: false,
            must_change: signed.must_change,
        };
        return refused(&own);
    }
    choose(&app, &signed.account, given.nouveau).await?;
    let arrival = Arrival::of(&headers, &address);
    let screen = sign_in(&app, &arrival, &signed.account).await?;
    let mut response = see_other("/compte?change=1");
    connexion::give(&mut response, &app, &screen);
    Ok(response)
}

/// A page of refusals: understood, and not done.
pub(super) fn refused(template: &impl Template) -> Answer {
    let mut response = render(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn is_own(app: &App, account: &Account, password: String) -> Result<bool, WebError> {
    let (stored, _) = connexion::verifier(app, account.id.as_str()).await?;
    let verdict = app.hasher.verify(password, stored).await;
    Ok(verdict.map_err(WebError::internal)? != Verdict::Wrong)
}

/// Passwords are chosen at the hub: what was chosen on a machine that has one would be lost
/// at the next contact.
async fn elsewhere(app: &App, errors: &mut FormErrors) -> Result<(), WebError> {
    if eloignement::has_hub(app).await? {
        errors.add("nouveau", "compte-au-portail");
    }
    Ok(())
}

async fn check_new(
    app: &App,
    errors: &mut FormErrors,
    account: &Account,
    new: &str,
    again: &str,
) -> Result<(), WebError> {
    let territory = app.territory();
    let mut own: Vec<&str> = territory.communes.iter().map(|c| c.name.as_str()).collect();
    own.extend([account.login.as_str(), account.name.as_str()]);
    if let Err(refusal) = password::check(new, &own) {
        errors.add("nouveau", refusal.key());
    } else if new != again {
        errors.add("encore", "compte-encore-different");
    } else if let Some(refusal) = stolen(app, new).await? {
        errors.add("nouveau", refusal.key());
    }
    Ok(())
}

/// A list that does not answer lets nothing through: `plus doctor` says what is wrong with it.
async fn stolen(app: &App, new: &str) -> Result<Option<Refusal>, WebError> {
    let (list, new) = (app.config.stolen_passwords.clone(), new.to_owned());
    let read = move || password::check_stolen(&new, list.as_deref());
    let found = tokio::task::spawn_blocking(read).await;
    found
        .map_err(WebError::internal)?
        .map_err(WebError::internal)
}

/// Hashes and stores a password; ends every session of the account.
async fn choose(app: &App, account: &Account, password: String) -> Result<(), WebError> {
    let hash = app.hash(password).await.map_err(WebError::internal)?;
    let mut tx = app.store.begin().await?;
    credential::set(&mut tx, account.id.as_str(), &hash, app.outside.now_ms()).await?;
    session::close_account(&mut tx, account.id.as_str()).await?;
    tx.commit().await?;
    security_log::changed(Deed::Password, account.id.as_str(), "-");
    Ok(())
}

// ------------------------------------------------------------ links used once

#[derive(Template)]
#[template(path = "compte/lien.html")]
struct LinkPage {
    page: Page,
    token: String,
    /// Account whose password is chosen; none: the first account is made.
    account: Option<Account>,
    login: String,
    shown_name: String,
    /// Whether the account may be tied to ProConnect instead.
    proconnect: bool,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "compte/lien_perdu.html")]
struct DeadLinkPage {
    page: Page,
}

/// What follows `?` in a link used once.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    jeton: String,
}

/// `GET /mot-de-passe` and `GET /premier-compte`: the link says which it is.
pub async fn show_link(
    State(app): State<App>,
    Query(link): Query<Link>,
    headers: HeaderMap,
    page: Page,
) -> Answer {
    match purpose(&app, &link.jeton).await? {
        None => dead(page),
        Some(account) => {
            let proconnect = may_be_tied(&app, account.as_ref()).await?;
            let asking = Asking {
                proconnect,
                ..Asking::at(link.jeton, account)
            };
            link_form(&app, &headers, page, asking)
        }
    }
}

/// Whether an invitation may tie its account to ProConnect: one that has a second factor is
/// tied by its person, signed in.
async fn may_be_tied(app: &App, account: Option<&Account>) -> Result<bool, WebError> {
    let Some(account) = account else {
        return Ok(false);
    };
    let has = factors::factors(&mut app.store.read().await?, account.id.as_str()).await?;
    Ok(!has.any() && proconnect::offer(app).await?.is_on())
}

/// A link and what was typed.
#[derive(Default)]
struct Asking {
    token: String,
    account: Option<Account>,
    login: String,
    name: String,
    proconnect: bool,
    errors: FormErrors,
}

impl Asking {
    fn at(token: String, account: Option<Account>) -> Self {
        Self {
            token,
            account,
            ..Self::default()
        }
    }
}

/// The account that a living link is for: `Some(None)` for the first one.
async fn purpose(app: &App, token: &str) -> Result<Option<Option<Account>>, WebError> {
    let mut link = app.store.read().await?;
    let found =
        credential::link_purpose(&mut link, &secret_hash(token), app.outside.now_ms()).await?;
    Ok(match found {
        None => None,
        Some(LinkPurpose::FirstAccount) => Some(None),
        Some(LinkPurpose::Password(id)) => {
            let account = account::by_id(&mut link, &id).await?;
            account.filter(|a| !a.disabled).map(Some)
        }
    })
}

/// Whether this is the living secret of the first account.
///
/// # Errors
/// Those of the database.
pub(super) async fn is_first(app: &App, token: &str) -> Result<bool, WebError> {
    Ok(purpose(app, token).await? == Some(None))
}

fn dead(page: Page) -> Answer {
    let mut response = render(&DeadLinkPage {
        page: page.titled("compte-lien-perdu-titre"),
    })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

fn link_form(app: &App, headers: &HeaderMap, page: Page, asking: Asking) -> Answer {
    let title = if asking.account.is_some() {
        "compte-choisir-titre"
    } else {
        "compte-premier-titre"
    };
    let refused = !asking.errors.0.is_empty();
    let faults = Faults::of(&page, asking.errors);
    let mut response = connexion::on_screen(app, headers, page, |page| LinkPage {
        page: page.titled(title),
        token: asking.token,
        account: asking.account,
        login: asking.login,
        shown_name: asking.name,
        proconnect: asking.proconnect,
        faults,
    })?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What the form of a link sends.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    jeton: String,
    #[serde(default)]
    identifiant: String,
    #[serde(default)]
    nom: String,
    #[serde(default)]
    nouveau: String,
    #[serde(default)]
    encore: String,
}

/// `POST /mot-de-passe`.
pub async fn choose_by_link(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Chosen>,
) -> Answer {
    let Some(Some(account)) = purpose(&app, &given.jeton).await? else {
        return dead(page);
    };
    let mut asking = Asking::at(given.jeton, Some(account.clone()));
    elsewhere(&app, &mut asking.errors).await?;
    check_new(
        &app,
        &mut asking.errors,
        &account,
        &given.nouveau,
        &given.encore,
    )
    .await?;
    if !asking.errors.0.is_empty() {
        return link_form(&app, &headers, page, asking);
    }
    let mut tx = app.store.begin().await?;
    let spent =
        credential::spend_link(&mut tx, &secret_hash(&asking.token), app.outside.now_ms()).await?;
    tx.commit().await?;
    if !spent {
        return dead(page);
    }
    choose(&app, &account, given.nouveau).await?;
    arrive(&app, &Arrival::of(&headers, &address), &account).await
}

/// Goes on with who has just chosen a password. A link proves no second factor: who has one is
/// asked for it; who must have one sets it up at once.
async fn arrive(app: &App, arrival: &Arrival, account: &Account) -> Answer {
    connexion::welcome(app, arrival, account, after_link(app, account)).await
}

/// Where who comes by an invitation goes first.
pub(super) fn after_link(app: &App, account: &Account) -> &'static str {
    let compulsory = app.config.identite.second_facteur == Politique::Obligatoire;
    if compulsory && is_staff(account.role) {
        identite::FIRST
    } else {
        ""
    }
}

/// `POST /premier-compte`: the administrator, while there is no account.
pub async fn make_first(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Chosen>,
) -> Answer {
    let Some(None) = purpose(&app, &given.jeton).await? else {
        return dead(page);
    };
    let new = NewAccount {
        login: given.identifiant.clone(),
        name: given.nom.clone(),
        role: Role::Administrateur,
        partner: None,
    };
    let mut tx = app.store.begin().await?;
    let made = create(&mut tx, &app.outside, new).await;
    let mut errors = FormErrors::default();
    let account = match made {
        Ok(account) => Some(account),
        Err(refusal) => {
            super::comptes::note(&mut errors, refusal)?;
            None
        }
    };
    if let Some(account) = &account {
        check_new(&app, &mut errors, account, &given.nouveau, &given.encore).await?;
    }
    let (Some(account), true) = (account, errors.0.is_empty()) else {
        let asking = Asking {
            token: given.jeton,
            account: None,
            login: given.identifiant,
            name: given.nom,
            proconnect: false,
            errors,
        };
        return link_form(&app, &headers, page, asking);
    };
    if !credential::spend_link(&mut tx, &secret_hash(&given.jeton), app.outside.now_ms()).await? {
        return dead(page);
    }
    tx.commit().await?;
    choose(&app, &account, given.nouveau).await?;
    arrive(&app, &Arrival::of(&headers, &address), &account).await
}

impl From<AccountRefusal> for WebError {
    fn from(refusal: AccountRefusal) -> Self {
        match refusal {
            AccountRefusal::Store(error) => error.into(),
            AccountRefusal::Unknown(_) => Self::NotFound,
            _ => Self::Conflict,
        }
    }
}
