//! The services on line of the partners, with what each asks for and whether its
//! address answered.

use axum::extract::{Path, State};
use plus_domain::{adresse::Known, ids::ServiceCode, service::Service as OfTerritory};
use plus_store::adresse;
use serde::Serialize;
use utoipa::ToSchema;

use super::open::{Fact, answer, fact};
use crate::web::{catalogue::confirmed_services, error::WebError, page::Answer, state::App};

/// A service on line.
#[derive(Debug, Serialize, ToSchema)]
pub struct Service {
    /// Stable code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is for, in plain French.
    pub purpose: String,
    /// Partner whose it is.
    pub partner: String,
    /// Theme of life.
    pub theme: String,
    /// Address, and how sure it is.
    pub address: Fact,
    /// What to have at hand: `compte`, `franceconnect`, `email`, `telephone`,
    /// `piece-identite`, `papiers`, `courrier`, `rib`, `carte-bancaire` or `rien`.
    pub needs: Vec<&'static str>,
    /// More about it, in plain French.
    pub details: Option<String>,
    /// Démarches that it serves.
    pub procedures: Vec<String>,
    /// What its address answered last; absent before the first look.
    pub check: Option<Check>,
}

/// What an address answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct Check {
    /// `repond`, `deplacee`, `muette` or `refuse`.
    pub state: &'static str,
    /// Where it moved, or why it refuses (`absente`, `certificat`, `machine`).
    pub detail: Option<String>,
    /// When it was looked at last (RFC 3339, UTC).
    pub checked_at: String,
    /// Since when its state is this one (RFC 3339, UTC).
    pub since: String,
}

/// The services on line.
#[utoipa::path(get, path = "/api/v1/services", responses((status = 200, body = [Service])))]
pub async fn services(State(app): State<App>) -> Answer {
    let known = adresse::all(&mut app.store.read().await?).await?;
    let services = confirmed_services(&app, app.territory().services.clone()).await?;
    let of = |s: &OfTerritory| view(s, known.get(s.address.shown().value.as_str()));
    Ok(answer(services.all().iter().map(of).collect::<Vec<_>>()))
}

/// One service on line.
#[utoipa::path(
    get,
    path = "/api/v1/services/{code}",
    params(("code" = String, Path, description = "Code of the service")),
    responses((status = 200, body = Service), (status = 404, description = "No such service"))
)]
pub async fn service(State(app): State<App>, Path(code): Path<String>) -> Answer {
    let services = confirmed_services(&app, app.territory().services.clone()).await?;
    let found = services.get(&ServiceCode::new(code));
    let found = found.ok_or(WebError::NotFound)?;
    let address = found.address.shown().value.as_str();
    let known = adresse::of(&mut app.store.read().await?, address).await?;
    Ok(answer(view(found, known.as_ref())))
}

fn view(service: &OfTerritory, known: Option<&Known>) -> Service {
    let before = service.before.shown().value.clone();
    Service {
        code: service.code.to_string(),
        name: service.name.clone(),
        purpose: service.purpose.clone(),
        partner: service.partner.to_string(),
        theme: service.theme.to_string(),
        address: fact(&service.address),
        needs: before.needs.iter().map(|need| need.code()).collect(),
        details: before.details,
        procedures: service.demarches.iter().map(ToString::to_string).collect(),
        check: known.map(check),
    }
}

fn check(known: &Known) -> Check {
    let detail = known.finding.detail.clone();
    Check {
        state: known.finding.state.code(),
        detail: Some(detail).filter(|d| !d.is_empty()),
        checked_at: instant(known.checked_at),
        since: instant(known.since),
    }
}

fn instant(at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_string()
}
