//! `/pilotage/comptes`: accounts of the team and of partners.
//!
//! An administrator manages all; a coordinator manages animatrices and partners.
//! Nobody manages herself here: `/compte` is for that.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    account::{Account, AccountError, Role},
    form::FormErrors,
    ids::PartnerCode,
};
use plus_store::{account, credential::LinkPurpose};
use serde::Deserialize;

use super::{
    compte::refused,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    security_log::{self, Deed},
    session::Signed,
    state::App,
};
use crate::account::{AccountRefusal, NewAccount, create, link, link_path, reset, set_disabled};

/// A line of the list.
struct Line {
    account: Account,
    partner: String,
    managed: bool,
}

#[derive(Template)]
#[template(path = "compte/liste.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    /// Code, word, whether it was chosen.
    roles: Vec<(&'static str, String, bool)>,
    partners: Vec<(String, String, bool)>,
    given: Given,
    faults: Faults,
    done: &'static str,
}

/// What the form of a new account sends.
#[derive(Debug, Default, Deserialize)]
pub struct Given {
    #[serde(default)]
    identifiant: String,
    #[serde(default)]
    nom: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    partenaire: String,
}

/// What may follow `/pilotage/comptes?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

/// `GET /pilotage/comptes`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "ferme" => "comptes-ferme",
        "ouvert" => "comptes-ouvert",
        _ => "",
    };
    render(
        &list_page(
            &app,
            page,
            &signed,
            Given::default(),
            Faults::default(),
            done,
        )
        .await?,
    )
}

async fn list_page(
    app: &App,
    page: Page,
    signed: &Signed,
    given: Given,
    faults: Faults,
    done: &'static str,
) -> Result<ListPage, WebError> {
    let accounts = account::list(&mut app.store.read().await?).await?;
    let (territory, today) = (app.territory(), app.today());
    let name = |code: &PartnerCode| {
        let partner = territory.partner(code);
        partner.map_or_else(|| code.to_string(), |p| p.name_on(today).to_owned())
    };
    let line = |account: Account| Line {
        partner: account.partner.as_ref().map(name).unwrap_or_default(),
        managed: manages(signed, &account),
        account,
    };
    let roles = Role::ALL
        .iter()
        .filter(|role| may_manage(signed.account.role, **role));
    Ok(ListPage {
        roles: roles
            .map(|role| {
                (
                    role.code(),
                    page.tc("role", role.code()),
                    given.role == role.code(),
                )
            })
            .collect(),
        partners: territory
            .partners_on(today)
            .map(|p| {
                let chosen = given.partenaire == p.code.as_str();
                (p.code.to_string(), p.name_on(today).to_owned(), chosen)
            })
            .collect(),
        lines: accounts.into_iter().map(line).collect(),
        page: page.titled("comptes-titre"),
        given,
        faults,
        done,
    })
}

/// Who manages the accounts of which role.
fn may_manage(actor: Role, role: Role) -> bool {
    match actor {
        Role::Administrateur => true,
        Role::Coordinateur => matches!(role, Role::Animatrice | Role::Partenaire),
        Role::Animatrice | Role::Partenaire => false,
    }
}

/// Whether somebody looks after an account.
pub(super) fn manages(signed: &Signed, account: &Account) -> bool {
    account.id != signed.account.id && may_manage(signed.account.role, account.role)
}

#[derive(Template)]
#[template(path = "compte/remise.html")]
struct HandOverPage {
    page: Page,
    account: Account,
    link: String,
}

/// `POST /pilotage/comptes`: makes the account and shows, once, the link to hand over.
pub async fn make(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let mut errors = FormErrors::default();
    if let Some(new) = read(&app, &signed, &given, &mut errors) {
        let mut tx = app.store.begin().await?;
        match create(&mut tx, &app.outside, new).await {
            Ok(made) => {
                let purpose = LinkPurpose::Password(made.id.to_string());
                let token = link(&mut tx, &app.outside, &purpose).await?;
                tx.commit().await?;
                told(Deed::Made, &signed, &made);
                return hand_over(page, made, &token);
            }
            Err(refusal) => note(&mut errors, refusal)?,
        }
    }
    let faults = Faults::of(&page, errors);
    refused(&list_page(&app, page, &signed, given, faults, "").await?)
}

