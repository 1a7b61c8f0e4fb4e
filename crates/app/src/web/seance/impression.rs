//! A paper before it is printed, and while it is.
//!
//! The screen stands above what the person was doing, which stays as it is. While something
//! happens its script looks again every second.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use plus_borne::{
    kiosk::Order,
    printer::queue::{JobId, State as JobState},
};

use super::Kiosk;
use crate::{
    seance::{Borne, Impression},
    web::{
        error::WebError,
        page::{Answer, Page, render, see_other},
        state::App,
    },
};

#[derive(Template)]
#[template(path = "seance/impression.html")]
struct PrintPage {
    page: Page,
    number: u32,
    pages: u32,
    /// Pages that may still be printed.
    left: u32,
    /// The name that a site gave the paper.
    name: String,
    /// Where it stands: family `borne-impression`; empty before it is asked for.
    state: &'static str,
    /// Why it waits: family `borne-imprimante`.
    reason: &'static str,
    /// Whether something still happens.
    moves: bool,
    /// Whether this kiosk has a printer.
    printer: bool,
}

#[derive(Template)]
#[template(path = "seance/papier-refuse.html")]
struct RefusedPage {
    page: Page,
    /// `illisible` or `trop`: family `borne-papier`.
    why: &'static str,
}

/// `POST /borne/imprimer`: the page that is shown becomes a paper. The page stays: its paper
/// comes above it.
pub async fn print(Kiosk(borne): Kiosk) -> Answer {
    borne.tell(Order::Paper);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /borne/impression/{numero}`.
pub async fn read(
    State(app): State<App>,
    Kiosk(borne): Kiosk,
    Path(number): Path<String>,
    page: Page,
) -> Answer {
    let page = page.titled("seance-impression-titre");
    let why = match number.as_str() {
        "illisible" => Some("illisible"),
        "trop" => Some("trop"),
        _ => None,
    };
    if let Some(why) = why {
        return render(&RefusedPage { page, why });
    }
    let number = number.parse().map_err(|_| WebError::NotFound)?;
    let papier = borne.with_papiers(|held| held.get(number));
    let papier = papier.ok_or(WebError::NotFound)?;
    let standing = standing(&borne, papier.job);
    render(&PrintPage {
        number,
        pages: papier.pages,
        left: borne.pages_left(app.today()),
        name: papier.name.unwrap_or_default(),
        state: standing.0,
        reason: standing.1,
        moves: standing.2,
        printer: borne.impression().is_some(),
        page,
    })
}

/// Where a paper stands: its word, the reason when it waits, and whether that moves.
fn standing(borne: &Borne, job: Option<JobId>) -> (&'static str, &'static str, bool) {
    let (Some(job), Some(impression)) = (job, borne.impression()) else {
        return ("", "", false);
    };
    match impression.state(job) {
        None => ("", "", false),
        Some(JobState::Waiting) => ("attend", "", true),
        Some(JobState::Sending | JobState::Printing { .. }) => ("imprime", "", true),
        Some(JobState::Held { reason, .. }) => ("retenu", Impression::word(&reason), true),
        Some(JobState::Done) => ("fini", "", false),
        Some(JobState::Cancelled) => ("arrete", "", false),
        Some(JobState::Expired) => ("perime", "", false),
        Some(JobState::Failed(_)) => ("echoue", "", false),
    }
}

/// `POST /borne/impression/{numero}`: print it.
pub async fn confirm(
    State(app): State<App>,
    Kiosk(borne): Kiosk,
    Path(number): Path<u32>,
) -> Answer {
    crate::seance::print(&app, &borne, number).await;
    Ok(see_other(
        &borne.here(&format!("/borne/impression/{number}")),
    ))
}

/// `POST /borne/impression/{numero}/arreter`.
pub async fn cancel(Kiosk(borne): Kiosk, Path(number): Path<u32>) -> Answer {
    let job = borne
        .with_papiers(|held| held.get(number))
        .and_then(|p| p.job);
    if let (Some(job), Some(impression)) = (job, borne.impression()) {
        impression.queue.cancel(job);
    }
    Ok(see_other(
        &borne.here(&format!("/borne/impression/{number}")),
    ))
}

/// `POST /borne/retour`: the screen of ours goes, what was below it is there again.
pub async fn uncover(Kiosk(borne): Kiosk) -> Answer {
    borne.tell(Order::Uncover);
    // Seen only when nothing was below: a paper that was picked up by its code.
    Ok(see_other(&borne.here("/borne")))
}
