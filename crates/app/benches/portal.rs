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
    collections::BTreeSet,
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
    runtime::Handle,
    sync::Semaphore,
    task::{JoinSet, spawn_blocking},
    time::Instant,
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
/// The one face that every page is set in.
const FONT: &str = "/assets/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2";
/// Icons for old browsers and for the screens of telephones, which a first view does not fetch.
const ELSEWHERE: [&str; 2] = ["/assets/favicon.ico", "/assets/apple-touch-icon.png"];
/// Requests under way at most, so that a flooded server is not taken for a full system.
const UNDER_WAY: usize = 4_000;
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

    /// Files that a page has its reader fetch: styles, scripts, pictures, icons.
    async fn named(&self, path: &str) -> BTreeSet<String> {
        let answer = self.http.get(format!("{}{path}", self.base)).send().await;
        let text = answer.expect("an answer").text().await.expect("a text");
        let starts = text.match_indices("\"/assets/").map(|(at, _)| at + 1);
        starts
            .filter_map(|at| text[at..].split(['"', '#']).next().map(str::to_owned))
            .filter(|named| !ELSEWHERE.iter().any(|icon| named.starts_with(icon)))
            .collect()
    }
}

fn verdict(fine: bool) -> &'static str {
    if fine { "held" } else { "MISSED" }
}

/// Every fiche, for the first time.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
async fn first<'a>(asked: &Asked, fiches: &'a [String]) -> Vec<(usize, &'a str)> {
    title(&format!("first render of {} fiches", fiches.len()));
    let mut times = Times::default();
    let mut sizes = Vec::new();
    let mut slowest_path = (Duration::ZERO, "");
    // Right after its start the program still opens its content.
    let began = Instant::now();
    asked.size(&fiches[0]).await;
    let waited = began.elapsed().as_secs_f64() * 1_000.0;
    println!("the very first, content being opened: {waited:.0} ms");
    for path in &fiches[1..] {
        let began = Instant::now();
        sizes.push((times.time(asked.size(path)).await, path.as_str()));
        slowest_path = slowest_path.max((began.elapsed(), path));
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
    println!("the slowest was {}", slowest_path.1);
    sizes
}

/// What a first view brings: the page and whatever it names, its font included.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
async fn views(asked: &Asked, mut fiches: Vec<(usize, &str)>) {
    title("first view, bytes on the wire (bodies), font included");
    fiches.sort_unstable();
    let large = fiches[fiches.len() * 95 / 100].1;
    for (what, path) in [
        ("home", "/"),
        ("search", "/recherche?q=carte+grise"),
        ("fiche, p95", large),
    ] {
        let page = asked.size(path).await;
        let mut whole = page;
        let named = asked.named(path).await;
        for file in &named {
            whole += asked.size(file).await;
        }
        assert!(
            named.contains(FONT),
            "the font is counted once, as the page names it"
        );
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
#[expect(
    clippy::disallowed_methods,
    reason = "a load generator leaves at its hours, whatever the server does"
)]
async fn paced(asked: &Arc<Asked>, often: &Arc<Vec<String>>, rate: u32) -> (Times, f64) {
    let count = rate * u32::try_from(HELD.as_secs()).unwrap_or(1);
    let began = Instant::now() + Duration::from_millis(50);
    let (asked, often) = (Arc::clone(asked), Arc::clone(often));
    // The runtime's clock ticks in milliseconds, as long as an answer takes: a thread
    // of its own keeps the hours.
    let here = Handle::current();
    let leaving = spawn_blocking(move || {
        let room = Arc::new(Semaphore::new(UNDER_WAY));
        let mut waiting = JoinSet::new();
        for i in 0..count {
            let due = began + Duration::from_secs(1) * i / rate;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let (asked, often, room) = (Arc::clone(&asked), Arc::clone(&often), Arc::clone(&room));
            let answered = async move {
                let _place = room.acquire().await.expect("never closed");
                // Not in their order: a large prime steps over the whole list.
                let path = &often[(i as usize * 7_919) % often.len()];
                asked.size(path).await;
                due.elapsed()
            };
            waiting.spawn_on(answered, &here);
        }
        waiting
    });
    let mut waiting = leaving.await.expect("all left");
    let mut times = Times::default();
    while let Some(waited) = waiting.join_next().await {
        times.add(waited.expect("answered"));
    }
    let took = began.elapsed().as_secs_f64();
    (times, f64::from(count) / took)
}
