//! Passages for a telephone's calendar: one (`/passages/{id}/agenda.ics`), or those of
//! a commune or of a place, as a calendar that follows every change
//! (`/passages.ics?commune=…`, `/passages.ics?lieu=…`).

pub mod personnel;

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use plus_domain::{
    ids::{PermanenceId, PlaceCode},
    period::Period,
    permanence::{Permanence, PermanenceState},
    territoire::Territoire,
};
use plus_reports::ics::{Calendar, Event};
use plus_store::permanence;
use serde::Deserialize;

use super::{
    bus::{self, OnBoard, Passage},
    error::WebError,
    page::Page,
    state::App,
};

/// Seconds of the 1st of January 2020: where counts of changes begin.
const EPOCH: i64 = 1_577_836_800;

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of a commune; empty: all.
    commune: String,
    /// Code of a place, instead of a commune.
    lieu: String,
}

/// `GET /passages.ics`: what comes, a calendar to subscribe to.
pub async fn all(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (territory, today) = (app.territory(), bus::local_now(&app).date());
    let name = match (asked.lieu.as_str(), asked.commune.as_str()) {
        ("", "") => page.t("passages-titre"),
        (code, _) if !code.is_empty() => {
            let place = territory.place(&PlaceCode::new(code));
            let place = place.ok_or(WebError::NotFound)?;
            page.ta("passages-agenda-de", &[("commune", place.name.as_str())])
        }
        (_, code) => {
            let commune = territory.communes.iter().find(|c| c.code.as_str() == code);
            let commune = commune.ok_or(WebError::NotFound)?;
            page.ta("passages-agenda-de", &[("commune", commune.name.as_str())])
        }
    };
    let mut coming = bus::coming(&app, today).await?;
    coming.retain(|p| match asked.lieu.as_str() {
        "" => asked.commune.is_empty() || commune_of(&territory, p) == asked.commune,
        code => p.place.as_str() == code,
    });
    file(&app, &page, name, &coming).await
}

/// `GET /passages/{id}/agenda.ics`: one passage.
pub async fn one(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let mut link = app.store.read().await?;
    let found = permanence::by_id(&mut link, &id).await?;
    drop(link);
    let found = found.ok_or(WebError::NotFound)?;
    let name = page.t("passages-titre");
    file(&app, &page, name, &[found]).await
}

async fn file(
    app: &App,
    page: &Page,
    name: String,
    passages: &[Permanence],
) -> Result<Response, WebError> {
    let days = passages.iter().map(|p| p.date);
    let clocks = match days.clone().min().zip(days.max()) {
        Some((from, to)) => {
            let mut link = app.store.read().await?;
            permanence::changed_at(&mut link, Period { from, to }).await?
        }
        None => BTreeMap::new(),
    };
    let territory = app.territory();
    let first = passages.iter().map(|p| p.date).min();
    let aboard = match first {
        Some(first) => bus::on_board(app, first).await?,
        None => BTreeMap::new(),
    };
    let written = passages
        .iter()
        .map(|p| event((page, &territory), p, &clocks, &aboard))
        .collect();
    Ok(answer(app, name, written))
}

/// A calendar as a file.
fn answer(app: &App, name: String, events: Vec<Event>) -> Response {
    let (territory, zone) = (app.territory(), app.zone());
    let calendar = Calendar {
        name,
        zone_name: &territory.identity.time_zone,
        zone: &zone,
        events,
    };
    let said = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"passages.ics\"",
        ),
    ];
    (said, calendar.to_ics()).into_response()
}

fn event(
    (page, territory): (&Page, &Territoire),
    permanence: &Permanence,
    clocks: &BTreeMap<PermanenceId, i64>,
    aboard: &OnBoard,
) -> Event {
    let passage = Passage::new(page, territory, permanence);
    let passage = passage.aboard(page, territory, permanence, aboard);
    let changed = clocks.get(&permanence.id).copied().unwrap_or_default();
    let commune = commune_of(territory, permanence);
    let parts = [
        page.t("bus-sans-rendez-vous"),
        passage.partner,
        passage.told,
        passage.reason,
        page.territory.phone.clone(),
    ];
    let told: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    Event {
        uid: format!("{}@{}.plus", permanence.id, territory.identity.code),
        stamp: Timestamp::from_millisecond(changed).unwrap_or(Timestamp::UNIX_EPOCH),
        sequence: (changed / 1000 - EPOCH).max(0),
        start: permanence.date.to_datetime(permanence.start),
        end: permanence.date.to_datetime(permanence.end),
        summary: page.ta(
            "passages-agenda-quoi",
            &[("commune", passage.commune.as_str())],
        ),
        place: format!("{}, {}", passage.place, passage.commune),
        description: told.join("\n"),
        url: match commune {
            "" => format!("{}/passages", page.origin),
            _ => format!("{}/lieux/{}", page.origin, passage.code),
        },
        cancelled: permanence.state == PermanenceState::Cancelled,
    }
}

/// Code of the commune of a passage, empty when its place is not known.
fn commune_of<'a>(territory: &'a Territoire, permanence: &Permanence) -> &'a str {
    let place = territory.place(&permanence.place);
    place.map_or("", |place| place.commune.as_str())
}
