//! What a person at a borne asks of the relay: her borne signs, her code or nothing opens.
//!
//! | | |
//! |---|---|
//! | `POST rendez-vous` | a question ([`rendez_vous::question`]) and its answer |
//! | `POST suivi` | the same of a follow-up ([`dossier::question`]) |
//! | `POST file` | the queue near the borne, or a number of it ([`file::borne`]) |
//!
//! A borne may ask nothing that anybody may not ask on the portal. Codes are tried as they are
//! there, each borne apart (requirement P26).

use axum::{Json, extract::State, http::StatusCode};

use super::{Answer, Refused, Signed, retrait::borne};
use crate::{
    dossier::{self, DossierError},
    rendez_vous,
    web::{file, state::App},
};

/// `POST rendez-vous`.
pub async fn rendez_vous(
    State(app): State<App>,
    signed: Signed,
) -> Answer<rendez_vous::question::Answer> {
    let door = borne(&app, &signed).await?;
    let question = signed.read(&app)?;
    let answered = rendez_vous::question::answer(&app, &door, question).await;
    answered.map(Json).map_err(|e| broken(&app, &e))
}

/// `POST suivi`.
pub async fn suivi(State(app): State<App>, signed: Signed) -> Answer<dossier::question::Answer> {
    let door = borne(&app, &signed).await?;
    let question = signed.read(&app)?;
    let answered = dossier::question::answer(&app, &door, question).await;
    answered.map(Json).map_err(|e| broken(&app, &e))
}

/// `POST file`.
pub async fn file(State(app): State<App>, signed: Signed) -> Answer<file::borne::Answer> {
    let door = borne(&app, &signed).await?;
    let question = signed.read(&app)?;
    let answered = file::borne::answer(&app, &door, question).await;
    answered.map(Json).map_err(|e| Refused::internal(&app, &e))
}

fn broken(app: &App, error: &DossierError) -> Refused {
    tracing::error!(%error, "what a person asks at a borne cannot be answered");
    let reason = "le portail central ne peut pas répondre maintenant";
    Refused::new(app, StatusCode::SERVICE_UNAVAILABLE, reason)
}
