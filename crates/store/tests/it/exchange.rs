//! The exchange over the real store, on both engines: what a node recorded reaches the hub
//! exactly once whatever the road does, and what the hub says reaches the node.

use plus_domain::{
    account::{Account, Role},
    event::Event,
    ids::NodeId,
    machine::{self as sort, Motif},
    visite::Kind,
};
use plus_journal::{
    Entry,
    exchange::{Guard, Guards, Heard, Page, Reply, Turn},
};
use plus_store::{
    exchange::{MOST, hub, machine, node, unread},
    journal, rebuild, visite,
};
use rstest::rstest;

use crate::house::{House, engines, open_named, visite as a_visite};

pub const HUB: &str = "hub";
pub const VAN: &str = "bus";

/// The hub on one engine and a van on SQLite, enrolled.
pub async fn pairs() -> Vec<(House, House)> {
    let mut pairs = Vec::new();
    for hub in engines().await {
        let mut van = open_named(VAN).await;
        begin(&mut van).await;
        pairs.push((hub, van));
    }
    pairs
}

/// Enrols a van: its identity, and its hub.
async fn begin(van: &mut House) {
    let mut tx = van.store.begin().await.unwrap();
    journal::own(&mut tx, VAN).await.unwrap();
    let key = [7; 32];
    node::enrol(
        &mut tx,
        "http://127.0.0.1:1",
        (&NodeId::new(HUB), &key),
        ("Le bus", 1),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

pub async fn record(house: &mut House, from: u32, count: u32) {
    for n in from..from + count {
        let v = a_visite(
            &format!("{}-{n}", house.node),
            "2026-11-03",
            Kind::Information,
        );
        house
            .append(1_000 + i64::from(n), &[Event::VisiteRecorded(v)])
            .await
            .unwrap();
    }
}

pub async fn batch(van: &House, after: u64) -> Vec<Entry> {
    let mut link = van.store.read().await.unwrap();
    let head = node::head(&mut link).await.unwrap();
    node::batch(&mut link, &head, after).await.unwrap()
}

pub fn reception(guards: Guards) -> hub::Reception {
    hub::Reception {
        now_ms: 9_000,
        own_id: HUB.to_owned(),
        guards,
    }
}

pub async fn receive(hub: &House, epoch: u64, entries: Vec<Entry>, guards: Guards) -> Reply {
    let mut tx = hub.store.begin().await.unwrap();
    let chain = (&NodeId::new(VAN), epoch);
    let reply = hub::receive(&mut tx, chain, entries, &reception(guards))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    reply
}

pub async fn hear(van: &House, reply: &Reply) -> Heard {
    let mut tx = van.store.begin().await.unwrap();
    let heard = node::hear_reply(&mut tx, reply, Guards::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    heard
}

/// Sends until the hub holds everything; how many batches it took.
pub async fn push(hub: &House, van: &House) -> u32 {
    for sent in 0..20 {
        let mut link = van.store.read().await.unwrap();
        let head = node::head(&mut link).await.unwrap();
        let acked = node::enrolled(&mut link).await.unwrap().unwrap().peer.acked;
        drop(link);
        if acked == head.seq && sent > 0 {
            return sent;
        }
        let reply = receive(hub, head.epoch, batch(van, acked).await, Guards::default()).await;
        assert!(matches!(hear(van, &reply).await, Heard::Held { .. }));
    }
    panic!("the hub never holds everything");
}

async fn page(hub: &House, van: &House) -> Page {
    let mut link = van.store.read().await.unwrap();
    let cursor = node::enrolled(&mut link)
        .await
        .unwrap()
        .unwrap()
        .peer
        .cursor;
    let life = node::head(&mut link).await.unwrap().epoch;
    let mut link = hub.store.read().await.unwrap();
    hub::page(&mut link, (&NodeId::new(VAN), life), (cursor, MOST), 9_000)
        .await
        .unwrap()
}

async fn take(van: &House, page: Page) -> Turn {
    let mut tx = van.store.begin().await.unwrap();
    let turned = node::take_page(&mut tx, page, 9_500, Guards::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    turned
}

pub async fn visites(house: &House) -> i64 {
    let mut link = house.store.read().await.unwrap();
    visite::count(&mut link, &visite::Filter::default())
        .await
        .unwrap()
}

/// The whole journal verifies, and the projections are those that it makes.
pub async fn assert_sound(house: &House) {
    let mut link = house.store.read().await.unwrap();
    journal::verify(&mut link).await.unwrap();
    drop(link);
    let before = house.dump().await;
    rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
    assert_eq!(
        before,
        house.dump().await,
        "{}: rebuilt otherwise",
        house.name
    );
}

fn account(id: &str) -> Event {
    Event::AccountSet(Account {
        id: id.into(),
        login: id.to_owned(),
        name: format!("Compte {id}"),
        role: Role::Animatrice,
        partner: None,
        disabled: false,
    })
}

#[rstest]
#[case(0)]
#[case(1)]
#[case(499)]
#[case(500)]
#[case(501)]
#[case(1_000)]
#[tokio::test]
async fn what_a_node_recorded_reaches_the_hub_once(#[case] count: u32) {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, count).await;
        push(&hub, &van).await;
        assert_eq!(visites(&hub).await, i64::from(count), "{}", hub.name);
        // A lost answer: everything is sent again.
        let again = receive(&hub, 1, batch(&van, 0).await, Guards::default()).await;
        assert_eq!(again.head, u64::from(count));
        assert_eq!(visites(&hub).await, i64::from(count), "{}", hub.name);
        assert_sound(&hub).await;
    }
}

#[tokio::test]
async fn a_hole_is_not_taken_and_the_node_goes_back() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 5).await;
        let mut all = batch(&van, 0).await;
        let late = all.split_off(2);
        let reply = receive(&hub, 1, late.clone(), Guards::default()).await;
        assert_eq!((reply.head, reply.forked), (0, false));
        assert_eq!(visites(&hub).await, 0);
        assert_eq!(hear(&van, &reply).await, Heard::Held { drop: 0 });
        receive(&hub, 1, all, Guards::default()).await;
        assert_eq!(receive(&hub, 1, late, Guards::default()).await.head, 5);
        assert_sound(&hub).await;
    }
}

