//! Where a message of HTTP/1.1 ends (RFC 9112, ASVS 4.2.1), by bytes sent to the program itself:
//! what leaves a doubt is refused and the connection closed, and no second request ever comes
//! out of the body of a first.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::server::Server;

/// What would come out of a body if its end were misread: a page that answers « ok ».
const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

async fn relay() -> (Server, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    let territory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    let server = Server::start_with(data.path(), &["--territory", territory]).await;
    (server, data)
}

/// Sends bytes and reads until the program closes.
async fn tell(server: &Server, sent: &str) -> String {
    let address = server.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection cut short is closed too: what came before is what counts.
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(read.is_ok(), "not closed: {sent:?}\n{answer}");
    answer
}

/// Status of each answer.
fn statuses(answer: &str) -> Vec<u16> {
    let lines = answer.split("HTTP/1.1 ").skip(1);
    lines
        .filter_map(|line| line.get(..3)?.parse().ok())
        .collect()
}

/// A form whose head has these lines and whose body is this.
fn form(head: &str, body: &str) -> String {
    format!(
        "POST /signalement HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n{head}\r\n\r\n{body}"
    )
}

/// Heads that leave a doubt about where the body ends, or are no head.
fn doubtful() -> Vec<String> {
    let n = HIDDEN.len();
    let chunked = format!("0\r\n\r\n{HIDDEN}");
    let mut all: Vec<String> = [
        format!("Content-Length: {n}\r\nContent-Length: 0"),
        format!("Content-Length: 0\r\nContent-Length: {n}"),
        format!("Content-Length: 0, {n}"),
        "Content-Length: +0".into(),
        "Content-Length: -1".into(),
        "Content-Length: 0x0".into(),
        "Content-Length: 99999999999999999999999".into(),
        format!("Content-Length : {n}"),
        format!("Content-Length: 0\r\n Content-Length: {n}"),
        "X: a\r\n\tContent-Length: 0".into(),
        format!("X: a\rContent-Length: {n}"),
        "X: a\0b".into(),
        "X y: a".into(),
        ": a".into(),
        "Transfer-Encoding: chunked, identity".into(),
        "Transfer-Encoding: xchunked".into(),
        "Transfer-Encoding: \"chunked\"".into(),
        "Transfer-Encoding : chunked".into(),
        "Transfer-Encoding: identity".into(),
    ]
    .iter()
    .map(|head| form(head, &chunked))
    .collect();
    // HTTP/1.0 knows no chunks.
    let old = form("Transfer-Encoding: chunked", &chunked).replacen("HTTP/1.1", "HTTP/1.0", 1);
    all.push(old);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_a_doubt_is_refused_and_the_connection_closed() {
    let (server, _data) = relay().await;
    for sent in doubtful() {
        let answer = tell(&server, &sent).await;
        assert_eq!(statuses(&answer), [400], "{sent:?}\n{answer}");
    }
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_length_and_chunks_together_have_one_answer_and_the_connection_closed() {
    let (server, _data) = relay().await;
    let body = format!("0\r\n\r\n{HIDDEN}");
    for head in [
        format!(
            "Content-Length: {}\r\nTransfer-Encoding: chunked",
            body.len()
        ),
        format!(
            "Transfer-Encoding: chunked\r\nContent-Length: {}",
            body.len()
        ),
        "Transfer-Encoding: chunked\r\nContent-Length: 3".into(),
    ] {
        let answer = tell(&server, &form(&head, &body)).await;
        let told = statuses(&answer);
        // The chunks are what counts: the form is refused for what it is, and nothing follows.
        assert!(
            told.len() == 1 && (400..500).contains(&told[0]),
            "{head:?}\n{answer}"
        );
    }
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_are_none_end_the_connection() {
    let (server, _data) = relay().await;
    let chunked = "Transfer-Encoding: chunked";
    for body in [
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\n\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n",
        "3\r\nabcdef\r\n0\r\n\r\n",
        "3\rabc\r\n0\r\n\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "\r\n3\r\nabc\r\n0\r\n\r\n",
    ] {
        let answer = tell(&server, &form(chunked, &format!("{body}{HIDDEN}"))).await;
        let told = statuses(&answer);
        assert!(told.len() <= 1, "{body:?}\n{answer}");
        assert!(
            told.iter().all(|s| (400..500).contains(s)),
            "{body:?}\n{answer}"
        );
        assert!(!answer.ends_with("ok\n"), "{body:?}\n{answer}");
    }
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_well_told_is_read_whole_and_what_it_holds_is_no_request() {
    let (server, _data) = relay().await;
    let n = HIDDEN.len();
    let last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for sent in [
        form(&format!("Content-Length: {n}"), HIDDEN),
        form(&format!("content-length:   {n}  "), HIDDEN),
        // A reading that carries a body: nobody asked for it, it is read and left.
        format!("GET /recherche?q=caf HTTP/1.1\r\nHost: a\r\nContent-Length: {n}\r\n\r\n{HIDDEN}"),
    ] {
        let answer = tell(&server, &format!("{sent}{last}")).await;
        let told = statuses(&answer);
        assert_eq!(told.len(), 2, "{sent:?}\n{answer}");
        assert_eq!(told[1], 200, "{sent:?}\n{answer}");
        assert!(answer.ends_with("ok\n"), "{sent:?}\n{answer}");
        assert_eq!(
            answer.matches("\r\n\r\nok\n").count(),
            1,
            "{sent:?}\n{answer}"
        );
    }
    server.kill().await;
}

/// Nothing is read after a body in chunks, whatever follows it.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_in_chunks_is_read_whole_and_the_connection_closed() {
    let (server, _data) = relay().await;
    let n = HIDDEN.len();
    let (half, rest) = HIDDEN.split_at(20);
    for (head, body) in [
        (
            "Transfer-Encoding: chunked",
            format!("{n:x}\r\n{HIDDEN}\r\n0\r\n\r\n"),
        ),
        (
            "transfer-encoding: CHUNKED",
            format!("{n:X}\r\n{HIDDEN}\r\n0\r\n\r\n"),
        ),
        (
            "Transfer-Encoding: chunked",
            format!("{n:x};a=b\r\n{HIDDEN}\r\n0\r\nX: y\r\n\r\n"),
        ),
        (
            "Transfer-Encoding: chunked",
            format!("14\r\n{half}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n", rest.len()),
        ),
    ] {
        let answer = tell(&server, &format!("{}{HIDDEN}", form(head, &body))).await;
        assert_eq!(statuses(&answer).len(), 1, "{body:?}\n{answer}");
        assert!(!answer.ends_with("ok\n"), "{body:?}\n{answer}");
    }
    server.kill().await;
}
