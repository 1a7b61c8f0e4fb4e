//! The steps of the one who arrives: written by the coordination, ticked for each person.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    account::Account,
    form::FormErrors,
    formation::{Accueil, Etape, Item, Parcours, Registre},
    ids::AccountId,
    period::parse_date,
};
use serde::Deserialize;

use super::{Choice, PATH, done, told, write};
use crate::{
    formation::read,
    web::{
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render},
        projet::refused,
        session::Signed,
        state::App,
    },
};

/// Address of the steps.
const HERE: &str = "/pilotage/formation/parcours";

/// A step for one person, in words.
pub struct Step {
    /// Code.
    pub code: String,
    /// What is to be done.
    pub label: String,
    /// The day on which it was done, empty until then.
    pub day: String,
    /// Whether somebody ticks it; otherwise an attestation does.
    pub by_hand: bool,
}

/// Somebody who arrives.
struct Arrived {
    id: String,
    name: String,
    words: String,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "formation/parcours.html")]
struct StepsPage {
    page: Page,
    done: String,
    steps: Vec<(String, String)>,
    modules: Vec<Choice>,
    typed: String,
    people: Vec<Arrived>,
    /// Those who have no path yet.
    others: Vec<Choice>,
    from: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "formation/personne.html")]
struct PersonPage {
    page: Page,
    id: String,
    done: String,
    words: String,
    steps: Vec<Step>,
    is_over: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// The words of a step: its own, or the title of its module.
fn label(register: &Registre, step: &Etape) -> String {
    let module = step.module.as_ref().and_then(|code| register.module(code));
    match module {
        Some(module) if step.label.is_empty() => module.title.clone(),
        Some(module) => format!("{} : {}", step.label, module.title),
        None => step.label.clone(),
    }
}

/// The steps of somebody.
pub(super) fn steps(page: &Page, register: &Registre, account: &AccountId) -> Vec<Step> {
    let of = |step: &Etape| {
        let day = register.step_done(account, step);
        Step {
            code: step.code.clone(),
            label: label(register, step),
            day: day.map(|day| page.date(day)).unwrap_or_default(),
            by_hand: step.module.is_none(),
        }
    };
    register.parcours.steps.iter().map(of).collect()
}

/// « 3 étapes sur 9 ».
pub(super) fn progress(page: &Page, steps: &[Step]) -> String {
    let ready = steps.iter().filter(|s| !s.day.is_empty()).count();
    page.arg("faites", ready)
        .arg("toutes", steps.len())
        .t("formation-etapes-sur")
}

fn steps_page(
    app: &App,
    page: Page,
    (register, team): (&Registre, &[Account]),
    (label_typed, module): (String, &str),
    errors: FormErrors,
) -> StepsPage {
    let arrived = |a: &Account| {
        let accueil = register.accueil(&a.id)?;
        let since = page.ta("formation-arrivee-le", &[("jour", page.date(accueil.from))]);
        let progress = progress(&page, &steps(&page, register, &a.id));
        Some(Arrived {
            id: a.id.to_string(),
            name: a.name.clone(),
            words: format!("{since} · {progress}"),
            is_over: accueil.over,
        })
    };
    let others = team.iter().filter(|a| register.accueil(&a.id).is_none());
    let modules = register.modules();
    StepsPage {
        done: String::new(),
        steps: register
            .parcours
            .steps
            .iter()
            .map(|s| (s.code.clone(), label(register, s)))
            .collect(),
        modules: modules
            .map(|m| (m.code.clone(), m.title.clone(), m.code == module))
            .collect(),
        typed: label_typed,
        people: team.iter().filter_map(arrived).collect(),
        others: others
            .map(|a| (a.id.to_string(), a.name.clone(), false))
            .collect(),
        from: app.today().to_string(),
        faults: Faults::of(&page, errors),
        page: page.titled("formation-parcours-titre"),
    }
}

/// `GET /pilotage/formation/parcours`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let (register, team) = read(&mut app.store.read().await?).await?;
    let said = told(&page, &asked.fait);
    let nothing = (String::new(), "");
    let shown = steps_page(
        &app,
        page,
        (&register, &team),
        nothing,
        FormErrors::default(),
    );
    render(&StepsPage {
        done: said,
        ..shown
    })
}

/// A step as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TypedStep {
    etape: String,
    module: String,
}

