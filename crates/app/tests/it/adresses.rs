//! Addresses looked at once a day: what each answer means, and that nothing is ever
//! called when it must not be.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{StatusCode, header},
    routing::{any, get},
};
use plus::{
    job::{Task, adresses},
    outside::probe_client,
};
use plus_domain::{
    adresse::{Finding, State},
    service::Services,
    territoire::Territoire,
};
use plus_store::job::State as JobState;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{actors::Relay, travaux::work};

/// Patience of the tests: what answers does so at once.
const PATIENCE: Duration = Duration::from_millis(400);

/// A server of this machine, and how many requests it saw.
async fn server() -> (String, Arc<AtomicU32>) {
    let seen = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&seen);
    let count = move |request: axum::extract::Request, next: axum::middleware::Next| {
        counted.fetch_add(1, Ordering::SeqCst);
        next.run(request)
    };
    let to =
        |status, place: &'static str| move || async move { (status, [(header::LOCATION, place)]) };
    let routes = Router::new()
        .route("/", get(|| async { "Bonjour" }))
        .route("/moved", any(to(StatusCode::MOVED_PERMANENTLY, "/")))
        .route("/login", any(to(StatusCode::FOUND, "/")))
        .route("/circle", any(to(StatusCode::MOVED_PERMANENTLY, "/circle")))
        .route("/gone", any(StatusCode::NOT_FOUND))
        .route("/closed", any(StatusCode::FORBIDDEN))
        .route("/broken", any(StatusCode::BAD_GATEWAY))
        // Some sites know GET alone.
        .route("/get", get(|| async { "Bonjour" }).head(|| async { StatusCode::METHOD_NOT_ALLOWED }))
        .route("/slow", any(std::future::pending::<StatusCode>))
        .layer(axum::middleware::from_fn(count));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (format!("http://{address}"), seen)
}

async fn look(address: &str) -> Finding {
    let client = probe_client(None, PATIENCE).unwrap();
    adresses::look(&client, address).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_of_answering_has_its_word() {
    let (site, _) = server().await;
    for (path, state, detail) in [
        ("/", State::Repond, String::new()),
        ("/get", State::Repond, String::new()),
        ("/login", State::Repond, String::new()),
        ("/moved", State::Deplacee, format!("{site}/")),
        ("/gone", State::Refuse, "absente".into()),
        ("/circle", State::Refuse, "absente".into()),
        ("/closed", State::Refuse, "machine".into()),
        ("/broken", State::Muette, String::new()),
        ("/slow", State::Muette, String::new()),
    ] {
        let found = look(&format!("{site}{path}")).await;
        assert_eq!(found, Finding { state, detail }, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_does_not_prove_who_it_is_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // What it says is heard first: a closed door would be another answer.
            let mut hello = [0; 2_048];
            let _heard = stream.read(&mut hello).await;
            let _said = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            let _closed = stream.shutdown().await;
        }
    });
    let found = look(&format!("https://{address}/")).await;
    assert_eq!(
        (found.state, found.detail.as_str()),
        (State::Refuse, "certificat")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_address_is_no_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert_eq!(
        look(&format!("http://{address}/")).await.state,
        State::Muette
    );
}

/// A territory whose one address is that of a server of this machine.
fn territory_of(relay: &Relay, address: &str) -> Territoire {
    let mut territory = (*relay.app.territory()).clone();
    let mut written = serde_json::to_value(&territory.services.all()[0]).unwrap();
    written["address"]["value"] = address.into();
    territory.services = Services::new(vec![serde_json::from_value(written).unwrap()]);
    territory.catalogue = plus_domain::catalogue::Catalogue::default();
    for partner in &mut territory.partners {
        partner.site = None;
    }
    territory
}

/// Asks for the look and lets it be done; answers the requests that the server saw.
async fn looked(relay: &Relay) -> (u32, Option<State>) {
    let (site, seen) = server().await;
    let address = format!("{site}/");
    relay.app.set_territory(territory_of(relay, &address));
    let asked = Task::Adresses.ask(&relay.app, &"ghislaine".into()).await;
    work(&relay.app).await;
    let mut link = relay.app.store.read().await.unwrap();
    let job = plus_store::job::by_id(&mut link, &asked.unwrap())
        .await
        .unwrap();
    assert_eq!(job.unwrap().state, JobState::Done);
    let known = plus_store::adresse::of(&mut link, &address).await.unwrap();
    (
        seen.load(Ordering::SeqCst),
        known.map(|known| known.finding.state),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_look_of_a_day_keeps_what_it_found() {
    let relay = Relay::open().await;
    assert_eq!(looked(&relay).await, (1, Some(State::Repond)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_called_when_the_setting_says_no_nor_by_a_demonstration() {
    let off = Relay::open_with(|web| web.check_addresses = false).await;
    let demo = Relay::open_with(|web| web.demo = true).await;
    for relay in [off, demo] {
        assert_eq!(looked(&relay).await, (0, None));
        assert!(!adresses::plan(&relay.app).await.unwrap());
    }
}

#[tokio::test]
async fn the_look_is_planned_once_a_day_a_little_later_and_never_at_once() {
    let relay = Relay::open().await;
    assert!(adresses::plan(&relay.app).await.unwrap());
    assert!(!adresses::plan(&relay.app).await.unwrap(), "once a day");
    let now = relay.app.outside.now_ms();
    let taken = plus_store::job::take(&relay.app.store, now + 9 * 60_000).await;
    assert!(taken.unwrap().is_none(), "not at once");
    relay.app.outside.advance(24 * 3_600_000);
    assert!(
        adresses::plan(&relay.app).await.unwrap(),
        "again the next day"
    );
}

#[tokio::test]
async fn every_address_that_a_page_shows_is_looked_at_once() {
    let relay = Relay::open().await;
    let territory = relay.app.territory();
    let list = adresses::addresses(&territory);
    for service in territory.services.all() {
        assert!(list.contains(service.address.shown().value.as_str()));
    }
    for demarche in territory.catalogue.demarches() {
        let online = demarche.online.as_ref();
        assert!(online.is_none_or(|o| list.contains(o.shown().value.as_str())));
    }
    assert!(list.iter().all(|address| address.starts_with("https://")));
}

/// A site that sends whoever looks at it to another address.
async fn sends_to(place: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sent = move || {
        let place = place.clone();
        async move { (StatusCode::FOUND, [(header::LOCATION, place)]) }
    };
    let routes = Router::new().fallback(any(sent));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}/")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_site_sends_this_machine_into_its_own_network() {
    let (inside, seen) = server().await;
    // Other ways to write the machine that the first step already named.
    for name in ["localhost", "0.0.0.0", "127.0.0.2"] {
        let place = inside.replace("127.0.0.1", name);
        let found = look(&sends_to(place).await).await;
        assert_eq!(found.state, State::Muette, "{name}");
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0, "nobody was asked inside");
}