#[tokio::test]
async fn another_chain_under_the_same_name_is_set_apart_whole() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 3).await;
        push(&hub, &van).await;
        // A clone of the machine, which lived another life from its second entry on.
        let mut clone = open_named(VAN).await;
        begin(&mut clone).await;
        record(&mut clone, 10, 4).await;
        let reply = receive(&hub, 1, batch(&clone, 0).await, Guards::default()).await;
        assert!(reply.forked);
        assert_eq!((reply.head, visites(&hub).await), (3, 3), "{}", hub.name);
        assert_eq!(hear(&clone, &reply).await, Heard::Forked);
        let mut link = hub.store.read().await.unwrap();
        let apart = hub::set_apart_count(&mut link, &NodeId::new(VAN)).await;
        assert_eq!(apart.unwrap(), 1);
        drop(link);
        assert_sound(&hub).await;
    }
}

#[tokio::test]
async fn a_node_put_back_from_a_copy_takes_a_new_life_and_loses_nothing() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 4).await;
        push(&hub, &van).await;
        // Its copy knew two visites; it recorded one more since.
        let mut copy = open_named(VAN).await;
        begin(&mut copy).await;
        record(&mut copy, 0, 2).await;
        record(&mut copy, 20, 1).await;
        let reply = receive(&hub, 1, Vec::new(), Guards::default()).await;
        assert_eq!(hear(&copy, &reply).await, Heard::RolledBack);
        let mut tx = hub.store.begin().await.unwrap();
        let epoch = hub::next_epoch(&mut tx, &NodeId::new(VAN), 1)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = copy.store.begin().await.unwrap();
        let again = node::live_again(&mut tx, epoch, 9_000).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((epoch, again), (2, 3));
        push(&hub, &copy).await;
        // Four of the first life and one of the second: none twice.
        assert_eq!(visites(&hub).await, 5, "{}", hub.name);
        assert_sound(&hub).await;
        assert_sound(&copy).await;
    }
}

#[tokio::test]
async fn two_copies_of_a_machine_never_get_the_same_life() {
    for hub in engines().await {
        let mut tx = hub.store.begin().await.unwrap();
        let van = NodeId::new(VAN);
        let first = hub::next_epoch(&mut tx, &van, 1).await.unwrap();
        let second = hub::next_epoch(&mut tx, &van, 1).await.unwrap();
        assert_eq!((first, second), (2, 3));
    }
}

#[tokio::test]
async fn a_hub_put_back_from_a_copy_is_given_again_what_it_lost() {
    for (old, mut van) in pairs().await {
        record(&mut van, 0, 6).await;
        push(&old, &van).await;
        let hub = engines()
            .await
            .into_iter()
            .find(|h| h.name == old.name)
            .unwrap();
        receive(
            &hub,
            1,
            batch(&van, 0).await[..2].to_vec(),
            Guards::default(),
        )
        .await;
        let mut tx = hub.store.begin().await.unwrap();
        hub::live_again(&mut tx, 9_000, Guards::default())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        // The node, told of the new life, starts again from what this hub holds.
        let reply = receive(&hub, 1, Vec::new(), Guards::default()).await;
        assert_eq!((reply.incarnation, reply.head), (9, 2));
        assert_eq!(hear(&van, &reply).await, Heard::Held { drop: 0 });
        push(&hub, &van).await;
        assert_eq!(visites(&hub).await, 6, "{}", hub.name);
        // A late answer of the former life is not listened to.
        let late = receive(&old, 1, Vec::new(), Guards::default()).await;
        assert_eq!(hear(&van, &late).await, Heard::Stale);
    }
}

