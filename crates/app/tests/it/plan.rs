//! `plus plan` and `plus territory import-geo` as a shell calls them.

use std::{fs, path::PathBuf};

use crate::command::{json, plus, stderr};

fn here(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(path).to_str().unwrap().to_owned()
}

#[test]
fn a_month_is_planned_and_proved() {
    let file = here("crates/planning/tests/data/month.json");
    let made = json(&plus(
        &["plan", "tour", "--instance", &file, "--format", "json"],
        "",
    ));
    assert_eq!(
        (made["objective"].as_i64(), made["proved"].as_bool()),
        (Some(-2295), Some(true))
    );
    assert_eq!(made["half_days"].as_array().map(Vec::len), Some(17));
    assert_eq!(made["closed"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_file_that_is_no_tour_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tournee.json");
    fs::write(&file, "{\"H\": 3").unwrap();
    let refused = plus(&["plan", "tour", "--instance", file.to_str().unwrap()], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stderr(&refused).contains("ne décrit pas une tournée"),
        "{}",
        stderr(&refused)
    );
    let month = here("crates/planning/tests/data/month.json");
    let refused = plus(
        &["plan", "tour", "--instance", &month, "--time-limit", "0"],
        "",
    );
    assert!(
        stderr(&refused).contains("--time-limit"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn invented_data_are_planned_in_their_turn() {
    let territory = here("territoires/espace-sud");
    let made = plus(
        &[
            "plan",
            "instance",
            "--months",
            "1",
            "--seed",
            "2",
            "--territory",
            &territory,
        ],
        "",
    );
    assert!(made.status.success(), "{}", stderr(&made));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tournee.json");
    fs::write(&file, &made.stdout).unwrap();
    let planned = json(&plus(
        &[
            "plan",
            "tour",
            "--instance",
            file.to_str().unwrap(),
            "--format",
            "json",
        ],
        "",
    ));
    assert_eq!(planned["proved"].as_bool(), Some(true), "{planned}");
}

#[test]
fn sites_of_a_file_of_the_or_library_are_proved() {
    let file = here("crates/planning/tests/data/pmed/pmed1.txt");
    let made = json(&plus(
        &["plan", "siting", "--orlib", &file, "--format", "json"],
        "",
    ));
    assert_eq!(
        (made["value"].as_f64(), made["proved"].as_bool()),
        (Some(5819.0), Some(true))
    );
    assert_eq!(made["open"].as_array().map(Vec::len), Some(5));
}

/// The four quartiers where the check values of the engine put a kiosk. They are arbitrary.
const STANDING: &str = "1343598017,1259518129,1259497897,1360115305";

#[test]
fn twelve_kiosks_serve_twelve_communes_and_the_price_of_that_is_told() {
    let territory = here("territoires/espace-sud");
    let asked = [
        "plan",
        "siting",
        "--territory",
        &territory,
        "--fixed",
        STANDING,
    ];
    let made = json(&plus(&[&asked[..], &["--format", "json"]].concat(), ""));
    let number = |path: &str| {
        made.pointer(path)
            .and_then(serde_json::Value::as_f64)
            .unwrap()
    };
    assert_eq!(made["rule"]["communes"].as_u64(), Some(12));
    assert_eq!(made["rule"]["open"].as_array().map(Vec::len), Some(12));
    assert_eq!(made["rule"]["proved"].as_bool(), Some(true));
    // Proved by two other programs, to a tenth.
    assert!(
        (number("/without_rule/value") - 768_371.5).abs() < 0.1,
        "{made}"
    );
    assert!(number("/price") > 0.0, "a rule never gains");
    assert!(
        (number("/before/mean") - 13.7).abs() < 0.05 && number("/after/mean") < 6.0,
        "{made}"
    );
    let told = String::from_utf8_lossy(&plus(&asked, "").stdout).into_owned();
    for said in [
        "estimé",
        "12 communes servies",
        "(existe)",
        "Avant",
        "Après",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn geography_is_imported_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let territory = here("territoires/espace-sud");
    let copy = folder.path().join("t");
    copy_all(territory.as_ref(), &copy);
    let geo = copy.join("geo");
    let kept = |name: &str| fs::read(geo.join(name)).unwrap();
    let before = kept("carreaux.csv");
    let source = |name: &str| format!("{territory}/geo/{name}");
    let (tiles, places, outlines) = (
        source("carreaux.csv"),
        source("quartiers.csv"),
        source("communes.geojson"),
    );
    fs::remove_file(geo.join("carreaux.csv")).unwrap();
    let run = |tiles: &str| {
        let there = copy.to_str().unwrap();
        plus(
            &[
                "territory",
                "import-geo",
                there,
                "--tiles",
                tiles,
                "--places",
                &places,
                "--outlines",
                &outlines,
                "--format",
                "json",
            ],
            "",
        )
    };
    let bad = folder.path().join("carreaux.csv");
    fs::write(&bad, "lat;lon\n1;2\n").unwrap();
    let refused = run(bad.to_str().unwrap());
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        !geo.join("carreaux.csv").exists(),
        "nothing is half-imported"
    );
    let made = json(&run(&tiles));
    assert_eq!(made[0]["file"], "carreaux.csv");
    assert_eq!(
        kept("carreaux.csv"),
        before,
        "its own files, once more, are the same bytes"
    );
}

pub fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}
