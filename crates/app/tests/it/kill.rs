//! `kill -9` at any moment: what was confirmed to a browser is there, once.
//!
//! The real program is killed while several browsers record visites, and sometimes
//! while it starts. A browser whose answer was cut sends the same form again, as a
//! person does. `script/long` kills a thousand times (`PLUS_LONG`, `PLUS_KILLS`).

use std::{collections::BTreeSet, path::Path, time::Duration};

use plus::outside::Outside;
use plus_domain::stats::Scope;
use plus_store::{Link, Options, Store, journal, rebuild, stats, visite};
use tokio::task::JoinSet;

use crate::{
    command::{plus, stderr},
    server::{Browser, Server, spawn},
};

/// Browsers that record at once.
const BROWSERS: usize = 4;
/// The program lives at most so long, milliseconds, once it is ready.
const MOST_LIFE: u64 = 160;
/// One kill in so many comes while the program starts.
const AT_START: u64 = 8;

/// What the browsers know.
#[derive(Default)]
struct Ledger {
    sent: BTreeSet<String>,
    confirmed: BTreeSet<String>,
    /// Sent, and the answer never came.
    unknown: Vec<String>,
    /// Answers that a kill cut.
    cut: usize,
}

/// Chance from a seed.
struct Dice(Outside);

impl Dice {
    fn below(&self, most: u64) -> u64 {
        u64::from_le_bytes(self.0.random_bytes()) % most
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test learns here how long it may last and which seed it replays"
)]
fn asked() -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let long = std::env::var("PLUS_LONG").is_ok();
    let kills = number("PLUS_KILLS").unwrap_or(if long { 1_000 } else { 50 });
    (kills, number("PLUS_SEED").unwrap_or(2026))
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::print_stderr, reason = "the seed, to replay a failure")]
async fn what_was_confirmed_survives_kill_9_at_any_moment_and_is_there_once() {
    let (kills, seed) = asked();
    eprintln!("kills: {kills}, PLUS_SEED={seed}");
    let dice = Dice(Outside::seeded(seed));
    let folder = tempfile::tempdir().unwrap();
    let browser = new_relay(folder.path()).await;
    let mut ledger = Ledger::default();
    for _ in 0..kills {
        if dice.below(AT_START) == 0 {
            kill_at_start(folder.path(), dice.below(60)).await;
        } else {
            let life = Duration::from_millis(dice.below(MOST_LIFE));
            live_and_die(folder.path(), &browser, &dice, &mut ledger, life).await;
        }
    }
    settle(folder.path(), &browser, &dice, &mut ledger).await;
    eprintln!(
        "{} visites confirmed, {} answers cut",
        ledger.confirmed.len(),
        ledger.cut
    );
    assert!(
        ledger.cut as u64 >= kills / 2,
        "the kills came between the visites: they prove nothing"
    );
    check(folder.path(), &ledger).await;
}

/// A relay with its territory and one mediator, signed in.
pub async fn new_relay(data: &Path) -> Browser {
    let folder = data.to_str().unwrap();
    let made = plus(&["demo", "--no-bornes", "--no-serve", "--data", folder], "");
    assert!(made.status.success(), "{}", stderr(&made));
    let server = Server::start(data).await;
    let browser = Browser::sign_in(&server.base, "maryse", "bienvenue au relais").await;
    server.kill().await;
    browser
}

async fn kill_at_start(data: &Path, after_ms: u64) {
    let mut child = spawn(data);
    tokio::time::sleep(Duration::from_millis(after_ms)).await;
    child.kill().await.unwrap();
}

/// Starts, looks for what the life before confirmed, records, is killed.
async fn live_and_die(
    data: &Path,
    browser: &Browser,
    dice: &Dice,
    ledger: &mut Ledger,
    life: Duration,
) {
    let server = Server::start(data).await;
    let mut browsers = JoinSet::new();
    for _ in 0..BROWSERS {
        let held = ledger.unknown.pop();
        browsers.spawn(record_until_cut(
            browser.clone(),
            server.base.clone(),
            dice.0.clone(),
            held,
        ));
    }
    tokio::time::sleep(life).await;
    server.kill().await;
    let mut confirmed = Vec::new();
    while let Some(ended) = browsers.join_next().await {
        let (done, cut) = ended.unwrap();
        ledger.cut += 1;
        ledger.sent.extend(done.iter().cloned());
        ledger.sent.insert(cut.clone());
        ledger.unknown.push(cut);
        confirmed.extend(done);
    }
    // Another process reads what the killed one left behind.
    let store = Store::open(&Options::folder(data)).await.unwrap();
    let mut link = store.read().await.unwrap();
    for id in confirmed {
        there(&mut link, &id).await;
        ledger.confirmed.insert(id);
    }
    drop(link);
    store.close().await;
}

/// Records one visite after another until an answer does not come: those confirmed,
/// and the one that nobody knows of.
async fn record_until_cut(
    browser: Browser,
    base: String,
    outside: Outside,
    mut held: Option<String>,
) -> (Vec<String>, String) {
    let mut confirmed = Vec::new();
    loop {
        let id = held.take().unwrap_or_else(|| outside.new_id());
        match browser.record(&base, &id, outside.now_ms()).await {
            Ok(true) => confirmed.push(id),
            Ok(false) => panic!("{id} was refused"),
            Err(_cut) => return (confirmed, id),
        }
    }
}

/// The last life: every form whose answer was cut is sent again and confirmed.
async fn settle(data: &Path, browser: &Browser, dice: &Dice, ledger: &mut Ledger) {
    let server = Server::start(data).await;
    for id in std::mem::take(&mut ledger.unknown) {
        let now = dice.0.now_ms();
        assert!(
            browser.record(&server.base, &id, now).await.unwrap(),
            "{id}"
        );
        ledger.confirmed.insert(id);
    }
    let one = ledger.confirmed.last().unwrap();
    let page = format!("/agent/visites/{one}/enregistree");
    let (status, body) = browser.get(&server.base, &page).await.unwrap();
    assert!(
        status.is_success() && body.contains("Enregistré."),
        "{body}"
    );
    server.kill().await;
}

async fn there(link: &mut Link, id: &str) -> visite::Line {
    let found = visite::by_id(link, id).await.unwrap();
    found.unwrap_or_else(|| panic!("{id} was confirmed and is lost"))
}

async fn check(data: &Path, ledger: &Ledger) {
    let store = Store::open(&Options::folder(data)).await.unwrap();
    let mut link = store.read().await.unwrap();
    assert_eq!(ledger.sent, ledger.confirmed, "every form was settled");
    for id in &ledger.confirmed {
        let line = there(&mut link, id).await;
        assert_eq!(line.visite.demandes.len(), 1, "{id}");
        let entries = journal::about(&mut link, id).await.unwrap();
        assert_eq!(entries.len(), 1, "{id} is in the journal once");
    }
    let span = stats::span(&mut link).await.unwrap().unwrap();
    let figures = stats::figures(&mut link, span, &Scope::All).await.unwrap();
    let lines = visite::count(&mut link, &visite::Filter::default()).await;
    assert_eq!(figures.total.visites, lines.unwrap());
    let before = rebuild::dump(&mut link).await.unwrap();
    drop(link);
    rebuild::rebuild(&store, &mut |_| {}).await.unwrap();
    let after = rebuild::dump(&mut store.read().await.unwrap()).await;
    assert!(after.unwrap() == before, "the tables follow the journal");
    store.close().await;
    let verified = plus(&["journal", "verify", "--data", data.to_str().unwrap()], "");
    assert!(verified.status.success(), "{}", stderr(&verified));
}
