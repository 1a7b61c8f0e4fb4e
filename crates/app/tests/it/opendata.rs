//! What is open to everybody: the page, the catalogue, the file of a year with its proof, and
//! places that follow the schemas of those who gather them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jiff::civil::date;
use plus::opendata::{OpenError, SCHEMA, editions, publish};
use plus_domain::{account::Role, opendata::COLUMNS};
use serde_json::Value;

use crate::{
    actors::Relay,
    bilan::recorded,
    visite::{morning, record},
};

async fn json(relay: &Relay, path: &str) -> Value {
    let answered = relay.visitor().get(path).await;
    assert_eq!(answered.status, StatusCode::OK, "{path}: {}", answered.body);
    serde_json::from_str(&answered.body).unwrap()
}

/// Requirement A7, from the database to the file that a stranger takes.
#[tokio::test]
async fn a7_a_year_is_published_once_proved_and_served_to_everybody() {
    let relay = recorded().await;
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().join("opendata");
    relay.app.set_opendata(folder.clone());
    let territory = relay.app.territory();
    let mut link = relay.app.store.read().await.unwrap();
    let today = date(2026, 11, 28);
    let asked = (folder.as_path(), 2016, today);
    let edition = publish(&mut link, &territory, asked).await.unwrap();
    assert!(edition.preuve.tenue && edition.preuve.plus_rare >= 11);
    let again = publish(&mut link, &territory, asked).await;
    assert!(matches!(again, Err(OpenError::Already(2016))), "{again:?}");
    let running = publish(&mut link, &territory, (folder.as_path(), 2026, today)).await;
    assert!(
        matches!(running, Err(OpenError::Running(2026))),
        "{running:?}"
    );
    let nobody = publish(&mut link, &territory, (folder.as_path(), 2014, today)).await;
    assert!(matches!(nobody, Err(OpenError::TooFew(_))), "{nobody:?}");
    drop(link);
    assert_eq!(editions(&folder), std::slice::from_ref(&edition));
    let csv = relay
        .visitor()
        .get("/opendata/visites/visites-2016.csv")
        .await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let mut rows = csv.body.lines();
    assert_eq!(rows.next(), Some(COLUMNS.join(",").as_str()));
    // Rows are people at least: each is there eleven times.
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    rows.for_each(|row| *counts.entry(row).or_default() += 1);
    assert!(counts.values().all(|count| *count >= 11), "{counts:?}");
    assert_eq!(counts.values().sum::<u64>(), edition.preuve.lignes);
    assert_eq!(counts.len() as u64, edition.preuve.combinaisons);
    assert!(counts.len() > 5, "something is told: {counts:?}");
    // In the order of their values: not that of the visites.
    let sorted: Vec<&str> = csv.body.lines().skip(1).collect();
    assert!(sorted.is_sorted());
    let hash = blake3::hash(csv.body.as_bytes()).to_hex().to_string();
    let proof = json(&relay, "/opendata/visites/visites-2016.preuve.json").await;
    assert_eq!(proof["empreinte"], hash);
    let page = relay.visitor().get("/opendata").await.body;
    for said in [
        "Visites de 2016",
        "visites-2016.preuve.json",
        "Licence Ouverte 2.0",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for other in ["visites-2017.csv", "..%2Fplus.db", "plus.db"] {
        let found = relay
            .visitor()
            .get(&format!("/opendata/visites/{other}"))
            .await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn three_people_make_no_file() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for _ in 0..3 {
        record(&agent, "caf", "rsa", "fait").await;
    }
    let folder = tempfile::tempdir().unwrap();
    let territory = relay.app.territory();
    let mut link = relay.app.store.read().await.unwrap();
    let asked = (folder.path(), 2026, date(2027, 1, 2));
    let refused = publish(&mut link, &territory, asked).await;
    assert!(matches!(refused, Err(OpenError::TooFew(_))), "{refused:?}");
    assert!(editions(folder.path()).is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_schema_names_the_columns_of_the_file() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let fields = schema["fields"].as_array().unwrap().iter();
    let names: Vec<&str> = fields
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, COLUMNS);
}

/// Requirement O15: what a catalogue needs to gather us.
#[tokio::test]
async fn o15_the_catalogue_tells_each_file_that_is_there() {
    let relay = Relay::open().await;
    let catalogue = json(&relay, "/opendata/catalogue.jsonld").await;
    assert_eq!(catalogue["@type"], "dcat:Catalog");
    let sets = catalogue["dcat:dataset"].as_array().unwrap();
    assert_eq!(sets.len(), 3);
    for set in sets {
        for needed in ["dct:title", "dct:description"] {
            assert!(set[needed]["@value"].as_str().unwrap().len() > 5, "{set}");
        }
        assert!(
            !set["dct:publisher"]["foaf:name"]
                .as_str()
                .unwrap()
                .is_empty()
        );
        for file in set["dcat:distribution"].as_array().unwrap() {
            assert!(
                file["dct:license"]["@id"]
                    .as_str()
                    .unwrap()
                    .ends_with("ETALAB_2_0")
            );
            let address = file["dcat:downloadURL"]["@id"].as_str().unwrap();
            let path = &address[address
                .find("/opendata")
                .or(address.find("/passages"))
                .unwrap()..];
            let found = relay.visitor().get(path).await;
            assert_eq!(found.status, StatusCode::OK, "{path}");
            let kind = file["dcat:mediaType"]["@id"].as_str().unwrap();
            let kind = kind.rsplit("media-types/").next().unwrap();
            assert!(
                found.header("content-type").starts_with(kind),
                "{path}: {kind}"
            );
        }
    }
}

/// Requirement O2: what is served follows the schema, and every place is there.
#[tokio::test]
async fn o2_places_are_structures_and_services_of_data_inclusion() {
    let relay = Relay::open().await;
    let structures = json(&relay, "/opendata/data-inclusion/structures.json").await;
    let services = json(&relay, "/opendata/data-inclusion/services.json").await;
    let territory = relay.app.territory();
    let places = territory.places_on(relay.app.today()).count();
    let (structures, services) = (structures.as_array().unwrap(), services.as_array().unwrap());
    assert_eq!((structures.len(), services.len()), (places, places));
    for structure in structures {
        for needed in ["source", "id", "nom", "date_maj"] {
            assert!(
                !structure[needed].as_str().unwrap().is_empty(),
                "{structure}"
            );
        }
    }
    for service in services {
        let of = structures
            .iter()
            .any(|one| one["id"] == service["structure_id"]);
        assert!(of, "{service}");
        assert!(["accompagnement", "information"].contains(&service["type"].as_str().unwrap()));
    }
}

/// Requirement O1: the places that are served follow the national schema, but for the SIRET
/// that this territory does not say.
#[tokio::test]
async fn o1_the_places_follow_the_national_schema() {
    let relay = Relay::open().await;
    let places = json(&relay, "/opendata/lieux-mediation-numerique.json").await;
    for place in places.as_array().unwrap() {
        let fields = place.as_object().unwrap().iter();
        let line: BTreeMap<String, String> = fields
            .map(|(name, value)| {
                let said = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                (name.clone(), said)
            })
            .collect();
        let gaps = plus_domain::opendata::lieu::check(&line);
        let missing: Vec<&str> = gaps.iter().map(|gap| gap.champ.as_str()).collect();
        assert_eq!(missing, ["pivot"], "{gaps:?}");
    }
}
