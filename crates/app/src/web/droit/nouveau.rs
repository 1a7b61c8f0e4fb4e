//! `/agent/droits/nouveau`: a case is written down, from a dossier or from none.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    droit::{Droit, ExerciceForm, Voie},
    form::FormErrors,
};
use serde::Deserialize;

use super::HERE;
use crate::{
    dossier::droit,
    web::{
        dossier::{full_name, reach},
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "droit/nouveau.html")]
struct NewPage {
    page: Page,
    given: ExerciceForm,
    /// Whose dossier it is; empty without one.
    person: String,
    droits: Vec<Choice>,
    voies: Vec<Choice>,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    dossier: String,
}

/// `GET /agent/droits/nouveau`.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let given = ExerciceForm {
        recu: app.today().to_string(),
        voie: Voie::Accueil.code().to_owned(),
        dossier: asked.dossier,
        ..ExerciceForm::default()
    };
    let shown = new_page(&app, page, &signed, given, FormErrors::default()).await?;
    render(&shown)
}

async fn new_page(
    app: &App,
    page: Page,
    signed: &Signed,
    given: ExerciceForm,
    errors: FormErrors,
) -> Result<NewPage, WebError> {
    let person = if given.dossier.is_empty() {
        String::new()
    } else {
        let mut link = app.store.read().await?;
        let (_, lu) = reach(app, &mut link, (signed, &given.dossier)).await?;
        full_name(&lu.identite)
    };
    let droits = Droit::ALL.iter().map(|droit| {
        let code = droit.code();
        let words = page.tc("droit-choix", code);
        (code.to_owned(), words, code == given.droit)
    });
    let voies = Voie::ALL.iter().map(|voie| {
        let code = voie.code();
        (
            code.to_owned(),
            page.tc("droit-voie", code),
            code == given.voie,
        )
    });
    Ok(NewPage {
        person,
        droits: droits.collect(),
        voies: voies.collect(),
        faults: Faults::of(&page, errors),
        given,
        page: page.titled("droit-nouveau"),
    })
}

/// `POST /agent/droits`.
pub async fn open(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<ExerciceForm>,
) -> Answer {
    let dossier = if given.dossier.is_empty() {
        None
    } else {
        let mut link = app.store.read().await?;
        let (dossier, _) = reach(&app, &mut link, (&signed, &given.dossier)).await?;
        Some(dossier.id)
    };
    match given.read(app.today()) {
        Ok(asked) => {
            let case = droit::open(&app, &signed.account.id, (asked, dossier)).await?;
            Ok(see_other(&format!("{HERE}/{}?fait=ouvert", case.id)))
        }
        Err(errors) => {
            let shown = new_page(&app, page, &signed, given, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}
