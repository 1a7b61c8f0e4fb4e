//! Two follow-ups of one person, joined and taken apart (issue 7, item 3; requirements P3, P15).

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::{
    actors::{Actor, Answered, Relay},
    dossier::{LIST, SIGNED, acted, code_in, done, employed, opened, opened_again},
};

fn id_of(page: &str) -> String {
    page.rsplit('/').next().unwrap().to_owned()
}

async fn joined(agent: &Actor<'_>, kept: &str, other: &str) -> Answered {
    let page = format!("{kept}/fusion");
    let wanted = [("autre", other)];
    agent.post_from(&page, &page, &wanted).await
}

/// Two dossiers of one person, the other with a promise, a mandate and a slip: their pages, the
/// mandate, the code.
async fn two_of_one(relay: &Relay, maryse: &Actor<'_>) -> (String, String, String, String) {
    let kept = opened(maryse, "Zéphir-Alpha").await;
    let other = opened_again(maryse, "Zephir Alpha").await;
    let due = relay.app.today().to_string();
    let me = relay.login("animatrice").await;
    let promise = [
        ("quoi", "Appeler la caisse"),
        ("qui", me.as_str()),
        ("quand", due.as_str()),
    ];
    done(maryse, &other, "promesses", &promise).await;
    let signed = done(maryse, &other, "mandats", &SIGNED).await;
    let mandat = signed.location().split('?').next().unwrap().to_owned();
    let slip = maryse
        .post_from(&other, &format!("{other}/talon"), &[])
        .await
        .body;
    (kept, other, mandat, code_in(&slip))
}

/// Two dossiers of one person: read in one, found once, opened by either code, taken apart again;
/// erased, both are.
#[tokio::test]
async fn p3_two_dossiers_of_one_person_are_read_as_one() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    employed(&relay, &ghislaine, "animatrice", "agent").await;
    let (kept, other, mandat, code) = two_of_one(&relay, &maryse).await;
    let alone = maryse.get(&kept).await.body;
    assert!(!alone.contains("Appeler la caisse"), "{alone}");
    let done_so = joined(&maryse, &kept, &id_of(&other)).await;
    assert_eq!(done_so.status, StatusCode::SEE_OTHER, "{}", done_so.body);
    for path in [&kept, &other] {
        let read = maryse.get(path).await.body;
        assert!(read.contains("Appeler la caisse"), "{path}: {read}");
        assert!(read.contains(&mandat), "{path}: {read}");
        assert!(read.contains("Zéphir-Alpha"), "the name that was kept");
    }
    let found = maryse.get(&format!("{LIST}?q=zephir")).await.body;
    assert_eq!(found.matches("<h2><a").count(), 1, "once: {found}");
    assert!(
        !found.contains(&id_of(&other)),
        "under one address: {found}"
    );
    let person = relay.visitor();
    let by_code = [("code", code.as_str())];
    let read = person.post_from("/suivi", "/suivi", &by_code).await;
    assert!(read.body.contains("Appeler la caisse"), "{}", read.body);
    let act = acted(&maryse, &mandat, "rsa").await;
    assert!(act.contains("L’acte est noté"), "{act}");
    let package = maryse.get(&format!("{kept}/acces/json")).await.body;
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    assert_eq!(package["joined"][0]["id"], id_of(&other).as_str());
    assert_eq!(package["promises"].as_array().unwrap().len(), 1);

    let apart = format!("{kept}/fusion/{}/separer", id_of(&other));
    let apart = maryse.post_from(&kept, &apart, &[]).await;
    assert_eq!(apart.status, StatusCode::SEE_OTHER, "{}", apart.body);
    let alone = maryse.get(&kept).await.body;
    assert!(!alone.contains("Appeler la caisse"), "{alone}");

    joined(&maryse, &kept, &id_of(&other)).await;
    done(&maryse, &kept, "effacer", &[("cause", "demande")]).await;
    for path in [&kept, &other] {
        assert_eq!(maryse.get(path).await.status, StatusCode::NOT_FOUND);
    }
    let read = person.post_from("/suivi", "/suivi", &by_code).await;
    assert_eq!(read.status, StatusCode::UNPROCESSABLE_ENTITY, "erased too");
}

/// Only who opens both joins them, and only dossiers that are there.
#[tokio::test]
async fn p3_nobody_joins_what_is_not_shared_with_her() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let kept = opened(&maryse, "Zéphir-Alpha").await;
    opened_again(&maryse, "Zephir Alpha").await;
    let hers = opened_again(&ghislaine, "Zéphir-Alpha").await;
    let choose = maryse.get(&format!("{kept}/fusion")).await.body;
    assert!(choose.contains("Même nom"), "{choose}");
    assert!(!choose.contains(&id_of(&hers)), "not shared, not offered");
    for wrong in [id_of(&hers), id_of(&kept), "rien".to_owned(), String::new()] {
        let refused = joined(&maryse, &kept, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let why = "Choisissez un dossier de la liste";
        assert!(refused.body.contains(why), "{}", refused.body);
    }
}

/// P15: taken apart, a dossier would leave the freeze of the other: it is refused. What a joining
/// opened to a colleague closes with it.
#[tokio::test]
async fn p15_a_frozen_dossier_is_not_taken_apart_and_a_mistake_is_undone_whole() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let kept_page = opened(&maryse, "Alpha").await;
    let other = opened_again(&maryse, "Alpha").await;
    relay.account("josiane", Role::Animatrice).await;
    let josiane = relay.visitor();
    josiane.sign_in("josiane").await;
    let hers = relay.login("josiane").await;
    done(&maryse, &other, "equipe", &[("avec", hers.as_str())]).await;
    assert_eq!(josiane.get(&kept_page).await.status, StatusCode::FORBIDDEN);
    let id = other.rsplit('/').next().unwrap().to_owned();
    let page = format!("{kept_page}/fusion");
    maryse
        .post_from(&page, &page, &[("autre", id.as_str())])
        .await;
    assert_eq!(josiane.get(&kept_page).await.status, StatusCode::OK);
    let apart = format!("{page}/{id}/separer");
    maryse.post_from(&kept_page, &apart, &[]).await;
    assert_eq!(josiane.get(&kept_page).await.status, StatusCode::FORBIDDEN);
    assert_eq!(josiane.get(&other).await.status, StatusCode::OK);

    maryse
        .post_from(&page, &page, &[("autre", id.as_str())])
        .await;
    let own = kept_page.rsplit('/').next().unwrap();
    let mut tx = relay.app.store.begin().await.unwrap();
    let held = plus_store::dossier::get(&mut tx, &own.into())
        .await
        .unwrap();
    let frozen = plus_domain::dossier::Dossier {
        frozen: Some("cas".into()),
        at: relay.app.outside.now_ms(),
        ..held.unwrap()
    };
    let event = plus_domain::event::Event::DossierSet(frozen);
    relay.app.outside.record(&mut tx, &[event]).await.unwrap();
    tx.commit().await.unwrap();
    let refused = maryse.post_from(&kept_page, &apart, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(!maryse.get(&kept_page).await.body.contains("/separer"));
}
