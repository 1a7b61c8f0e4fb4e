//! A machine believes its hub alone, through whatever stands between them: impostors,
//! captive portals, reverse proxies, proxies of a network (requirement S13).

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use plus_store::exchange::node;
use reqwest::Client;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    command::{json, plus, stderr},
    https::{Served, certificate, enroll, invite, move_hub, path, store, sync},
    kill::new_relay,
};

/// Answers anything with `reply`, as a captive portal or an impostor would.
async fn impostor(reply: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = vec![0; 64 << 10];
            let _read = stream.read(&mut asked).await;
            let _sent = stream.write_all(reply.as_bytes()).await;
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_our_hub_did_not_sign_is_refused_and_nothing_is_applied_or_lost() {
    let (hub, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    new_relay(hub.path()).await;
    let server = Served::start(hub.path(), &["--listen", "127.0.0.1:0"]).await;
    assert!(
        enroll(&van, &server.base, &invite(&hub), &[])
            .status
            .success()
    );
    json(&sync(&van));
    let opened = store(van.path()).await;
    let known = node::enrolled(&mut opened.read().await.unwrap())
        .await
        .unwrap()
        .unwrap();
    let page = "HTTP/1.1 200 OK\r\ncontent-length: 65\r\nconnection: close\r\n\r\n{\"head\":9999,\"hash\":null,\"durable\":9999,\"incarnation\":9,\"time\":0}";
    let revoked = "HTTP/1.1 403 Forbidden\r\ncontent-length: 40\r\nconnection: close\r\n\r\n{\"reason\":\"x\",\"time\":0,\"revoked\":  true}";
    let captive = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/portail\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    for (reply, expected) in [
        (page, "ce n’est pas notre portail"),
        (revoked, "ce n’est pas notre portail"),
        (captive, "ce n’est pas notre portail"),
        (
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            "à la place du portail central (HTTP 502)",
        ),
    ] {
        move_hub(&opened, &impostor(reply).await).await;
        let refused = sync(&van);
        assert_eq!(refused.status.code(), Some(1));
        assert!(stderr(&refused).contains(expected), "{}", stderr(&refused));
        let now = node::enrolled(&mut opened.read().await.unwrap())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(now.peer, known.peer, "nothing moved");
        assert!(now.refusal.unwrap().contains(expected));
    }
    move_hub(&opened, &server.base).await;
    opened.close().await;
    json(&sync(&van));
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_announced_its_next_key_is_still_believed_and_another_is_not() {
    let (hub, van, late) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    new_relay(hub.path()).await;
    let server = Served::start(hub.path(), &["--listen", "127.0.0.1:0"]).await;
    for one in [&van, &late] {
        assert!(
            enroll(one, &server.base, &invite(&hub), &[])
                .status
                .success()
        );
        json(&sync(one));
    }
    let key = |verb| plus(&["node", "key", verb, "--data", path(&hub)], "");
    assert_eq!(key("--change").status.code(), Some(1), "none was prepared");
    assert!(key("--prepare").status.success());
    json(&sync(&van));
    assert!(key("--change").status.success());
    json(&sync(&van));
    json(&sync(&van));
    let refused = sync(&late);
    assert_eq!(
        refused.status.code(),
        Some(1),
        "it did not hear the next key"
    );
    assert!(
        stderr(&refused).contains("pas notre portail"),
        "{}",
        stderr(&refused)
    );
    server.kill().await;
}

/// Carries requests to a hub under another name, as a reverse proxy does: the path and the
/// body are kept, the host and the headers of the connection change.
async fn reverse_proxy(to: String) -> String {
    use axum::{Router, body::Body, extract::Request, response::Response};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let http = Client::builder().no_proxy().build().unwrap();
    let carry = move |request: Request| {
        let (http, to) = (http.clone(), to.clone());
        async move {
            let (parts, body) = request.into_parts();
            let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
            let mut headers = parts.headers;
            headers.remove("host");
            headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
            let asked = http.request(parts.method, format!("{to}{}", parts.uri));
            let answer = asked.headers(headers).body(bytes).send().await.unwrap();
            let mut response = Response::new(Body::empty());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            response.headers_mut().remove("transfer-encoding");
            *response.body_mut() = Body::from(answer.bytes().await.unwrap());
            response
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(carry)).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_hold_through_a_reverse_proxy() {
    let (hub, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    new_relay(hub.path()).await;
    let server = Served::start(hub.path(), &["--listen", "127.0.0.1:0"]).await;
    let front = reverse_proxy(server.base.clone()).await;
    let enrolled = enroll(&van, &front, &invite(&hub), &[]);
    assert!(enrolled.status.success(), "{}", stderr(&enrolled));
    let synced = json(&sync(&van));
    assert!(synced["received"].as_u64().unwrap() > 10, "{synced}");
    server.kill().await;
}

/// A proxy that only opens tunnels (CONNECT), and counts them.
async fn tunnels() -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicU32::new(0));
    let opened = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            let opened = Arc::clone(&opened);
            tokio::spawn(async move {
                let mut asked = Vec::new();
                while !asked.ends_with(b"\r\n\r\n") {
                    asked.push(from.read_u8().await.unwrap());
                }
                let asked = String::from_utf8(asked).unwrap();
                let target = asked.strip_prefix("CONNECT ").expect(&asked);
                let target = target.split(' ').next().unwrap().to_owned();
                opened.fetch_add(1, Ordering::SeqCst);
                let mut to = TcpStream::connect(target).await.unwrap();
                from.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let _closed = tokio::io::copy_bidirectional(&mut from, &mut to).await;
            });
        }
    });
    (format!("http://{address}"), count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_the_network_is_honoured_from_the_settings_and_from_the_environment() {
    let (hub, van) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    new_relay(hub.path()).await;
    let files = certificate(hub.path(), "relais.test");
    let (cert, key) = (
        files.certificate.to_str().unwrap(),
        files.key.to_str().unwrap(),
    );
    let options = [
        "--listen",
        "127.0.0.1:0",
        "--tls-cert",
        cert,
        "--tls-key",
        key,
    ];
    let server = Served::start(hub.path(), &options).await;
    let untrusted = enroll(&van, &server.base, &invite(&hub), &[]);
    assert_eq!(
        untrusted.status.code(),
        Some(1),
        "no authority vouches for it"
    );
    let (proxy, opened) = tunnels().await;
    let settings = |more: &str| {
        let text = format!("[exchange]\nauthority = \"{cert}\"\n{more}\n");
        fs::write(van.path().join("plus.toml"), text).unwrap();
    };
    settings(&format!("proxy = \"{proxy}\""));
    let enrolled = enroll(&van, &server.base, &invite(&hub), &[]);
    assert!(enrolled.status.success(), "{}", stderr(&enrolled));
    json(&sync(&van));
    let through = opened.load(Ordering::SeqCst);
    assert!(through >= 2, "{through} tunnels");
    settings(&format!("proxy = \"{proxy}\"\nno_proxy = \"127.0.0.1\""));
    json(&sync(&van));
    assert_eq!(opened.load(Ordering::SeqCst), through, "excepted");
    settings("");
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_plus"))
        .args(["sync", "now", "--data", path(&van)])
        .env("HTTPS_PROXY", &proxy)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", stderr(&said));
    assert!(opened.load(Ordering::SeqCst) > through, "the environment");
    server.kill().await;
}
