//! Documents that travel apart, on both engines (sync.md, 5.8).

use plus_domain::ids::NodeId;
use plus_store::{
    Store,
    document::{self, Arriving},
    transfer::{self, Day, Direction, Due, Offer, Waiting},
};

use crate::house::engines;

fn due(hash: &str, asked_at: i64, size: u64) -> Due {
    Due {
        hash: hash.to_owned(),
        direction: Direction::Down,
        kind: "pack".to_owned(),
        size,
        asked_at,
        done: 0,
        reason: None,
    }
}

async fn waiting(store: &Store) -> Waiting {
    transfer::waiting(&mut store.read().await.unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn what_waits_is_counted_until_it_arrived_and_is_asked_once() {
    for house in engines().await {
        let store = &house.store;
        let mut tx = store.begin().await.unwrap();
        for one in [due("b", 2, 50), due("a", 1, 100), due("a", 9, 7)] {
            transfer::want(&mut tx, &one).await.unwrap();
        }
        transfer::advance(&mut tx, "a", 40, Some("coupé"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let known = transfer::due(&mut store.read().await.unwrap())
            .await
            .unwrap();
        let oldest = Due {
            done: 40,
            reason: Some("coupé".to_owned()),
            ..due("a", 1, 100)
        };
        assert_eq!(known, [oldest, due("b", 2, 50)], "{}", house.name);
        let left = Waiting {
            documents: 2,
            bytes: 110,
        };
        assert_eq!(waiting(store).await, left);
        let mut tx = store.begin().await.unwrap();
        for hash in ["a", "b", "b"] {
            transfer::settle(&mut tx, hash).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(waiting(store).await, Waiting::default());
    }
}

#[tokio::test]
async fn a_day_adds_up_and_the_next_one_begins_at_nothing() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        let more = Day {
            sent: 10,
            received: 5,
        };
        for _twice in 0..2 {
            transfer::carry(&mut tx, "2026-06-01", more).await.unwrap();
        }
        let day = transfer::carried(&mut tx, "2026-06-01").await.unwrap();
        assert_eq!((day.sent, day.received, day.total()), (20, 10, 30));
        transfer::carry(&mut tx, "2026-06-02", more).await.unwrap();
        let next = transfer::carried(&mut tx, "2026-06-02").await.unwrap();
        let over = transfer::carried(&mut tx, "2026-06-01").await.unwrap();
        assert_eq!((next, over), (more, Day::default()), "{}", house.name);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_new_offer_takes_the_place_of_the_one_before_of_its_kind() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        let offer = |hash: &str| Offer {
            hash: hash.to_owned(),
            kind: "pack".to_owned(),
            name: format!("nom de {hash}"),
            size: 3,
        };
        assert_eq!(transfer::offer(&mut tx, &offer("a"), 1).await.unwrap(), []);
        assert_eq!(transfer::offer(&mut tx, &offer("a"), 2).await.unwrap(), []);
        let before = transfer::offer(&mut tx, &offer("b"), 3).await.unwrap();
        assert_eq!(before, [offer("a")], "{}", house.name);
        assert_eq!(transfer::offered(&mut tx, "a").await.unwrap(), None);
        assert_eq!(
            transfer::offered(&mut tx, "b").await.unwrap(),
            Some(offer("b"))
        );
        let van = NodeId::new("van");
        for _twice in 0..2 {
            transfer::receive(&mut tx, "c", (&van, 8), 4).await.unwrap();
        }
        assert_eq!(
            transfer::received(&mut tx, &van, "c").await.unwrap(),
            (8, true)
        );
        assert_eq!(
            transfer::received(&mut tx, &van, "d").await.unwrap(),
            (8, false)
        );
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_document_is_read_by_parts_and_arrives_by_parts() {
    for house in engines().await {
        let store = &house.store;
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let arriving = Arriving::of(store, &hash).unwrap();
        arriving.append(bytes[..600].to_vec()).await.unwrap();
        assert_eq!(arriving.length(), 600);
        arriving.append(bytes[600..].to_vec()).await.unwrap();
        assert!(arriving.is_whole().await.unwrap());
        assert_eq!(document::size(store, &hash).await.unwrap(), None);
        let kept = document::adopt(store, arriving.file()).await.unwrap();
        assert_eq!(
            (kept, arriving.length()),
            (hash.clone(), 0),
            "{}",
            house.name
        );
        assert_eq!(document::size(store, &hash).await.unwrap(), Some(1000));
        for (from, length) in [(0, 300), (300, 300), (900, 300), (1000, 300)] {
            let part = document::part(store, &hash, (from, length)).await.unwrap();
            let start = usize::try_from(from).unwrap();
            let end = bytes.len().min(start + length as usize);
            assert_eq!(part, &bytes[start..end], "{} from {from}", house.name);
        }
        assert_eq!(document::fetch(store, &hash).await.unwrap(), bytes);
        arriving.append(vec![0; 1000]).await.unwrap();
        assert!(!arriving.is_whole().await.unwrap(), "other bytes");
        assert_eq!(arriving.length(), 0, "it begins again");
        assert!(Arriving::of(store, "../x").is_err());
    }
}
