//! A visite of a person who is followed: hers from its first tap or afterwards, counted once
//! whatever is joined, and of nobody once she is erased (requirements P3, P8, A2).

use axum::http::StatusCode;
use plus::dossier::{self, fusion, visites};
use plus_domain::{
    account::Role,
    ids::{AccountId, DossierId},
    period::Period,
    visite::Visite,
};
use plus_store::{dossier as kept, stats, visite};

use crate::{
    actors::{Actor, Relay},
    dossier::{done, opened, opened_again},
    visite::{id_of, morning, record},
};

/// A visite as it is kept.
async fn visite_of(relay: &Relay, id: &str) -> Visite {
    let mut link = relay.app.store.read().await.unwrap();
    let line = visite::by_id(&mut link, id).await.unwrap().unwrap();
    line.visite
}

/// People received with an accompagnement for the first time today.
async fn first(relay: &Relay) -> i64 {
    let today = relay.app.today();
    let day = Period::new(today, today).unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    let figures = stats::figures(&mut link, day, &stats_scope())
        .await
        .unwrap();
    figures.total.first
}

fn stats_scope() -> plus_domain::stats::Scope {
    plus_domain::stats::Scope::All
}

fn id_at(page: &str) -> String {
    page.rsplit('/')
        .next()
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned()
}

async fn recorded(agent: &Actor<'_>) -> String {
    let confirmed = record(agent, "caf", "rsa", "fait").await;
    id_of(&confirmed).to_owned()
}

#[tokio::test]
async fn a_visite_that_was_recorded_is_said_to_be_of_somebody_who_is_followed() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let maryse = relay.person(Role::Animatrice).await;
    let visite = recorded(&maryse).await;
    let confirmed = maryse
        .get(&format!("/agent/visites/{visite}/enregistree"))
        .await
        .body;
    assert!(
        confirmed.contains("C’est une personne suivie"),
        "{confirmed}"
    );
    let page = opened(&maryse, "Bellemare").await;
    let list = maryse
        .get(&format!("/agent/dossiers?visite={visite}"))
        .await
        .body;
    assert!(list.contains("C’était elle"), "{list}");
    let hers = [("visite", visite.as_str())];
    let said = maryse
        .post_from(&page, &format!("{page}/visites"), &hers)
        .await;
    assert_eq!(said.location(), format!("{page}?fait=relie"));
    assert_eq!(
        visite_of(&relay, &visite).await.person.unwrap().as_str(),
        id_at(&page)
    );
    let shown = maryse.get(&page).await.body;
    assert!(
        shown.contains(&format!("/agent/visites/{visite}")),
        "{shown}"
    );
    let confirmed = maryse
        .get(&format!("/agent/visites/{visite}/enregistree"))
        .await
        .body;
    assert!(confirmed.contains("Son suivi"), "{confirmed}");
    assert_eq!(first(&relay).await, 1);

    // It cannot be somebody else's too; and a mistake is taken back.
    let other = opened(&maryse, "Ursulet").await;
    let refused = maryse
        .post_from(&other, &format!("{other}/visites"), &hers)
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    let back = format!("{page}/visites/{visite}/retirer");
    maryse.post_from(&page, &back, &[]).await;
    assert_eq!(visite_of(&relay, &visite).await.person, None);
    assert_eq!(
        first(&relay).await,
        0,
        "nobody said whether she came before"
    );
}

