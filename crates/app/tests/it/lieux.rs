//! One page for each place, what is near somebody, a month day by day, and the same as data.

use axum::http::StatusCode;
use jiff::civil::date;
use plus_domain::{
    account::Role,
    permanence::{Permanence, PermanenceState},
};
use serde_json::Value;

use crate::{
    actors::Relay,
    passages::{announce, passage},
    permanence_jour::{DUCOS, MARIN, planned_today, tap},
};

#[tokio::test]
async fn a_place_says_where_it_is_when_the_van_comes_and_what_is_said_of_today() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let after = passage(date(2026, 12, 9), MARIN, PermanenceState::Planned);
    let elsewhere = passage(date(2026, 12, 10), DUCOS, PermanenceState::Planned);
    announce(&relay, vec![after, elsewhere]).await;
    let agent = relay.person(Role::Animatrice).await;
    tap(&agent, &id, &[("mot", "en-route")]).await;
    let page = relay.visitor().get(&format!("/lieux/{MARIN}")).await.body;
    for wanted in [
        "En route, confirmé à 9\u{a0}h.",
        "mercredi\u{a0}9 décembre",
        "href=\"geo:14.",
        "/passages.ics?lieu=le-marin-mondesir",
        "Emplacement à confirmer",
        "Nous ne le savons pas encore.",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    assert!(!page.contains("10 décembre"), "another place");
    assert!(!page.contains("src=\"http"), "nobody else is asked");
    let unknown = relay.visitor().get("/lieux/nulle-part").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let english = relay
        .visitor()
        .get(&format!("/en/lieux/{MARIN}"))
        .await
        .body;
    assert!(english.contains("A stop of the van"), "{english}");
}

#[tokio::test]
async fn a_commune_a_neighbourhood_and_a_mistake_all_find_the_nearest_stops() {
    let relay = Relay::open().await;
    let planned = passage(date(2026, 12, 9), MARIN, PermanenceState::Planned);
    announce(&relay, vec![planned]).await;
    for typed in ["le+marin", "MARIN", "Mondesir", "mondezir", "97290"] {
        let page = relay
            .visitor()
            .get(&format!("/passages?pres={typed}"))
            .await
            .body;
        let list = page
            .split("id=\"arrets\">")
            .nth(1)
            .unwrap_or_else(|| panic!("{typed}: {page}"));
        let first = list.split("class=\"arret\"").nth(1).unwrap();
        assert!(first.contains("/lieux/le-marin"), "{typed}: {first}");
        assert!(list.contains("mercredi\u{a0}9 décembre"), "{typed}");
        assert!(list.contains("La borne la plus proche"), "{typed}");
    }
    let page = relay.visitor().get("/passages?pres=mondesir").await.body;
    assert!(
        page.contains("à vol d’oiseau") && page.contains("\u{a0}km"),
        "{page}"
    );
    let nowhere = relay.visitor().get("/passages?pres=tombouctou").await.body;
    assert!(
        nowhere.contains("Nous ne connaissons pas ce lieu"),
        "{nowhere}"
    );
}

#[tokio::test]
async fn a_position_finds_the_nearest_stops_and_is_written_nowhere() {
    let relay = Relay::open().await;
    let territory = relay.app.territory();
    let (lat, lon) = territory.place(&MARIN.into()).unwrap().position.unwrap();
    // A number that no place of the territory has.
    let (lat, lon) = (format!("{:.7}", lat + 0.001_234_5), format!("{lon:.3}"));
    let near = relay
        .visitor()
        .post_from(
            "/passages",
            "/passages/pres",
            &[("latitude", &lat), ("longitude", &lon)],
        )
        .await;
    assert_eq!(near.status, StatusCode::OK, "{}", near.body);
    let first = near.body.split("class=\"arret\"").nth(1).unwrap();
    assert!(
        first.contains(MARIN) && first.contains("\u{a0}m"),
        "{first}"
    );
    assert_eq!(near.header("cache-control"), "no-store");
    assert!(!near.body.contains(&lat), "not even in its own answer");
    assert!(!relay.on_disk(&lat), "nor kept");
    for bad in [("91", "0"), ("", ""), ("x", "y")] {
        let fields = [("latitude", bad.0), ("longitude", bad.1)];
        let answer = relay
            .visitor()
            .post_from("/passages", "/passages/pres", &fields)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
    }
}

