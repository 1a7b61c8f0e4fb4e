//! Short messages: given to the gateway of the settings, once each, kept while it is away, and
//! nothing of them afterwards (issue 7; requirements P2, S13).

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use plus::rendez_vous::lettre;
use plus_store::courrier;
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::net::TcpListener;

use crate::{
    actors::Relay,
    rendez_vous::{book, code_in, plain, slot, stop},
};

const DAY_MS: i64 = 86_400_000;
const SECRET: &str = "un secret de passerelle";

/// What a gateway saw, and what it answers.
#[derive(Debug, Default)]
struct Gateway {
    answers: Vec<StatusCode>,
    seen: Vec<Value>,
}

type Shared = Arc<Mutex<Gateway>>;

async fn receive(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Json(message): Json<Value>,
) -> StatusCode {
    let mut gateway = shared.lock().unwrap();
    let bearer = headers.get("authorization").unwrap().to_str().unwrap();
    if bearer != format!("Bearer {SECRET}") {
        return StatusCode::UNAUTHORIZED;
    }
    gateway.seen.push(message);
    gateway.answers.pop().unwrap_or(StatusCode::ACCEPTED)
}

/// A gateway that answers these, then that it takes; a relay that speaks to it.
async fn with_gateway(answers: &[StatusCode]) -> (Relay, Shared, NamedTempFile) {
    let shared = Shared::default();
    shared.lock().unwrap().answers = answers.iter().rev().copied().collect();
    let routes = Router::new()
        .route("/sms", post(receive))
        .with_state(Arc::clone(&shared));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let token = NamedTempFile::new().unwrap();
    std::fs::write(&token, format!("{SECRET}\n")).unwrap();
    let relay = Relay::open_with(|web| {
        web.public_url = Some("https://plus.exemple.fr".to_owned());
        web.sms.gateway = Some(format!("http://{address}/sms"));
        web.sms.token_file = Some(token.path().display().to_string());
    })
    .await;
    (relay, shared, token)
}

async fn send(relay: &Relay) -> usize {
    let app = &relay.app;
    plus::sms::send_due(&app.store, &app.outside, &app.config.sms)
        .await
        .unwrap()
}

async fn waiting(relay: &Relay) -> Vec<courrier::Queued> {
    let mut link = relay.app.store.read().await.unwrap();
    let state = plus_domain::courrier::State::ToSend;
    courrier::list(&mut link, state, 9).await.unwrap()
}

#[tokio::test]
async fn a_mobile_is_reminded_by_the_gateway_and_nothing_stays() {
    let (relay, gateway, _token) = with_gateway(&[]).await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    let code = code_in(
        &book(&visitor, &slot(&held, "09:00"), "0696 12 34 56")
            .await
            .body,
    );
    book(&visitor, &slot(&held, "08:00"), "0596 12 34 56").await;
    assert_eq!(
        waiting(&relay).await.len(),
        1,
        "a fixed line is not written to"
    );
    assert_eq!(send(&relay).await, 1, "that it is kept");
    relay.app.outside.advance(2 * DAY_MS);
    assert_eq!(lettre::remind(&relay.app).await.unwrap(), 1);
    assert_eq!(lettre::remind(&relay.app).await.unwrap(), 0, "once");
    assert_eq!(send(&relay).await, 1);
    assert_eq!(send(&relay).await, 0, "once");
    assert_eq!(waiting(&relay).await, Vec::new(), "P2: the number is gone");

    let seen = gateway.lock().unwrap();
    let reminder = &seen.seen[1];
    assert_eq!(reminder["to"], "+596696123456");
    assert_ne!(reminder["id"], seen.seen[0]["id"]);
    assert_eq!(reminder.as_object().unwrap().len(), 3, "nothing else");
    let text = plain(reminder["text"].as_str().unwrap());
    for said in ["demain jeudi 26 novembre", "9 h", "Le Marin", code.as_str()] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(
        !text.to_lowercase().contains("santé"),
        "never what for: {text}"
    );
}

#[tokio::test]
async fn a_gateway_that_says_later_is_asked_again_with_the_same_number_and_one_that_refuses_is_not()
{
    let answers = [
        StatusCode::SERVICE_UNAVAILABLE,
        StatusCode::ACCEPTED,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    let (relay, gateway, _token) = with_gateway(&answers).await;
    let held = stop(&relay, 3).await;
    let visitor = relay.visitor();
    book(&visitor, &slot(&held, "09:00"), "0696 12 34 56").await;
    assert_eq!(send(&relay).await, 0);
    let kept = waiting(&relay).await;
    assert!(
        kept[0].reason.as_deref().unwrap().contains("503"),
        "{kept:?}"
    );
    assert_eq!(send(&relay).await, 0, "it is left in peace for a minute");
    relay.app.outside.advance(3 * 60_000);
    assert_eq!(send(&relay).await, 1);
    {
        let gateway = gateway.lock().unwrap();
        assert_eq!(
            gateway.seen[0], gateway.seen[1],
            "sent once, whoever asks twice"
        );
    }
    book(&visitor, &slot(&held, "10:30"), "0696 12 34 57").await;
    assert_eq!(send(&relay).await, 0);
    assert_eq!(waiting(&relay).await, Vec::new(), "refused for good");
}

#[tokio::test]
async fn without_a_gateway_nobody_who_left_a_telephone_is_written_to() {
    let relay = Relay::open().await;
    let held = stop(&relay, 3).await;
    book(&relay.visitor(), &slot(&held, "09:00"), "0696 12 34 56").await;
    assert_eq!(waiting(&relay).await, Vec::new());
    assert_eq!(send(&relay).await, 0);
}
