//! `/pilotage/usages`: what the coordinator reads of the kiosks.

use plus_domain::{
    account::Role,
    borne::usage::{Avis, Usage},
    event::Event,
};

use crate::actors::Relay;

fn used(id: &str, hour: i8, pages: u32, avis: Option<Avis>) -> Event {
    Event::UsageRecorded(Usage {
        id: id.to_owned(),
        date: jiff::civil::date(2026, 11, 3),
        hour,
        minutes: 6,
        ending: "termine".to_owned(),
        language: "fr".to_owned(),
        fiches: vec!["rsa".to_owned()],
        services: vec!["caf".to_owned()],
        pages,
        avis,
    })
}

#[tokio::test]
async fn uses_are_counted_by_night_too_and_never_with_visites() {
    let relay = Relay::open().await;
    let uses = [
        used("a", 14, 0, None),
        used("b", 23, 2, Some(Avis::Good)),
        used("c", 5, 1, Some(Avis::Bad)),
    ];
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &uses).await.unwrap();
    tx.commit().await.unwrap();
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator.get("/pilotage/usages?mois=2026-11").await.body;
    for shown in [
        ">3</td>",
        ">2</td>",
        "Oui : 1 avis sur 2",
        "Demander le RSA",
        "3 usages",
        "ne les additionnez pas",
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    let none = coordinator.get("/pilotage/usages?mois=2026-10").await.body;
    assert!(none.contains("Aucun usage ce mois"));
    let wrong = coordinator.get("/pilotage/usages?mois=hier").await;
    assert_eq!(wrong.status, 422);
}