#[tokio::test]
async fn a_month_stands_day_by_day_for_a_commune_or_a_place() {
    let relay = Relay::open().await;
    let marin = passage(date(2026, 11, 30), MARIN, PermanenceState::Planned);
    let off = passage(date(2026, 11, 26), DUCOS, PermanenceState::Cancelled);
    announce(&relay, vec![marin, off]).await;
    let get = async |query: &str| {
        let address = format!("/passages/calendrier{query}");
        relay.visitor().get(&address).await
    };
    let all = get("?mois=2026-11").await.body;
    assert!(
        all.contains("30 novembre") && all.contains("Annulé"),
        "{all}"
    );
    // November 2026 begins on a Sunday: six weeks of seven days.
    assert_eq!(all.matches("<td").count(), 42);
    let ducos = get("?commune=97207&mois=2026-11").await.body;
    assert!(!ducos.contains("30 novembre") && ducos.contains("26 novembre"));
    assert!(ducos.contains("/passages/affiche.pdf?commune=97207"));
    let place = get(&format!("?lieu={MARIN}")).await.body;
    assert!(place.contains("30 novembre") && !place.contains("affiche.pdf"));
    for unknown in ["?commune=75056", "?lieu=nulle-part"] {
        assert_eq!(
            get(unknown).await.status,
            StatusCode::NOT_FOUND,
            "{unknown}"
        );
    }
}

