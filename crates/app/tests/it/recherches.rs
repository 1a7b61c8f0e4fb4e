//! Words that nobody answered: kept without a trace of anybody, and answered by the coordinator.

use plus::web::router::encoded;
use plus_domain::account::Role;

use crate::{
    actors::{Actor, Relay},
    fiche::with_content,
};

const HERE: &str = "/pilotage/recherches";
const HOUR: i64 = 3_600_000;

async fn search(relay: &Relay, query: &str) -> String {
    let path = format!("/recherche?q={}", encoded(query));
    relay.visitor().get(&path).await.body
}

async fn page(actor: &Actor<'_>) -> String {
    actor.get(HERE).await.body
}

#[tokio::test]
async fn words_are_read_only_once_several_requests_have_said_them() {
    let relay = with_content().await;
    search(&relay, "zouboukou").await;
    search(&relay, "zouboukou").await;
    assert!(!relay.on_disk("zouboukou"), "nothing is written yet");
    relay.app.outside.advance(13 * HOUR);
    assert!(!relay.on_disk("zouboukou"));
    search(&relay, "zouboukou").await;
    search(&relay, "zouboukou").await;
    assert!(relay.on_disk("zouboukou"));
    let ghislaine = relay.person(Role::Coordinateur).await;
    let body = page(&ghislaine).await;
    assert!(body.contains("<strong>zouboukou</strong>"), "{body}");
    assert!(body.contains("aucune réponse"));
}

#[tokio::test]
async fn nothing_of_a_person_reaches_the_disk_however_often_it_is_typed() {
    let relay = with_content().await;
    for _ in 0..4 {
        search(&relay, "Zebulonie Tartempionne kolokwa").await;
        search(&relay, "madame tartempionne kolokwa tartempion@exemple.fr").await;
        search(&relay, "rappelez kolokwa au 0696 12 34 56").await;
        relay.app.outside.advance(13 * HOUR);
    }
    assert!(
        relay.on_disk("kolokwa"),
        "the word that nobody knows is counted"
    );
    for trace in ["artempionne", "ebulonie", "0696", "exemple.fr"] {
        assert!(!relay.on_disk(trace), "{trace}");
    }
}

#[tokio::test]
async fn what_is_well_answered_is_not_counted() {
    let relay = with_content().await;
    for _ in 0..4 {
        search(&relay, "carte grise").await;
        relay.app.outside.advance(13 * HOUR);
    }
    let ghislaine = relay.person(Role::Coordinateur).await;
    assert!(
        page(&ghislaine)
            .await
            .contains("Rien à lire pour le moment")
    );
}

#[tokio::test]
async fn a_line_of_the_lexicon_is_proposed_tried_put_into_service_and_withdrawn() {
    let relay = with_content().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let line = [
        ("dit", "zouboukou"),
        ("officiel", "carte grise"),
        ("langue", "gcf"),
        ("genre", "remplace"),
    ];
    let found = "href=\"/demarches/carte-grise-occasion\"";
    let answer = ghislaine.post(HERE, &line).await;
    assert_eq!(
        answer.location(),
        "/pilotage/recherches?fait=propose#lexique",
        "{}",
        answer.body
    );
    assert!(page(&ghislaine).await.contains("Avec cette ligne"));
    assert!(
        !search(&relay, "zouboukou").await.contains(found),
        "proposed is not reviewed"
    );

    let act = |state| [("langue", "gcf"), ("dit", "zouboukou"), ("etat", state)];
    let path = format!("{HERE}/ligne");
    ghislaine.post_from(HERE, &path, &act("relu")).await;
    assert!(
        search(&relay, "zouboukou").await.contains(found),
        "without a restart"
    );
    ghislaine.post_from(HERE, &path, &act("retire")).await;
    assert!(!search(&relay, "zouboukou").await.contains(found));
}

#[tokio::test]
async fn a_line_that_cannot_serve_is_refused_and_kept_as_typed() {
    let relay = with_content().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    for (said, official, sentence) in [
        ("", "rsa", "Écrivez un mot au moins."),
        ("zouboukou", "de la", "Écrivez un à huit groupes de mots"),
        ("zouboukou", "rsa,,apl", "Écrivez un à huit groupes de mots"),
    ] {
        let line = [
            ("dit", said),
            ("officiel", official),
            ("langue", "fr"),
            ("genre", "ajoute"),
        ];
        let answer = ghislaine.post(HERE, &line).await;
        assert!(
            answer.body.contains(sentence),
            "{official}: {}",
            answer.body
        );
        assert!(answer.body.contains(&format!("value=\"{official}\"")));
    }
}

#[tokio::test]
async fn words_can_be_erased() {
    let relay = with_content().await;
    for _ in 0..3 {
        search(&relay, "zouboukou").await;
        relay.app.outside.advance(13 * HOUR);
    }
    let ghislaine = relay.person(Role::Coordinateur).await;
    assert!(
        page(&ghislaine)
            .await
            .contains("<strong>zouboukou</strong>")
    );
    let path = format!("{HERE}/oublier");
    ghislaine
        .post_from(HERE, &path, &[("mots", "zouboukou")])
        .await;
    assert!(
        page(&ghislaine)
            .await
            .contains("Rien à lire pour le moment")
    );
}
