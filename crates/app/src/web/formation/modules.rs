//! One module: written, changed, taken away.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    formation::{Donneur, Item, Module, ModuleForm, Nature},
};
use serde::Deserialize;

use super::{
    Choice, PATH, done, load,
    tableau::{Held, held},
    told, write,
};
use crate::web::{
    convention::partner_choices,
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
    intitule: String,
    par: String,
    partenaire: String,
    nature: String,
    heures: String,
    atteste: String,
    validite: String,
    savoir: String,
}

impl From<Typed> for ModuleForm {
    fn from(typed: Typed) -> Self {
        Self {
            title: typed.intitule,
            giver: typed.par,
            partner: typed.partenaire,
            nature: typed.nature,
            hours: typed.heures,
            attests: typed.atteste,
            months: typed.validite,
            skill: typed.savoir,
        }
    }
}

#[derive(Template)]
#[template(path = "formation/module.html")]
struct ModulePage {
    page: Page,
    /// Code, empty for a new one.
    code: String,
    is_removed: bool,
    done: String,
    form: ModuleForm,
    givers: Vec<Choice>,
    partners: Vec<Choice>,
    natures: Vec<Choice>,
    /// Its sessions, the latest first.
    sessions: Vec<Held>,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

async fn module_page(
    app: &App,
    page: Page,
    held_one: Option<&Module>,
    form: ModuleForm,
    errors: FormErrors,
) -> Result<ModulePage, WebError> {
    let register = load(app).await?;
    let giver = |d: &Donneur| {
        let words = page.tc("formation-donneur", d.code());
        (d.code().to_owned(), words, form.giver == d.code())
    };
    let nature = |n: &Nature| {
        let words = page.tc("formation-nature", n.code());
        (n.code().to_owned(), words, form.nature == n.code())
    };
    let code = held_one.map(|m| m.code.clone()).unwrap_or_default();
    let own = register.sessions().iter().filter(|s| s.module == code);
    let title = if held_one.is_some() {
        "formation-module-changer"
    } else {
        "formation-module-nouveau"
    };
    Ok(ModulePage {
        is_removed: held_one.is_some_and(|m| m.removed),
        done: String::new(),
        givers: Donneur::ALL.iter().map(giver).collect(),
        partners: partner_choices(&app.territory(), app.today(), |code| code == form.partner),
        natures: Nature::ALL.iter().map(nature).collect(),
        sessions: own
            .map(|s| held(&page, &register, s, app.today()))
            .collect(),
        faults: Faults::of(&page, errors),
        code,
        form,
        page: page.titled(title),
    })
}

/// `GET /pilotage/formation/modules/nouveau`.
pub async fn show_new(State(app): State<App>, page: Page) -> Answer {
    let form = ModuleForm {
        giver: Donneur::Interne.code().to_owned(),
        ..ModuleForm::default()
    };
    render(&module_page(&app, page, None, form, FormErrors::default()).await?)
}

/// `GET /pilotage/formation/modules/{code}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let held = found(&app, &code).await?;
    let said = told(&page, &asked.fait);
    let form = ModuleForm::of(&held);
    let shown = module_page(&app, page, Some(&held), form, FormErrors::default()).await?;
    render(&ModulePage {
        done: said,
        ..shown
    })
}

/// `POST /pilotage/formation/modules`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let form = ModuleForm::from(typed);
    match read(&app, &form, &app.outside.new_id()) {
        Ok(module) => {
            write(&app, &signed, Item::Module(module)).await?;
            Ok(done(PATH, "module"))
        }
        Err(errors) => refused(&module_page(&app, page, None, form, errors).await?),
    }
}

/// `POST /pilotage/formation/modules/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let held = found(&app, &code).await?;
    let form = ModuleForm::from(typed);
    match read(&app, &form, &code) {
        Ok(module) => {
            write(&app, &signed, Item::Module(module)).await?;
            Ok(done(&format!("{PATH}/modules/{code}"), "module"))
        }
        Err(errors) => refused(&module_page(&app, page, Some(&held), form, errors).await?),
    }
}

/// `POST /pilotage/formation/modules/{code}/retirer`, or puts it back.
pub async fn remove(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer {
    let held = found(&app, &code).await?;
    let what = if held.removed { "remise" } else { "retire" };
    let changed = Module {
        removed: !held.removed,
        ..held
    };
    write(&app, &signed, Item::Module(changed)).await?;
    Ok(done(PATH, what))
}

/// The module as typed, with a partner that the territory knows.
fn read(app: &App, form: &ModuleForm, code: &str) -> Result<Module, FormErrors> {
    let module = form.read(code)?;
    let territory = app.territory();
    if module
        .partner
        .as_ref()
        .is_some_and(|p| territory.partner(p).is_none())
    {
        let mut errors = FormErrors::default();
        errors.add("partenaire", "formation-partenaire-choisir");
        return Err(errors);
    }
    Ok(module)
}

async fn found(app: &App, code: &str) -> Result<Module, WebError> {
    let register = load(app).await?;
    let held = register.module(code).cloned();
    held.ok_or(WebError::NotFound)
}
