//! A site asks for a paper: those of this session, one that is laid in the scanner, or one
//! that comes from a telephone.
//!
//! The telephone comes by a door of its own, which shows one page and takes a few files
//! under a word drawn for this session.

use askama::Template;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use axum_extra::extract::Form;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use plus_borne::{kiosk::Order, paper::MOST_BYTES};
use plus_reports::svg::qr;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::Kiosk;
use crate::{
    seance::{Borne, Numerisation, depot},
    web::{
        error::WebError,
        page::{Answer, Page, render, see_other},
        state::App,
        text::Texts,
        upload,
    },
};

/// A paper that may be given.
struct Line {
    number: u32,
    name: String,
    pages: u32,
}

#[derive(Template)]
#[template(path = "seance/joindre.html")]
struct AttachPage {
    page: Page,
    lines: Vec<Line>,
    /// Address for the telephone, and its QR code; empty when there is no such door.
    address: String,
    qr: String,
    /// Whether there is a scanner.
    scans: bool,
    /// Whether it reads now.
    moves: bool,
    /// Why nothing came of it; empty when nothing was refused.
    refused: &'static str,
}

/// `GET /borne/joindre`.
pub async fn show(State(app): State<App>, Kiosk(borne): Kiosk, page: Page) -> Answer {
    let page = page.titled("seance-joindre");
    let named = |page: &Page, number: u32, name: Option<String>| {
        name.unwrap_or_else(|| page.ta("seance-joindre-papier", &[("numero", number)]))
    };
    let held = borne.with_papiers(|held| held.all());
    let lines = held.into_iter().map(|(number, papier)| Line {
        number,
        name: named(&page, number, papier.name),
        pages: papier.pages,
    });
    let lines = lines.collect();
    let address = depot::address(&app, &borne).unwrap_or_default();
    let standing = borne.numerisation();
    render(&AttachPage {
        scans: borne.scanner().is_some(),
        moves: standing == Numerisation::Moves,
        refused: match standing {
            Numerisation::Refused(why) => why,
            _ => "",
        },
        qr: if address.is_empty() {
            String::new()
        } else {
            qr::draw(&address).map_err(WebError::internal)?
        },
        lines,
        address,
        page,
    })
}

/// A choice.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    papier: u32,
}

/// `POST /borne/joindre`: the paper goes to the field that asked for one.
pub async fn give(Kiosk(borne): Kiosk, Form(chosen): Form<Chosen>) -> Answer {
    let papier = borne.with_papiers(|held| held.get(chosen.papier));
    let papier = papier.ok_or(WebError::NotFound)?;
    let name = format!("document-{}.pdf", chosen.papier);
    borne.tell(Order::Attach {
        name,
        bytes: papier.pdf,
    });
    Ok(see_other(&borne.here("/borne/joindre")))
}

/// `POST /borne/joindre/numeriser`: what is laid in the scanner comes among the papers.
pub async fn scan(Kiosk(borne): Kiosk) -> Answer {
    crate::seance::scan(&borne);
    Ok(see_other(&borne.here("/borne/joindre")))
}

#[derive(Template)]
#[template(path = "seance/telephone.html")]
struct PhonePage {
    lang: &'static str,
    texts: Texts,
    /// Key of what is said, empty at first.
    told: &'static str,
    done: bool,
}

/// The door of telephones: one page.
pub fn door(app: &App, borne: std::sync::Arc<Borne>) -> Router {
    Router::new()
        .route("/p/{mot}", get(phone).post(receive))
        .layer(DefaultBodyLimit::max(MOST_BYTES + 64 * 1024))
        .with_state((app.clone(), borne))
}

type Phone = State<(App, std::sync::Arc<Borne>)>;

async fn phone(State((app, borne)): Phone, Path(word): Path<String>) -> Response {
    if depot::is_open(&app, &borne, &word) {
        shown(&borne, StatusCode::OK, "", false)
    } else {
        shown(&borne, StatusCode::NOT_FOUND, "seance-telephone-fini", true)
    }
}

async fn receive(
    State((app, borne)): Phone,
    Path(word): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(file) = upload::file(&headers, &body, "papier") else {
        return shown(
            &borne,
            StatusCode::UNPROCESSABLE_ENTITY,
            "seance-telephone-rien",
            false,
        );
    };
    let (status, told, done) = match depot::take(&app, &borne, &word, file).await {
        depot::Taken::Kept => (StatusCode::OK, "seance-telephone-recu", false),
        depot::Taken::Closed => (StatusCode::NOT_FOUND, "seance-telephone-fini", true),
        depot::Taken::Misnamed => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "seance-telephone-nom",
            false,
        ),
        depot::Taken::Refused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "seance-telephone-refuse",
            false,
        ),
    };
    shown(&borne, status, told, done)
}

fn shown(borne: &Borne, status: StatusCode, told: &'static str, done: bool) -> Response {
    let texts = Texts::of(borne.language());
    let lang = borne.language().tag();
    let page = PhonePage {
        lang,
        texts,
        told,
        done,
    };
    let html = page.render().unwrap_or_default();
    let headers = [
        ("content-security-policy", policy(&html)),
        ("cache-control", "no-store".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
    ];
    (status, headers, Html(html)).into_response()
}

/// What the page may hold: its own style, known by its hash, and nothing else.
fn policy(html: &str) -> String {
    let style = html.split("<style>").nth(1);
    let style = style.and_then(|rest| rest.split("</style>").next());
    let hash = BASE64.encode(Sha256::digest(style.unwrap_or_default()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}
