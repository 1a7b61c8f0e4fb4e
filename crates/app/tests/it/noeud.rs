//! A hub and a van as they really run: two programs, two databases, a network between.

use std::path::Path;

use plus::{
    node::{contact, waiting},
    outside::Outside,
};
use plus_store::{Options, Store, exchange::hub, journal, visite};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    command::{json, plus, stderr},
    kill::new_relay,
    server::{Browser, Server},
};

const THREE_DAYS: i64 = 3 * 86_400_000;

/// A hub that serves, and a van enrolled with it that has made its first exchange.
pub struct Pair {
    pub hub: TempDir,
    pub van: TempDir,
    pub server: Server,
}

pub fn path(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

pub fn invite(hub: &TempDir) -> String {
    let line = ["node", "invite", "--name", "Le bus", "--format", "json"];
    let invited = json(&plus(&[&line[..], &["--data", path(hub)]].concat(), ""));
    invited["code"].as_str().unwrap().to_owned()
}

pub fn enroll(van: &TempDir, base: &str, code: &str) -> std::process::Output {
    let line = ["node", "enroll", "--hub", base, "--code", code];
    plus(&[&line[..], &["--data", path(van)]].concat(), "")
}

pub fn sync(van: &TempDir) -> std::process::Output {
    plus(
        &["sync", "now", "--data", path(van), "--format", "json"],
        "",
    )
}

pub fn list(hub: &TempDir) -> Value {
    let line = ["node", "list", "--data", path(hub), "--format", "json"];
    json(&plus(&line, ""))["nodes"][0].clone()
}

impl Pair {
    pub async fn open() -> Self {
        let (hub, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        new_relay(hub.path()).await;
        let server = Server::start(hub.path()).await;
        let enrolled = enroll(&van, &server.base, &invite(&hub));
        assert!(enrolled.status.success(), "{}", stderr(&enrolled));
        let first = json(&sync(&van));
        assert!(first["received"].as_u64().unwrap() > 10, "{first}");
        Self { hub, van, server }
    }

    /// Somebody of the team works in the van, far from the hub.
    pub async fn record(&self, count: u64) {
        let server = Server::start(self.van.path()).await;
        let browser = Browser::sign_in(&server.base, "maryse", "bienvenue au relais").await;
        let outside = Outside::machine();
        for _ in 0..count {
            let id = outside.new_id();
            let sent = browser.record(&server.base, &id, outside.now_ms()).await;
            assert!(sent.unwrap(), "confirmed to the person");
        }
        server.kill().await;
    }
}

pub async fn store(folder: &Path) -> Store {
    Store::open(&Options::folder(folder)).await.unwrap()
}

pub async fn visites(folder: &Path) -> i64 {
    let store = store(folder).await;
    let mut link = store.read().await.unwrap();
    let count = visite::count(&mut link, &visite::Filter::default()).await;
    journal::verify(&mut link).await.unwrap();
    drop(link);
    store.close().await;
    count.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_van_recorded_far_away_reaches_the_hub_once() {
    let pair = Pair::open().await;
    let before = visites(pair.hub.path()).await;
    let van = Server::start(pair.van.path()).await;
    let browser = Browser::sign_in(&van.base, "maryse", "bienvenue au relais").await;
    let (_, day) = browser.get(&van.base, "/agent").await.unwrap();
    assert!(day.contains("Tout est transmis"), "{day}");
    assert!(day.contains("dernier contact "), "{day}");
    van.kill().await;
    pair.record(5).await;
    assert_eq!(visites(pair.van.path()).await, 5, "no visite comes down");
    let synced = json(&sync(&pair.van));
    assert!(synced["sent"].as_u64().unwrap() >= 5, "{synced}");
    assert_eq!(synced["waiting"], 0);
    assert_eq!(visites(pair.hub.path()).await, before + 5);
    let again = json(&sync(&pair.van));
    assert_eq!(again["sent"], 0, "{again}");
    assert_eq!(visites(pair.hub.path()).await, before + 5);
    let line = list(&pair.hub);
    assert_eq!(
        (&line["name"], &line["waiting"]),
        (&"Le bus".into(), &0.into())
    );
    assert!(line["seen_at"].is_i64(), "{line}");
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_hub_everything_waits_and_says_so() {
    let pair = Pair::open().await;
    let Pair { hub, van, server } = pair;
    server.kill().await;
    let pair_alone = Server::start(van.path()).await;
    let browser = Browser::sign_in(&pair_alone.base, "maryse", "bienvenue au relais").await;
    let outside = Outside::machine();
    let sent = browser
        .record(&pair_alone.base, &outside.new_id(), outside.now_ms())
        .await;
    assert!(sent.unwrap());
    let (_, day) = browser.get(&pair_alone.base, "/agent").await.unwrap();
    assert!(day.contains("en attente"), "what waits is told: {day}");
    assert!(day.contains("Rien n’est perdu"), "{day}");
    pair_alone.kill().await;
    let refused = sync(&van);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stderr(&refused).contains("rien n’est perdu"),
        "{}",
        stderr(&refused)
    );
    let store = store(van.path()).await;
    assert!(waiting(&store).await.unwrap() >= Some(1));
    store.close().await;
    drop(hub);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_tried_slower_and_slower() {
    let pair = Pair::open().await;
    let thief = tempfile::tempdir().unwrap();
    let (mut said, base) = (String::new(), pair.server.base.clone());
    for _ in 0..40 {
        said = stderr(&enroll(&thief, &base, "ACDEF-GHJKM-NPQR"));
        if !said.contains("ce code ne sert pas") {
            break;
        }
    }
    assert!(said.contains("trop d’essais"), "{said}");
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_serves_once_and_a_stranger_gets_nothing() {
    let pair = Pair::open().await;
    let base = pair.server.base.clone();
    let (second, third) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let code = invite(&pair.hub);
    let typed = code.to_lowercase().replace('-', " ");
    assert!(enroll(&second, &base, &typed).status.success());
    let late = enroll(&third, &base, &code);
    assert_eq!(late.status.code(), Some(1));
    assert!(
        stderr(&late).contains("ce code ne sert pas"),
        "{}",
        stderr(&late)
    );
    let alone = plus(&["sync", "now", "--data", path(&third)], "");
    assert_eq!(alone.status.code(), Some(1));
    assert!(
        stderr(&alone).contains("reliée à aucun portail"),
        "{}",
        stderr(&alone)
    );
    let clear = enroll(&third, "http://relais.exemple.fr", &code);
    assert!(stderr(&clear).contains("https://"), "{}", stderr(&clear));
    let client = plus::outside::http_client().unwrap();
    for asked in ["page?cursor=0&life=1", "verifiers"] {
        let answer = client.get(format!("{base}/sync/v1/{asked}")).send().await;
        assert_eq!(answer.unwrap().status(), reqwest::StatusCode::UNAUTHORIZED);
    }
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_days_wrong_bars_no_machine_and_is_told() {
    let pair = Pair::open().await;
    let ahead = Outside::machine_at(Outside::machine().now_ms() + THREE_DAYS);
    let store = store(pair.van.path()).await;
    let synced = contact::sync(&store, &ahead).await.unwrap();
    assert!((synced.clock_gap + THREE_DAYS).abs() < 60_000, "{synced:?}");
    store.close().await;
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_put_back_from_its_backup_begins_another_life() {
    let pair = Pair::open().await;
    let file = pair.van.path().join("copie.zip");
    let made = plus(
        &[
            "backup",
            "create",
            "--clear",
            file.to_str().unwrap(),
            "--data",
            path(&pair.hub),
        ],
        "",
    );
    assert!(made.status.success(), "{}", stderr(&made));
    let mut lives = Vec::new();
    for name in ["premier", "second"] {
        let folder = pair.van.path().join(name);
        let line = ["backup", "restore", file.to_str().unwrap(), "--data"];
        let back = plus(&[&line[..], &[folder.to_str().unwrap()]].concat(), "");
        assert!(back.status.success(), "{}", stderr(&back));
        let store = store(&folder).await;
        let mut link = store.read().await.unwrap();
        lives.push(hub::incarnation(&mut link).await.unwrap());
        journal::verify(&mut link).await.unwrap();
        drop(link);
        store.close().await;
    }
    assert!(lives.iter().all(|life| *life > 1_000_000_000), "{lives:?}");
    pair.server.kill().await;
}