/// Three taps still, and the clock of her follow-up begins again.
#[tokio::test]
async fn p8_a_visite_begun_from_a_follow_up_is_hers_and_keeps_it() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = opened(&maryse, "Bellemare").await;
    let id = id_at(&page);
    relay.app.outside.advance(60_000);
    let start = format!("/agent/visites/nouvelle?dossier={id}&partenaire=caf&demarche=rsa");
    let taps = maryse.get(&start).await;
    assert!(taps.body.contains("Pour le suivi de"), "{}", taps.body);
    let fields = [
        ("v", taps.hidden("v")),
        ("debut", taps.hidden("debut")),
        ("dossier", taps.hidden("dossier")),
        ("lieu", taps.hidden("lieu")),
        ("permanence", taps.hidden("permanence")),
        ("partenaire", "caf".to_owned()),
        ("demarche", "rsa".to_owned()),
        ("resultat", "fait".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let sent = maryse.send("/agent/visites", &taps, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let visite = visite_of(&relay, fields[0].1).await;
    assert_eq!(visite.person.unwrap().as_str(), id);
    let mut link = relay.app.store.read().await.unwrap();
    let held = kept::get(&mut link, &DossierId::new(&id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        held.at,
        relay.app.outside.now_ms(),
        "she came: the two years begin again"
    );
    drop(link);
    // Somebody who does not follow her cannot begin one for her.
    relay.account("josiane", Role::Animatrice).await;
    let josiane = relay.visitor();
    josiane.sign_in("josiane").await;
    assert_eq!(josiane.get(&start).await.status, StatusCode::FORBIDDEN);
    let package = maryse.get(&format!("{page}/acces/json")).await.body;
    assert!(
        package.contains("\"visites\"") && package.contains("\"rsa\""),
        "{package}"
    );
}

/// P3, A2: two follow-ups of one person, a visite in each: two people, then one, then two again;
/// the visite of a machine that did not know is hers at the next sweep.
#[tokio::test]
async fn p3_two_follow_ups_that_are_joined_are_counted_as_one_person() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let maryse = relay.person(Role::Animatrice).await;
    let (kept_page, other_page) = (
        opened(&maryse, "Alpha").await,
        opened_again(&maryse, "Alpha").await,
    );
    let (a, b) = (
        DossierId::new(id_at(&kept_page)),
        DossierId::new(id_at(&other_page)),
    );
    for page in [&kept_page, &other_page] {
        let visite = recorded(&maryse).await;
        let hers = [("visite", visite.as_str())];
        maryse
            .post_from(page, &format!("{page}/visites"), &hers)
            .await;
    }
    assert_eq!(first(&relay).await, 2);
    let me = AccountId::new(relay.login(Role::Animatrice.code()).await);
    fusion::join(&relay.app, &me, (&a, &b))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first(&relay).await, 1, "one person");
    let late = recorded(&maryse).await;
    let apart = {
        let mut link = relay.app.store.read().await.unwrap();
        kept::get(&mut link, &b).await.unwrap().unwrap()
    };
    visites::attach(&relay.app, &me, (&apart, &late.as_str().into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first(&relay).await, 2, "a machine that had not heard of it");
    dossier::sweep(&relay.app).await.unwrap();
    assert_eq!(first(&relay).await, 1);
    fusion::separate(&relay.app, &me, (&a, &b))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first(&relay).await, 2, "two people again");
    let mut link = relay.app.store.read().await.unwrap();
    assert_eq!(visites::of(&mut link, &a).await.unwrap().len(), 1);
    assert_eq!(
        visites::of(&mut link, &b).await.unwrap().len(),
        2,
        "the late one too"
    );
    drop(link);
    // Erased, the figure stays, and leads to nobody.
    done(&maryse, &kept_page, "effacer", &[("cause", "demande")]).await;
    assert_eq!(first(&relay).await, 2);
    assert_eq!(maryse.get(&kept_page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_person_is_not_forgotten_while_the_place_is_asked_for() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let id = id_at(&opened(&agent, "Bellemare").await);
    let asked = agent
        .get(&format!("/agent/visites/nouvelle?dossier={id}"))
        .await;
    assert_eq!(asked.location(), format!("/agent?lieu=1&dossier={id}"));
    let none = [("lieu", ""), ("dossier", id.as_str())];
    let refused = agent
        .post_from(asked.location(), "/agent/lieu", &none)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.hidden("dossier"),
        id,
        "nor when no place was chosen"
    );
    let here = [("lieu", crate::visite::PLACE), ("dossier", id.as_str())];
    let chosen = agent
        .post_from(asked.location(), "/agent/lieu", &here)
        .await;
    assert_eq!(
        chosen.location(),
        format!("/agent/visites/nouvelle?dossier={id}")
    );
    let begun = agent.get(chosen.location()).await;
    assert!(begun.body.contains("Pour le suivi de"), "{}", begun.body);
}
