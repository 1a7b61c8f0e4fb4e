//! Two hundred documents asked for at once (ASVS 15.2.2): few are made together, the others are
//! told to come back, in words, and the machine answers meanwhile.

use std::{fs, time::Duration};

use reqwest::{Client, StatusCode, header};
use tokio::{task::JoinSet, time::timeout};

use crate::server::Server;

const ASKED: usize = 200;
/// What two documents in the making, the line and its answers may add, megabytes: three times
/// what they did (docs/securite/entrees.md).
const MOST_MB: u64 = 60;

/// The most memory that a process has held, megabytes; nothing where the system does not say.
fn peak_mb(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

async fn poster(http: Client, base: String) -> (StatusCode, String, Vec<u8>) {
    let asked = format!("{base}/passages/affiche.pdf?commune=97207");
    let answer = http.get(asked).send().await.unwrap();
    let status = answer.status();
    let wait = answer.headers().get(header::RETRY_AFTER);
    let wait = wait.map_or(String::new(), |w| w.to_str().unwrap().to_owned());
    (status, wait, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_documents_at_once_leave_the_machine_standing() {
    // Installed by another test is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let data = tempfile::tempdir().unwrap();
    let territory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    let server = Server::start_with(data.path(), &["--territory", territory]).await;
    let pid = server.child.id().unwrap();
    let http = Client::builder().build().unwrap();
    let (status, _, first) = poster(http.clone(), server.base.clone()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(first.starts_with(b"%PDF-"));
    let before = peak_mb(pid);
    let mut asked = JoinSet::new();
    for _ in 0..ASKED {
        asked.spawn(poster(http.clone(), server.base.clone()));
    }
    let (mut made, mut refused, mut alive) = (0, 0, 0);
    while !asked.is_empty() {
        let healthy = http.get(format!("{}/healthz", server.base)).send();
        let healthy = timeout(Duration::from_secs(5), healthy).await;
        assert_eq!(healthy.expect("answers meanwhile").unwrap().status(), 200);
        alive += 1;
        let (status, wait, body) = asked.join_next().await.unwrap().unwrap();
        if status == StatusCode::OK {
            assert_eq!(body, first);
            made += 1;
        } else {
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            let page = String::from_utf8(body).unwrap();
            let words = page.contains("Réessayez dans une minute");
            assert!(words && !page.contains("panicked"), "{page}");
            assert!(wait.is_empty() || wait == "30", "{wait}");
            refused += 1;
        }
    }
    assert_eq!((made + refused, alive), (ASKED, ASKED));
    assert!(made >= 2 && refused > 0, "{made} made, {refused} refused");
    if let (Some(before), Some(after)) = (before, peak_mb(pid)) {
        let more = after - before;
        assert!(
            more < MOST_MB,
            "{more} MB more, {made} made, {refused} refused"
        );
    }
    server.kill().await;
}
