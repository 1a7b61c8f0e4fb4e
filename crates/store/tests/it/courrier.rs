//! The outbox: a letter goes with its cause, once.

use plus_domain::courrier::State;
use plus_store::courrier::{self, Counts, Ending, Letter, Queued};

use crate::house::{House, engines};

const NOW: i64 = 1_795_438_800_000;
const MINUTE: i64 = 60_000;

fn letter(cause: &str) -> Letter {
    Letter {
        cause: cause.into(),
        to: "mairie@exemple.fr".into(),
        subject: "Borne du Marin : plus de papier".into(),
        text: "Depuis ce matin.".into(),
    }
}

async fn queue(house: &House, cause: &str) -> bool {
    let mut tx = house.store.begin().await.unwrap();
    let new = courrier::queue(&mut tx, &letter(cause), NOW).await.unwrap();
    tx.commit().await.unwrap();
    new
}

async fn end(house: &House, taken: &Queued, ending: Ending, now: i64) {
    let mut tx = house.store.begin().await.unwrap();
    courrier::end(&mut tx, taken, ending, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn in_state(house: &House, state: State) -> Vec<Queued> {
    let mut link = house.store.read().await.unwrap();
    courrier::list(&mut link, state, 10).await.unwrap()
}

async fn take(house: &House, now: i64) -> Option<Queued> {
    courrier::take(&house.store, courrier::Way::Mail, now)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_letter_is_queued_with_its_cause_or_not_at_all() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        courrier::queue(&mut tx, &letter("a"), NOW).await.unwrap();
        drop(tx);
        assert_eq!(take(&house, NOW).await, None, "{}", house.name);
        assert!(queue(&house, "a").await);
        assert!(!queue(&house, "a").await, "the same cause once");
        let taken = take(&house, NOW).await.unwrap();
        assert_eq!((taken.tries, taken.since), (1, Some(NOW)));
        end(&house, &taken, Ending::Sent, NOW).await;
        assert!(!queue(&house, "a").await, "nor once it was sent");
        assert_eq!(in_state(&house, State::Sent).await.len(), 1);
    }
}

#[tokio::test]
async fn a_letter_that_is_held_leaves_in_time_unless_it_is_taken_back() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        for cause in ["a", "b"] {
            let held = (NOW, NOW + MINUTE);
            let new = courrier::queue_for(&mut tx, &letter(cause), held).await;
            assert!(new.unwrap());
        }
        let taken = courrier::take_back(&mut tx, "a", NOW).await.unwrap();
        let again = courrier::take_back(&mut tx, "a", NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((taken, again), (true, false), "{}", house.name);
        assert_eq!(take(&house, NOW + MINUTE - 1).await, None);
        // Due, it may be on its way: nobody takes it back any more.
        let mut tx = house.store.begin().await.unwrap();
        let late = courrier::take_back(&mut tx, "b", NOW + MINUTE).await;
        assert!(!late.unwrap());
        drop(tx);
        let left = take(&house, NOW + MINUTE).await.unwrap();
        assert_eq!(left.letter.cause, "b");
        assert!(queue(&house, "a").await, "as if it had never been");
    }
}

#[tokio::test]
async fn a_letter_that_is_taken_is_nobody_elses_for_a_while() {
    for house in engines().await {
        queue(&house, "a").await;
        let first = take(&house, NOW).await.unwrap();
        assert_eq!(take(&house, NOW + MINUTE).await, None);
        // The sender died: another takes it, and the first says nothing any more.
        let second = take(&house, NOW + 2 * MINUTE).await.unwrap();
        assert_eq!((second.tries, second.since), (2, Some(NOW)));
        end(&house, &first, Ending::Failed("trop tard".into()), NOW).await;
        assert_eq!(in_state(&house, State::Failed).await, []);
        let again = NOW + 5 * MINUTE;
        let why = "451 plus tard".to_owned();
        end(&house, &second, Ending::Again(again, why), NOW + 2 * MINUTE).await;
        assert_eq!(take(&house, again - 1).await, None);
        assert_eq!(take(&house, again).await.unwrap().tries, 3);
    }
}

#[tokio::test]
async fn a_person_sends_again_or_gives_up() {
    for house in engines().await {
        queue(&house, "a").await;
        let taken = take(&house, NOW).await.unwrap();
        end(&house, &taken, Ending::Failed("550 inconnu".into()), NOW).await;
        let counts = courrier::counts(&mut house.store.read().await.unwrap()).await;
        let one = Counts {
            waiting: 0,
            failed: 1,
        };
        assert_eq!(counts.unwrap(), one, "{}", house.name);
        let later = NOW + 100 * MINUTE;
        let mut tx = house.store.begin().await.unwrap();
        assert!(courrier::retry(&mut tx, "a", later).await.unwrap());
        assert!(!courrier::retry(&mut tx, "b", later).await.unwrap());
        tx.commit().await.unwrap();
        let taken = take(&house, later).await.unwrap();
        assert_eq!(taken.since, Some(later), "the patience begins again");
        let mut tx = house.store.begin().await.unwrap();
        assert!(courrier::abandon(&mut tx, "a").await.unwrap());
        assert!(!courrier::abandon(&mut tx, "a").await.unwrap());
        tx.commit().await.unwrap();
        end(&house, &taken, Ending::Sent, later).await;
        assert_eq!(in_state(&house, State::Abandoned).await.len(), 1);
        let day = 24 * 60 * MINUTE;
        let purged = courrier::purge(&house.store, later + 91 * day).await;
        purged.unwrap();
        assert_eq!(in_state(&house, State::Abandoned).await, []);
    }
}
