//! One piece of equipment: written, changed, its checks, taken away.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    projet::{CheckForm, CheckKind, Item, Materiel, MaterielForm, MaterielKind},
};
use serde::Deserialize;

use super::{Choice, Due, done, due, load, refused, write};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    genre: String,
    libelle: String,
    depuis: String,
    note: String,
}

/// What the form of a check sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TypedCheck {
    nature: String,
    quoi: String,
    echeance: String,
    fait_le: String,
}

#[derive(Template)]
#[template(path = "projet/materiel.html")]
struct EquipmentPage {
    page: Page,
    /// Code, empty for a new one.
    code: String,
    form: MaterielForm,
    kinds: Vec<Choice>,
    checks: Vec<Due>,
    check: CheckForm,
    natures: Vec<Choice>,
    faults: Faults,
}

impl From<Typed> for MaterielForm {
    fn from(typed: Typed) -> Self {
        Self {
            kind: typed.genre,
            label: typed.libelle,
            since: typed.depuis,
            note: typed.note,
        }
    }
}

/// `GET /pilotage/projet/materiels/nouveau`.
pub async fn show_new(State(app): State<App>, page: Page) -> Answer {
    let form = MaterielForm::default();
    let check = CheckForm::default();
    render(&equipment_page(
        &app,
        page,
        None,
        (form, check),
        FormErrors::default(),
    ))
}

/// `GET /pilotage/projet/materiels/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let held = found(&app, &code).await?;
    let typed = (MaterielForm::of(&held), CheckForm::default());
    render(&equipment_page(
        &app,
        page,
        Some(&held),
        typed,
        FormErrors::default(),
    ))
}

fn equipment_page(
    app: &App,
    page: Page,
    held: Option<&Materiel>,
    (form, check): (MaterielForm, CheckForm),
    errors: FormErrors,
) -> EquipmentPage {
    let kind = |k: &MaterielKind| {
        let code = k.code();
        (
            code.to_owned(),
            page.tc("projet-genre", code),
            form.kind == code,
        )
    };
    let nature = |k: &CheckKind| {
        let code = k.code();
        (
            code.to_owned(),
            page.tc("projet-nature", code),
            check.kind == code,
        )
    };
    let today = app.today();
    let checks = held.map(|m| m.checks.iter().map(|c| due(&page, c, today)).collect());
    let title = if held.is_some() {
        "projet-materiel-changer"
    } else {
        "projet-materiel-nouveau"
    };
    EquipmentPage {
        kinds: MaterielKind::ALL.iter().map(kind).collect(),
        natures: CheckKind::ALL.iter().map(nature).collect(),
        checks: checks.unwrap_or_default(),
        code: held.map(|m| m.code.clone()).unwrap_or_default(),
        faults: Faults::of(&page, errors),
        form,
        check,
        page: page.titled(title),
    }
}

/// `POST /pilotage/projet/materiels`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let form = MaterielForm::from(typed);
    match form.read(&app.outside.new_id(), Vec::new()) {
        Ok(materiel) => {
            write(&app, &signed, Item::Materiel(materiel)).await?;
            Ok(done("materiel"))
        }
        Err(errors) => {
            let typed = (form, CheckForm::default());
            refused(&equipment_page(&app, page, None, typed, errors))
        }
    }
}

/// `POST /pilotage/projet/materiels/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let held = found(&app, &code).await?;
    let form = MaterielForm::from(typed);
    match form.read(&code, held.checks.clone()) {
        Ok(materiel) => {
            write(&app, &signed, Item::Materiel(materiel)).await?;
            Ok(done("materiel"))
        }
        Err(errors) => {
            let typed = (form, CheckForm::default());
            refused(&equipment_page(&app, page, Some(&held), typed, errors))
        }
    }
}

/// `POST /pilotage/projet/materiels/{code}/controles`: something is due by a day.
pub async fn check(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<TypedCheck>,
) -> Answer {
    let held = found(&app, &code).await?;
    let form = CheckForm {
        kind: typed.nature,
        label: typed.quoi,
        due: typed.echeance,
        done: typed.fait_le,
    };
    match form.read() {
        Ok(check) => {
            let materiel = held.with_check(check);
            write(&app, &signed, Item::Materiel(materiel)).await?;
            Ok(done("controle"))
        }
        Err(errors) => {
            let typed = (MaterielForm::of(&held), form);
            refused(&equipment_page(&app, page, Some(&held), typed, errors))
        }
    }
}

/// `POST /pilotage/projet/materiels/{code}/retirer`.
pub async fn remove(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer {
    let materiel = Materiel {
        removed: true,
        ..found(&app, &code).await?
    };
    write(&app, &signed, Item::Materiel(materiel)).await?;
    Ok(done("retire"))
}

async fn found(app: &App, code: &str) -> Result<Materiel, WebError> {
    let project = load(app).await?;
    project.materiel(code).cloned().ok_or(WebError::NotFound)
}
