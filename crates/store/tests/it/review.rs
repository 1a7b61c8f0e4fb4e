//! Corrections made apart (sync.md 5.6): whatever the order in which entries arrive, every
//! machine holds the same visite and shows the same conflict, and a person settles it.

use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection, VisiteReview},
    ids::NodeId,
    visite::{Change, Kind},
};
use plus_journal::{Entry, exchange::Guards};
use plus_store::{
    exchange::{hub, node, waiting},
    rebuild,
    review::{self, Review},
    visite::{self, Line},
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use crate::house::{House, engines, open_named, visite as a_visite};

const V: &str = "v1";

fn recorded() -> Event {
    Event::VisiteRecorded(a_visite(V, "2026-11-03", Kind::Information))
}

fn change(field: &str, base: Value, value: Value) -> Change {
    Change {
        field: field.into(),
        base,
        value,
    }
}

fn corrected(author: &str, changes: Vec<Change>) -> Event {
    Event::VisiteCorrected(VisiteCorrection {
        id: V.into(),
        author: author.into(),
        at: 5_000,
        changes,
    })
}

fn minutes(author: &str, base: u32, value: u32) -> Event {
    corrected(author, vec![change("minutes", json!(base), json!(value))])
}

fn looked_at(lost: u32, kept: u32) -> Event {
    Event::VisiteReviewed(VisiteReview {
        id: V.into(),
        author: "ghislaine".into(),
        at: 9_000,
        field: "minutes".into(),
        lost: json!(lost),
        kept: json!(kept),
    })
}

/// What a machine wrote.
struct Chain {
    node: &'static str,
    entries: Vec<Entry>,
}

async fn chain(house: &House) -> Chain {
    let mut link = house.store.read().await.unwrap();
    let head = node::head(&mut link).await.unwrap();
    let entries = node::batch(&mut link, &head, 0).await.unwrap();
    Chain {
        node: house.node,
        entries,
    }
}

async fn receive(house: &House, node: &str, entries: &[Entry]) {
    let reception = hub::Reception {
        now_ms: 9_000,
        own_id: house.node.to_owned(),
        guards: Guards::default(),
    };
    let mut tx = house.store.begin().await.unwrap();
    let from = (&NodeId::new(node), 1);
    let reply = hub::receive(&mut tx, from, entries.to_vec(), &reception)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(
        !reply.forked,
        "{node} → {}: taken, not set apart",
        house.node
    );
    assert_eq!(reply.head, entries.last().map_or(reply.head, |e| e.seq));
}

/// The bus records a visite; the kiosk hears of it; each then writes apart.
async fn apart(bus: &[(i64, Event)], kiosk: &[(i64, Event)]) -> [Chain; 2] {
    let (mut one, mut other) = (open_named("bus").await, open_named("borne").await);
    one.append(1_000, &[recorded()]).await.unwrap();
    receive(&other, "bus", &chain(&one).await.entries).await;
    for (house, events) in [(&mut one, bus), (&mut other, kiosk)] {
        for (at, event) in events {
            house
                .append(*at, std::slice::from_ref(event))
                .await
                .unwrap();
        }
    }
    [chain(&one).await, chain(&other).await]
}

/// Everything of a visite that must be the same everywhere.
#[derive(Debug, PartialEq)]
struct Seen {
    line: Option<Line>,
    open: Vec<Review>,
    unprojected: i64,
}

async fn seen(house: &House) -> Seen {
    let mut link = house.store.read().await.unwrap();
    Seen {
        line: visite::by_id(&mut link, V).await.unwrap(),
        open: review::open(&mut link, None, 50).await.unwrap(),
        unprojected: waiting::unprojected_count(&mut link).await.unwrap(),
    }
}

/// Both orders of arrival on both engines: the same, and the same again once rebuilt.
async fn everywhere(chains: &[Chain; 2]) -> Seen {
    let mut all: Vec<Seen> = Vec::new();
    for turned in [false, true] {
        for house in engines().await {
            let order: Vec<&Chain> = if turned {
                chains.iter().rev().collect()
            } else {
                chains.iter().collect()
            };
            for chain in order {
                receive(&house, chain.node, &chain.entries).await;
            }
            let before = house.dump().await;
            rebuild::rebuild(&house.store, &mut |_| ()).await.unwrap();
            assert_eq!(before, house.dump().await, "{}: rebuilt", house.name);
            all.push(seen(&house).await);
        }
    }
    let last = all.pop().unwrap();
    for other in &all {
        assert_eq!(*other, last, "another order, or another engine");
    }
    last
}

fn shown(seen: &Seen) -> Vec<(String, Value, Value)> {
    let row = |r: &Review| (r.field.clone(), r.lost.value.clone(), r.over.value.clone());
    seen.open.iter().map(row).collect()
}

fn length(seen: &Seen) -> u32 {
    seen.line
        .as_ref()
        .expect("the visite is there")
        .visite
        .minutes
}

#[tokio::test]
async fn the_later_of_two_corrections_made_apart_wins_and_both_are_shown() {
    let chains = apart(
        &[(2_000, minutes("maryse", 12, 20))],
        &[(3_000, minutes("josiane", 12, 30))],
    )
    .await;
    let seen = everywhere(&chains).await;
    assert_eq!(length(&seen), 30);
    assert_eq!(shown(&seen), [("minutes".to_owned(), json!(20), json!(30))]);
    let conflict = &seen.open[0];
    assert_eq!(conflict.lost.author.as_str(), "maryse");
    assert_eq!(conflict.lost.node.as_str(), "bus");
    assert_eq!(conflict.over.author.as_str(), "josiane");
    assert_eq!(seen.unprojected, 0, "what came before its visite is taken");
}

#[tokio::test]
async fn fields_corrected_apart_do_not_meet() {
    let note = vec![change("note", Value::Null, json!("revient jeudi"))];
    let chains = apart(
        &[(2_000, minutes("maryse", 12, 20))],
        &[(3_000, corrected("josiane", note))],
    )
    .await;
    let seen = everywhere(&chains).await;
    assert_eq!(length(&seen), 20);
    let visite = seen.line.as_ref().map(|l| l.visite.clone()).unwrap();
    assert_eq!(visite.note.as_deref(), Some("revient jeudi"));
    assert_eq!(seen.open, []);
}

#[tokio::test]
async fn who_saw_a_value_and_changed_it_makes_no_conflict() {
    let chains = apart(
        &[
            (2_000, minutes("maryse", 12, 20)),
            (4_000, minutes("maryse", 20, 25)),
        ],
        &[],
    )
    .await;
    let seen = everywhere(&chains).await;
    assert_eq!((length(&seen), seen.open.len()), (25, 0));
}

#[tokio::test]
async fn the_same_value_written_twice_is_no_conflict() {
    let chains = apart(
        &[(2_000, minutes("maryse", 12, 20))],
        &[(3_000, minutes("josiane", 12, 20))],
    )
    .await;
    let seen = everywhere(&chains).await;
    assert_eq!((length(&seen), seen.open.len()), (20, 0));
}

#[tokio::test]
async fn corrections_that_cannot_both_stand_are_refused_alike_everywhere() {
    let id = format!("demande:{V}-1");
    let visite = a_visite(V, "2026-11-03", Kind::Information);
    let first = serde_json::to_value(&visite.demandes[0]).unwrap();
    let mut second = visite.demandes[0].clone();
    second.id = "autre".into();
    let second = serde_json::to_value(&second).unwrap();
    // One adds a demande and takes the first away; the other, later, takes away the one
    // that it had not seen added last.
    let chains = apart(
        &[(
            2_000,
            corrected(
                "maryse",
                vec![
                    change("demande:autre", Value::Null, second),
                    change(&id, first.clone(), Value::Null),
                ],
            ),
        )],
        &[(
            3_000,
            corrected(
                "josiane",
                vec![change("demande:autre", Value::Null, Value::Null)],
            ),
        )],
    )
    .await;
    let seen = everywhere(&chains).await;
    assert_eq!(seen.unprojected, 1, "kept with its reason");
    let demandes = &seen.line.as_ref().unwrap().visite.demandes;
    assert_eq!(demandes.len(), 1);
    assert_eq!(demandes[0].id.as_str(), "autre");
}

#[tokio::test]
async fn a_person_settles_a_conflict_either_way() {
    for mut house in engines().await {
        house.append(1_000, &[recorded()]).await.unwrap();
        let two = [minutes("maryse", 12, 20), minutes("josiane", 12, 30)];
        house.append(2_000, &two).await.unwrap();
        assert_eq!(seen(&house).await.open.len(), 1, "{}", house.name);
        house.append(3_000, &[looked_at(20, 30)]).await.unwrap();
        let good = seen(&house).await;
        assert_eq!((length(&good), good.open.len()), (30, 0));
        // Another pair: this time what lost is put back, by a correction that saw both.
        let again = [minutes("maryse", 30, 40), minutes("josiane", 30, 50)];
        house.append(4_000, &again).await.unwrap();
        assert_eq!(seen(&house).await.open.len(), 1);
        let back = [minutes("ghislaine", 50, 40)];
        house.append(5_000, &back).await.unwrap();
        let put_back = seen(&house).await;
        assert_eq!((length(&put_back), put_back.open.len()), (40, 0));
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| ()).await.unwrap();
        assert_eq!(before, house.dump().await, "{}", house.name);
    }
}

