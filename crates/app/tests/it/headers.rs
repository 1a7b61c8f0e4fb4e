//! What every answer carries, what is refused before any handler, and how
//! refusals look.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use plus::web::router::ROUTES;
use plus_domain::account::Role;

use crate::actors::{Relay, form, token_in};

/// A path of a route, its parts filled in.
fn filled(path: &str) -> String {
    let part = |p: &str| {
        if p.starts_with('{') {
            "x".to_owned()
        } else {
            p.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_route_carries_the_headers() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    for route in ROUTES.iter().filter(|r| r.method == "GET") {
        for actor in [&relay.visitor(), &admin] {
            let answer = actor.get(&filled(route.path)).await;
            let policy = answer.header("content-security-policy");
            for needed in [
                "default-src 'self'",
                "frame-ancestors 'none'",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'self'",
            ] {
                assert!(policy.contains(needed), "{}: {policy}", route.path);
            }
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            assert!(!answer.header("cache-control").is_empty(), "{}", route.path);
        }
    }
}

#[tokio::test]
async fn a_page_of_a_signed_person_is_never_kept() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    for path in ["/compte", "/pilotage/comptes", "/cette-page-n-existe-pas"] {
        assert_eq!(
            admin.get(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn https_binds_the_cookie_and_says_so_for_a_year() {
    let relay =
        Relay::open_with(|web| web.public_url = Some("https://plus.example.org".into())).await;
    let answer = relay.visitor().get("/connexion").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-plus="), "{cookie}");
    for needed in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(needed), "{cookie}");
    }
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000"
    );
}

#[tokio::test]
async fn plain_http_promises_nothing_of_the_sort() {
    let relay = Relay::open().await;
    let answer = relay.visitor().get("/connexion").await;
    assert!(answer.header("set-cookie").starts_with("plus="));
    assert_eq!(answer.header("strict-transport-security"), "");
}

#[tokio::test]
async fn no_other_site_writes_through_any_route() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    let token = token_in(&admin.get("/compte").await.body).unwrap();
    for route in ROUTES.iter().filter(|r| r.method != "GET") {
        let path = filled(route.path);
        let stolen = admin
            .send_raw(&path, &form(&[], &token), "https://mechant.test")
            .await;
        assert_eq!(
            stolen.status,
            StatusCode::FORBIDDEN,
            "{path}, even with the token"
        );
        let blind = admin
            .send_raw(&path, &form(&[], "0"), "http://127.0.0.1:8000")
            .await;
        assert_eq!(
            blind.status,
            StatusCode::FORBIDDEN,
            "{path}, without the token"
        );
    }
    assert_eq!(
        admin.get("/compte").await.status,
        StatusCode::OK,
        "she is still signed in"
    );
}

#[tokio::test]
async fn refusals_are_french_pages_with_a_way_on() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let lost = visitor.get("/cette-page-n-existe-pas").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.body.contains("Cette page n’existe pas") && lost.body.contains("href=\"/\""));
    let post = visitor
        .send_raw("/healthz", "", "http://127.0.0.1:8000")
        .await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(post.body.contains("<h1>") && post.header("allow").contains("GET"));
    let big = visitor
        .send_raw(
            "/affichage",
            &"x".repeat(3_000_000),
            "http://127.0.0.1:8000",
        )
        .await;
    assert_eq!(big.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(big.body.contains("C’est trop gros"));
}

#[tokio::test]
async fn machines_get_json_under_api() {
    let relay = Relay::open().await;
    let lost = relay.visitor().get("/api/v1/rien").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    let said: serde_json::Value = serde_json::from_str(&lost.body).unwrap();
    assert_eq!(said["error"]["code"], "introuvable");
    assert!(said["error"]["reference"].as_str().unwrap().len() == 4);
}

#[tokio::test]
async fn when_the_database_is_down_the_page_gives_a_number_and_no_cause() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    relay.app.store.close().await;
    for path in ["/compte", "/healthz"] {
        let answer = maryse.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            answer.body.contains("Nous n’avons pas pu répondre")
                && answer.body.contains("Donnez ce numéro")
        );
        for secret in ["sqlx", "pool", "SELECT", "session", "src/"] {
            assert!(
                !answer.body.to_lowercase().contains(&secret.to_lowercase()),
                "{secret}: {}",
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn assets_are_kept_a_year_under_their_version_and_an_hour_without() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let page = visitor.get("/connexion").await.body;
    let address = page
        .split("href=\"")
        .find(|l| l.starts_with("/assets/plus.css"))
        .unwrap();
    let address = address.split('"').next().unwrap();
    let versioned = visitor.get(address).await;
    assert_eq!(versioned.status, StatusCode::OK, "{address}");
    assert_eq!(
        versioned.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        visitor
            .get("/assets/plus.css")
            .await
            .header("cache-control"),
        "public, max-age=3600"
    );
    for outside in ["/assets/../Cargo.toml", "/assets/rien.css", "/assets/fonts"] {
        assert_eq!(
            visitor.get(outside).await.status,
            StatusCode::NOT_FOUND,
            "{outside}"
        );
    }
}

#[tokio::test]
async fn pages_are_compressed_for_slow_telephones() {
    let relay = Relay::open().await;
    let request = Request::get("/assets/plus.css").header("accept-encoding", "gzip");
    let answer = relay
        .visitor()
        .request(request.body(Body::empty()).unwrap())
        .await;
    assert_eq!(answer.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn counters_are_for_the_machine_and_administrators() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    assert_eq!(admin.get("/metrics").await.status, StatusCode::OK);
    assert_eq!(
        relay.visitor().get("/metrics").await.status,
        StatusCode::UNAUTHORIZED
    );
    let machine = relay.visitor().at("127.0.0.1:9");
    assert_eq!(machine.get("/metrics").await.status, StatusCode::OK);
    let proxied = Request::get("/metrics").header("x-forwarded-for", "192.0.2.1");
    let answer = machine.request(proxied.body(Body::empty()).unwrap()).await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "a proxy on the machine is not the machine"
    );
}
