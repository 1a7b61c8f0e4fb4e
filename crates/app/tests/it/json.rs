//! What each command prints with `--format json`: its shape is a promise.
//!
//! Snapshots hold every name and every value that does not change from one run to
//! the next; a changed snapshot is a change for those who read it, to be written
//! in the CHANGELOG.

use std::path::Path;

use serde_json::{Value, json};

use crate::command::{json as printed, plus};

/// Runs a command on a folder and reads its JSON, what changes at each run hidden.
fn run(data: &Path, line: &str) -> Value {
    let folder = data.to_str().unwrap();
    let mut arguments: Vec<&str> = line.split(' ').collect();
    let folderless = line.starts_with("territory") || line.starts_with("content check ");
    if !folderless {
        arguments.extend(["--data", folder]);
    }
    arguments.extend(["--format", "json"]);
    hidden(printed(&plus(&arguments, "")), folder)
}

fn hidden(value: Value, folder: &str) -> Value {
    match value {
        Value::Object(fields) => {
            let hide = |(name, value): (String, Value)| {
                let changing = ["id", "node", "hash", "pack", "score", "link", "bytes"];
                let value = if changing.contains(&name.as_str()) {
                    json!(format!("({name})"))
                } else {
                    hidden(value, folder)
                };
                (name, value)
            };
            Value::Object(fields.into_iter().map(hide).collect())
        }
        Value::Array(items) => items.into_iter().map(|v| hidden(v, folder)).collect(),
        Value::String(text) => json!(text.replace(folder, "(dossier)")),
        other => other,
    }
}

/// The record of 2017, made once for all the snapshots.
fn record() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let made = plus(
        &["demo", "--scenario", "2017", "--data", folder, "--no-serve"],
        "",
    );
    assert!(made.status.success());
    data
}

#[test]
fn the_json_of_every_command_keeps_its_shape() {
    let data = record();
    let run = |line: &str| run(data.path(), line);
    insta::assert_json_snapshot!("stats", run("stats --from 2016-01-01 --to 2017-05-30"));
    insta::assert_json_snapshot!("account-list", run("account list"));
    insta::assert_json_snapshot!("journal-verify", run("journal verify"));
    insta::assert_json_snapshot!("rebuild", run("rebuild"));
    let mut doctor = run("doctor");
    let checks = doctor["checks"].as_array_mut().unwrap();
    let disk = checks.iter().position(|c| c["name"] == "disque");
    // How much room there is differs from one machine to the next.
    checks.remove(disk.unwrap());
    insta::assert_json_snapshot!("doctor", doctor);
    let mut sent = run("report monthly --month 2017-04");
    let statements = sent["statements"].as_array_mut().unwrap();
    // The statement itself has its own snapshot in `reports`.
    for one in statements {
        assert!(one["statement"].take().is_object());
    }
    insta::assert_json_snapshot!("report-monthly", sent);
    let coop = run("report coop --from 2017-01 --to 2017-06");
    for counted in ["activities", "individual", "accompaniments"] {
        assert_eq!(coop[counted], json!(567), "{counted}: {coop}");
    }
    let people = coop["followed"].as_u64().zip(coop["anonymous"].as_u64());
    let people = people.map(|(followed, anonymous)| followed + anonymous);
    assert_eq!(people, coop["beneficiaries"].as_u64());
    the_half_yearly_report_has_the_published_figures(
        data.path(),
        &run("report half-yearly --period 2017-S1"),
    );
}

/// 761 people accompanied, 436 then 325; 733,304 € planned, of which 55,554.60 € to be found.
fn the_half_yearly_report_has_the_published_figures(data: &Path, report: &Value) {
    let sections = report["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 13, "twelve and the annex");
    let tables = sections
        .iter()
        .flat_map(|s| s["tables"].as_array().unwrap());
    let rows: Vec<&Value> = tables.flat_map(|t| t["rows"].as_array().unwrap()).collect();
    let first = |label: &str| {
        let found = rows.iter().find(|row| row[0] == label);
        found.unwrap_or_else(|| panic!("no row {label}"))[1].clone()
    };
    let people = ["En 2016", "En 2017", "Depuis le début"].map(first);
    assert_eq!(people, [json!(436), json!(325), json!(761)]);
    let cents: Vec<i64> = rows
        .iter()
        .flat_map(|row| row.as_array().unwrap())
        .filter_map(|cell| cell["cents"].as_i64())
        .collect();
    for amount in [
        73_330_400, 32_599_400, 40_731_000, 12_777_140, 54_997_800, 5_555_460,
    ] {
        assert!(cents.contains(&amount), "{amount} is not in {cents:?}");
    }
    let folder = data.to_str().unwrap();
    let line = [
        "report",
        "half-yearly",
        "--period",
        "2017-S1",
        "--format",
        "pdf",
        "--data",
        folder,
    ];
    let (once, twice) = (plus(&line, ""), plus(&line, ""));
    assert!(once.stdout.starts_with(b"%PDF"));
    assert_eq!(once.stdout, twice.stdout, "the same inputs, the same bytes");
}

#[test]
fn the_json_of_content_and_search_keeps_its_shape() {
    let data = tempfile::tempdir().unwrap();
    let archive = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fiches/tests/data/vosdroits-mini.zip"
    );
    let run = |line: &str| run(data.path(), line);
    insta::assert_json_snapshot!("content-check", run(&format!("content check {archive}")));
    insta::assert_json_snapshot!("content-import", run(&format!("content import {archive}")));
    assert_eq!(
        run("content check"),
        run(&format!("content check {archive}")),
        "the content in service is what the archive holds"
    );
    insta::assert_json_snapshot!("search", run("search carte"));
}

#[test]
fn the_json_of_backup_keeps_its_shape() {
    let data = tempfile::tempdir().unwrap();
    let (relay, copy) = (data.path().join("relais"), data.path().join("copie.zip"));
    run(&relay, "account list");
    let line = format!("backup create --clear {}", copy.display());
    let mut made = run(&relay, &line);
    made["path"] = json!("(fichier)");
    insta::assert_json_snapshot!("backup-create", made);
}

#[test]
fn the_json_of_a_territory_keeps_its_shape() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    // A folder that is no part of a host's or a file's name: it would be hidden in it.
    let nowhere = Path::new("(aucun)");
    let checked = run(nowhere, &format!("territory check {folder}"));
    insta::assert_json_snapshot!("territory-check", checked);
    let list = run(nowhere, &format!("territory allow-list {folder}"));
    let caf = list["sites"].as_array().unwrap().iter();
    let caf = caf.clone().find(|site| site["host"] == "*.caf.fr").unwrap();
    assert_eq!(list["territory"], "espace-sud");
    insta::assert_json_snapshot!("territory-allow-list", caf);
}
