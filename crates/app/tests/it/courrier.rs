//! Letters to the team, taken by a real server of messages on this machine.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::http::StatusCode;
use plus::{
    config::{Courrier, Security},
    courrier::{Letter, queue, send_due},
};
use plus_domain::{account::Role, courrier::State};
use plus_store::courrier::{Queued, list};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use crate::actors::{MORNING, Relay};

const MINUTE: i64 = 60_000;

/// A server of messages: keeps what it takes, and answers what it was told to.
#[derive(Clone)]
pub struct Post {
    /// Its port.
    pub port: u16,
    kept: Arc<Mutex<Vec<String>>>,
    /// What it answers to the next recipients, in order; then 250.
    answers: Arc<Mutex<Vec<&'static str>>>,
    greeted: Arc<Mutex<Vec<String>>>,
}

impl Post {
    /// Opens it on a free port of this machine.
    pub async fn open() -> Self {
        Self::open_with(None).await
    }

    async fn open_with(tls: Option<tokio_rustls::TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let post = Self {
            port: listener.local_addr().unwrap().port(),
            kept: Arc::default(),
            answers: Arc::default(),
            greeted: Arc::default(),
        };
        let server = post.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (server, tls) = (server.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => server.speak(socket).await,
                        Some(tls) => server.speak(tls.accept(socket).await?).await,
                    }
                });
            }
        });
        post
    }

    /// One conversation, as RFC 5321 has it.
    async fn speak(self, socket: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
        let mut talk = BufReader::new(socket);
        talk.write_all(b"220 post.test ESMTP\r\n").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if talk.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.split_whitespace().next().unwrap_or("").to_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-post.test\r\n250 AUTH PLAIN",
                "AUTH" if line.contains(SECRET) => "235 ok",
                "AUTH" => "535 mot de passe faux",
                "RCPT" => self.next_answer(),
                "DATA" => {
                    talk.write_all(b"354 go\r\n").await?;
                    let text = body(&mut talk).await?;
                    self.kept.lock().unwrap().push(text);
                    "250 kept"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            self.greeted.lock().unwrap().push(line.trim().to_owned());
            talk.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }

    fn next_answer(&self) -> &'static str {
        let mut answers = self.answers.lock().unwrap();
        if answers.is_empty() {
            "250 ok"
        } else {
            answers.remove(0)
        }
    }

    fn will_answer(&self, answers: &[&'static str]) {
        *self.answers.lock().unwrap() = answers.to_vec();
    }

    /// What it took.
    pub fn kept(&self) -> Vec<String> {
        self.kept.lock().unwrap().clone()
    }

    /// The settings of who sends here.
    pub fn settings(&self) -> Courrier {
        Courrier {
            server: Some("127.0.0.1".into()),
            port: Some(self.port),
            security: Security::None,
            from: "plus@relais.exemple.fr".into(),
            ..Courrier::default()
        }
    }
}

async fn body(talk: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n.\r\n") {
        if talk.read_line(&mut text).await? == 0 {
            break;
        }
    }
    Ok(text)
}

/// `\0plus\0secret`, in base 64.
const SECRET: &str = "AHBsdXMAc2VjcmV0";

