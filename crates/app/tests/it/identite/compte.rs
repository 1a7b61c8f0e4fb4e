//! Sessions seen and ended; an account that lost everything, opened again by two people; leavers.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use plus_domain::{
    account::Role,
    event::Event,
    identite::{Geste, Trace},
    permanence::Permanence,
};
use plus_store::{account, identite as kept, permanence, rebuild};

use super::{give, is_in, set_up};
use crate::actors::{Actor, PASSWORD, Relay};

const HOUR: i64 = 3_600_000;

fn of(id: &str) -> String {
    format!("/pilotage/comptes/{id}")
}

async fn agree(who: &Actor<'_>, id: &str) -> String {
    let sent = who
        .post_from(&of(id), &format!("{}/reprise", of(id)), &[])
        .await;
    match sent.status {
        StatusCode::SEE_OTHER => sent.location().rsplit('=').next().unwrap().to_owned(),
        status => status.to_string(),
    }
}

async fn gestes(relay: &Relay, id: &str) -> Vec<Geste> {
    let mut link = relay.app.store.read().await.unwrap();
    let mut traces = kept::traces(&mut link, id).await.unwrap();
    traces.reverse();
    traces.iter().map(|trace| trace.geste).collect()
}

#[tokio::test]
async fn her_screens_are_listed_with_their_browser_and_each_is_ended() {
    let relay = Relay::open().await;
    let here = relay.person(Role::Animatrice).await;
    let there = relay.visitor().at("203.0.113.9:1");
    let page = there.get("/connexion").await;
    let token = crate::actors::token_in(&page.body).unwrap();
    let fields = [("identifiant", "animatrice"), ("mot_de_passe", PASSWORD)];
    let request = Request::post("/connexion")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "http://127.0.0.1:8000")
        .header(
            "user-agent",
            "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Firefox/140.0",
        )
        .body(Body::from(crate::actors::form(&fields, &token)))
        .unwrap();
    assert_eq!(there.request(request).await.location(), "/agent");
    relay.app.outside.advance(120_000);
    let list = here.get("/compte/sessions").await;
    assert!(list.body.contains("2 écrans ouverts"), "{}", list.body);
    assert!(list.body.contains("Firefox, Android") && list.body.contains("203.0.113.9"));
    let close = list.body.split("/compte/sessions/").nth(1).unwrap();
    let id = close.split('/').next().unwrap().to_owned();
    let stranger = relay.person(Role::Coordinateur).await;
    let path = format!("/compte/sessions/{id}/fermer");
    stranger.post_from("/compte/sessions", &path, &[]).await;
    assert!(is_in(&there).await, "nobody ends the screens of another");
    here.send(&path, &list, &[]).await;
    assert!(!is_in(&there).await && is_in(&here).await);
}

#[tokio::test]
async fn the_others_are_ended_together_or_all_with_this_one() {
    let relay = Relay::open().await;
    let here = relay.person(Role::Animatrice).await;
    let there = relay.visitor();
    there.sign_in("animatrice").await;
    let path = "/compte/sessions/fermer";
    let which = |what| [("lesquelles", what)];
    here.post_from("/compte/sessions", path, &which("autres"))
        .await;
    assert!(is_in(&here).await && !is_in(&there).await);
    there.sign_in("animatrice").await;
    let out = here
        .post_from("/compte/sessions", path, &which("toutes"))
        .await;
    assert_eq!(out.location(), "/connexion");
    assert!(!is_in(&here).await && !is_in(&there).await);
}

#[tokio::test]
async fn who_looks_after_accounts_ends_the_screens_of_one_and_it_is_told() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let chief = relay.person(Role::Coordinateur).await;
    let admin = relay.account("admin", Role::Administrateur).await;
    let id = relay.login("animatrice").await;
    let path = format!("{}/deconnecter", of(&id));
    let sent = chief.post_from(&of(&id), &path, &[]).await;
    assert!(sent.location().ends_with("fait=deconnecte"));
    assert!(!is_in(&maryse).await);
    assert_eq!(gestes(&relay, &id).await, [Geste::SessionsFermees]);
    let above = format!("{}/deconnecter", of(admin.id.as_str()));
    let refused = chief.post_from(&of(&id), &above, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_account_that_lost_everything_opens_again_by_two_other_people() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    set_up(&relay, &maryse).await;
    let (chief, admin) = (
        relay.person(Role::Coordinateur).await,
        relay.person(Role::Administrateur).await,
    );
    let id = relay.login("animatrice").await;
    assert_eq!(agree(&chief, &id).await, "premier");
    assert_eq!(agree(&chief, &id).await, "meme", "the same person twice");
    let still = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(still.location(), "/connexion/code", "one is not enough");
    assert!(is_in(&maryse).await);
    assert_eq!(agree(&admin, &id).await, "rouvert");
    assert!(!is_in(&maryse).await, "her screens are ended");
    let again = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(again.location(), "/agent");
    assert_eq!(
        agree(&admin, &id).await,
        "rien",
        "there is nothing left to forget"
    );
    assert_eq!(
        gestes(&relay, &id).await,
        [
            Geste::CodeAjoute,
            Geste::SecoursDonnes,
            Geste::RepriseDemandee,
            Geste::RepriseRefusee,
            Geste::RepriseAccordee
        ]
    );
    let page = chief.get(&of(&id)).await;
    assert!(
        page.body
            .contains("Second accord refusé : la même personne")
    );
}

