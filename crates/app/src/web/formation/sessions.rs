//! One session: planned, changed, who comes, what each did, cancelled.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    account::Account,
    form::FormErrors,
    formation::{Inscrit, Item, Module, Registre, Session, SessionForm, minutes},
    ids::AccountId,
};
use serde::Deserialize;

use super::{Choice, PATH, days, done, told, write};
use crate::{
    formation::read,
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render},
        projet::refused,
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// How the field of the hours of somebody begins.
const HOURS: &str = "fait-";

/// What the form of a session sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    module: String,
    du: String,
    au: String,
    heures: String,
    lieu: String,
    formateur: String,
    cout: String,
    financeur: String,
}

impl From<Typed> for SessionForm {
    fn from(typed: Typed) -> Self {
        Self {
            module: typed.module,
            from: typed.du,
            to: typed.au,
            hours: typed.heures,
            place: typed.lieu,
            trainer: typed.formateur,
            cost: typed.cout,
            funder: typed.financeur,
        }
    }
}

/// Somebody who was to come, in words.
struct Came {
    field: String,
    name: String,
    typed: String,
    fault: String,
    /// Number of her attestation, when she has it.
    number: String,
}

#[derive(Template)]
#[template(path = "formation/session.html")]
struct SessionPage {
    page: Page,
    /// Code, empty for a new one.
    code: String,
    is_cancelled: bool,
    /// Whether what each did may be said: from its first day on.
    is_begun: bool,
    words: String,
    done: String,
    form: SessionForm,
    modules: Vec<Choice>,
    team: Vec<Choice>,
    came: Vec<Came>,
    /// When and by whom it was written.
    past: Vec<String>,
    faults: Faults,
}

/// Everything that the page reads.
struct Desk {
    register: Registre,
    team: Vec<Account>,
    names: Names,
}

impl Desk {
    async fn load(app: &App) -> Result<Self, WebError> {
        let mut link = app.store.read().await?;
        let (register, team) = read(&mut link).await?;
        let names = Names::load(app, &mut link).await?;
        Ok(Self {
            register,
            team,
            names,
        })
    }

    fn found(&self, code: &str) -> Result<&Session, WebError> {
        self.register.session(code).ok_or(WebError::NotFound)
    }

    /// The modules of the list: those that can be given, and the one that it has.
    fn modules(&self, chosen: &str) -> Vec<&Module> {
        let mut modules: Vec<&Module> = self.register.modules().collect();
        let own = self.register.module(chosen).filter(|m| m.removed);
        modules.extend(own);
        modules
    }
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    module: String,
}

/// What was typed in the page: the session, and what each did.
#[derive(Default)]
struct Given {
    form: Option<SessionForm>,
    hours: BTreeMap<String, String>,
    errors: FormErrors,
}

fn session_page(
    app: &App,
    page: Page,
    desk: &Desk,
    held: Option<&Session>,
    given: Given,
) -> SessionPage {
    let form = given.form.or_else(|| held.map(SessionForm::of));
    let form = form.unwrap_or_default();
    let faults = Faults::of(&page, given.errors);
    let choice = |m: &&Module| (m.code.clone(), m.title.clone(), m.code == form.module);
    let comes = |a: &Account| held.is_some_and(|s| s.person(&a.id).is_some());
    let team = desk.team.iter();
    let team = team.map(|a| (a.id.to_string(), a.name.clone(), comes(a)));
    let came = held.map_or(&[][..], |s| &s.people);
    let came = came.iter().map(|p| {
        let number = held.is_some_and(|s| s.attests(p)).then(|| p.number.clone());
        one(desk, p, number.flatten(), (&given.hours, &faults))
    });
    let mut came: Vec<Came> = came.collect();
    came.sort_by(|a, b| (&a.name, &a.field).cmp(&(&b.name, &b.field)));
    let title = match held {
        Some(_) => "formation-session-changer",
        None => "formation-session-nouvelle",
    };
    let module = held.and_then(|s| desk.register.module(&s.module));
    let words = held.zip(module);
    SessionPage {
        code: held.map(|s| s.code.clone()).unwrap_or_default(),
        is_cancelled: held.is_some_and(|s| s.cancelled),
        is_begun: held.is_some_and(|s| s.from <= app.today()),
        words: words.map_or_else(String::new, |(s, m)| {
            format!("{}, {}", m.title, days(&page, s))
        }),
        done: String::new(),
        modules: desk.modules(&form.module).iter().map(choice).collect(),
        team: team.collect(),
        came,
        past: Vec::new(),
        faults,
        form,
        page: page.titled(title),
    }
}

fn one(
    desk: &Desk,
    p: &Inscrit,
    number: Option<String>,
    (typed, faults): (&BTreeMap<String, String>, &Faults),
) -> Came {
    let field = format!("{HOURS}{}", p.account);
    let said = p.minutes.map(|m| match m % 60 {
        0 => (m / 60).to_string(),
        rest => format!("{} h {rest:02}", m / 60),
    });
    Came {
        name: desk.names.person(&p.account),
        typed: typed.get(&field).cloned().or(said).unwrap_or_default(),
        fault: faults.at(&field).to_owned(),
        number: number.unwrap_or_default(),
        field,
    }
}

