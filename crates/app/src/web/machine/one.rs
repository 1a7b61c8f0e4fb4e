//! One machine: how it is, what was set apart of it and what is decided, revoking it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{form::FormErrors, ids::NodeId, machine::Motif};
use plus_journal::Entry;
use plus_store::exchange::{
    apart::{self, Apart, Decided, Decision},
    machine as machines,
};
use serde::Deserialize;

use super::{Known, Line, known};
use crate::web::{
    contact::moment,
    ecriture,
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Batches shown at once.
const BATCHES: i64 = 20;
/// Longest reason of a decision, characters.
const LONGEST_REASON: usize = 500;

/// An entry of a batch, readable.
struct Written {
    kind: String,
    when: String,
    lines: Vec<(String, String)>,
}

/// A batch set apart.
struct Batch {
    id: String,
    came: String,
    reason: String,
    entries: Vec<Written>,
    /// Code of the decision, empty while there is none.
    decision: &'static str,
    decided: String,
    why: String,
    /// What was typed, and what is wrong with it.
    typed: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "machine/page.html")]
struct OnePage {
    page: Page,
    line: Line,
    enrolled: String,
    revoked: String,
    batches: Vec<Batch>,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/machines/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "main" => "machine-lot-main-fait",
        "ecarte" => "machine-lot-ecarte-fait",
        _ => "",
    };
    render(&one_page(&app, page, &id, done, None).await?)
}

/// A decision that was refused: the batch, what was typed, what is wrong.
type Refused = (String, String, FormErrors);

async fn one_page(
    app: &App,
    page: Page,
    id: &str,
    done: &'static str,
    refused: Option<Refused>,
) -> Result<OnePage, WebError> {
    let mut link = app.store.read().await?;
    let found = of(app, &mut link, id).await?;
    let names = Names::load(app, &mut link).await?;
    let batches = apart::of(&mut link, &found.machine.node, BATCHES).await?;
    drop(link);
    let mut batches: Vec<Batch> = batches
        .iter()
        .map(|b| batch(app, &page, &names, b))
        .collect();
    if let Some((lot, typed, errors)) = refused {
        let faults = Faults::of(&page, errors);
        if let Some(batch) = batches.iter_mut().find(|b| b.id == lot) {
            (batch.typed, batch.faults) = (typed, faults);
        }
    }
    let machine = &found.machine;
    Ok(OnePage {
        line: Line::of(app, &page, &found),
        enrolled: moment(app, &page, machine.enrolled_at),
        revoked: machine
            .revoked_at
            .map(|at| moment(app, &page, at))
            .unwrap_or_default(),
        page: page.titled_text(machine.name.as_str()),
        batches,
        done,
    })
}

async fn of(app: &App, link: &mut plus_store::Link, id: &str) -> Result<Known, WebError> {
    let all = known(app, link).await?;
    let found = all.into_iter().find(|k| k.machine.node.as_str() == id);
    found.ok_or(WebError::NotFound)
}

fn batch(app: &App, page: &Page, names: &Names, apart: &Apart) -> Batch {
    let entries = apart.entries.iter();
    let decided = apart.decided.as_ref();
    Batch {
        id: apart.id.clone(),
        came: moment(app, page, apart.received_at),
        reason: apart.reason.clone(),
        entries: entries.map(|e| written(app, page, names, e)).collect(),
        decision: decided.map_or("", |d| d.decision.code()),
        decided: decided.map_or_else(String::new, |d| {
            page.arg("personne", names.person(&d.by))
                .arg("moment", moment(app, page, d.at))
                .t("machine-lot-decide")
        }),
        why: decided.map_or_else(String::new, |d| d.reason.clone()),
        typed: String::new(),
        faults: Faults::default(),
    }
}

fn written(app: &App, page: &Page, names: &Names, entry: &Entry) -> Written {
    let milliseconds = i64::try_from(entry.hlc.raw() >> 16).unwrap_or(0);
    let body = entry.body.as_ref();
    Written {
        kind: ecriture::kind(page, &entry.kind),
        when: moment(app, page, milliseconds),
        lines: body.map_or_else(Vec::new, |(_, body)| {
            ecriture::lines(app, page, names, body)
        }),
    }
}

/// What the form of a decision sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    decision: String,
    motif: String,
}

/// `POST /pilotage/machines/{id}/lots/{lot}`: keeps what was decided. The batch stays.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path((id, lot)): Path<(String, String)>,
    Form(given): Form<Given>,
) -> Answer {
    let decision = Decision::from_code(&given.decision).ok_or(WebError::Unreadable)?;
    let reason = given.motif.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        let mut errors = FormErrors::default();
        errors.add(format!("motif-{lot}"), "machine-motif-manque");
        let refused = (lot, given.motif.clone(), errors);
        let template = one_page(&app, page, &id, "", Some(refused)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
    }
    let decided = Decided {
        decision,
        reason: reason.to_owned(),
        by: signed.account.id.clone(),
        at: app.outside.now_ms(),
    };
    let node = NodeId::new(id.as_str());
    let mut tx = app.store.begin().await?;
    if !apart::decide(&mut tx, (&node, &lot), &decided).await? {
        return Err(WebError::Conflict);
    }
    tx.commit().await?;
    Ok(see_other(&format!(
        "/pilotage/machines/{id}?fait={}",
        decision.code()
    )))
}

#[derive(Template)]
#[template(path = "machine/revoquer.html")]
struct RevokePage {
    page: Page,
    line: Line,
}

/// `GET /pilotage/machines/{id}/revoquer`: says what it does, and asks.
pub async fn ask(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let found = of(&app, &mut app.store.read().await?, &id).await?;
    if found.machine.revoked_at.is_some() {
        return Ok(see_other(&format!("/pilotage/machines/{id}")));
    }
    let line = Line::of(&app, &page, &found);
    let title = page
        .arg("nom", line.name.as_str())
        .t("machine-revoquer-titre");
    render(&RevokePage {
        page: page.titled_text(title),
        line,
    })
}

/// Why a machine is revoked.
#[derive(Debug, Deserialize)]
pub struct Why {
    motif: Option<String>,
}

impl Why {
    /// Not told, it is the gravest: passwords are then to be changed.
    fn motif(&self) -> Motif {
        let said = self.motif.as_deref().and_then(Motif::from_code);
        said.unwrap_or(Motif::Vol)
    }
}

/// `POST /pilotage/machines/{id}/revoquer`.
pub async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    Form(why): Form<Why>,
) -> Answer {
    let node = NodeId::new(id);
    let mut tx = app.store.begin().await?;
    machines::get(&mut tx, &node)
        .await?
        .ok_or(WebError::NotFound)?;
    // Revoked before, by somebody else: it is what was asked.
    machines::revoke(&mut tx, &node, why.motif(), app.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(see_other("/pilotage/machines?fait=revoquee"))
}
