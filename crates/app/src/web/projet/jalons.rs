//! One milestone: written, changed, taken away.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    projet::{Item, Jalon, JalonForm, JalonState},
};
use serde::Deserialize;

use super::{Choice, done, load, refused, write};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    phase: String,
    libelle: String,
    prevu_du: String,
    prevu_au: String,
    reel_du: String,
    reel_au: String,
    etat: String,
    responsable: String,
    preuve: String,
    cause: String,
}

#[derive(Template)]
#[template(path = "projet/jalon.html")]
struct MilestonePage {
    page: Page,
    /// Code, empty for a new one.
    code: String,
    form: JalonForm,
    states: Vec<Choice>,
    faults: Faults,
}

impl From<Typed> for JalonForm {
    fn from(typed: Typed) -> Self {
        Self {
            phase: typed.phase,
            label: typed.libelle,
            planned_from: typed.prevu_du,
            planned_to: typed.prevu_au,
            actual_from: typed.reel_du,
            actual_to: typed.reel_au,
            state: typed.etat,
            owner: typed.responsable,
            evidence: typed.preuve,
            cause: typed.cause,
        }
    }
}

/// `GET /pilotage/projet/jalons/nouveau`.
pub async fn show_new(page: Page) -> Answer {
    let form = JalonForm {
        state: JalonState::Prevu.code().to_owned(),
        ..JalonForm::default()
    };
    render(&milestone_page(
        page,
        String::new(),
        form,
        FormErrors::default(),
    ))
}

/// `GET /pilotage/projet/jalons/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let form = JalonForm::of(&found(&app, &code).await?);
    render(&milestone_page(page, code, form, FormErrors::default()))
}

fn milestone_page(page: Page, code: String, form: JalonForm, errors: FormErrors) -> MilestonePage {
    let state = |s: &JalonState| {
        let code = s.code();
        (
            code.to_owned(),
            page.tc("projet-etat", code),
            form.state == code,
        )
    };
    let title = if code.is_empty() {
        "projet-jalon-nouveau"
    } else {
        "projet-jalon-changer"
    };
    MilestonePage {
        states: JalonState::ALL.iter().map(state).collect(),
        faults: Faults::of(&page, errors),
        code,
        form,
        page: page.titled(title),
    }
}

/// `POST /pilotage/projet/jalons`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let form = JalonForm::from(typed);
    match form.read(&app.outside.new_id()) {
        Ok(jalon) => {
            write(&app, &signed, Item::Jalon(jalon)).await?;
            Ok(done("jalon"))
        }
        Err(errors) => refused(&milestone_page(page, String::new(), form, errors)),
    }
}

/// `POST /pilotage/projet/jalons/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    found(&app, &code).await?;
    let form = JalonForm::from(typed);
    match form.read(&code) {
        Ok(jalon) => {
            write(&app, &signed, Item::Jalon(jalon)).await?;
            Ok(done("jalon"))
        }
        Err(errors) => refused(&milestone_page(page, code, form, errors)),
    }
}

/// `POST /pilotage/projet/jalons/{code}/retirer`.
pub async fn remove(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer {
    let jalon = Jalon {
        removed: true,
        ..found(&app, &code).await?
    };
    write(&app, &signed, Item::Jalon(jalon)).await?;
    Ok(done("retire"))
}

async fn found(app: &App, code: &str) -> Result<Jalon, WebError> {
    let project = load(app).await?;
    project.jalon(code).cloned().ok_or(WebError::NotFound)
}
