//! `/pilotage/croisement`: two breakdowns crossed over some months.
//!
//! Counted from the lines. When there are many, the counting is a long work with
//! its progress and its cancel; its table is then read from its report.

mod avant;
mod dessin;
pub(super) mod grille;
pub mod sortie;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use plus_domain::{
    croisement::{Duree, VueForm},
    form::FormErrors,
    stats::{Dimension, Scope},
};
use plus_reports::svg::Paint;
use plus_store::{job, stats};
use serde::Deserialize;

use super::{Choice, Labels, asked::Asked as Months, blocks::SHOWN};
use crate::{
    job::{Outcome, Task, task::Croisement},
    web::{
        carte::Shade,
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};
use avant::{Comparison, compare};
pub(super) use dessin::bars;
use grille::{Grille, Words};

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
pub(super) struct Crossed {
    /// The months and the restriction.
    pub(super) choice: Choice,
    /// Rows and columns.
    pub(super) dimensions: (Dimension, Dimension),
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
    /// The table, when two breakdowns were crossed.
    grid: Option<Words>,
    /// The bars, and whether the table has more rows than they.
    chart: String,
    more: bool,
    map: String,
    shades: Vec<Shade>,
    comparison: Option<Comparison>,
    /// Where the files are, up to their format; what follows it.
    file: String,
    query: String,
    /// What is typed to keep it as a view.
    kept: VueForm,
    durees: Vec<(String, String, bool)>,
    codes: (&'static str, &'static str),
    only: (String, String),
    faults: Faults,
}

/// What a page of crossing is made of.
pub(super) struct Told {
    crossed: Crossed,
    same: bool,
    counted: Option<Counted>,
    /// The counts of the months before, when they are compared.
    before: Option<Counted>,
    /// The long work that counted; empty when the page did.
    id: String,
    kept: VueForm,
    errors: FormErrors,
}

impl Told {
    /// A crossing that nobody counted yet.
    fn of(crossed: Crossed) -> Self {
        Self {
            crossed,
            same: false,
            counted: None,
            before: None,
            id: String::new(),
            kept: VueForm::default(),
            errors: FormErrors::default(),
        }
    }

    /// A crossing with what was typed to keep it, and why it was not.
    pub(super) async fn refused(
        app: &App,
        crossed: Crossed,
        kept: VueForm,
        errors: FormErrors,
    ) -> Result<Self, WebError> {
        let counts = crossed.dimensions.0 != crossed.dimensions.1;
        let counted = if counts && !is_long(app, &crossed.choice).await? {
            Some(count(app, &crossed).await?)
        } else {
            None
        };
        Ok(Self {
            counted,
            same: !counts,
            kept,
            errors,
            ..Self::of(crossed)
        })
    }
}

impl Asked {
    pub(super) fn read(&self, app: &App) -> Crossed {
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
    /// The same over the months before.
    fn before(&self) -> Self {
        Self {
            choice: self.choice.before(),
            dimensions: self.dimensions,
        }
    }

    /// The partner and the place that it is restricted to, as the form sends them.
    fn only(&self) -> (String, String) {
        match &self.choice.scope {
            Scope::All => Default::default(),
            Scope::Partner(code) => (code.to_string(), String::new()),
            Scope::Place(code) => (String::new(), code.to_string()),
        }
    }

    /// As the query of an address.
    pub(super) fn query(&self) -> String {
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
    let mut told = Told::of(crossed);
    told.same = !asked.lignes.is_empty() && !chosen;
    if chosen {
        told.counted = Some(count(&app, &told.crossed).await?);
        let before = told.crossed.before();
        if !is_long(&app, &before.choice).await? {
            told.before = Some(count(&app, &before).await?);
        }
    }
    crossing_page(&app, page, told)
}

/// `GET /pilotage/croisement/{id}`: the table that a long work made.
pub async fn made(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let (crossed, counted) = read_made(&app, &id).await?;
    let told = Told {
        counted: Some(counted),
        id,
        ..Told::of(crossed)
    };
    crossing_page(&app, page, told)
}

pub(super) async fn is_long(app: &App, choice: &Choice) -> Result<bool, WebError> {
    let mut link = app.store.read().await?;
    let figures = stats::figures(&mut link, choice.period, &Scope::All).await?;
    Ok(figures.total.visites > LONG)
}

/// Counts by pair of values: visites, demandes.
pub(super) type Counted = BTreeMap<(String, String), (i64, i64)>;

pub(super) async fn count(app: &App, crossed: &Crossed) -> Result<Counted, WebError> {
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

/// The page; 422 when something typed on it was refused.
pub(super) fn crossing_page(app: &App, page: Page, told: Told) -> Answer {
    let refused = !told.errors.0.is_empty();
    let template = drawn(app, page, told);
    let page = render(&template)?;
    Ok(if refused {
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    } else {
        page
    })
}

fn drawn(app: &App, page: Page, told: Told) -> CrossingPage {
    let crossed = told.crossed;
    let territory = app.territory();
    let labels = Labels::new(&page, &territory, crossed.choice.period.to);
    let counted = told.counted.as_ref();
    let grille = counted.map(|counted| Grille::new(&labels, &crossed, counted));
    let shown = grille.as_ref().map(|g| g.whole(&page, &labels, &crossed));
    let chart = shown.as_ref().filter(|shown| !shown.rows.is_empty());
    let chart = chart.map(|shown| bars(&page, shown, Paint::Web));
    let communes = grille.as_ref().and_then(|g| g.by_commune(&crossed));
    let (map, shades) = app
        .geo()
        .zip(communes)
        .map_or_else(Default::default, |found| {
            dessin::map(&page, &labels, found.0, &found.1, &unit(&page, &crossed))
        });
    let compared = counted.zip(told.before.as_ref());
    let comparison = compared.map(|(now, then)| compare(&page, &labels, &crossed, now, then));
    let (file, query) = if told.id.is_empty() {
        let query = format!("?{}", crossed.query());
        ("/pilotage/croisement/fichier".to_owned(), query)
    } else {
        let file = format!("/pilotage/croisement/{}/fichier", told.id);
        (file, String::new())
    };
    CrossingPage {
        rows: choices(&page, crossed.dimensions.0),
        columns: choices(&page, crossed.dimensions.1),
        partners: labels.partners(&crossed.choice),
        places: labels.places(&crossed.choice),
        same: told.same,
        more: shown.as_ref().is_some_and(|s| s.rows.len() > dessin::BARS),
        grid: shown.map(|shown| shown.words(&page)),
        chart: chart.unwrap_or_default(),
        map,
        shades,
        comparison,
        file,
        query,
        durees: durees(&page, &told.kept),
        kept: told.kept,
        codes: (crossed.dimensions.0.code(), crossed.dimensions.1.code()),
        only: crossed.only(),
        faults: Faults::of(&page, told.errors),
        choice: crossed.choice,
        page: page.titled("croisement-titre"),
    }
}

fn durees(page: &Page, kept: &VueForm) -> Vec<(String, String, bool)> {
    let one = |code: &&str| {
        let word = page.tc("vue-duree", code);
        ((*code).to_owned(), word, kept.duree == *code)
    };
    Duree::CODES.iter().map(one).collect()
}

fn unit(page: &Page, crossed: &Crossed) -> String {
    page.t(if crossed.by_demande() {
        "chiffres-unite-demandes"
    } else {
        "chiffres-unite-visites"
    })
}

pub(super) fn name(page: &Page, dimension: Dimension) -> String {
    page.tc("chiffres-bloc", dimension.code())
}

fn choices(page: &Page, chosen: Dimension) -> Choices {
    let all = SHOWN.iter().copied().chain([Dimension::Autonomy]);
    all.map(|d| (d.code(), name(page, d), d == chosen))
        .collect()
}
