//! A partner's own issued statements, byte for byte as they were frozen.

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::ids::PartnerCode;
use plus_store::statement;
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::{error::WebError, page::Answer, session::Signed, state::App};

/// An issued statement, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementLine {
    /// Its number.
    pub number: String,
    /// Month, `AAAA-MM`.
    pub month: String,
    /// BLAKE3 of the canonical JSON, in hexadecimal.
    pub hash: String,
    /// Instant of issue, milliseconds since 1970 UTC.
    pub issued_at: i64,
}

/// The statements issued to the partner who asks, latest month first.
#[utoipa::path(
    get,
    path = "/api/v1/statements",
    security(("partner" = [])),
    responses((status = 200, body = [StatementLine]), (status = 401, description = "Login or password missing or wrong"))
)]
pub async fn statements(State(app): State<App>, signed: Signed) -> Answer {
    let partner = own(&signed)?;
    let all = statement::list(&mut app.store.read().await?, Some(&partner)).await?;
    let line = |s: statement::Stored| StatementLine {
        number: s.number,
        month: s.month.to_string(),
        hash: s.hash,
        issued_at: s.at,
    };
    Ok(Json(all.into_iter().map(line).collect::<Vec<_>>()).into_response())
}

/// One statement of the partner who asks: the canonical JSON, whose BLAKE3 is its hash.
#[utoipa::path(
    get,
    path = "/api/v1/statements/{number}",
    security(("partner" = [])),
    params(("number" = String, Path, description = "Number of the statement")),
    responses(
        (status = 200, body = serde_json::Value, content_type = "application/json"),
        (status = 401, description = "Login or password missing or wrong"),
        (status = 404, description = "None of this partner has this number")
    )
)]
pub async fn statement(
    State(app): State<App>,
    signed: Signed,
    Path(number): Path<String>,
) -> Answer {
    let partner = own(&signed)?;
    let found = statement::by_number(&mut app.store.read().await?, &number).await?;
    let stored = found.filter(|s| s.partner == partner);
    let stored = stored.ok_or(WebError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], stored.json).into_response())
}

fn own(signed: &Signed) -> Result<PartnerCode, WebError> {
    signed.account.partner.clone().ok_or(WebError::Forbidden)
}
