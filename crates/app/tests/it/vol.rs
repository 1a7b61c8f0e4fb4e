//! The drill of the stolen van, whole (requirement S23): programs, databases and a network.

use std::{path::Path, process::Output, time::Instant};

use plus::{
    node::{Asked, Identity, device, header},
    outside::Outside,
};
use plus_domain::{
    account::{Account, Role},
    machine::{Kind, Motif},
};
use plus_store::{
    Store,
    exchange::{exposed, machine},
};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    actors::{PASSWORD, Relay},
    command::{json, plus, stderr},
    noeud::{Pair, list, path, store, sync, visites},
    server::{Browser, Server},
};

/// A copy of every file of a folder, as a thief makes it.
fn stolen(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    copy
}

/// Somebody who holds the key of a machine and asks what she likes.
struct Thief {
    http: Client,
    identity: Identity,
    outside: Outside,
    base: String,
    _store: Store,
}

impl Thief {
    async fn with(folder: &Path, base: &str) -> Self {
        let (store, outside) = (store(folder).await, Outside::machine());
        Self {
            http: plus::outside::http_client().unwrap(),
            identity: Identity::of(&store, &outside).await.unwrap(),
            outside,
            base: base.to_owned(),
            _store: store,
        }
    }

    async fn ask(&self, method: Method, what: &str, body: &str) -> (StatusCode, Value) {
        use std::io::Write as _;
        let path = format!("/sync/v1/{what}");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(body.as_bytes()).unwrap();
        let body = packed.finish().unwrap();
        let nonce = plus_journal::wire::hex(&self.outside.random_bytes::<16>());
        let asked = Asked {
            method: method.as_str(),
            path: &path,
            body: &body,
            time: self.outside.now_ms(),
            nonce: &nonce,
        };
        let request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base))
            .header(header::NODE, self.identity.node.as_str())
            .header(header::TIME, asked.time)
            .header(header::NONCE, &nonce)
            .header(header::SIGNATURE, self.identity.sign(&asked))
            .body(body.clone());
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        (status, serde_json::from_str(&text).unwrap_or_default())
    }
}

fn at_hub(hub: &TempDir, line: &[&str]) -> Output {
    plus(
        &[line, &["--data", path(hub), "--format", "json"]].concat(),
        "",
    )
}

/// Entries set apart of one type.
fn apart(listed: &Value, kind: &str) -> Vec<Value> {
    let batches = listed["batches"].as_array().unwrap().iter();
    let entries = batches.flat_map(|batch| batch["entries"].as_array().unwrap());
    entries.filter(|e| e["type"] == kind).cloned().collect()
}

