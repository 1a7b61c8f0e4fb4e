//! `/pilotage/mandats`: who may hold a mandate, and the register, without any name of a person.

use askama::Template;
use axum::extract::{Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    mandat::{Mandataire, Statut},
};
use plus_store::dossier as kept;
use serde::Deserialize;

use super::state_of;
use crate::web::{
    dossier::{Choice, agents},
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};

/// Address of the page.
const HERE: &str = "/pilotage/mandats";

/// Mandates of a page of the register.
const LINES: usize = 50;
/// Most pages: nobody reads further, and nothing overflows.
const MOST_PAGES: usize = 10_000;

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Number of the page of the register, from 1.
    page: String,
}

/// A line of the register.
struct Line {
    signed_at: String,
    by: String,
    count: usize,
    until: String,
    state: &'static str,
    hash: String,
}

#[derive(Template)]
#[template(path = "mandat/equipe.html")]
struct TeamPage {
    page: Page,
    /// Account, name, what she may be.
    team: Vec<(String, String, Vec<Choice>)>,
    lines: Vec<Line>,
    /// Addresses of the pages before and after, empty when there are none.
    before: String,
    after: String,
    /// Number of this one.
    number: String,
}

/// `GET /pilotage/mandats`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let number = asked.page.parse().unwrap_or(1_usize).clamp(1, MOST_PAGES);
    let mut link = app.store.read().await?;
    let names = Names::load(&app, &mut link).await?;
    let team = agents(&mut link).await?;
    let said = kept::mandataires(&mut link).await?;
    let bounds = ((number - 1) * LINES, LINES + 1);
    let mut register = kept::register(&mut link, bounds).await?;
    drop(link);
    let more = register.len() > LINES;
    register.truncate(LINES);
    let team = team.into_iter().map(|(account, name)| {
        let now = said.iter().find(|m| m.account == account).map(|m| m.statut);
        let choices = Statut::ALL.iter().map(|statut| {
            let words = page.tc("mandat-statut", statut.code());
            (statut.code().to_owned(), words, now == Some(*statut))
        });
        (account.to_string(), name, choices.collect())
    });
    let lines = register.iter().map(|mandat| Line {
        signed_at: date_and_clock(&app, &page, mandat.at),
        by: names.person(&mandat.mandataire),
        count: mandat.demarches.len(),
        until: page.date(mandat.until()),
        state: state_of(&app, mandat),
        hash: mandat.hash.chars().take(16).collect(),
    });
    render(&TeamPage {
        team: team.collect(),
        lines: lines.collect(),
        before: at(number > 1, number - 1),
        after: at(more, number + 1),
        number: number.to_string(),
        page: page.titled("mandats-titre"),
    })
}

/// Address of a page of the register, when there is one.
fn at(there: bool, number: usize) -> String {
    if there {
        format!("{HERE}?page={number}")
    } else {
        String::new()
    }
}

/// What somebody is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    compte: String,
    statut: String,
}

/// `POST /pilotage/mandats`.
pub async fn say(State(app): State<App>, signed: Signed, Form(given): Form<Given>) -> Answer {
    let statut = Statut::from_code(&given.statut).ok_or(WebError::Unreadable)?;
    let mut tx = app.store.begin().await?;
    let team = agents(&mut tx).await?;
    let mut accounts = team.into_iter().map(|(account, _)| account);
    let account = accounts.find(|account| account.as_str() == given.compte);
    let said = Mandataire {
        account: account.ok_or(WebError::Unreadable)?,
        statut,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
    };
    app.outside
        .record(&mut tx, &[Event::MandataireSet(said)])
        .await?;
    tx.commit().await?;
    Ok(see_other(HERE))
}
