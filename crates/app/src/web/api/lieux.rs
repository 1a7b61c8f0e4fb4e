//! Places for maps and directories: GeoJSON (RFC 7946) with the next dates of each, and the
//! schema of the « lieux de médiation numérique » (1.0.1, June 2024), in JSON and CSV, with
//! what goes round (`itinerance`) and when.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, civil::Date};
use plus_domain::{
    ids::PermanenceId,
    opendata::lieu::check,
    period::Period,
    permanence::Permanence,
    territoire::{Place, PlaceKind, Territoire},
};
use plus_store::permanence;
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::{
    bus::{self, is_to_come},
    error::WebError,
    page::{Answer, Page},
    state::App,
};

/// Dates told of a place.
const DATES: usize = 12;
/// Name and kind of what GeoJSON is sent as.
const GEO: &str = "application/geo+json";

/// Places as points of a map.
#[derive(Debug, Serialize, ToSchema)]
pub struct Places {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// One for each place whose position is known.
    pub features: Vec<Feature>,
}

/// A place as a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feature {
    /// `Feature`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Code of the place.
    pub id: String,
    /// Where.
    pub geometry: Point,
    /// What.
    pub properties: Properties,
}

/// A position.
#[derive(Debug, Serialize, ToSchema)]
pub struct Point {
    /// `Point`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Longitude, then latitude, WGS 84, degrees.
    pub coordinates: Vec<f64>,
}

/// What is said of a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Properties {
    /// Name.
    pub name: String,
    /// INSEE code of its commune.
    pub commune: String,
    /// `arret`, `borne`, `fixe` or `autre`.
    pub place_kind: &'static str,
    /// Whether people come there by turns (`Itinérant`) or always (`Fixe`).
    pub itinerance: &'static str,
    /// Whether its position or name remains to be confirmed.
    pub to_confirm: bool,
    /// Whether one comes in without a step; absent when nobody said.
    pub step_free: Option<bool>,
    /// Its page.
    pub url: String,
    /// The next half-days there.
    pub sessions: Vec<Visit>,
}

/// A half-day to come, or cancelled, at a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct Visit {
    /// Beginning (RFC 3339, with the offset of the territory).
    pub start: String,
    /// End.
    pub end: String,
    /// What the public is told: `prevue`, `en-route`, `en-retard`, `ouverte`, `deplacee` or
    /// `annulee`. Only `ouverte` says that the crew is there.
    pub status: &'static str,
    /// When that was said (RFC 3339, UTC); absent when nobody confirmed anything.
    pub confirmed_at: Option<String>,
    /// Minutes late, when it is.
    pub minutes_late: Option<u16>,
    /// Why it changed, in French.
    pub reason: Option<String>,
}

/// The places on a map, with their next half-days.
#[utoipa::path(
    get,
    path = "/api/v1/places.geojson",
    responses((status = 200, body = Places, content_type = "application/geo+json"))
)]
pub async fn geojson(State(app): State<App>, page: Page) -> Answer {
    let (territory, zone) = (app.territory(), app.zone());
    let now = bus::local_now(&app);
    let coming = bus::coming(&app, now.date()).await?;
    let shown = |p: &&Permanence| is_to_come(p, now) || crate::web::passages::is_off(p);
    let features = territory.places_on(now.date()).filter_map(|place| {
        let (latitude, longitude) = place.position?;
        let here = coming.iter().filter(|p| p.place == place.code);
        let visits = here.filter(shown).take(DATES).map(|p| visit(p, &zone));
        Some(Feature {
            kind: "Feature",
            id: place.code.to_string(),
            geometry: Point {
                kind: "Point",
                coordinates: vec![longitude, latitude],
            },
            properties: properties(&page, place, visits.collect()),
        })
    });
    let places = Places {
        kind: "FeatureCollection",
        features: features.collect(),
    };
    let said = [
        ("access-control-allow-origin", "*"),
        (header::CONTENT_TYPE.as_str(), GEO),
    ];
    let body = serde_json::to_string(&places).map_err(WebError::internal)?;
    Ok((said, body).into_response())
}

