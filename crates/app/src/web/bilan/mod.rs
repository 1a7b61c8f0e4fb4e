//! `/pilotage/bilans`: the half-yearly report to the State. It writes itself from what the
//! relay knows; the coordinator says the difficulties and what comes next.

mod charte;
mod dessins;
pub mod files;
mod frequentation;
mod gather;
mod registres;
pub(super) mod tables;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::{
    event::{Event, ProjetWriting},
    form::FormErrors,
    period::{HalfYear, Month},
    projet::{Item, Propos, ProposPart},
};
use plus_reports::{
    rapport::Drawing,
    table::{Cell, Table},
};
use plus_store::journal;
use serde::Deserialize;

use super::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    projet,
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
pub use gather::gather;

/// Address of the list.
const HERE: &str = "/pilotage/bilans";
/// Half-years that the list proposes.
const PROPOSED: usize = 6;

/// A section of the report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// Its title, numbered.
    pub title: String,
    /// Sentences.
    pub paragraphs: Vec<String>,
    /// Its tables.
    pub tables: Vec<Piece>,
}

/// A table, and the same figures drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    /// The table.
    pub table: Table,
    /// The drawing that goes with it.
    pub figure: Option<Figure>,
    /// Where each figure opens onto its lines, by its line and its column: on the page alone.
    pub opens: BTreeMap<(usize, usize), String>,
}

impl Piece {
    /// The same table, the second cell of each of its lines open onto what is given for it.
    fn open(self, opens: impl IntoIterator<Item = String>) -> Self {
        let lines = opens.into_iter().enumerate();
        let opens = lines.filter(|(_, opens)| !opens.is_empty());
        Self {
            opens: opens.map(|(line, opens)| ((line, 1), opens)).collect(),
            ..self
        }
    }
}

/// A drawing of the figures of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// With the colours of the page.
    pub web: String,
    /// With its own, for paper, and in words.
    pub printed: Drawing,
}

impl From<Table> for Piece {
    fn from(table: Table) -> Self {
        Self {
            table,
            ..Self::default()
        }
    }
}

/// Tables without a drawing.
fn plain(tables: impl IntoIterator<Item = Table>) -> Vec<Piece> {
    tables.into_iter().map(Piece::from).collect()
}

impl Part {
    /// The rows of a table as a person reads them, and where each cell opens.
    fn rows(piece: &Piece) -> Vec<Vec<(String, String)>> {
        let cell = |line: usize, (at, cell): (usize, &Cell)| {
            let opens = piece.opens.get(&(line, at));
            (files::said(cell), opens.cloned().unwrap_or_default())
        };
        let rows = piece.table.rows.iter().enumerate();
        rows.map(|(line, row)| row.iter().enumerate().map(|c| cell(line, c)).collect())
            .collect()
    }
}

/// The report, format apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bilan {
    /// Of which half-year.
    pub half: HalfYear,
    /// Its title.
    pub title: String,
    /// « du 1er janvier au 30 juin 2017 ».
    pub subtitle: String,
    /// Name of the relay.
    pub issuer: String,
    /// Its sections, in order.
    pub parts: Vec<Part>,
}

#[derive(Template)]
#[template(path = "bilan/liste.html")]
struct ListPage {
    page: Page,
    halves: Vec<(String, String)>,
}

/// `GET /pilotage/bilans`.
pub async fn list(State(app): State<App>, page: Page) -> Answer {
    let mut half = HalfYear::of(Month::of(app.today()));
    let mut halves = Vec::new();
    for _ in 0..PROPOSED {
        halves.push((half.to_string(), words(&page, half)));
        half = half.prev();
    }
    render(&ListPage {
        page: page.titled("bilan-titre"),
        halves,
    })
}

