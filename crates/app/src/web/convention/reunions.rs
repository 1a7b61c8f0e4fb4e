//! Meetings: written, changed, taken away.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    convention::{Item, Reunion, ReunionForm, ReunionKind},
    form::FormErrors,
};
use serde::Deserialize;

use super::{Choice, PATH, done, load, partner_choices, write};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render},
    projet::refused,
    session::Signed,
    state::App,
};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    avec: Vec<String>,
    le: String,
    genre: String,
    presents: String,
    decisions: String,
    prochaine: String,
}

impl From<Typed> for ReunionForm {
    fn from(typed: Typed) -> Self {
        Self {
            partners: typed.avec,
            on: typed.le,
            kind: typed.genre,
            present: typed.presents,
            decided: typed.decisions,
            next: typed.prochaine,
        }
    }
}

#[derive(Template)]
#[template(path = "convention/reunion.html")]
struct MeetingPage {
    page: Page,
    /// Code, empty for a new one.
    code: String,
    is_removed: bool,
    form: ReunionForm,
    partners: Vec<Choice>,
    kinds: Vec<Choice>,
    faults: Faults,
}

fn meeting_page(
    app: &App,
    page: Page,
    held: Option<&Reunion>,
    form: ReunionForm,
    errors: FormErrors,
) -> MeetingPage {
    let kind = |k: &ReunionKind| {
        let code = k.code();
        let words = page.tc("convention-reunion", code);
        (code.to_owned(), words, form.kind == code)
    };
    let title = if held.is_some() {
        "convention-reunion-changer"
    } else {
        "convention-reunion-nouvelle"
    };
    let chosen = |code: &str| form.partners.iter().any(|p| p == code);
    MeetingPage {
        code: held.map(|r| r.code.clone()).unwrap_or_default(),
        is_removed: held.is_some_and(|r| r.removed),
        partners: partner_choices(&app.territory(), app.today(), chosen),
        kinds: ReunionKind::ALL.iter().map(kind).collect(),
        faults: Faults::of(&page, errors),
        form,
        page: page.titled(title),
    }
}

/// `GET /pilotage/conventions/reunions/nouvelle`.
pub async fn show_new(State(app): State<App>, page: Page) -> Answer {
    let form = ReunionForm {
        on: app.today().to_string(),
        ..ReunionForm::default()
    };
    let none = FormErrors::default();
    render(&meeting_page(&app, page, None, form, none))
}

/// `GET /pilotage/conventions/reunions/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let held = found(&app, &code).await?;
    let form = ReunionForm::of(&held);
    let none = FormErrors::default();
    render(&meeting_page(&app, page, Some(&held), form, none))
}

/// `POST /pilotage/conventions/reunions`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let form = ReunionForm::from(typed);
    match read(&app, &form, &app.outside.new_id()) {
        Ok(reunion) => {
            write(&app, &signed, Item::Reunion(reunion)).await?;
            Ok(done(PATH, "reunion"))
        }
        Err(errors) => refused(&meeting_page(&app, page, None, form, errors)),
    }
}

/// `POST /pilotage/conventions/reunions/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let held = found(&app, &code).await?;
    let form = ReunionForm::from(typed);
    match read(&app, &form, &code) {
        Ok(reunion) => {
            write(&app, &signed, Item::Reunion(reunion)).await?;
            Ok(done(PATH, "reunion"))
        }
        Err(errors) => refused(&meeting_page(&app, page, Some(&held), form, errors)),
    }
}

/// `POST /pilotage/conventions/reunions/{code}/retirer`, or puts it back.
pub async fn remove(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer {
    let held = found(&app, &code).await?;
    let what = if held.removed { "remise" } else { "retiree" };
    let changed = Reunion {
        removed: !held.removed,
        ..held
    };
    write(&app, &signed, Item::Reunion(changed)).await?;
    Ok(done(PATH, what))
}

/// The meeting as typed, with partners that the territory knows.
fn read(app: &App, form: &ReunionForm, code: &str) -> Result<Reunion, FormErrors> {
    let reunion = form.read(code)?;
    let territory = app.territory();
    if reunion
        .partners
        .iter()
        .any(|p| territory.partner(p).is_none())
    {
        let mut errors = FormErrors::default();
        errors.add("avec", "convention-avec-choisir");
        return Err(errors);
    }
    Ok(reunion)
}

async fn found(app: &App, code: &str) -> Result<Reunion, WebError> {
    let register = load(app).await?;
    let held = register.reunion(code).cloned();
    held.ok_or(WebError::NotFound)
}
