//! People to call back: one line a number, nothing kept once done (requirement P2).

use plus_domain::{
    ids::AccountId,
    rappel::{Moment, Phone, Rappel},
};
use plus_store::{Store, rappel};

use crate::house::engines;

fn wanted(id: &str, at: i64, phone: &str) -> Rappel {
    Rappel {
        id: id.into(),
        at,
        phone: Phone::read(phone).expect("a number"),
        moment: Moment::Matin,
        demarche: None,
        language: "fr".into(),
        taken_by: None,
    }
}

async fn add(store: &Store, rappel: &Rappel) -> bool {
    let mut tx = store.begin().await.expect("begins");
    let kept = rappel::add(&mut tx, rappel).await.expect("answers");
    tx.commit().await.expect("commits");
    kept
}

async fn list(store: &Store) -> Vec<Rappel> {
    let mut link = store.read().await.expect("reads");
    rappel::list(&mut link).await.expect("read")
}

async fn take(store: &Store, id: &str, by: &str) -> bool {
    let mut tx = store.begin().await.expect("begins");
    let taken = rappel::take(&mut tx, id, &AccountId::new(by))
        .await
        .expect("answers");
    tx.commit().await.expect("commits");
    taken
}

#[tokio::test]
async fn the_same_number_keeps_its_place_and_says_what_is_new() {
    for house in engines().await {
        let first = wanted("r1", 1_000, "0696123456");
        add(&house.store, &first).await;
        add(&house.store, &wanted("r2", 2_000, "0696999999")).await;
        let again = Rappel {
            moment: Moment::Tout,
            ..wanted("r3", 3_000, "06 96 12 34 56")
        };
        assert!(add(&house.store, &again).await);
        let kept = list(&house.store).await;
        let expected = [
            Rappel {
                moment: Moment::Tout,
                ..first
            },
            wanted("r2", 2_000, "0696999999"),
        ];
        assert_eq!(kept, expected, "{}", house.name);
    }
}

#[tokio::test]
async fn one_person_takes_it_and_nothing_is_kept_once_done() {
    for house in engines().await {
        add(&house.store, &wanted("r1", 1_000, "0696123456")).await;
        assert!(take(&house.store, "r1", "maryse").await);
        assert!(take(&house.store, "r1", "maryse").await, "twice is once");
        assert!(!take(&house.store, "r1", "stella").await, "{}", house.name);
        let mut tx = house.store.begin().await.expect("begins");
        rappel::leave(&mut tx, "r1").await.expect("left");
        tx.commit().await.expect("commits");
        assert!(take(&house.store, "r1", "stella").await);
        let mut tx = house.store.begin().await.expect("begins");
        rappel::done(&mut tx, "r1").await.expect("done");
        tx.commit().await.expect("commits");
        assert!(list(&house.store).await.is_empty(), "{}", house.name);
        assert!(!take(&house.store, "r1", "maryse").await);
    }
}

#[tokio::test]
async fn beyond_the_bound_nothing_more_is_kept() {
    for house in engines().await {
        let mut tx = house.store.begin().await.expect("begins");
        for i in 0..rappel::MOST {
            let one = wanted(&format!("r{i}"), i, &format!("0696{i:06}"));
            assert!(rappel::add(&mut tx, &one).await.expect("answers"));
        }
        let more = wanted("encore", 1, "0596000000");
        assert!(!rappel::add(&mut tx, &more).await.expect("answers"));
        tx.commit().await.expect("commits");
        assert_eq!(list(&house.store).await.len(), 500, "{}", house.name);
    }
}