#[tokio::test]
async fn a_first_agreement_falls_after_a_day() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    set_up(&relay, &maryse).await;
    let (chief, admin) = (
        relay.person(Role::Coordinateur).await,
        relay.person(Role::Administrateur).await,
    );
    let id = relay.login("animatrice").await;
    assert_eq!(agree(&chief, &id).await, "premier");
    relay.app.outside.advance(24 * HOUR);
    admin.sign_in("administrateur").await;
    assert_eq!(agree(&admin, &id).await, "premier", "the first has lapsed");
    relay.app.outside.advance(24 * HOUR - 60_000);
    chief.sign_in("coordinateur").await;
    assert_eq!(
        agree(&chief, &id).await,
        "rouvert",
        "a minute before the end"
    );
    assert!(gestes(&relay, &id).await.contains(&Geste::RepriseCaduque));
}

#[tokio::test]
async fn nobody_agrees_for_herself_nor_without_the_role() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    set_up(&relay, &chief).await;
    let id = relay.login("coordinateur").await;
    assert_eq!(agree(&chief, &id).await, StatusCode::FORBIDDEN.to_string());
    let maryse = relay.person(Role::Animatrice).await;
    let path = format!("{}/reprise", of(&id));
    let refused = maryse.post_from("/compte", &path, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(maryse.get(&of(&id)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_leaves_is_out_forgotten_and_what_remained_is_given() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    set_up(&relay, &maryse).await;
    let (maryse_id, rose) = (
        relay.login("animatrice").await,
        relay.account("rose", Role::Animatrice).await,
    );
    let chief = relay.person(Role::Coordinateur).await;
    half_day(&relay, &maryse_id).await;
    let path = format!("{}/depart", of(&maryse_id));
    let page = chief.get(&path).await;
    assert!(
        page.body.contains("1 demi-journée à venir"),
        "{}",
        page.body
    );
    let left = chief.send(&path, &page, &[]).await;
    assert!(left.location().ends_with("fait=parti"), "{}", left.body);
    assert!(!is_in(&maryse).await);
    let out = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(out.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut link = relay.app.store.read().await.unwrap();
    let has = kept::factors(&mut link, &maryse_id).await.unwrap();
    assert!(!has.any(), "what proved her is forgotten");
    drop(link);
    let hand = format!("{path}/remettre");
    for nobody in ["", maryse_id.as_str()] {
        let refused = chief.post_from(&path, &hand, &[("avec", nobody)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    }
    let sent = chief
        .post_from(&path, &hand, &[("avec", rose.id.as_str())])
        .await;
    assert!(sent.location().ends_with("fait=remis"));
    let after = chief.get(&path).await;
    assert!(
        after.body.contains("Rien ne reste à son nom"),
        "{}",
        after.body
    );
    let mut link = relay.app.store.read().await.unwrap();
    let day = relay.app.today();
    let held: Vec<Permanence> = permanence::on(&mut link, day).await.unwrap();
    assert!(held.iter().any(|p| p.crew == vec![rose.id.clone()]));
}

/// A half-day of somebody, today.
async fn half_day(relay: &Relay, of: &str) {
    let place = relay.app.territory().places[0].code.clone();
    let permanence = Permanence {
        id: "demi-journee".into(),
        date: relay.app.today(),
        start: jiff::civil::time(13, 0, 0, 0),
        end: jiff::civil::time(17, 0, 0, 0),
        place,
        site: plus_domain::permanence::Site::Bus,
        crew: vec![of.into()],
        state: plus_domain::permanence::PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    let fact = Event::PermanenceSet(permanence);
    relay.app.outside.record(&mut tx, &[fact]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_told_says_no_secret_and_survives_a_rebuild() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (_, papers) = set_up(&relay, &maryse).await;
    let paper = super::half_in(&relay, "animatrice").await;
    assert_eq!(give(&paper, &papers[0]).await.location(), "/agent");
    let id = relay.login("animatrice").await;
    let before = gestes(&relay, &id).await;
    assert_eq!(before.last(), Some(&Geste::SecoursUtilise));
    rebuild::rebuild(&relay.app.store, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(gestes(&relay, &id).await, before);
    let mut link = relay.app.store.read().await.unwrap();
    let has = kept::factors(&mut link, &id).await.unwrap();
    assert!(has.code, "secrets are no projection");
    assert!(account::by_id(&mut link, &id).await.unwrap().is_some());
    let trace = Trace {
        account: id.as_str().into(),
        geste: Geste::CodeAjoute,
        author: None,
        at: 0,
    };
    let written = serde_json::to_value(trace).unwrap();
    let fields: Vec<&String> = written.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["account", "at", "geste"]);
}
