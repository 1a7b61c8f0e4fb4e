//! What the coordinator reads of the content that changed, and what she does there.

use axum::http::StatusCode;
use plus::job;
use plus_domain::account::Role;

use super::{HOUR, PAGE, archive, bring, demarche, offer, relay_and_server, try_now};
use crate::actors::{Actor, Relay};

/// The page as she reads it a day later: she comes in again.
async fn read(coordinator: &Actor<'_>) -> String {
    coordinator.sign_in("coordinateur").await;
    coordinator.get(PAGE).await.body
}

async fn saw(coordinator: &Actor<'_>, code: &str) {
    let page = coordinator.get(PAGE).await;
    let value = page.body.split("name=\"fiche\" value=\"").nth(1).unwrap();
    let value = value.split('"').next().unwrap().replace("&#124;", "|");
    let path = format!("{PAGE}/{code}/vu");
    let sent = coordinator.send(&path, &page, &[("fiche", &value)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinator_reads_what_changed_once_and_again_only_when_it_changes_again() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    let (code, id) = demarche(app);
    let coordinator = relay.person(Role::Coordinateur).await;
    let body = async || read(&coordinator).await;
    bring(app, &server, &id, "Titre", "onze euros").await;
    assert!(body().await.contains("Vos démarches n’ont pas changé"));

    bring(app, &server, &id, "Titre", "douze euros").await;
    bring(app, &server, &id, "Autre titre", "treize euros").await;
    let page = body().await;
    for expected in [
        "Une démarche que vous montrez a changé cette semaine",
        &format!("href=\"/demarches/{code}\""),
        "<del>onze euros</del>",
        "<ins>treize euros</ins>",
        "Elle s’appelait « Titre »",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("douze euros"), "{page}");
    let board = coordinator.get("/pilotage").await.body;
    assert!(board.contains("Relire une démarche"), "{board}");

    saw(&coordinator, &code).await;
    assert!(body().await.contains("Vos démarches n’ont pas changé"));
    let mut link = app.store.read().await.unwrap();
    let entries = plus_store::journal::about(&mut link, &code).await.unwrap();
    assert_eq!(entries.len(), 1, "who saw which version is in the journal");
    drop(link);

    bring(app, &server, &id, "Autre titre", "quatorze euros").await;
    let page = body().await;
    assert!(page.contains("<del>treize euros</del>"), "{page}");
    assert!(!page.contains("onze euros"), "{page}");
    bring(app, &server, &id, "Autre titre", "treize euros").await;
    assert!(body().await.contains("Vos démarches n’ont pas changé"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_documents_that_changed_within_the_week_are_a_plain_list() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    let coordinator = relay.person(Role::Coordinateur).await;
    bring(app, &server, "F900", "Chasse", "un").await;
    bring(app, &server, "F900", "Chasse", "deux").await;
    let page = read(&coordinator).await;
    assert!(
        page.contains("Un autre document") && page.contains("Chasse"),
        "{page}"
    );
    assert!(page.contains("Un document changé."), "{page}");
    app.outside.advance(8 * 24 * HOUR);
    let later = read(&coordinator).await;
    assert!(later.contains("Derniers imports"), "{later}");
    assert!(!later.contains("Chasse"), "{later}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_is_a_fiche_of_the_demarche_in_a_version_that_can_be() {
    let (relay, _server) = relay_and_server().await;
    let (code, id) = demarche(&relay.app);
    let coordinator = relay.person(Role::Coordinateur).await;
    let path = format!("{PAGE}/{code}/vu");
    for value in ["F0|", &format!("{id}|pas-une-version"), &id, ""] {
        let sent = coordinator
            .post_from(PAGE, &path, &[("fiche", value)])
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    let mut link = relay.app.store.read().await.unwrap();
    let seen = plus_store::fraicheur::seen(&mut link).await.unwrap();
    assert!(seen.is_empty(), "{seen:?}");
    let nowhere = format!("{PAGE}/rien/vu");
    let sent = coordinator.post_from(PAGE, &nowhere, &[]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinator_looks_now_and_a_second_press_follows_the_same_work() {
    let (relay, server) = relay_and_server().await;
    offer(&server, "", archive(&[]));
    let coordinator = relay.person(Role::Coordinateur).await;
    let look = async || {
        let path = format!("{PAGE}/chercher");
        let sent = coordinator.post_from(PAGE, &path, &[]).await;
        sent.location().to_owned()
    };
    let first = look().await;
    assert!(first.starts_with("/pilotage/travaux/"), "{first}");
    assert_eq!(look().await, first);
    assert!(
        coordinator
            .get(PAGE)
            .await
            .body
            .contains("Une recherche est en cours")
    );
    try_now(&relay.app).await;
    let done = coordinator.get(&first).await.body;
    assert!(done.contains("Un nouveau contenu est en service"), "{done}");
    assert_ne!(look().await, first);
}

#[tokio::test]
async fn without_an_address_the_page_says_so_and_nothing_is_looked_for() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator.get(PAGE).await.body;
    assert!(page.contains("ne se met pas à jour tout seul"), "{page}");
    assert!(!page.contains("Chercher une mise à jour"), "{page}");
    assert!(!job::fraicheur::ask_if_due(&relay.app).await.unwrap());
}
