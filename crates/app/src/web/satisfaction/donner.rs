//! `/satisfaction/donner`: three faces, on the tablet turned to the person. Opened by the team,
//! tied to nothing: neither the address nor the form says of which visite.

use askama::Template;
use axum::extract::{Query, State};
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
    /// What is answered of: `atelier`, or empty for a visite.
    after: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    merci: Option<String>,
    /// `atelier`: the tablet goes from hand to hand at the end of an atelier.
    apres: String,
}

const ATELIER: &str = "atelier";

fn after(said: &str) -> &'static str {
    if said == ATELIER { ATELIER } else { "" }
}

/// `GET /satisfaction/donner`.
pub async fn show(page: Page, Query(asked): Query<Asked>) -> Answer {
    let after = after(&asked.apres);
    let question = if after == ATELIER {
        "satisfaction-question-atelier"
    } else {
        "satisfaction-question"
    };
    render(&AskPage {
        thanked: asked.merci.is_some(),
        after,
        page: page.titled(question),
    })
}

/// A face.
#[derive(Debug, Deserialize)]
pub struct Said {
    #[serde(default)]
    avis: String,
    #[serde(default)]
    apres: String,
}

/// `POST /satisfaction/donner`.
pub async fn say(State(app): State<App>, page: Page, Form(said): Form<Said>) -> Answer {
    let avis = Avis::from_code(&said.avis).ok_or(WebError::Unreadable)?;
    let now = bus::local_now(&app);
    let mut tx = app.store.begin().await?;
    kept::add(&mut tx, (now.date(), Moment::of(now)), avis).await?;
    tx.commit().await?;
    seal(&app).await?;
    let next = match after(&said.apres) {
        "" => format!("{PATH}?merci"),
        after => format!("{PATH}?merci&apres={after}"),
    };
    Ok(see_other(&page.language.address(&next)))
}
