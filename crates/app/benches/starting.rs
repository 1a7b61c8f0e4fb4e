//! Start and memory: from the order to the first answer on an existing database;
//! memory at rest, then after ten thousand requests; with our own catalogue, and
//! with the official content when `PLUS_VOSDROITS_ZIP` names its archive.

mod rig;

#[path = "../tests/it/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use std::{path::Path, time::Duration};

use plus::outside::Outside;
use rig::{LOGIN, PASSWORD, Times, filled, places, tell, title};
use server::{Browser, Server};

const STORED: usize = 100_000;
const STARTS: usize = 20;
/// Promised from the order to the first answer, milliseconds.
const READY_MS: f64 = 200.0;
/// Time before memory at rest is read.
const REST: Duration = Duration::from_mins(1);
const REQUESTS: usize = 10_000;
const CLIENTS: usize = 8;
/// Promised at rest, MB: own catalogue, then whole official content.
const MEMORY_MB: [f64; 2] = [40.0, 100.0];

#[tokio::main]
#[expect(
    clippy::disallowed_methods,
    reason = "a bench learns here where the archive is"
)]
async fn main() {
    for place in places(STORED).await.iter().take(1) {
        filled(place, STORED).await.close().await;
        title(&format!(
            "start on an existing database, {STORED} stored, {}",
            place.engine
        ));
        starts(&place.options.folder).await;
        title("memory, own catalogue");
        memory(&place.options.folder, MEMORY_MB[0], &[]).await;
    }
    match std::env::var("PLUS_VOSDROITS_ZIP") {
        Ok(archive) => with_content(Path::new(&archive)).await,
        Err(_) => title("memory with the official content: not measured (PLUS_VOSDROITS_ZIP)"),
    }
}

async fn starts(data: &Path) {
    let mut times = Times::default();
    for _ in 0..STARTS {
        let server = times.time(ready(data)).await;
        server.kill().await;
    }
    tell(
        "from the order to the first answer",
        &times,
        Some(READY_MS),
        None,
    );
}

async fn ready(data: &Path) -> Server {
    let server = Server::start(data).await;
    let answer = reqwest_get(&format!("{}/healthz", server.base)).await;
    assert!(answer, "it answers");
    server
}

async fn reqwest_get(address: &str) -> bool {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().build().expect("a client");
    client
        .get(address)
        .send()
        .await
        .is_ok_and(|a| a.status().is_success())
}

async fn with_content(archive: &Path) {
    let data = rig::content::folder(archive).await;
    title("start, whole official content");
    starts(&data).await;
    title("memory, whole official content");
    memory(
        &data,
        MEMORY_MB[1],
        &[
            "/fiches",
            "/recherche?q=carte+grise",
            "/recherche?q=asurance+chomage",
        ],
    )
    .await;
}

/// Resident memory of a process, MB.
fn resident(process: Option<u32>) -> f64 {
    let process = process.expect("it runs");
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status
        .lines()
        .find(|l| l.starts_with("VmRSS:"))
        .expect("VmRSS");
    let kib: f64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .expect("a number");
    kib / 1024.0
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
async fn memory(data: &Path, bound_mb: f64, more: &[&str]) {
    let server = Server::start(data).await;
    tokio::time::sleep(REST).await;
    let rest = resident(server.child.id());
    let held = |fine: bool| if fine { "held" } else { "MISSED" };
    println!(
        "at rest, {} s after the start: {rest:.1} MB  bound {bound_mb} MB: {}",
        REST.as_secs(),
        held(rest <= bound_mb)
    );
    let browser = Browser::sign_in(&server.base, LOGIN, PASSWORD).await;
    let signed = resident(server.child.id());
    visit(&server, &browser, more).await;
    let after = resident(server.child.id());
    println!("after a sign-in: {signed:.1} MB");
    println!(
        "after {REQUESTS} requests: {after:.1} MB  × {:.2}  bound × 1.5: {}",
        after / rest,
        held(after <= 1.5 * rest)
    );
    server.kill().await;
}

/// Ten thousand pages of every kind, and one visite in a hundred.
async fn visit(server: &Server, browser: &Browser, more: &[&str]) {
    let pages = [
        "/",
        "/recherche?q=rsa",
        "/demarches/rsa",
        "/passages",
        "/connexion",
        "/agent",
        "/agent/visites",
        "/agent/visites/nouvelle?partenaire=caf",
        "/pilotage",
        "/pilotage/chiffres?de=2026-01&a=2026-12",
        "/pilotage/permanences",
        "/pilotage/releves",
    ];
    let pages: Vec<String> = pages.iter().chain(more).map(|p| (*p).to_owned()).collect();
    let mut clients = tokio::task::JoinSet::new();
    for first in 0..CLIENTS {
        let (browser, base, pages) = (browser.clone(), server.base.clone(), pages.clone());
        clients.spawn(async move {
            let outside = Outside::machine();
            for i in (first..REQUESTS).step_by(CLIENTS) {
                if i % 100 == first {
                    let done = browser
                        .record(&base, &outside.new_id(), outside.now_ms())
                        .await;
                    assert!(done.expect("answers"), "confirmed");
                } else {
                    let (status, body) = browser
                        .get(&base, &pages[i % pages.len()])
                        .await
                        .expect("answers");
                    // A page of sign-in sends who is signed in elsewhere.
                    assert!(
                        status.is_success() || status.is_redirection(),
                        "{}: {body}",
                        pages[i % pages.len()]
                    );
                }
            }
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended.expect("a client ends well");
    }
}
