//! Batches that several machines push at the same moment (requirements S13, S19): each has the
//! answer that it would have alone, whatever the others bring and whoever hangs up.

use plus::web::sync::batches::{Pushed, Taken, take};
use plus_domain::machine::{Kind, Motif};
use plus_journal::exchange::Health;
use plus_simulation::fleet::{Fleet, Size};
use plus_store::{
    args,
    exchange::{
        hub,
        machine::{self, Presence},
        waiting,
    },
};

use crate::actors::{MORNING, Relay};

/// A hub, and the work of machines that it knows: twenty visites each.
async fn hub(machines: u32) -> (Relay, Vec<Pushed>) {
    let (relay, mut pushed) = (Relay::open().await, Vec::new());
    let size = Size {
        nodes: machines,
        visites: u64::from(machines) * 20,
        seed: 7,
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    for load in Fleet::new(size) {
        let arrival = load.read().unwrap();
        let (code, span) = (arrival.node.as_str(), (MORNING - 1, MORNING + 1));
        machine::invite(&mut tx, code, ("Un bus", Kind::Van), span)
            .await
            .unwrap();
        machine::accept(&mut tx, code, &arrival.node, &load.key, MORNING)
            .await
            .unwrap();
        let presence = Presence {
            version: "1.0.0".to_owned(),
            waiting: 0,
            clock_gap: 0,
            health: Health::default(),
        };
        pushed.push(Pushed { presence, arrival });
    }
    tx.commit().await.unwrap();
    (relay, pushed)
}

/// Pushes all at once, while somebody else writes: they wait together. The answers, in order.
async fn at_once(relay: &Relay, pushed: Vec<Pushed>) -> Vec<Taken> {
    let writing = relay.app.store.begin().await.unwrap();
    let asked: Vec<_> = pushed
        .into_iter()
        .map(|one| {
            let app = relay.app.clone();
            tokio::spawn(async move { take(&app, one).await })
        })
        .collect();
    settle().await;
    drop(writing);
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.unwrap());
    }
    answers
}

/// Lets everybody go as far as they can on the one thread of a test, until they wait for the
/// database.
async fn settle() {
    for _step in 0..64 {
        tokio::task::yield_now().await;
    }
}

async fn visites(relay: &Relay) -> i64 {
    let mut link = relay.app.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM visite";
    link.count(sql, args![]).await.unwrap()
}

fn heads(answers: &[Taken]) -> Vec<Option<u64>> {
    let head = |taken: &Taken| taken.as_ref().ok()?.as_ref().map(|reply| reply.head);
    answers.iter().map(head).collect()
}

#[tokio::test]
async fn machines_that_push_at_once_are_all_answered() {
    let (relay, pushed) = hub(6).await;
    let answers = at_once(&relay, pushed.clone()).await;
    assert_eq!(heads(&answers), [Some(20); 6]);
    assert_eq!(visites(&relay).await, 120);
    let again = at_once(&relay, pushed).await;
    assert_eq!(heads(&again), [Some(20); 6]);
    assert_eq!(visites(&relay).await, 120, "once");
}

#[tokio::test]
async fn a_revoked_machine_is_set_apart_among_others() {
    let (relay, pushed) = hub(3).await;
    let stolen = pushed[1].arrival.node.clone();
    let mut tx = relay.app.store.begin().await.unwrap();
    machine::revoke(&mut tx, &stolen, Motif::Vol, MORNING)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let answers = at_once(&relay, pushed).await;
    assert_eq!(heads(&answers), [Some(20), None, Some(20)]);
    assert!(answers[1].as_ref().is_ok_and(Option::is_none), "the order");
    assert_eq!(visites(&relay).await, 40);
    let mut link = relay.app.store.read().await.unwrap();
    assert_eq!(hub::set_apart_count(&mut link, &stolen).await.unwrap(), 1);
}

#[tokio::test]
async fn what_the_database_refuses_of_one_machine_keeps_no_other_out() {
    let (relay, pushed) = hub(4).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let refuse = "CREATE TRIGGER essai BEFORE INSERT ON visite
        WHEN new.node = 'noeud-00002' AND new.minutes < 20
        BEGIN SELECT RAISE(ABORT, 'refusé'); END";
    tx.execute(refuse, args![]).await.unwrap();
    tx.commit().await.unwrap();
    let answers = at_once(&relay, pushed).await;
    assert_eq!(heads(&answers), [Some(20); 4]);
    let mut link = relay.app.store.read().await.unwrap();
    let apart = waiting::unprojected_count(&mut link).await.unwrap();
    assert!(apart > 0 && apart < 20, "{apart}");
    assert_eq!(visites(&relay).await, 80 - apart, "its others are taken");
}

#[tokio::test]
async fn a_machine_that_hangs_up_takes_no_other_with_it() {
    let (relay, pushed) = hub(3).await;
    let writing = relay.app.store.begin().await.unwrap();
    let mut asked = Vec::new();
    for one in pushed {
        let app = relay.app.clone();
        asked.push(tokio::spawn(async move { take(&app, one).await }));
        settle().await;
    }
    settle().await;
    assert_eq!(relay.app.batches.waiting(), 2);
    // The one that is being written, and one that waits.
    asked[0].abort();
    asked[1].abort();
    drop(writing);
    let last = asked.pop().unwrap().await.unwrap();
    assert_eq!(heads(&[last]), [Some(20)]);
    assert_eq!(visites(&relay).await, 60, "nothing that came is lost");
}
