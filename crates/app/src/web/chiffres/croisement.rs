//! `/pilotage/croisement`: two breakdowns crossed over some months.
//!
//! Counted from the lines. When there are many, the counting is a long work with
//! its progress and its cancel; its table is then read from its report.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, Query, State};
use plus_domain::stats::{Dimension, Scope};
use plus_reports::table;
use plus_store::{job, stats};
use serde::Deserialize;

use super::{
    Choice, Labels,
    asked::Asked as Months,
    blocks::{SHOWN, rank},
    spreadsheet,
};
use crate::{
    job::{Outcome, Task, task::Croisement},
    web::{
        error::WebError,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Visites of a period beyond which the counting is a long work.
const LONG: i64 = 200_000;

type Choices = Vec<(&'static str, String, bool)>;

/// What may follow the `?`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    de: String,
    a: String,
    partenaire: String,
    lieu: String,
    lignes: String,
    colonnes: String,
}

/// Two dimensions and the months.
struct Crossed {
    choice: Choice,
    dimensions: (Dimension, Dimension),
}

/// A table ready to show.
pub struct Grid {
    /// Words of the columns.
    pub columns: Vec<String>,
    /// Word of each row, its counts, its total.
    pub rows: Vec<(String, Vec<String>, String)>,
    /// Totals of the columns.
    pub totals: Vec<String>,
    /// Total of all.
    pub total: String,
    counts: Vec<Vec<i64>>,
}

#[derive(Template)]
#[template(path = "chiffres/croisement.html")]
struct CrossingPage {
    page: Page,
    choice: Choice,
    rows: Choices,
    columns: Choices,
    partners: Vec<(String, String, bool)>,
    places: Vec<(String, String, bool)>,
    same: bool,
    grid: Option<Grid>,
    unit: String,
    first: String,
    second: String,
    export: String,
}

impl Asked {
    fn read(&self, app: &App) -> Crossed {
        let months = Months {
            de: self.de.clone(),
            a: self.a.clone(),
            partenaire: self.partenaire.clone(),
            lieu: self.lieu.clone(),
            ..Months::default()
        };
        let of = |code: &str| Dimension::from_code(code).filter(|d| *d != Dimension::Total);
        Crossed {
            choice: months.read(app.today()),
            dimensions: (
                of(&self.lignes).unwrap_or(Dimension::Commune),
                of(&self.colonnes).unwrap_or(Dimension::Partner),
            ),
        }
    }
}

impl Crossed {
    fn query(&self) -> String {
        let (rows, columns) = self.dimensions;
        let months = self.choice.query();
        format!(
            "{months}&lignes={}&colonnes={}",
            rows.code(),
            columns.code()
        )
    }

    /// Demandes as soon as one side belongs to them: only so do the cells add up.
    fn by_demande(&self) -> bool {
        self.dimensions.0.is_of_demande() || self.dimensions.1.is_of_demande()
    }

    fn task(&self) -> Task {
        let (kind, code) = self.choice.scope.key();
        Task::Croisement(Croisement {
            from: self.choice.period.from,
            to: self.choice.period.to,
            scope: (kind.to_owned(), code.to_owned()),
            rows: self.dimensions.0.code().to_owned(),
            columns: self.dimensions.1.code().to_owned(),
        })
    }
}

/// `GET /pilotage/croisement`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let crossed = asked.read(&app);
    let chosen = !asked.lignes.is_empty() && crossed.dimensions.0 != crossed.dimensions.1;
    if chosen && is_long(&app, &crossed.choice).await? {
        let id = crossed.task().ask(&app, &signed.account.id).await?;
        return Ok(see_other(&format!("/pilotage/travaux/{id}")));
    }
    let counted = if chosen {
        Some(count(&app, &crossed).await?)
    } else {
        None
    };
    crossing_page(
        &app,
        page,
        crossed,
        !asked.lignes.is_empty() && !chosen,
        counted,
        "",
    )
}

/// `GET /pilotage/croisement/{id}`: the table that a long work made.
pub async fn made(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let (crossed, counted) = read_made(&app, &id).await?;
    crossing_page(&app, page, crossed, false, Some(counted), &id)
}

/// `GET /pilotage/croisement/tableur`.
pub async fn export(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let crossed = asked.read(&app);
    if is_long(&app, &crossed.choice).await? {
        return Ok(see_other(&format!(
            "/pilotage/croisement?{}",
            crossed.query()
        )));
    }
    let counted = count(&app, &crossed).await?;
    workbook(&app, &page, &crossed, &counted).await
}

/// `GET /pilotage/croisement/{id}/tableur`.
pub async fn export_made(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let (crossed, counted) = read_made(&app, &id).await?;
    workbook(&app, &page, &crossed, &counted).await
}

async fn is_long(app: &App, choice: &Choice) -> Result<bool, WebError> {
    let mut link = app.store.read().await?;
    let figures = stats::figures(&mut link, choice.period, &Scope::All).await?;
    Ok(figures.total.visites > LONG)
}

/// Counts by pair of values: visites, demandes.
type Counted = BTreeMap<(String, String), (i64, i64)>;

async fn count(app: &App, crossed: &Crossed) -> Result<Counted, WebError> {
    let mut link = app.store.read().await?;
    let choice = &crossed.choice;
    let found =
        stats::crossing(&mut link, choice.period, &choice.scope, crossed.dimensions).await?;
    let cells = found.into_iter();
    Ok(cells
        .map(|(pair, c)| (pair, (c.visites, c.demandes)))
        .collect())
}

async fn read_made(app: &App, id: &str) -> Result<(Crossed, Counted), WebError> {
    let found = job::by_id(&mut app.store.read().await?, id).await?;
    let found = found.ok_or(WebError::NotFound)?;
    let (Ok(Task::Croisement(task)), Some(Outcome::Croisement(made))) =
        (Task::read(&found), Outcome::read(&found.outcome))
    else {
        return Err(WebError::NotFound);
    };
    let (kind, code) = &task.scope;
    let asked = Asked {
        de: plus_domain::period::Month::of(task.from).to_string(),
        a: plus_domain::period::Month::of(task.to).to_string(),
        partenaire: if kind == "partner" {
            code.clone()
        } else {
            String::new()
        },
        lieu: if kind == "place" {
            code.clone()
        } else {
            String::new()
        },
        lignes: task.rows,
        colonnes: task.columns,
    };
    let cells = made.cells.into_iter();
    let counted = cells.map(|c| ((c.row, c.column), (c.visites, c.demandes)));
    Ok((asked.read(app), counted.collect()))
}

fn crossing_page(
    app: &App,
    page: Page,
    crossed: Crossed,
    same: bool,
    counted: Option<Counted>,
    id: &str,
) -> Answer {
    let territory = app.territory();
    let labels = Labels::new(&page, &territory, crossed.choice.period.to);
    let (rows, columns) = crossed.dimensions;
    let export = if id.is_empty() {
        format!("/pilotage/croisement/tableur?{}", crossed.query())
    } else {
        format!("/pilotage/croisement/{id}/tableur")
    };
    let template = CrossingPage {
        rows: choices(&page, rows),
        columns: choices(&page, columns),
        partners: labels.partners(&crossed.choice),
        places: labels.places(&crossed.choice),
        same,
        grid: counted.map(|counted| grid(&page, &labels, &crossed, &counted)),
        unit: unit(&page, &crossed),
        first: name(&page, rows),
        second: name(&page, columns).replacen("Par ", "par ", 1),
        export,
        choice: crossed.choice,
        page: page.titled("croisement-titre"),
    };
    render(&template)
}

fn unit(page: &Page, crossed: &Crossed) -> String {
    page.t(if crossed.by_demande() {
        "chiffres-unite-demandes"
    } else {
        "chiffres-unite-visites"
    })
}

fn name(page: &Page, dimension: Dimension) -> String {
    page.tc("chiffres-bloc", dimension.code())
}

fn choices(page: &Page, chosen: Dimension) -> Choices {
    let all = SHOWN.iter().copied().chain([Dimension::Autonomy]);
    all.map(|d| (d.code(), name(page, d), d == chosen))
        .collect()
}

fn grid(page: &Page, labels: &Labels<'_>, crossed: &Crossed, counted: &Counted) -> Grid {
    let count = |(visites, demandes): (i64, i64)| {
        if crossed.by_demande() {
            demandes
        } else {
            visites
        }
    };
    let at = |row: &String, column: &String| {
        counted
            .get(&(row.clone(), column.clone()))
            .copied()
            .map_or(0, count)
    };
    let rows = values(
        labels,
        crossed.dimensions.0,
        counted.keys().map(|(row, _)| row),
    );
    let columns = values(
        labels,
        crossed.dimensions.1,
        counted.keys().map(|(_, column)| column),
    );
    let counts: Vec<Vec<i64>> = rows
        .iter()
        .map(|(_, row)| columns.iter().map(|(_, column)| at(row, column)).collect())
        .collect();
    let number = |n: i64| page.number(n);
    let shown = rows.into_iter().zip(&counts).map(|((word, _), line)| {
        let total = number(line.iter().sum());
        (word, line.iter().copied().map(number).collect(), total)
    });
    Grid {
        rows: shown.collect(),
        totals: (0..columns.len())
            .map(|i| number(counts.iter().map(|line| line[i]).sum()))
            .collect(),
        total: number(counts.iter().flatten().sum()),
        columns: columns.into_iter().map(|(word, _)| word).collect(),
        counts,
    }
}

/// Values in the order of their scale, else of their words: word and value.
fn values<'a>(
    labels: &Labels<'_>,
    dimension: Dimension,
    found: impl Iterator<Item = &'a String>,
) -> Vec<(String, String)> {
    let found: BTreeSet<&String> = found.collect();
    let mut values: Vec<(String, String)> = found
        .into_iter()
        .map(|value| (labels.of(dimension, value), value.clone()))
        .collect();
    values.sort_by_cached_key(|(word, value)| (rank(dimension, value), word.clone()));
    values
}

async fn workbook(app: &App, page: &Page, crossed: &Crossed, counted: &Counted) -> Answer {
    let territory = app.territory();
    let labels = Labels::new(page, &territory, crossed.choice.period.to);
    let grid = grid(page, &labels, crossed, counted);
    let head = format!(
        "{} × {}",
        name(page, crossed.dimensions.0),
        name(page, crossed.dimensions.1)
    );
    let rows = grid
        .rows
        .into_iter()
        .zip(grid.counts)
        .map(|((word, ..), line)| {
            let mut cells = vec![table::Cell::from(word)];
            cells.extend(line.iter().map(|n| table::Cell::from(*n)));
            cells.push(line.iter().sum::<i64>().into());
            cells
        });
    let total = page.t("croisement-total");
    let table = table::Table {
        columns: [unit(page, crossed)]
            .into_iter()
            .chain(grid.columns)
            .chain([total])
            .collect(),
        rows: rows.collect(),
        notes: vec![page.t("chiffres-definition-somme")],
        title: head,
    };
    spreadsheet(app, table, "croisement", &crossed.choice).await
}
