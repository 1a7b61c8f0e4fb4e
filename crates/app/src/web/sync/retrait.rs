//! Papers left to be taken at a borne: what a borne asks its hub.
//!
//! | | |
//! |---|---|
//! | `POST retrait/open` | `{"code": "…", "pin": "…", "name": "…"}`: what was typed or shown, the PIN if any, the name of this try: asked again under it, it is the same opening |
//! | `POST retrait/{id}/printed` | the printer said that it was done, of the opening `id` |
//! | `POST retrait/{id}/released` | it did not print: the paper stays |
//!
//! Whatever makes a code not open, the answer is the same: `{"refused": {"wait": 0}}`, with
//! the seconds before the next try when too many were wrong. One that opens what this borne
//! keeps is answered `{"here": {}}`: it gives it by itself (`sync/coffre.rs`).

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use plus_domain::{ids::NodeId, machine::Kind};
use plus_store::StoreError;

use super::{Answer, Refused, Signed};
use crate::{
    retrait::{
        self, RetraitError,
        wire::{Noted, Opened, Presented},
    },
    web::state::App,
};

/// `POST retrait/open`.
pub async fn open(State(app): State<App>, signed: Signed) -> Answer<Opened> {
    let borne = borne(&app, &signed).await?;
    let asked: Presented = signed.read(&app)?;
    let typed = (asked.code.as_str(), asked.pin.as_str());
    let opened = retrait::open_named(&app, &borne, typed, &asked.name).await;
    let opened = opened.map_err(|e| broken(&app, &e))?;
    Ok(Json(opened.into()))
}

/// `POST retrait/{id}/printed`.
pub async fn printed(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
) -> Answer<Noted> {
    let borne = borne(&app, &signed).await?;
    let noted = retrait::printed(&app, &borne, &id).await;
    said(&app, noted)
}

/// `POST retrait/{id}/released`.
pub async fn released(
    State(app): State<App>,
    Path(id): Path<String>,
    signed: Signed,
) -> Answer<Noted> {
    let borne = borne(&app, &signed).await?;
    let noted = retrait::released(&app, &borne, &id).await;
    said(&app, noted)
}

/// The borne that signs; no other kind of machine speaks for who stands in front of it.
pub(super) async fn borne(app: &App, signed: &Signed) -> Result<NodeId, Refused> {
    let from = signed.machine(app).await?;
    if from.kind == Kind::Borne {
        return Ok(from.node);
    }
    let reason = "seule une borne demande cela";
    Err(Refused::new(app, StatusCode::FORBIDDEN, reason))
}

fn said(app: &App, noted: Result<bool, StoreError>) -> Answer<Noted> {
    if noted.map_err(|e| Refused::internal(app, &e))? {
        return Ok(Json(Noted {}));
    }
    let reason = "cette borne n’a rien reçu sous ce nom";
    Err(Refused::new(app, StatusCode::NOT_FOUND, reason))
}

pub(super) fn broken(app: &App, error: &RetraitError) -> Refused {
    tracing::error!(%error, "a paper cannot be looked for");
    let reason = "le portail central ne peut pas répondre maintenant";
    Refused::new(app, StatusCode::SERVICE_UNAVAILABLE, reason)
}