/// `GET /pilotage/formation/sessions/nouvelle`.
pub async fn show_new(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let desk = Desk::load(&app).await?;
    let form = SessionForm {
        module: asked.module,
        ..SessionForm::default()
    };
    let given = Given {
        form: Some(form),
        ..Given::default()
    };
    render(&session_page(&app, page, &desk, None, given))
}

/// `GET /pilotage/formation/sessions/{code}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let desk = Desk::load(&app).await?;
    let said = told(&page, &asked.fait);
    let past = past(&app, &page, &desk, &code).await?;
    let held = desk.found(&code)?;
    let shown = session_page(&app, page, &desk, Some(held), Given::default());
    render(&SessionPage {
        done: said,
        past,
        ..shown
    })
}

/// When it was written and by whom, the last first.
async fn past(app: &App, page: &Page, desk: &Desk, code: &str) -> Result<Vec<String>, WebError> {
    let mut link = app.store.read().await?;
    let written = plus_store::formation::versions(&mut link, code).await?;
    let told = written.iter().rev().map(|w| {
        let when = date_and_clock(app, page, w.at);
        format!("{when}, {}", desk.names.person(&w.author))
    });
    Ok(told.collect())
}

/// `POST /pilotage/formation/sessions`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Answer {
    let desk = Desk::load(&app).await?;
    let form = SessionForm::from(typed);
    let code = app.outside.new_id();
    match form.read(&code, &desk.modules("")) {
        Ok(session) => {
            write(&app, &signed, Item::Session(session)).await?;
            Ok(done(&format!("{PATH}/sessions/{code}"), "session"))
        }
        Err(errors) => refused(&session_page(
            &app,
            page,
            &desk,
            None,
            typed_of(form, errors),
        )),
    }
}

fn typed_of(form: SessionForm, errors: FormErrors) -> Given {
    Given {
        form: Some(form),
        hours: BTreeMap::new(),
        errors,
    }
}

/// `POST /pilotage/formation/sessions/{code}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let desk = Desk::load(&app).await?;
    let held = desk.found(&code)?;
    let form = SessionForm::from(typed);
    match form.read(&code, &desk.modules(&held.module)) {
        Ok(read) => {
            let changed = Session {
                people: held.people.clone(),
                cancelled: held.cancelled,
                ..read
            };
            // More people may have done all its hours now.
            let changed = changed.attended(&[], &desk.register.numbers());
            write(&app, &signed, Item::Session(changed)).await?;
            Ok(done(&format!("{PATH}/sessions/{code}"), "session"))
        }
        Err(errors) => {
            let given = typed_of(form, errors);
            refused(&session_page(&app, page, &desk, Some(held), given))
        }
    }
}

/// Who comes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct People {
    qui: Vec<String>,
}

/// `POST /pilotage/formation/sessions/{code}/inscrits`.
pub async fn register(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(people): Form<People>,
) -> Answer {
    let desk = Desk::load(&app).await?;
    let held = desk.found(&code)?.clone();
    let comes = |a: &&Account| people.qui.iter().any(|id| id == a.id.as_str());
    let accounts: BTreeSet<AccountId> = desk
        .team
        .iter()
        .filter(comes)
        .map(|a| a.id.clone())
        .collect();
    // Who has left the team stays in the past of its sessions.
    let gone = held.people.iter().map(|p| p.account.clone());
    let gone = gone.filter(|id| !desk.team.iter().any(|a| a.id == *id));
    let accounts = accounts.into_iter().chain(gone).collect();
    let changed = held.with_people(&accounts);
    write(&app, &signed, Item::Session(changed)).await?;
    Ok(done(&format!("{PATH}/sessions/{code}"), "inscrits"))
}

/// `POST /pilotage/formation/sessions/{code}/presences`: what each did. Who did all its hours
/// is attested.
pub async fn attend(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Answer {
    let desk = Desk::load(&app).await?;
    let held = desk.found(&code)?;
    let mut errors = FormErrors::default();
    if held.from > app.today() {
        errors.add("presences", "formation-pas-commencee");
    }
    let mut said: Vec<(AccountId, Option<u32>)> = Vec::new();
    for p in &held.people {
        let field = format!("{HOURS}{}", p.account);
        let read = match typed.get(&field).map_or("", |text| text.trim()) {
            "" => None,
            text => errors.take(&field, "formation-heures-lire", minutes(text)),
        };
        said.push((p.account.clone(), read));
    }
    if !errors.0.is_empty() {
        let given = Given {
            form: None,
            hours: typed,
            errors,
        };
        return refused(&session_page(&app, page, &desk, Some(held), given));
    }
    let changed = held.clone().attended(&said, &desk.register.numbers());
    write(&app, &signed, Item::Session(changed)).await?;
    Ok(done(&format!("{PATH}/sessions/{code}"), "presences"))
}

/// `POST /pilotage/formation/sessions/{code}/annuler`, or puts it back.
pub async fn cancel(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::load(&app).await?;
    let held = desk.found(&code)?.clone();
    let what = if held.cancelled { "remise" } else { "annulee" };
    let changed = Session {
        cancelled: !held.cancelled,
        ..held
    };
    write(&app, &signed, Item::Session(changed)).await?;
    Ok(done(&format!("{PATH}/sessions/{code}"), what))
}
