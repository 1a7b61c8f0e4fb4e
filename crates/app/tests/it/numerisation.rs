//! A paper that is laid in the scanner of the kiosk, for a site that asks for one.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get as on_get, post as on_post},
};
use plus::seance::{Borne, Numerisation};
use tokio::sync::Semaphore;

use crate::{
    actors::Relay,
    retrait,
    seance::{ask, get, kiosk_of},
};

/// A false scanner: what lies on its glass, given when it is let.
#[derive(Debug)]
struct Glass {
    laid: Mutex<Option<Vec<u8>>>,
    let_go: Semaphore,
}

async fn next(State(glass): State<Arc<Glass>>) -> Response {
    glass.let_go.acquire().await.unwrap().forget();
    let page = glass.laid.lock().unwrap().take();
    page.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        IntoResponse::into_response,
    )
}

/// Opens one; its address, and what it holds.
async fn glass() -> (String, Arc<Glass>) {
    let glass = Arc::new(Glass {
        laid: Mutex::default(),
        let_go: Semaphore::new(0),
    });
    let can = "<s:ScannerCapabilities xmlns:s='s'><s:Platen><s:PlatenInputCaps><s:MaxWidth>2550</s:MaxWidth></s:PlatenInputCaps></s:Platen></s:ScannerCapabilities>";
    let is = "<s:ScannerStatus xmlns:s='s' xmlns:p='p'><p:State>Idle</p:State></s:ScannerStatus>";
    let begun = async || {
        (
            StatusCode::CREATED,
            [(header::LOCATION, "/eSCL/ScanJobs/1")],
        )
    };
    let routes = Router::new()
        .route("/eSCL/ScannerCapabilities", on_get(async move || can))
        .route("/eSCL/ScannerStatus", on_get(async move || is))
        .route("/eSCL/ScanJobs", on_post(begun))
        .route("/eSCL/ScanJobs/1/NextDocument", on_get(next))
        .with_state(glass.clone());
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/eSCL", door.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(door, routes).await });
    (address, glass)
}

/// Waits for the end of a scan; how it ended.
async fn ended(borne: &Borne) -> Numerisation {
    for _look in 0..600 {
        match borne.numerisation() {
            Numerisation::Moves => tokio::time::sleep(Duration::from_millis(25)).await,
            other => return other,
        }
    }
    panic!("the scan does not end");
}

const SCAN: &str = "/borne/joindre/numeriser";

#[tokio::test]
async fn a_paper_on_the_glass_comes_among_those_of_the_session() {
    let relay = Relay::open().await;
    let (address, glass) = glass().await;
    let (borne, door) = kiosk_of(&relay, |settings| settings.scanner = Some(address));
    let before = get(&door, "/borne/joindre").await;
    assert!(before.contains("Lire mon papier") && !before.contains("data-bouge"));

    *glass.laid.lock().unwrap() = Some(retrait::pdf());
    let (status, to, _) = ask(&door, "POST", SCAN, "").await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, "/borne/joindre")
    );
    let reading = get(&door, "/borne/joindre").await;
    assert!(reading.contains("Je lis votre papier") && reading.contains("data-bouge"));
    assert!(!reading.contains(SCAN), "touched twice, it is read once");
    glass.let_go.add_permits(2);
    assert_eq!(ended(&borne).await, Numerisation::Rest);
    assert!(get(&door, "/borne/joindre").await.contains("Document 1"));
    assert_eq!(borne.with_papiers(|held| held.all().len()), 1);
}

#[tokio::test]
async fn what_does_not_come_is_said_in_words() {
    let relay = Relay::open().await;
    let (address, glass) = glass().await;
    let (borne, door) = kiosk_of(&relay, |settings| settings.scanner = Some(address));
    glass.let_go.add_permits(1);
    ask(&door, "POST", SCAN, "").await;
    assert_eq!(ended(&borne).await, Numerisation::Refused("vide"));
    let page = get(&door, "/en/borne/joindre").await;
    assert!(page.contains("I find no paper"), "{page}");

    glass.let_go.add_permits(2);
    *glass.laid.lock().unwrap() = Some(b"no paper at all".to_vec());
    ask(&door, "POST", SCAN, "").await;
    assert_eq!(ended(&borne).await, Numerisation::Refused("illisible"));
    assert_eq!(borne.with_papiers(|held| held.all().len()), 0);

    let (_, door) = kiosk_of(&relay, |_| {});
    let without = get(&door, "/borne/joindre").await;
    assert!(!without.contains(SCAN) && without.contains("Venez au bus"));
    assert_eq!(ask(&door, "POST", SCAN, "").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn p25_a_paper_that_comes_late_is_nobodys() {
    let relay = Relay::open().await;
    let (address, glass) = glass().await;
    let (borne, door) = kiosk_of(&relay, |settings| settings.scanner = Some(address));
    *glass.laid.lock().unwrap() = Some(retrait::pdf());
    let holders = Arc::strong_count(&borne);
    ask(&door, "POST", SCAN, "").await;
    assert_eq!(borne.numerisation(), Numerisation::Moves);
    // She goes while it reads.
    let (tell, happenings) = tokio::sync::mpsc::unbounded_channel();
    let attending = tokio::spawn(plus::seance::mind::attend(
        relay.app.clone(),
        borne.clone(),
        happenings,
    ));
    tell.send(plus_borne::kiosk::Happening::Ended {
        end: plus_domain::borne::session::End::Asked,
        lasted_ms: 1_000,
        erased_ms: 1,
    })
    .unwrap();
    drop(tell);
    attending.await.unwrap();
    assert_eq!(borne.numerisation(), Numerisation::Rest);
    // The next person finds no paper, and no word of it.
    glass.let_go.add_permits(2);
    // Whoever brings the paper holds the kiosk until it is done.
    while Arc::strong_count(&borne) > holders {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(*glass.laid.lock().unwrap(), None, "it was read");
    assert_eq!(borne.with_papiers(|held| held.all().len()), 0);
    assert_eq!(borne.numerisation(), Numerisation::Rest);
}
