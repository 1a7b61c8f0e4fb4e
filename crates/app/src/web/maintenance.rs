//! While somebody works on the machine: every page says so, and when it comes back
//! (`crate::maintenance`). What looks after the machine, and the style of that page, stay.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use jiff::Timestamp;

use super::{error::WebError, page::Page, state::App};
use crate::maintenance;

/// Answers everything else with the page of maintenance while it lasts, with the time to
/// wait (`Retry-After`). A machine of the relay tries again by itself: nothing is lost.
pub async fn close(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let stays = path.starts_with("/assets/") || matches!(path, "/healthz" | "/metrics");
    let standing = maintenance::standing(app.store.folder()).filter(|_| !stays);
    let Some(standing) = standing else {
        return next.run(request).await;
    };
    let wait = HeaderValue::from(standing.wait(app.outside.now_ms()));
    let mut response = WebError::Maintenance.into_response();
    response.headers_mut().insert(header::RETRY_AFTER, wait);
    response
}

/// When the pages come back, in words.
pub fn sentence(app: &App, page: &Page) -> String {
    let standing = maintenance::standing(app.store.folder());
    match standing.and_then(|m| m.back_at(app.outside.now_ms())) {
        Some(at) => {
            let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
            let there = at.to_zoned_datetime(app.zone());
            page.arg("jour", page.day(there.date()))
                .arg("heure", page.hour(there.time()))
                .t("erreur-maintenance-retour")
        }
        None => page.t("erreur-maintenance-texte"),
    }
}
