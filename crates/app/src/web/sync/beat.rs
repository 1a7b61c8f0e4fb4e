//! `POST beat`: how a kiosk is, each minute; the answer says what is asked of it.

use axum::{Json, extract::State, http::StatusCode};
use plus_domain::{
    borne::{Beat, Heard},
    machine::Kind,
};

use super::{Answer, Refused, Signed};
use crate::{borne::veille, web::state::App};

/// Hears a kiosk; other machines have their own ways to say how they are.
pub(super) async fn hear(State(app): State<App>, signed: Signed) -> Answer<Heard> {
    let from = signed.machine(&app).await?;
    if from.kind != Kind::Borne {
        let reason = "seule une borne donne un signe de vie";
        return Err(Refused::new(&app, StatusCode::FORBIDDEN, reason));
    }
    let beat: Beat = signed.read(&app)?;
    let heard = veille::hear(&app, &from.node, beat).await;
    let heard = heard.map_err(|e| Refused::internal(&app, &e))?;
    heard.map(Json).ok_or_else(|| Refused::revoked(&app))
}
