//! Permanences: planned one by one or from a file, opened, closed, moved.

use axum::http::StatusCode;
use plus_domain::{
    account::Role,
    period::Month,
    permanence::{Permanence, PermanenceState},
};
use plus_store::permanence;

use crate::{
    actors::Relay,
    visite::{PLACE, morning, record},
};

const LIST: &str = "/pilotage/permanences";
const FILE: &str = "/pilotage/permanences/fichier";

async fn held(relay: &Relay, month: &str) -> Vec<Permanence> {
    let month: Month = month.parse().unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    permanence::between(&mut link, month.period())
        .await
        .unwrap()
}

const GOOD: &str = "date;debut;fin;lieu;site;equipe\n2026-12-01;8:00;13:00;le-marin-mondesir;bus;coordinateur\n2026-12-03;14h;17h;sainte-luce-corps-de-garde;;\n";

#[tokio::test]
async fn the_coordinator_plans_one_and_it_is_in_the_month() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let fields = [
        ("date", "2026-12-01"),
        ("debut", "08:00"),
        ("fin", "13:00"),
        ("lieu", PLACE),
        ("site", "bus"),
        ("equipe", "coordinateur"),
    ];
    let done = coordinator.post(LIST, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(
        coordinator
            .get(done.location())
            .await
            .body
            .contains("coordinateur T.")
    );
    assert_eq!(held(&relay, "2026-12").await.len(), 1);
    let twice = coordinator.post(LIST, &fields).await;
    assert_eq!(
        twice.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the same half-day is there already"
    );
}

#[tokio::test]
async fn a_file_is_planned_whole() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let done = coordinator.post_from(LIST, FILE, &[("csv", GOOD)]).await;
    assert_eq!(
        done.location(),
        "/pilotage/permanences?mois=2026-12&prevues=2"
    );
    assert_eq!(held(&relay, "2026-12").await.len(), 2);
}

#[tokio::test]
async fn every_bad_line_is_named_and_nothing_is_half_imported() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let bad = format!(
        "{GOOD}2026-12-32;8:00;13:00;le-marin-mondesir;bus;\n2026-12-04;8:00;7:00;nulle-part;bateau;=cmd()\n"
    );
    let refused = coordinator.post_from(LIST, FILE, &[("csv", &bad)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "Ligne 4, colonne «\u{a0}date\u{a0}»",
        "Ligne 5, colonne «\u{a0}fin\u{a0}»",
        "Ligne 5, colonne «\u{a0}lieu\u{a0}»",
        "Ligne 5, colonne «\u{a0}site\u{a0}»",
        "Ligne 5, colonne «\u{a0}equipe\u{a0}»",
        "2026-12-32;8:00",
    ] {
        assert!(refused.body.contains(said), "{said}");
    }
    assert!(held(&relay, "2026-12").await.is_empty());
}

#[tokio::test]
async fn the_same_file_twice_is_refused_line_by_line() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    coordinator.post_from(LIST, FILE, &[("csv", GOOD)]).await;
    let again = coordinator.post_from(LIST, FILE, &[("csv", GOOD)]).await;
    assert!(
        again.body.contains("2 lignes sont à corriger"),
        "{}",
        again.body
    );
    assert_eq!(held(&relay, "2026-12").await.len(), 2);
}

#[tokio::test]
async fn the_team_opens_then_closes_with_its_count() {
    let relay = Relay::open().await;
    let id = morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    agent
        .post_from("/agent", &format!("/agent/permanences/{id}/ouvrir"), &[])
        .await;
    record(&agent, "caf", "rsa", "fait").await;
    agent
        .post_from(
            "/agent",
            &format!("/agent/permanences/{id}/fermer"),
            &[("visites", "4")],
        )
        .await;
    let held = held(&relay, "2026-11").await;
    assert_eq!(
        (held[0].state, held[0].stated_visites),
        (PermanenceState::Closed, Some(4))
    );
    assert!(
        agent
            .get("/agent")
            .await
            .body
            .contains("4 visites annoncées")
    );
}

#[tokio::test]
async fn a_move_and_a_cancellation_say_why() {
    let relay = Relay::open().await;
    let id = morning(&relay).await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = format!("{LIST}/{id}");
    let fields = |motif| {
        [
            ("date", "2026-11-24"),
            ("debut", "8:00"),
            ("fin", "12:00"),
            ("lieu", PLACE),
            ("motif", motif),
        ]
    };
    let silent = coordinator
        .post_from(&page, &format!("{page}/deplacer"), &fields(""))
        .await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let moved = coordinator
        .post_from(&page, &format!("{page}/deplacer"), &fields("Route coupée"))
        .await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    coordinator
        .post_from(
            &page,
            &format!("{page}/annuler"),
            &[("raison", "Bus en panne")],
        )
        .await;
    let held = held(&relay, "2026-11").await;
    assert_eq!(held[0].date.day(), 24);
    assert_eq!(held[0].state, PermanenceState::Cancelled);
    assert_eq!(held[0].reason.as_deref(), Some("Bus en panne"));
    coordinator
        .post_from(&page, &format!("{page}/retablir"), &[])
        .await;
    assert!(coordinator.get(LIST).await.body.contains("Prévue"));
}
