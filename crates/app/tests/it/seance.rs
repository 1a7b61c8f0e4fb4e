//! The screens of a kiosk as its program serves them, without its browser: that one is in
//! `e2e/borne`.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use plus::{
    config,
    seance::{Borne, depot},
    web::{self, access::Access, application, router::ROUTES, state::App},
};
use plus_borne::{
    browser::{
        Launch,
        guard::{Place, Sites},
    },
    kiosk::{self, Clock, Happening, Screens, Settings},
    scanner::Scanner,
};
use plus_domain::borne::session::{End, Patience};
use tower::ServiceExt as _;

use crate::actors::Relay;

const OWN: &str = "http://127.0.0.1:8100";

/// The kiosk of a relay, its hands made and never opened.
pub fn kiosk_of(relay: &Relay, change: impl FnOnce(&mut config::Borne)) -> (Arc<Borne>, Router) {
    kiosk_at(&relay.app, change)
}

/// The same of a machine.
pub fn kiosk_at(app: &App, change: impl FnOnce(&mut config::Borne)) -> (Arc<Borne>, Router) {
    let mut settings = config::Borne::default();
    change(&mut settings);
    let ecran = settings.ecran().unwrap();
    let page = |path: &str| format!("{OWN}{path}");
    let hands = kiosk::prepare(Settings {
        launch: Launch {
            program: "chromium".into(),
            scale: ecran.scale(),
            more: Vec::new(),
        },
        ecran,
        sites: Sites::default(),
        screens: Screens {
            home: page("/borne"),
            ended: page("/borne/fini"),
            warning: page("/borne/encore"),
            awaited: page("/borne/attente"),
            closed: page("/borne/ferme?site="),
            away: page("/borne/indisponible?site="),
        },
        bar: plus::seance::barre(OWN, plus::web::langue::Language::French, &settings),
        patience: Patience::default(),
        folder: "/nonexistent".into(),
        watch_every: Duration::from_secs(5),
        clock: Clock(Arc::new(|| 0)),
    });
    let scanner = settings
        .scanner
        .as_deref()
        .map(|address| Scanner::new(plus::outside::room_client().unwrap(), address).unwrap());
    let borne = Borne::new(hands.kiosk(), OWN.to_owned(), (settings, ecran), None).beside(scanner);
    let borne = Arc::new(borne);
    let door = web::seance::door(application(app), borne.clone());
    (borne, door)
}

pub async fn ask(
    door: &Router,
    method: &str,
    path: &str,
    body: &str,
) -> (StatusCode, String, String) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8100")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let from: std::net::SocketAddr = "127.0.0.1:5000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(from));
    let answer = door.clone().oneshot(request).await.unwrap();
    let to = answer.headers().get(header::LOCATION);
    let to = to.map_or(String::new(), |to| to.to_str().unwrap().to_owned());
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 4 << 20).await.unwrap();
    (status, to, String::from_utf8_lossy(&bytes).into_owned())
}

/// A code typed at the kiosk: what the screen says.
pub async fn post(door: &Router, path: &str, code: &str) -> (StatusCode, String) {
    let body = format!("code={}", plus::web::router::encoded(code));
    let (status, _, page) = ask(door, "POST", path, &body).await;
    (status, page)
}

