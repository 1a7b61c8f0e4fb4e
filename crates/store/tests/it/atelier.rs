//! Ateliers have their last word; answers are counted once in the box and once in the journal;
//! both engines say the same.

use std::collections::BTreeSet;

use jiff::civil::{date, time};
use plus_domain::{
    atelier::{
        Aisance, Anonymes, Atelier, AtelierState, Bilan, Competence, Compte, Echelle, Niveau,
        Nommee, Participation, Temps, progress,
    },
    event::Event,
    ids::AtelierId,
    period::Period,
    profile::Profile,
};
use plus_store::{atelier as kept, rebuild};

use crate::{
    exchange::{pairs, push},
    house::{House, engines},
};

/// An atelier of the 23rd of November.
pub fn atelier(id: &str, state: AtelierState, came: Option<Participation>) -> Atelier {
    Atelier {
        id: id.into(),
        state,
        title: "Ouvrir son adresse".to_owned(),
        competences: BTreeSet::from([Competence::Email]),
        niveau: Niveau::Debutant,
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        date: date(2026, 11, 23),
        start: time(9, 0, 0, 0),
        minutes: 90,
        capacity: 8,
        animatrice: "maryse".into(),
        announced: true,
        participation: came,
        reason: None,
        author: "maryse".into(),
        at: 1,
    }
}

/// One person who is followed, and two who are not.
pub fn three() -> Participation {
    Participation {
        named: vec![Nommee {
            person: "d1".into(),
            profile: Profile::default(),
        }],
        anonymous: Anonymes {
            total: 2,
            ..Anonymes::default()
        },
    }
}

