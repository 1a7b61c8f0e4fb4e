//! `/satisfaction/donner`: three faces, on the tablet turned to the person. Opened by the team,
//! tied to nothing: neither the address nor the form says of which visite.

use askama::Template;
use axum::{extract::State, http::Uri};
use axum_extra::extract::Form;
use plus_domain::satisfaction::{Avis, Moment};
use plus_store::satisfaction as kept;
use serde::Deserialize;

use super::seal;
use crate::web::{
    bus,
    error::WebError,
    page::{Answer, Page, render, see_other},
    state::App,
};

const PATH: &str = "/satisfaction/donner";

#[derive(Template)]
#[template(path = "satisfaction/donner.html")]
struct AskPage {
    page: Page,
    thanked: bool,
}

/// `GET /satisfaction/donner`.
pub async fn show(page: Page, uri: Uri) -> Answer {
    render(&AskPage {
        thanked: uri.query() == Some("merci"),
        page: page.titled("satisfaction-question"),
    })
}

/// A face.
#[derive(Debug, Deserialize)]
pub struct Said {
    #[serde(default)]
    avis: String,
}

/// `POST /satisfaction/donner`.
pub async fn say(State(app): State<App>, page: Page, Form(said): Form<Said>) -> Answer {
    let avis = Avis::from_code(&said.avis).ok_or(WebError::Unreadable)?;
    let now = bus::local_now(&app);
    let mut tx = app.store.begin().await?;
    kept::add(&mut tx, (now.date(), Moment::of(now)), avis).await?;
    tx.commit().await?;
    seal(&app).await?;
    Ok(see_other(&page.language.address(&format!("{PATH}?merci"))))
}
