//! Backups under the program: a copy is the database whichever engine holds it, only what
//! a verified copy holds is called safe, and a node forgets no more than that (S12, S23,
//! S24; sync.md 5.5).

use plus_domain::{
    event::{Event, VisiteCorrection},
    visite::{Kind, Visite},
};
use plus_journal::exchange::{Guard, Guards, Heard};
use plus_store::{
    Options, Store, args, backup, copy,
    exchange::{hub, node},
};
use rstest::rstest;

use crate::{
    exchange::{VAN, assert_sound, batch, hear, pairs, push, receive, record, visites},
    house::{House, engines, visite as a_visite},
};

/// A copy of a database, in a folder of its own.
struct Copy {
    store: Store,
    _folder: tempfile::TempDir,
}

async fn copy_of(house: &House) -> Copy {
    let folder = tempfile::tempdir().unwrap();
    backup::copy_database(&house.store, folder.path())
        .await
        .unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    Copy {
        store,
        _folder: folder,
    }
}

/// Makes a backup and says what it makes safe, as `plus backup create` does.
async fn back_up(house: &House) -> Copy {
    let kept = copy_of(house).await;
    let tried = copy_of(house).await;
    let examined = backup::examine(&tried.store).await.unwrap();
    let mut tx = house.store.begin().await.unwrap();
    backup::raise_durable(&mut tx, &examined.heads)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    kept
}

/// A new database on the engine of another, filled from a copy of it, beginning a new life.
async fn put_back(copy: &Copy, like: &House) -> House {
    let houses = engines().await;
    let back = houses.into_iter().find(|h| h.name == like.name).unwrap();
    copy::copy(&copy.store, &back.store).await.unwrap();
    let mut tx = back.store.begin().await.unwrap();
    let held = backup::heads(&mut tx).await.unwrap();
    backup::raise_durable(&mut tx, &held).await.unwrap();
    hub::live_again(&mut tx, 9_000_000, Guards::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    back
}

async fn drop_up_to(van: &House, up_to: u64) -> node::Dropped {
    let mut tx = van.store.begin().await.unwrap();
    let dropped = node::drop_bodies(&mut tx, up_to, i64::MAX).await.unwrap();
    tx.commit().await.unwrap();
    dropped
}

/// What the hub answers now, and how far the van may forget.
async fn may_drop(hub: &House, van: &House, guards: Guards) -> u64 {
    let reply = receive(hub, 1, Vec::new(), Guards::default()).await;
    let mut tx = van.store.begin().await.unwrap();
    let heard = node::hear_reply(&mut tx, &reply, guards).await.unwrap();
    tx.commit().await.unwrap();
    let Heard::Held { drop } = heard else {
        panic!("{heard:?}")
    };
    drop
}

#[tokio::test]
async fn a_copy_is_the_database_whichever_engine_holds_it_and_moves_to_either() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 5).await;
        push(&hub, &van).await;
        let copy = copy_of(&hub).await;
        let mut link = copy.store.read().await.unwrap();
        let copied = plus_store::rebuild::dump(&mut link).await.unwrap();
        drop(link);
        assert_eq!(copied, hub.dump().await, "{}", hub.name);
        for back in engines().await {
            copy::copy(&copy.store, &back.store).await.unwrap();
            assert_eq!(back.dump().await, copied, "to {}", back.name);
            assert_sound(&back).await;
            let twice = copy::copy(&copy.store, &back.store).await.unwrap_err();
            assert!(twice.to_string().contains("n’est pas vide"), "{twice}");
        }
        let examined = backup::examine(&copy.store).await.unwrap();
        assert_eq!(examined.entries, 5);
        assert_eq!(examined.heads[0].seq, 5);
    }
}

#[rstest]
#[case("UPDATE rollup SET visites = visites + 1", "rollup")]
#[case("UPDATE visite SET minutes = 99 WHERE id = 'hub-1'", "visite")]
#[case("DELETE FROM demande WHERE visite = 'hub-1'", "demande")]
#[case("DELETE FROM trace WHERE pos = 2", "trace")]
#[tokio::test]
async fn a_copy_whose_tables_are_not_those_of_its_journal_is_refused(
    #[case] tampering: &'static str,
    #[case] table: &str,
) {
    for mut house in engines().await {
        record(&mut house, 0, 3).await;
        let copy = copy_of(&house).await;
        let mut tx = copy.store.begin().await.unwrap();
        assert!(tx.execute(tampering, args![]).await.unwrap() > 0);
        tx.commit().await.unwrap();
        let told = backup::examine(&copy.store).await.unwrap_err().to_string();
        assert!(told.contains(table), "{}: {told}", house.name);
    }
}

#[tokio::test]
async fn durable_rises_to_what_a_verified_copy_holds_and_no_further() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 4).await;
        push(&hub, &van).await;
        assert_eq!(may_drop(&hub, &van, Guards::default()).await, 0);
        let first = back_up(&hub).await;
        record(&mut van, 4, 3).await;
        push(&hub, &van).await;
        let reply = receive(&hub, 1, Vec::new(), Guards::default()).await;
        assert_eq!((reply.head, reply.durable), (7, 4), "{}", hub.name);
        assert_eq!(may_drop(&hub, &van, Guards::default()).await, 4);
        back_up(&hub).await;
        let mut tx = hub.store.begin().await.unwrap();
        let old = backup::heads(&mut first.store.read().await.unwrap()).await;
        let raised = backup::raise_durable(&mut tx, &old.unwrap()).await.unwrap();
        assert_eq!(raised, 0, "an older backup takes nothing back");
        let mut foreign = backup::heads(&mut tx).await.unwrap();
        foreign[0].hash = Some([9; 32]);
        tx.execute("UPDATE chain SET durable = 0", args![])
            .await
            .unwrap();
        let raised = backup::raise_durable(&mut tx, &foreign).await.unwrap();
        assert_eq!(raised, 0, "the backup of another life says nothing");
    }
}

