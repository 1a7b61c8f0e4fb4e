//! Any table as CSV and as a spreadsheet.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;
use plus_reports::{
    csv,
    table::{Cell, Table},
    xlsx,
};
use proptest::prelude::*;

fn lists() -> Table {
    Table {
        title: "Visites d’octobre : tout [et/ou] le reste, bien trop long".to_owned(),
        columns: vec![
            "Jour".into(),
            "Commune".into(),
            "Visites".into(),
            "Part".into(),
        ],
        rows: vec![
            vec![
                date(2026, 10, 8).into(),
                "Le François".into(),
                1234.into(),
                Cell::Tenths(685),
            ],
            vec![
                Cell::Empty,
                "=1+1".into(),
                Cell::Hidden("masqué".into()),
                Cell::Tenths(-5),
            ],
        ],
        notes: vec!["Une visite est une personne reçue une fois.".to_owned()],
    }
}

fn open(bytes: Vec<u8>) -> calamine::Range<Data> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    workbook.worksheet_range_at(0).unwrap().unwrap()
}

#[test]
fn a_csv_opens_in_a_french_spreadsheet() {
    let bytes = csv::table(&lists()).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let text = String::from_utf8(bytes[3..].to_vec()).unwrap();
    assert_eq!(
        text,
        "Jour;Commune;Visites;Part\r\n\
         2026-10-08;Le François;1234;68,5\r\n\
         ;'=1+1;masqué;-0,5\r\n"
    );
}

#[test]
fn a_spreadsheet_holds_real_numbers_and_real_days() {
    let sheet = open(xlsx::table(&lists(), date(2026, 11, 3)).unwrap());
    assert_eq!(sheet.get_value((1, 2)), Some(&Data::Float(1234.0)));
    assert_eq!(sheet.get_value((1, 3)), Some(&Data::Float(68.5)));
    assert!(matches!(sheet.get_value((1, 0)), Some(Data::DateTime(_))));
    assert_eq!(
        sheet.get_value((2, 2)),
        Some(&Data::String("masqué".to_owned()))
    );
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let day = date(2026, 11, 3);
    let once = xlsx::table(&lists(), day).unwrap();
    assert_eq!(once, xlsx::table(&lists(), day).unwrap());
    assert_ne!(once, xlsx::table(&lists(), date(2026, 11, 4)).unwrap());
}

#[test]
fn an_empty_table_is_a_file_too() {
    let empty = Table {
        columns: vec!["Jour".to_owned()],
        ..Table::default()
    };
    assert_eq!(csv::table(&empty).unwrap(), b"\xef\xbb\xbfJour\r\n");
    assert!(xlsx::table(&empty, date(2026, 11, 3)).is_ok());
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_rather_than_refused() {
    let mut table = lists();
    table.rows[0][1] = "é".repeat(40_000).into();
    let sheet = open(xlsx::table(&table, date(2026, 11, 3)).unwrap());
    let text = sheet.get_value((1, 1)).unwrap().to_string();
    assert_eq!(text.chars().count(), 32_767);
}

proptest! {
    #[test]
    fn no_text_becomes_a_formula(
        lead in "[ ]{0,2}[=+\\-@\t\r\n＝＋－＠]?",
        rest in "\\PC{0,20}",
    ) {
        let text = format!("{lead}{rest}");
        let table = Table {
            title: text.clone(),
            columns: vec![text.clone()],
            rows: vec![vec![Cell::Text(text.clone())], vec![Cell::Hidden(text.clone())]],
            notes: vec![text.clone()],
        };
        let bytes = csv::table(&table).unwrap();
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .has_headers(false)
            .from_reader(&bytes[3..]);
        for field in reader.records().flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
            let starts = field.trim_start_matches(' ').chars().next();
            let number = field.trim_start_matches('-').chars().all(|c| c.is_ascii_digit() || c == ',');
            prop_assert!(number || !starts.is_some_and(|c| "=+-@\t\r＝＋－＠".contains(c)), "{:?}", field);
        }
        let bytes = xlsx::table(&table, date(2026, 11, 3)).unwrap();
        let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
        let name = workbook.sheet_names()[0].clone();
        let formulas = workbook.worksheet_formula(&name).unwrap();
        prop_assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    }
}
