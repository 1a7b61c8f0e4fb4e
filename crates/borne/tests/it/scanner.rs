//! A scan, with a false scanner that speaks eSCL and can misbehave.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use plus_borne::scanner::{ScanError, Scanner};

const ABILITIES: &str = r#"<s:ScannerCapabilities xmlns:s="s" xmlns:p="p"><p:Version>2.6</p:Version>
<s:Platen><s:PlatenInputCaps><s:MaxWidth>2550</s:MaxWidth><s:DocumentFormatExt>image/jpeg</s:DocumentFormatExt></s:PlatenInputCaps></s:Platen>
<s:Adf><s:AdfSimplexInputCaps><s:MaxWidth>2550</s:MaxWidth></s:AdfSimplexInputCaps></s:Adf></s:ScannerCapabilities>"#;

/// What the false scanner does, and what it heard.
#[derive(Debug, Default)]
struct Machine {
    state: &'static str,
    feeder: &'static str,
    /// Answer to the question that begins a scan; 201 when nothing is said.
    begins: Option<u16>,
    /// Answers when a page is asked for, in turn; then there are no more.
    pages: Vec<Result<Vec<u8>, u16>>,
    heard: Vec<String>,
}

type Held = State<Arc<Mutex<Machine>>>;

async fn status(State(machine): Held) -> String {
    let held = machine.lock().unwrap();
    format!(
        "<s:ScannerStatus xmlns:s='s' xmlns:p='p'><p:State>{}</p:State><s:AdfState>{}</s:AdfState></s:ScannerStatus>",
        held.state, held.feeder
    )
}

async fn begin(State(machine): Held, question: Bytes) -> Response {
    let mut held = machine.lock().unwrap();
    held.heard.push(String::from_utf8_lossy(&question).into());
    let code = StatusCode::from_u16(held.begins.unwrap_or(201)).unwrap();
    // The name that it gives itself is not one that this machine knows.
    let place = "http://bureau.invalid/eSCL/ScanJobs/7";
    (code, [(header::LOCATION, place)]).into_response()
}

async fn next(State(machine): Held) -> Response {
    let mut held = machine.lock().unwrap();
    if held.pages.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    match held.pages.remove(0) {
        Ok(page) => page.into_response(),
        Err(code) => StatusCode::from_u16(code).unwrap().into_response(),
    }
}

async fn drop_job(State(machine): Held) {
    machine.lock().unwrap().heard.push("DELETE".into());
}

/// Opens a false scanner, and answers who speaks with it.
async fn open(machine: Machine) -> (Scanner, Arc<Mutex<Machine>>) {
    let held = Arc::new(Mutex::new(machine));
    let routes = Router::new()
        .route("/eSCL/ScannerCapabilities", get(async || ABILITIES))
        .route("/eSCL/ScannerStatus", get(status))
        .route("/eSCL/ScanJobs", post(begin))
        .route("/eSCL/ScanJobs/7/NextDocument", get(next))
        .route("/eSCL/ScanJobs/7/", axum::routing::delete(drop_job))
        .with_state(held.clone());
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/eSCL", door.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(door, routes).await });
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    (Scanner::new(client, &address).unwrap(), held)
}

fn resting(feeder: &'static str, pages: Vec<Result<Vec<u8>, u16>>) -> Machine {
    Machine {
        state: "Idle",
        feeder,
        pages,
        ..Machine::default()
    }
}

#[tokio::test]
async fn a_page_on_the_glass_comes_when_it_is_ready() {
    let pages = vec![Err(503), Ok(b"page".to_vec())];
    let (scanner, machine) = open(resting("ScannerAdfEmpty", pages)).await;
    assert_eq!(scanner.scan().await.unwrap(), [b"page"]);
    let heard = machine.lock().unwrap().heard.clone();
    assert_eq!(heard.len(), 1, "nothing is taken back: {heard:?}");
    assert!(heard[0].contains("<pwg:InputSource>Platen<"), "{heard:?}");
}

#[tokio::test]
async fn the_sheets_of_the_feeder_come_in_order() {
    let pages = vec![Ok(b"un".to_vec()), Ok(b"deux".to_vec())];
    let (scanner, machine) = open(resting("ScannerAdfLoaded", pages)).await;
    assert_eq!(scanner.scan().await.unwrap(), [&b"un"[..], b"deux"]);
    let heard = machine.lock().unwrap().heard.clone();
    assert!(heard[0].contains("<pwg:InputSource>Feeder<"), "{heard:?}");
}

#[tokio::test]
async fn what_does_not_go_has_its_reason_and_the_scan_is_taken_back() {
    let (scanner, machine) = open(resting("ScannerAdfEmpty", Vec::new())).await;
    assert!(matches!(scanner.scan().await, Err(ScanError::NoPaper)));
    assert_eq!(machine.lock().unwrap().heard.last().unwrap(), "DELETE");

    let stuck = vec![Ok(b"un".to_vec()), Err(409)];
    let (scanner, machine) = open(resting("ScannerAdfLoaded", stuck)).await;
    assert!(matches!(scanner.scan().await, Err(ScanError::Jam)));
    assert_eq!(machine.lock().unwrap().heard.last().unwrap(), "DELETE");

    let (scanner, _) = open(resting("ScannerAdfJam", Vec::new())).await;
    assert!(matches!(scanner.scan().await, Err(ScanError::Jam)));
    let busy = Machine {
        state: "Processing",
        ..Machine::default()
    };
    let (scanner, machine) = open(busy).await;
    assert!(matches!(scanner.scan().await, Err(ScanError::Busy)));
    assert!(machine.lock().unwrap().heard.is_empty(), "it is left alone");
    let taken = Machine {
        begins: Some(503),
        ..resting("ScannerAdfEmpty", Vec::new())
    };
    let (scanner, _) = open(taken).await;
    assert!(matches!(scanner.scan().await, Err(ScanError::Busy)));
}

#[tokio::test]
async fn s19_a_scanner_cannot_fill_the_memory() {
    let large = vec![Ok(vec![0; (20 << 20) + 1])];
    let (scanner, _) = open(resting("ScannerAdfEmpty", large)).await;
    assert!(matches!(scanner.scan().await, Err(ScanError::TooLong)));
}

#[tokio::test]
async fn nobody_there_is_said() {
    let door = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/eSCL", door.local_addr().unwrap());
    drop(door);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let scanner = Scanner::new(client, &address).unwrap();
    assert!(matches!(
        scanner.scan().await,
        Err(ScanError::Unreachable(_))
    ));
}
