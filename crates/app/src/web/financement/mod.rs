//! `/pilotage/financement`: the plan, what was spent, what was asked of funders.
//!
//! The plan is that of the journal, or else the one that the territory starts from.
//! It is kept at the hub alone: a machine that works far from it only says so.

pub mod appels;
pub mod depenses;
pub mod page;
pub mod plan;
mod tableur;

pub(super) use tableur::balance_table;
pub use tableur::export;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use plus_domain::{
    event::{Event, PlanWriting},
    financement::{Appel, Cents, Depense, Plan, PlanState},
    ids::AccountId,
};
use plus_store::{exchange::node, financement as kept};

use super::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Where it all stands.
pub const PATH: &str = "/pilotage/financement";

/// A choice of a list: code, words, whether it is chosen.
pub(super) type Choice = (String, String, bool);

/// All that is known of the financing.
pub(super) struct Desk {
    /// The plan in force.
    pub plan: Plan,
    /// Who wrote it and when; nothing while it is that of the territory.
    pub written: Option<(AccountId, i64)>,
    /// Spending, the last invoice first.
    pub depenses: Vec<Depense>,
    /// Claims, in the order of their days.
    pub appels: Vec<Appel>,
}

impl Desk {
    /// Reads it all.
    pub async fn load(app: &App) -> Result<Self, WebError> {
        let mut link = app.store.read().await?;
        let written = kept::plan(&mut link).await?;
        let depenses = kept::depenses(&mut link).await?;
        let appels = kept::appels(&mut link).await?;
        drop(link);
        let (plan, written) = match written {
            Some(held) => (held.plan, Some((held.author, held.at))),
            None => (
                app.territory().financement.clone().unwrap_or_default(),
                None,
            ),
        };
        Ok(Self {
            plan,
            written,
            depenses,
            appels,
        })
    }

    /// What a form sends back to say which plan its author saw.
    pub fn version(&self) -> i64 {
        self.written.as_ref().map_or(0, |(_, at)| *at)
    }

    /// Whether the plan was declared final.
    pub fn is_final(&self) -> bool {
        self.plan.state == PlanState::Definitif
    }

    /// Writes the plan that somebody leaves.
    pub async fn write(&self, app: &App, signed: &Signed, plan: Plan) -> Result<(), WebError> {
        let writing = PlanWriting {
            plan,
            author: signed.account.id.clone(),
            // Later than what it replaces, so that the next form tells the two apart.
            at: app.outside.now_ms().max(self.version() + 1),
            base: self.written.as_ref().map(|(_, at)| *at),
        };
        record(app, &[Event::PlanSet(writing)]).await
    }

    /// Label of a line of expenses.
    pub fn line_label(&self, code: &str) -> String {
        let line = self.plan.expense(code);
        line.map_or_else(|| code.to_owned(), |e| e.label.clone())
    }

    /// Label of a funder.
    pub fn resource_label(&self, code: &str) -> String {
        let resource = self.plan.resource(code);
        resource.map_or_else(|| code.to_owned(), |r| r.label.clone())
    }
}

/// Whether the financing is kept here.
pub(super) async fn is_here(app: &App) -> Result<bool, WebError> {
    let mut link = app.store.read().await?;
    Ok(node::enrolled(&mut link).await?.is_none())
}

/// Refuses a write elsewhere than where the financing is kept.
pub(super) async fn only_here(app: &App) -> Result<(), WebError> {
    if is_here(app).await? {
        Ok(())
    } else {
        Err(WebError::NotFound)
    }
}

pub(super) async fn record(app: &App, events: &[Event]) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, events).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn refused(template: &impl Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(template)?).into_response())
}

/// Back to a page of the financing, saying what was done.
pub(super) fn done(page: &str, what: &str) -> Response {
    see_other(&format!("{PATH}{page}?fait={what}"))
}

/// The sentence of what was done, empty when nothing was.
pub(super) fn told(page: &Page, what: &str) -> String {
    const DONE: [&str; 10] = [
        "plan",
        "ligne",
        "retiree",
        "definitif",
        "rouvert",
        "depense",
        "payee",
        "appel",
        "recu",
        "annule",
    ];
    if DONE.contains(&what) {
        page.tc("financement-fait", what)
    } else {
        String::new()
    }
}

/// An amount as a field shows it again, without its sign of euro.
pub(super) fn typed(amount: Cents) -> String {
    amount.to_string().replace("\u{a0}€", "")
}

/// A share in tenths of a percent: « 17,4 % ».
pub(super) fn percent(page: &Page, tenths: i64) -> String {
    let sign = if tenths < 0 { "−" } else { "" };
    let tenths = tenths.unsigned_abs();
    let part = format!("{sign}{},{}", page.number(tenths / 10), tenths % 10);
    page.ta("financement-pourcent", &[("part", part)])
}
