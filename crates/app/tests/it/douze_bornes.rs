//! Twelve kiosks at their hub, each a program of its own, over the network of this machine;
//! one is lost, and somebody is told.

use std::{fs, process::Stdio, time::Duration};

use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout_at},
};

use crate::{
    command::{json, plus},
    courrier::Post,
    https::{enroll, path},
    server::{Browser, Server},
};

const PASSWORD: &str = "tortue lampe nuage vis";

/// A kiosk that is enrolled, and its program.
fn kiosk(hub: &TempDir, base: &str, number: usize) -> (TempDir, Child) {
    let name = format!("Borne {number}");
    let line = [
        "node", "invite", "--name", &name, "--kind", "borne", "--format", "json", "--data",
    ];
    let invited = json(&plus(&[&line[..], &[path(hub)]].concat(), ""));
    let data = tempfile::tempdir().unwrap();
    let enrolled = enroll(&data, base, invited["code"].as_str().unwrap(), &[]);
    assert!(enrolled.status.success(), "{enrolled:?}");
    let child = Command::new(env!("CARGO_BIN_EXE_plus"))
        .args(["bench", "beat", "--data", path(&data)])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    (data, child)
}

/// The fleet page, once it shows something; fails after a minute and some seconds: three
/// beats of a second, and sixty.
async fn page_with(browser: &Browser, base: &str, shown: impl Fn(&str) -> bool) -> String {
    let end = Instant::now() + Duration::from_secs(63);
    loop {
        let (_, page) = browser.get(base, "/pilotage/bornes").await.unwrap();
        if shown(&page) {
            return page;
        }
        assert!(Instant::now() < end, "{page}");
        sleep(Duration::from_millis(300)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_kiosks_beat_and_the_one_that_is_lost_is_told() {
    let hub = tempfile::tempdir().unwrap();
    let post = Post::open().await;
    let settings = format!(
        "[web]\nbeat_seconds = 1\n[courrier]\nserver = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"plus@relais.exemple.fr\"\n",
        post.port
    );
    fs::write(hub.path().join("plus.toml"), settings).unwrap();
    let territory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    let create = [
        "account",
        "create",
        "--login",
        "rose",
        "--name",
        "Rose",
        "--role",
        "coordinateur",
        "--password-stdin",
        "--data",
    ];
    let made = plus(&[&create[..], &[path(&hub)]].concat(), PASSWORD);
    assert!(made.status.success(), "{made:?}");
    let server = Server::start_with(hub.path(), &["--territory", territory]).await;
    let mut kiosks = Vec::new();
    for number in 1..=12 {
        kiosks.push(kiosk(&hub, &server.base, number));
    }
    let rose = Browser::sign_in(&server.base, "rose", PASSWORD).await;
    let all = |page: &str| page.matches("Tout va bien").count() >= 12;
    let page = page_with(&rose, &server.base, all).await;
    let of_first = page
        .split("/pilotage/bornes/")
        .find(|part| part.contains("Borne 7<"));
    let lost = of_first.unwrap().split('"').next().unwrap().to_owned();
    let set = [
        ("lieu", "borne-le-marin"),
        ("referent", "mairie@exemple.fr"),
    ];
    let address = format!("/pilotage/bornes/{lost}/reglages");
    let answer = rose.post(&server.base, &address, &set).await.unwrap();
    assert_eq!(answer.status().as_u16(), 303);
    // Lost as by a cut of the current: without a word.
    let (_data, mut child) = kiosks.remove(6);
    child.kill().await.unwrap();
    let silent = |page: &str| page.contains("ne répond plus");
    let page = page_with(&rose, &server.base, silent).await;
    assert_eq!(page.matches("Tout va bien").count(), 11, "{page}");
    let told = async {
        while post.kept().is_empty() {
            sleep(Duration::from_millis(100)).await;
        }
    };
    let end = Instant::now() + Duration::from_secs(30);
    timeout_at(end, told).await.expect("a letter");
    let letter = post.kept().remove(0);
    assert!(letter.contains("mairie@exemple.fr"), "{letter}");
}