#[tokio::test]
async fn conflicts_are_those_of_who_recorded_or_corrected_and_not_of_cancelled_visites() {
    for mut house in engines().await {
        house.append(1_000, &[recorded()]).await.unwrap();
        let two = [minutes("annick", 12, 20), minutes("josiane", 12, 30)];
        house.append(2_000, &two).await.unwrap();
        let mut link = house.store.read().await.unwrap();
        for (who, sees) in [("maryse", 1), ("annick", 1), ("josiane", 1), ("solange", 0)] {
            let count = review::count(&mut link, Some(&who.into())).await.unwrap();
            assert_eq!(count, sees, "{who}, {}", house.name);
        }
        drop(link);
        let cancelled = VisiteCancellation {
            id: V.into(),
            author: "maryse".into(),
            at: 3_000,
            cancelled: true,
        };
        house
            .append(3_000, &[Event::VisiteCancelled(cancelled)])
            .await
            .unwrap();
        assert_eq!(seen(&house).await.open, []);
    }
}

/// Three machines correct and cancel at random, hearing of one another at random. Two
/// others receive the three chains, each interleaved in its own way.
async fn converges(seed: u64) {
    const NAMES: [&str; 3] = ["bus", "borne", "bureau"];
    let mut dice = StdRng::seed_from_u64(seed);
    let mut houses = Vec::new();
    for name in NAMES {
        houses.push(open_named(name).await);
    }
    houses[0].append(1_000, &[recorded()]).await.unwrap();
    let told = chain(&houses[0]).await.entries;
    receive(&houses[1], "bus", &told).await;
    receive(&houses[2], "bus", &told).await;
    for turn in 0..12 {
        let i = dice.random_range(0..3);
        if dice.random_range(0..3) == 0 {
            let from = chain(&houses[i]).await;
            receive(&houses[(i + 1) % 3], from.node, &from.entries).await;
            continue;
        }
        let now = seen(&houses[i]).await.line.unwrap().visite.minutes;
        let event = minutes(NAMES[i], now, dice.random_range(1..60));
        // Clocks that disagree: the order of clocks is not that of the story.
        let at = 2_000 + turn * 10 + dice.random_range(-500..500);
        houses[i].append(at, &[event]).await.unwrap();
    }
    let mut chains = Vec::new();
    for house in &houses {
        chains.push(chain(house).await);
    }
    let mut ends = Vec::new();
    for _way in 0..2 {
        let end = open_named("loin").await;
        let mut sent = [0; 3];
        while sent.iter().zip(&chains).any(|(n, c)| *n < c.entries.len()) {
            let i = dice.random_range(0..3);
            let left = chains[i].entries.len() - sent[i];
            let some = dice.random_range(0..=left);
            receive(
                &end,
                chains[i].node,
                &chains[i].entries[sent[i]..sent[i] + some],
            )
            .await;
            sent[i] += some;
        }
        let before = end.dump().await;
        rebuild::rebuild(&end.store, &mut |_| ()).await.unwrap();
        assert_eq!(before, end.dump().await, "seed {seed}: rebuilt");
        ends.push(seen(&end).await);
    }
    assert_eq!(ends[0], ends[1], "seed {seed}");
    assert_eq!(ends[0].unprojected, 0, "seed {seed}");
}

#[tokio::test]
async fn whatever_the_order_of_arrival_machines_agree() {
    for seed in 0..12 {
        converges(seed).await;
    }
}
