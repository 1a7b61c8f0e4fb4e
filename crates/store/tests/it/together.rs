//! Batches of several machines taken together (requirement S13): what is stored is what taking
//! them one after the other stores; what one of them brings keeps no other out.

use plus_domain::{event::Event, ids::NodeId, visite::Kind};
use plus_journal::exchange::Guards;
use plus_store::{
    StoreError, args,
    exchange::{
        apart,
        hub::{self, Arrival, Care},
        waiting,
    },
    journal, rebuild,
};

use crate::{
    exchange::{batch, reception, record, to_come, visites},
    house::{House, engines, open_named, visite as a_visite},
};

async fn arrival(van: &House) -> Arrival {
    Arrival {
        node: NodeId::new(van.node),
        epoch: 1,
        entries: batch(van, 0).await,
    }
}

/// Three machines, each with visites of the same days.
async fn three() -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for node in ["bus-1", "bus-2", "bus-3"] {
        let mut van = open_named(node).await;
        record(&mut van, 0, 4).await;
        arrivals.push(arrival(&van).await);
    }
    arrivals
}

async fn take(
    hub: &House,
    arrivals: &[&Arrival],
    care: Care,
) -> Result<Vec<plus_journal::exchange::Reply>, StoreError> {
    let mut tx = hub.store.begin().await?;
    let told = reception(Guards::default());
    let replies = hub::receive_all(&mut tx, arrivals, &told, care).await?;
    tx.commit().await?;
    Ok(replies)
}

#[tokio::test]
async fn what_is_taken_together_is_what_is_taken_one_after_the_other() {
    let arrivals = three().await;
    let all: Vec<&Arrival> = arrivals.iter().collect();
    for (together, alone) in engines().await.into_iter().zip(engines().await) {
        let replies = take(&together, &all, Care::Together).await.unwrap();
        let mut expected = Vec::new();
        for one in &all {
            expected.extend(take(&alone, &[one], Care::Together).await.unwrap());
        }
        assert_eq!(replies, expected, "{}", together.name);
        assert_eq!(replies.iter().map(|r| r.head).sum::<u64>(), 12);
        assert_eq!(together.dump().await, alone.dump().await);
        let mut link = together.store.read().await.unwrap();
        assert_eq!(journal::verify(&mut link).await.unwrap(), 12);
    }
}

#[tokio::test]
async fn a_batch_that_is_no_part_of_its_chain_is_set_apart_alone() {
    let mut arrivals = three().await;
    let foreign = std::mem::take(&mut arrivals[2].entries);
    arrivals[1].entries = foreign;
    let all: Vec<&Arrival> = arrivals.iter().collect();
    for hub in engines().await {
        let replies = take(&hub, &all, Care::Together).await.unwrap();
        let forked: Vec<bool> = replies.iter().map(|r| r.forked).collect();
        assert_eq!(forked, [false, true, false], "{}", hub.name);
        assert_eq!(visites(&hub).await, 4);
        let mut link = hub.store.read().await.unwrap();
        let apart = hub::set_apart_count(&mut link, &arrivals[1].node).await;
        assert_eq!(apart.unwrap(), 1);
    }
}

/// A revoked machine sends again what the hub may have lost: people read only what it lost.
#[tokio::test]
async fn of_what_a_revoked_machine_sends_again_only_the_new_is_set_apart() {
    let sent = three().await.remove(0);
    for hub in engines().await {
        let told = reception(Guards::default());
        let mut first = sent.clone();
        first.entries.truncate(3);
        take(&hub, &[&first], Care::Together).await.unwrap();
        let mut tx = hub.store.begin().await.unwrap();
        let chain = (&sent.node, 1);
        hub::set_apart_revoked(&mut tx, chain, &first.entries, &told)
            .await
            .unwrap();
        let none = hub::set_apart_count(&mut tx, &sent.node).await.unwrap();
        hub::set_apart_revoked(&mut tx, chain, &sent.entries, &told)
            .await
            .unwrap();
        let batches = apart::list(&mut tx, None).await.unwrap();
        assert_eq!((none, batches.len()), (0, 1), "{}", hub.name);
        assert_eq!(batches[0].entries, sent.entries[3..]);
    }
}

