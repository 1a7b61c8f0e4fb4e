//! Size of the text, contrast and theme: chosen with one press, kept for the visit.

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::Relay;

#[tokio::test]
async fn each_press_changes_one_thing_and_every_page_follows() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    for (field, value) in [
        ("taille", "150"),
        ("contraste", "fort"),
        ("theme", "sombre"),
    ] {
        let answer = visitor
            .post_from(
                "/bornes",
                "/affichage",
                &[(field, value), ("retour", "/bornes#affichage")],
            )
            .await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/bornes#affichage")
        );
    }
    let root = " data-theme=\"dark\" data-taille=\"150\" data-contraste=\"fort\">";
    for path in ["/", "/en/passages", "/demarches/rsa", "/rien-ici"] {
        let page = visitor.get(path).await.body;
        assert!(page.contains(root), "{path}");
        assert_eq!(page.matches("aria-pressed=\"true\"").count(), 3, "{path}");
    }
}

#[tokio::test]
async fn the_cookie_ends_with_the_visit_and_says_nothing_of_anybody() {
    let relay = Relay::open().await;
    let chosen = relay
        .visitor()
        .post_from("/", "/affichage", &[("taille", "200")])
        .await;
    assert_eq!(
        chosen.header("set-cookie"),
        "affichage=200; Path=/; HttpOnly; SameSite=Lax"
    );
    let maryse = relay.person(Role::Animatrice).await;
    let kept = maryse
        .post_from("/agent", "/affichage", &[("theme", "clair")])
        .await;
    assert!(
        kept.header("set-cookie").ends_with("; Max-Age=31536000"),
        "a colleague keeps it"
    );
    let back = maryse
        .post_from("/agent", "/affichage", &[("theme", "auto")])
        .await;
    assert!(back.header("set-cookie").ends_with("; Max-Age=0"));
}

#[tokio::test]
async fn nothing_strange_reaches_the_page() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    visitor.use_cookies("affichage=\"><script>.7.fort");
    let page = visitor.get("/").await.body;
    assert!(page.contains("<html lang=\"fr\" data-contraste=\"fort\">"));
    let away = visitor
        .post_from(
            "/",
            "/affichage",
            &[("taille", "125"), ("retour", "//ailleurs.test")],
        )
        .await;
    assert_eq!(away.location(), "/");
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host_and_read_again() {
    let relay =
        Relay::open_with(|web| web.public_url = Some("https://plus.example.org".into())).await;
    let visitor = relay.visitor();
    let chosen = visitor
        .post_from("/connexion", "/affichage", &[("taille", "200")])
        .await;
    let cookie = chosen.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-affichage=200; Path=/;"),
        "{cookie}"
    );
    assert!(cookie.contains("Secure") && cookie.contains("HttpOnly"));
    let page = visitor.get("/passages").await.body;
    assert!(page.contains(" data-taille=\"200\""), "{page}");
}
