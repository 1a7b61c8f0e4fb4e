//! JSON, CSV, spreadsheet and PDF give the same figures.
//!
//! Each format is read back by a reader of its own, from its bytes, into the same
//! list: table, period, row, then the number or the word. The JSON is the truth.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use plus_domain::statement::{Breakdown, Cell, Label, Span, Statement, Table};
use plus_reports::{csv, french, json, pdf, texts::Texts, xlsx};
use proptest::prelude::*;

use crate::{pdf::text_of, samples};

/// Table, period, row, figure.
type Figures = Vec<[String; 4]>;

fn said(cell: Cell) -> String {
    match cell {
        Cell::Shown(count) => count.to_string(),
        Cell::Masked => "masqué".to_owned(),
        Cell::LessThan(people) => format!("moins de {people}"),
    }
}

fn of_table(table: &Table) -> Figures {
    let texts = Texts::french();
    let title = texts.get(&table.title_key).to_owned();
    let period = match table.span {
        Span::Month(month) => french::month(month),
        Span::YearToDate(through) => format!("janvier à {}", french::month(through)),
    };
    let label = |label: &Label| match label {
        Label::Name(name) => name.clone(),
        Label::Key(key) => texts.get(key).to_owned(),
        Label::WithoutDemarche(theme) => format!("{theme}, démarche non précisée"),
    };
    let rows = table.rows.iter().map(|row| (label(&row.label), row.cell));
    rows.chain([("Ensemble".to_owned(), table.total)])
        .map(|(row, cell)| [title.clone(), period.clone(), row, said(cell)])
        .collect()
}

/// The figures of the canonical JSON, in no order.
fn from_json(bytes: &[u8]) -> Figures {
    let statement = Statement::from_json(bytes).unwrap();
    let month = french::month(statement.month);
    let first = "Les chiffres du mois";
    let side = "Le mois, le mois d’avant, l’année";
    let mut figures: Figures = Vec::new();
    let mut add = |table: &str, period: &str, row: &str, cell| {
        figures.push([table.into(), period.into(), row.into(), said(cell)]);
    };
    let headline = &statement.headline;
    add(first, &month, "Accompagnements", headline.accompagnements);
    add(
        first,
        &month,
        "Demandes résolues sur place",
        headline.resolved,
    );
    add(
        first,
        &month,
        "Usagers accompagnés",
        headline.usagers_accompagnes,
    );
    add(side, &month, "Visites", headline.visites);
    add(side, &month, "Demandes", headline.demandes);
    if let Some(before) = &statement.month_before {
        let month = french::month(before.month);
        add(side, &month, "Visites", before.visites);
        add(side, &month, "Demandes", before.demandes);
    }
    if let Some(year) = &statement.year_to_date.totals {
        let months = format!("janvier à {}", french::month(year.through));
        add(side, &months, "Visites", year.visites);
        add(side, &months, "Demandes", year.demandes);
    }
    let before = statement.month_before.iter().flat_map(|month| &month.kinds);
    let year = &statement.year_to_date.tables;
    for table in statement.tables.iter().chain(before).chain(year) {
        figures.extend(of_table(table));
    }
    sorted(figures)
}

/// The same figures with their texts made safe, as the CSV holds them.
fn made_safe(figures: Figures) -> Figures {
    let safe = |text: String| csv::safe(&text).into_owned();
    sorted(figures.into_iter().map(|line| line.map(safe)).collect())
}

fn from_csv(bytes: &[u8]) -> Figures {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(&bytes[3..]);
    let lines = reader.records().map(|line| {
        let line = line.unwrap();
        let figure = if line[4].is_empty() {
            &line[5]
        } else {
            &line[4]
        };
        [&line[0], &line[1], &line[3], figure].map(str::to_owned)
    });
    sorted(lines.collect())
}

fn from_xlsx(bytes: Vec<u8>) -> Figures {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range("Données").unwrap();
    let lines = sheet.rows().skip(1).map(|line| {
        let figure = match &line[4] {
            Data::Float(number) => format!("{number}"),
            word => word.to_string(),
        };
        [
            line[0].to_string(),
            line[1].to_string(),
            line[3].to_string(),
            figure,
        ]
    });
    sorted(lines.collect())
}

fn sorted(mut figures: Figures) -> Figures {
    figures.sort();
    figures
}

fn without_controls(figures: Figures) -> Figures {
    figures
        .into_iter()
        .map(|line| line.map(|text| text.replace(|c: char| c.is_control(), "")))
        .collect()
}

#[test]
fn the_files_of_a_real_month_give_the_same_figures() {
    for statement in [samples::october(), samples::too_few()] {
        let truth = from_json(&json::statement(&statement));
        assert_eq!(from_csv(&csv::statement(&statement).unwrap()), truth);
        assert_eq!(from_xlsx(xlsx::statement(&statement).unwrap()), truth);
    }
}

#[test]
fn the_page_shows_every_figure_of_the_tables_after_its_name() {
    let statement = samples::october();
    let Some(text) = text_of(&pdf::statement(&statement).unwrap()) else {
        return;
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = format!("{} ", words.join(" "));
    let shown = |line: &str| {
        assert!(
            text.contains(&format!("{line} ")),
            "« {line} » is not in\n{text}"
        );
    };
    shown("Visites 121 98 1 012");
    shown("Demandes 148 121 1 304");
    shown("dont accompagnement 109 90 904");
    shown("dont information ou orientation 39 31 400");
    let year = statement.year_to_date.tables.iter();
    let tables = statement.tables.iter().chain(year);
    for table in tables.filter(|table| table.id != Breakdown::Kind) {
        for [_, _, row, figure] in of_table(table) {
            let figure = figure.parse().map_or(figure, french::number);
            shown(&format!("{row} {figure}").replace('\u{202f}', " "));
        }
    }
}

#[test]
fn a_table_without_rows_is_its_total() {
    let mut statement = samples::october();
    statement.tables[2].rows.clear();
    let truth = from_json(&json::statement(&statement));
    assert_eq!(from_xlsx(xlsx::statement(&statement).unwrap()), truth);
    assert_eq!(from_csv(&csv::statement(&statement).unwrap()), truth);
    assert!(pdf::statement(&statement).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
    #[test]
    fn any_statement_gives_the_same_figures_in_its_files(statement in samples::any_statement()) {
        let truth = without_controls(from_json(&json::statement(&statement)));
        let csv = without_controls(from_csv(&csv::statement(&statement).unwrap()));
        let xlsx = without_controls(from_xlsx(xlsx::statement(&statement).unwrap()));
        prop_assert_eq!(&xlsx, &truth);
        prop_assert_eq!(&csv, &without_controls(made_safe(from_json(&json::statement(&statement)))));
    }
}
