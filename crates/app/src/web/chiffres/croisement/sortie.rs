//! What leaves the team: a crossing whose small numbers are masked, as a file.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::{
    croisement::{Tableau, masked},
    statement::{Count, Threshold},
    stats::{Dimension, Measures},
};
use plus_reports::{ReportError, svg::Paint, table};
use plus_store::stats::{self, Figures};

use super::{
    Asked, Counted, Crossed, count, dessin,
    grille::{Grille, Shown},
    is_long, read_made,
};
use crate::composition;
use crate::web::{
    chiffres::Labels,
    error::WebError,
    page::{Answer, Page, see_other},
    state::App,
};

/// Width of a drawing that stands alone, pixels.
const WIDTH: u32 = 800;

/// Formats of the files: their ending and their media type.
const FORMATS: [(&str, &str); 5] = [
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("csv", "text/csv; charset=utf-8"),
    ("ods", plus_reports::ods::MEDIA_TYPE),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("png", "image/png"),
];

/// `GET /pilotage/croisement/fichier/{format}`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    Path(format): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let crossed = asked.read(&app);
    if is_long(&app, &crossed.choice).await? {
        let back = format!("/pilotage/croisement?{}", crossed.query());
        return Ok(see_other(&back));
    }
    let counted = count(&app, &crossed).await?;
    answer(&app, &page, &format, &crossed, &counted).await
}

/// `GET /pilotage/croisement/{id}/fichier/{format}`.
pub async fn file_made(
    State(app): State<App>,
    page: Page,
    Path((id, format)): Path<(String, String)>,
) -> Answer {
    let (crossed, counted) = read_made(&app, &id).await?;
    answer(&app, &page, &format, &crossed, &counted).await
}

