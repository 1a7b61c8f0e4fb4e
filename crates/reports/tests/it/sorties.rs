//! Stacked bars, their image, and the OpenDocument spreadsheet.

use std::io::Cursor;

use calamine::{Data, Ods, Reader};
use jiff::civil::date;
use plus_reports::{
    ods, png,
    svg::{Paint, SERIES, Stack, Stacks},
    table::{Cell, Table},
};

fn stacks() -> Stacks {
    Stacks {
        id: "c".into(),
        title: "Par commune".into(),
        desc: "Trois communes".into(),
        series: vec!["CAF".into(), "<CGSS>".into(), "EDF".into()],
        hidden: "masqué".into(),
        bars: vec![
            Stack {
                label: "Le François".into(),
                parts: vec![Some(30), Some(20), Some(50)],
                total: Some(100),
            },
            Stack {
                label: "Ducos".into(),
                parts: vec![None, Some(25), None],
                total: None,
            },
        ],
    }
}

#[test]
fn stacked_bars_have_a_name_a_key_and_say_what_is_hidden() {
    let svg = stacks().draw(Paint::Web);
    assert!(
        svg.contains("role=\"img\" aria-labelledby=\"c-t c-d\""),
        "{svg}"
    );
    assert!(
        svg.contains("&lt;CGSS&gt;") && svg.contains(">masqué</text>"),
        "{svg}"
    );
    assert!(
        svg.contains("width=\"30%\"") && svg.contains("x=\"50%\""),
        "{svg}"
    );
    assert!(
        svg.contains("width=\"25%\"") && !svg.contains("style="),
        "{svg}"
    );
    // The third series is told apart by its hatching: the key and one bar.
    assert_eq!(svg.matches("url(#c-h0)").count(), 2, "{svg}");
    let many = Stacks {
        series: vec!["s".into(); SERIES + 3],
        ..stacks()
    };
    let key = many.draw(Paint::Web).matches(">s</tspan>").count();
    assert_eq!(key, SERIES);
}

#[test]
fn a_drawing_becomes_an_image_that_is_not_blank() {
    let svg = stacks().draw(Paint::Literal { width: 400 });
    let image = png::drawing(&svg).expect("an image");
    assert!(image.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(image, png::drawing(&svg).expect("again"), "the same bytes");
    let bare = svg.split("<text").next().expect("a drawing").to_owned() + "</svg>";
    let without = png::drawing(&bare).expect("an image");
    assert_ne!(image, without, "its letters are drawn");
    assert!(png::drawing("<html>").is_err());
}

#[test]
fn a_spreadsheet_of_libreoffice_holds_numbers_and_texts_that_are_no_formulas_s18() {
    let table = Table {
        title: "Par commune & lieu".into(),
        columns: vec!["visites".into(), "CAF".into(), "le".into()],
        rows: vec![
            vec!["=1+1".into(), 12_i64.into(), date(2026, 11, 2).into()],
            vec![
                "Ducos".into(),
                Cell::Hidden("masqué".into()),
                Cell::Tenths(-685),
            ],
        ],
        notes: vec!["Masqué au-dessous de 11".into()],
    };
    let bytes = ods::table(&table, date(2026, 11, 23)).expect("packed");
    assert_eq!(
        bytes,
        ods::table(&table, date(2026, 11, 23)).expect("packed")
    );
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).expect("opens");
    let name = book.sheet_names()[0].clone();
    let sheet = book.worksheet_range(&name).expect("a sheet");
    let at = |row, column| sheet.get_value((row, column)).cloned();
    assert_eq!(at(0, 0), Some(Data::String("Par commune & lieu".into())));
    assert_eq!(at(2, 0), Some(Data::String("=1+1".into())));
    assert_eq!(at(2, 1), Some(Data::Float(12.0)));
    assert_eq!(at(3, 1), Some(Data::String("masqué".into())));
    assert_eq!(at(3, 2), Some(Data::Float(-68.5)));
    assert_eq!(
        at(4, 0),
        Some(Data::String("Masqué au-dessous de 11".into()))
    );
}
