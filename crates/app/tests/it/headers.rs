//! What every answer carries, what is refused before any handler, and how
//! refusals look.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use plus::web::{
    access::Access,
    headers::is_own,
    router::{ROUTES, Route},
};
use plus_domain::account::Role;

use crate::actors::{Answered, Relay, form, token_in};

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

/// Whether an answer carries what every answer must.
fn is_guarded(answer: &Answered, what: &str) {
    let policy = answer.header("content-security-policy");
    for needed in [
        "default-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(needed), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
    assert!(!answer.header("cache-control").is_empty(), "{what}");
}

/// Routes to read, with the words of their patterns filled in.
fn readable() -> impl Iterator<Item = (&'static Route, String)> {
    let read = ROUTES.iter().filter(|route| route.method == "GET");
    read.map(|route| (route, filled(route.path)))
}

#[tokio::test]
async fn every_route_carries_the_headers() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    for (_, path) in readable() {
        for actor in [&relay.visitor(), &admin] {
            is_guarded(&actor.get(&path).await, &path);
        }
    }
}

#[tokio::test]
async fn every_refusal_carries_the_headers() {
    let relay = Relay::open().await;
    let (visitor, partner) = (relay.visitor(), relay.person(Role::Partenaire).await);
    for (path, status) in [
        ("/cette-page-n-existe-pas", 404),
        ("/en/nowhere", 404),
        ("/themes/%FF%FE", 400),
        ("/api/v1/statements", 401),
        ("/sync/v1/rien", 404),
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        is_guarded(&answer, path);
    }
    is_guarded(&partner.get("/pilotage").await, "403");
    for (path, body) in [
        ("/healthz", String::new()),
        ("/affichage", "x".repeat(3_000_000)),
    ] {
        let refused = visitor.send_raw(path, &body, "http://127.0.0.1:8000").await;
        assert!(refused.status.is_client_error(), "{path}");
        is_guarded(&refused, path);
    }
    relay.app.store.close().await;
    is_guarded(&visitor.get("/healthz").await, "500");
}

#[tokio::test]
async fn every_text_says_its_encoding() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    for (_, path) in readable() {
        for actor in [&relay.visitor(), &admin] {
            let answer = actor.get(&path).await;
            let kind = answer.header("content-type");
            assert!(answer.body.is_empty() || !kind.is_empty(), "{path}");
            let is_text = kind.starts_with("text/") || kind.contains("xml");
            let office = kind.contains("officedocument");
            assert!(
                !is_text || office || kind.contains("charset=utf-8"),
                "{path}: {kind}"
            );
        }
    }
}

#[tokio::test]
async fn every_file_that_is_served_has_a_plain_name() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let files = [
        "/pilotage/chiffres/tableur",
        "/pilotage/coop/fichier",
        "/pilotage/croisement/fichier/csv",
        "/pilotage/importer/modele",
        "/pilotage/tableur/equipe",
        "/passages/affiche.pdf",
        "/passages.ics",
    ];
    let mut named = 0;
    let read = readable().map(|(_, path)| path);
    for path in read.chain(files.map(str::to_owned)) {
        let answer = chief.get(&path).await;
        let said = answer.header("content-disposition");
        let Some((_, name)) = said.split_once("filename=") else {
            continue;
        };
        named += 1;
        let name = name.trim_matches('"');
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(
            !name.is_empty() && name.chars().all(plain),
            "{path}: {said}"
        );
    }
    assert!(named >= 4, "{named} files");
}

#[tokio::test]
async fn no_method_but_those_of_the_table() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    for route in ROUTES {
        assert!(matches!(route.method, "GET" | "POST"), "{}", route.path);
        let path = filled(route.path);
        for method in ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"] {
            let request = Request::builder().method(method).uri(&path);
            let answer = admin.request(request.body(Body::empty()).unwrap()).await;
            let open = route.access.allows(Some(Role::Administrateur));
            let wanted = if open {
                StatusCode::METHOD_NOT_ALLOWED
            } else {
                answer.status
            };
            assert_eq!(answer.status, wanted, "{method} {path}");
            assert!(!answer.status.is_success(), "{method} {path}");
            assert!(!answer.status.is_server_error(), "{method} {path}");
        }
    }
}

#[test]
fn nothing_is_written_at_the_addresses_of_programs() {
    let writes = |route: &&Route| route.method == "POST" && route.path.starts_with("/api/");
    assert_eq!(ROUTES.iter().find(writes), None);
}

#[tokio::test]
async fn what_one_person_alone_may_read_is_never_kept() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    for (route, path) in readable() {
        let own = route.path.contains("{jeton}") || is_own(route.path);
        if own && route.access == Access::Public {
            let answer = visitor.get(&path).await;
            let kept = answer.header("cache-control");
            assert!(kept.contains("no-store"), "{path}: {kept}");
        }
    }
    let posts = ROUTES.iter().filter(|route| route.method == "POST");
    for route in posts.filter(|route| route.access == Access::Public) {
        let path = filled(route.path);
        let answer = visitor.send_raw(&path, "", "http://127.0.0.1:8000").await;
        let kept = answer.header("cache-control");
        assert!(kept.contains("no-store"), "{path}: {kept}");
    }
    let maryse = relay.person(Role::Animatrice).await;
    let left = maryse.post_from("/agent", "/deconnexion", &[]).await;
    assert_eq!(left.header("clear-site-data"), "\"cache\"");
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
        "max-age=31536000; includeSubDomains"
    );
    let shared = Relay::open_with(|web| {
        web.public_url = Some("https://example.org".into());
        web.hsts_subdomains = false;
    })
    .await;
    let shared = shared.visitor().get("/connexion").await;
    assert_eq!(
        shared.header("strict-transport-security"),
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
