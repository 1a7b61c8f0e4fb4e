//! The portal on the wire: every official fiche rendered once, then 200 of them asked
//! for 500 times a second, then as fast as they go; and the weight of a first view.
//!
//! Requests leave at their hour whether the answers have come or not, and a wait
//! counts from that hour: a slow server cannot hide behind a patient client.

mod rig;

#[path = "../tests/it/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use plus_fiches::{
    model::DocumentKind,
    pack::{Pack, PackId},
};
use reqwest::{Client, header};
use rig::{Times, title};
use server::Server;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

/// Fiches asked for again and again.
const OFTEN: usize = 200;
/// Requests a second promised.
const RATE: u32 = 500;
/// How long each rate is held.
const HELD: Duration = Duration::from_secs(15);
/// Promised when warm, milliseconds: median and 99th percentile.
const WARM_MS: [f64; 2] = [1.5, 5.0];
/// Promised the first time, milliseconds: 95th percentile and largest.
const FIRST_MS: [f64; 2] = [15.0, 60.0];
/// Promised for a first view, bytes on the wire, font included.
const VIEW: usize = 100_000;

#[tokio::main]
#[expect(
    clippy::disallowed_methods,
    reason = "a bench learns here where the archive is"
)]
async fn main() {
    let Ok(archive) = std::env::var("PLUS_VOSDROITS_ZIP") else {
        title("portal: not measured (PLUS_VOSDROITS_ZIP names the official archive)");
        return;
    };
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let data = rig::content::folder(Path::new(&archive)).await;
    let fiches = fiches(&data);
    let server = Server::start(&data).await;
    let asked = Asked {
        http: Client::builder().build().expect("a client"),
        base: server.base.clone(),
    };
    let sizes = first(&asked, &fiches).await;
    views(&asked, sizes).await;
    let step = fiches.len() / OFTEN;
    let often: Vec<String> = fiches
        .into_iter()
        .step_by(step.max(1))
        .take(OFTEN)
        .collect();
    warm(&Arc::new(asked), Arc::new(often)).await;
    server.kill().await;
}

/// Addresses of every fiche that serves.
fn fiches(data: &Path) -> Vec<String> {
    let root = data.join("contenus");
    let packs = std::fs::read_dir(&root).expect("packs");
    let opened = packs
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().to_string_lossy().parse::<PackId>().ok())
        .find_map(|id| Pack::open(&PathBuf::from(&root), &id).ok());
    let pack = opened.expect("a pack");
    let all = pack.entries().iter();
    all.filter(|entry| entry.kind == DocumentKind::Fiche)
        .map(|entry| format!("/fiches/{}", entry.id))
        .collect()
}

struct Asked {
    http: Client,
    base: String,
}

impl Asked {
    /// Bytes of an answer, compressed as a browser asks for it.
    async fn size(&self, path: &str) -> usize {
        let request = self.http.get(format!("{}{path}", self.base));
        let request = request.header(header::ACCEPT_ENCODING, "gzip");
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.expect("a body").len()
    }
}

fn verdict(fine: bool) -> &'static str {
    if fine { "held" } else { "MISSED" }
}

/// Every fiche, for the first time.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
async fn first(asked: &Asked, fiches: &[String]) -> Vec<usize> {
    title(&format!("first render of {} fiches", fiches.len()));
    let mut times = Times::default();
    let mut sizes = Vec::new();
    for path in fiches {
        sizes.push(times.time(asked.size(path)).await);
    }
    let (slow, slowest) = (times.under(95), times.under(100));
    println!(
        "p50 {:.2} ms  p95 {slow:.2} ms  bound {} ms: {}  largest {slowest:.1} ms  bound {} ms: {}",
        times.under(50),
        FIRST_MS[0],
        verdict(slow <= FIRST_MS[0]),
        FIRST_MS[1],
        verdict(slowest <= FIRST_MS[1]),
    );
    sizes
}

/// What a first view brings: the page, its style, its script, its icons, its font.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
async fn views(asked: &Asked, mut fiches: Vec<usize>) {
    title("first view, bytes on the wire (bodies), font included");
    let around = [
        "/assets/plus.css",
        "/assets/territoire.css",
        "/assets/js/plus.js",
        "/assets/icons.svg",
        "/assets/logo.svg",
        "/assets/madras.svg",
        "/assets/favicon.svg",
        "/assets/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    ];
    let mut shared = 0;
    for path in around {
        let size = asked.size(path).await;
        println!("  {path}: {size}");
        shared += size;
    }
    fiches.sort_unstable();
    let p95 = fiches[fiches.len() * 95 / 100];
    let home = asked.size("/").await;
    let search = asked.size("/recherche?q=carte+grise").await;
    for (what, page) in [("home", home), ("search", search), ("fiche, p95", p95)] {
        let whole = page + shared;
        let held = verdict(whole <= VIEW);
        println!("{what:<12} page {page:>7}  whole {whole:>7}  bound {VIEW}: {held}");
    }
}

#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
async fn warm(asked: &Arc<Asked>, often: Arc<Vec<String>>) {
    title(&format!(
        "{OFTEN} fiches, warm, {} s at each rate",
        HELD.as_secs()
    ));
    for path in often.iter() {
        asked.size(path).await;
    }
    for rate in [RATE, 2 * RATE, 3 * RATE, 4 * RATE, 6 * RATE, 8 * RATE] {
        let (times, done) = paced(asked, &often, rate).await;
        let (median, slow) = (times.under(50), times.under(99));
        let bound = if rate == RATE {
            let fine = median <= WARM_MS[0] && slow <= WARM_MS[1];
            format!(
                "  bounds {} and {} ms: {}",
                WARM_MS[0],
                WARM_MS[1],
                verdict(fine)
            )
        } else {
            String::new()
        };
        println!(
            "{rate:>5}/s asked, {done:>6.0}/s answered  p50 {median:7.2} ms  p99 {slow:8.2} ms{bound}"
        );
        if done < f64::from(rate) * 0.97 {
            break;
        }
    }
}

/// Asks at a rate; the times, and how many were answered a second.
async fn paced(asked: &Arc<Asked>, often: &Arc<Vec<String>>, rate: u32) -> (Times, f64) {
    let count = rate * u32::try_from(HELD.as_secs()).unwrap_or(1);
    let began = Instant::now() + Duration::from_millis(50);
    let mut waiting = JoinSet::new();
    for i in 0..count {
        let due = began + Duration::from_secs(1) * i / rate;
        sleep_until(due).await;
        let (asked, often) = (Arc::clone(asked), Arc::clone(often));
        waiting.spawn(async move {
            // Not in their order: a large prime steps over the whole list.
            let path = &often[(i as usize * 7_919) % often.len()];
            asked.size(path).await;
            due.elapsed()
        });
    }
    let mut times = Times::default();
    while let Some(waited) = waiting.join_next().await {
        times.add(waited.expect("answered"));
    }
    let took = began.elapsed().as_secs_f64();
    (times, f64::from(count) / took)
}
