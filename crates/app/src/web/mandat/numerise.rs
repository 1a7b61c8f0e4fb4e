//! `/agent/mandats/{id}/numerise`: the paper that the person signed, scanned or photographed,
//! cleaned, sealed beside her mandate, and read again by those who follow her.

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};

use super::{HERE, actes, found};
use crate::{
    retrait,
    web::{
        error::WebError,
        page::{Answer, see_other},
        retrait::nouveau::{Body, sentence},
        session::Signed,
        state::App,
        upload::{self, Family},
    },
};

/// Whether a path is where papers of mandates are sent: a form whose body may be large.
pub fn is_here(path: &str) -> bool {
    path.strip_prefix(HERE)
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(|rest| rest.strip_suffix("/numerise"))
        .is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

/// `POST /agent/mandats/{id}/numerise`.
pub async fn keep(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Body(headers, body): Body,
) -> Answer {
    let mut link = app.store.read().await?;
    let (mandat, _) = found(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    let file = upload::file(&headers, &body, "papier");
    if file
        .as_ref()
        .is_some_and(|file| !file.is_named_right(Family::Papers))
    {
        return Ok(see_other(&format!("{HERE}/{id}?fichier=nom#numerise")));
    }
    let bytes = file.map(|file| file.bytes).unwrap_or_default();
    match retrait::clean(bytes).await {
        Ok(paper) => {
            actes::scan(&app, &signed.account.id, &mandat, paper).await?;
            Ok(see_other(&format!("{HERE}/{id}?fait=numerise")))
        }
        Err(why) => {
            let why = sentence(why).trim_start_matches("retrait-fichier-");
            Ok(see_other(&format!("{HERE}/{id}?fichier={why}#numerise")))
        }
    }
}

/// `GET /agent/mandats/{id}/numerise`.
pub async fn file(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let mut link = app.store.read().await?;
    let (mandat, _) = found(&app, &mut link, (&signed, &id)).await?;
    let paper = actes::paper(&app, &mut link, &mandat).await?;
    let heads = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"mandat-signe.pdf\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((heads, paper.ok_or(WebError::NotFound)?).into_response())
}
