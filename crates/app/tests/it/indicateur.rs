//! Indicators on their page: values, targets, what is not available and why.

use axum::http::StatusCode;
use jiff::civil::{date, time};
use plus_domain::{
    account::Role,
    event::Event,
    rendez_vous::{RendezVous, RendezVousState},
};

use crate::actors::{Actor, Relay};

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The line of an indicator.
fn line<'a>(page: &'a str, code: &str) -> &'a str {
    let begins = page.split_once(&format!("<tr id=\"{code}\">")).unwrap().1;
    begins.split("</tr>").next().unwrap()
}

#[tokio::test]
async fn what_is_known_has_its_value_and_what_is_not_says_why() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = read(&ghislaine, "/pilotage/indicateurs").await;
    let visites = line(&page, "visites");
    assert!(
        visites.contains("<strong>0</strong>"),
        "a true zero: {visites}"
    );
    let solved = line(&page, "resolues-sur-place");
    assert!(solved.contains("non disponible"), "{solved}");
    assert!(solved.contains("Rien à diviser"), "{solved}");
    assert!(solved.contains("demandes résolues, en pourcentage de demandes"));
    assert!(solved.contains("Ailleurs : 82 % en 2023"));
    let training = line(&page, "formation");
    assert!(training.contains("Pas encore connu pour cette période : heures de formation"));
    let milestones = line(&page, "projet-jalons");
    assert!(
        milestones.contains("<strong>100,0 %</strong>"),
        "{milestones}"
    );
    assert!(milestones.contains("Atteint"));
    let posts = line(&page, "projet-postes");
    assert!(posts.contains("<strong>6</strong>") && posts.contains("avant le projet, 2015"));
    let missing = line(&page, "projet-financement");
    assert!(missing.contains("<strong>7,6 %</strong>"), "{missing}");
    assert!(missing.contains("À atteindre"));
}

#[tokio::test]
async fn a_month_that_does_not_exist_is_replaced_and_said() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    for query in [
        "?de=2026-13&a=2026-14",
        "?de=2026-05&a=2026-01",
        "?de=1&a=",
        "?de=2010-01&a=2026-01",
    ] {
        let page = read(&ghislaine, &format!("/pilotage/indicateurs{query}")).await;
        assert!(page.contains("Ces mois ne se lisent pas"), "{query}");
    }
    let page = read(&ghislaine, "/pilotage/indicateurs?de=2026-01&a=2026-06").await;
    assert!(
        page.contains("Avant : de juillet 2025 à décembre 2025"),
        "{page}"
    );
}

fn rendez_vous(id: &str, state: RendezVousState) -> Event {
    Event::RendezVousSet(RendezVous {
        id: id.into(),
        permanence: "p".into(),
        date: date(2026, 10, 6),
        start: time(9, 0, 0, 0),
        minutes: 30,
        theme: Some("sante".into()),
        demarche: None,
        state,
        sequence: 0,
        sealed: String::new(),
        since: 1,
        author: None,
        at: 1,
    })
}

#[tokio::test]
async fn rendez_vous_to_which_nobody_came_are_a_share_of_those_given() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let period = "/pilotage/indicateurs?de=2026-10&a=2026-10";
    let page = read(&ghislaine, period).await;
    let none = line(&page, "rendez-vous-manques");
    assert!(none.contains("non disponible"), "{none}");
    let states = [RendezVousState::Honore; 3]
        .into_iter()
        .chain([RendezVousState::Manque]);
    let said: Vec<Event> = states
        .zip(["r1", "r2", "r3", "r4"])
        .map(|(state, id)| rendez_vous(id, state))
        .collect();
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &said).await.unwrap();
    tx.commit().await.unwrap();
    let page = read(&ghislaine, period).await;
    let missed = line(&page, "rendez-vous-manques");
    assert!(missed.contains("<strong>25,0 %</strong>"), "{missed}");
}