async fn touch(house: &House, id: &str, temps: Temps, aisance: Aisance, times: u32) {
    for _ in 0..times {
        let mut tx = house.store.begin().await.unwrap();
        let id = AtelierId::new(id);
        kept::add(&mut tx, (&id, temps), (Competence::Email, aisance))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// Takes the box out and writes it in the journal.
async fn count(house: &mut House, id: &str, at: i64) {
    let mut tx = house.store.begin().await.unwrap();
    let bilan = kept::take(&mut tx, &id.into()).await.unwrap();
    tx.commit().await.unwrap();
    house
        .append(at, &[Event::AtelierCounted(bilan)])
        .await
        .unwrap();
}

async fn email(house: &House) -> (u32, u32) {
    let mut link = house.store.read().await.unwrap();
    let all = kept::counts(&mut link, &["a1".into()]).await.unwrap();
    let all = progress(all.into_values().flatten());
    let held = all.get(&Competence::Email).copied().unwrap_or_default();
    (held.avant.total(), held.apres.total())
}

#[tokio::test]
async fn answers_are_counted_once_in_the_box_and_once_in_the_journal() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let planned = atelier("a1", AtelierState::Prevu, None);
        house
            .append(1, &[Event::AtelierSet(planned)])
            .await
            .unwrap();
        touch(&house, "a1", Temps::Avant, Aisance::Pas, 3).await;
        touch(&house, "a1", Temps::Apres, Aisance::Seule, 1).await;
        assert_eq!(email(&house).await, (3, 1), "{}: in the box", house.name);
        count(&mut house, "a1", 10).await;
        assert_eq!(email(&house).await, (3, 1), "{}: counted", house.name);
        let mut link = house.store.read().await.unwrap();
        assert!(kept::waiting(&mut link).await.unwrap().is_empty());
        drop(link);
        // Who answers later is added to those who were counted, and takes nothing from them.
        touch(&house, "a1", Temps::Apres, Aisance::Aide, 2).await;
        assert_eq!(email(&house).await, (3, 3), "{}", house.name);
        count(&mut house, "a1", 20).await;
        assert_eq!(email(&house).await, (3, 3), "{}", house.name);
        let before = house.dump().await;
        assert!(before.contains("Ouvrir son adresse") && before.contains("\"seule\":1"));
        let done = rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        assert_eq!(done.unprojected, 0);
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}

fn counted(seule: u32) -> Event {
    let echelle = Echelle {
        seule,
        ..Echelle::default()
    };
    Event::AtelierCounted(Bilan {
        atelier: "a1".into(),
        comptes: vec![Compte {
            competence: Competence::Email,
            temps: Temps::Apres,
            echelle,
        }],
    })
}

/// The van holds an atelier cut off; an office asked in it too. Who came and both counts are at
/// the hub once they are in contact again.
#[tokio::test]
async fn what_the_van_held_cut_off_reaches_the_hub_and_counts_are_added() {
    for (mut hub, mut van) in pairs().await {
        hub.append(1, &[counted(2)]).await.unwrap();
        let planned = atelier("a1", AtelierState::Prevu, None);
        van.append(2, &[Event::AtelierSet(planned)]).await.unwrap();
        touch(&van, "a1", Temps::Apres, Aisance::Seule, 4).await;
        count(&mut van, "a1", 3).await;
        let held = atelier("a1", AtelierState::Tenu, Some(three()));
        van.append(4, &[Event::AtelierSet(held.clone())])
            .await
            .unwrap();
        push(&hub, &van).await;
        let mut link = hub.store.read().await.unwrap();
        let at_hub = kept::get(&mut link, &"a1".into()).await.unwrap();
        assert_eq!(at_hub, Some(held), "{}", hub.name);
        drop(link);
        assert_eq!(email(&hub).await, (0, 6), "{}: 2 and 4", hub.name);
        // Counted again on the van: its count takes the place of its own, of no other.
        touch(&van, "a1", Temps::Apres, Aisance::Seule, 1).await;
        count(&mut van, "a1", 5).await;
        push(&hub, &van).await;
        assert_eq!(email(&hub).await, (0, 7), "{}: 2 and 5", hub.name);
    }
}

#[tokio::test]
async fn an_atelier_has_its_last_word_and_is_found_by_day_and_by_person() {
    for mut house in engines().await {
        let planned = atelier("a1", AtelierState::Prevu, None);
        let mut later = atelier("a2", AtelierState::Prevu, None);
        later.date = date(2026, 12, 1);
        let mut earlier = atelier("a0", AtelierState::Prevu, None);
        earlier.start = time(8, 0, 0, 0);
        let all = [planned, later, earlier].map(Event::AtelierSet);
        house.append(1, &all).await.unwrap();
        let held = atelier("a1", AtelierState::Tenu, Some(three()));
        house
            .append(2, &[Event::AtelierSet(held.clone())])
            .await
            .unwrap();
        let mut link = house.store.read().await.unwrap();
        let one = kept::get(&mut link, &"a1".into()).await.unwrap();
        assert_eq!(one.as_ref(), Some(&held), "{}", house.name);
        let november = Period {
            from: date(2026, 11, 1),
            to: date(2026, 11, 30),
        };
        let ids = |all: Vec<Atelier>| {
            all.into_iter()
                .map(|a| a.id.to_string())
                .collect::<Vec<_>>()
        };
        let found = kept::between(&mut link, november).await.unwrap();
        assert_eq!(ids(found), ["a0", "a1"], "{}: by hour", house.name);
        let found = kept::since(&mut link, date(2026, 11, 24)).await.unwrap();
        assert_eq!(ids(found), ["a2"]);
        let before = kept::before(&mut link, date(2026, 11, 24), AtelierState::Prevu).await;
        assert_eq!(ids(before.unwrap()), ["a0"]);
        assert_eq!(
            kept::of_person(&mut link, &"d1".into()).await.unwrap(),
            [held]
        );
        for other in ["d", "a1", "%"] {
            let none = kept::of_person(&mut link, &other.into()).await.unwrap();
            assert!(none.is_empty(), "{}: {other}", house.name);
        }
    }
}
