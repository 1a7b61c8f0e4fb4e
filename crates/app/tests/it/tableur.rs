//! The team, the places and the days of the partners from a spreadsheet: taken, changed, seen,
//! kept, taken back.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use plus_domain::account::Role;
use plus_store::tournee;

use crate::actors::{Actor, Answered, Relay, token_in};

const HERE: &str = "/pilotage/tableur";
const HISTORY: &str = "/pilotage/histoire";

/// Sends a sheet, as a browser without a script does.
pub async fn send(actor: &Actor<'_>, file: &str) -> Answered {
    let page = actor.get(HERE).await;
    let token = token_in(&page.body).unwrap();
    let body = format!(
        "--lim\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
         --lim\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"a.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{file}\r\n--lim--\r\n"
    );
    let request = Request::post(HERE)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=lim")
        .header(header::ORIGIN, "http://127.0.0.1:8000")
        .body(Body::from(body))
        .unwrap();
    actor.request(request).await
}

/// Confirms what a page shows.
pub async fn keep(actor: &Actor<'_>, shown: &Answered, sheet: &str) -> Answered {
    let seen = shown.hidden("vu");
    let fields = [("contenu", sheet), ("vu", seen.as_str())];
    actor.send(&format!("{HERE}/garder"), shown, &fields).await
}

async fn skills(relay: &Relay, account: &str) -> Vec<String> {
    let mut link = relay.app.store.read().await.unwrap();
    let all = tournee::equipiers(&mut link).await.unwrap();
    let found = all.into_iter().find(|e| e.account.as_str() == account);
    found.map(|e| e.skills).unwrap_or_default()
}

#[tokio::test]
async fn what_is_taken_is_given_back_changed_and_taken_back() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let anne = relay.account("anne", Role::Animatrice).await.id.to_string();
    let taken = coordinator.get(&format!("{HERE}/equipe")).await;
    assert_eq!(taken.header("content-type"), "text/csv; charset=utf-8");
    assert!(taken.body.contains("anne T.;"), "{}", taken.body);
    // Given back as it is, it changes nothing.
    let same = send(&coordinator, &taken.body).await;
    assert_eq!(same.status, StatusCode::OK);
    assert!(
        same.body.contains("Il n’y a rien à garder"),
        "{}",
        same.body
    );
    let sheet = "nom;savoirs;mensuel\nanne T.;kréyol, caf;14";
    let shown = send(&coordinator, sheet).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    assert!(shown.body.contains("kréyol, caf"), "{}", shown.body);
    assert!(
        skills(&relay, &anne).await.is_empty(),
        "nothing is kept yet"
    );
    let kept = keep(&coordinator, &shown, sheet).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    assert_eq!(skills(&relay, &anne).await, ["kréyol", "caf"]);
    // What a confirmation did not see is shown again, and not kept.
    let again = keep(&coordinator, &shown, "nom;savoirs\nanne T.;autre").await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains("depuis"), "{}", again.body);
    assert_eq!(skills(&relay, &anne).await, ["kréyol", "caf"]);
    // And everything of that time comes back.
    let history = coordinator.get(HISTORY).await;
    assert!(history.body.contains("anne T."), "{}", history.body);
    let time = [
        ("instant", history.hidden("instant")),
        ("auteur", history.hidden("auteur")),
    ];
    let time = [
        (time[0].0, time[0].1.as_str()),
        (time[1].0, time[1].1.as_str()),
    ];
    let back = coordinator.send(HISTORY, &history, &time).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    assert!(skills(&relay, &anne).await.is_empty());
}

#[tokio::test]
async fn lines_to_mend_are_said_and_nothing_is_kept() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let anne = relay.account("anne", Role::Animatrice).await.id.to_string();
    let bad = send(&coordinator, "nom;savoirs\nanne T.;caf\ninconnue;caf").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        bad.body.contains("Personne de l’équipe ne porte ce nom"),
        "{}",
        bad.body
    );
    assert!(skills(&relay, &anne).await.is_empty());
    let odd = send(&coordinator, "a;b\n1;2").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        odd.body.contains("ne nomme pas les colonnes"),
        "{}",
        odd.body
    );
    let none = coordinator.post(HERE, &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn places_and_days_of_partners_come_too() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let sheet = "lieu;servi;jours\nducos-morne-lapointe;oui;mardi, jeudi";
    let shown = send(&coordinator, sheet).await;
    keep(&coordinator, &shown, sheet).await;
    let offers = "partenaire;mois;jours\ncaf;12/2026;1, 8";
    let shown = send(&coordinator, offers).await;
    keep(&coordinator, &shown, offers).await;
    let mut link = relay.app.store.read().await.unwrap();
    let places = tournee::escales(&mut link).await.unwrap();
    assert_eq!(places[0].days, [2, 4]);
    let offers = tournee::presences(&mut link).await.unwrap();
    assert_eq!((offers[0].days.len(), offers[0].wanted), (2, 2));
}
