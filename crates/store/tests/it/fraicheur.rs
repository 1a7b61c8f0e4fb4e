//! How fresh the content is: one try at a time whatever the number of machines, a
//! bounded past, and what was read again.

use plus_domain::event::{Event, FicheReading};
use plus_store::{
    Store,
    fraicheur::{Import, KEPT, Watch, claim, imports, keep, seen, tried, watch},
    rebuild,
};

use crate::house::engines;

const ADDRESS: &str = "https://exemple.fr/fiches.zip";

async fn claimed(store: &Store, seen: &str, job: &str) -> bool {
    let mut tx = store.begin().await.unwrap();
    let done = claim(&mut tx, ADDRESS, seen, job, 1_000).await.unwrap();
    tx.commit().await.unwrap();
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_machines_that_ask_at_once_one_alone_gets_its_turn() {
    for house in engines().await {
        let mut asking = tokio::task::JoinSet::new();
        for machine in 0..8 {
            let store = house.store.clone();
            asking.spawn(async move { claimed(&store, "", &format!("job-{machine}")).await });
        }
        let won = asking.join_all().await.into_iter().filter(|won| *won);
        assert_eq!(won.count(), 1, "{}", house.name);
        let mut link = house.store.read().await.unwrap();
        let known = watch(&mut link, ADDRESS).await.unwrap().unwrap();
        drop(link);
        assert_eq!(known.next_at, 1_000);
        assert!(!claimed(&house.store, "", "job-9").await);
        assert!(claimed(&house.store, &known.job, "job-9").await);
    }
}

#[tokio::test]
async fn what_a_try_gave_is_kept_and_leaves_the_job_alone() {
    for house in engines().await {
        claimed(&house.store, "", "job-1").await;
        let given = Watch {
            address: ADDRESS.into(),
            etag: "\"a\"".into(),
            modified: "Mon, 23 Nov 2026 09:00:00 GMT".into(),
            archive: "abc".into(),
            reader: "0.1.0".into(),
            tried_at: 5,
            success_at: 4,
            failure: "le serveur ne répond pas".into(),
            failures: 2,
            next_at: 9,
            job: "ignored".into(),
        };
        let mut tx = house.store.begin().await.unwrap();
        tried(&mut tx, &given).await.unwrap();
        tx.commit().await.unwrap();
        let mut link = house.store.read().await.unwrap();
        let known = watch(&mut link, ADDRESS).await.unwrap().unwrap();
        let expected = Watch {
            job: "job-1".into(),
            ..given
        };
        assert_eq!(known, expected, "{}", house.name);
        assert_eq!(watch(&mut link, "https://autre.fr/").await.unwrap(), None);
    }
}

fn import(at: i64) -> Import {
    Import {
        id: format!("i{at:03}"),
        at,
        source: ADDRESS.into(),
        archive: "abc".into(),
        reader: "0.1.0".into(),
        pack: "def".into(),
        diff: "{}".into(),
    }
}

#[tokio::test]
async fn the_last_imports_are_kept_and_no_more() {
    for house in engines().await {
        for at in 1..=15 {
            let mut tx = house.store.begin().await.unwrap();
            keep(&mut tx, &import(at)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut link = house.store.read().await.unwrap();
        let kept = imports(&mut link).await.unwrap();
        let expected: Vec<Import> = (6..=15).rev().map(import).collect();
        assert_eq!((kept.len(), kept), (KEPT, expected), "{}", house.name);
    }
}

fn reading(fingerprint: Option<&str>, at: i64) -> FicheReading {
    FicheReading {
        demarche: "caf-rsa".into(),
        fiche: "F1".into(),
        fingerprint: fingerprint.map(str::to_owned),
        author: "maryse".into(),
        at,
    }
}

#[tokio::test]
async fn the_last_reading_counts_and_the_journal_gives_it_again() {
    for mut house in engines().await {
        let (first, last) = (reading(Some("aa"), 1), reading(None, 2));
        for read in [&first, &last] {
            let event = Event::FicheSeen(read.clone());
            house.append(read.at, &[event]).await.unwrap();
        }
        let now = async || {
            let mut link = house.store.read().await.unwrap();
            seen(&mut link).await.unwrap()
        };
        assert_eq!(now().await, std::slice::from_ref(&last), "{}", house.name);
        rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        assert_eq!(now().await, [last], "{}", house.name);
    }
}
