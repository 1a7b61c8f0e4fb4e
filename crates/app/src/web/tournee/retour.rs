//! `POST /pilotage/tournees/{id}/revenir`: a plan as it was before. Going back is one more fact:
//! every version stays readable, and what one comes back from too.

use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    tournee::{HalfDay, Proof, Tournee, TourneeState},
};
use plus_store::tournee;
use serde::Deserialize;

use super::{found, plans, record};
use crate::{
    tournee::gather,
    web::{
        error::WebError,
        noms::Names,
        page::{Answer, Page, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// A version of a plan, in words.
pub struct Version {
    /// Its rank, from the first.
    pub rank: usize,
    /// When it was written.
    pub when: String,
    /// Who wrote it.
    pub who: String,
    /// Half-days that going back would change; 0: it is as now.
    pub changes: usize,
}

/// What was announced of the months of a plan, and every version of it.
async fn read(app: &App, plan: &Tournee) -> Result<(Vec<HalfDay>, Vec<Tournee>), WebError> {
    let territory = app.territory();
    let mut link = app.store.read().await?;
    let base = gather(&mut link, &territory, (plan.from, plan.to)).await?;
    let versions = tournee::versions(&mut link, plan.id.as_str()).await?;
    Ok((base.announced, versions))
}

/// The versions of a plan, the last first; none when there is nowhere to go back to.
pub async fn versions(
    app: &App,
    page: &Page,
    names: &Names,
    plan: &Tournee,
) -> Result<Vec<Version>, WebError> {
    let (announced, versions) = read(app, plan).await?;
    let today = app.today();
    let told = versions.iter().enumerate().rev();
    let told: Vec<Version> = told
        .map(|(rank, version)| Version {
            rank,
            when: date_and_clock(app, page, version.at),
            who: names.person(&version.author),
            changes: changes(plan, &announced, &version.back_to(&announced, today)),
        })
        .collect();
    let somewhere = told.iter().any(|version| version.changes > 0);
    Ok(if somewhere { told } else { Vec::new() })
}

/// Half-days that differ from the present: those of a draft, or what was announced since.
fn changes(plan: &Tournee, announced: &[HalfDay], days: &[HalfDay]) -> usize {
    let said = |day: &HalfDay| announced.iter().find(|said| said.date == day.date);
    let present = |day: &HalfDay| match plan.state {
        TourneeState::Published => said(day).or_else(|| plan.day(day.date)),
        _ => plan.day(day.date),
    };
    let differs = |day: &&HalfDay| present(day).is_none_or(|now| !now.is_planned_as(day));
    days.iter().filter(differs).count()
}

/// What the button of a version sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    version: String,
}

/// `POST /pilotage/tournees/{id}/revenir`: a draft becomes what it was; beside a published plan a
/// draft is made, which changes what was announced once it is published.
pub async fn back(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let plan = found(&app, &id).await?;
    let (announced, versions) = read(&app, &plan).await?;
    let rank: usize = given.version.parse().map_err(|_| WebError::NotFound)?;
    let version = versions.get(rank).ok_or(WebError::NotFound)?;
    let days = version.back_to(&announced, app.today());
    if changes(&plan, &announced, &days) == 0 {
        return Ok(see_other(&format!("{}/{id}", plans::HERE)));
    }
    let beside = plan.state == TourneeState::Published;
    let title = page
        .arg("titre", plans::title(&page, &plan))
        .t("tournee-revenue-titre");
    let back = Tournee {
        id: if beside {
            app.outside.new_id().into()
        } else {
            plan.id.clone()
        },
        title: if beside {
            title.chars().take(plans::TITLE).collect()
        } else {
            plan.title.clone()
        },
        state: TourneeState::Draft,
        proof: proof(version, &days),
        days,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..plan
    };
    let to = format!("{}/{}?fait=revenue", plans::HERE, back.id);
    record(&app, &[Event::TourneeSet(back)]).await?;
    Ok(see_other(&to))
}

/// What was proved of a version is true of the same half-days only.
fn proof(version: &Tournee, days: &[HalfDay]) -> Option<Proof> {
    version.proof.clone().filter(|_| version.days == days)
}
