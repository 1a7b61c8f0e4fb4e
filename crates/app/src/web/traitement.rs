//! `/pilotage/traitements`: the register of processings and the impact assessment, each said
//! with what is really configured here, made to be printed (requirements P1, P21).

use askama::Template;
use axum::extract::State;

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};
use crate::{
    config::Config,
    rgpd::{
        Here,
        analyse::{self, Assessment},
        registre::{self, Registre},
    },
};

#[derive(Template)]
#[template(path = "traitement/registre.html")]
struct RegisterPage {
    page: Page,
    day: String,
    registre: Registre,
}

#[derive(Template)]
#[template(path = "traitement/analyse.html")]
struct AssessmentPage {
    page: Page,
    day: String,
    made: Assessment,
}

/// The settings of this machine, as its file says them now, under those with which it serves.
fn settings(app: &App) -> Result<Config, WebError> {
    let read = Config::of_folder(app.store.folder()).map_err(WebError::internal)?;
    Ok(Config {
        web: app.config.clone(),
        ..read
    })
}

/// `GET /pilotage/traitements`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let config = settings(&app)?;
    let here = Here::of(&app.store, &config, &app.outside).await;
    let registre = registre::of(&here.map_err(WebError::internal)?).await;
    render(&RegisterPage {
        registre: registre.map_err(WebError::internal)?,
        day: page.date(app.today()),
        page: page.titled("traitement-titre"),
    })
}

/// `GET /pilotage/traitements/analyse`.
pub async fn assess(State(app): State<App>, page: Page) -> Answer {
    let config = settings(&app)?;
    let here = Here::of(&app.store, &config, &app.outside).await;
    let made = analyse::of(&here.map_err(WebError::internal)?).await;
    render(&AssessmentPage {
        made: made.map_err(WebError::internal)?,
        day: page.date(app.today()),
        page: page.titled("traitement-analyse-titre"),
    })
}
