//! Two vans cut off from their hub hold the same half-day: what both gave is kept, shown beside
//! one another, and its person is called (issue 7; requirements S11, S23; decision 0025).

use jiff::civil::Time;
use plus::{
    node::contact,
    rendez_vous::{Agenda, Taken, Wanted, take},
    web::{application, state::App},
};
use plus_domain::{
    account::Role,
    ids::{AccountId, PermanenceId, RendezVousId},
    machine::Kind,
    rappel::Phone,
    rendez_vous::Voulu,
};
use tokio::net::TcpListener;

use crate::{
    actors::Relay,
    personne_borne::enrolled,
    rendez_vous::{plain, stop},
};

const TEAM: &str = "/agent/rendez-vous";

async fn given(
    app: &App,
    (held, at): (&PermanenceId, Time),
    phone: &str,
    by: &AccountId,
) -> RendezVousId {
    let wanted = Wanted {
        slot: Voulu {
            permanence: held.clone(),
            start: Some(at),
        },
        joint: (Phone::read(phone), None),
        theme: None,
        demarche: None,
        language: "fr".to_owned(),
        author: Some(by.clone()),
    };
    match take(app, wanted).await.unwrap() {
        Taken::Hers(one, _) => one.id,
        other => panic!("{other:?}"),
    }
}

/// The first hour that a van gives.
async fn own(van: &App, held: &PermanenceId) -> Time {
    let mut link = van.store.read().await.unwrap();
    let agenda = Agenda::load(van, &mut link, true).await.unwrap();
    let permanence = agenda.permanence(held).expect("the half-day came down");
    agenda.free(permanence)[0].start
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_what_two_vans_gave_of_one_hour_is_kept_shown_and_called() {
    let relay = Relay::open().await;
    let maryse = relay.account("maryse", Role::Animatrice).await.id;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let pages = application(&relay.app);
    let open = tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
    let held = stop(&relay, 3).await.id;
    let other = stop(&relay, 4).await.id;
    let (_one_folder, one, _) = enrolled(&relay, &address, Kind::Van).await;
    let (_two_folder, two, _) = enrolled(&relay, &address, Kind::Van).await;
    let at = own(&one, &held).await;
    assert_eq!(own(&two, &held).await, at, "both give the same");

    // Neither has heard of the other.
    let first = given(&one, (&held, at), "0696 11 11 11", &maryse).await;
    let second = given(&two, (&held, at), "0696 22 22 22", &maryse).await;
    let third = given(&two, (&other, at), "0696 33 33 33", &maryse).await;
    for (van, round) in [(&one, 1), (&two, 1), (&one, 2), (&two, 2)] {
        contact::sync(&van.store, &van.outside).await.unwrap();
        let mut link = van.store.read().await.unwrap();
        let known = plus_store::rendez_vous::of(&mut link, &held).await.unwrap();
        assert!(round == 1 || known.len() == 2, "{}", known.len());
    }

    let agent = relay.person(Role::Animatrice).await;
    let list = plain(&agent.get(TEAM).await.body);
    assert!(list.contains("1 personne à prévenir"), "{list}");
    assert_eq!(list.matches("Deux à la même heure").count(), 1, "{list}");
    for id in [&first, &second, &third] {
        assert!(list.contains(id.as_str()), "none is lost: {list}");
    }
    // Who gave it up is no longer in the way of the other, on any machine.
    let late = if list.find("Deux à la même heure") > list.find(second.as_str()) {
        &second
    } else {
        &first
    };
    let done = agent
        .post_from(TEAM, &format!("{TEAM}/{late}/annuler"), &[])
        .await;
    assert!(done.status.is_redirection(), "{}", done.body);
    assert!(!agent.get(TEAM).await.body.contains("Deux à la même heure"));
    for van in [&one, &two] {
        contact::sync(&van.store, &van.outside).await.unwrap();
        let mut link = van.store.read().await.unwrap();
        let known = plus_store::rendez_vous::of(&mut link, &held).await.unwrap();
        assert!(plus_domain::rendez_vous::collisions(&known).is_empty());
        assert_eq!(known.iter().filter(|r| r.is_held()).count(), 1);
    }
    open.abort();
}