#[tokio::test]
async fn calendars_and_feeds_are_those_of_one_place_and_of_one_commune() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let ducos = passage(date(2026, 11, 26), DUCOS, PermanenceState::Cancelled);
    announce(&relay, vec![ducos]).await;
    let agent = relay.person(Role::Animatrice).await;
    tap(&agent, &id, &[("mot", "en-retard-60")]).await;
    let ics = relay
        .visitor()
        .get(&format!("/passages.ics?lieu={MARIN}"))
        .await
        .body;
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 1);
    assert!(
        ics.replace("\r\n ", "").contains("minutes de retard"),
        "{ics}"
    );
    let feed = relay.visitor().get("/avis.xml?commune=97217").await.body;
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    assert!(feed.contains("Passage en retard : Le Marin"), "{feed}");
    assert!(feed.contains("/avis.xml?commune=97217\"/>"), "{feed}");
    let all = relay.visitor().get("/avis.xml").await.body;
    assert_eq!(all.matches("<entry>").count(), 2);
    for unknown in ["/avis.xml?commune=75056", "/passages.ics?lieu=nulle-part"] {
        assert_eq!(
            relay.visitor().get(unknown).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_poster_is_a_pdf_for_each_commune_and_month() {
    let relay = Relay::open().await;
    let off = Permanence {
        reason: Some("La route est coupée.".into()),
        ..passage(date(2026, 11, 30), MARIN, PermanenceState::Cancelled)
    };
    announce(&relay, vec![off]).await;
    for (query, status) in [
        ("?commune=97217&mois=2026-11", StatusCode::OK),
        ("?commune=97217&mois=2026-11&format=a3", StatusCode::OK),
        ("?commune=75056", StatusCode::NOT_FOUND),
        ("", StatusCode::NOT_FOUND),
    ] {
        let answer = relay
            .visitor()
            .get(&format!("/passages/affiche.pdf{query}"))
            .await;
        assert_eq!(answer.status, status, "{query}");
        if status == StatusCode::OK {
            let kreyol = format!("/gcf/passages/affiche.pdf{query}");
            assert_eq!(relay.visitor().get(&kreyol).await.status, StatusCode::OK);
            assert_eq!(answer.header("content-type"), "application/pdf");
            assert!(answer.body.starts_with("%PDF-"), "{query}");
        }
    }
}

async fn json(relay: &Relay, path: &str) -> Value {
    let answer = relay.visitor().get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn places_are_points_that_say_when_and_never_more_than_is_confirmed() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let of_marin = async || {
        let places = json(&relay, "/api/v1/places.geojson").await;
        assert_eq!(places["type"], "FeatureCollection");
        let mut all = places["features"].as_array().unwrap().clone();
        all.retain(|f| f["id"] == MARIN);
        all.remove(0)
    };
    let silent = of_marin().await;
    assert!(
        silent["geometry"]["coordinates"][0].as_f64().unwrap() < -60.0,
        "longitude first"
    );
    let visit = &silent["properties"]["sessions"][0];
    assert_eq!(visit["start"], "2026-11-23T08:00:00-04:00");
    assert_eq!(
        (&visit["status"], &visit["confirmed_at"]),
        (&"prevue".into(), &Value::Null)
    );
    let agent = relay.person(Role::Animatrice).await;
    tap(&agent, &id, &[("mot", "ouvert")]).await;
    let open = of_marin().await;
    let visit = &open["properties"]["sessions"][0];
    assert_eq!(visit["status"], "ouverte");
    assert_eq!(visit["confirmed_at"], "2026-11-23T13:00:00Z");
}

/// Requirement O1: the schema of the lieux de médiation numérique.
#[tokio::test]
async fn places_follow_the_national_schema_in_json_and_in_csv() {
    let relay = Relay::open().await;
    planned_today(&relay).await;
    let lieux = json(&relay, "/opendata/lieux-mediation-numerique.json").await;
    let lieux = lieux.as_array().unwrap();
    for lieu in lieux {
        for needed in ["id", "nom", "commune", "code_postal", "adresse", "date_maj"] {
            assert!(
                !lieu[needed].as_str().unwrap_or("").is_empty(),
                "{needed}: {lieu}"
            );
        }
        let street = lieu["adresse"].as_str().unwrap();
        let fits =
            |c: char| c.is_alphanumeric() || c.is_whitespace() || "-,()°.&:+–|;'’/".contains(c);
        assert!(street.chars().all(fits), "{street}");
        assert!(["Itinérant", "Fixe"].contains(&lieu["itinerance"].as_str().unwrap()));
    }
    let marin = lieux
        .iter()
        .find(|l| l["id"].as_str().unwrap().ends_with(MARIN))
        .unwrap();
    assert_eq!(marin["itinerance"], "Itinérant");
    assert_eq!(marin["horaires"], "2026 Nov 23 08:00-13:00");
    let csv = relay
        .visitor()
        .get("/opendata/lieux-mediation-numerique.csv")
        .await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.body.lines().count(), lieux.len() + 1);
    assert!(
        csv.body.starts_with("id,pivot,nom,commune,code_postal"),
        "{}",
        csv.body
    );
}

/// Requirement O1: the half-days of each place as schedules of HSDS 3, with every field that its
/// schema requires.
#[tokio::test]
async fn half_days_are_schedules_of_the_human_services_specification() {
    let relay = Relay::open().await;
    planned_today(&relay).await;
    let service = json(&relay, "/opendata/hsds/service.json").await;
    let said = |value: &Value, needed: &[&str]| {
        for field in needed {
            let text = value[field].as_str().unwrap_or("");
            assert!(!text.is_empty(), "{field}: {value}");
        }
    };
    said(&service, &["id", "name", "status"]);
    said(&service["organization"], &["id", "name", "description"]);
    let places = service["service_at_locations"].as_array().unwrap();
    let mut known = std::collections::BTreeSet::new();
    for at in places {
        said(at, &["id", "service_id", "location_id"]);
        assert_eq!(at["location"]["id"], at["location_id"]);
        assert_eq!(at["location"]["location_type"], "physical");
        let address = &at["location"]["addresses"][0];
        said(
            address,
            &["id", "address_1", "city", "state_province", "postal_code"],
        );
        assert_eq!(
            (&address["country"], &address["state_province"]),
            (&"FR".into(), &"972".into())
        );
        for id in [&at["id"], &at["location_id"], &address["id"]] {
            let id = id.as_str().unwrap();
            let parts: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "a UUID: {id}");
            assert!(known.insert(id.to_owned()), "said twice: {id}");
        }
        for schedule in at["schedules"].as_array().unwrap() {
            said(
                schedule,
                &["id", "freq", "opens_at", "closes_at", "schedule_link"],
            );
            assert_eq!(schedule["service_at_location_id"], at["id"]);
        }
    }
    let marin = places
        .iter()
        .find(|at| at["location"]["external_identifier"] == MARIN);
    let schedules = marin.unwrap()["schedules"].as_array().unwrap();
    assert_eq!(schedules.len(), 1);
    let one = &schedules[0];
    assert_eq!(
        (&one["dtstart"], &one["count"]),
        (&"2026-11-23".into(), &1.into())
    );
    assert_eq!(
        (&one["opens_at"], &one["closes_at"]),
        (&"08:00-04:00".into(), &"13:00-04:00".into())
    );
    assert_eq!(
        json(&relay, "/opendata/hsds/service.json").await,
        service,
        "identifiers stay"
    );
}
