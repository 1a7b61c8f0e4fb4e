//! `/opendata/data-inclusion/*.json`: the places of the relay, and what is done there, in the
//! schema of data·inclusion. A place that the schema would refuse is left out.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use plus_domain::{
    opendata::inclusion::{Adresse, Service, Structure},
    territoire::{Place, PlaceKind, Territoire},
};

use crate::web::{page::Page, state::App};

/// `GET /opendata/data-inclusion/structures.json`.
pub async fn structures(State(app): State<App>, page: Page) -> Response {
    let (territory, today) = (app.territory(), app.today());
    let places = territory.places_on(today);
    let told = places.map(|place| structure(&page, &territory, place, today));
    open(
        told.filter(|one| one.check().is_empty())
            .collect::<Vec<_>>(),
    )
}

/// `GET /opendata/data-inclusion/services.json`.
pub async fn services(State(app): State<App>, page: Page) -> Response {
    let (territory, today) = (app.territory(), app.today());
    let places = territory.places_on(today);
    let told = places.map(|place| service(&page, &territory, place, today));
    open(
        told.filter(|one| one.check().is_empty())
            .collect::<Vec<_>>(),
    )
}

fn open<T: serde::Serialize>(told: Vec<T>) -> Response {
    ([("access-control-allow-origin", "*")], Json(told)).into_response()
}

/// A place as a structure.
pub fn structure(page: &Page, territory: &Territoire, place: &Place, today: Date) -> Structure {
    let identity = &territory.identity;
    Structure {
        source: identity.code.clone(),
        id: place.code.to_string(),
        nom: named(&format!("{}, {}", identity.name, place.name)),
        date_maj: today.to_string(),
        siret: identity.siret.clone(),
        adresse: address(territory, place),
        telephone: identity.telephone.clone(),
        lien_source: Some(at(page, place)),
    }
}

/// What is done at a place.
pub fn service(page: &Page, territory: &Territoire, place: &Place, today: Date) -> Service {
    let is_borne = place.kind == PlaceKind::Borne;
    let (name, text, kind) = if is_borne {
        (
            "opendata-service-borne",
            "opendata-service-borne-dit",
            "information",
        )
    } else {
        (
            "opendata-service-bus",
            "opendata-service-bus-dit",
            "accompagnement",
        )
    };
    let mut ways = vec!["se-presenter"];
    if territory.identity.telephone.is_some() && !is_borne {
        ways.push("telephoner");
    }
    Service {
        source: territory.identity.code.clone(),
        structure_id: place.code.to_string(),
        id: format!("{}-service", place.code),
        nom: named(&page.t(name)),
        description: page.t(text),
        date_maj: today.to_string(),
        kind,
        frais: "gratuit",
        modes_accueil: vec!["en-presentiel"],
        modes_mobilisation: ways,
        mobilisable_par: vec!["usagers"],
        adresse: address(territory, place),
        lien_source: Some(at(page, place)),
    }
}

/// A name without a final dot, as the schema asks.
fn named(name: &str) -> String {
    name.trim_end_matches('.').to_owned()
}

fn at(page: &Page, place: &Place) -> String {
    format!("{}/lieux/{}", page.origin, place.code)
}

fn address(territory: &Territoire, place: &Place) -> Adresse {
    let commune = territory.commune(&place.commune);
    let postal = commune.and_then(|commune| commune.postal_codes.first().cloned());
    Adresse {
        adresse: place
            .address
            .clone()
            .unwrap_or_else(|| place.quartier.clone()),
        code_postal: postal.unwrap_or_default(),
        code_insee: place.commune.to_string(),
        commune: commune
            .map(|commune| commune.name.clone())
            .unwrap_or_default(),
        latitude: place.position.map(|(latitude, _)| latitude),
        longitude: place.position.map(|(_, longitude)| longitude),
    }
}
