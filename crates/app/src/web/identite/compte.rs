//! `/pilotage/comptes/{id}`: an account seen by the coordination: what proves it, where it is
//! open, what happened to it; and the two agreements that open it again when all is lost.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use plus_domain::{
    account::Account,
    identite::{Accord, Facteurs, Geste, RepriseRefus, Trace},
    ids::AccountId,
};
use plus_store::{account, identite as kept, session};
use serde::Deserialize;

use super::sessions::{Line, lines};
use crate::{
    identite::{
        self,
        reprise::{self, AccordError},
    },
    web::{
        comptes::{managed, manages},
        error::WebError,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Somebody has agreed already.
pub struct Waiting {
    /// Who.
    name: String,
    /// Until when another may.
    until: String,
    /// Whether it is the person who looks.
    own: bool,
}

#[derive(Template)]
#[template(path = "identite/compte.html")]
struct AccountPage {
    page: Page,
    account: Account,
    factors: Facteurs,
    /// Whether it is tied to ProConnect.
    relie: bool,
    sessions: Vec<Line>,
    /// Whether the person who looks manages the account.
    managed: bool,
    /// Whether it is her own.
    own: bool,
    waiting: Option<Waiting>,
    /// When, what, who.
    history: Vec<(String, String, String)>,
    done: &'static str,
    refused: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

fn said(code: &str) -> (&'static str, &'static str) {
    match code {
        "deconnecte" => ("identite-compte-deconnecte", ""),
        "premier" => ("identite-reprise-premier", ""),
        "rouvert" => ("identite-reprise-rouvert", ""),
        "proconnect-delie" => ("identite-proconnect-ote", ""),
        "meme" => ("", "identite-reprise-meme"),
        "rien" => ("", "identite-reprise-rien"),
        _ => ("", ""),
    }
}

/// `GET /pilotage/comptes/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let now = app.outside.now_ms();
    let mut link = app.store.read().await?;
    let found = account::by_id(&mut link, &id).await?;
    let account = found.ok_or(WebError::NotFound)?;
    let factors = kept::factors(&mut link, &id).await?;
    let open = session::of_account(&mut link, &id, app.limits(), now).await?;
    let waiting = kept::reprise(&mut link, &id).await?;
    let relie = kept::proconnect::lien(&mut link, &id).await?.is_some();
    let traces = kept::traces(&mut link, &id).await?;
    let everybody = account::list(&mut link).await?;
    drop(link);
    let names: BTreeMap<_, _> = everybody.into_iter().map(|a| (a.id, a.name)).collect();
    let waiting = waiting.filter(|r| now < r.until()).map(|r| Waiting {
        name: name(&names, Some(&r.by), &page),
        until: date_and_clock(&app, &page, r.until()),
        own: r.by == signed.account.id,
    });
    let line = |trace: Trace| {
        (
            date_and_clock(&app, &page, trace.at),
            page.tc("identite-geste", trace.geste.code()),
            name(&names, trace.author.as_ref(), &page),
        )
    };
    let (done, refused) = said(&asked.fait);
    render(&AccountPage {
        sessions: lines(&app, &page, open, &signed.session),
        history: traces.into_iter().map(line).collect(),
        managed: manages(&signed, &account),
        own: account.id == signed.account.id,
        page: page.titled_text(account.name.clone()),
        account,
        factors,
        relie,
        waiting,
        done,
        refused,
    })
}

fn name(names: &BTreeMap<AccountId, String>, of: Option<&AccountId>, page: &Page) -> String {
    match of {
        Some(id) => names.get(id).cloned().unwrap_or_else(|| id.to_string()),
        None => page.t("identite-personne"),
    }
}

fn back(id: &str, done: &str) -> Response {
    see_other(&format!("/pilotage/comptes/{id}?fait={done}"))
}

/// `POST /pilotage/comptes/{id}/deconnecter`: every screen of somebody.
pub async fn close_sessions(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let account = managed(&app, &signed, &id).await?;
    let by = Some(&signed.account.id);
    let mut tx = app.store.begin().await?;
    session::close_account(&mut tx, &id).await?;
    identite::note(
        &mut tx,
        &app.outside,
        &account.id,
        Geste::SessionsFermees,
        by,
    )
    .await?;
    tx.commit().await?;
    Ok(back(&id, "deconnecte"))
}

/// `POST /pilotage/comptes/{id}/reprise`: one of the two agreements.
pub async fn agree(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let found = account::by_id(&mut app.store.read().await?, &id).await?;
    let of = found.ok_or(WebError::NotFound)?;
    match reprise::agree(&app, &of, &signed.account).await {
        Ok(Accord::Premier) => Ok(back(&id, "premier")),
        Ok(Accord::Second) => Ok(back(&id, "rouvert")),
        Err(AccordError::Refus(RepriseRefus::Meme)) => Ok(back(&id, "meme")),
        Err(AccordError::Refus(RepriseRefus::Rien)) => Ok(back(&id, "rien")),
        Err(AccordError::Refus(RepriseRefus::Autre)) => Err(WebError::Forbidden),
        Err(AccordError::Store(error)) => Err(error.into()),
    }
}
