//! Past visites in a CSV text: read, or every line to mend named.
#![no_main]

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{civil::date, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use plus_domain::{
    ids::AccountId,
    territoire::Territoire,
    visite::import::{self, Known, Row, Sheet},
};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../territoires/espace-sud");

static TERRITORY: LazyLock<Territoire> = LazyLock::new(|| {
    let names = ["territoire.toml", "partenaires.toml", "lieux.csv", "communes.csv", "logo.svg"];
    let read = |name: &str| {
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}")).expect("it is there");
        (name.to_owned(), text)
    };
    Territoire::from_files(names.map(read)).expect("it is right")
});

fuzz_target!(|text: &str| {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(b';')
        .from_reader(text.as_bytes());
    let rows = reader.records().flatten().zip(1..);
    let rows = rows.map(|(cells, line)| Row {
        line,
        cells: cells.iter().map(str::to_owned).collect(),
    });
    let (team, author) = (BTreeMap::new(), AccountId::new("essai"));
    let known = Known {
        territory: &TERRITORY,
        zone: &TimeZone::UTC,
        team: &team,
        author: &author,
        today: date(2026, 11, 23),
        id: &|key| key.chars().take(36).collect(),
    };
    match import::read(&Sheet::of_rows(rows.collect()), &known) {
        Ok(read) => assert!(read.iter().all(|i| i.visite.date <= known.today)),
        Err(bad) => assert!(!bad.is_empty()),
    }
});