fn read(app: &App, signed: &Signed, given: &Given, errors: &mut FormErrors) -> Option<NewAccount> {
    let role = Role::from_code(&given.role).filter(|r| may_manage(signed.account.role, *r));
    let role = errors.take("role", "comptes-role-manque", role)?;
    let partner = match role {
        Role::Partenaire => {
            let code = PartnerCode::new(given.partenaire.clone());
            let known = app.territory().partner(&code).is_some().then_some(code);
            Some(errors.take("partenaire", "comptes-partenaire-manque", known)?)
        }
        _ => None,
    };
    Some(NewAccount {
        login: given.identifiant.clone(),
        name: given.nom.clone(),
        role,
        partner,
    })
}

/// Puts a refusal beside its field; what is nobody's typing goes on as an error.
pub(super) fn note(errors: &mut FormErrors, refusal: AccountRefusal) -> Result<(), WebError> {
    match refusal {
        AccountRefusal::Shape(AccountError::Login) => {
            errors.add("identifiant", "comptes-identifiant-forme");
        }
        AccountRefusal::Shape(AccountError::Name) => errors.add("nom", "comptes-nom-manque"),
        AccountRefusal::Shape(AccountError::Partner) => {
            errors.add("partenaire", "comptes-partenaire-manque");
        }
        AccountRefusal::Taken(_) => errors.add("identifiant", "comptes-identifiant-pris"),
        other => return Err(other.into()),
    }
    Ok(())
}

fn hand_over(page: Page, account: Account, token: &str) -> Answer {
    let path = link_path(&LinkPurpose::Password(account.id.to_string()), token);
    let link = format!("{}{path}", page.origin);
    render(&HandOverPage {
        page: page.titled("comptes-remise-titre"),
        account,
        link,
    })
}

/// The account of an identifier, for who looks after it.
///
/// # Errors
/// When there is none, or it is not hers to look after.
pub(super) async fn managed(app: &App, signed: &Signed, id: &str) -> Result<Account, WebError> {
    let found = account::by_id(&mut app.store.read().await?, id).await?;
    let account = found.ok_or(WebError::NotFound)?;
    if manages(signed, &account) {
        Ok(account)
    } else {
        Err(WebError::Forbidden)
    }
}

/// `POST /pilotage/comptes/{id}/lien`: forgets the password and shows a new link.
pub async fn renew(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let account = managed(&app, &signed, &id).await?;
    let mut tx = app.store.begin().await?;
    let token = reset(&mut tx, &app.outside, &account).await?;
    tx.commit().await?;
    told(Deed::Linked, &signed, &account);
    hand_over(page, account, &token)
}

/// `POST /pilotage/comptes/{id}/fermer`: its sessions end at once.
pub async fn close(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    set(&app, &signed, &id, true).await?;
    Ok(see_other("/pilotage/comptes?fait=ferme"))
}

/// `POST /pilotage/comptes/{id}/ouvrir`.
pub async fn reopen(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    set(&app, &signed, &id, false).await?;
    Ok(see_other("/pilotage/comptes?fait=ouvert"))
}

async fn set(app: &App, signed: &Signed, id: &str, disabled: bool) -> Result<(), WebError> {
    let account = managed(app, signed, id).await?;
    let mut tx = app.store.begin().await?;
    set_disabled(&mut tx, &app.outside, &account, disabled).await?;
    tx.commit().await?;
    let deed = if disabled {
        Deed::Closed
    } else {
        Deed::Reopened
    };
    told(deed, signed, &account);
    Ok(())
}

/// Writes in the log what somebody did to an account.
fn told(deed: Deed, by: &Signed, account: &Account) {
    security_log::changed(deed, account.id.as_str(), by.account.id.as_str());
}
