//! What is safe, told from the hub to its machines: only what a verified backup holds, never
//! what a wrong file claims (sync.md 5.5, 5.11; S12, S24).

use std::{fs, path::Path};

use plus::{
    backup::{
        key::Protection,
        nightly::{Nightly, tend},
        retention::Kept,
    },
    outside::Outside,
};
use plus_store::{Options, Store, backup, exchange::node};
use serde_json::Value;

use crate::{
    command::{json, plus, stderr},
    noeud::{Pair, path, store, sync},
};

/// What the van knows: how far the hub holds its chain, and how far that is safe.
async fn known(van: &Path) -> (u64, u64) {
    let store = store(van).await;
    let mut link = store.read().await.unwrap();
    let peer = node::enrolled(&mut link).await.unwrap().unwrap().peer;
    drop(link);
    store.close().await;
    (peer.acked, peer.durable)
}

fn back_up(pair: &Pair, name: &str) -> Value {
    let file = pair.hub.path().join(name);
    let line = ["backup", "create", file.to_str().unwrap(), "--clear"];
    let more = ["--data", path(&pair.hub), "--format", "json"];
    json(&plus(&[&line[..], &more].concat(), ""))
}

async fn synced(pair: &Pair) -> (u64, u64) {
    let done = sync(&pair.van);
    assert!(done.status.success(), "{}", stderr(&done));
    known(pair.van.path()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_verified_backup_holds_is_safe_for_the_van() {
    let pair = Pair::open().await;
    pair.record(3).await;
    let (acked, durable) = synced(&pair).await;
    assert!(acked >= 3 && durable == 0, "{acked} {durable}");
    assert_eq!(back_up(&pair, "a.zip")["durable"], 1);
    assert_eq!(synced(&pair).await, (acked, acked));

    pair.record(2).await;
    let (more, durable) = synced(&pair).await;
    assert!(more > acked && durable == acked, "not promised yet");
    let good = pair.hub.path().join("a.zip");
    let mut bytes = fs::read(&good).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let bad = pair.hub.path().join("mauvaise.zip");
    fs::write(&bad, bytes).unwrap();
    let verify = |file: &Path| {
        let line = [
            "backup",
            "verify",
            file.to_str().unwrap(),
            "--data",
            path(&pair.hub),
        ];
        plus(&line, "")
    };
    assert_eq!(verify(&bad).status.code(), Some(1));
    assert_eq!(
        synced(&pair).await,
        (more, acked),
        "a wrong file promises nothing"
    );
    let examined = plus(&["doctor", "--data", path(&pair.hub)], "");
    let told = String::from_utf8_lossy(&examined.stdout).into_owned();
    assert!(told.contains("n’a pas pu être faite ou vérifiée"), "{told}");
    assert!(verify(&good).status.success());
    assert_eq!(
        synced(&pair).await,
        (more, acked),
        "an old one promises no more than it holds"
    );
    assert_eq!(back_up(&pair, "b.zip")["durable"], 1);
    assert_eq!(synced(&pair).await, (more, more));
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_backup_is_put_back_with_a_warning_and_the_van_gives_the_rest_again() {
    let pair = Pair::open().await;
    pair.record(1).await;
    synced(&pair).await;
    back_up(&pair, "a.zip");
    pair.record(2).await;
    synced(&pair).await;
    back_up(&pair, "b.zip");
    let (acked, durable) = synced(&pair).await;
    assert_eq!(acked, durable);
    let restore = |name: &str, to: &str| {
        let (file, folder) = (pair.hub.path().join(name), pair.hub.path().join(to));
        let (file, folder) = (file.to_str().unwrap(), folder.to_str().unwrap());
        plus(
            &[
                "backup", "restore", file, "--data", folder, "--format", "json",
            ],
            "",
        )
    };
    assert!(restore("b.zip", "dernière").status.success());
    let old = restore("a.zip", "ancienne");
    assert_eq!(old.status.code(), Some(1));
    let said: Value = serde_json::from_slice(&old.stdout).unwrap();
    assert!(said["missing"].as_u64().unwrap() >= 2, "{said}");
    assert_eq!(said["newer"], "b.zip");
    assert!(
        stderr(&old).contains("n’est pas la dernière"),
        "{}",
        stderr(&old)
    );
    assert!(
        pair.hub.path().join("ancienne/plus.db").is_file(),
        "put back all the same"
    );
    pair.server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_each_saw_of_the_other_is_held_against_its_journal() {
    let pair = Pair::open().await;
    pair.record(2).await;
    synced(&pair).await;
    let verify = |folder: &str, more: &[&str]| {
        let line = ["journal", "verify", "--format", "json", "--data", folder];
        plus(&[&line[..], more].concat(), "")
    };
    for folder in [path(&pair.hub), path(&pair.van)] {
        let whole = json(&verify(folder, &[]));
        assert_eq!(whole["whole"], true);
        assert!(whole["witnessed"].as_u64().unwrap() >= 2, "{whole}");
        assert!(
            whole["audit_trail"].is_i64(),
            "the trail of security is checked too"
        );
    }
    // Kept outside, then the van writes on, then it is put back as it was: its end is cut.
    back_up(&pair, "avant.zip");
    pair.record(1).await;
    synced(&pair).await;
    let heads = pair.van.path().join("fins.json");
    let (svg, hub) = (pair.van.path().join("fins.svg"), path(&pair.hub));
    let line = [
        "journal", "heads", "--data", hub, "--format", "json", "--qr",
    ];
    let kept = plus(&[&line[..], &[svg.to_str().unwrap()]].concat(), "");
    fs::write(&heads, &kept.stdout).unwrap();
    assert!(fs::read_to_string(&svg).unwrap().starts_with("<svg"));
    let heads = heads.to_str().unwrap();
    assert!(verify(hub, &["--heads", heads]).status.success());
    let folder = pair.van.path().join("remis");
    let file = pair.hub.path().join("avant.zip");
    let line = ["backup", "restore", file.to_str().unwrap(), "--data"];
    plus(&[&line[..], &[folder.to_str().unwrap()]].concat(), "");
    let cut = verify(folder.to_str().unwrap(), &["--heads", heads]);
    assert_eq!(cut.status.code(), Some(1));
    let said: Value = serde_json::from_slice(&cut.stdout).unwrap();
    let fault = &said["faults"][0];
    assert_eq!(
        (&fault["table"], &fault["what"]),
        (&"journal".into(), &"cut".into())
    );
    assert!(fault["index"].as_u64().unwrap() > 1, "{said}");

    let changed = String::from_utf8(kept.stdout)
        .unwrap()
        .replacen("\"seq\": ", "\"seq\": 1", 1);
    fs::write(heads, changed).unwrap();
    let refused = verify(hub, &["--heads", heads]);
    assert!(
        stderr(&refused).contains("a été changé"),
        "{}",
        stderr(&refused)
    );
    pair.server.kill().await;
}

/// 26 November 2026, three in the morning UTC.
const NIGHT: i64 = 1_795_651_200_000 + 3 * 3_600_000;

#[tokio::test]
async fn a_night_makes_one_verified_backup_and_a_failure_is_seen_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path().join("relais")))
        .await
        .unwrap();
    let (outside, zone) = (Outside::fixed(NIGHT, 1), jiff::tz::TimeZone::UTC);
    let nightly = Nightly {
        folder: folder.path().join("sauvegardes"),
        protection: Protection::Clear,
        hour: 2,
        kept: Kept {
            daily: 2,
            weekly: 0,
            monthly: 0,
        },
    };
    let tend = || tend(&store, &outside, &nightly, &zone);
    let list = || async {
        backup::list(&mut store.read().await.unwrap(), 9)
            .await
            .unwrap()
    };
    // The disk of the backups is not there.
    fs::write(&nightly.folder, "pas un dossier").unwrap();
    assert!(tend().await.is_err());
    let failed = list().await;
    assert!(
        failed[0].failure.is_some() && failed[0].verified_at.is_none(),
        "{failed:?}"
    );
    fs::remove_file(&nightly.folder).unwrap();
    assert_eq!(tend().await.unwrap(), None, "not again at once");
    outside.advance(3_600_000);
    assert!(tend().await.unwrap().is_some(), "an hour later");
    outside.advance(600_000);
    assert_eq!(tend().await.unwrap(), None, "once is enough");
    for _night in 0..4 {
        outside.advance(24 * 3_600_000);
        assert!(tend().await.unwrap().is_some());
    }
    let kept = fs::read_dir(&nightly.folder).unwrap().flatten();
    let mut names: Vec<String> = kept
        .map(|e| e.file_name().to_string_lossy().into())
        .collect();
    names.sort();
    let last = [
        "dernier-abri.json",
        "plus-2026-11-29-0410.fins.json",
        "plus-2026-11-29-0410.zip",
        "plus-2026-11-30-0410.fins.json",
        "plus-2026-11-30-0410.zip",
    ];
    assert_eq!(names, last);
    let made = list().await;
    assert!(
        made[0].failure.is_none() && made[0].verified_at.is_some(),
        "{made:?}"
    );
    store.close().await;
}
