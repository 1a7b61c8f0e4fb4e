//! Conventions and training: each thing has its last word, a rebuild changes nothing, and what
//! was written before can be read again.

use std::collections::BTreeSet;

use plus_domain::{
    convention::{Convention, Item, Reunion, ReunionKind, Suite},
    event::{ConventionWriting, Event, FormationWriting},
    financement::Cents,
    formation::{self, Donneur, Module, Nature, Session},
    ids::AccountId,
    period::parse_date,
};
use plus_store::{convention, formation as training, rebuild};

use crate::house::engines;

fn day(text: &str) -> jiff::civil::Date {
    parse_date(text).expect("a date")
}

fn written(item: Item, at: i64) -> Event {
    Event::ConventionSet(ConventionWriting {
        item,
        author: "ghislaine".into(),
        at,
    })
}

fn learnt(item: formation::Item, at: i64) -> Event {
    Event::FormationSet(FormationWriting {
        item,
        author: "ghislaine".into(),
        at,
    })
}

fn convention_of(reference: &str) -> Convention {
    Convention {
        code: "caf".into(),
        partner: "caf".into(),
        reference: reference.into(),
        object: "Accueillir".into(),
        signed: Some(day("2016-11-16")),
        from: day("2016-11-16"),
        until: None,
        suite: Suite::Tacite,
        months: 12,
        notice: 3,
        ended: None,
        relay_signer: String::new(),
        partner_signer: String::new(),
        renewals: Vec::new(),
        obligations: Vec::new(),
        apports: Vec::new(),
        referents: Vec::new(),
        removed: false,
    }
}

fn meeting() -> Item {
    Item::Reunion(Reunion {
        // The same code as the convention: kinds do not meet.
        code: "caf".into(),
        partners: ["caf".into()].into(),
        on: day("2017-03-02"),
        kind: ReunionKind::Pilotage,
        present: vec!["Directrice".into()],
        decided: "Deux permanences de plus".into(),
        next: None,
        removed: false,
    })
}

#[tokio::test]
async fn the_register_of_conventions_has_the_last_word_and_keeps_the_others() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let first = Item::Convention(convention_of("2016-01"));
        let facts = [written(first, 10), written(meeting(), 10)];
        house.append(10, &facts).await.expect("written");
        let second = Item::Convention(convention_of("2016-01 bis"));
        house
            .append(20, &[written(second, 20)])
            .await
            .expect("written");
        let mut link = house.store.read().await.expect("reads");
        let register = convention::registre(&mut link).await.expect("read");
        let held = register.convention("caf").expect("held");
        assert_eq!(held.reference, "2016-01 bis", "{}", house.name);
        assert_eq!(register.reunions().count(), 1);
        let versions = convention::versions(&mut link, "caf").await.expect("read");
        assert_eq!(versions.len(), 3, "two of the convention, one meeting");
        drop(link);
        let before = house.dump().await;
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(done.unprojected, 0);
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}

fn session(minutes: Option<u32>) -> formation::Item {
    let people: BTreeSet<AccountId> = ["maryse".into()].into();
    let planned = Session {
        code: "s1".into(),
        module: "m1".into(),
        from: day("2017-01-09"),
        to: day("2017-01-10"),
        minutes: 840,
        place: String::new(),
        trainer: String::new(),
        cost: Cents::ZERO,
        funder: String::new(),
        people: Vec::new(),
        cancelled: false,
    };
    let done = [("maryse".into(), minutes)];
    let held = planned.with_people(&people);
    formation::Item::Session(held.attended(&done, &BTreeSet::new()))
}

#[tokio::test]
async fn the_register_of_training_has_the_last_word_and_a_rebuild_changes_nothing() {
    let module = formation::Item::Module(Module {
        code: "m1".into(),
        title: "Portail de la CAF".into(),
        giver: Donneur::Partenaire,
        partner: Some("caf".into()),
        nature: Nature::Operateur,
        minutes: 840,
        attests: String::new(),
        months: Some(24),
        skill: Some("portail caf".into()),
        removed: false,
    });
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let facts = [learnt(module.clone(), 10), learnt(session(None), 10)];
        house.append(10, &facts).await.expect("written");
        house
            .append(20, &[learnt(session(Some(840)), 20)])
            .await
            .expect("written");
        let mut link = house.store.read().await.expect("reads");
        let register = training::registre(&mut link).await.expect("read");
        let told = register.attestation("2017-001").expect("attested");
        assert_eq!(told.until, Some(day("2019-01-10")), "{}", house.name);
        let versions = training::versions(&mut link, "s1").await.expect("read");
        assert_eq!(versions.len(), 2);
        drop(link);
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}
