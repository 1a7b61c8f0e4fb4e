//! At a kiosk: the menu of the team, the pause, and those who wait. Its browser is in
//! `e2e/borne`.

use std::sync::Arc;

use axum::{Router, http::StatusCode};
use plus::seance::{Borne, equipe};
use plus_borne::{browser::Sign, kiosk::Happening};
use plus_domain::borne::session::End;
use tokio::sync::mpsc;

use crate::{
    actors::{MORNING, Relay},
    seance::{ask, get, kiosk_of},
};

const CODE: &str = "482193";
const MENU: &str = "/borne/equipe";

/// A kiosk whose team has a code.
async fn kiosk(relay: &Relay) -> (Arc<Borne>, Router) {
    let hash = relay.app.hash(CODE.to_owned()).await.unwrap();
    kiosk_of(relay, |settings| settings.staff_code = Some(hash))
}

async fn types(door: &Router, code: &str) -> (StatusCode, String, String) {
    ask(door, "POST", MENU, &format!("code={code}")).await
}

async fn entered(borne: &Borne, door: &Router) {
    borne.ask_for_team();
    let (status, to, page) = types(door, CODE).await;
    assert_eq!(
        (status, to.as_str()),
        (StatusCode::SEE_OTHER, MENU),
        "{page}"
    );
}

/// What happens at the kiosk, heard to the end.
async fn happens(relay: &Relay, borne: &Arc<Borne>, all: Vec<Happening>) {
    let (tell, happenings) = mpsc::unbounded_channel();
    for one in all {
        tell.send(one).unwrap();
    }
    drop(tell);
    plus::seance::mind::attend(relay.app.clone(), borne.clone(), happenings).await;
}

fn ended() -> Happening {
    Happening::Ended {
        end: End::Asked,
        lasted_ms: 60_000,
        erased_ms: 70,
    }
}

