//! What a person at a borne asks that only her relay knows: a slot, her follow-up, a number.
//!
//! A borne holds no key and gives no slot. What is typed goes to its hub as a question, signed
//! by the machine, and the answer is shown: nothing of it stays here. A borne that is its own
//! hub answers by itself, as the portal does, by the same functions.

use axum::Extension;
use plus_domain::ids::NodeId;
use serde::{Serialize, de::DeserializeOwned};

use super::Kiosk;
use crate::{
    node::{Identity, contact},
    web::{error::WebError, state::App},
};

/// Whether somebody asks at a borne.
pub type AtKiosk = Option<Extension<Kiosk>>;

/// What the hub of a borne answers to a question; nothing where this machine answers.
///
/// # Errors
/// [`WebError::Away`] when the hub does not answer: nothing was done.
pub async fn of_hub<A, R>(
    app: &App,
    at: &AtKiosk,
    (what, asked): (&str, &A),
) -> Result<Option<R>, WebError>
where
    A: Serialize + Sync,
    R: DeserializeOwned,
{
    if at.is_none() {
        return Ok(None);
    }
    let answered = contact::ask(&app.store, &app.outside, (what, asked)).await;
    answered.map_err(|error| {
        tracing::warn!(%error, what, "the hub does not answer what a borne asks");
        WebError::Away
    })
}

/// The door at which codes are tried: the borne itself where it answers by itself, else that of
/// the portal.
///
/// # Errors
/// Those of the database.
pub async fn door(app: &App, at: &AtKiosk, portal: &str) -> Result<NodeId, WebError> {
    if at.is_none() {
        return Ok(NodeId::new(portal));
    }
    let own = Identity::of(&app.store, &app.outside).await?;
    Ok(own.node.clone())
}
