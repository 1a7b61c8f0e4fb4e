//! `/api/v1`: what programs read. Read only, in JSON, described by the OpenAPI
//! document that it serves.
//!
//! Open to all: the territory, its catalogue, the half-days to come. Open to a
//! partner alone: its own issued statements. No line, no count that was not
//! published and protected, ever passes here.

pub mod basic;
pub mod hsds;
pub mod lieux;
pub mod open;
pub mod releves;
pub mod services;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

/// The document of the API.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "PLUS",
        description = "Données ouvertes du relais, et relevés de chaque partenaire. Lecture seule. Les nombres publiés sont protégés : les petits effectifs sont masqués ou regroupés.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        open::territory,
        open::partners,
        open::places,
        lieux::geojson,
        open::procedures,
        open::procedure,
        services::services,
        services::service,
        open::sessions,
        releves::statements,
        releves::statement,
    ),
    modifiers(&Password)
)]
pub struct Document;

/// A partner's programs sign each request with its login and password.
#[derive(Debug)]
struct Password;

impl Modify for Password {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Basic).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("partner", SecurityScheme::Http(scheme));
    }
}

/// `GET /api/v1/openapi.json`.
pub async fn document() -> Response {
    Json(Document::openapi()).into_response()
}
