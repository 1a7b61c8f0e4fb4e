//! `/pilotage/projet/mesures`: numbers that nothing counts by itself, noted month by month.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    period::Month,
    projet::{Item, Mesure, Projet, mesure::MESURES},
};
use serde::Deserialize;

use super::{is_here, load, refused, write};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Address of the page.
const HERE: &str = "/pilotage/projet/mesures";
/// Months that the page proposes, and shows.
const MONTHS: usize = 12;

/// A number of the form.
struct Field {
    name: &'static str,
    label: String,
    value: String,
    /// Where it comes from, as it was noted.
    note: String,
}

#[derive(Template)]
#[template(path = "projet/mesures.html")]
struct NumbersPage {
    page: Page,
    is_here: bool,
    month: String,
    month_said: String,
    /// Code, words, whether it is shown.
    months: Vec<(String, String, bool)>,
    fields: Vec<Field>,
    /// Months of the table.
    columns: Vec<String>,
    /// Label, and the number of each month.
    rows: Vec<(String, Vec<String>)>,
    faults: Faults,
    done: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    mois: String,
    fait: String,
}

/// `GET /pilotage/projet/mesures`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let month = of_page(&app, &asked.mois);
    let shown = numbers_page(&app, page, month, &BTreeMap::new(), Faults::default()).await?;
    let done = asked.fait == "note";
    render(&NumbersPage { done, ..shown })
}

/// The month asked for, or the last that is over.
fn of_page(app: &App, asked: &str) -> Month {
    let now = Month::of(app.today());
    let asked: Option<Month> = asked.parse().ok();
    asked.filter(|month| *month <= now).unwrap_or(now.prev())
}

async fn numbers_page(
    app: &App,
    page: Page,
    month: Month,
    typed: &BTreeMap<String, String>,
    faults: Faults,
) -> Result<NumbersPage, WebError> {
    let project = load(app).await?;
    let now = Month::of(app.today());
    let months: Vec<Month> = std::iter::successors(Some(now), |m| Some(m.prev()))
        .take(MONTHS)
        .collect();
    let option = |m: &Month| (m.to_string(), page.month(*m), *m == month);
    let row = |(name, _): &(&'static str, _)| {
        let numbers = months.iter().rev().map(|m| value(&project, name, *m));
        (page.tc("mesure-nom", name), numbers.collect())
    };
    Ok(NumbersPage {
        is_here: is_here(app).await?,
        month: month.to_string(),
        month_said: page.month(month),
        months: months.iter().map(option).collect(),
        fields: fields(&page, &project, month, typed),
        columns: months.iter().rev().map(|m| page.month(*m)).collect(),
        rows: MESURES.iter().map(row).collect(),
        faults,
        done: false,
        page: page.titled("mesure-titre"),
    })
}

fn fields(
    page: &Page,
    project: &Projet,
    month: Month,
    typed: &BTreeMap<String, String>,
) -> Vec<Field> {
    let all = MESURES.iter();
    all.map(|(name, _)| Field {
        name,
        label: page.tc("mesure-nom", name),
        value: typed
            .get(*name)
            .cloned()
            .unwrap_or_else(|| value(project, name, month)),
        note: held(project, name, month).map_or_else(String::new, |m| m.note.clone()),
    })
    .collect()
}

fn held<'p>(project: &'p Projet, figure: &str, month: Month) -> Option<&'p Mesure> {
    let mut noted = project.mesures.iter();
    noted.find(|m| m.figure == figure && m.month == month)
}

/// What was noted, as it is typed; empty for nothing.
fn value(project: &Projet, figure: &str, month: Month) -> String {
    held(project, figure, month).map_or_else(String::new, Mesure::typed)
}

/// `POST /pilotage/projet/mesures`: the numbers of a month that differ from what was noted.
pub async fn keep(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Answer {
    let text = |key: &str| typed.get(key).map_or("", String::as_str);
    let month = of_page(&app, text("mois"));
    let project = load(&app).await?;
    let mut errors = FormErrors::default();
    let mut noted = Vec::new();
    for (figure, _) in MESURES {
        let said = (text(figure), text("precision"));
        match Mesure::read(figure, month, said) {
            Ok(mesure) if mesure.typed() != value(&project, figure, month) => noted.push(mesure),
            Ok(_) => {}
            Err(refused) => errors.0.extend(refused.0),
        }
    }
    // The note is the same for all: said once.
    let mut seen = std::collections::BTreeSet::new();
    errors.0.retain(|error| seen.insert(error.field.clone()));
    if !errors.0.is_empty() {
        let faults = Faults::of(&page, errors);
        return refused(&numbers_page(&app, page, month, &typed, faults).await?);
    }
    for mesure in noted {
        write(&app, &signed, Item::Mesure(mesure)).await?;
    }
    Ok(see_other(&format!("{HERE}?mois={month}&fait=note")))
}
