//! The queue: numbers, never names; one tap from a number to a visite (requirement P28).

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::{
    actors::{Actor, Relay},
    visite::morning,
};

const DESK: &str = "/agent/file";
const DOOR: &str = "/agent/file/porte";
const SCREEN: &str = "/agent/file/ecran";

async fn taken(agent: &Actor<'_>, theme: &str) -> String {
    // From the desk: a door that is closed has no form.
    agent.post_from(DESK, DOOR, &[("theme", theme)]).await.body
}

/// The number that the screen calls.
async fn called(agent: &Actor<'_>) -> Option<String> {
    let screen = agent.get(SCREEN).await.body;
    let rest = screen.split("data-appel>").nth(1)?;
    rest.split('<').next().map(str::to_owned)
}

fn address(body: &str, geste: &str) -> String {
    let before = body.split(&format!("/{geste}\"")).next().unwrap();
    let id = before.rsplit("/agent/file/").next().unwrap();
    format!("{DESK}/{id}/{geste}")
}

#[tokio::test]
async fn p28_a_number_is_taken_called_and_received_in_one_tap() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let nowhere = agent.get(DESK).await.body;
    assert!(nowhere.contains("Aucune permanence ici"), "{nowhere}");
    morning(&relay).await;
    for number in 1..=3 {
        let slip = taken(&agent, "sante").await;
        assert!(slip.contains(&format!(">{number}</p>")), "{slip}");
    }
    agent
        .post_from(DESK, DESK, &[("priorite", "handicap")])
        .await;
    assert_eq!(called(&agent).await, None);
    agent.post_from(DESK, "/agent/file/suivant", &[]).await;
    assert_eq!(
        called(&agent).await.as_deref(),
        Some("4"),
        "a priority comes first"
    );
    let desk = agent.get(DESK).await.body;
    let received = agent
        .post_from(DESK, &address(&desk, "recevoir"), &[])
        .await;
    assert_eq!(received.location(), "/agent/visites/nouvelle");
    agent.post_from(DESK, "/agent/file/suivant", &[]).await;
    assert_eq!(called(&agent).await.as_deref(), Some("1"));
    let desk = agent.get(DESK).await.body;
    assert!(desk.contains("2 personnes attendent"), "{desk}");
    agent.post_from(DESK, &address(&desk, "absent"), &[]).await;
    let desk = agent.get(DESK).await.body;
    assert!(desk.contains("Appelés, pas venus"), "{desk}");
    agent.post_from(DESK, &address(&desk, "rendre"), &[]).await;
    agent.post_from(DESK, "/agent/file/suivant", &[]).await;
    assert_eq!(
        called(&agent).await.as_deref(),
        Some("1"),
        "who came back keeps her turn"
    );
}

#[tokio::test]
async fn the_queue_closes_by_itself_when_no_time_is_left() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    // With nothing known, twenty minutes each: the half-day ends before the twelfth.
    for _ in 0..30 {
        taken(&agent, "").await;
    }
    let door = agent.get(DOOR).await.body;
    assert!(door.contains("La file est fermée"), "{door}");
    let refused = taken(&agent, "sante").await;
    assert!(refused.contains("La file est fermée"), "{refused}");
    let before = agent.get(DESK).await.body;
    agent.post_from(DESK, DESK, &[("theme", "sante")]).await;
    let after = agent.get(DESK).await.body;
    assert_ne!(before, after, "the mediator may still give one");
}

#[tokio::test]
async fn an_unknown_gesture_or_number_is_not_there() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for path in ["/agent/file/inconnu/appeler", "/agent/file/inconnu/manger"] {
        let answer = agent.post_from(DESK, path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
