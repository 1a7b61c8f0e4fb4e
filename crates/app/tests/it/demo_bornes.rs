//! The kiosks of the demonstration: what the program itself makes of their signs of life.

use plus::demo::bornes;
use plus_domain::{account::Role, alarme::Kind};
use plus_store::borne::{self, alarme};

use crate::actors::Relay;

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn the_demonstration_has_a_fleet_one_of_which_is_silent() {
    let relay = Relay::open().await;
    let app = &relay.app;
    bornes::bornes(app).await.unwrap();
    let mut link = app.store.read().await.unwrap();
    let all = borne::all(&mut link).await.unwrap();
    let raised = alarme::raised(&mut link).await.unwrap();
    let now = app.outside.now_ms();
    let silent = &raised.iter().find(|a| a.kind == Kind::Silence).unwrap();
    let low = raised.iter().filter(|a| a.kind == Kind::PaperLow).count();
    assert_eq!((all.len(), raised.len(), low), (4, 2, 1), "{raised:?}");
    // Its clock runs while the past is told: a few milliseconds.
    let since = now - silent.track.since;
    assert!((19 * MINUTE..=20 * MINUTE).contains(&since), "{since}");
    let heard = |node| all.iter().find(|one| &one.node == node).unwrap();
    let (_, last) = heard(&silent.node).beat.as_ref().unwrap();
    assert!(now - last > 25 * MINUTE);
    for one in all.iter().filter(|one| one.node != silent.node) {
        assert_eq!(one.beat.as_ref().unwrap().1, now, "{}", one.name);
        let days = borne::days(&mut link, &one.node, jiff::civil::Date::MIN).await;
        assert_eq!(days.unwrap().len(), 14);
    }
    drop(link);
    let rose = relay.person(Role::Coordinateur).await;
    let page = rose.get("/pilotage/bornes").await.body;
    for words in [
        "la borne ne répond plus",
        "bientôt plus de papier",
        "2 alarmes",
        "Borne du Marin",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(!page.contains("Pas encore venue"));
}