#[tokio::test]
async fn nothing_of_the_menu_is_there_before_the_corner_was_held_nor_without_a_code() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk(&relay).await;
    for path in [MENU, "/borne/equipe/pause", "/borne/equipe/essai"] {
        let method = if path == MENU { "GET" } else { "POST" };
        assert_eq!(
            ask(&door, method, path, "").await.0,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(types(&door, CODE).await.0, StatusCode::NOT_FOUND);
    let team = vec![Happening::Began, Happening::Pressed(Sign::Team)];
    happens(&relay, &borne, team).await;
    let page = get(&door, MENU).await;
    assert!(
        page.contains("Code de l’équipe") && !page.contains("Imprimante"),
        "{page}"
    );
    // The code opens, and only then is anything done.
    let pause = ask(&door, "POST", "/borne/equipe/pause", "").await;
    assert_eq!(pause.0, StatusCode::NOT_FOUND);
    assert!(!borne.is_paused());
    let (borne, door) = kiosk_of(&relay, |_| {});
    borne.ask_for_team();
    assert_eq!(ask(&door, "GET", MENU, "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn wrong_codes_wait_longer_and_longer_and_starting_again_forgets_none() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk(&relay).await;
    borne.ask_for_team();
    for wrong in ["000001", "48219", ""] {
        let (status, _, page) = types(&door, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Ce n’est pas le code"), "{page}");
    }
    let (_, _, page) = types(&door, CODE).await;
    assert!(page.contains("Attendez 30 secondes"), "{page}");
    // The same kiosk, its program started again.
    let (borne, door) = kiosk(&relay).await;
    borne.ask_for_team();
    assert!(types(&door, CODE).await.2.contains("Attendez 30 secondes"));
    relay.app.outside.advance(30_000);
    types(&door, "000001").await;
    assert!(types(&door, CODE).await.2.contains("Attendez 60 secondes"));
    relay.app.outside.advance(60_000);
    entered(&borne, &door).await;
    let page = get(&door, MENU).await;
    assert!(
        page.contains("Mettre en pause") && page.contains("Version"),
        "{page}"
    );
    assert!(!page.contains(CODE) && !relay.on_disk(CODE));
}

#[tokio::test]
async fn on_pause_it_says_where_to_go_and_serves_nobody_until_the_team_comes_back() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk(&relay).await;
    happens(&relay, &borne, vec![Happening::Began]).await;
    entered(&borne, &door).await;
    ask(&door, "POST", "/borne/equipe/pause", "").await;
    assert!(borne.is_paused());
    // The team is still there; then its session ends.
    happens(&relay, &borne, vec![ended()]).await;
    for path in [
        "/borne",
        "/recherche?q=rsa",
        "/borne/retrait",
        "/en/passages",
    ] {
        let (status, to, _) = ask(&door, "GET", path, "").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
        assert!(to.ends_with("/borne/pause"), "{path}: {to}");
    }
    let page = get(&door, "/borne/pause").await;
    assert!(page.contains("Cette borne est en pause"), "{page}");
    assert!(page.contains("Les bornes les plus proches"), "{page}");
    assert!(
        get(&door, "/en/borne/pause")
            .await
            .contains("This kiosk is on pause")
    );
    // A touch of it is no use, and opens nothing.
    happens(&relay, &borne, vec![Happening::Began]).await;
    assert_eq!(
        ask(&door, "GET", "/recherche", "").await.0,
        StatusCode::SEE_OTHER
    );
    happens(&relay, &borne, vec![ended()]).await;
    // Kept across a start of the program.
    let (again, door) = kiosk(&relay).await;
    equipe::remember(&relay.app, &again).await.unwrap();
    assert_eq!(
        ask(&door, "GET", "/borne", "").await.0,
        StatusCode::SEE_OTHER
    );
    entered(&again, &door).await;
    assert!(get(&door, MENU).await.contains("Remettre en service"));
    ask(&door, "POST", "/borne/equipe/service", "").await;
    get(&door, "/borne").await;
    let mut link = relay.app.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM journal WHERE type = 'usage.recorded'";
    assert_eq!(
        link.count(sql, vec![]).await.unwrap(),
        0,
        "no use of it is counted"
    );
    assert_eq!(again.counted(relay.app.today()).sessions, 0);
}

#[tokio::test]
async fn who_is_there_when_the_kiosk_closes_ends_in_peace() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk(&relay).await;
    happens(&relay, &borne, vec![Happening::Began]).await;
    equipe::pause(&relay.app, &borne, true).await.unwrap();
    get(&door, "/recherche").await;
    happens(&relay, &borne, vec![ended()]).await;
    assert_eq!(
        ask(&door, "GET", "/recherche", "").await.0,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        borne.counted(relay.app.today()).sessions,
        1,
        "that was a use"
    );
}

#[tokio::test]
async fn a_menu_that_was_closed_asks_for_the_code_again() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk(&relay).await;
    happens(&relay, &borne, vec![Happening::Began]).await;
    entered(&borne, &door).await;
    ask(&door, "POST", "/borne/equipe/fermer", "").await;
    assert_eq!(ask(&door, "GET", MENU, "").await.0, StatusCode::NOT_FOUND);
    let pause = ask(&door, "POST", "/borne/equipe/pause", "").await;
    assert_eq!(pause.0, StatusCode::NOT_FOUND);
    borne.ask_for_team();
    assert!(get(&door, MENU).await.contains("Code de l’équipe"));
    // And so does the next session, whatever the last one left.
    entered(&borne, &door).await;
    happens(&relay, &borne, vec![ended()]).await;
    assert_eq!(ask(&door, "GET", MENU, "").await.0, StatusCode::NOT_FOUND);
    assert!(relay.app.outside.now_ms() >= MORNING);
}

#[tokio::test]
async fn who_waits_says_so_on_every_page_and_nothing_is_cut() {
    let relay = Relay::open().await;
    let (borne, door) = kiosk(&relay).await;
    // Nobody is there: there is nothing to wait for.
    assert!(!get(&door, "/borne").await.contains("/borne/attendre"));
    happens(&relay, &borne, vec![Happening::Began]).await;
    assert!(
        get(&door, "/recherche")
            .await
            .contains("Quelqu’un attend la borne")
    );
    let (status, to, _) = ask(&door, "POST", "/borne/attendre", "retour=/recherche").await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/recherche"));
    let page = get(&door, "/recherche").await;
    assert!(page.contains("C’est noté : quelqu’un attend."), "{page}");
    let (_, to, _) = ask(&door, "POST", "/borne/attendre", "retour=//ailleurs.test").await;
    assert_eq!(to, "/borne");
    let warned = get(&door, "/borne/attente").await;
    assert!(warned.contains("Quelqu’un attend.") && warned.contains("/borne/rester"));
    // « Je continue »: they have to say it again.
    ask(&door, "POST", "/borne/rester", "").await;
    assert!(
        get(&door, "/recherche")
            .await
            .contains("Quelqu’un attend la borne")
    );
    happens(&relay, &borne, vec![ended()]).await;
    assert!(!get(&door, "/recherche").await.contains("/borne/attendre"));
}
