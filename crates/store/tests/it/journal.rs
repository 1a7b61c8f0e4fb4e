//! The journal under a hostile hand and from another time: what was altered is
//! named, what is not understood is kept, what cannot be projected blocks nothing.
//!
//! The triggers that forbid it are taken away first: whoever holds the disk can.

use plus_domain::{event::Event, ids::NodeId, visite::Kind};
use plus_journal::{Draft, Entry};
use plus_store::{Arg, Engine, Link, exchange::witness, journal, rebuild, visite};
use rstest::rstest;

use crate::house::{House, engines, visite as a_visite};

/// Five visites, so that one stands in the middle.
async fn filled(house: &mut House) {
    for day in 1..=5 {
        let v = a_visite(
            &format!("v{day}"),
            &format!("2026-11-0{day}"),
            Kind::Information,
        );
        house
            .append(day, &[Event::VisiteRecorded(v)])
            .await
            .expect("recorded");
    }
}

/// Runs statements straight on the tables.
async fn tamper(house: &House, statements: &[&'static str]) {
    let mut tx = house.store.begin().await.expect("begins");
    let unlocked: &[&'static str] = match tx.engine() {
        Engine::Sqlite => &[
            "DROP TRIGGER journal_never_changes",
            "DROP TRIGGER journal_never_shrinks",
            "DROP TRIGGER body_never_changes",
        ],
        Engine::Postgres => &[
            "ALTER TABLE journal DISABLE TRIGGER USER",
            "ALTER TABLE body DISABLE TRIGGER USER",
        ],
    };
    for statement in unlocked.iter().chain(statements) {
        tx.execute(statement, vec![]).await.expect("written");
    }
    tx.commit().await.expect("committed");
}

const SWAP: &[&str] = &[
    "UPDATE journal SET pos = 100 WHERE seq = 2",
    "UPDATE journal SET pos = 2 WHERE seq = 3",
    "UPDATE journal SET pos = 3 WHERE pos = 100",
];
const SWAP_NUMBERS: &[&str] = &[
    "UPDATE journal SET seq = 100 WHERE pos = 2",
    "UPDATE journal SET seq = 2 WHERE pos = 3",
    "UPDATE journal SET seq = 3 WHERE pos = 2",
];
const SWAP_BODIES: &[&str] = &[
    "UPDATE body SET pos = 100 WHERE pos = 2",
    "UPDATE body SET pos = 2 WHERE pos = 3",
    "UPDATE body SET pos = 3 WHERE pos = 100",
];

#[rstest]
#[case::a_flipped_body(&["UPDATE body SET body = (SELECT salt FROM body WHERE pos = 1) WHERE pos = 3"], "écriture 3 : son contenu a été changé")]
#[case::a_flipped_salt(&["UPDATE body SET salt = (SELECT salt FROM body WHERE pos = 1) WHERE pos = 3"], "écriture 3 : son contenu a été changé")]
#[case::a_flipped_type(&["UPDATE journal SET type = 'visite.cancelled' WHERE pos = 3"], "écriture 3 : son contenu a été changé")]
#[case::a_flipped_clock(&["UPDATE journal SET hlc = hlc + 1 WHERE pos = 3"], "écriture 3 : son contenu a été changé")]
#[case::a_flipped_link(&["UPDATE journal SET prev = hash WHERE pos = 3"], "écriture 3 : son contenu a été changé")]
#[case::a_deleted_entry(&["DELETE FROM journal WHERE pos = 3", "DELETE FROM body WHERE pos = 3"], "écriture 3 : absente")]
#[case::the_first_deleted(&["DELETE FROM journal WHERE pos = 1"], "écriture 1 : absente")]
#[case::the_last_deleted(&["DELETE FROM journal WHERE pos = 5"], "la fin du journal manque : dernière écriture 4, attendue 5")]
#[case::swapped_places(SWAP, "écriture 2 : absente ou déplacée (trouvé 3)")]
#[case::swapped_numbers(SWAP_NUMBERS, "écriture 2 : absente ou déplacée (trouvé 3)")]
#[case::swapped_bodies(SWAP_BODIES, "écriture 2 : son contenu a été changé")]
#[tokio::test]
async fn what_was_tampered_with_is_named(
    #[case] statements: &[&'static str],
    #[case] expected: &str,
) {
    for mut house in engines().await {
        // Salts differ between appends: see `House::append`.
        filled(&mut house).await;
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(journal::verify(&mut link).await.expect("whole"), 5);
        drop(link);
        tamper(&house, statements).await;
        let mut link = house.store.read().await.expect("reads");
        let told = journal::verify(&mut link)
            .await
            .expect_err("altered")
            .to_string();
        assert!(told.contains(expected), "{}: {told}", house.name);
    }
}

/// Everything is written again with hashes that fit, as somebody who holds the disk and the
/// program can.
async fn rewrite(house: &mut House) {
    tamper(
        house,
        &[
            "DELETE FROM body",
            "DELETE FROM journal",
            "DELETE FROM visite",
            "DELETE FROM demande",
            "DELETE FROM rollup",
            "DELETE FROM trace",
            "UPDATE node SET seq = 0, hash = NULL, hlc = 0",
        ],
    )
    .await;
    filled(house).await;
}

const CUT: &[&str] = &[
    "DELETE FROM body WHERE pos = 5",
    "DELETE FROM journal WHERE pos = 5",
    "UPDATE node SET seq = 4, hash = (SELECT hash FROM journal WHERE pos = 4)",
];

/// Requirements S11 and S12: each way of tampering is named with its table, its machine and
/// the first entry that is not as it should be. The last two leave a chain that holds
/// together: only somebody who saw its end can tell.
#[rstest]
#[case::flip(&["UPDATE journal SET type = 'visite.cancelled' WHERE pos = 3"], "altered", 3, false)]
#[case::delete(&["DELETE FROM journal WHERE pos = 3", "DELETE FROM body WHERE pos = 3"], "missing", 3, false)]
#[case::swap(SWAP, "missing", 2, false)]
#[case::cut_tail(CUT, "cut", 5, true)]
#[case::rewrite(&[], "rewritten", 5, true)]
#[tokio::test]
async fn every_way_of_tampering_is_named_with_its_place(
    #[case] statements: &[&'static str],
    #[case] code: &str,
    #[case] index: u64,
    #[case] only_seen_from_elsewhere: bool,
) {
    for mut house in engines().await {
        filled(&mut house).await;
        let mut link = house.store.read().await.unwrap();
        let seen = witness::heads(&mut link).await.unwrap();
        let whole = journal::examine(&mut link, &seen).await.unwrap();
        assert_eq!((whole.faults.len(), whole.witnessed), (0, 1), "{whole:?}");
        drop(link);
        if statements.is_empty() {
            rewrite(&mut house).await;
        } else {
            tamper(&house, statements).await;
        }
        let mut link = house.store.read().await.unwrap();
        let blind = journal::examine(&mut link, &[]).await.unwrap();
        assert_eq!(blind.faults.is_empty(), only_seen_from_elsewhere);
        let told = journal::examine(&mut link, &seen).await.unwrap();
        drop(link);
        let fault = &told.faults[0];
        assert_eq!(fault.what.code(), code, "{}: {told:?}", house.name);
        assert_eq!((fault.node.as_str(), fault.epoch), ("hub", 1));
        assert_eq!(fault.what.index(), index, "{}: {told:?}", house.name);
    }
}

/// What a machine saw of the hub's chain is kept there too, and a later end that fits the
/// chain written again does not cover it.
#[tokio::test]
async fn what_a_machine_saw_is_remembered_against_the_chain_written_again() {
    for mut house in engines().await {
        filled(&mut house).await;
        let van = NodeId::new("bus");
        let mut tx = house.store.begin().await.unwrap();
        let seen = witness::heads(&mut tx).await.unwrap();
        assert_eq!(witness::hear(&mut tx, &van, &seen, 1).await.unwrap(), 0);
        tx.commit().await.unwrap();
        rewrite(&mut house).await;
        let mut tx = house.store.begin().await.unwrap();
        let later = witness::heads(&mut tx).await.unwrap();
        assert_eq!(witness::hear(&mut tx, &van, &seen, 2).await.unwrap(), 1);
        assert_eq!(witness::hear(&mut tx, &van, &later, 3).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let mut link = house.store.read().await.unwrap();
        let told = journal::verify(&mut link).await.unwrap_err().to_string();
        assert!(told.contains("réécrite"), "{}: {told}", house.name);
    }
}

#[tokio::test]
async fn an_erased_body_is_no_alteration() {
    for mut house in engines().await {
        filled(&mut house).await;
        let mut tx = house.store.begin().await.expect("begins");
        journal::erase(&mut tx, 3).await.expect("erased");
        tx.commit().await.expect("committed");
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(
            journal::verify(&mut link).await.expect("whole"),
            5,
            "{}",
            house.name
        );
    }
}

/// Adds an entry to the journal as a program of another version would: well sealed,
/// and not projected here.
async fn add_raw(house: &House, kind: &str, version: u32, body: &[u8]) {
    let mut tx = house.store.begin().await.expect("begins");
    let own = journal::own(&mut tx, "hub").await.expect("a node");
    let (head, hlc) = (own.head, own.hlc.tick(9_000));
    let draft = Draft {
        kind: kind.to_owned(),
        version,
        salt: [7; 16],
        body: body.to_vec(),
    };
    let e = Entry::seal(&head.node, head.epoch, head.seq + 1, head.hash, hlc, draft);
    let pos = i64::try_from(e.seq).expect("few entries");
    let clock = i64::try_from(hlc.raw()).expect("a clock");
    let entry: Vec<Arg> = vec![
        pos.into(),
        e.node.as_str().into(),
        pos.into(),
        Arg::Bytes(e.prev.map(|h| h.to_vec())),
        e.kind.as_str().into(),
        e.version.into(),
        clock.into(),
        Arg::Bytes(Some(e.content.to_vec())),
        Arg::Bytes(Some(e.hash.to_vec())),
    ];
    tx.execute(
        "INSERT INTO journal (pos, node, epoch, seq, prev, type, v, hlc, content, hash, received_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, 9000)",
        entry,
    )
    .await
    .expect("kept");
    let stored = vec![
        pos.into(),
        Arg::Bytes(Some(vec![7; 16])),
        Arg::Bytes(Some(body.to_vec())),
    ];
    tx.execute(
        "INSERT INTO body (pos, salt, body) VALUES ($1, $2, $3)",
        stored,
    )
    .await
    .expect("kept");
    let end = vec![pos.into(), Arg::Bytes(Some(e.hash.to_vec())), clock.into()];
    tx.execute(
        "UPDATE node SET seq = $1, hash = $2, hlc = $3 WHERE own = 1",
        end,
    )
    .await
    .expect("moved");
    tx.commit().await.expect("committed");
}

async fn visites(link: &mut Link) -> i64 {
    visite::count(link, &visite::Filter::default())
        .await
        .expect("counts")
}

#[tokio::test]
async fn an_entry_of_an_unknown_type_is_kept_and_skipped() {
    for mut house in engines().await {
        filled(&mut house).await;
        add_raw(&house, "visite.racontee", 1, b"{}").await;
        add_raw(&house, "visite.recorded", 99, b"{}").await;
        let after = a_visite("v6", "2026-11-06", Kind::Information);
        house
            .append(10_000, &[Event::VisiteRecorded(after)])
            .await
            .expect("recorded");
        let before = house.dump().await;
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!((done.entries, done.unknown, done.unprojected), (8, 2, 0));
        assert_eq!(house.dump().await, before, "{}", house.name);
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(visites(&mut link).await, 6);
        assert_eq!(journal::verify(&mut link).await.expect("whole"), 8);
        let kept = journal::page(&mut link, 5, 1).await.expect("reads");
        assert_eq!(kept[0].entry.kind, "visite.racontee");
    }
}

#[tokio::test]
async fn what_an_older_program_kept_without_knowing_it_is_projected_once_known() {
    for mut house in engines().await {
        filled(&mut house).await;
        let kept = Event::VisiteRecorded(a_visite("v6", "2026-11-06", Kind::Accompagnement));
        add_raw(&house, kept.kind(), kept.version(), &kept.body()).await;
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(visites(&mut link).await, 5, "not known yet");
        drop(link);
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!((done.unknown, done.unprojected), (0, 0));
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(visites(&mut link).await, 6, "{}", house.name);
    }
}

#[tokio::test]
async fn a_poison_entry_is_listed_and_blocks_nothing() {
    for mut house in engines().await {
        filled(&mut house).await;
        add_raw(&house, "visite.recorded", 1, b"{\"id\":").await;
        add_raw(&house, "permanence.set", 1, b"[]").await;
        let nobody = br#"{"id":"absente","author":"josiane","at":1,"cancelled":true}"#;
        add_raw(&house, "visite.cancelled", 1, nobody).await;
        let after = a_visite("v6", "2026-11-06", Kind::Information);
        house
            .append(10_000, &[Event::VisiteRecorded(after)])
            .await
            .expect("recorded");
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!((done.entries, done.unprojected), (9, 3), "{}", house.name);
        let mut link = house.store.read().await.expect("reads");
        assert_eq!(visites(&mut link).await, 6);
        let listed = link
            .fetch("SELECT pos, reason FROM unprojected ORDER BY pos", vec![])
            .await
            .expect("reads");
        let places: Vec<i64> = listed
            .iter()
            .map(|row| row.int("pos").expect("pos"))
            .collect();
        assert_eq!(places, [6, 7, 8]);
        assert!(
            listed
                .iter()
                .all(|row| !row.text("reason").expect("reason").is_empty())
        );
        assert_eq!(journal::verify(&mut link).await.expect("whole"), 9);
    }
}
