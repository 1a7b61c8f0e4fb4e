//! A living tour: what the crew says in one tap is what the public reads, with its hour, and
//! presence is never told unless the crew has said it.

use axum::http::StatusCode;
use jiff::civil::date;
use plus_domain::{
    account::Role,
    permanence::{Permanence, PermanenceState, Standing},
};
use plus_store::permanence;

use crate::{
    actors::{Actor, Answered, Relay},
    passages::{announce, passage},
    transmission::{all_sent, enrol},
};

pub const MARIN: &str = "le-marin-mondesir";
pub const DUCOS: &str = "ducos-morne-lapointe";

/// Plans a passage at Le Marin today, 8 h to 13 h; answers its identifier.
pub async fn planned_today(relay: &Relay) -> String {
    let day = relay.app.today();
    let planned = passage(day, MARIN, PermanenceState::Planned);
    let id = planned.id.to_string();
    announce(relay, vec![planned]).await;
    id
}

/// Taps a word of the crew's page.
pub async fn tap(agent: &Actor<'_>, id: &str, fields: &[(&str, &str)]) -> Answered {
    let path = format!("/agent/permanences/{id}/dire");
    agent.post_from("/agent", &path, fields).await
}

pub async fn held(relay: &Relay, id: &str) -> Permanence {
    let mut link = relay.app.store.read().await.unwrap();
    permanence::by_id(&mut link, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_public_reads_what_the_crew_says_with_its_hour() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let page = async || relay.visitor().get("/passages").await.body;
    let silent = page().await;
    assert!(
        silent.contains("Prévu de 8\u{a0}h à\u{a0}13\u{a0}h, pas encore confirmé."),
        "{silent}"
    );
    for (word, told) in [
        ("en-route", "En route, confirmé à 9\u{a0}h."),
        (
            "en-retard-30",
            "Environ 30 minutes de retard\u{a0}: le bus arrive vers 8\u{a0}h\u{a0}30. Confirmé à 9\u{a0}h.",
        ),
        ("ouvert", "Confirmé à 9\u{a0}h."),
    ] {
        let answer = tap(&agent, &id, &[("mot", word)]).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{word}: {}",
            answer.body
        );
        let said = page().await;
        assert!(said.contains(told), "{word}: {said}");
        assert_eq!(said.contains("Le bus est là"), word == "ouvert", "{word}");
        assert!(relay.visitor().get("/").await.body.contains(told), "{word}");
    }
    let english = relay.visitor().get("/en/passages").await.body;
    assert!(english.contains("Confirmed at 9:00."), "{english}");
}

#[tokio::test]
async fn a_mistake_is_taken_back_in_one_tap() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for word in ["ouvert", "annule-panne", "en-retard-60"] {
        tap(&agent, &id, &[("mot", word)]).await;
        assert_ne!(
            held(&relay, &id).await.standing(),
            Standing::Announced,
            "{word}"
        );
        tap(&agent, &id, &[("mot", "prevu")]).await;
        let back = held(&relay, &id).await;
        assert_eq!(
            (back.standing(), back.told, back.reason),
            (Standing::Announced, None, None)
        );
    }
}

#[tokio::test]
async fn a_cancellation_takes_a_reason_that_is_ready_and_can_be_put_back() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    tap(&agent, &id, &[("mot", "annule-route")]).await;
    let list = relay.visitor().get("/passages").await.body;
    assert!(list.contains("La route est coupée.") && list.contains("Annulation annoncée"));
    let ics = relay.visitor().get("/passages.ics").await.body;
    assert!(ics.contains("STATUS:CANCELLED"));
    let feed = relay.visitor().get("/avis.xml").await.body;
    assert!(feed.contains("Passage annulé : Le Marin"), "{feed}");
    let day = agent.get("/agent").await.body;
    assert!(
        day.contains("Annulé aujourd’hui") && day.contains("Prévoir de nouveau"),
        "{day}"
    );
}

#[tokio::test]
async fn a_move_asks_for_another_place_that_is_open() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for lieu in ["", MARIN, "nulle-part"] {
        let refused = tap(&agent, &id, &[("mot", "deplace-lieu"), ("lieu", lieu)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{lieu}");
        assert!(refused.body.contains("Choisissez un autre lieu"), "{lieu}");
    }
    let moved = tap(&agent, &id, &[("mot", "deplace-lieu"), ("lieu", DUCOS)]).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert_eq!(held(&relay, &id).await.place.as_str(), DUCOS);
    let list = relay.visitor().get("/passages").await.body;
    assert!(list.contains("Le lieu n’est pas disponible.") && list.contains("pas encore confirmé"));
}

#[tokio::test]
async fn a_word_that_is_none_is_refused_and_what_is_over_stays() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for word in ["", "arrivé", "en-retard-45", "annule-", "deplace"] {
        let refused = tap(&agent, &id, &[("mot", word)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{word}");
    }
    let over = passage(relay.app.today(), DUCOS, PermanenceState::Closed);
    let over_id = over.id.to_string();
    announce(&relay, vec![over]).await;
    let late = tap(&agent, &over_id, &[("mot", "en-retard-15")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_coordinator_says_it_too_and_no_one_else() {
    let relay = Relay::open().await;
    let id = planned_today(&relay).await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = format!("/pilotage/permanences/{id}");
    let shown = coordinator.get(&page).await.body;
    assert!(shown.contains("Où en est-on"), "{shown}");
    let done = coordinator
        .post_from(&page, &format!("{page}/dire"), &[("mot", "en-retard-15")])
        .await;
    assert!(done.location().ends_with("&fait=changee"), "{}", done.body);
    assert_eq!(held(&relay, &id).await.standing(), Standing::Late);
    let later = passage(date(2026, 12, 1), MARIN, PermanenceState::Planned);
    let later_page = format!("/pilotage/permanences/{}", later.id);
    announce(&relay, vec![later]).await;
    let shown = coordinator.get(&later_page).await.body;
    assert!(!shown.contains("Où en est-on"), "only on the day itself");
}

#[tokio::test]
async fn what_the_hub_does_not_hold_is_not_sent_yet_with_the_number_to_call() {
    let relay = Relay::open().await;
    let mut territory = (*relay.app.territory()).clone();
    territory.identity.telephone = Some("0596 62 53 53".into());
    relay.app.set_territory(territory);
    let id = planned_today(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    tap(&agent, &id, &[("mot", "en-route")]).await;
    let alone = agent.get("/agent").await.body;
    assert!(
        !alone.contains("Pas encore envoyé"),
        "no hub: this is where the public reads"
    );
    enrol(&relay).await;
    let unsent = agent.get("/agent").await.body;
    assert!(
        unsent.contains("Pas encore envoyé\u{a0}: le public ne le sait pas."),
        "{unsent}"
    );
    assert!(unsent.contains("href=\"tel:0596"), "the number to call");
    all_sent(&relay).await;
    assert!(!agent.get("/agent").await.body.contains("Pas encore envoyé"));
    tap(&agent, &id, &[("mot", "annule-panne")]).await;
    assert!(
        agent.get("/agent").await.body.contains("Pas encore envoyé"),
        "cancelled too"
    );
}
