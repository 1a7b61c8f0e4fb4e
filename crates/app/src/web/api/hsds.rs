//! `/opendata/hsds/service.json`: the relay as a service of the Human Services Data
//! Specification 3 (Open Referral), with the half-days of each place as schedules. What is
//! announced is told, never presence; a half-day that was cancelled is left out.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use plus_domain::{
    permanence::Permanence,
    territoire::{Place, PlaceKind, Territoire},
};
use serde_json::{Value, json};

use crate::web::{
    bus::{self, is_to_come},
    error::WebError,
    page::Page,
    state::App,
};

/// Half-days told of a place.
const DATES: usize = 60;
/// Every day of the week, as iCalendar writes it.
const ALWAYS: &str = "MO,TU,WE,TH,FR,SA,SU";

/// `GET /opendata/hsds/service.json`.
pub async fn service(State(app): State<App>, page: Page) -> Result<Response, WebError> {
    let (territory, now) = (app.territory(), bus::local_now(&app));
    let coming = bus::coming(&app, now.date()).await?;
    let zone = app.zone();
    let writer = Writer {
        page: &page,
        territory: &territory,
        zone: &zone,
    };
    let places = territory.places_on(now.date()).map(|place| {
        let here = coming.iter();
        let here = here.filter(|p| p.place == place.code && is_to_come(p, now));
        writer.place(place, &here.take(DATES).collect::<Vec<_>>())
    });
    let told = writer.service(&places.collect::<Vec<_>>());
    let open = [("access-control-allow-origin", "*")];
    Ok((open, Json(told)).into_response())
}

struct Writer<'a> {
    page: &'a Page,
    territory: &'a Territoire,
    zone: &'a jiff::tz::TimeZone,
}

impl Writer<'_> {
    /// An identifier of the form that the specification asks for, always the same for the same
    /// thing: a UUID (RFC 9562, version 8) of its name.
    fn id(&self, kind: &str, code: &str) -> String {
        let name = format!("{}/{kind}/{code}", self.territory.identity.code);
        let hash = blake3::hash(name.as_bytes());
        let mut bytes = [0_u8; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = plus_journal::wire::hex(&bytes);
        [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ]
        .join("-")
    }

    fn service(&self, places: &[Value]) -> Value {
        let identity = &self.territory.identity;
        json!({
            "id": self.id("service", ""),
            "name": identity.name,
            "status": "active",
            "url": self.page.origin,
            "description": self.page.t("bus-sans-rendez-vous"),
            "organization": {
                "id": self.id("organization", ""),
                "name": identity.carrier,
                "description": identity.name,
            },
            "service_at_locations": places,
        })
    }

    fn place(&self, place: &Place, here: &[&Permanence]) -> Value {
        let code = place.code.as_str();
        let schedules: Vec<Value> = if place.kind == PlaceKind::Borne {
            vec![self.always(code)]
        } else {
            here.iter().map(|p| self.schedule(p)).collect()
        };
        json!({
            "id": self.id("service_at_location", code),
            "service_id": self.id("service", ""),
            "location_id": self.id("location", code),
            "location": self.location(place),
            "schedules": schedules,
        })
    }

    fn location(&self, place: &Place) -> Value {
        let commune = self.territory.commune(&place.commune);
        let postal = commune.and_then(|c| c.postal_codes.first());
        let insee = place.commune.as_str();
        let mut location = json!({
            "id": self.id("location", place.code.as_str()),
            "location_type": "physical",
            "name": place.name,
            "external_identifier": place.code,
            "external_identifier_type": "PLUS",
            "addresses": [{
                "id": self.id("address", place.code.as_str()),
                "location_id": self.id("location", place.code.as_str()),
                "address_1": place.address.as_deref().unwrap_or(&place.quartier),
                "city": commune.map_or(insee, |c| c.name.as_str()),
                "state_province": department(insee),
                "postal_code": postal.map_or(insee, String::as_str),
                "country": "FR",
                "address_type": "physical",
            }],
        });
        if let (Some((latitude, longitude)), Some(fields)) =
            (place.position, location.as_object_mut())
        {
            fields.insert("latitude".into(), json!(latitude));
            fields.insert("longitude".into(), json!(longitude));
        }
        location
    }

    /// One half-day: a rule that happens once.
    fn schedule(&self, p: &Permanence) -> Value {
        let place = p.place.as_str();
        let instant = self.zone.to_timestamp(p.date.to_datetime(p.start));
        let offset = instant.map_or_else(
            |_| "Z".to_owned(),
            |at| {
                at.to_zoned_datetime(self.zone.clone())
                    .strftime("%:z")
                    .to_string()
            },
        );
        let hour = |time: jiff::civil::Time| format!("{}{offset}", time.strftime("%H:%M"));
        json!({
            "id": self.id("schedule", p.id.as_str()),
            "service_at_location_id": self.id("service_at_location", place),
            "valid_from": p.date.to_string(),
            "valid_to": p.date.to_string(),
            "dtstart": p.date.to_string(),
            "freq": "WEEKLY",
            "count": 1,
            "opens_at": hour(p.start),
            "closes_at": hour(p.end),
            "description": self.page.t("bus-sans-rendez-vous"),
            "schedule_link": format!("{}/lieux/{place}", self.page.origin),
        })
    }

    /// A kiosk that is never closed.
    fn always(&self, place: &str) -> Value {
        json!({
            "id": self.id("schedule", place),
            "service_at_location_id": self.id("service_at_location", place),
            "freq": "WEEKLY",
            "byday": ALWAYS,
            "opens_at": "00:00",
            "closes_at": "23:59",
            "schedule_link": format!("{}/lieux/{place}", self.page.origin),
        })
    }
}

/// Number of the department of a commune: three signs overseas.
fn department(insee: &str) -> &str {
    let signs = if insee.starts_with("97") { 3 } else { 2 };
    insee.get(..signs).unwrap_or(insee)
}
