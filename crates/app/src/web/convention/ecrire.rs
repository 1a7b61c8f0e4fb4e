//! A convention written and changed: with whom, when, who signed. Its lines are elsewhere.

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    convention::{Convention, ConventionForm, Item, Suite},
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
    partenaire: String,
    reference: String,
    objet: String,
    signee_le: String,
    du: String,
    au: String,
    suite: String,
    mois: String,
    preavis: String,
    fin_le: String,
    signataire_relais: String,
    signataire_partenaire: String,
}

impl From<Typed> for ConventionForm {
    fn from(typed: Typed) -> Self {
        Self {
            partner: typed.partenaire,
            reference: typed.reference,
            object: typed.objet,
            signed: typed.signee_le,
            from: typed.du,
            until: typed.au,
            suite: typed.suite,
            months: typed.mois,
            notice: typed.preavis,
            ended: typed.fin_le,
            relay_signer: typed.signataire_relais,
            partner_signer: typed.signataire_partenaire,
        }
    }
}

#[derive(Template)]
#[template(path = "convention/ecrire.html")]
struct WritePage {
    page: Page,
    /// Code, empty for a new one.
    code: String,
    form: ConventionForm,
    partners: Vec<Choice>,
    suites: Vec<Choice>,
    faults: Faults,
}

fn write_page(
    app: &App,
    page: Page,
    code: String,
    form: ConventionForm,
    errors: FormErrors,
) -> WritePage {
    let suite = |s: &Suite| {
        let code = s.code();
        let words = page.tc("convention-suite", code);
        (code.to_owned(), words, form.suite == code)
    };
    let title = if code.is_empty() {
        "convention-nouvelle"
    } else {
        "convention-changer"
    };
    WritePage {
        partners: partner_choices(&app.territory(), app.today(), |code| code == form.partner),
        suites: Suite::ALL.iter().map(suite).collect(),
        faults: Faults::of(&page, errors),
        code,
        form,
        page: page.titled(title),
    }
}

/// `GET /pilotage/conventions/nouvelle`.
pub async fn show_new(State(app): State<App>, page: Page) -> Answer {
    let form = ConventionForm {
        suite: Suite::Tacite.code().to_owned(),
        months: "12".to_owned(),
        notice: "3".to_owned(),
        ..ConventionForm::default()
    };
    let none = FormErrors::default();
    render(&write_page(&app, page, String::new(), form, none))
}

/// `GET /pilotage/conventions/{code}/changer`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let form = ConventionForm::of(&found(&app, &code).await?);
    render(&write_page(&app, page, code, form, FormErrors::default()))
}

/// `POST /pilotage/conventions`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let form = ConventionForm::from(typed);
    let code = app.outside.new_id();
    match read(&app, &form, &code, None) {
        Ok(convention) => {
            write(&app, &signed, Item::Convention(convention)).await?;
            Ok(done(&format!("{PATH}/{code}"), "convention"))
        }
        Err(errors) => refused(&write_page(&app, page, String::new(), form, errors)),
    }
}

/// `POST /pilotage/conventions/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let held = found(&app, &code).await?;
    let form = ConventionForm::from(typed);
    match read(&app, &form, &code, Some(&held)) {
        Ok(convention) => {
            write(&app, &signed, Item::Convention(convention)).await?;
            Ok(done(&format!("{PATH}/{code}"), "convention"))
        }
        Err(errors) => refused(&write_page(&app, page, code, form, errors)),
    }
}

/// The convention as typed, with a partner that the territory knows.
fn read(
    app: &App,
    form: &ConventionForm,
    code: &str,
    before: Option<&Convention>,
) -> Result<Convention, FormErrors> {
    let convention = form.read(code, before)?;
    if app.territory().partner(&convention.partner).is_none() {
        let mut errors = FormErrors::default();
        errors.add("partenaire", "convention-partenaire-choisir");
        return Err(errors);
    }
    Ok(convention)
}

/// A convention that stands.
pub(super) async fn found(app: &App, code: &str) -> Result<Convention, WebError> {
    let register = load(app).await?;
    let held = register.convention(code).cloned();
    held.ok_or(WebError::NotFound)
}
