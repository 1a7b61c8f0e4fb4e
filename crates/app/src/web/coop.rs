//! `/pilotage/coop`: what PLUS recorded over some months in the shape of La Coop's record, one
//! person in one activity, to be carried there by the relay itself. What that tool would count
//! of it, what PLUS does not record, and the file.
//!
//! The file has lines about people without a name: numbers in the place of pseudonyms, no note,
//! no author. The same function makes it here and in `plus report coop`.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::{
    coop::{Activite, Beneficiaire, Totals, Tranche},
    ids::PersonId,
    period::{Month, Period},
    profile::Autonomy,
};
use plus_reports::{
    csv,
    table::{Cell, Table},
};
use plus_store::{
    Link, atelier,
    visite::{self, After, Filter},
};

use super::{
    chiffres::{Asked, Choice},
    error::WebError,
    noms::Names,
    page::{Answer, Page, render},
    state::App,
};

/// Visites read at once.
const PAGE: i64 = 1_000;
/// Columns of the file, in their order: keys of their heads.
const COLUMNS: [&str; 21] = [
    "activite",
    "type",
    "date",
    "duree",
    "type-lieu",
    "lieu",
    "commune",
    "numeriques",
    "administratives",
    "materiel",
    "niveau",
    "titre",
    "redirection",
    "participants",
    "beneficiaire",
    "deja",
    "genre",
    "tranche",
    "statut",
    "residence",
    "autonomie",
];

/// Everything of a period, by date and then in the order of its identifiers.
///
/// # Errors
/// Those of the database.
pub async fn activities(
    app: &App,
    link: &mut Link,
    period: Period,
) -> Result<Vec<Activite>, WebError> {
    let territory = app.territory();
    let is_operator = |name: &str| {
        let alike = |known: &str| known.eq_ignore_ascii_case(name.trim());
        let mut partners = territory.partners_on(period.to);
        partners.any(|p| alike(p.code.as_str()) || alike(p.name_on(period.to)))
    };
    let filter = Filter {
        period: Some(period),
        ..Filter::default()
    };
    let mut all = Vec::new();
    let mut after: Option<After> = None;
    loop {
        let lines = visite::list(link, &filter, after.as_ref(), PAGE).await?;
        let Some(last) = lines.last() else { break };
        after = Some(After::line(last));
        let read =
            |line: &visite::Line| Activite::of_visite(&line.visite, line.first, &is_operator);
        all.extend(lines.iter().map(read));
    }
    let held = atelier::between(link, period).await?;
    all.extend(held.iter().filter_map(Activite::of_atelier));
    all.sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    Ok(all)
}

/// The file: one line for each person in each activity.
pub fn table(page: &Page, names: &Names, activities: &[Activite]) -> Table {
    let mut numbers: BTreeMap<&PersonId, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for (activity, rank) in activities.iter().zip(1_i64..) {
        let head = head(page, names, activity, rank);
        for one in &activity.people {
            let next = numbers.len() + 1;
            let number = one.person.as_ref();
            let number = number.map(|person| *numbers.entry(person).or_insert(next));
            let mut row = head.clone();
            row.extend(tail(page, names, one, number));
            rows.push(row);
        }
    }
    Table {
        title: page.t("coop-titre"),
        columns: COLUMNS.iter().map(|c| page.tc("coop-colonne", c)).collect(),
        rows,
        notes: Vec::new(),
    }
}

/// What a line says of its activity.
fn head(page: &Page, names: &Names, activity: &Activite, rank: i64) -> Vec<Cell> {
    let numeriques = activity.numeriques.iter();
    let numeriques = numeriques.map(|n| page.tc("coop-numerique", n.code()));
    let administratives = activity.administratives.iter();
    let administratives = administratives.map(|a| page.tc("coop-administrative", a.code()));
    let people = i64::try_from(activity.people.len()).unwrap_or(i64::MAX);
    vec![
        rank.into(),
        page.tc("coop-type", activity.genre.code()).into(),
        activity.date.to_string().into(),
        match activity.minutes {
            0 => Cell::Empty,
            minutes => i64::from(minutes).into(),
        },
        page.tc("coop-lieu", activity.lieu.code()).into(),
        names.place(&activity.place).into(),
        activity.commune.as_str().into(),
        joined(numeriques),
        joined(administratives),
        // PLUS does not record on what the work was done.
        Cell::Empty,
        activity.niveau.map_or(Cell::Empty, |niveau| {
            page.tc("atelier-niveau", niveau.code()).into()
        }),
        activity.title.as_str().into(),
        activity.redirection.map_or(Cell::Empty, |redirection| {
            page.tc("coop-redirection", redirection.code()).into()
        }),
        people.into(),
    ]
}