/// `POST /pilotage/formation/parcours`: one step more, the last.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<TypedStep>,
) -> Answer {
    let (register, team) = read(&mut app.store.read().await?).await?;
    let read = Etape::read(&app.outside.new_id(), &typed.etape, &typed.module);
    let with = read.and_then(|step| {
        let mut errors = FormErrors::default();
        let module = step.module.as_ref();
        let is_known = module.is_none_or(|code| register.module(code).is_some());
        if !is_known {
            errors.add("module", "formation-module-choisir");
            return Err(errors);
        }
        let parcours = register.parcours.clone().with(step);
        errors
            .take("etape", "formation-etapes-trop", parcours)
            .ok_or(errors)
    });
    match with {
        Ok(parcours) => {
            write(&app, &signed, Item::Parcours(parcours)).await?;
            Ok(done(HERE, "etape"))
        }
        Err(errors) => {
            let given = (typed.etape, typed.module.as_str());
            refused(&steps_page(&app, page, (&register, &team), given, errors))
        }
    }
}

/// What the buttons send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Gesture {
    geste: String,
    etape: String,
}

/// `POST /pilotage/formation/parcours/etapes/{code}`: one place earlier, or away.
pub async fn change(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(given): Form<Gesture>,
) -> Answer {
    let (register, _) = read(&mut app.store.read().await?).await?;
    let before = register.parcours;
    let after: Parcours = match given.geste.as_str() {
        "monter" => before.raised(&code),
        "retirer" => before.without(&code),
        _ => return Err(WebError::NotFound),
    };
    write(&app, &signed, Item::Parcours(after)).await?;
    Ok(done(HERE, "etape"))
}

/// Who arrives, and when.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Arrival {
    qui: String,
    depuis: String,
}

/// `POST /pilotage/formation/parcours/personnes`.
pub async fn arrive(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Arrival>,
) -> Answer {
    let (register, team) = read(&mut app.store.read().await?).await?;
    let mut errors = FormErrors::default();
    let who = team.iter().find(|a| a.id.as_str() == given.qui);
    let who = errors.take("qui", "formation-personne-choisir", who);
    let from = parse_date(given.depuis.trim()).ok();
    let from = errors.take("depuis", "formation-jour", from);
    let Some((who, from)) = who.zip(from) else {
        let nothing = (String::new(), "");
        return refused(&steps_page(&app, page, (&register, &team), nothing, errors));
    };
    let accueil = accueil_of(&register, &who.id, from);
    write(&app, &signed, Item::Accueil(accueil)).await?;
    Ok(done(HERE, "accueil"))
}

fn accueil_of(register: &Registre, account: &AccountId, from: Date) -> Accueil {
    let known = register.accueil(account).cloned();
    known.unwrap_or_else(|| Accueil {
        account: account.clone(),
        from,
        done: std::collections::BTreeMap::new(),
        over: false,
    })
}

/// `GET /pilotage/formation/parcours/{id}`.
pub async fn person(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (register, team) = read(&mut app.store.read().await?).await?;
    let who = team.iter().find(|a| a.id.as_str() == id);
    let who = who.ok_or(WebError::NotFound)?;
    let accueil = register.accueil(&who.id).ok_or(WebError::NotFound)?;
    let steps = steps(&page, &register, &who.id);
    render(&PersonPage {
        id,
        done: told(&page, &asked.fait),
        words: progress(&page, &steps),
        steps,
        is_over: accueil.over,
        page: page.titled_text(who.name.clone()),
    })
}

/// `POST /pilotage/formation/parcours/{id}`: a step is ticked or not, the path is over or not.
pub async fn tick(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Gesture>,
) -> Answer {
    ticked(&app, &signed, &AccountId::new(id.clone()), &given).await?;
    Ok(done(&format!("{PATH}/parcours/{id}"), "coche"))
}

/// `POST /agent/formation`: she ticks her own.
pub async fn tick_own(
    State(app): State<App>,
    signed: Signed,
    Form(given): Form<Gesture>,
) -> Answer {
    if !["faite", "a-faire"].contains(&given.geste.as_str()) {
        return Err(WebError::NotFound);
    }
    let own = signed.account.id.clone();
    ticked(&app, &signed, &own, &given).await?;
    Ok(done("/agent/formation", "coche"))
}

async fn ticked(
    app: &App,
    signed: &Signed,
    account: &AccountId,
    given: &Gesture,
) -> Result<(), WebError> {
    let (register, _) = read(&mut app.store.read().await?).await?;
    let held = register.accueil(account).cloned();
    let held = held.ok_or(WebError::NotFound)?;
    let by_hand = |s: &&Etape| s.code == given.etape && s.module.is_none();
    let step = || {
        let found = register.parcours.steps.iter().find(by_hand);
        found.ok_or(WebError::NotFound)
    };
    let after = match given.geste.as_str() {
        "faite" => held.ticked(&step()?.code, Some(app.today())),
        "a-faire" => held.ticked(&step()?.code, None),
        "finir" => Accueil { over: true, ..held },
        "reprendre" => Accueil {
            over: false,
            ..held
        },
        _ => return Err(WebError::NotFound),
    };
    write(app, signed, Item::Accueil(after)).await
}
