//! The PDF of the half-yearly report as another program reads it: text and tags in the order of
//! reading, a description for every drawing, every font within, both standards declared.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use axum::{body::Body, http::Request};
use plus_domain::account::Role;
use serde_json::Value;

use crate::bilan::{PUBLISHED, recorded};

/// What a tool of poppler says of a file; `None`, said aloud, where it is not installed.
#[expect(clippy::print_stderr, reason = "a test that checks less says so")]
fn poppler(tool: &str, arguments: &[&str], path: &Path) -> Option<String> {
    let said = Command::new(tool)
        .args(arguments)
        .arg(path)
        .stderr(Stdio::null())
        .output();
    let Ok(said) = said else {
        eprintln!("{tool} is not installed: what it says of the PDF is not checked");
        return None;
    };
    Some(String::from_utf8_lossy(&said.stdout).into_owned())
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let mut windows = bytes.windows(text.len());
    windows.any(|window| window == text.as_bytes())
}

/// Text with its no-break spaces as spaces.
fn plain(text: &str) -> String {
    let signs = text.chars();
    signs
        .map(|sign| if sign.is_whitespace() { ' ' } else { sign })
        .collect()
}

#[tokio::test]
async fn the_pdf_of_2017_is_read_in_order_by_another_program() {
    let relay = recorded().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let asked = |format: &str| {
        let asked = Request::get(format!("{PUBLISHED}/{format}"));
        asked.body(Body::empty()).unwrap()
    };
    let report = coordinator.bytes(asked("json")).await;
    let report: Value = serde_json::from_slice(&report).unwrap();
    let bytes = coordinator.bytes(asked("pdf")).await;
    for mark in ["pdfuaid:part", "pdfaid:part", "/Marked true", "/Lang(fr)"] {
        assert!(holds(&bytes, mark), "{mark} is missing");
    }
    let kept = tempfile::tempdir().unwrap();
    let path = kept.path().join("bilan.pdf");
    std::fs::write(&path, &bytes).unwrap();
    let Some(tags) = poppler("pdfinfo", &["-struct-text"], &path) else {
        return;
    };
    // Sections and their tables, in the order of the JSON, as the tags tell them.
    let tags = plain(&tags);
    let mut from = 0;
    let mut follows = |said: &str| {
        let said = plain(said);
        let place = tags[from..].find(&format!("\"{said}"));
        assert!(place.is_some(), "« {said} » is missing or misplaced");
        from += place.unwrap();
    };
    for section in report["sections"].as_array().unwrap() {
        follows(section["title"].as_str().unwrap());
        for table in section["tables"].as_array().unwrap() {
            follows(table["title"].as_str().unwrap());
        }
    }
    let tables = report["sections"].as_array().unwrap().iter();
    let tables = tables.flat_map(|s| s["tables"].as_array().unwrap());
    let drawn = tables.filter(|t| !t["drawing"].is_null()).count();
    assert_eq!(tags.matches("Figure").count(), drawn, "a figure each");
    assert!(drawn >= 5, "{drawn}");
    assert!(holds(&bytes, "/Alt"), "described");
    assert!(tags.contains("/Scope /Column") && tags.contains("/Scope /Row"));
    let Some(fonts) = poppler("pdffonts", &[], &path) else {
        return;
    };
    let lines: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!lines.is_empty());
    for line in lines {
        assert!(line.contains("Atkinson"), "{line}");
        assert!(
            line.contains("yes yes yes"),
            "embedded and readable: {line}"
        );
    }
}