fn properties(page: &Page, place: &Place, sessions: Vec<Visit>) -> Properties {
    Properties {
        name: place.name.clone(),
        commune: place.commune.to_string(),
        place_kind: place.kind.code(),
        itinerance: itinerance(place),
        to_confirm: place.to_confirm,
        step_free: place.step_free,
        url: url(page, place),
        sessions,
    }
}

fn visit(p: &Permanence, zone: &jiff::tz::TimeZone) -> Visit {
    let at = |time| {
        let instant = zone.to_timestamp(p.date.to_datetime(time)).ok();
        instant.map_or_else(String::new, |at| {
            at.to_zoned_datetime(zone.clone())
                .strftime("%Y-%m-%dT%H:%M:%S%:z")
                .to_string()
        })
    };
    let told = p.told.as_ref().filter(|_| p.confirmed_at(zone).is_some());
    Visit {
        start: at(p.start),
        end: at(p.end),
        status: p.standing().code(),
        confirmed_at: told.and_then(|t| Some(Timestamp::from_millisecond(t.at).ok()?.to_string())),
        minutes_late: told.and_then(|t| t.late),
        reason: p.reason.clone(),
    }
}

/// Words of the schema.
fn itinerance(place: &Place) -> &'static str {
    match place.kind {
        PlaceKind::Arret => "Itinérant",
        _ => "Fixe",
    }
}

fn url(page: &Page, place: &Place) -> String {
    format!("{}/lieux/{}", page.origin, place.code)
}

/// A line of the schema: empty fields are left out (JSON) or blank (CSV).
#[derive(Debug, Serialize)]
pub struct Lieu {
    id: String,
    /// SIRET of who carries the relay, when the territory says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pivot: String,
    nom: String,
    commune: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    code_postal: String,
    code_insee: String,
    adresse: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    telephone: String,
    site_web: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    horaires: String,
    structure_parente: String,
    date_maj: String,
    services: &'static str,
    itinerance: &'static str,
    modalites_acces: &'static str,
    modalites_accompagnement: &'static str,
    source: String,
}

/// How many places there are, and what each does not follow of the schema, a sentence each.
///
/// # Errors
/// Those of the database.
pub async fn gaps(app: &App, page: &Page) -> Result<(usize, Vec<String>), WebError> {
    let lieux = all(app, page).await?;
    let gaps = lieux.iter().flat_map(|lieu| {
        let cells = COLUMNS.iter().map(|name| (*name).to_owned());
        let line = cells.zip(lieu.cells()).collect();
        let found = check(&line).into_iter();
        found.map(|gap| format!("{} : {} « {} »", lieu.id, gap.champ, gap.valeur))
    });
    Ok((lieux.len(), gaps.collect()))
}

/// `GET /opendata/lieux-mediation-numerique.json`.
pub async fn json(State(app): State<App>, page: Page) -> Answer {
    let lieux = all(&app, &page).await?;
    let open = [("access-control-allow-origin", "*")];
    Ok((open, Json(lieux)).into_response())
}

/// `GET /opendata/lieux-mediation-numerique.csv`.
pub async fn csv(State(app): State<App>, page: Page) -> Result<Response, WebError> {
    let lieux = all(&app, &page).await?;
    let mut written = csv::Writer::from_writer(Vec::new());
    written.write_record(COLUMNS).map_err(WebError::internal)?;
    for lieu in &lieux {
        written
            .write_record(lieu.cells())
            .map_err(WebError::internal)?;
    }
    let bytes = written.into_inner().map_err(WebError::internal)?;
    let said = [
        ("access-control-allow-origin", "*"),
        (header::CONTENT_TYPE.as_str(), "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION.as_str(),
            "attachment; filename=\"lieux-mediation-numerique.csv\"",
        ),
    ];
    Ok((said, bytes).into_response())
}

const COLUMNS: [&str; 19] = [
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "latitude",
    "longitude",
    "telephone",
    "site_web",
    "horaires",
    "structure_parente",
    "date_maj",
    "services",
    "itinerance",
    "modalites_acces",
    "modalites_accompagnement",
    "source",
];

