//! `/compte/second-facteur`: what proves one's own account beside the password, and
//! `/pilotage/comptes/{id}`: what an account has, seen by who looks after accounts.
//!
//! A secret is shown once, to its person, on the page that answers her; nothing of it is in an
//! address or in a form that comes back.

pub mod cle;
pub mod code;
pub mod compte;
pub mod depart;
pub mod entree;
pub mod proconnect;
pub mod sessions;

use askama::Template;
use axum::extract::{Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    account::Account,
    form::FormErrors,
    identite::{Demande, Facteurs},
};
use plus_store::identite::{self as kept, Cle};
use serde::Deserialize;

use proconnect::Offer;

use super::{
    access,
    address::Address,
    compte::refused,
    connexion::{self, Attempt},
    eloignement,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::identite;

/// Address of the page.
pub const PATH: &str = "/compte/second-facteur";
/// The same, for who has just chosen a password.
pub const FIRST: &str = "/compte/second-facteur?premier=1";

/// What every page of the team says when a second factor will be compulsory; empty else.
pub fn soon(app: &App, page: &Page, asked: Demande) -> String {
    match asked {
        Demande::Bientot(at) => {
            let day = date_and_clock(app, page, at);
            page.ta("identite-bientot", &[("jour", day.as_str())])
        }
        _ => String::new(),
    }
}

#[derive(Template)]
#[template(path = "identite/soi.html")]
struct OwnPage {
    page: Page,
    factors: Facteurs,
    /// Identifier, name, when it was added, when it last served (empty: never).
    cles: Vec<(String, String, String, String)>,
    /// Whether passkeys can be made at this address.
    offered: bool,
    proconnect: Offer,
    /// When the account was tied to ProConnect, when it last served (empty: never).
    relie: Option<(String, String)>,
    /// Codes on paper that are left.
    left: i64,
    /// Whether nothing else opens before one is set up.
    now: bool,
    /// Whether factors are set up on another machine.
    elsewhere: bool,
    /// Where she goes afterwards, when she has just chosen her password; empty else.
    home: &'static str,
    /// Key of what was just done, empty when nothing was.
    done: &'static str,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "identite/secours.html")]
struct PaperPage {
    page: Page,
    login: String,
    codes: Vec<String>,
    /// Whether they come with a factor that was just set up.
    with_code: bool,
    home: &'static str,
}

/// What may follow `/compte/second-facteur?`.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    premier: Option<String>,
    #[serde(default)]
    fait: String,
}

/// `GET /compte/second-facteur`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    render(&own_page(&app, page, &signed, &asked, Faults::default()).await?)
}

async fn own_page(
    app: &App,
    page: Page,
    signed: &Signed,
    asked: &Asked,
    faults: Faults,
) -> Result<OwnPage, WebError> {
    let proconnect = proconnect::offer(app).await?;
    let (factors, left, cles, lien) = {
        let (mut link, own) = (app.store.read().await?, signed.account.id.as_str());
        let factors = identite::factors(&mut link, &signed.account).await?;
        let left = kept::secours_left(&mut link, own).await?;
        let lien = kept::proconnect::lien(&mut link, own).await?;
        (factors, left, kept::cles(&mut link, own).await?, lien)
    };
    let line = |one: Cle| {
        let at = |at| date_and_clock(app, &page, at);
        let (added, used) = (at(one.added_at), one.used_at.map(at).unwrap_or_default());
        (one.id, one.name, added, used)
    };
    let tied = lien.map(|lien| {
        let at = |at| date_and_clock(app, &page, at);
        (at(lien.linked_at), lien.used_at.map(at).unwrap_or_default())
    });
    Ok(OwnPage {
        proconnect,
        relie: tied,
        cles: cles.into_iter().map(line).collect(),
        offered: cle::site(app).is_some(),
        factors,
        left,
        now: signed.factor == Demande::Maintenant,
        elsewhere: eloignement::has_hub(app).await?,
        home: match asked.premier {
            Some(_) => access::home(signed.account.role),
            None => "",
        },
        done: match asked.fait.as_str() {
            "retire" => "identite-code-retire",
            "cle" => "identite-cle-faite",
            "cle-retiree" => "identite-cle-otee",
            "proconnect" => "identite-proconnect-fait",
            "proconnect-delie" => "identite-proconnect-ote",
            _ => "",
        },
        page: page.titled("identite-titre"),
        faults,
    })
}

/// What the form of changes sends.
#[derive(Deserialize)]
pub struct Change {
    #[serde(default)]
    mot_de_passe: String,
    #[serde(default)]
    geste: String,
}

/// `POST /compte/second-facteur`: changes something of what is set up. The password is asked
/// again: an open screen is not enough.
pub async fn change(
    State(app): State<App>,
    address: Address,
    page: Page,
    signed: Signed,
    Form(given): Form<Change>,
) -> Answer {
    if let Some(fault) = not_her(&app, &address, &signed.account, given.mot_de_passe).await? {
        let faults = Faults::of(&page, fault);
        let own = own_page(&app, page, &signed, &Asked::default(), faults).await?;
        return refused(&own);
    }
    match given.geste.as_str() {
        "refaire" => code::propose(&app, &signed).await,
        "secours" => paper(&app, page, &signed).await,
        "retirer" => {
            let mut tx = app.store.begin().await?;
            identite::remove_code(&mut tx, &app, &signed.account).await?;
            tx.commit().await?;
            Ok(see_other("/compte/second-facteur?fait=retire"))
        }
        _ => Err(WebError::Unreadable),
    }
}

/// Why it is not sure that it is her: the password is not the one, or is tried too often.
async fn not_her(
    app: &App,
    address: &Address,
    account: &Account,
    password: String,
) -> Result<Option<FormErrors>, WebError> {
    let mut errors = FormErrors::default();
    if eloignement::has_hub(app).await? {
        errors.add("mot_de_passe", "identite-au-portail");
        return Ok(Some(errors));
    }
    match connexion::attempt(app, &account.login, password, address).await? {
        Attempt::Right(_) => return Ok(None),
        Attempt::Wrong => errors.add("mot_de_passe", "compte-actuel-faux"),
        Attempt::Wait(_) => return Err(WebError::TooMany),
    }
    Ok(Some(errors))
}

/// New codes on paper, shown once.
async fn paper(app: &App, page: Page, signed: &Signed) -> Answer {
    let mut tx = app.store.begin().await?;
    if !identite::factors(&mut tx, &signed.account).await?.any() {
        return Ok(see_other(PATH));
    }
    let codes = identite::give_secours(&mut tx, app, &signed.account).await;
    let codes = codes.map_err(WebError::internal)?;
    tx.commit().await?;
    show_paper(page, signed, codes, false)
}

fn show_paper(page: Page, signed: &Signed, codes: Vec<String>, with_code: bool) -> Answer {
    render(&PaperPage {
        page: page.titled("identite-secours-titre"),
        login: signed.account.login.clone(),
        codes,
        with_code,
        home: access::home(signed.account.role),
    })
}