/// Nothing of a group may be larger than what people wait for, nor hold two ends of a chain.
#[tokio::test]
async fn a_group_holds_one_batch_of_a_machine_and_has_an_end() {
    let [one, two, mut large] = <[Arrival; 3]>::try_from(three().await).unwrap();
    assert!(hub::joins(&[], &one) && hub::joins(&[&one], &two));
    assert!(!hub::joins(&[&one, &two], &one.clone()), "twice a machine");
    let entry = large.entries[0].clone();
    large.entries = vec![entry; hub::TOGETHER - 4];
    assert!(hub::joins(&[&one], &large), "just full");
    large.entries.push(large.entries[0].clone());
    assert!(!hub::joins(&[&one], &large), "too many");
    large.entries.extend(large.entries.clone());
    assert!(hub::joins(&[], &large), "alone, however large");
}

/// A van's own database keeps what another may not: a text with U+0000 for PostgreSQL. On
/// SQLite a rule of the table plays that part.
async fn refuse_a_note(hub: &House) {
    if hub.name == "sqlite" {
        let mut tx = hub.store.begin().await.unwrap();
        tx.execute(
            "CREATE TRIGGER essai BEFORE INSERT ON visite WHEN new.note = char(0)
             BEGIN SELECT RAISE(ABORT, 'refusé'); END",
            args![],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}

/// A batch of three visites, of which the database refuses the second.
async fn poisoned() -> Arrival {
    let mut van = open_named("bus-4").await;
    for (n, note) in [(0, None), (1, Some("\0".to_owned())), (2, None)] {
        let mut visite = a_visite(&format!("bus-4-{n}"), "2026-11-03", Kind::Information);
        visite.note = note;
        van.append(2_000 + n, &[Event::VisiteRecorded(visite)])
            .await
            .unwrap();
    }
    arrival(&van).await
}

#[tokio::test]
async fn a_value_that_the_database_refuses_is_set_apart_and_stops_nothing() {
    let (sound, bad) = (three().await, poisoned().await);
    for hub in engines().await {
        refuse_a_note(&hub).await;
        let all = [&sound[0], &bad, &sound[1]];
        let refused = take(&hub, &all, Care::Together).await;
        assert!(refused.is_err_and(|e| e.is_of_data()), "{}", hub.name);
        assert_eq!(visites(&hub).await, 0, "nothing by halves");
        let alone = take(&hub, &[&bad], Care::Together).await;
        assert!(alone.is_err_and(|e| e.is_of_data()));
        let replies = take(&hub, &all, Care::OneByOne).await.unwrap();
        assert_eq!(replies.iter().map(|r| r.head).sum::<u64>(), 11);
        assert_eq!(visites(&hub).await, 10, "all but that one");
        assert_apart(&hub).await;
        // The next ones of the same machine come as usual.
        let more = Arrival {
            entries: vec![to_come(&bad.entries[2])],
            ..bad.clone()
        };
        let replies = take(&hub, &[&more], Care::Together).await.unwrap();
        assert_eq!(replies[0].head, 4);
    }
}

/// One entry is apart, with a reason that quotes nothing; a rebuild sets the same apart.
async fn assert_apart(hub: &House) {
    let mut link = hub.store.read().await.unwrap();
    let apart = waiting::unprojected(&mut link, 10).await.unwrap();
    assert_eq!(apart.len(), 1);
    assert!(apart[0].reason.starts_with("la base de données"));
    drop(link);
    let before = hub.dump().await;
    let again = rebuild::rebuild(&hub.store, &mut |_| ()).await.unwrap();
    assert_eq!((again.unprojected, hub.dump().await), (1, before));
}

/// What is no fault of a value is an error still: nothing is set apart for a full disk.
#[tokio::test]
async fn work_that_the_database_refuses_is_not_taken_for_a_value() {
    for hub in engines().await {
        let mut link = hub.store.read().await.unwrap();
        let absent = link.fetch("SELECT 1 FROM absente", args![]).await;
        assert!(absent.is_err_and(|e| !e.is_of_data()), "{}", hub.name);
        let mut tx = hub.store.begin().await.unwrap();
        let second = "INSERT INTO incarnation (number) SELECT number FROM incarnation";
        let error = tx.execute(second, args![]).await;
        assert!(error.is_err_and(|e| e.is_of_data()), "{}", hub.name);
    }
}
