//! One statement, five readings: JSON, CSV, spreadsheet, PDF and the page on
//! screen, each read back from what is served, hold the same figures.

use std::{collections::BTreeSet, io::Cursor, process::Command};

use axum::{
    body::Body,
    http::{Request, header},
};
use calamine::{Data, Reader};
use plus::{
    demo::{self, Setting},
    outside::Outside,
};
use plus_domain::{
    account::Role,
    statement::{Cell, Label, Statement},
};
use plus_reports::{french, texts::Texts};

use crate::actors::{Actor, MORNING, Relay};

const NUMBER: &str = "2026-10-caf-1";

/// Row and figure, as read; a set: a row may stand in several tables.
type Figures = BTreeSet<(String, String)>;

/// An invented life: eighteen months of visites.
pub async fn live(relay: &Relay) {
    live_from(relay, 3).await;
}

/// The same from another beginning.
pub async fn live_from(relay: &Relay, seed: u64) {
    let territory = relay.app.territory();
    let crew = ["a1".into(), "a2".into()];
    let setting = Setting {
        territory: &territory,
        crew: &crew,
        today: jiff::civil::date(2026, 11, 23),
        seed,
    };
    let past = demo::life(&setting);
    for batch in past.chunks(2_000) {
        let mut tx = relay.app.store.begin().await.unwrap();
        let outside = Outside::fixed(MORNING, 5);
        outside.record(&mut tx, batch).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A relay with an invented life and one statement issued from its page.
async fn issued(relay: &Relay, seed: u64) -> Actor<'_> {
    live_from(relay, seed).await;
    let chief = relay.person(Role::Coordinateur).await;
    let wanted = [("mois", "2026-10"), ("partenaire", "caf")];
    let done = chief.post("/pilotage/releves", &wanted).await;
    assert_eq!(done.status.as_u16(), 303, "{}", done.body);
    chief
}

async fn file(chief: &Actor<'_>, format: &str) -> Vec<u8> {
    let path = format!("/pilotage/releves/{NUMBER}/{format}");
    chief
        .bytes(Request::get(path).body(Body::empty()).unwrap())
        .await
}

fn said(cell: Cell) -> String {
    match cell {
        Cell::Shown(count) => count.to_string(),
        Cell::Masked => "masqué".to_owned(),
        Cell::LessThan(people) => format!("moins de {people}"),
    }
}

/// The truth: every row of every table of the canonical JSON.
fn of_json(bytes: &[u8]) -> Figures {
    let statement = Statement::from_json(bytes).unwrap();
    let texts = Texts::french();
    let word = |label: &Label| match label {
        Label::Name(name) => name.clone(),
        Label::Key(key) => texts.get(key).to_owned(),
        Label::WithoutDemarche(theme) => format!("{theme}, démarche non précisée"),
    };
    let tables = statement
        .tables
        .iter()
        .chain(&statement.year_to_date.tables);
    let rows = tables.flat_map(|t| t.rows.iter().map(|r| (word(&r.label), said(r.cell))));
    let headline = &statement.headline;
    let first = [
        ("Visites", headline.visites),
        ("Demandes", headline.demandes),
    ];
    rows.chain(first.map(|(name, cell)| (name.to_owned(), said(cell))))
        .collect()
}

fn of_csv(bytes: &[u8]) -> Figures {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(&bytes[3..]);
    let lines = reader.records().map(|line| {
        let line = line.unwrap();
        let figure = if line[4].is_empty() {
            &line[5]
        } else {
            &line[4]
        };
        (line[3].to_owned(), figure.to_owned())
    });
    lines.collect()
}

fn of_xlsx(bytes: Vec<u8>) -> Figures {
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Données").unwrap();
    let figure = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        word => word.to_string(),
    };
    sheet
        .rows()
        .skip(1)
        .map(|row| (row[3].to_string(), figure(&row[4])))
        .collect()
}

/// Text of a piece of HTML, its tags taken away.
fn plain(html: &str) -> String {
    let text: String = html
        .split('<')
        .map(|p| p.split_once('>').map_or(p, |(_, t)| t))
        .collect();
    text.replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&quot;", "\"")
        .trim()
        .to_owned()
}

/// A number as it is written for people, read back.
fn number(text: &str) -> String {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.chars().all(|c| c.is_ascii_digit()) {
        digits
    } else {
        text.to_owned()
    }
}