impl Lieu {
    fn cells(&self) -> [String; 19] {
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        [
            self.id.clone(),
            self.pivot.clone(),
            self.nom.clone(),
            self.commune.clone(),
            self.code_postal.clone(),
            self.code_insee.clone(),
            self.adresse.clone(),
            number(self.latitude),
            number(self.longitude),
            self.telephone.clone(),
            self.site_web.clone(),
            self.horaires.clone(),
            self.structure_parente.clone(),
            self.date_maj.clone(),
            self.services.to_owned(),
            self.itinerance.to_owned(),
            self.modalites_acces.to_owned(),
            self.modalites_accompagnement.to_owned(),
            self.source.clone(),
        ]
    }
}

async fn all(app: &App, page: &Page) -> Result<Vec<Lieu>, WebError> {
    let (territory, now) = (app.territory(), bus::local_now(app));
    let coming = bus::coming(app, now.date()).await?;
    let period = Period {
        from: now.date(),
        to: now
            .date()
            .saturating_add(jiff::Span::new().days(bus::AHEAD)),
    };
    let mut link = app.store.read().await?;
    let clocks = permanence::changed_at(&mut link, period).await?;
    drop(link);
    let of = |place: &Place| {
        let here = coming.iter();
        let here = here.filter(|p| p.place == place.code && is_to_come(p, now));
        let here: Vec<&Permanence> = here.take(DATES).collect();
        lieu(
            page,
            &territory,
            place,
            &here,
            changed(&here, &clocks, now.date()),
        )
    };
    Ok(territory.places_on(now.date()).map(of).collect())
}

/// The day of the last change of what is told of a place.
fn changed(here: &[&Permanence], clocks: &BTreeMap<PermanenceId, i64>, today: Date) -> Date {
    let last = here.iter().filter_map(|p| clocks.get(&p.id)).max();
    let last = last.and_then(|ms| Timestamp::from_millisecond(*ms).ok());
    last.map_or(today, |at| {
        at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
    })
}

fn lieu(
    page: &Page,
    territory: &Territoire,
    place: &Place,
    here: &[&Permanence],
    changed: Date,
) -> Lieu {
    let (identity, commune) = (&territory.identity, territory.commune(&place.commune));
    let postal = commune.and_then(|c| c.postal_codes.first().cloned());
    let is_borne = place.kind == PlaceKind::Borne;
    Lieu {
        id: format!("{}-{}", identity.code, place.code),
        pivot: identity.siret.clone().unwrap_or_default(),
        nom: format!("{}, {}", identity.name, place.name),
        commune: commune.map(|c| c.name.clone()).unwrap_or_default(),
        code_postal: postal.unwrap_or_default(),
        code_insee: place.commune.to_string(),
        adresse: street(place.address.as_deref().unwrap_or(&place.quartier)),
        latitude: place.position.map(|(latitude, _)| latitude),
        longitude: place.position.map(|(_, longitude)| longitude),
        telephone: identity
            .telephone
            .clone()
            .unwrap_or_default()
            .replace(' ', ""),
        site_web: url(page, place),
        horaires: if is_borne {
            "24/7".to_owned()
        } else {
            hours(here)
        },
        structure_parente: identity.carrier.clone(),
        date_maj: changed.to_string(),
        services: if is_borne {
            "Aide aux démarches administratives|Accès internet et matériel informatique"
        } else {
            "Aide aux démarches administratives"
        },
        itinerance: itinerance(place),
        modalites_acces: "Se présenter",
        modalites_accompagnement: if is_borne {
            "En autonomie"
        } else {
            "Accompagnement individuel"
        },
        source: identity.name.clone(),
    }
}

/// An address with the signs that the schema takes, and no other.
fn street(text: &str) -> String {
    let taken =
        |c: &char| c.is_alphanumeric() || c.is_whitespace() || "-,()°.&:+–|;'’/".contains(*c);
    text.chars().filter(taken).collect()
}

/// Dates as `opening_hours` of OpenStreetMap writes them: `2026 Nov 24 08:00-13:00`.
fn hours(here: &[&Permanence]) -> String {
    let one = |p: &&Permanence| {
        format!(
            "{} {}-{}",
            p.date.strftime("%Y %b %d"),
            p.start.strftime("%H:%M"),
            p.end.strftime("%H:%M")
        )
    };
    here.iter().map(one).collect::<Vec<_>>().join("; ")
}
