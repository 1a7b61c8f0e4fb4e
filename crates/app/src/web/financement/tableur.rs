//! The plan and what became of it as a spreadsheet.

use axum::{extract::State, http::header, response::IntoResponse};
use plus_domain::financement::{Cents, spent_by_line};
use plus_reports::table::{Cell, Table};

use super::{
    Desk,
    page::{Row, expenses, resources},
};
use crate::composition;
use crate::web::{
    error::WebError,
    page::{Answer, Page},
    state::App,
};

/// `GET /pilotage/financement/tableur`.
pub async fn export(State(app): State<App>, page: Page) -> Answer {
    let desk = Desk::load(&app).await?;
    let (plan, followed) = (balance_table(&page, &desk), spent_table(&page, &desk));
    let today = app.today();
    let make = move || plus_reports::xlsx::tables(&[plan, followed], today);
    let bytes = composition::make(make).await?.map_err(WebError::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"financement-{today}.xlsx\""),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// The plan, column by column, as a table of a file.
pub fn balance_table(page: &Page, desk: &Desk) -> Table {
    let balance = desk.plan.balance();
    let part = |key: &str, rows: Vec<Row>| {
        let head = page.t(key);
        let rows = rows.into_iter();
        rows.map(move |row| line(&head, row)).collect::<Vec<_>>()
    };
    let mut rows = part("financement-depenses", expenses(page, desk, &balance));
    rows.extend(part(
        "financement-ressources",
        resources(page, desk, &balance),
    ));
    Table {
        title: page.t("financement-titre"),
        columns: [
            "financement-colonne-cote",
            "financement-colonne-ligne",
            "financement-section-investissement",
            "financement-section-fonctionnement",
            "financement-ensemble",
            "financement-calcule",
        ]
        .map(|key| page.t(key))
        .to_vec(),
        rows: rows
            .into_iter()
            .map(|(cells, computed)| {
                let mark = if computed {
                    page.t("financement-calcule")
                } else {
                    String::new()
                };
                cells.into_iter().chain([Cell::from(mark)]).collect()
            })
            .collect(),
        notes: vec![
            desk.plan.source.clone(),
            page.tc("financement-tva", desk.plan.vat.code()),
        ],
    }
}

fn line(head: &str, row: Row) -> (Vec<Cell>, bool) {
    let computed = row.cells.iter().any(|cell| cell.is_computed);
    let amounts = row.cells.map(|cell| match cell.text.parse::<Cents>() {
        Ok(amount) => Cell::Cents(amount.get()),
        Err(_) if cell.is_word => Cell::Hidden(cell.text),
        Err(_) => Cell::Empty,
    });
    let mut cells = vec![Cell::from(head), Cell::from(row.label)];
    cells.extend(amounts);
    (cells, computed)
}

fn spent_table(page: &Page, desk: &Desk) -> Table {
    let rows = spent_by_line(&desk.plan, &desk.depenses).into_iter();
    let rows = rows.map(|line| {
        let amounts = [line.expense.amount, line.invoiced, line.paid, line.left];
        let mut cells = vec![Cell::from(line.expense.label)];
        cells.extend(amounts.map(|amount| Cell::Cents(amount.get())));
        cells.push(line.tenths.map_or(Cell::Empty, Cell::Tenths));
        cells
    });
    Table {
        title: page.t("financement-suivi"),
        columns: [
            "financement-colonne-ligne",
            "financement-prevu",
            "financement-facture",
            "financement-paye",
            "financement-reste",
            "financement-part-payee",
        ]
        .map(|key| page.t(key))
        .to_vec(),
        rows: rows.collect(),
        notes: vec![page.t("financement-suivi-definition")],
    }
}
