//! `/api/v1`: what it gives, to whom, and that its document tells the truth.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use plus::{statement::Desk, web::router::ROUTES};
use plus_domain::account::Role;
use serde_json::Value;

use crate::actors::{Actor, Answered, Relay};

async fn document(reader: &Actor<'_>) -> Value {
    let answer = reader.get("/api/v1/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    serde_json::from_str(&answer.body).unwrap()
}

/// Follows `$ref` inside the document.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// Whether a value is what its schema says, every field documented, none missing.
fn check(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolved(document, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let one = choices.iter().find(|c| c["type"] != "null");
        if !value.is_null() {
            check(document, one.unwrap(), value, at);
        }
        return;
    }
    match value {
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                check(document, &schema["items"], item, &format!("{at}/{n}"));
            }
        }
        Value::Object(fields) => {
            let known = schema["properties"].as_object();
            let known = known.unwrap_or_else(|| panic!("{at} is not documented: {schema}"));
            for (name, field) in fields {
                let own = known.get(name);
                let own = own.unwrap_or_else(|| panic!("{at}/{name} is not documented"));
                check(document, own, field, &format!("{at}/{name}"));
            }
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(
                    fields.contains_key(name.as_str().unwrap()),
                    "{at} lacks {name}"
                );
            }
        }
        Value::Null => assert!(schema["type"].to_string().contains("null"), "{at} is null"),
        Value::String(_) => assert!(schema["type"].to_string().contains("string"), "{at}"),
        Value::Number(_) => {
            let kind = schema["type"].to_string();
            assert!(kind.contains("number") || kind.contains("integer"), "{at}");
        }
        Value::Bool(_) => assert_eq!(schema["type"], "boolean", "{at}"),
    }
}

#[tokio::test]
async fn the_document_names_every_address_and_no_other() {
    let relay = Relay::open().await;
    let document = document(&relay.visitor()).await;
    let said: BTreeSet<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let there = ROUTES.iter().map(|r| r.path);
    let there: BTreeSet<&str> = there
        .filter(|p| p.starts_with("/api/") && *p != "/api/v1/openapi.json")
        .collect();
    assert_eq!(said, there);
    assert!(
        ROUTES
            .iter()
            .all(|r| !r.path.starts_with("/api/") || r.method == "GET")
    );
}

#[tokio::test]
async fn the_document_of_the_documentation_is_the_one_served() {
    let relay = Relay::open().await;
    let served = document(&relay.visitor()).await;
    let kept: Value =
        serde_json::from_str(include_str!("../../../../docs/api/openapi.json")).unwrap();
    assert!(
        served == kept,
        "keep it again: `plus demo`, then curl -s 127.0.0.1:8000/api/v1/openapi.json | jq . > docs/api/openapi.json"
    );
}

#[tokio::test]
async fn every_answer_open_to_all_is_what_the_document_says() {
    let relay = Relay::open().await;
    let reader = relay.visitor();
    let document = document(&reader).await;
    for (path, address) in [
        ("/api/v1/territory", "/api/v1/territory"),
        ("/api/v1/partners", "/api/v1/partners"),
        ("/api/v1/places", "/api/v1/places"),
        ("/api/v1/places.geojson", "/api/v1/places.geojson"),
        ("/api/v1/procedures", "/api/v1/procedures"),
        ("/api/v1/procedures/{code}", "/api/v1/procedures/rsa"),
        ("/api/v1/services", "/api/v1/services"),
        ("/api/v1/services/{code}", "/api/v1/services/compte-ameli"),
        (
            "/api/v1/sessions",
            "/api/v1/sessions?from=2026-01-01&to=2026-12-31",
        ),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        let value: Value = serde_json::from_str(&answer.body).unwrap();
        let kind = answer.header("content-type");
        let schema = &document["paths"][path]["get"]["responses"]["200"]["content"][kind]["schema"];
        check(&document, schema, &value, path);
    }
}

