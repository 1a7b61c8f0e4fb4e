//! How a kiosk is set.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{borne::SettingsForm, ids::NodeId};
use plus_store::borne::{self, reglage};
use serde::Deserialize;

use super::{
    HERE,
    une::{Typed, one_page},
};
use crate::web::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    state::App,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    lieu: String,
    referent: String,
    ouverture: String,
    diagonale: String,
    pages_session: String,
    pages_jour: String,
}

impl From<Given> for SettingsForm {
    fn from(given: Given) -> Self {
        Self {
            place: given.lieu,
            referent: given.referent,
            opening: given.ouverture,
            diagonal: given.diagonale,
            pages_per_session: given.pages_session,
            pages_per_day: given.pages_jour,
        }
    }
}

/// `POST /pilotage/bornes/{id}/reglages`.
pub async fn set(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let (form, node) = (SettingsForm::from(given), NodeId::new(id.as_str()));
    let territory = app.territory();
    let today = app.today();
    let read = form.read(|code| territory.places_on(today).any(|p| p.code.as_str() == code));
    let (mut settings, referent) = match read {
        Ok(read) => read,
        Err(errors) => {
            let typed = Typed {
                form: Some(form),
                errors,
                ..Typed::default()
            };
            let template = one_page(&app, page, &node, typed, "").await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
        }
    };
    let mut tx = app.store.begin().await?;
    borne::hold(&mut tx, &node)
        .await?
        .ok_or(WebError::NotFound)?;
    // Asked apart: the form does not say it.
    settings.maintenance = reglage::get(&mut tx, &node).await?.settings.maintenance;
    let setting = reglage::Setting { settings, referent };
    reglage::set(&mut tx, &node, &setting).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}/{id}?fait=reglages")))
}
