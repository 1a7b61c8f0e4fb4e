//! Official fiches on screen: source, date, notice of age, search, way back to our
//! own démarches.

use std::path::Path;

use axum::http::StatusCode;
use plus::content;

use crate::actors::Relay;

/// A relay with the small official archive.
pub async fn with_content() -> Relay {
    let relay = Relay::open().await;
    let archive =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fiches/tests/data/vosdroits-mini.zip");
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    content::import(&relay.app.store, &relay.app.outside, &archive, &mut watch)
        .await
        .unwrap();
    relay
}

#[tokio::test]
async fn without_content_the_relay_says_so_and_keeps_its_own_catalogue() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let list = visitor.get("/fiches").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(
        list.body
            .contains("Les fiches officielles ne sont pas encore là")
    );
    assert_eq!(
        visitor.get("/fiches/F1341").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(!visitor.get("/").await.body.contains("href=\"/fiches\""));
    assert!(
        visitor
            .get("/recherche?q=rsa")
            .await
            .body
            .contains("/demarches/rsa")
    );
}

#[tokio::test]
async fn every_document_has_its_page_with_source_and_date() {
    let relay = with_content().await;
    let pack = relay.app.pack().await.unwrap().unwrap();
    let visitor = relay.visitor();
    for entry in pack.entries() {
        let page = visitor.get(&format!("/fiches/{}", entry.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", entry.id);
        assert!(
            page.body
                .contains("service-public.gouv.fr (DILA), Licence Ouverte 2.0"),
            "{}",
            entry.id
        );
        assert!(
            !page.body.contains('⟦') && !page.body.contains(" style="),
            "{}",
            entry.id
        );
        if let Some(day) = entry.updated {
            assert!(
                page.body.contains(&format!("{}. ", day.year()))
                    || page.body.contains(&format!("{}.<", day.year())),
                "{}",
                entry.id
            );
        }
    }
}

#[tokio::test]
async fn a_text_of_more_than_a_year_says_it_before_anything_else() {
    let relay = with_content().await;
    let page = relay.visitor().get("/fiches/F1341").await.body;
    let notice = page.find("Ce texte a plus d’un an.").unwrap();
    assert!(notice < page.find("class=\"texte fiche\"").unwrap());
    assert!(page.contains("Lire le texte à jour"));
}

#[tokio::test]
async fn our_demarches_and_their_fiches_lead_to_each_other() {
    let relay = with_content().await;
    let pack = relay.app.pack().await.unwrap().unwrap();
    let territory = relay.app.territory();
    let (mut pairs, visitor) = (0, relay.visitor());
    for demarche in territory.catalogue.demarches() {
        for fiche in demarche.fiches.iter().filter(|id| pack.entry(id).is_some()) {
            pairs += 1;
            let (ours, theirs) = (
                format!("/demarches/{}", demarche.code),
                format!("/fiches/{fiche}"),
            );
            assert!(
                visitor
                    .get(&ours)
                    .await
                    .body
                    .contains(&format!("href=\"{theirs}\"")),
                "{ours}"
            );
            assert!(
                visitor
                    .get(&theirs)
                    .await
                    .body
                    .contains(&format!("href=\"{ours}\"")),
                "{theirs}"
            );
        }
    }
    assert!(pairs > 5, "only {pairs} pairs seen");
}

#[tokio::test]
async fn the_search_shows_our_demarches_then_official_fiches() {
    let relay = with_content().await;
    let page = relay
        .visitor()
        .get("/recherche?q=carte%20identite%20perdue")
        .await
        .body;
    let ours = page.find("href=\"/demarches/").unwrap();
    let theirs = page.find("href=\"/fiches/F").unwrap();
    assert!(ours < theirs);
    assert!(page.contains("<mark>"));
}

#[tokio::test]
async fn new_content_serves_without_a_restart() {
    let relay = Relay::open().await;
    assert!(relay.app.pack().await.unwrap().is_none());
    let archive =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fiches/tests/data/vosdroits-mini.zip");
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    content::import(&relay.app.store, &relay.app.outside, &archive, &mut watch)
        .await
        .unwrap();
    assert_eq!(
        relay.visitor().get("/fiches/F1341").await.status,
        StatusCode::OK
    );
}
