//! The secret link of a view: opened for some days, read by whoever has it, closed at once.
//!
//! What it shows is masked and kept when it is opened: it never follows the lines, so that
//! nobody can tell from one day to the next who came.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use axum_extra::extract::Form;
use plus_domain::form::FormErrors;
use plus_reports::svg::Paint;
use plus_store::{
    throttle::{self, Scope, Subject},
    vue::{self, Opened},
};
use serde::{Deserialize, Serialize};

use super::{
    PATH, crossed,
    une::{Beside, held, view_page},
};
use crate::{
    account::secret_hash,
    web::{
        address::Address,
        chiffres::croisement::{
            bars, count,
            grille::{Shown, Words},
            sortie::{released, said},
        },
        eloignement,
        error::WebError,
        page::{Answer, Page, render, see_other},
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Most days that a link stays open.
pub const MOST_DAYS: i64 = 90;
const DAY_MS: i64 = 86_400_000;

/// What the form of the link sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    jours: String,
}

/// What is kept behind a link.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    name: String,
    shown: Shown,
    at: i64,
}

#[derive(Template)]
#[template(path = "chiffres/lien.html")]
struct LinkPage {
    page: Page,
    grid: Words,
    period: String,
    chart: String,
    said: String,
    at: String,
}

/// What is kept of a link.
fn hash(token: &str) -> String {
    secret_hash(&format!("vue\0{token}"))
}

/// `POST /pilotage/vues/{id}/lien`: a new link, shown once; the one before does not answer any
/// more.
pub async fn open(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let vue = held(&app, &id).await?;
    if eloignement::has_hub(&app).await? {
        return Ok(see_other(&format!("{PATH}/{id}")));
    }
    let days = typed.jours.trim().parse().ok();
    let Some(days) = days.filter(|days| (1..=MOST_DAYS).contains(days)) else {
        let mut errors = FormErrors::default();
        errors.add_with("jours", "vue-jours", [("max", MOST_DAYS.to_string())]);
        let beside = Beside {
            jours: typed.jours,
            errors,
            ..Beside::default()
        };
        return view_page(&app, page, &vue, beside).await;
    };
    let crossed = crossed(&app, &vue);
    let counted = count(&app, &crossed).await?;
    let now = app.outside.now_ms();
    let kept = Kept {
        shown: released(&app, &page, &crossed, &counted).await?,
        name: vue.name.clone(),
        at: now,
    };
    let kept = serde_json::to_string(&kept).map_err(WebError::internal)?;
    let token = plus_journal::wire::hex(&app.outside.random_bytes::<16>());
    let opened = Opened {
        opened_at: now,
        ends_at: now + days * DAY_MS,
    };
    let mut tx = app.store.begin().await?;
    vue::open(&mut tx, &id, (&hash(&token), &kept), &opened).await?;
    tx.commit().await?;
    let beside = Beside {
        link: format!("{}/vue/{token}", page.origin),
        ..Beside::default()
    };
    view_page(&app, page, &vue, beside).await
}

/// `POST /pilotage/vues/{id}/lien/fermer`.
pub async fn close(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let mut tx = app.store.begin().await?;
    vue::close(&mut tx, &id).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{PATH}/{id}?fait=ferme")))
}

/// `GET /vue/{jeton}`: the figures of a link. One that was closed or has ended is found nowhere,
/// and addresses that look for one wait (requirement S5).
pub async fn read(
    State(app): State<App>,
    page: Page,
    address: Address,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let now = app.outside.now_ms();
    let tries = [tries(&address)];
    let mut tx = app.store.begin().await?;
    let wait = throttle::count(&mut tx, &tries, now).await?;
    tx.commit().await?;
    if wait > 0 {
        return Err(WebError::TooMany);
    }
    let found = {
        let mut link = app.store.read().await?;
        vue::shown(&mut link, &hash(&token), now).await?
    };
    let found = found.ok_or(WebError::NotFound)?;
    let mut tx = app.store.begin().await?;
    throttle::absolve(&mut tx, &tries, now).await?;
    tx.commit().await?;
    let kept: Kept = serde_json::from_str(&found).map_err(WebError::internal)?;
    let chart = if kept.shown.rows.is_empty() {
        String::new()
    } else {
        bars(&page, &kept.shown, Paint::Web)
    };
    let mut response = render(&LinkPage {
        chart,
        said: said(&page, &kept.shown),
        at: date_and_clock(&app, &page, kept.at),
        grid: kept.shown.words(&page),
        period: kept.shown.period,
        page: page.titled_text(kept.name),
    })?;
    let headers = response.headers_mut();
    let secret = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, secret);
    let unlisted = HeaderValue::from_static("noindex, nofollow");
    headers.insert("x-robots-tag", unlisted);
    Ok(response)
}

fn tries(Address(address): &Address) -> Subject {
    Subject {
        scope: Scope::Address,
        key: secret_hash(&format!("vue\0{address}")),
    }
}
