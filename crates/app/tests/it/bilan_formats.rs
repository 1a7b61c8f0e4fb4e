//! One truth (requirement T5): every cell of every table of the half-yearly report, read back
//! from what is served, is the same on screen, in the ODT, the DOCX, the workbook, the PDF and the
//! JSON, whatever was recorded. And two programs write the same bytes.

use std::{
    io::{Cursor, Read},
    path::Path,
    process::Command,
};

use axum::{body::Body, http::Request};
use calamine::{Data, Reader};
use plus_domain::account::Role;
use plus_reports::french;
use serde_json::Value;

use crate::{
    actors::{Actor, Relay},
    quatre_formats::live_from,
};

const REPORT: &str = "/pilotage/bilans/2026-S2";
/// Beginnings of lives that are invented.
const SEEDS: [u64; 3] = [5, 17, 2_026];

/// Title, heads and lines of a table, as a person reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    title: String,
    lines: Vec<Vec<String>>,
}

async fn file(chief: &Actor<'_>, format: &str) -> Vec<u8> {
    let asked = Request::get(format!("{REPORT}/{format}"));
    chief.bytes(asked.body(Body::empty()).unwrap()).await
}

/// Without the blanks that tell a thousand or hold two words together.
fn spaced(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

fn said(cell: &Value) -> String {
    let whole = |n: i64| {
        let sign = if n < 0 { "−" } else { "" };
        format!("{sign}{}", french::number(n.unsigned_abs()))
    };
    let text = match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(count) => whole(count.as_i64().unwrap()),
        cell => match (cell["hidden"].as_str(), cell["tenths"].as_i64()) {
            (Some(word), _) => word.to_owned(),
            (None, Some(tenths)) => format!("{},{}", whole(tenths / 10), tenths % 10),
            (None, None) => {
                let cents = cell["cents"].as_i64().unwrap();
                format!("{},{:02} €", whole(cents / 100), cents % 100)
            }
        },
    };
    spaced(&text)
}

fn tables(report: &Value) -> Vec<&Value> {
    let sections = report["sections"].as_array().unwrap().iter();
    sections
        .flat_map(|s| s["tables"].as_array().unwrap())
        .collect()
}

/// The truth: heads, then lines, each as wide as the heads.
fn of_json(report: &Value) -> Vec<Told> {
    let read = tables(report).into_iter().map(|table| {
        let heads = table["columns"].as_array().unwrap();
        let rows = table["rows"].as_array().unwrap().iter();
        let rows = rows.map(|row| row.as_array().unwrap());
        let lines = std::iter::once(heads).chain(rows).map(|row| {
            let mut cells: Vec<String> = row.iter().map(said).collect();
            cells.resize(heads.len(), String::new());
            cells
        });
        Told {
            title: spaced(table["title"].as_str().unwrap()),
            lines: lines.collect(),
        }
    });
    read.collect()
}

/// Text between two marks, again and again.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(begin).skip(1);
    parts.map(|part| part.split(end).next().unwrap()).collect()
}

fn plain(markup: &str) -> String {
    let pieces = markup.split('<').enumerate();
    let text: Vec<&str> = pieces
        .map(|(at, piece)| match piece.split_once('>') {
            Some((_, text)) => text,
            None if at == 0 => piece,
            None => "",
        })
        .collect();
    let text = text.join(" ");
    let text = text
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&lt;", "<")
        .replace("&#60;", "<")
        .replace("&gt;", ">")
        .replace("&#62;", ">");
    spaced(&text.replace("&#38;", "&").replace("&amp;", "&"))
}

fn of_screen(page: &str) -> Vec<Told> {
    let read = between(page, "<caption>", "</table>").into_iter().map(|t| {
        let lines = between(t, "<tr>", "</tr>").into_iter().map(|row| {
            let cells = row.split("<t").skip(1);
            let cells = cells.map(|cell| plain(cell.split_once('>').unwrap().1));
            cells.collect()
        });
        Told {
            title: plain(t.split("</caption>").next().unwrap()),
            lines: lines.collect(),
        }
    });
    read.collect()
}

fn packed(bytes: &[u8], name: &str) -> String {
    let mut pack = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    let mut found = pack.by_name(name).unwrap();
    found.read_to_string(&mut text).unwrap();
    text
}

/// Lines of each table of a document, by the marks of its tables, lines and cells.
fn of_document(xml: &str, [table, row, cell]: [&str; 3]) -> Vec<Vec<Vec<String>>> {
    let marks = |name: &str| (format!("<{name}"), format!("</{name}>"));
    let ((tb, te), (rb, re), (cb, ce)) = (marks(table), marks(row), marks(cell));
    let one = |t: &str| -> Vec<Vec<String>> {
        let rows = between(t, &rb, &re).into_iter().map(|r| {
            let cells = between(r, &cb, &ce).into_iter();
            cells.map(|c| plain(c.split_once('>').unwrap().1)).collect()
        });
        rows.collect()
    };
    between(xml, &tb, &te).into_iter().map(one).collect()
}

/// Every sheet, in order: its heads and its lines.
fn of_workbook(bytes: Vec<u8>) -> Vec<Vec<Vec<Data>>> {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let sheets = names.iter().map(|name| {
        let sheet = book.worksheet_range(name).unwrap();
        sheet.rows().map(<[Data]>::to_vec).collect()
    });
    sheets.collect()
}

