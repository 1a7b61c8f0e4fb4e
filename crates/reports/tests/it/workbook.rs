//! What a spreadsheet program finds in the workbook of a statement.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use plus_reports::xlsx;
use zip::ZipArchive;

use crate::samples::october;

/// The text of one part of the workbook.
fn part(name: &str) -> String {
    let bytes = xlsx::statement(&october()).unwrap();
    let mut parts = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    parts
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn page() -> calamine::Range<Data> {
    let bytes = xlsx::statement(&october()).unwrap();
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(
        workbook.sheet_names(),
        ["Relevé", "Données", "Comment lire"]
    );
    workbook.worksheet_range("Relevé").unwrap()
}

#[test]
fn the_page_holds_real_numbers_and_words_where_they_are_hidden() {
    let page = page();
    let figures_of = |name: &str| -> Vec<Vec<Data>> {
        let rows = page.rows().filter(|row| row[0] == *name);
        rows.map(|row| row[1..].to_vec()).collect()
    };
    assert_eq!(figures_of("Demander le RSA")[0][0], Data::Float(41.0));
    assert_eq!(figures_of("Demander le RSA")[0][1], Data::Float(27.7));
    assert_eq!(
        figures_of("Trop-perçu")[0][0],
        Data::String("masqué".to_owned())
    );
    assert_eq!(figures_of("Visites")[0][2], Data::Float(1012.0));
}

#[test]
fn a_native_chart_draws_the_rows_of_the_table_without_its_total() {
    let chart = part("xl/charts/chart1.xml");
    assert!(chart.contains("<c:barDir val=\"bar\"/>"), "{chart}");
    let range = chart
        .split("<c:cat>")
        .nth(1)
        .and_then(|rest| rest.split("<c:f>").nth(1))
        .and_then(|rest| rest.split("</c:f>").next())
        .unwrap();
    let page = page();
    let lines: Vec<usize> = range
        .rsplit('$')
        .filter_map(|end| end.trim_end_matches(':').parse().ok())
        .collect();
    let name = |line: usize| {
        page.get_value((u32::try_from(line).unwrap() - 1, 0))
            .unwrap()
    };
    assert_eq!(
        name(lines[1]).to_string(),
        "Allocations familiales, complément familial"
    );
    assert_eq!(name(lines[0]).to_string(), "Trop-perçu");
}

#[test]
fn the_data_has_a_frozen_head_a_filter_and_prints_on_a4() {
    let data = part("xl/worksheets/sheet2.xml");
    assert!(data.contains("state=\"frozen\"") && data.contains("ySplit=\"1\""));
    assert!(data.contains("<autoFilter") && data.contains("paperSize=\"9\""));
}

#[test]
fn the_workbook_is_dated_by_the_statement() {
    assert!(part("docProps/core.xml").contains("2026-11-03T00:00:00Z"));
}
