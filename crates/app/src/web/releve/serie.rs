//! The statements of a year side by side, month after month: cells that were issued, and nothing
//! that was not.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use plus_domain::{
    ids::PartnerCode,
    period::Month,
    statement::{Cell, Statement},
};
use plus_reports::french;
use plus_store::statement::{self, Stored};
use serde::Deserialize;

use super::OWN;
use crate::web::{
    error::WebError,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    annee: String,
    /// `csv`: the file.
    format: String,
}

/// A month: its number and its first figures, in words.
struct Row {
    month: String,
    iso: String,
    number: String,
    cells: Vec<String>,
}

#[derive(Template)]
#[template(path = "releve/serie.html")]
struct YearPage {
    page: Page,
    partner: String,
    year: i16,
    /// Years of which there are statements.
    years: Vec<i16>,
    rows: Vec<Row>,
    /// This page, and where each statement is read.
    here: String,
    base: &'static str,
    list: &'static str,
}

/// `GET /partenaire/annee`.
pub async fn own(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let partner = signed.account.partner.clone().ok_or(WebError::Forbidden)?;
    let places = (OWN, "/partenaire", "/partenaire/annee".to_owned());
    show(&app, page, &partner, asked, places).await
}

/// `GET /pilotage/releves/annee/{partenaire}`.
pub async fn of(
    State(app): State<App>,
    page: Page,
    Path(partner): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let code = PartnerCode::new(partner.as_str());
    if app.territory().partner(&code).is_none() {
        return Err(WebError::NotFound);
    }
    let list = "/pilotage/releves";
    let places = (list, list, format!("{list}/annee/{code}"));
    show(&app, page, &code, asked, places).await
}

async fn show(
    app: &App,
    page: Page,
    partner: &PartnerCode,
    asked: Asked,
    (base, list, here): (&'static str, &'static str, String),
) -> Answer {
    let all = statement::list(&mut app.store.read().await?, Some(partner)).await?;
    let mut years: Vec<i16> = all.iter().map(|s| s.month.year()).collect();
    years.dedup();
    let last = years.first().copied().unwrap_or_else(|| app.today().year());
    let year = asked.annee.parse().unwrap_or(last);
    let stand = standing(&all, year);
    let rows: Result<Vec<Row>, WebError> = stand.values().map(|s| row(&page, s)).collect();
    let rows = rows?;
    if asked.format == "csv" {
        return Ok(csv(&page, partner, year, &rows));
    }
    let name = app.territory();
    let name = name
        .partner(partner)
        .map(|p| p.name_on(app.today()).to_owned());
    render(&YearPage {
        partner: name.unwrap_or_else(|| partner.to_string()),
        year,
        years,
        rows,
        here,
        base,
        list,
        page: page.titled("releves-annee-titre"),
    })
}

/// The statement that stands for each month of a year.
fn standing(all: &[Stored], year: i16) -> BTreeMap<Month, &Stored> {
    let mut stand: BTreeMap<Month, &Stored> = BTreeMap::new();
    for one in all.iter().filter(|s| s.month.year() == year) {
        let held = stand.entry(one.month).or_insert(one);
        if one.at > held.at {
            *held = one;
        }
    }
    stand
}

fn row(page: &Page, stored: &Stored) -> Result<Row, WebError> {
    let statement: Statement = stored.statement()?;
    let first = &statement.headline;
    let cells = [
        first.visites,
        first.demandes,
        first.accompagnements,
        first.usagers_accompagnes,
        first.resolved,
    ];
    Ok(Row {
        month: french::month(stored.month),
        iso: stored.month.to_string(),
        number: stored.number.clone(),
        cells: cells.iter().map(|cell| said(page, *cell)).collect(),
    })
}

fn said(page: &Page, cell: Cell) -> String {
    match cell {
        Cell::Shown(count) => page.number(count),
        Cell::Masked => page.t("releves-masque"),
        Cell::LessThan(people) => page.arg("nombre", people).t("releves-moins-de"),
    }
}

/// The same as a file for a spreadsheet: `;`, a BOM, figures without blanks.
fn csv(page: &Page, partner: &PartnerCode, year: i16, rows: &[Row]) -> Response {
    let heads = [
        "releves-mois",
        "releves-annee-releve",
        "releves-annee-visites",
        "releves-annee-demandes",
        "releves-annee-accompagnements",
        "releves-annee-usagers",
        "releves-annee-resolues",
    ];
    let heads: Vec<String> = heads.iter().map(|key| page.t(key)).collect();
    let mut text = format!("\u{feff}{}\r\n", heads.join(";"));
    for row in rows {
        let plain = row.cells.iter().map(|cell| plain(cell));
        let line: Vec<String> = [row.iso.clone(), row.number.clone()]
            .into_iter()
            .chain(plain)
            .collect();
        text.push_str(&line.join(";"));
        text.push_str("\r\n");
    }
    let name = format!("attachment; filename=\"releves-{partner}-{year}.csv\"");
    let said = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (said, text).into_response()
}

/// A number without the blanks that group its digits; a word as it is.
fn plain(cell: &str) -> String {
    let digits: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.chars().all(|c| c.is_ascii_digit()) {
        digits
    } else {
        cell.to_owned()
    }
}
