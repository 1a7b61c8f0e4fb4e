//! `/pilotage/permanences`: those of a month; plan one, or those of a file.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    ids::PermanenceId,
    period::Month,
    permanence::{Permanence, PermanenceForm, PermanenceState, Planning, Site},
};
use plus_store::{Link, StoreError, account, permanence};
use serde::Deserialize;

use super::{
    Words, address, append,
    fichier::{self, BadLine, Slot, slot},
    receives, team,
};
use crate::web::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

type Choice = (String, String, bool);

/// What the forms of the page hold, and what is to be mended in them.
#[derive(Default)]
struct Given {
    form: PermanenceForm,
    faults: Faults,
    csv: String,
    /// Line, then sentences.
    bad: Vec<(u64, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "permanence/mois.html")]
struct MonthPage {
    page: Page,
    month: String,
    previous: String,
    next: String,
    lines: Vec<Words>,
    places: Vec<Choice>,
    sites: Vec<Choice>,
    team: Vec<Choice>,
    given: Given,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Month shown, `2026-11`; empty is that of today.
    mois: String,
    /// How many were just planned.
    prevues: Option<u32>,
    /// What was just done to one.
    fait: String,
}

/// `GET /pilotage/permanences`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    _signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let month = asked
        .mois
        .parse()
        .unwrap_or_else(|_| Month::of(app.today()));
    let done = match (asked.prevues, asked.fait.as_str()) {
        (Some(n), _) => page.t_count("permanence-prevues", n),
        (None, "changee") => page.t("permanence-changee"),
        _ => String::new(),
    };
    render(&month_page(&app, page, month, Given::default(), done).await?)
}

async fn month_page(
    app: &App,
    page: Page,
    month: Month,
    given: Given,
    done: String,
) -> Result<MonthPage, WebError> {
    let mut link = app.store.read().await?;
    let names = Names::load(app, &mut link).await?;
    let held = permanence::between(&mut link, month.period()).await?;
    let places = names.territory.places.iter();
    let form = &given.form;
    Ok(MonthPage {
        month: page.month(month),
        previous: address(month.prev().first_day()),
        next: address(month.next().first_day()),
        lines: held.iter().map(|p| Words::of(p, &names, &page)).collect(),
        places: places
            .map(|p| {
                (
                    p.code.to_string(),
                    p.name.clone(),
                    form.place == p.code.as_str(),
                )
            })
            .collect(),
        sites: Site::ALL
            .iter()
            .map(|s| {
                (
                    s.code().to_owned(),
                    page.tc("permanence-site", s.code()),
                    form.site == s.code(),
                )
            })
            .collect(),
        team: crew_choices(&mut link, form).await?,
        given,
        done,
        page: page.titled("permanence-titre"),
    })
}

async fn crew_choices(link: &mut Link, form: &PermanenceForm) -> Result<Vec<Choice>, StoreError> {
    let accounts = account::list(link).await?;
    let team = accounts
        .into_iter()
        .filter(|a| a.partner.is_none() && !a.disabled);
    let of = |a: plus_domain::account::Account| {
        let chosen = form.crew.contains(&a.login);
        (a.login, a.name, chosen)
    };
    Ok(team.map(of).collect())
}

/// `POST /pilotage/permanences`: plans one.
pub async fn plan(
    State(app): State<App>,
    page: Page,
    _signed: Signed,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let form = form_of(&typed);
    match read_one(&app, &form).await? {
        Ok(permanence) => {
            let back = format!("{}&prevues=1", address(permanence.date));
            append(&app, vec![permanence]).await?;
            Ok(see_other(&back))
        }
        Err(errors) => {
            let faults = Faults::of(&page, errors);
            refused(
                &app,
                page,
                Given {
                    form,
                    faults,
                    ..Given::default()
                },
            )
            .await
        }
    }
}

fn form_of(typed: &[(String, String)]) -> PermanenceForm {
    let get = |name: &str| {
        let found = typed.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let crew = typed.iter().filter(|(key, _)| key == "equipe");
    PermanenceForm {
        date: get("date"),
        start: get("debut"),
        end: get("fin"),
        place: get("lieu"),
        site: get("site"),
        crew: crew.map(|(_, login)| login.clone()).collect(),
    }
}

async fn read_one(
    app: &App,
    form: &PermanenceForm,
) -> Result<Result<Permanence, FormErrors>, WebError> {
    let mut link = app.store.read().await?;
    let (team, receives) = (team(&mut link).await?, receives(app));
    let known = Planning {
        receives: &receives,
        team: &team,
    };
    let read = form.read(app.outside.new_id().into(), &known);
    let Ok(permanence) = read else {
        return Ok(read);
    };
    if taken(&mut link, [&permanence].into_iter())
        .await?
        .contains(&slot(&permanence))
    {
        let mut errors = FormErrors::default();
        errors.add("date", "permanence-csv-deja");
        return Ok(Err(errors));
    }
    Ok(Ok(permanence))
}

/// Slots already taken over the days of some permanences.
async fn taken<'a>(
    link: &mut Link,
    wanted: impl Iterator<Item = &'a Permanence> + Clone,
) -> Result<BTreeSet<Slot>, StoreError> {
    let days = || wanted.clone().map(|p| p.date);
    let Some((from, to)) = days().min().zip(days().max()) else {
        return Ok(BTreeSet::new());
    };
    let held = permanence::between(link, plus_domain::period::Period { from, to }).await?;
    let kept = held
        .iter()
        .filter(|p| p.state != PermanenceState::Cancelled);
    Ok(kept.map(slot).collect())
}

/// What the form of the file sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct File {
    csv: String,
}

/// `POST /pilotage/permanences/fichier`: plans those of a file, all or none.
pub async fn plan_file(
    State(app): State<App>,
    page: Page,
    _signed: Signed,
    Form(file): Form<File>,
) -> Answer {
    match read_file(&app, &file.csv).await? {
        Ok(read) => {
            let first = read
                .iter()
                .map(|p| p.date)
                .min()
                .unwrap_or_else(|| app.today());
            let back = format!("{}&prevues={}", address(first), read.len());
            append(&app, read).await?;
            Ok(see_other(&back))
        }
        Err(bad) => {
            let bad = bad
                .into_iter()
                .map(|b| (b.line, Faults::of(&page, b.errors).0))
                .collect();
            refused(
                &app,
                page,
                Given {
                    csv: file.csv,
                    bad,
                    ..Given::default()
                },
            )
            .await
        }
    }
}

async fn read_file(
    app: &App,
    text: &str,
) -> Result<Result<Vec<Permanence>, Vec<BadLine>>, WebError> {
    let mut link = app.store.read().await?;
    let (team, receives) = (team(&mut link).await?, receives(app));
    let known = Planning {
        receives: &receives,
        team: &team,
    };
    let mut new_id = || PermanenceId::new(app.outside.new_id());
    let read = match fichier::read(text, &known, BTreeSet::new(), &mut new_id) {
        Ok(read) => read,
        Err(bad) => return Ok(Err(bad)),
    };
    // Read again knowing the days that the file covers: a line already there is named.
    let taken = taken(&mut link, read.iter()).await?;
    Ok(fichier::read(text, &known, taken, &mut new_id))
}

async fn refused(app: &App, page: Page, given: Given) -> Answer {
    let month = Month::of(app.today());
    let template = month_page(app, page, month, given, String::new()).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
}