/// « premier semestre 2017 ».
fn words(page: &Page, half: HalfYear) -> String {
    let which = half.to_string();
    let which = which.rsplit('-').next().unwrap_or_default().to_lowercase();
    page.arg("semestre", page.tc("bilan-semestre", &which))
        .arg("annee", half.first().year().to_string())
        .t("bilan-semestre-de")
}

/// A text of the coordinator.
struct Text {
    code: &'static str,
    label: String,
    value: String,
    fault: String,
    versions: Vec<Version>,
}

/// A text as it was left once.
struct Version {
    when: String,
    who: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "bilan/page.html")]
struct ReportPage {
    page: Page,
    half: String,
    done: bool,
    texts: Vec<Text>,
    faults: Faults,
    parts: Vec<Part>,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

fn half_of(text: &str) -> Result<HalfYear, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

/// `GET /pilotage/bilans/{half}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(half): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let half = half_of(&half)?;
    let project = projet::load(&app).await?;
    let said = ProposPart::ALL.map(|part| project.propos(half, part).to_owned());
    let done = asked.fait == "texte";
    let shown = report_page(&app, page, half, said, FormErrors::default()).await?;
    render(&ReportPage { done, ..shown })
}

async fn report_page(
    app: &App,
    page: Page,
    half: HalfYear,
    said: [String; 3],
    errors: FormErrors,
) -> Result<ReportPage, WebError> {
    let bilan = gather(app, &page, half).await?;
    let faults = Faults::of(&page, errors);
    let mut texts = Vec::new();
    for (part, value) in ProposPart::ALL.into_iter().zip(said) {
        texts.push(Text {
            code: part.code(),
            label: page.tc("bilan-texte", part.code()),
            fault: faults.at(part.code()).to_owned(),
            value,
            versions: versions(app, &page, half, part).await?,
        });
    }
    Ok(ReportPage {
        texts,
        half: half.to_string(),
        done: false,
        faults,
        parts: bilan.parts,
        page: page.titled_text(bilan.title),
    })
}

/// Every text that was left there, the last first.
async fn versions(
    app: &App,
    page: &Page,
    half: HalfYear,
    part: ProposPart,
) -> Result<Vec<Version>, WebError> {
    let subject = Propos::code_of(half, part);
    let mut link = app.store.read().await?;
    let stored = journal::about(&mut link, &subject).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let facts = stored.iter().rev().filter_map(|stored| {
        let (_, body) = stored.entry.body.as_ref()?;
        Event::read(&stored.entry.kind, stored.entry.version, body).ok()
    });
    let versions = facts.filter_map(|event| match event {
        Event::ProjetSet(ProjetWriting {
            item: Item::Propos(propos),
            author,
            at,
        }) => Some(Version {
            when: date_and_clock(app, page, at),
            who: names.person(&author),
            paragraphs: Propos::paragraphs(&propos.text).collect(),
        }),
        _ => None,
    });
    Ok(versions.collect())
}

/// What the coordinator says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    difficultes: String,
    perspectives: String,
    charte: String,
}

/// `POST /pilotage/bilans/{half}`: the texts of the coordinator.
pub async fn say(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(half): Path<String>,
    Form(said): Form<Said>,
) -> Result<Response, WebError> {
    let half = half_of(&half)?;
    let typed = [said.difficultes, said.perspectives, said.charte];
    let mut read = Vec::new();
    let mut errors = FormErrors::default();
    for (part, text) in ProposPart::ALL.into_iter().zip(&typed) {
        match Propos::read(half, part, text) {
            Ok(propos) => read.push(propos),
            Err(refused) => errors.0.extend(refused.0),
        }
    }
    if !errors.0.is_empty() {
        let shown = report_page(&app, page, half, typed, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response());
    }
    let project = projet::load(&app).await?;
    for propos in read {
        // What did not change is not written again.
        if project.propos(half, propos.part) != propos.text {
            projet::write(&app, &signed, Item::Propos(propos)).await?;
        }
    }
    Ok(see_other(&format!("{HERE}/{half}?fait=texte")))
}