#[tokio::test]
async fn what_everybody_needs_comes_down_and_visites_do_not() {
    for (mut hub, mut van) in pairs().await {
        record(&mut hub, 0, 3).await;
        hub.append(5_000, &[account("maryse"), account("josiane")])
            .await
            .unwrap();
        let first = page(&hub, &van).await;
        let copy = first.clone();
        assert_eq!(first.entries.len(), 2, "{}", hub.name);
        assert_eq!(take(&van, first).await, Turn::Apply);
        // The same page again, as a network may bring it, begins elsewhere.
        assert_eq!(take(&van, copy).await, Turn::Ask);
        assert_eq!(page(&hub, &van).await.entries.len(), 0);
        assert_eq!(visites(&van).await, 0);
        let mut link = van.store.read().await.unwrap();
        let known = plus_store::account::list(&mut link).await.unwrap();
        assert_eq!(known.len(), 2);
        drop(link);
        assert_sound(&van).await;
        // What the van writes after seeing them is later than they are.
        record(&mut van, 0, 1).await;
        let own = batch(&van, 0).await;
        assert!(own[0].hlc.millis() >= 5_000, "{:?}", own[0].hlc);
    }
}

/// The hub is put back; the node hears it by an answer, then gets a page that it had asked
/// for with its former cursor.
#[rstest]
#[case(Guards::default(), Turn::Ask, 0)]
#[case(Guards::without(Guard::From), Turn::Apply, 4)]
#[tokio::test]
async fn a_page_that_begins_elsewhere_leaves_a_hole(
    #[case] guards: Guards,
    #[case] turned: Turn,
    #[case] cursor: u64,
) {
    for (mut hub, van) in pairs().await {
        let names = ["maryse", "josiane", "carole", "stella"];
        hub.append(5_000, &names.map(account)).await.unwrap();
        let mut tx = hub.store.begin().await.unwrap();
        hub::live_again(&mut tx, 9_000, Guards::default())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let told = receive(&hub, 1, Vec::new(), Guards::default()).await;
        hear(&van, &told).await;
        let mut link = hub.store.read().await.unwrap();
        let late = hub::page(&mut link, (&NodeId::new(VAN), 1), (2, MOST), 9_000)
            .await
            .unwrap();
        drop(link);
        let mut tx = van.store.begin().await.unwrap();
        let done = node::take_page(&mut tx, late, 9_500, guards).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(done, turned, "{}", hub.name);
        assert_eq!(page(&hub, &van).await.from, cursor);
    }
}

#[tokio::test]
async fn nothing_of_a_page_with_an_altered_entry_is_kept() {
    for (mut hub, van) in pairs().await {
        hub.append(5_000, &[account("maryse"), account("josiane")])
            .await
            .unwrap();
        let mut altered = page(&hub, &van).await;
        altered.entries[1].kind = "account.gone".to_owned();
        let mut tx = van.store.begin().await.unwrap();
        let refused = node::take_page(&mut tx, altered, 9_500, Guards::default()).await;
        assert!(refused.is_err());
        drop(tx);
        assert_eq!(page(&hub, &van).await.from, 0, "the cursor has not moved");
    }
}

/// The next entry of a chain, of a type that no version knows yet.
pub fn to_come(after: &Entry) -> Entry {
    let draft = plus_journal::Draft {
        kind: "colis.recu".to_owned(),
        version: 3,
        salt: [1; 16],
        body: b"{}".to_vec(),
    };
    let (seq, hlc) = (after.seq + 1, after.hlc.tick(0));
    Entry::seal(&after.node, 1, seq, Some(after.hash), hlc, draft)
}

#[tokio::test]
async fn a_type_from_a_newer_version_is_kept_and_blocks_nothing() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 1).await;
        let one = batch(&van, 0).await.remove(0);
        let newer = to_come(&one);
        let reply = receive(&hub, 1, vec![one, newer], Guards::default()).await;
        assert_eq!((reply.head, visites(&hub).await), (2, 1), "{}", hub.name);
        assert_sound(&hub).await;
    }
}