async fn queued(relay: &Relay, cause: &str) {
    let letter = Letter {
        cause: cause.into(),
        to: "mairie@exemple.fr".into(),
        subject: "Borne du Marin : plus de papier".into(),
        text: "Remettez du papier A4, s’il vous plaît.\n.\nMerci.".into(),
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    queue(&mut tx, &letter, relay.app.outside.now_ms())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn send(relay: &Relay, settings: &Courrier) -> usize {
    let sent = send_due(&relay.app.store, &relay.app.outside, settings).await;
    sent.unwrap()
}

async fn in_state(relay: &Relay, state: State) -> Vec<Queued> {
    let mut link = relay.app.store.read().await.unwrap();
    list(&mut link, state, 10).await.unwrap()
}

#[tokio::test]
async fn a_letter_reaches_the_server_once() {
    let (relay, post) = (Relay::open().await, Post::open().await);
    assert_eq!(send(&relay, &post.settings()).await, 0, "nothing to send");
    queued(&relay, "a").await;
    assert_eq!(send(&relay, &post.settings()).await, 1);
    assert_eq!(send(&relay, &post.settings()).await, 0);
    let kept = post.kept();
    assert_eq!(kept.len(), 1);
    for part in [
        "From: plus@relais.exemple.fr",
        "To: mairie@exemple.fr",
        "Subject: Borne du Marin : plus de papier",
        "papier A4, s=E2=80=99il",
        "\r\nMerci.",
    ] {
        assert!(kept[0].contains(part), "{part} in {}", kept[0]);
    }
    let greeted = post.greeted.lock().unwrap().clone();
    assert!(
        greeted.contains(&"EHLO relais.exemple.fr".to_owned()),
        "{greeted:?}"
    );
}

#[tokio::test]
async fn what_the_server_puts_off_is_tried_later_and_what_it_refuses_is_not() {
    let (relay, post) = (Relay::open().await, Post::open().await);
    post.will_answer(&["451 plus tard", "550 inconnu ici"]);
    queued(&relay, "a").await;
    queued(&relay, "b").await;
    assert_eq!(send(&relay, &post.settings()).await, 0);
    let waits = in_state(&relay, State::ToSend).await;
    assert_eq!((waits.len(), waits[0].tries), (1, 1));
    assert!(
        waits[0].reason.as_ref().unwrap().contains("451 plus tard"),
        "{waits:?}"
    );
    let failed = in_state(&relay, State::Failed).await;
    assert!(
        failed[0]
            .reason
            .as_ref()
            .unwrap()
            .contains("550 inconnu ici"),
        "{failed:?}"
    );
    assert_eq!(
        send(&relay, &post.settings()).await,
        0,
        "not before a minute"
    );
    relay.app.outside.advance(MINUTE);
    assert_eq!(send(&relay, &post.settings()).await, 1);
    assert_eq!(post.kept().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_away_for_three_days_is_given_up() {
    let relay = Relay::open().await;
    let nobody = Courrier {
        port: Some(9),
        ..Post::open().await.settings()
    };
    queued(&relay, "a").await;
    let (mut tries, start) = (0, relay.app.outside.now_ms());
    while in_state(&relay, State::Abandoned).await.is_empty() {
        assert_eq!(send(&relay, &nobody).await, 0);
        let waits = in_state(&relay, State::ToSend).await;
        let next = waits
            .first()
            .map_or(MINUTE, |w| w.next_at - relay.app.outside.now_ms());
        assert!((MINUTE..=360 * MINUTE).contains(&next), "{next}");
        relay.app.outside.advance(next);
        tries += 1;
        assert!(tries < 100);
    }
    assert!(relay.app.outside.now_ms() - start >= 3 * 1440 * MINUTE);
    assert!(tries > 15, "{tries}");
    let page = relay
        .person(Role::Coordinateur)
        .await
        .get("/pilotage/courrier")
        .await;
    assert!(page.body.contains("pas joint"), "{}", page.body);
}

#[tokio::test]
async fn the_password_is_given_and_a_wrong_one_loses_no_letter() {
    let (relay, post) = (Relay::open().await, Post::open().await);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mot-de-passe");
    let settings = Courrier {
        user: Some("plus".into()),
        password_file: Some(file.to_str().unwrap().into()),
        ..post.settings()
    };
    queued(&relay, "a").await;
    std::fs::write(&file, "faux\n").unwrap();
    assert_eq!(send(&relay, &settings).await, 0);
    assert_eq!(in_state(&relay, State::ToSend).await.len(), 1, "it waits");
    relay.app.outside.advance(MINUTE);
    std::fs::write(&file, "secret\n").unwrap();
    assert_eq!(send(&relay, &settings).await, 1);
}

#[tokio::test]
async fn by_tls_only_the_server_that_is_known_takes_letters() {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("serveur.pem");
    std::fs::write(&file, made.cert.pem()).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der());
    let served = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.unwrap())
        .unwrap();
    let post = Post::open_with(Some(Arc::new(served).into())).await;
    let stranger = Courrier {
        server: Some("localhost".into()),
        security: Security::Tls,
        ..post.settings()
    };
    let relay = Relay::open().await;
    queued(&relay, "a").await;
    assert_eq!(send(&relay, &stranger).await, 0, "nobody vouches for it");
    relay.app.outside.advance(2 * MINUTE);
    let known = Courrier {
        authority: Some(file.to_str().unwrap().into()),
        ..stranger
    };
    assert_eq!(send(&relay, &known).await, 1);
    assert_eq!(post.kept().len(), 1);
}

#[tokio::test]
async fn the_coordinator_sees_what_waits_sends_again_and_gives_up() {
    let post = Post::open().await;
    let settings = post.settings();
    let relay = Relay::open_with(|web| web.courrier = settings.clone()).await;
    post.will_answer(&["550 boîte <fermée>"]);
    queued(&relay, "alarme/a").await;
    send(&relay, &settings).await;
    let rose = relay.person(Role::Coordinateur).await;
    let page = rose.get("/pilotage/courrier").await.body;
    assert!(page.contains("550 bo"), "{page}");
    assert!(page.contains("partent par 127.0.0.1") && !page.contains("<fermée>"));
    let again = [("cause", "alarme/a"), ("action", "renvoyer")];
    let answer = rose.post("/pilotage/courrier", &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(send(&relay, &settings).await, 1);
    let answer = rose.post("/pilotage/courrier", &again).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "it left");
    queued(&relay, "alarme/b").await;
    let give_up = [("cause", "alarme/b"), ("action", "abandonner")];
    rose.post("/pilotage/courrier", &give_up).await;
    assert_eq!(send(&relay, &settings).await, 0);
    let page = rose.get("/pilotage/courrier").await.body;
    assert!(page.contains("Abandonné"), "{page}");
}

#[tokio::test]
async fn a_test_letter_leaves_and_a_wrong_address_is_told() {
    let post = Post::open().await;
    let relay = Relay::open().await;
    let rose = relay.person(Role::Coordinateur).await;
    let here = "/pilotage/courrier/essai";
    let wrong = rose
        .post_from("/pilotage/courrier", here, &[("adresse", "rose")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Écrivez une adresse"), "{}", wrong.body);
    let good = [("adresse", "rose@exemple.fr")];
    let sent = rose.post_from("/pilotage/courrier", here, &good).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    // Without a server it waits, untried, as long as it takes.
    let page = rose.get("/pilotage/courrier").await.body;
    assert!(page.contains("Aucun serveur de messagerie"), "{page}");
    relay.app.outside.advance(30 * 1440 * MINUTE);
    assert_eq!(send(&relay, &Courrier::default()).await, 0);
    assert_eq!(in_state(&relay, State::ToSend).await[0].tries, 0);
    assert_eq!(send(&relay, &post.settings()).await, 1);
    assert!(post.kept()[0].contains("To: rose@exemple.fr"));
    assert!(relay.app.outside.now_ms() > MORNING);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_of_letters_sends_by_itself_and_stops_when_asked() {
    let post = Post::open().await;
    let settings = post.settings();
    let relay = Relay::open_with(|web| web.courrier = settings).await;
    queued(&relay, "a").await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let work = tokio::spawn(plus::job::courrier::keep(relay.app.clone(), stopping));
    while post.kept().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(10), work)
        .await
        .unwrap()
        .unwrap();
}