async fn answer(
    app: &App,
    page: &Page,
    format: &str,
    crossed: &Crossed,
    counted: &Counted,
) -> Answer {
    let found = FORMATS.into_iter().find(|(name, _)| *name == format);
    let (format, kind) = found.ok_or(WebError::NotFound)?;
    let shown = released(app, page, crossed, counted).await?;
    let today = app.today();
    let table = table_of(page, crossed, &shown, format == "csv");
    let drawing = dessin::bars(page, &shown, Paint::Literal { width: WIDTH });
    let made = move || -> Result<Vec<u8>, ReportError> {
        match format {
            "xlsx" => plus_reports::xlsx::table(&table, today),
            "csv" => plus_reports::csv::table(&table),
            "ods" => plus_reports::ods::table(&table, today),
            "svg" => Ok(drawing.into_bytes()),
            _ => plus_reports::png::drawing(&drawing),
        }
    };
    let bytes = composition::make(made).await?.map_err(WebError::internal)?;
    let (from, to) = (crossed.choice.from, crossed.choice.to);
    let name = format!("attachment; filename=\"croisement-{from}-{to}.{format}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// A crossing as it leaves: masked, and empty when nothing of it protects the people it counts.
pub(in crate::web::chiffres) async fn released(
    app: &App,
    page: &Page,
    crossed: &Crossed,
    counted: &Counted,
) -> Result<Shown, WebError> {
    let choice = &crossed.choice;
    let figures =
        stats::figures(&mut app.store.read().await?, choice.period, &choice.scope).await?;
    let territory = app.territory();
    let labels = Labels::new(page, &territory, choice.period.to);
    let grille = Grille::new(&labels, crossed, counted);
    let whole = grille.whole(page, &labels, crossed);
    let tableau = tableau(&grille, crossed, &figures);
    let masque = tokio::task::spawn_blocking(move || masked(&tableau, Threshold::RELEASED))
        .await
        .map_err(WebError::internal)?;
    let Some(masque) = masque else {
        return Ok(Shown {
            rows: Vec::new(),
            columns: Vec::new(),
            totals: Vec::new(),
            total: 0,
            ..whole
        });
    };
    let mut shown = whole;
    for (line, (cells, total)) in shown
        .rows
        .iter_mut()
        .zip(masque.cells.into_iter().zip(masque.rows))
    {
        (line.cells, line.total) = (cells, total);
    }
    shown.totals = masque.columns;
    Ok(shown)
}

/// The counts with the people behind each. Those of a total are what the figures say of it, kept
/// between what its cells allow: the largest of them, and their sum.
fn tableau(grille: &Grille, crossed: &Crossed, figures: &Figures) -> Tableau {
    let people = |cell: &(i64, i64)| u64::try_from(cell.0).unwrap_or(0);
    let known = |dimension: Dimension, code: &String| {
        let found = figures.by.get(&dimension).and_then(|by| by.get(code));
        found.map_or(0, visites)
    };
    let total = |count: u64, known: u64, cells: Vec<u64>| {
        let (most, sum) = (cells.iter().copied().max(), cells.iter().sum());
        let persons = known.clamp(most.unwrap_or(0), sum);
        Count { count, persons }
    };
    let cells = grille.cells.iter().map(|line| {
        let cells = line.iter();
        let one = |c: &(i64, i64)| Count {
            count: grille.count(*c),
            persons: people(c),
        };
        cells.map(one).collect()
    });
    let (first, second) = crossed.dimensions;
    let rows = grille.rows.iter().enumerate().map(|(i, (_, code))| {
        let cells = grille.cells[i].iter().map(people).collect();
        total(grille.of_row(i), known(first, code), cells)
    });
    let columns = grille.columns.iter().enumerate().map(|(j, (_, code))| {
        let cells = grille.cells.iter().map(|line| people(&line[j])).collect();
        total(grille.of_column(j), known(second, code), cells)
    });
    let all = grille.cells.iter().flatten().map(people).collect();
    Tableau {
        cells: cells.collect(),
        rows: rows.collect(),
        columns: columns.collect(),
        total: total(grille.total(), visites(&figures.total), all),
    }
}

fn visites(measures: &Measures) -> u64 {
    u64::try_from(measures.visites).unwrap_or(0)
}

/// The table of a file; one without notes says in a last row that numbers are masked.
fn table_of(page: &Page, crossed: &Crossed, shown: &Shown, without_notes: bool) -> table::Table {
    let word = page.t("croisement-masque");
    let cell = |n: &Option<u64>| match n {
        Some(n) => table::Cell::from(i64::try_from(*n).unwrap_or(i64::MAX)),
        None => table::Cell::Hidden(word.clone()),
    };
    let line = |name: &str, cells: &[Option<u64>], total: Option<u64>| {
        let head = table::Cell::from(name);
        let cells = cells.iter().map(cell);
        [head]
            .into_iter()
            .chain(cells)
            .chain([cell(&total)])
            .collect()
    };
    let total = page.t("croisement-total");
    let mut rows: Vec<Vec<table::Cell>> = shown
        .rows
        .iter()
        .map(|row| line(&row.word, &row.cells, row.total))
        .collect();
    let said = said(page, shown);
    if !shown.rows.is_empty() {
        rows.push(line(&total, &shown.totals, Some(shown.total)));
    }
    if without_notes {
        rows.push(vec![said.as_str().into()]);
    }
    let months = (crossed.choice.from, crossed.choice.to);
    table::Table {
        columns: [shown.unit.clone()]
            .into_iter()
            .chain(shown.columns.clone())
            .chain([total])
            .collect(),
        rows,
        notes: vec![
            format!("{} ({} – {})", shown.period, months.0, months.1),
            page.t("chiffres-definition-somme"),
            said,
        ],
        title: shown.title.clone(),
    }
}

/// What is said of the masks, or that nothing can be shown.
pub(in crate::web::chiffres) fn said(page: &Page, shown: &Shown) -> String {
    if shown.rows.is_empty() {
        page.t("croisement-retenu")
    } else {
        page.ta(
            "croisement-masque-note",
            &[("seuil", i64::from(Threshold::RELEASED.people()))],
        )
    }
}
