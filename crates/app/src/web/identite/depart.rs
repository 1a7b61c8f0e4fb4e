//! `/pilotage/comptes/{id}/depart`: somebody leaves. Her account closes, her screens too, what
//! proved it is forgotten; what remains in her name is listed until somebody else has it.
//!
//! Nobody's name is read here: a dossier is counted by the day it was opened, and opened by its
//! team alone.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use jiff::{Timestamp, ToSpan};
use plus_domain::{
    account::{Account, Role},
    dossier::{Dossier, DossierState},
    event::Event,
    identite::Geste,
    ids::AccountId,
    period::Period,
    permanence::{Permanence, PermanenceState},
};
use plus_store::{Link, account, credential, dossier, identite as kept, permanence, rappel};
use serde::Deserialize;

use crate::{
    account::set_disabled,
    identite,
    web::{
        comptes::managed,
        error::WebError,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Dossiers looked at, at most: nobody follows more people.
const MOST: usize = 2_000;
/// Days ahead in which half-days are looked for.
const AHEAD: i64 = 730;

/// What remains in somebody's name.
struct Reste {
    dossiers: Vec<Dossier>,
    permanences: Vec<Permanence>,
    /// Calls that she took and has not made.
    rappels: Vec<String>,
}

#[derive(Template)]
#[template(path = "identite/depart.html")]
struct LeavingPage {
    page: Page,
    account: Account,
    /// Day of opening, whether nobody else follows the person, whether it is frozen.
    dossiers: Vec<(String, bool, bool)>,
    /// Day and hours, place.
    permanences: Vec<(String, String)>,
    rappels: usize,
    /// To whom it may be given.
    colleagues: Vec<(String, String, bool)>,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

async fn remains(app: &App, link: &mut Link, of: &AccountId) -> Result<Reste, WebError> {
    let today = app.today();
    let ahead = Period {
        from: today,
        to: today.saturating_add(AHEAD.days()),
    };
    let open = |p: &Permanence| {
        let over = matches!(
            p.state,
            PermanenceState::Closed | PermanenceState::Cancelled
        );
        !over && p.crew.contains(of)
    };
    let permanences = permanence::between(link, ahead).await?;
    let rappels = rappel::list(link).await?.into_iter();
    Ok(Reste {
        dossiers: dossier::of_account(link, of, DossierState::Ouvert, (0, MOST)).await?,
        permanences: permanences.into_iter().filter(open).collect(),
        rappels: rappels
            .filter(|r| r.taken_by.as_ref() == Some(of))
            .map(|r| r.id)
            .collect(),
    })
}

/// `GET /pilotage/comptes/{id}/depart`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let account = managed(&app, &signed, &id).await?;
    let mut link = app.store.read().await?;
    let reste = remains(&app, &mut link, &account.id).await?;
    let everybody = account::list(&mut link).await?;
    drop(link);
    let colleagues = everybody.into_iter().filter(|a| receives(a, &account.id));
    let territory = app.territory();
    let line = |p: &Permanence| {
        let place = territory.place(&p.place);
        let name = place.map_or_else(|| p.place.to_string(), |place| place.name.clone());
        let day = format!("{}, {}", page.day(p.date), page.hours(p.start, p.end));
        (day, name)
    };
    let opened = |d: &Dossier| {
        let at = Timestamp::from_millisecond(d.opened_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let day = page.date(at.to_zoned_datetime(app.zone()).date());
        (day, d.team.len() < 2, d.frozen.is_some())
    };
    let title = page.ta("identite-depart-de", &[("nom", account.name.as_str())]);
    render(&LeavingPage {
        dossiers: reste.dossiers.iter().map(opened).collect(),
        permanences: reste.permanences.iter().map(line).collect(),
        rappels: reste.rappels.len(),
        colleagues: colleagues
            .map(|a| (a.id.to_string(), a.name, false))
            .collect(),
        done: match asked.fait.as_str() {
            "parti" => "identite-depart-fait",
            "remis" => "identite-depart-remis",
            _ => "",
        },
        page: page.titled_text(title),
        account,
    })
}

fn receives(account: &Account, leaving: &AccountId) -> bool {
    let agent = matches!(account.role, Role::Animatrice | Role::Coordinateur);
    agent && !account.disabled && account.id != *leaving
}

/// `POST /pilotage/comptes/{id}/depart`: all at once, or not at all.
pub async fn leave(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let account = managed(&app, &signed, &id).await?;
    let by = Some(&signed.account.id);
    let mut tx = app.store.begin().await?;
    if !account.disabled {
        set_disabled(&mut tx, &app.outside, &account, true).await?;
    }
    credential::forget(&mut tx, &id).await?;
    kept::forget(&mut tx, &id).await?;
    identite::note(&mut tx, &app.outside, &account.id, Geste::Depart, by).await?;
    tx.commit().await?;
    Ok(see_other(&format!(
        "/pilotage/comptes/{id}/depart?fait=parti"
    )))
}

/// Who receives what remains.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    avec: String,
}

/// `POST /pilotage/comptes/{id}/depart/remettre`: what remains goes to a colleague. Calls that
/// were taken go back to the list; a frozen dossier stays as it is until its case is answered.
pub async fn hand(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let account = managed(&app, &signed, &id).await?;
    let mut tx = app.store.begin().await?;
    let found = account::by_id(&mut tx, &given.avec).await?;
    let to = found.filter(|a| receives(a, &account.id));
    let to = to.ok_or(WebError::Unreadable)?.id;
    let reste = remains(&app, &mut tx, &account.id).await?;
    let (author, at) = (signed.account.id.clone(), app.outside.now_ms());
    let free = reste.dossiers.into_iter().filter(|d| d.frozen.is_none());
    let dossiers = free.map(|d| {
        Event::DossierSet(Dossier {
            team: replaced(&d.team, &account.id, &to),
            author: Some(author.clone()),
            at,
            ..d
        })
    });
    let permanences = reste.permanences.into_iter().map(|p| {
        Event::PermanenceSet(Permanence {
            crew: replaced(&p.crew, &account.id, &to),
            ..p
        })
    });
    let facts: Vec<Event> = dossiers.chain(permanences).collect();
    app.outside.record(&mut tx, &facts).await?;
    for call in &reste.rappels {
        rappel::leave(&mut tx, call).await?;
    }
    tx.commit().await?;
    Ok(see_other(&format!(
        "/pilotage/comptes/{id}/depart?fait=remis"
    )))
}

/// The same people, one in place of another, nobody twice.
fn replaced(team: &[AccountId], from: &AccountId, to: &AccountId) -> Vec<AccountId> {
    let mut kept: Vec<AccountId> = team.iter().filter(|a| *a != from).cloned().collect();
    if !kept.contains(to) {
        kept.push(to.clone());
    }
    kept
}
