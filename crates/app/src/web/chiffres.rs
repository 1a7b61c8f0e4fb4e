//! `/pilotage/chiffres`: the figures of some months, each open onto its lines.
//!
//! Screen, spreadsheet and command line read the same function of the store.
//! Visites, demandes and people stand beside one another, never added.

mod asked;
mod behind;
mod blocks;
pub mod croisement;
mod labels;
mod lines;
mod mesure;
pub mod vue;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::stats::{Dimension, Measures, Scope};
use plus_reports::{
    svg::{Chart, Months, Paint, Row},
    table,
};
use plus_store::stats::{self, Figures};

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};
use crate::composition;

pub use asked::{Asked, Choice};
pub use labels::Labels;
pub use lines::list;
pub use mesure::Mesure;

use blocks::{Block, blocks};

/// A figure that comes first.
pub struct Figure {
    /// Where it opens, empty when nowhere.
    pub href: String,
    /// As written.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// A few words more.
    pub detail: String,
}

#[derive(Template)]
#[template(path = "chiffres/page.html")]
struct FiguresPage {
    page: Page,
    choice: Choice,
    partners: Vec<(String, String, bool)>,
    places: Vec<(String, String, bool)>,
    headline: Vec<Figure>,
    months: String,
    by_month: Vec<MonthLine>,
    blocks: Vec<Block>,
    empty: bool,
    export: String,
}

struct MonthLine {
    label: String,
    href: String,
    /// Each figure, and where it opens.
    cells: Vec<(String, String)>,
}

/// `GET /pilotage/chiffres`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = asked.read(app.today());
    let territory = app.territory();
    let labels = Labels::new(&page, &territory, choice.period.to);
    let figures =
        stats::figures(&mut app.store.read().await?, choice.period, &choice.scope).await?;
    let template = FiguresPage {
        partners: labels.partners(&choice),
        places: labels.places(&choice),
        headline: headline(&page, &choice, &figures),
        months: months_chart(&page, &figures),
        by_month: month_lines(&page, &choice, &figures),
        blocks: blocks(&page, &labels, &choice, &figures),
        empty: figures.total.is_zero(),
        export: format!("/pilotage/chiffres/tableur?{}", choice.query()),
        choice,
        page: page.titled("chiffres-titre"),
    };
    render(&template)
}

/// `GET /pilotage/chiffres/tableur`: the same figures as a spreadsheet.
pub async fn export(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = asked.read(app.today());
    let territory = app.territory();
    let labels = Labels::new(&page, &territory, choice.period.to);
    let figures =
        stats::figures(&mut app.store.read().await?, choice.period, &choice.scope).await?;
    let table = sheet(&page, &labels, &choice, &figures);
    spreadsheet(&app, table, "chiffres", &choice).await
}

/// A table as a spreadsheet to keep, named after what it holds and its months.
async fn spreadsheet(app: &App, table: table::Table, what: &str, choice: &Choice) -> Answer {
    let today = app.today();
    let made = composition::make(move || plus_reports::xlsx::table(&table, today)).await?;
    let bytes = made.map_err(WebError::internal)?;
    let name = format!(
        "attachment; filename=\"{what}-{}-{}.xlsx\"",
        choice.from, choice.to
    );
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// The figures as a table of a file: dimension, value, measures.
fn sheet(page: &Page, labels: &Labels<'_>, choice: &Choice, figures: &Figures) -> table::Table {
    let rows = blocks(page, labels, choice, figures)
        .into_iter()
        .flat_map(|block| {
            block
                .rows
                .into_iter()
                .chain(block.others)
                .map(move |row| (block.title.clone(), row))
        });
    let rows = rows.map(|(title, row)| {
        let m = row.measures;
        vec![
            table::Cell::from(title),
            row.label.into(),
            m.visites.into(),
            m.demandes.into(),
            m.accompagnements.into(),
            m.first.into(),
            m.minutes.into(),
        ]
    });
    let columns = [
        "repartition",
        "valeur",
        "visites",
        "demandes",
        "accompagnements",
        "usagers",
        "minutes",
    ];
    table::Table {
        title: page.t("chiffres-titre"),
        columns: columns
            .iter()
            .map(|c| page.t(&format!("chiffres-colonne-{c}")))
            .collect(),
        rows: rows.collect(),
        notes: ["visite", "demande", "accompagnement", "usagers", "somme"]
            .iter()
            .map(|k| page.t(&format!("chiffres-definition-{k}")))
            .collect(),
    }
}

fn headline(page: &Page, choice: &Choice, figures: &Figures) -> Vec<Figure> {
    let total = figures.total;
    let resolved = blocks::outcome(figures, "resolu");
    let share = (total.demandes > 0).then(|| 100 * resolved / total.demandes);
    let at_least = figures.answers_percent().is_some_and(|share| share < 80);
    let answers = figures.answers_percent().map_or_else(String::new, |share| {
        page.ta("chiffres-reponses", &[("part", share)])
    });
    let first = page.number(total.first);
    vec![
        Figure {
            href: choice.lines("total", "*"),
            value: page.number(total.visites),
            label: page.t("chiffres-visites"),
            detail: page.t("chiffres-visites-detail"),
        },
        Figure {
            href: choice.lines_in(Mesure::Demandes, Dimension::Total, "*"),
            value: page.number(total.demandes),
            label: page.t("chiffres-demandes"),
            detail: share.map_or_else(String::new, |share| {
                page.ta("chiffres-resolues", &[("part", share)])
            }),
        },
        Figure {
            href: choice.lines_in(Mesure::Accompagnements, Dimension::Total, "*"),
            value: page.number(total.accompagnements),
            label: page.t("chiffres-accompagnements"),
            detail: page.t("chiffres-accompagnements-detail"),
        },
        Figure {
            href: choice.lines_in(Mesure::Usagers, Dimension::Total, "*"),
            value: if at_least {
                page.ta("chiffres-au-moins", &[("n", first)])
            } else {
                first
            },
            label: page.t("chiffres-usagers"),
            detail: answers,
        },
    ]
}

fn months_chart(page: &Page, figures: &Figures) -> String {
    let rows = figures.by_month.iter().map(|(month, m)| Row {
        label: plus_reports::french::month(*month),
        value: u64::try_from(m.visites).ok(),
        ..Row::default()
    });
    let chart = Chart {
        id: "mois".to_owned(),
        title: page.t("chiffres-par-mois"),
        desc: page.t("chiffres-par-mois-description"),
        rows: rows.collect(),
        ..Chart::default()
    };
    if figures.by_month.len() < 2 {
        String::new()
    } else {
        chart.months(Months::Columns, Paint::Web)
    }
}

fn month_lines(page: &Page, choice: &Choice, figures: &Figures) -> Vec<MonthLine> {
    const SHOWN: [Mesure; 4] = [
        Mesure::Visites,
        Mesure::Demandes,
        Mesure::Accompagnements,
        Mesure::Usagers,
    ];
    let line = |(month, m): (&plus_domain::period::Month, &Measures)| {
        let choice = choice.within(*month);
        let cell = |measure: Mesure| {
            let opens = choice.lines_in(measure, Dimension::Total, "*");
            (page.number(measure.of(m)), opens)
        };
        MonthLine {
            label: plus_reports::french::month(*month),
            href: choice.lines("total", "*"),
            cells: SHOWN.map(cell).to_vec(),
        }
    };
    figures.by_month.iter().map(line).collect()
}

/// Whether a scope is that of everything.
fn is_whole(scope: &Scope) -> bool {
    *scope == Scope::All
}
