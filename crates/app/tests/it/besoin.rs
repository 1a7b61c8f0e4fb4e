//! The map of the need: its weights are tried, kept and taken back, and the tour weighs by them.

use std::{collections::BTreeMap, path::Path};

use axum::http::StatusCode;
use plus::{
    territory::geo,
    tournee::{Needs, needs},
};
use plus_domain::{account::Role, tournee::Besoin};
use plus_store::tournee;

use crate::actors::{Actor, Relay};

const HERE: &str = "/pilotage/besoin";

/// A relay that knows where people live, and its coordinator.
async fn known(relay: &Relay) -> Actor<'_> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/espace-sud");
    let geo = geo::kept(&folder).expect("the territory of the repository has its geography");
    relay.app.set_geo(geo);
    relay.person(Role::Coordinateur).await
}

/// The names of the stops, in the order of the table.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split("<th scope=\"row\"><a href=\"/pilotage/escales/");
    rows.skip(1)
        .map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap())
        .collect()
}

async fn weighed(relay: &Relay) -> Needs {
    let mut link = relay.app.store.read().await.unwrap();
    let besoin = tournee::besoin(&mut link).await.unwrap();
    let territory = relay.app.territory();
    needs(&territory, relay.app.geo(), &besoin, &BTreeMap::default())
}

#[tokio::test]
async fn everybody_who_lives_in_a_commune_of_the_tour_is_counted_once() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let page = coordinator.get(HERE).await.body;
    let around = weighed(&relay).await;
    let stops = relay.app.territory();
    let communes: Vec<&str> = stops.communes.iter().map(|c| c.code.as_str()).collect();
    let geo = relay.app.geo().unwrap();
    let tiles = geo.tiles.iter();
    let theirs = tiles.filter(|t| t.commune.as_deref().is_some_and(|c| communes.contains(&c)));
    let all: f64 = theirs.map(|tile| tile.persons).sum();
    let counted: f64 = around.values().map(|around| around.persons).sum();
    assert!((all - counted).abs() < 1e-6, "{all} {counted}");
    // Each stop is a circle of the map, with its line in the table.
    let names = names(&page);
    assert_eq!(names.len(), around.len(), "{names:?}");
    assert_eq!(
        page.matches("class=\"map-circle\"").count(),
        names.len() + 1,
        "and the key"
    );
    assert!(page.contains("Filosofi 2017"), "{page}");
    assert!(!page.contains("Vous regardez"), "{page}");
}

#[tokio::test]
async fn weights_are_tried_then_kept_then_taken_back() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let before = weighed(&relay).await;
    let usual = coordinator.get(HERE).await.body;
    let asked = format!("{HERE}?personnes=0&aines=1&pauvrete=10&attente=0");
    let tried = coordinator.get(&asked).await.body;
    assert!(tried.contains("Vous regardez"), "{tried}");
    assert_ne!(
        names(&usual),
        names(&tried),
        "age and poverty move the order"
    );
    assert_eq!(weighed(&relay).await, before, "nothing is kept");
    let typed = [
        ("personnes", "0"),
        ("aines", "1"),
        ("pauvrete", "10"),
        ("attente", "0"),
    ];
    let done = coordinator.post_from(&asked, HERE, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let kept = weighed(&relay).await;
    assert_ne!(kept, before);
    let page = coordinator.get(HERE).await.body;
    assert_eq!(names(&page), names(&tried));
    assert!(
        page.contains("name=\"pauvrete\" type=\"text\" value=\"10\""),
        "{page}"
    );
    // The button of the history puts back what stood.
    let history = coordinator.get("/pilotage/histoire").await.body;
    let field = |name: &str| {
        let from = format!("name=\"{name}\" value=\"");
        let rest = history.split(&from).nth(1).expect("a field");
        rest.split('"').next().unwrap().to_owned()
    };
    let (at, author) = (field("instant"), field("auteur"));
    let said = [("instant", at.as_str()), ("auteur", author.as_str())];
    let back = coordinator
        .post_from("/pilotage/histoire", "/pilotage/histoire", &said)
        .await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    assert_eq!(weighed(&relay).await, before);
}

#[tokio::test]
async fn what_cannot_be_a_weight_is_told_and_stays_typed() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let wrong = [
        ("personnes", "beaucoup"),
        ("aines", "11"),
        ("pauvrete", "1"),
        ("attente", "0"),
    ];
    let told = coordinator.post(HERE, &wrong).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("value=\"beaucoup\""), "{}", told.body);
    assert!(told.body.contains("de 0 à 10"), "{}", told.body);
    let asked = format!("{HERE}?personnes=0&aines=0&pauvrete=1&attente=0");
    let nobody = coordinator.get(&asked).await.body;
    assert!(nobody.contains("Donnez un poids aux personnes"), "{nobody}");
    assert!(!nobody.contains("Garder ces poids"), "{nobody}");
}

#[tokio::test]
async fn without_tiles_communes_are_shared_between_their_stops() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator.get(HERE).await.body;
    assert!(
        !page.contains("<svg class=\"map"),
        "no map without outlines"
    );
    let territory = relay.app.territory();
    let around = needs(&territory, None, &Besoin::default(), &BTreeMap::default());
    for commune in &territory.communes {
        let stops = territory
            .places
            .iter()
            .filter(|p| p.commune == commune.code);
        let persons = stops.filter_map(|p| around.get(&p.code)).map(|a| a.persons);
        let counted: f64 = persons.sum();
        assert!(
            (counted - f64::from(commune.population)).abs() < 1e-6,
            "{}",
            commune.name
        );
    }
}
