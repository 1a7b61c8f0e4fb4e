//! `/pilotage/territoire/changements/{id}/apercu`: a public page as a change would make it. It is
//! answered by the very handler of that page, with the territory of the change for this request
//! alone.

use axum::{
    body::Body,
    extract::{Path, Query, Request, State},
    http::{Method, Uri},
    response::Response,
};
use plus_domain::territoire::changement::Relecture;
use serde::Deserialize;
use tower::ServiceExt as _;

use super::{PATH, files, found};
use crate::web::{
    access::Access,
    error::WebError,
    page::{local_path, see_other},
    router,
    state::{App, AppState},
};

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// `GET /pilotage/territoire/changements/{id}/apercu`.
pub async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, WebError> {
    let change = found(&app, &id).await?;
    let path = local_path(&asked.page).ok_or(WebError::NotFound)?;
    let route = path.split('?').next().unwrap_or(path);
    // Pages that everybody may read, and that have no part in their address.
    if route.contains('{') || router::access_of(route) != Some(Access::Public) {
        return Err(WebError::NotFound);
    }
    let read = Relecture::of(&change.laid(&files(&app)?), &app.territory());
    let Ok(territory) = read.territoire else {
        return Ok(see_other(&format!("{PATH}/changements/{id}")));
    };
    let uri: Uri = path.parse().map_err(|_| WebError::NotFound)?;
    let (parts, _) = request.into_parts();
    let mut asked = Request::new(Body::empty());
    *asked.method_mut() = Method::GET;
    *asked.uri_mut() = uri;
    *asked.headers_mut() = parts.headers;
    *asked.extensions_mut() = parts.extensions;
    let pages = router::routes(&app).with_state(app.clone());
    let answer = AppState::previewing(*territory, pages.oneshot(asked)).await;
    answer.map_err(WebError::internal)
}