#[tokio::test]
async fn a_fact_of_the_catalogue_never_goes_without_how_sure_it_is() {
    let relay = Relay::open().await;
    let answer = relay.visitor().get("/api/v1/procedures/rsa").await;
    let rsa: Value = serde_json::from_str(&answer.body).unwrap();
    let facts = rsa["papers"].as_array().unwrap().iter();
    for fact in facts.chain([&rsa["place"], &rsa["cost"], &rsa["delay"]]) {
        let status = fact["status"].as_str().unwrap();
        assert!(
            ["officiel", "verifie", "a-confirmer"].contains(&status),
            "{fact}"
        );
        assert!(!fact["source"].as_str().unwrap().is_empty(), "{fact}");
    }
}

#[tokio::test]
async fn what_cannot_be_understood_is_said_in_json() {
    let relay = Relay::open().await;
    for (address, status) in [
        ("/api/v1/sessions?from=hier", StatusCode::BAD_REQUEST),
        ("/api/v1/sessions?from=2026-02-30", StatusCode::BAD_REQUEST),
        (
            "/api/v1/sessions?from=2026-03-02&to=2026-03-01",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/api/v1/sessions?from=2020-01-01&to=2026-03-01",
            StatusCode::BAD_REQUEST,
        ),
        ("/api/v1/procedures/rien", StatusCode::NOT_FOUND),
        ("/api/v1/rien", StatusCode::NOT_FOUND),
        ("/api/v1/statements", StatusCode::UNAUTHORIZED),
    ] {
        let answer = relay.visitor().get(address).await;
        assert_eq!(answer.status, status, "{address}");
        let value: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(
            !value["error"]["message"].as_str().unwrap().is_empty(),
            "{address}"
        );
    }
}

async fn with_password(relay: &Relay, address: &str, coded: &str) -> Answered {
    let request = Request::get(address).header(header::AUTHORIZATION, format!("Basic {coded}"));
    relay
        .visitor()
        .request(request.body(Body::empty()).unwrap())
        .await
}

/// `partenaire:` and the common password of the tests.
const PARTNER: &str = "cGFydGVuYWlyZTp0b3J0dWUgbGFtcGUgbnVhZ2Ugdmlz";

async fn issue(relay: &Relay, partner: &str) -> plus_store::statement::Stored {
    let territory = relay.app.territory();
    let desk = Desk {
        store: &relay.app.store,
        outside: &relay.app.outside,
        territory: &territory,
    };
    let month = "2026-10".parse().unwrap();
    let issued = desk.monthly(&partner.into(), month, &"essai".into()).await;
    issued.unwrap().statement().clone()
}

#[tokio::test]
async fn a_partner_s_program_reads_its_own_statements_and_nothing_else() {
    let relay = Relay::open().await;
    relay.account("partenaire", Role::Partenaire).await;
    let (own, other) = (issue(&relay, "caf").await, issue(&relay, "cgss").await);
    let list = with_password(&relay, "/api/v1/statements", PARTNER).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    let list: Value = serde_json::from_str(&list.body).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["number"], own.number.as_str());
    let read = |number: &str| format!("/api/v1/statements/{number}");
    let one = with_password(&relay, &read(&own.number), PARTNER).await;
    assert_eq!(one.body, own.json);
    assert_eq!(
        blake3::hash(one.body.as_bytes()).to_hex().as_str(),
        own.hash
    );
    let not_its_own = with_password(&relay, &read(&other.number), PARTNER).await;
    assert_eq!(not_its_own.status, StatusCode::NOT_FOUND);
    // The password opens nothing but the API.
    let page = with_password(&relay, "/partenaire", PARTNER).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn wrong_passwords_are_refused_then_made_to_wait() {
    let relay = Relay::open().await;
    relay.account("partenaire", Role::Partenaire).await;
    // partenaire:faux
    let wrong = "cGFydGVuYWlyZTpmYXV4";
    let first = with_password(&relay, "/api/v1/statements", wrong).await;
    assert_eq!(first.status, StatusCode::UNAUTHORIZED);
    assert!(first.header("www-authenticate").starts_with("Basic "));
    let mut last = first.status;
    for _ in 0..20 {
        last = with_password(&relay, "/api/v1/statements", wrong)
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let right = with_password(&relay, "/api/v1/statements", PARTNER).await;
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
}
