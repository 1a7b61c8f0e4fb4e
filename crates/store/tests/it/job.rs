//! Jobs: taken once, held by a lease, taken again after a kill.

use plus_store::{
    Store,
    job::{self, ATTEMPTS, Hold, Job, LEASE_MS, State},
};

use crate::house::engines;

async fn ask(store: &Store, id: &str) {
    let mut tx = store.begin().await.expect("begins");
    job::ask(&mut tx, id, "essai", "{}", "maryse", 1_000)
        .await
        .expect("asked");
    tx.commit().await.expect("commits");
}

async fn take(store: &Store, now_ms: i64) -> Option<Job> {
    job::take(store, now_ms).await.expect("takes")
}

async fn read(store: &Store, id: &str) -> Job {
    let mut link = store.read().await.expect("reads");
    job::by_id(&mut link, id)
        .await
        .expect("read")
        .expect("there")
}

#[tokio::test]
async fn a_job_is_taken_by_one_worker_alone() {
    for house in engines().await {
        ask(&house.store, "j1").await;
        let (a, b) = tokio::join!(take(&house.store, 2_000), take(&house.store, 2_000));
        assert_eq!(
            usize::from(a.is_some()) + usize::from(b.is_some()),
            1,
            "{}",
            house.name
        );
    }
}

#[tokio::test]
async fn a_killed_worker_loses_its_job_to_another() {
    for house in engines().await {
        ask(&house.store, "j1").await;
        let killed = take(&house.store, 2_000).await.expect("taken");
        assert!(take(&house.store, 2_000 + LEASE_MS).await.is_none());
        let later = 2_001 + LEASE_MS;
        let next = take(&house.store, later).await.expect("taken again");
        for (holder, hold) in [(&killed, Hold::Lost), (&next, Hold::Kept)] {
            let told = job::progress(&house.store, holder, 1, 2, later).await;
            assert_eq!(told.expect("told"), hold, "{}", house.name);
        }
        assert!(
            !job::end(&house.store, &killed, State::Done, "")
                .await
                .expect("refused")
        );
        assert!(
            job::end(&house.store, &next, State::Done, "fin")
                .await
                .expect("ended")
        );
        assert_eq!(read(&house.store, "j1").await.state, State::Done);
    }
}

#[tokio::test]
async fn a_lease_renewed_keeps_the_job() {
    for house in engines().await {
        ask(&house.store, "j1").await;
        let held = take(&house.store, 2_000).await.expect("taken");
        let half = 2_000 + LEASE_MS / 2;
        assert_eq!(
            job::renew(&house.store, &held, half).await.expect("renews"),
            Hold::Kept
        );
        assert!(take(&house.store, 2_001 + LEASE_MS).await.is_none());
    }
}

#[tokio::test]
async fn a_cancelled_job_says_so_at_its_next_step() {
    for house in engines().await {
        ask(&house.store, "j1").await;
        let held = take(&house.store, 2_000).await.expect("taken");
        let mut tx = house.store.begin().await.expect("begins");
        job::cancel(&mut tx, "j1").await.expect("asked");
        tx.commit().await.expect("commits");
        assert_eq!(
            job::progress(&house.store, &held, 3, 9, 3_000)
                .await
                .expect("told"),
            Hold::Cancelled
        );
    }
}

#[tokio::test]
async fn a_job_given_back_costs_no_try_and_one_that_fails_is_given_up() {
    for house in engines().await {
        ask(&house.store, "j1").await;
        for _ in 0..2 * ATTEMPTS {
            let held = take(&house.store, 2_000).await.expect("taken");
            job::release(&house.store, &held, 2_000, false)
                .await
                .expect("given back");
        }
        for _ in 0..ATTEMPTS {
            let held = take(&house.store, 2_000).await.expect("taken");
            job::release(&house.store, &held, 2_000, true)
                .await
                .expect("failed");
        }
        assert!(take(&house.store, 2_000).await.is_none());
        assert_eq!(
            read(&house.store, "j1").await.state,
            State::Failed,
            "{}",
            house.name
        );
    }
}
