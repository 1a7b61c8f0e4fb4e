//! The home page of the public.

use axum::http::StatusCode;

use crate::actors::Relay;

#[tokio::test]
async fn every_link_of_the_home_page_leads_somewhere() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let home = visitor.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    let links: Vec<&str> = home
        .body
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with('/') && !link.contains('#'))
        .collect();
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        assert_eq!(visitor.get(link).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn every_theme_has_its_tile_and_its_page() {
    let relay = Relay::open().await;
    let home = relay.visitor().get("/").await.body;
    for theme in &relay.app.territory().themes {
        assert!(
            home.contains(&format!("href=\"/themes/{}\"", theme.code)),
            "{}",
            theme.code
        );
        let page = relay
            .visitor()
            .get(&format!("/themes/{}", theme.code))
            .await
            .body;
        for demarche in relay.app.territory().catalogue.of_theme(&theme.code) {
            assert!(
                page.contains(&format!("href=\"/demarches/{}\"", demarche.code)),
                "{}",
                demarche.code
            );
        }
    }
    let nowhere = relay.visitor().get("/themes/nulle-part").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_page_of_the_public_holds_a_style_or_a_script_of_its_own() {
    let relay = Relay::open().await;
    for path in [
        "/",
        "/passages",
        "/bornes",
        "/recherche?q=rsa",
        "/demarches/rsa",
        "/demarches/rsa/imprimer",
    ] {
        let page = relay.visitor().get(path).await.body;
        assert!(
            !page.contains("style=\"") && !page.contains("<style") && !page.contains("onclick"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_chosen_display_is_kept_and_comes_back_to_the_page() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let answer = visitor
        .post_from(
            "/bornes",
            "/affichage",
            &[("theme", "sombre"), ("retour", "/bornes")],
        )
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/bornes")
    );
    assert!(
        visitor
            .get("/bornes")
            .await
            .body
            .contains("data-theme=\"dark\"")
    );
}
