//! What somebody was typing about a visite when the page closed: kept on the
//! server, given back, forgotten once recorded. Nothing sensitive is ever kept.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::sensitive;
use plus_store::{Link, StoreError, draft};

use super::{found, saisie::Typed};
use crate::web::{page::Answer, session::Signed, state::App};

/// Fields that are not worth keeping: the token, and what the page showed.
const LEFT_OUT: [&str; 2] = ["csrf", "vu"];
/// More than this was not typed by a person.
const MOST_SIGNS: usize = 20_000;

/// `POST /agent/visites/{id}/brouillon`: what the script sends while one types.
pub async fn save(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    found(&mut app.store.read().await?, &id).await?;
    let status = if keep(&app, &signed, &id, &Typed(typed)).await? {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(status.into_response())
}

/// Keeps what is typed, unless it holds something sensitive: then nothing is kept.
pub async fn keep(app: &App, signed: &Signed, id: &str, typed: &Typed) -> Result<bool, StoreError> {
    let own = typed
        .0
        .iter()
        .filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
    let own: Vec<&(String, String)> = own.collect();
    let content = serde_json::to_string(&own).map_err(|e| StoreError::value("draft", e))?;
    let refused = own
        .iter()
        .any(|(_, value)| sensitive::find(value).is_some());
    if refused || content.len() > MOST_SIGNS {
        forget(app, signed, id).await?;
        return Ok(false);
    }
    let mut tx = app.store.begin().await?;
    let (account, now) = (signed.account.id.as_str(), app.outside.now_ms());
    draft::save(&mut tx, account, &name(id), &content, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// What was being typed.
pub async fn of(link: &mut Link, signed: &Signed, id: &str) -> Result<Option<Typed>, StoreError> {
    let kept = draft::load(link, signed.account.id.as_str(), &name(id)).await?;
    Ok(kept
        .and_then(|text| serde_json::from_str(&text).ok())
        .map(Typed))
}

/// Forgets it, if there is something to forget.
pub async fn forget(app: &App, signed: &Signed, id: &str) -> Result<(), StoreError> {
    if of(&mut app.store.read().await?, signed, id)
        .await?
        .is_none()
    {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    draft::forget(&mut tx, signed.account.id.as_str(), &name(id)).await?;
    tx.commit().await
}

fn name(id: &str) -> String {
    format!("visite:{id}")
}
