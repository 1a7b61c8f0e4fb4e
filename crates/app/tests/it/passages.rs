//! Where the van is, and when it comes.

use jiff::civil::{Date, Time, date, time};
use plus_domain::{
    event::Event,
    permanence::{Permanence, PermanenceState, Site},
};

use crate::actors::Relay;

/// A passage of the van from 8 h to 13 h.
pub fn passage(day: Date, place: &str, state: PermanenceState) -> Permanence {
    Permanence {
        id: format!("{day}-{place}").into(),
        date: day,
        start: time(8, 0, 0, 0),
        end: time(13, 0, 0, 0),
        place: place.into(),
        site: Site::Bus,
        crew: Vec::new(),
        state,
        stated_visites: None,
        reason: None,
        told: None,
    }
}

/// Announces passages.
pub async fn announce(relay: &Relay, permanences: Vec<Permanence>) {
    let events: Vec<Event> = permanences.into_iter().map(Event::PermanenceSet).collect();
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &events).await.unwrap();
    tx.commit().await.unwrap();
}

const TODAY: Date = date(2026, 11, 23);
const MARIN: &str = "le-marin-mondesir";
const DUCOS: &str = "ducos-morne-lapointe";

#[tokio::test]
async fn the_van_is_there_only_when_its_crew_says_so() {
    for (state, said) in [
        (PermanenceState::Open, "Le bus est là"),
        (PermanenceState::Planned, "Passage prévu en ce moment"),
        (PermanenceState::Cancelled, "Aucun passage annoncé"),
    ] {
        let relay = Relay::open().await;
        announce(&relay, vec![passage(TODAY, MARIN, state)]).await;
        let home = relay.visitor().get("/").await.body;
        assert!(home.contains(said), "{state:?}");
        assert_eq!(
            home.contains("Au Marin, aujourd’hui"),
            state != PermanenceState::Cancelled,
            "{state:?}"
        );
    }
}

#[tokio::test]
async fn a_morning_that_is_over_gives_way_to_the_next_passage() {
    let relay = Relay::open().await;
    let over = Permanence {
        end: Time::midnight(),
        start: Time::midnight(),
        ..passage(TODAY, MARIN, PermanenceState::Open)
    };
    announce(
        &relay,
        vec![
            over,
            passage(date(2026, 11, 24), DUCOS, PermanenceState::Planned),
        ],
    )
    .await;
    let home = relay.visitor().get("/").await.body;
    assert!(home.contains("Prochain passage prévu"));
    assert!(home.contains("À Ducos, mardi\u{A0}24 novembre"), "{home}");
}

#[tokio::test]
async fn a_cancelled_passage_is_said_with_its_reason() {
    let relay = Relay::open().await;
    let cancelled = Permanence {
        reason: Some("Le bus est au garage.".into()),
        ..passage(date(2026, 11, 25), MARIN, PermanenceState::Cancelled)
    };
    announce(&relay, vec![cancelled]).await;
    let visitor = relay.visitor();
    assert!(
        visitor
            .get("/")
            .await
            .body
            .contains("Le bus est au garage.")
    );
    let list = visitor.get("/passages").await.body;
    assert!(list.contains("Annulé") && list.contains("Le bus est au garage."));
}

#[tokio::test]
async fn a_month_shows_its_passages_and_no_other() {
    let relay = Relay::open().await;
    let days = [date(2026, 11, 30), date(2026, 12, 1)];
    let planned = days.map(|day| passage(day, MARIN, PermanenceState::Planned));
    announce(&relay, planned.into()).await;
    let visitor = relay.visitor();
    let november = visitor.get("/passages?mois=2026-11").await.body;
    assert!(november.contains("30 novembre") && !november.contains("1er décembre"));
    assert!(
        visitor
            .get("/passages?mois=2026-12")
            .await
            .body
            .contains("1er décembre")
    );
    // A month that is past, or is none, is the present one.
    for odd in ["2019-01", "2026-13", "%3Cscript%3E"] {
        let answer = visitor.get(&format!("/passages?mois={odd}")).await.body;
        assert!(answer.contains("novembre 2026"), "{odd}");
    }
}

#[tokio::test]
async fn a_commune_shows_its_own_passages_and_what_comes_sooner_beside() {
    let relay = Relay::open().await;
    let territory = relay.app.territory();
    let commune = |place: &str| territory.place(&place.into()).unwrap().commune.clone();
    let basin = |place: &str| territory.commune(&commune(place)).unwrap().basin.clone();
    let beside = territory
        .places
        .iter()
        .find(|p| {
            p.code.as_str() != MARIN
                && basin(p.code.as_str()) == basin(MARIN)
                && p.commune != commune(MARIN)
        })
        .unwrap();
    announce(
        &relay,
        vec![
            passage(
                date(2026, 11, 24),
                beside.code.as_str(),
                PermanenceState::Planned,
            ),
            passage(date(2026, 12, 9), MARIN, PermanenceState::Planned),
            passage(
                date(2026, 12, 10),
                beside.code.as_str(),
                PermanenceState::Planned,
            ),
        ],
    )
    .await;
    let page = relay
        .visitor()
        .get(&format!("/passages?commune={}", commune(MARIN)))
        .await
        .body;
    let (own, near) = page.split_once("Plus tôt, à côté").unwrap();
    assert!(own.contains("mercredi\u{A0}9 décembre"));
    assert!(near.contains("mardi\u{A0}24 novembre") && !near.contains("10 décembre"));
}
