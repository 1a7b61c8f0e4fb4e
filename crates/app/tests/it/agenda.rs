//! The calendar of a member of the team: a secret link that is closed at once.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use plus_domain::{
    account::Role,
    permanence::{Permanence, PermanenceState},
};

use crate::{
    actors::{Actor, Relay},
    passages::{announce, passage},
};

const HERE: &str = "/compte/agenda";
const SOON: Date = date(2026, 11, 26);
const MARIN: &str = "le-marin-mondesir";
const DUCOS: &str = "ducos-morne-lapointe";

/// The secret link, as the page shows it once.
async fn opened(actor: &Actor<'_>) -> String {
    let page = actor.post_from(HERE, HERE, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let rest = page
        .body
        .split("/agenda/")
        .find(|part| part.len() > 32 && part[..32].bytes().all(|b| b.is_ascii_hexdigit()));
    format!("/agenda/{}", &rest.expect("a link")[..32])
}

async fn signed<'a>(relay: &'a Relay, login: &str) -> (Actor<'a>, String) {
    let id = relay.account(login, Role::Animatrice).await.id.to_string();
    let actor = relay.visitor();
    actor.sign_in(login).await;
    (actor, id)
}

#[tokio::test]
async fn her_half_days_are_read_by_the_link_and_by_no_other() {
    let relay = Relay::open().await;
    let (anne, id) = signed(&relay, "anne").await;
    let (rosette, other) = signed(&relay, "rosette").await;
    let with = |day: Date, place: &str, crew: Vec<&str>| Permanence {
        crew: crew.into_iter().map(Into::into).collect(),
        ..passage(day, place, PermanenceState::Planned)
    };
    let both = with(SOON, MARIN, vec![&id, &other]);
    let hers = with(SOON.tomorrow().unwrap(), DUCOS, vec![&other]);
    announce(&relay, vec![both, hers]).await;
    let link = opened(&anne).await;
    let visitor = relay.visitor();
    let file = visitor.get(&link).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(file.header("cache-control"), "private, no-store");
    let text = file.body.replace("\r\n ", "");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
    assert!(
        text.contains("anne T.") && text.contains("rosette T."),
        "{text}"
    );
    // The page shows her half-days, never the link again, nor is it kept in clear.
    let page = anne.get(HERE).await.body;
    assert!(
        page.contains("jeudi\u{a0}26 novembre") && !page.contains(&link),
        "{page}"
    );
    assert!(!relay.on_disk(link.trim_start_matches("/agenda/")));
    let file = visitor.get(&opened(&rosette).await).await;
    assert_eq!(file.body.matches("BEGIN:VEVENT").count(), 2);
}

#[tokio::test]
async fn a_link_that_was_closed_or_replaced_is_found_nowhere() {
    let relay = Relay::open().await;
    let (anne, _) = signed(&relay, "anne").await;
    let visitor = relay.visitor();
    let first = opened(&anne).await;
    assert_eq!(visitor.get(&first).await.status, StatusCode::OK);
    let second = opened(&anne).await;
    assert_eq!(visitor.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get(&second).await.status, StatusCode::OK);
    anne.post_from(HERE, &format!("{HERE}/fermer"), &[]).await;
    assert_eq!(visitor.get(&second).await.status, StatusCode::NOT_FOUND);
    assert!(
        anne.get(HERE)
            .await
            .body
            .contains("Aucun lien n’est ouvert")
    );
    let forged = format!("/agenda/{}", "0".repeat(32));
    assert_eq!(visitor.get(&forged).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_link_of_somebody_who_left_is_found_nowhere() {
    let relay = Relay::open().await;
    let (anne, id) = signed(&relay, "anne").await;
    let link = opened(&anne).await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let close = format!("/pilotage/comptes/{id}/fermer");
    let done = coordinator
        .post_from("/pilotage/comptes", &close, &[])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(
        relay.visitor().get(&link).await.status,
        StatusCode::NOT_FOUND
    );
}