#[rstest]
#[case::with_the_rule(Guards::default(), 9)]
#[case::without_it(Guards::without(Guard::Durable), 6)]
#[tokio::test]
async fn a_hub_put_back_from_its_last_verified_backup_loses_nothing_that_nodes_forgot(
    #[case] guards: Guards,
    #[case] expected: i64,
) {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 5).await;
        push(&hub, &van).await;
        let kept = back_up(&hub).await;
        record(&mut van, 5, 4).await;
        push(&hub, &van).await;
        let allowed = may_drop(&hub, &van, guards).await;
        let dropped = drop_up_to(&van, allowed).await;
        assert_eq!(dropped.visites, dropped.bodies);
        assert_eq!(
            visites(&van).await,
            9 - i64::try_from(dropped.visites).unwrap()
        );
        assert_sound(&van).await;

        let back = put_back(&kept, &hub).await;
        let reply = receive(&back, 1, Vec::new(), Guards::default()).await;
        assert_eq!((reply.head, reply.durable), (5, 5));
        hear(&van, &reply).await;
        push(&back, &van).await;
        assert_eq!(visites(&back).await, expected, "{}", hub.name);
        assert_sound(&back).await;
        // The head of the chain still stands on both sides.
        assert_eq!(may_drop(&back, &van, Guards::default()).await, 5);
    }
}

#[tokio::test]
async fn what_a_hub_promised_in_a_former_life_is_promised_no_more() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 3).await;
        push(&hub, &van).await;
        let old = copy_of(&hub).await;
        record(&mut van, 3, 4).await;
        push(&hub, &van).await;
        back_up(&hub).await;
        assert_eq!(may_drop(&hub, &van, Guards::default()).await, 6);
        // Put back from a backup that is older than the promise.
        let back = put_back(&old, &hub).await;
        assert_eq!(
            may_drop(&back, &van, Guards::default()).await,
            3,
            "{}",
            hub.name
        );
        push(&back, &van).await;
        assert_eq!(
            visites(&back).await,
            7,
            "sent again from what it still holds"
        );
        assert_eq!(may_drop(&back, &van, Guards::default()).await, 3);
    }
}

/// A visite of a person, received at an instant.
fn of_person(id: &str, person: Option<&str>, at: i64) -> Visite {
    Visite {
        person: person.map(Into::into),
        at,
        ..a_visite(id, "2026-11-03", Kind::Accompagnement)
    }
}

async fn held(van: &House) -> Vec<String> {
    let mut link = van.store.read().await.unwrap();
    let rows = link
        .fetch("SELECT id FROM visite ORDER BY id", args![])
        .await
        .unwrap();
    rows.iter().map(|row| row.text("id").unwrap()).collect()
}

#[tokio::test]
async fn a_node_forgets_whole_old_visites_and_its_tables_are_those_of_its_journal() {
    for (hub, mut van) in pairs().await {
        let mut unfinished = of_person("e-a-finir", None, 10);
        unfinished.demandes[0].to_finish = true;
        let recorded = [
            of_person("a-ancienne", None, 10),
            of_person("b-recente", None, 5_000),
            of_person("c-revenue", Some("p1"), 20),
            of_person("d-revenue", Some("p1"), 5_000),
            unfinished,
            of_person("f-partie", Some("p2"), 30),
            of_person("g-corrigee-apres", None, 40),
            of_person("h-corrigee", None, 50),
        ];
        let recorded = recorded.map(Event::VisiteRecorded);
        van.append(6_000, &recorded).await.unwrap();
        van.append(6_001, &[correction("h-corrigee")])
            .await
            .unwrap();
        push(&hub, &van).await;
        back_up(&hub).await;
        van.append(6_002, &[correction("g-corrigee-apres")])
            .await
            .unwrap();
        push(&hub, &van).await;
        let allowed = may_drop(&hub, &van, Guards::default()).await;
        let mut tx = van.store.begin().await.unwrap();
        let dropped = node::drop_bodies(&mut tx, allowed, 1_000).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((dropped.visites, dropped.bodies), (3, 4), "{dropped:?}");
        let kept = [
            "b-recente",
            "c-revenue",
            "d-revenue",
            "e-a-finir",
            "g-corrigee-apres",
        ];
        assert_eq!(held(&van).await, kept, "{}", hub.name);
        assert_sound(&van).await;
        assert_eq!(visites(&hub).await, 8, "the hub remembers");
        assert_eq!(batch(&van, 0).await.len(), 10, "every entry still stands");
        let again = drop_up_to(&van, 0).await;
        assert_eq!(again, node::Dropped::default());
    }
}

fn correction(id: &str) -> Event {
    let mut before = of_person(id, None, 0);
    before.minutes = 12;
    Event::VisiteCorrected(VisiteCorrection {
        id: id.into(),
        author: "maryse".into(),
        at: 6_001,
        changes: vec![plus_domain::visite::Change {
            field: "minutes".to_owned(),
            base: before.field("minutes"),
            value: 30.into(),
        }],
    })
}

#[tokio::test]
async fn the_head_of_a_chain_is_never_forgotten() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 3).await;
        push(&hub, &van).await;
        let dropped = drop_up_to(&van, 3).await;
        assert_eq!(dropped.visites, 2, "{}", hub.name);
        let last = batch(&van, 2).await;
        assert!(
            last[0].body.is_some(),
            "{VAN}: the head still says what it said"
        );
    }
}
