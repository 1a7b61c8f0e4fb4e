//! Life events and partners: the other two ways in.

use axum::http::StatusCode;

use crate::{actors::Relay, fiche::with_content};

#[tokio::test]
async fn every_event_leads_to_pages_that_exist_in_order_of_time() {
    let relay = with_content().await;
    let visitor = relay.visitor();
    let list = visitor.get("/evenements").await;
    assert_eq!(list.status, StatusCode::OK);
    for event in &relay.app.territory().evenements {
        let href = format!("/evenements/{}", event.code);
        assert!(list.body.contains(&format!("href=\"{href}\"")), "{href}");
        let page = visitor.get(&href).await;
        assert_eq!(page.status, StatusCode::OK, "{href}");
        let places = ["tout-de-suite", "ensuite", "plus-tard"].map(|moment| {
            let heading = format!("<h2 id=\"{moment}\">");
            page.body
                .find(&heading)
                .unwrap_or_else(|| panic!("{href}: {moment}"))
        });
        assert!(places.is_sorted(), "{href}");
        for link in page
            .body
            .split("href=\"")
            .skip(1)
            .filter_map(|it| it.split('"').next())
        {
            let inside = ["/demarches/", "/fiches/", "/evenements/"];
            if inside.iter().any(|start| link.starts_with(start)) {
                assert_eq!(
                    visitor.get(link).await.status,
                    StatusCode::OK,
                    "{href}: {link}"
                );
            }
        }
    }
    assert_eq!(
        visitor.get("/evenements/rien").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_event_speaks_english_and_marks_what_is_french() {
    let relay = Relay::open().await;
    let english = relay.visitor().get("/en/evenements/naissance").await.body;
    assert!(
        english.contains("<h1>I am expecting a child</h1>"),
        "{english}"
    );
    assert!(english.contains("Right away"));
    let kreyol = relay.visitor().get("/gcf/evenements/naissance").await.body;
    assert!(kreyol.contains("<h1><span lang=\"fr\">J’attends un enfant</span></h1>"));
}

#[tokio::test]
async fn every_icon_of_an_event_is_in_the_sprite() {
    let relay = Relay::open().await;
    let sprite = relay.visitor().get("/assets/icons.svg").await.body;
    for event in &relay.app.territory().evenements {
        let symbol = format!("id=\"{}-duotone\"", event.icon);
        assert!(sprite.contains(&symbol), "{}: {}", event.code, event.icon);
    }
}

#[tokio::test]
async fn a_partner_says_what_it_does_its_demarches_its_site_and_its_old_name() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let list = visitor.get("/partenaires").await.body;
    for partner in relay.app.territory().partners_on(relay.app.today()) {
        let href = format!("/partenaires/{}", partner.code);
        assert!(list.contains(&format!("href=\"{href}\"")), "{href}");
        assert_eq!(visitor.get(&href).await.status, StatusCode::OK, "{href}");
    }
    let page = visitor.get("/partenaires/france-travail").await.body;
    for said in [
        "Pôle emploi, jusqu’au 31\u{a0}décembre 2023",
        "www.francetravail.fr",
        "/demarches/actualisation",
        "Il aide à trouver un emploi",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(
        visitor.get("/partenaires/rien").await.status,
        StatusCode::NOT_FOUND
    );
}
