//! `/pilotage/satisfaction`: answers month by month, masked below eleven, and what the relay
//! changes because of them, which everybody reads beside the figure.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::FormErrors,
    period::{Month, Period},
    satisfaction::{Comptes, FEWEST, Suite},
};
use plus_store::satisfaction as kept;
use serde::Deserialize;

use super::by_month;
use crate::web::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

const PATH: &str = "/pilotage/satisfaction";
/// Months shown.
const MONTHS: usize = 12;

/// A month: its name, then what is shown of visites and of kiosks.
struct Line {
    month: String,
    visites: String,
    bornes: String,
}

/// A change, as the list shows it.
struct Change {
    id: String,
    text: String,
    /// « 23 novembre 2026, Ghislaine R. ».
    signed: String,
}

#[derive(Template)]
#[template(path = "satisfaction/pilotage.html")]
struct DeskPage {
    page: Page,
    lines: Vec<Line>,
    fewest: u32,
    changes: Vec<Change>,
    typed: String,
    faults: Faults,
}

/// `GET /pilotage/satisfaction`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let template = desk(&app, page, String::new(), FormErrors::default()).await?;
    render(&template)
}

async fn desk(
    app: &App,
    page: Page,
    typed: String,
    errors: FormErrors,
) -> Result<DeskPage, WebError> {
    let now = Month::of(app.today());
    let months: Vec<Month> = std::iter::successors(Some(now), |m| Some(m.prev()))
        .take(MONTHS)
        .collect();
    let first = months.last().copied().unwrap_or(now);
    let period = Period {
        from: first.first_day(),
        to: now.last_day(),
    };
    let mut link = app.store.read().await?;
    let said = by_month(&mut link, period).await?;
    let suites = kept::suites(&mut link).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let page = page.titled("satisfaction-pilotage-titre");
    let line = |month: Month| {
        let of = said.get(&month).copied().unwrap_or_default();
        Line {
            month: page.month(month),
            visites: shown(&page, of.visites),
            bornes: shown(&page, of.bornes),
        }
    };
    Ok(DeskPage {
        lines: months.into_iter().map(line).collect(),
        fewest: FEWEST,
        changes: suites
            .into_iter()
            .map(|s| Change {
                signed: format!("{}, {}", page.date(s.date), names.person(&s.author)),
                id: s.id,
                text: s.text,
            })
            .collect(),
        typed,
        faults: Faults::of(&page, errors),
        page,
    })
}

/// « 84 % oui, sur 25 réponses »; « moins de 11 réponses »; « aucune ».
fn shown(page: &Page, comptes: Comptes) -> String {
    match (comptes.total(), comptes.satisfied()) {
        (0, _) => page.t("satisfaction-aucune"),
        (_, None) => page.ta("satisfaction-peu", &[("seuil", FEWEST)]),
        (total, Some(satisfied)) => page
            .arg("part", satisfied)
            .arg("count", total)
            .t("satisfaction-part"),
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    texte: String,
}

/// `POST /pilotage/satisfaction`: a change is written.
pub async fn write(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    match Suite::read(&given.texte) {
        Ok(text) => {
            let suite = Suite {
                id: app.outside.new_id(),
                date: app.today(),
                text,
                removed: false,
                author: signed.account.id.clone(),
                at: app.outside.now_ms(),
            };
            append(&app, suite).await
        }
        Err(errors) => {
            let template = desk(&app, page, given.texte, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
        }
    }
}

/// `POST /pilotage/satisfaction/{id}/retirer`.
pub async fn remove(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let suites = kept::suites(&mut app.store.read().await?).await?;
    let held = suites.into_iter().find(|s| s.id == id);
    let removed = Suite {
        removed: true,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..held.ok_or(WebError::NotFound)?
    };
    append(&app, removed).await
}

async fn append(app: &App, suite: Suite) -> Answer {
    let mut tx = app.store.begin().await?;
    let fact = Event::SatisfactionSuite(suite);
    app.outside.record(&mut tx, &[fact]).await?;
    tx.commit().await?;
    Ok(see_other(PATH))
}