fn holds(folder: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path());
    let found = |bytes: Vec<u8>| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    files
        .filter(|p| p.is_file())
        .any(|p| found(std::fs::read(p).unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drill_of_the_stolen_van() {
    let pair = Pair::open().await;
    pair.record(2).await;
    assert!(sync(&pair.van).status.success());
    pair.record(3).await;
    let before = visites(pair.hub.path()).await;
    let copy = stolen(pair.van.path());
    let node = list(&pair.hub)["node"].as_str().unwrap().to_owned();
    let thief = Thief::with(copy.path(), &pair.server.base).await;
    let (status, _) = thief.ask(Method::GET, "page?cursor=0&life=1", "").await;
    assert_eq!(status, StatusCode::OK, "before anybody knows");

    // The coordinator revokes: from the very next request it is out.
    let revoked = json(&at_hub(
        &pair.hub,
        &["node", "revoke", &node, "--reason", "vol"],
    ));
    let to_change = revoked["passwords_to_change"].as_array().unwrap();
    assert!(to_change.contains(&"maryse".into()), "{revoked}");
    everything_is_forbidden(&thief).await;
    let (status, order) = thief.ask(Method::POST, "journal/1", NOTHING).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(
        (&order["node"], &order["motif"]),
        (&node.as_str().into(), &"vol".into())
    );

    the_list_of_persons_is_out_within_a_minute(&pair.hub, &node);

    // The machine itself comes back: it sends what it held, then erases it.
    let erased = sync(&pair.van);
    assert_eq!(erased.status.code(), Some(1));
    assert!(
        stderr(&erased).contains("a été effacée"),
        "{}",
        stderr(&erased)
    );
    nothing_is_left(&pair.van);
    assert_eq!(
        visites(pair.hub.path()).await,
        before,
        "nothing enters the figures by itself"
    );
    let listed = json(&at_hub(&pair.hub, &["node", "quarantine", &node]));
    let kept = apart(&listed, "visite.recorded");
    assert_eq!(kept.len(), 3, "{listed}");
    assert!(
        kept.iter()
            .all(|e| e["whole"] == true && e["body"]["id"].is_string())
    );

    // The copy works on, then meets the hub: kept apart too, nothing is dropped.
    drop(thief);
    let server = Server::start(copy.path()).await;
    let browser = Browser::sign_in(&server.base, "maryse", "bienvenue au relais").await;
    let outside = Outside::machine();
    let late = outside.new_id();
    let sent = browser.record(&server.base, &late, outside.now_ms()).await;
    assert!(sent.unwrap());
    server.kill().await;
    assert!(stderr(&sync(&copy)).contains("a été effacée"));
    let listed = json(&at_hub(&pair.hub, &["node", "quarantine", "Le bus"]));
    let kept = apart(&listed, "visite.recorded");
    assert!(kept.iter().any(|e| e["body"]["id"] == late), "{listed}");
    pair.server.kill().await;
}

const NOTHING: &str = r#"{"version":"9","waiting":0,"entries":[],"later":true}"#;

/// All that a machine may ask, but to push.
async fn everything_is_forbidden(thief: &Thief) {
    for (method, what, body) in [
        (Method::GET, "page?cursor=0&life=1", ""),
        (Method::GET, "verifiers", ""),
        (Method::POST, "epoch", r#"{"epoch":1}"#),
    ] {
        let (status, said) = thief.ask(method, what, body).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{what}");
        assert_eq!(said["revoked"], true, "{what}: {said}");
        let told: Vec<&String> = said.as_object().unwrap().keys().collect();
        assert_eq!(told, ["reason", "revoked", "time"], "{what}");
    }
    let key = plus_journal::wire::hex(&thief.identity.public_key());
    let again = format!(r#"{{"code":"ACDEF-GHJKM-NPQR","key":"{key}"}}"#);
    let (status, _) = thief.ask(Method::POST, "enrol", &again).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

fn the_list_of_persons_is_out_within_a_minute(hub: &TempDir, node: &str) {
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long the list takes"
    )]
    let begun = Instant::now();
    let list = json(&at_hub(hub, &["node", "exposed", node]));
    let csv = plus(
        &[
            "node",
            "exposed",
            node,
            "--data",
            path(hub),
            "--format",
            "csv",
        ],
        "",
    );
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    let persons = list["persons"].as_array().unwrap();
    let maryse = persons.iter().find(|p| p["login"] == "maryse").unwrap();
    assert_eq!(
        (&maryse["verifier"], &maryse["must_change"]),
        (&true.into(), &true.into())
    );
    assert!(persons.iter().all(|p| p["role"] != "partenaire"), "{list}");
    assert_eq!(list["anonymous_visites"], 2, "{list}");
    let csv = String::from_utf8(csv.stdout).unwrap();
    assert!(
        csv.contains("Maryse") && csv.lines().count() > persons.len(),
        "{csv}"
    );
}

fn nothing_is_left(van: &TempDir) {
    let folder = van.path();
    assert!(!folder.join(device::FILE).exists());
    assert!(!folder.join("documents").exists());
    for text in ["maryse", "Maryse", "argon2", "le-marin-mondesir"] {
        assert!(!holds(folder, text), "{text} is still on the disk");
    }
    for line in [&["serve"][..], &["sync", "now"]] {
        let refused = plus(&[line, &["--data", path(van)]].concat(), "");
        assert_eq!(refused.status.code(), Some(1), "{line:?}");
        assert!(
            stderr(&refused).contains("a été effacée"),
            "{}",
            stderr(&refused)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_only_ends_its_service_exposes_nobody() {
    let pair = Pair::open().await;
    let revoked = json(&at_hub(
        &pair.hub,
        &["node", "revoke", "Le bus", "--reason", "fin"],
    ));
    assert_eq!(revoked["passwords_to_change"], Value::Array(vec![]));
    let browser = Browser::sign_in(&pair.server.base, "maryse", "bienvenue au relais").await;
    let (status, _) = browser.get(&pair.server.base, "/agent").await.unwrap();
    assert_eq!(status, StatusCode::OK);
    for (line, status) in [
        (&["node", "revoke", "Le bus"][..], 1),
        (&["node", "revoke", "Inconnue"], 1),
        (&["node", "revoke", "Le bus", "--reason", "ennui"], 2),
        (&["node", "exposed", "Inconnue"], 1),
        (&["node", "quarantine", "Inconnue"], 1),
        (&["node", "quarantine", "--tout"], 2),
        (&["node", "quarantine"], 0),
        (&["node", "invite", "--name", "x", "--kind", "velo"], 2),
    ] {
        let said = at_hub(&pair.hub, line);
        assert_eq!(
            said.status.code(),
            Some(status),
            "{line:?}: {}",
            stderr(&said)
        );
    }
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_hub_did_not_sign_erases_nothing() {
    use plus::node::{effacement, order::Order};
    let pair = Pair::open().await;
    let (van, stranger) = (store(pair.van.path()).await, tempfile::tempdir().unwrap());
    let outside = Outside::machine();
    let own = Identity::of(&van, &outside).await.unwrap();
    let other = store(stranger.path()).await;
    let false_hub = Identity::of(&other, &outside).await.unwrap();
    let forged = Order::sign(&false_hub, (&own.node, 1, 9), (Motif::Vol, 1), 2);
    assert!(effacement::hear(&van, &forged).await.is_err());
    let hub = store(pair.hub.path()).await;
    let true_hub = Identity::of(&hub, &outside).await.unwrap();
    let elsewhere = Order::sign(&true_hub, (&"autre".into(), 1, 9), (Motif::Vol, 1), 2);
    assert!(effacement::hear(&van, &elsewhere).await.is_err());
    let signed = Order::sign(&true_hub, (&own.node, 1, 9), (Motif::Vol, 1), 2);
    let moved = Order {
        received: 10,
        ..signed.clone()
    };
    assert!(effacement::hear(&van, &moved).await.is_err());
    let standing = effacement::standing(&van).await.unwrap();
    assert_eq!(standing, effacement::Standing::Serving);
    effacement::hear(&van, &signed).await.unwrap();
    let standing = effacement::standing(&van).await.unwrap();
    assert_eq!(standing, effacement::Standing::Erasing);
    pair.server.kill().await;
}

/// A machine that was given what lets one account in is stolen.
async fn lose(relay: &Relay, account: &Account) {
    let (now, van) = (relay.app.outside.now_ms(), "bus".into());
    let mut tx = relay.app.store.begin().await.unwrap();
    machine::invite(&mut tx, "code", ("Le bus", Kind::Van), (now, now + 1))
        .await
        .unwrap();
    let taken = machine::accept(&mut tx, "code", &van, &[1; 32], now).await;
    assert!(taken.unwrap().is_some());
    exposed::hand(&mut tx, &van, &[account.id.to_string()], now)
        .await
        .unwrap();
    let revoked = machine::revoke(&mut tx, &van, Motif::Vol, now).await;
    assert!(revoked.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_password_that_was_exposed_is_changed_before_anything_else() {
    let relay = Relay::open().await;
    let account = relay.account("maryse", Role::Animatrice).await;
    relay.account("rose", Role::Animatrice).await;
    lose(&relay, &account).await;
    let (maryse, rose) = (relay.visitor(), relay.visitor());
    rose.sign_in("rose").await;
    let there = rose.get("/agent").await.status;
    assert_eq!(there, StatusCode::OK, "hers was never given");
    maryse.sign_in("maryse").await;
    let sent = maryse.get("/agent").await;
    let to = (sent.status, sent.location());
    assert_eq!(to, (StatusCode::SEE_OTHER, "/compte"));
    let page = maryse.get("/compte").await;
    let asked = "Choisissez d’abord un nouveau mot de passe";
    assert!(page.body.contains(asked), "{}", page.body);
    let change = async |chosen: &str| {
        let fields = [
            ("actuel", PASSWORD),
            ("nouveau", chosen),
            ("encore", chosen),
        ];
        let answer = maryse.send("/compte/mot-de-passe", &page, &fields).await;
        answer.status
    };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    assert_eq!(change(PASSWORD).await, refused, "the exposed one again");
    let new = change("cheval bleu sept tambours").await;
    assert_eq!(new, StatusCode::SEE_OTHER);
    assert_eq!(maryse.get("/agent").await.status, StatusCode::OK);
}