/// Whether a cell of the workbook is that of the JSON: a number that counts again, or its words.
fn is_same(cell: &Value, own: &Data) -> bool {
    let number = |n: f64| matches!(own, Data::Float(own) if (own - n).abs() < 1e-9);
    let whole = |value: &Value| value.as_i64().map(|n| n as f64);
    match cell {
        Value::Null => matches!(own, Data::Empty),
        Value::String(text) => spaced(&own.to_string()) == spaced(text),
        Value::Number(_) => whole(cell).is_some_and(number),
        cell if cell["hidden"].is_string() => cell["hidden"] == own.to_string().as_str(),
        cell => {
            let tenths = whole(&cell["tenths"]).map(|n| n / 10.0);
            let euros = whole(&cell["cents"]).map(|n| n / 100.0);
            tenths.or(euros).is_some_and(number)
        }
    }
}

fn same_workbook(report: &Value, sheets: &[Vec<Vec<Data>>]) {
    let tables = tables(report);
    assert_eq!(sheets.len(), tables.len());
    for (table, sheet) in tables.into_iter().zip(sheets) {
        let heads = table["columns"].as_array().unwrap();
        let rows = table["rows"].as_array().unwrap().iter();
        let rows = rows.map(|row| row.as_array().unwrap());
        for (line, row) in std::iter::once(heads).chain(rows).enumerate() {
            for (at, cell) in row.iter().enumerate() {
                let own = sheet[line].get(at).unwrap_or(&Data::Empty);
                assert!(
                    is_same(cell, own),
                    "{} line {line}: {cell} is {own:?}",
                    table["title"]
                );
            }
        }
    }
}

#[expect(clippy::print_stderr, reason = "a test that checks less says so")]
fn text_of(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bilan.pdf");
    std::fs::write(&path, pdf).unwrap();
    let Ok(read) = Command::new("pdftotext")
        .arg("-raw")
        .arg(&path)
        .arg("-")
        .output()
    else {
        eprintln!("pdftotext is not installed: the cells of the PDF are not read");
        return None;
    };
    Some(joined(&String::from_utf8_lossy(&read.stdout)))
}

/// Without blanks nor hyphens: a narrow column cuts words.
fn joined(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !['-', '\u{ad}', '\u{2010}'].contains(c);
    text.chars().filter(kept).collect()
}

/// Every cell after the one before it, its table after its title.
fn same_pdf(truth: &[Told], text: &str) {
    let mut from = 0;
    for table in truth {
        let title = joined(&table.title);
        let found = text[from..].find(&title);
        from += found.unwrap_or_else(|| panic!("« {} » is missing", table.title));
        for line in &table.lines {
            let mut place = from;
            for cell in line.iter().map(|cell| joined(cell)) {
                let found = text[place..].find(&cell);
                place += found.unwrap_or_else(|| panic!("{}: {cell} of {line:?}", table.title));
            }
        }
    }
}

#[tokio::test]
async fn every_cell_of_the_report_is_the_same_in_every_format() {
    for seed in SEEDS {
        let relay = Relay::open().await;
        live_from(&relay, seed).await;
        let chief = relay.person(Role::Coordinateur).await;
        let report: Value = serde_json::from_slice(&file(&chief, "json").await).unwrap();
        let truth = of_json(&report);
        assert!(truth.len() > 15 && truth.iter().any(|t| t.lines.len() > 6));
        let screen = of_screen(&chief.get(REPORT).await.body);
        for (own, table) in screen.iter().zip(&truth) {
            assert_eq!(own, table, "on screen, seed {seed}");
        }
        assert_eq!(screen.len(), truth.len());
        let lines: Vec<Vec<Vec<String>>> = truth.iter().map(|t| t.lines.clone()).collect();
        let odt = packed(&file(&chief, "odt").await, "content.xml");
        let marks = ["table:table ", "table:table-row", "table:table-cell"];
        let odt = of_document(&odt.replace("</table:table>", "</table:table >"), marks);
        assert_eq!(odt, lines, "ODT, seed {seed}");
        let docx = packed(&file(&chief, "docx").await, "word/document.xml");
        let docx = of_document(
            &docx
                .replace("<w:tbl>", "<w:table>")
                .replace("</w:tbl>", "</w:table>")
                .replace("<w:tr>", "<w:line>")
                .replace("</w:tr>", "</w:line>")
                .replace("<w:tc>", "<w:cell>")
                .replace("</w:tc>", "</w:cell>"),
            ["w:table", "w:line", "w:cell"],
        );
        assert_eq!(docx, lines, "DOCX, seed {seed}");
        same_workbook(&report, &of_workbook(file(&chief, "xlsx").await));
        if let Some(text) = text_of(&file(&chief, "pdf").await) {
            same_pdf(&truth, &text);
        }
    }
}

fn half_yearly(folder: &Path, format: &str) -> Vec<u8> {
    let arguments = [
        "report",
        "half-yearly",
        "--period",
        "2026-S2",
        "--format",
        format,
        "--data",
        folder.to_str().unwrap(),
    ];
    let out = crate::command::plus(&arguments, "");
    assert!(out.status.success(), "{}", crate::command::stderr(&out));
    out.stdout
}

#[tokio::test]
async fn two_programs_write_the_same_bytes_of_the_report() {
    let relay = Relay::open().await;
    live_from(&relay, SEEDS[0]).await;
    relay.app.store.close().await;
    for format in ["pdf", "odt", "docx", "xlsx", "json"] {
        let first = half_yearly(relay.folder(), format);
        assert!(!first.is_empty(), "{format}");
        assert!(first == half_yearly(relay.folder(), format), "{format}");
    }
}