/// A machine that is updated late reads what it received before (requirement S27).
#[tokio::test]
async fn what_an_older_version_could_not_read_is_read_by_the_next_one() {
    for (older, newer) in engines().await.into_iter().zip(engines().await) {
        let mut van = open_named(VAN).await;
        record(&mut van, 0, 3).await;
        let before = Guards::default().before("visite.recorded");
        let sent = batch(&van, 0).await;
        let reply = receive(&older, 1, sent[..2].to_vec(), before).await;
        assert_eq!(
            (reply.head, visites(&older).await),
            (2, 0),
            "{}",
            older.name
        );
        assert_eq!(unread::learn(&older.store).await.unwrap(), 2);
        // What comes after is read as it comes.
        receive(&older, 1, sent.clone(), Guards::default()).await;
        receive(&newer, 1, sent, Guards::default()).await;
        assert_eq!(older.dump().await, newer.dump().await);
        assert_eq!(unread::learn(&older.store).await.unwrap(), 0, "once");
        assert_sound(&older).await;
    }
}

/// A type that nobody here knows yet goes on waiting, and costs nothing at the next start.
#[tokio::test]
async fn a_type_to_come_waits_for_the_version_that_knows_it() {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 1).await;
        let one = batch(&van, 0).await.remove(0);
        let newer = to_come(&one);
        receive(&hub, 1, vec![one, newer], Guards::default()).await;
        assert_eq!(unread::learn(&hub.store).await.unwrap(), 0, "{}", hub.name);
        let mut link = hub.store.read().await.unwrap();
        let noted = plus_store::setting::get(&mut link, "unread_types").await;
        assert_eq!(noted.unwrap().as_deref(), Some("[[\"colis.recu\",3]]"));
    }
}

/// Each rule of the hub, taken away: what goes wrong then, and does not with it.
#[rstest]
#[case::dedup(Guard::Dedup)]
#[case::fork(Guard::Fork)]
#[tokio::test]
async fn without_its_rule_the_hub_goes_wrong(#[case] guard: Guard) {
    for (hub, mut van) in pairs().await {
        record(&mut van, 0, 3).await;
        push(&hub, &van).await;
        let wrong = Guards::without(guard);
        let mut other = open_named(VAN).await;
        begin(&mut other).await;
        record(&mut other, 10, 4).await;
        let mut tx = hub.store.begin().await.unwrap();
        let chain = (&NodeId::new(VAN), 1);
        let sent = match guard {
            Guard::Dedup => batch(&van, 0).await,
            _ => batch(&other, 0).await,
        };
        let answer = hub::receive(&mut tx, chain, sent, &reception(wrong)).await;
        // Twice the same entry is refused by the table; a fork is taken for the same chain.
        assert!(answer.is_err() || answer.is_ok_and(|reply| !reply.forked && reply.head == 4));
    }
}

#[tokio::test]
async fn an_invitation_serves_one_machine_until_it_ends() {
    for hub in engines().await {
        let mut tx = hub.store.begin().await.unwrap();
        machine::invite(
            &mut tx,
            "empreinte",
            ("Le bus", sort::Kind::Van),
            (1_000, 5_000),
        )
        .await
        .unwrap();
        let (van, other) = (NodeId::new(VAN), NodeId::new("autre"));
        let late = machine::accept(&mut tx, "empreinte", &van, &[1; 32], 5_000).await;
        assert_eq!(late.unwrap(), None, "ended");
        for _lost_answer in 0..2 {
            let taken = machine::accept(&mut tx, "empreinte", &van, &[1; 32], 2_000).await;
            assert_eq!(taken.unwrap().as_deref(), Some("Le bus"), "{}", hub.name);
        }
        let second = machine::accept(&mut tx, "empreinte", &other, &[2; 32], 2_000).await;
        assert_eq!(second.unwrap(), None, "used");
        let key = machine::accept(&mut tx, "empreinte", &van, &[3; 32], 2_000).await;
        assert_eq!(key.unwrap(), None, "another key under the same name");
        assert!(
            machine::revoke(&mut tx, &van, Motif::Fin, 3_000)
                .await
                .unwrap()
        );
        let back = machine::accept(&mut tx, "empreinte", &van, &[1; 32], 4_000).await;
        assert_eq!(back.unwrap(), None, "revoked");
        assert!(
            machine::use_nonce(&mut tx, &van, "n1", 3_000, 0)
                .await
                .unwrap()
        );
        assert!(
            !machine::use_nonce(&mut tx, &van, "n1", 3_001, 0)
                .await
                .unwrap()
        );
        assert!(
            machine::use_nonce(&mut tx, &van, "n1", 3_002, 3_002)
                .await
                .unwrap()
        );
    }
}
