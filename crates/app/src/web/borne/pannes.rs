//! What somebody of the team says is broken at a kiosk.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{form::FormErrors, ids::NodeId};
use plus_store::borne::{
    self,
    panne::{self, Panne},
};
use serde::Deserialize;

use super::{
    HERE,
    une::{Typed, one_page},
};
use crate::web::{
    contact::moment,
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Longest text, characters.
const LONGEST: usize = 500;

/// Something broken, in words.
pub(super) struct Broken {
    pub(super) id: String,
    pub(super) said: String,
    pub(super) opened: String,
    /// « Réparée par … »; empty while it is open.
    pub(super) closed: String,
}

pub(super) fn broken(app: &App, page: &Page, names: &Names, panne: &Panne) -> Broken {
    let told = |key: &str, by, at| {
        page.arg("personne", names.person(by))
            .arg("moment", moment(app, page, at))
            .t(key)
    };
    let closed = panne.closed.as_ref();
    Broken {
        id: panne.id.clone(),
        said: panne.said.clone(),
        opened: told("borne-panne-ouverte", &panne.by, panne.at),
        closed: closed.map_or_else(String::new, |(by, at)| told("borne-panne-fermee", by, *at)),
    }
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    panne: String,
}

/// `POST /pilotage/bornes/{id}/pannes`.
pub async fn report(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let (said, node) = (given.panne.trim(), NodeId::new(id.as_str()));
    if said.is_empty() || said.chars().count() > LONGEST {
        let mut errors = FormErrors::default();
        errors.add("panne", "borne-panne-faute");
        let typed = Typed {
            broken: given.panne.clone(),
            errors,
            ..Typed::default()
        };
        let template = one_page(&app, page, &node, typed, "").await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
    }
    let (new, now) = (app.outside.new_id(), app.outside.now_ms());
    let mut tx = app.store.begin().await?;
    borne::one(&mut tx, &node)
        .await?
        .ok_or(WebError::NotFound)?;
    panne::open(&mut tx, &node, (&new, said), &signed.account.id, now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}/{id}?fait=panne")))
}

/// `POST /pilotage/bornes/{id}/pannes/{panne}/fermer`.
pub async fn close(
    State(app): State<App>,
    signed: Signed,
    Path((id, panne)): Path<(String, String)>,
) -> Answer {
    let (node, now) = (NodeId::new(id.as_str()), app.outside.now_ms());
    let mut tx = app.store.begin().await?;
    if !panne::close(&mut tx, (&node, &panne), &signed.account.id, now).await? {
        return Err(WebError::Conflict);
    }
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}/{id}?fait=panne-fermee")))
}
