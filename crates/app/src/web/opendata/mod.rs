//! `/opendata`: what the relay gives to everybody as data, with its licence, its schemas and,
//! for the yearly file of visites, the proof that nobody is told apart in it.

pub mod catalogue;
pub mod inclusion;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};
use crate::opendata::{Edition, SCHEMA, SCHEMA_NAME, editions, file_name, proof_name};

/// Where it all stands.
pub const PATH: &str = "/opendata";

/// Files that are made when they are asked for: code, address, media type.
pub(super) const FILES: [(&str, &str, &str); 6] = [
    (
        "lieux",
        "/opendata/lieux-mediation-numerique.json",
        "application/json",
    ),
    (
        "lieux",
        "/opendata/lieux-mediation-numerique.csv",
        "text/csv",
    ),
    (
        "inclusion",
        "/opendata/data-inclusion/structures.json",
        "application/json",
    ),
    (
        "inclusion",
        "/opendata/data-inclusion/services.json",
        "application/json",
    ),
    (
        "passages",
        "/opendata/hsds/service.json",
        "application/json",
    ),
    ("passages", "/passages.ics", "text/calendar"),
];
/// What the files hold, in the order of the page.
pub(super) const SETS: [&str; 3] = ["lieux", "passages", "inclusion"];

/// A set of data as the page shows it.
struct Set {
    title: String,
    text: String,
    files: Vec<&'static str>,
}

/// A year as the page shows it.
struct Year {
    edition: Edition,
    date: String,
    file: String,
    proof: String,
}

#[derive(Template)]
#[template(path = "opendata/page.html")]
struct OpenPage {
    page: Page,
    sets: Vec<Set>,
    years: Vec<Year>,
}

/// `GET /opendata`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let set = |code: &str| {
        let files = FILES.iter().filter(|(of, ..)| *of == code);
        Set {
            title: page.tc("opendata-titre", code),
            text: page.tc("opendata-texte", code),
            files: files.map(|(_, address, _)| *address).collect(),
        }
    };
    let year = |edition: Edition| Year {
        date: page.date(edition.publiee),
        file: format!("{PATH}/visites/{}", edition.fichier),
        proof: format!("{PATH}/visites/{}", proof_name(edition.annee)),
        edition,
    };
    let years = published(&app).await?;
    render(&OpenPage {
        sets: SETS.map(set).into(),
        years: years.into_iter().map(year).collect(),
        page: page.titled("opendata-page"),
    })
}

/// The years published, read away from the threads that serve pages.
pub(super) async fn published(app: &App) -> Result<Vec<Edition>, WebError> {
    let Some(folder) = app.opendata() else {
        return Ok(Vec::new());
    };
    let read = tokio::task::spawn_blocking(move || editions(&folder)).await;
    read.map_err(WebError::internal)
}

/// `GET /opendata/visites/{fichier}`: the file of a year, its proof, or what its columns mean.
pub async fn file(State(app): State<App>, Path(name): Path<String>) -> Result<Response, WebError> {
    if name == SCHEMA_NAME {
        return Ok(open("application/json", SCHEMA.as_bytes().to_vec()));
    }
    let folder = app.opendata().ok_or(WebError::NotFound)?;
    let years = published(&app).await?;
    // Only names that we make ourselves: no path comes from outside.
    let found = years.iter().find_map(|edition| {
        let year = edition.annee;
        if name == file_name(year) {
            Some("text/csv; charset=utf-8")
        } else {
            (name == proof_name(year)).then_some("application/json")
        }
    });
    let kind = found.ok_or(WebError::NotFound)?;
    let read = tokio::task::spawn_blocking(move || std::fs::read(folder.join(name))).await;
    let bytes = read.map_err(WebError::internal)?;
    Ok(open(kind, bytes.map_err(WebError::internal)?))
}

/// A file that any site may read.
fn open(kind: &'static str, bytes: Vec<u8>) -> Response {
    let said = [
        ("access-control-allow-origin", "*"),
        (header::CONTENT_TYPE.as_str(), kind),
    ];
    (said, bytes).into_response()
}