fn joined(words: impl Iterator<Item = String>) -> Cell {
    words.collect::<Vec<_>>().join(" | ").into()
}

/// What a line says of its person.
fn tail(page: &Page, names: &Names, one: &Beneficiaire, number: Option<usize>) -> Vec<Cell> {
    let again = one.again.map_or(Cell::Empty, |again| {
        page.t(if again { "coop-oui" } else { "coop-non" }).into()
    });
    let residence = one.residence.as_ref();
    let autonomy = match one.autonomy {
        Autonomy::NonCommunique => Cell::Empty,
        known => page.tc("coop-autonomie", known.code()).into(),
    };
    vec![
        match number {
            Some(number) => page.arg("n", number.to_string()).t("coop-suivi").into(),
            None => page.t("coop-anonyme").into(),
        },
        again,
        page.tc("coop-genre", one.sex.code()).into(),
        page.tc("coop-tranche", one.tranche.code()).into(),
        page.tc("coop-statut", one.statut.code()).into(),
        residence.map_or(Cell::Empty, |code| match code.as_str() {
            "ailleurs" => page.t("residence-ailleurs").into(),
            _ => names.commune(code).into(),
        }),
        autonomy,
    ]
}

#[derive(Template)]
#[template(path = "coop/page.html")]
struct CoopPage {
    page: Page,
    from: String,
    to: String,
    replaced: bool,
    activities: String,
    individual: String,
    collective: String,
    accompaniments: String,
    beneficiaries: String,
    followed: String,
    anonymous: String,
    unmeasured: u64,
    /// Age band and people.
    ages: Vec<(String, String)>,
    file: String,
}

/// The months that are asked; this one when nothing is: a file is made month by month.
fn choice(app: &App, mut asked: Asked) -> Choice {
    let now = Month::of(app.today());
    if asked.de.is_empty() && asked.a.is_empty() {
        asked.de = now.to_string();
    }
    asked.read(app.today())
}

/// `GET /pilotage/coop`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = choice(&app, asked);
    let mut link = app.store.read().await?;
    let all = activities(&app, &mut link, choice.period).await?;
    drop(link);
    let totals = Totals::of(&all);
    let age = |tranche: &Tranche| {
        let count = totals.ages.get(tranche).copied().unwrap_or_default();
        (page.tc("coop-tranche", tranche.code()), page.number(count))
    };
    render(&CoopPage {
        from: choice.from.to_string(),
        to: choice.to.to_string(),
        replaced: choice.replaced,
        activities: page.number(totals.activities()),
        individual: page.number(totals.individual),
        collective: page.number(totals.collective),
        accompaniments: page.number(totals.accompaniments),
        beneficiaries: page.number(totals.beneficiaries()),
        followed: page.number(totals.followed),
        anonymous: page.number(totals.anonymous),
        unmeasured: totals.unmeasured,
        ages: Tranche::ALL.iter().map(age).collect(),
        file: format!("/pilotage/coop/fichier?de={}&a={}", choice.from, choice.to),
        page: page.titled("coop-titre"),
    })
}

/// `GET /pilotage/coop/fichier`: the lines, as CSV.
pub async fn file(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = choice(&app, asked);
    let mut link = app.store.read().await?;
    let names = Names::load(&app, &mut link).await?;
    let all = activities(&app, &mut link, choice.period).await?;
    drop(link);
    let bytes = csv::table(&table(&page, &names, &all)).map_err(WebError::internal)?;
    let name = format!(
        "attachment; filename=\"coop-{}-{}.csv\"",
        choice.from, choice.to
    );
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((heads, bytes).into_response())
}