/// Each row of each table of the page, with each of its figures.
fn of_screen(html: &str) -> Figures {
    let rows = html
        .split("<tr")
        .skip(1)
        .filter(|row| row.contains("scope=\"row\""));
    let cells = rows.flat_map(|row| {
        let row = row.split("</tr>").next().unwrap();
        let (name, rest) = row.split_once("</th>").unwrap();
        let name = plain(&format!("<tr{name}"));
        let name = name.trim_start_matches("dont ").to_owned();
        let figures = rest
            .split("<td")
            .skip(1)
            .map(|cell| number(&plain(&format!("<td{cell}"))));
        figures
            .map(|figure| (name.clone(), figure))
            .collect::<Vec<_>>()
    });
    cells.collect()
}

#[expect(clippy::print_stderr, reason = "what was not read is said")]
fn of_pdf(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("releve.pdf");
    std::fs::write(&path, bytes).unwrap();
    let Ok(read) = Command::new("pdftotext")
        .args(["-raw"])
        .arg(&path)
        .arg("-")
        .output()
    else {
        eprintln!("pdftotext absent : le PDF n’est pas relu");
        return None;
    };
    let text = String::from_utf8_lossy(&read.stdout).into_owned();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ") + " ")
}

#[tokio::test]
async fn the_four_files_and_the_screen_of_a_statement_hold_the_same_figures() {
    for seed in [3, 41] {
        let relay = Relay::open().await;
        let chief = issued(&relay, seed).await;
        same_figures(&chief).await;
        same_as_the_api(&relay, &chief).await;
    }
}

/// What a program of the partner reads is the very file that was frozen.
async fn same_as_the_api(relay: &Relay, chief: &Actor<'_>) {
    relay.account("partenaire", Role::Partenaire).await;
    let read = async |path: &str| {
        // `partenaire:` and the common password of the tests.
        let coded = "Basic cGFydGVuYWlyZTp0b3J0dWUgbGFtcGUgbnVhZ2Ugdmlz";
        let asked = Request::get(path).header(header::AUTHORIZATION, coded);
        let visitor = relay.visitor();
        visitor.bytes(asked.body(Body::empty()).unwrap()).await
    };
    let frozen = file(chief, "json").await;
    let told = read(&format!("/api/v1/statements/{NUMBER}")).await;
    assert_eq!(of_json(&told), of_json(&frozen));
    assert!(told == frozen, "byte for byte");
    let list: serde_json::Value =
        serde_json::from_slice(&read("/api/v1/statements").await).unwrap();
    let hash = blake3::hash(&frozen).to_hex().to_string();
    assert_eq!(list[0]["number"], NUMBER);
    assert_eq!(list[0]["hash"], hash.as_str());
}

async fn same_figures(chief: &Actor<'_>) {
    let truth = of_json(&file(chief, "json").await);
    assert!(truth.len() > 15, "a real statement: {truth:?}");
    let screen = of_screen(&chief.get(&format!("/pilotage/releves/{NUMBER}")).await.body);
    for (name, read) in [
        ("csv", of_csv(&file(chief, "csv").await)),
        ("xlsx", of_xlsx(file(chief, "xlsx").await)),
        ("screen", screen.clone()),
    ] {
        let missing: Vec<_> = truth.difference(&read).collect();
        assert!(missing.is_empty(), "{name} lacks {missing:?} in {read:?}");
    }
    let files = of_csv(&file(chief, "csv").await);
    let invented: Vec<_> = screen
        .iter()
        .filter(|(name, figure)| {
            figure.parse::<u64>().is_ok()
                && !files
                    .iter()
                    .any(|(n, f)| f == figure && (n == name || name == "Ensemble"))
        })
        .collect();
    assert!(
        invented.is_empty(),
        "the screen shows what no file holds: {invented:?}"
    );
    if let Some(page) = of_pdf(&file(chief, "pdf").await) {
        for (name, figure) in &truth {
            let written = figure.parse().map_or(figure.clone(), french::number);
            assert!(
                printed(&page, name, &written),
                "the PDF lacks « {name} {written} » in {page}"
            );
        }
    }
}

/// Whether a figure follows its name on the printed page, among those of its row.
fn printed(page: &str, name: &str, figure: &str) -> bool {
    let blank = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, figure) = (blank(name) + " ", format!(" {} ", blank(figure)));
    let rows = page
        .match_indices(&name)
        .map(|(at, _)| &page[at + name.len() - 1..]);
    rows.map(|rest| rest.chars().take(30).collect::<String>())
        .any(|rest| rest.contains(&figure))
}
