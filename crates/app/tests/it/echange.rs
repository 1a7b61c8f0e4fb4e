//! Half-days that members of the team ask one another to take: nothing moves without a yes, and
//! no rule of the tour is broken by it.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
use plus_domain::{
    account::Role,
    permanence::{Permanence, PermanenceState},
};
use plus_store::{permanence, tournee};

use crate::{
    actors::{Actor, Relay},
    passages::{announce, passage},
};

const HERE: &str = "/agent/echanges";
const TUESDAY: Date = date(2026, 12, 1);
const THURSDAY: Date = date(2026, 12, 3);
const MARIN: &str = "le-marin-mondesir";
const DUCOS: &str = "ducos-morne-lapointe";

/// Anne and Rosette drive, Lise does not: Anne and Lise on Tuesday, Rosette and Lise on Thursday.
struct Crew<'a> {
    anne: Actor<'a>,
    rosette: Actor<'a>,
    lise: Actor<'a>,
    ids: Vec<String>,
}

async fn crew(relay: &Relay) -> Crew<'_> {
    let coordinator = relay.person(Role::Coordinateur).await;
    let (mut ids, mut actors) = (Vec::new(), Vec::new());
    for (login, drives) in [("anne", "oui"), ("rosette", "oui"), ("lise", "")] {
        let id = relay.account(login, Role::Animatrice).await.id.to_string();
        let actor = relay.visitor();
        actor.sign_in(login).await;
        let page = format!("/pilotage/equipe/{id}");
        let said = [
            ("conduit", drives),
            ("savoirs", ""),
            ("mensuel", "12"),
            ("part", "100"),
        ];
        let done = coordinator.post_from(&page, &page, &said).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        ids.push(id);
        actors.push(actor);
    }
    let with = |day: Date, place: &str, crew: [usize; 2]| Permanence {
        crew: crew.iter().map(|i| ids[*i].as_str().into()).collect(),
        ..passage(day, place, PermanenceState::Planned)
    };
    announce(
        relay,
        vec![with(TUESDAY, MARIN, [0, 2]), with(THURSDAY, DUCOS, [1, 2])],
    )
    .await;
    let [anne, rosette, lise] = actors.try_into().ok().unwrap();
    Crew {
        anne,
        rosette,
        lise,
        ids,
    }
}

async fn on_board(relay: &Relay, day: Date) -> Vec<String> {
    let mut link = relay.app.store.read().await.unwrap();
    let held = permanence::on(&mut link, day).await.unwrap();
    held[0].crew.iter().map(ToString::to_string).collect()
}

/// The only exchange that waits.
async fn asked(relay: &Relay) -> String {
    let mut link = relay.app.store.read().await.unwrap();
    let all = tournee::echanges(&mut link).await.unwrap();
    all[0].id.to_string()
}

#[tokio::test]
async fn a_half_day_changes_hands_when_the_other_says_yes() {
    let relay = Relay::open().await;
    let Crew {
        anne, rosette, ids, ..
    } = crew(&relay).await;
    let given = format!("{TUESDAY}-{MARIN}");
    let back = format!("{}/{THURSDAY}-{DUCOS}", ids[1]);
    let fields = [("demi_journee", given.as_str()), ("avec", back.as_str())];
    let done = anne.post(HERE, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(
        on_board(&relay, TUESDAY).await,
        [ids[0].clone(), ids[2].clone()]
    );
    // She sees it on her page of the day, and says yes.
    let today = rosette.get("/agent").await.body;
    assert!(
        today.contains("Une collègue vous demande un échange"),
        "{today}"
    );
    assert!(!anne.get("/agent").await.body.contains("un échange de demi"));
    let answer = format!("{HERE}/{}", asked(&relay).await);
    let yes = [("geste", "accepte")];
    // Who asked cannot say yes in her name, nor can anybody else.
    anne.post_from(HERE, &answer, &yes).await;
    assert_eq!(on_board(&relay, TUESDAY).await[0], ids[0]);
    let done = rosette.post_from(HERE, &answer, &yes).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(
        on_board(&relay, TUESDAY).await,
        [ids[1].clone(), ids[2].clone()]
    );
    assert_eq!(
        on_board(&relay, THURSDAY).await,
        [ids[0].clone(), ids[2].clone()]
    );
    assert!(
        !rosette
            .get("/agent")
            .await
            .body
            .contains("un échange de demi")
    );
}

#[tokio::test]
async fn a_no_moves_nothing_and_who_asked_may_think_again() {
    let relay = Relay::open().await;
    let Crew {
        anne,
        rosette,
        lise,
        ids,
    } = crew(&relay).await;
    let given = format!("{TUESDAY}-{MARIN}");
    let fields = [("demi_journee", given.as_str()), ("avec", ids[1].as_str())];
    anne.post(HERE, &fields).await;
    let first = format!("{HERE}/{}", asked(&relay).await);
    let other = lise.post_from(HERE, &first, &[("geste", "refuse")]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    rosette
        .post_from(HERE, &first, &[("geste", "refuse")])
        .await;
    assert!(anne.get(HERE).await.body.contains("Refusée"));
    // After a no, a yes is too late.
    rosette
        .post_from(HERE, &first, &[("geste", "accepte")])
        .await;
    assert_eq!(on_board(&relay, TUESDAY).await[0], ids[0]);
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_even_asked() {
    let relay = Relay::open().await;
    let Crew {
        anne, rosette, ids, ..
    } = crew(&relay).await;
    // Lise does not drive, and is on board already.
    let given = format!("{TUESDAY}-{MARIN}");
    let fields = [("demi_journee", given.as_str()), ("avec", ids[2].as_str())];
    let no = anne.post(HERE, &fields).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.body.contains("déjà à bord"), "{}", no.body);
    // Somebody who does not drive cannot take the only driver's seat.
    let new = relay.account("josy", Role::Animatrice).await.id.to_string();
    let coordinator = relay.visitor();
    coordinator.sign_in("coordinateur").await;
    let page = format!("/pilotage/equipe/{new}");
    let said = [
        ("conduit", ""),
        ("savoirs", ""),
        ("mensuel", "12"),
        ("part", "100"),
    ];
    coordinator.post_from(&page, &page, &said).await;
    let fields = [("demi_journee", given.as_str()), ("avec", new.as_str())];
    let no = anne.post(HERE, &fields).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", no.body);
    assert!(no.body.contains("condui"), "{}", no.body);
    // Nor can anybody give a half-day that is not hers.
    let fields = [("demi_journee", given.as_str()), ("avec", new.as_str())];
    let no = rosette.post(HERE, &fields).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    let empty = anne.post(HERE, &[]).await;
    assert!(
        empty.body.contains("Choisissez une collègue"),
        "{}",
        empty.body
    );
    let mut link = relay.app.store.read().await.unwrap();
    assert!(tournee::echanges(&mut link).await.unwrap().is_empty());
}
