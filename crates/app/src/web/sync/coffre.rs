//! Papers that a borne keeps for when it is cut off (decision 0049).
//!
//! | | |
//! |---|---|
//! | `POST retrait/coffre` | what the borne holds and what became of it; answers what it should hold |
//! | `GET retrait/coffre/{id}/part?from=` | a part of what is sealed of one, one mebibyte at most |
//! | `POST retrait/coffre/{id}/cles` | its keys: from then on that borne alone gives it |
//!
//! Any machine may ask the first one: what is no borne is answered that it keeps none.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use plus_domain::{ids::RetraitId, machine::Kind};
use plus_store::retrait::porte as kept;
use serde::Deserialize;

use super::{
    Answer, Refused, Signed,
    retrait::{borne, broken},
};
use crate::{
    node::documents::PART,
    retrait::{
        RetraitError, porte,
        wire::{Cles, Inventaire, Manifeste},
    },
    web::state::App,
};

/// `POST retrait/coffre`.
pub async fn hear(State(app): State<App>, signed: Signed) -> Answer<Manifeste> {
    let from = signed.machine(&app).await?;
    if from.kind != Kind::Borne {
        return Ok(Json(Manifeste::default()));
    }
    let said: Inventaire = signed.read(&app)?;
    match porte::hear(&app, &from.node, &said).await {
        Ok(manifeste) => Ok(Json(manifeste)),
        Err(RetraitError::Recipient(why)) => {
            let reason = why.to_string();
            Err(Refused::new(&app, StatusCode::BAD_REQUEST, &reason))
        }
        Err(error) => Err(broken(&app, &error)),
    }
}

/// Where a part begins.
#[derive(Debug, Deserialize)]
pub struct From {
    from: u64,
}

/// `GET retrait/coffre/{id}/part`.
pub async fn part(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(From { from }): Query<From>,
    signed: Signed,
) -> Result<Response, Refused> {
    let borne = borne(&app, &signed).await?;
    let which = RetraitId::new(id);
    let part = async {
        let mut link = app.store.read().await?;
        kept::part(&mut link, (&which, &borne), (from, PART)).await
    };
    let part = part.await.map_err(|e| Refused::internal(&app, &e))?;
    let bytes = part.ok_or_else(|| absent(&app))?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// `POST retrait/coffre/{id}/cles`.
pub async fn hand(State(app): State<App>, Path(id): Path<String>, signed: Signed) -> Answer<Cles> {
    let borne = borne(&app, &signed).await?;
    let handed = porte::hand(&app, &borne, &RetraitId::new(id)).await;
    let handed = handed.map_err(|e| broken(&app, &e))?;
    handed.map(Json).ok_or_else(|| absent(&app))
}

fn absent(app: &App) -> Refused {
    let reason = "cette borne n’a pas ce document à garder";
    Refused::new(app, StatusCode::NOT_FOUND, reason)
}