pub async fn get(door: &Router, path: &str) -> String {
    let (status, _, body) = ask(door, "GET", path, "").await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

#[tokio::test]
async fn s22_the_screens_of_a_kiosk_come_by_its_own_door_alone() {
    let relay = Relay::open().await;
    let (_, door) = kiosk_of(&relay, |_| {});
    for path in ["/borne", "/borne/fini", "/borne/retrait", "/borne/joindre"] {
        assert_eq!(
            relay.visitor().get(path).await.status,
            StatusCode::NOT_FOUND
        );
        get(&door, path).await;
    }
    for team in [
        "/agent",
        "/pilotage",
        "/agent/retraits",
        "/sync/v1/hub",
        "/sync/v1/page",
    ] {
        assert_eq!(
            ask(&door, "GET", team, "").await.0,
            StatusCode::NOT_FOUND,
            "{team}"
        );
    }
    // A page that is not there keeps the bar: nobody is left in front of nothing.
    let (status, _, lost) = ask(&door, "GET", "/nulle-part", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(lost.contains("barre-borne") && !lost.contains("/connexion"));
}

#[tokio::test]
async fn a_screen_that_opens_by_itself_follows_the_language_of_the_person() {
    let relay = Relay::open().await;
    let (_, door) = kiosk_of(&relay, |_| {});
    get(&door, "/en/borne").await;
    let (_, to, _) = ask(&door, "GET", "/borne/ferme?seule&site=ailleurs.test", "").await;
    assert_eq!(to, "/en/borne/ferme?site=ailleurs.test");
    let page = get(&door, &to).await;
    assert!(page.contains("ailleurs.test does not open on the kiosk"));
    get(&door, "/borne").await;
    let (_, to, _) = ask(&door, "GET", "/borne/encore?seule", "").await;
    assert_eq!(to, "/borne/encore");
}

#[tokio::test]
async fn what_a_site_is_called_cannot_write_on_the_screen() {
    let relay = Relay::open().await;
    let (_, door) = kiosk_of(&relay, |_| {});
    for bad in [
        "%3Cb%3Ex.y%3C/b%3E",
        "chrome",
        "a%20b.fr",
        "appelez-0696000000",
    ] {
        let page = get(&door, &format!("/borne/ferme?site={bad}")).await;
        assert!(
            page.contains("Cette adresse ne s’ouvre pas sur la borne"),
            "{bad}"
        );
    }
    let away = get(&door, "/borne/indisponible?site=www.caf.fr").await;
    assert!(away.contains("/services/caf-mon-compte"), "{away}");
}

#[tokio::test]
async fn p26_a_wrong_code_says_one_thing_and_never_shows_what_was_typed() {
    let relay = Relay::open().await;
    let (_, door) = kiosk_of(&relay, |_| {});
    for typed in ["ZZZZ2222", "n'importe quoi", ""] {
        let body = format!("code={}", plus::web::router::encoded(typed));
        let (status, _, page) = ask(&door, "POST", "/borne/retrait", &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Ce code ne marche pas"));
        assert!(typed.is_empty() || !page.contains(typed));
    }
}

#[tokio::test]
async fn a_telephone_sends_a_paper_for_as_long_as_the_session_lasts() {
    let relay = Relay::open().await;
    let (borne, _) = kiosk_of(&relay, |settings| {
        settings.phone = Some("http://10.42.0.1:8200".to_owned());
    });
    let phones = web::seance::joindre::door(&relay.app, borne.clone());
    let address = depot::address(&relay.app, &borne).unwrap();
    let path = address.strip_prefix("http://10.42.0.1:8200").unwrap();
    assert_eq!(
        depot::address(&relay.app, &borne).as_deref(),
        Some(&*address)
    );
    let body = "--b\r\nContent-Disposition: form-data; name=\"papier\"; filename=\"a.pdf\"\r\n\r\npas un pdf\r\n--b--\r\n";
    let send = |path: String, body: &'static str| {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap();
        phones.clone().oneshot(request)
    };
    let refused = send(path.to_owned(), body).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    // Its own style alone, known by its hash; nothing is kept.
    let policy = refused.headers()[header::CONTENT_SECURITY_POLICY].to_str();
    let policy = policy.unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(refused.headers()[header::CACHE_CONTROL], "no-store");
    let nobody = send("/p/00112233445566778899aabbccddeeff".to_owned(), body).await;
    assert_eq!(nobody.unwrap().status(), StatusCode::NOT_FOUND);
    relay.app.outside.advance(16 * 60_000);
    let late = send(path.to_owned(), body).await.unwrap();
    assert_eq!(late.status(), StatusCode::NOT_FOUND);
    assert_eq!(borne.with_papiers(|held| held.all().len()), 0);
}

#[tokio::test]
async fn a_use_is_written_once_with_its_pictogram_and_nothing_of_the_person() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk_of(&relay, |_| {});
    for path in ["/borne", "/en/demarches/rsa", "/recherche?q=CANARI"] {
        get(&door, path).await;
    }
    let (tell, happenings) = tokio::sync::mpsc::unbounded_channel();
    let attending = tokio::spawn(plus::seance::mind::attend(
        relay.app.clone(),
        borne.clone(),
        happenings,
    ));

    let shown = |path: &str| Happening::Shown {
        place: Place::Own,
        url: format!("{OWN}{path}"),
    };
    for happening in [
        Happening::Began,
        shown("/en/demarches/rsa"),
        shown("/demarches/rsa"),
        Happening::Shown {
            place: Place::Partner("www.caf.fr".to_owned()),
            url: "https://www.caf.fr/compte?nom=CANARI".to_owned(),
        },
        Happening::Ended {
            end: End::Asked,
            lasted_ms: 200_000,
            erased_ms: 70,
        },
    ] {
        tell.send(happening).unwrap();
    }
    drop(tell);
    attending.await.unwrap();
    let (status, to, _) = ask(&door, "POST", "/borne/avis", "avis=bien").await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/borne/fini?merci")
    );
    assert!(get(&door, &to).await.contains("Merci."));
    // Twice says it once.
    ask(&door, "POST", "/borne/avis", "avis=mal").await;
    let mut link = relay.app.store.read().await.unwrap();
    let totals = plus_store::usage::totals(&mut link, "2000-01-01", "2100-01-01").await;
    let totals = totals.unwrap().into_values().next().unwrap();
    assert_eq!(
        (totals.uses, totals.minutes, totals.avis["bien"]),
        (1, 3, 1)
    );
    assert_eq!(totals.fiches["rsa"], 1);
    assert!(totals.services.contains_key("caf"), "{:?}", totals.services);
    assert!(!relay.on_disk("CANARI"));
}

#[tokio::test]
async fn s9_a_kiosk_opens_what_is_public_and_its_own_screens_alone() {
    let relay = Relay::open().await;
    let (_, door) = kiosk_of(&relay, |_| {});
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        let parts = route.path.split('/');
        let parts = parts.map(|part| if part.starts_with('{') { "x" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        let (status, to, _) = ask(&door, "GET", &path, "").await;
        let refused = match route.access {
            Access::Public | Access::Borne => continue,
            Access::Machine => status == StatusCode::UNAUTHORIZED,
            _ if path.starts_with("/agent") || path.starts_with("/pilotage") => {
                status == StatusCode::NOT_FOUND
            }
            _ => status == StatusCode::UNAUTHORIZED || to.starts_with("/connexion"),
        };
        assert!(refused, "{path}: {status} {to}");
    }
}
