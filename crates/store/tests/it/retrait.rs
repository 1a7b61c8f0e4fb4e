//! Papers left at a borne: found while their key is there, gone with it (requirement P26).

use plus_domain::{
    event::Event,
    ids::{AccountId, NodeId, RetraitId},
    retrait::{
        DAY_MS, Deposited, OUT_MS, Portage, Reason, Retrait,
        limiter::{FREE, Limiter},
    },
};
use plus_store::{
    Store, args,
    retrait::{self, Outcome, Way, porte},
};

use crate::house::{House, engines};

fn paper(id: &str) -> Retrait {
    Retrait {
        id: RetraitId::new(id),
        borne: None,
        pages: 2,
        author: AccountId::new("maryse"),
        at: 1_000,
        expires_at: 1_000 + 7 * DAY_MS,
        has_pin: false,
        wrong_pins: 0,
        printed_at: None,
        printed_by: None,
        reprints: 0,
        erased: None,
    }
}

fn way(name: &str) -> Way {
    Way {
        lookup: format!("trouve-{name}"),
        salt: vec![1; 16],
        key: name.as_bytes().to_vec(),
    }
}

fn borne() -> NodeId {
    NodeId::new("borne-1")
}

async fn add(store: &Store, paper: &Retrait) {
    let mut tx = store.begin().await.unwrap();
    let (code, token) = (
        way(&format!("code-{}", paper.id)),
        way(&format!("jeton-{}", paper.id)),
    );
    retrait::add(&mut tx, paper, [&code, &token], vec![9; 64])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn count(house: &House, sql: &'static str) -> i64 {
    let mut link = house.store.read().await.unwrap();
    link.count(sql, args![]).await.unwrap()
}

#[tokio::test]
async fn both_ways_find_it_and_neither_once_its_key_is_destroyed() {
    for house in engines().await {
        add(&house.store, &paper("r1")).await;
        add(&house.store, &paper("r2")).await;
        let mut tx = house.store.begin().await.unwrap();
        for (lookup, key) in [
            ("trouve-code-r1", "code-r1"),
            ("trouve-jeton-r1", "jeton-r1"),
        ] {
            let found = retrait::find(&mut tx, lookup).await.unwrap().unwrap();
            assert_eq!(found.retrait, paper("r1"), "{}", house.name);
            assert_eq!(found.key, key.as_bytes());
        }
        assert_eq!(retrait::find(&mut tx, "autre").await.unwrap(), None);
        let why = (5_000, Reason::Annule);
        assert!(retrait::erase(&mut tx, &"r1".into(), why).await.unwrap());
        assert!(
            !retrait::erase(&mut tx, &"r1".into(), why).await.unwrap(),
            "once"
        );
        for lookup in ["trouve-code-r1", "trouve-jeton-r1"] {
            assert_eq!(retrait::find(&mut tx, lookup).await.unwrap(), None);
        }
        assert_eq!(retrait::content(&mut tx, &"r1".into()).await.unwrap(), None);
        assert!(
            retrait::content(&mut tx, &"r2".into())
                .await
                .unwrap()
                .is_some()
        );
        let all = retrait::list(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            (all.len(), all[1].erased),
            (2, Some(why)),
            "that it was stays"
        );
        let sql = "SELECT COUNT(*) AS n FROM retrait WHERE id = 'r1' AND (code_key IS NOT NULL \
                   OR code_salt IS NOT NULL OR token_key IS NOT NULL OR token_salt IS NOT NULL)";
        assert_eq!(count(&house, sql).await, 0, "{}", house.name);
    }
}

#[tokio::test]
async fn an_opening_is_the_same_again_for_a_while_for_its_own_paper_and_borne() {
    for house in engines().await {
        for id in ["r1", "r2"] {
            add(&house.store, &paper(id)).await;
        }
        let mut tx = house.store.begin().await.unwrap();
        let (one, two) = ("r1".into(), "r2".into());
        let (here, there) = ("ici".into(), "ailleurs".into());
        retrait::open(&mut tx, "o1", (&one, &here), 1_000)
            .await
            .unwrap();
        let mut found = Vec::new();
        for (name, paper, borne, since) in [
            ("o1", &one, &here, 999),
            ("o1", &one, &here, 1_000),
            ("o1", &two, &here, 999),
            ("o1", &one, &there, 999),
            ("o2", &one, &here, 999),
        ] {
            let open = retrait::is_open(&mut tx, name, (paper, borne), since).await;
            found.push(open.unwrap());
        }
        assert_eq!(found, [true, false, false, false, false], "{}", house.name);
        assert!(retrait::is_taken(&mut tx, "o1").await.unwrap());
        assert!(!retrait::is_taken(&mut tx, "o2").await.unwrap());
        let said = retrait::conclude(&mut tx, ("o1", &here), Outcome::Printed).await;
        assert_eq!(said.unwrap(), Some(one.clone()));
        let after = retrait::is_open(&mut tx, "o1", (&one, &here), 999).await;
        assert!(!after.unwrap(), "its printer has said what became of it");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn an_opening_is_concluded_once_and_by_its_own_borne() {
    for house in engines().await {
        add(&house.store, &paper("r1")).await;
        let mut tx = house.store.begin().await.unwrap();
        let id = RetraitId::new("r1");
        retrait::open(&mut tx, "o1", (&id, &borne()), 2_000)
            .await
            .unwrap();
        let other = NodeId::new("borne-2");
        let printed = Outcome::Printed;
        let stolen = retrait::conclude(&mut tx, ("o1", &other), printed).await;
        assert_eq!(stolen.unwrap(), None, "{}", house.name);
        let first = retrait::conclude(&mut tx, ("o1", &borne()), printed).await;
        assert_eq!(first.unwrap(), Some(id.clone()));
        let again = retrait::conclude(&mut tx, ("o1", &borne()), printed).await;
        assert_eq!(again.unwrap(), None, "said twice, done once");
        assert!(retrait::is_known(&mut tx, "o1", &borne()).await.unwrap());
        assert!(!retrait::is_known(&mut tx, "o1", &other).await.unwrap());
        let mut held = retrait::hold(&mut tx, &id).await.unwrap().unwrap();
        held.print(&borne(), 3_000);
        retrait::note_printed(&mut tx, &held).await.unwrap();
        assert_eq!(retrait::hold(&mut tx, &id).await.unwrap(), Some(held));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_past_its_term_is_due_and_later_forgotten() {
    for house in engines().await {
        for id in ["attend", "imprime", "bloque"] {
            add(&house.store, &paper(id)).await;
        }
        let mut tx = house.store.begin().await.unwrap();
        let mut printed = paper("imprime");
        printed.print(&borne(), 2_000);
        retrait::note_printed(&mut tx, &printed).await.unwrap();
        for _ in 0..10 {
            retrait::note_wrong_pin(&mut tx, &"bloque".into())
                .await
                .unwrap();
        }
        let due = retrait::due(&mut tx, 2_001).await.unwrap();
        assert_eq!(due, [("bloque".into(), Reason::Bloque)]);
        let mut late = retrait::due(&mut tx, paper("x").expires_at).await.unwrap();
        late.sort_by_key(|(id, _)| id.to_string());
        let expected = [
            ("attend".into(), Reason::Terme),
            ("bloque".into(), Reason::Bloque),
            ("imprime".into(), Reason::Imprime),
        ];
        assert_eq!(late, expected, "{}", house.name);
        for (id, reason) in late {
            retrait::erase(&mut tx, &id, (9_000, reason)).await.unwrap();
        }
        assert!(!retrait::is_old(&mut tx, 8_999).await.unwrap());
        assert!(retrait::is_old(&mut tx, 9_000).await.unwrap());
        retrait::forget(&mut tx, 9_000).await.unwrap();
        assert!(retrait::list(&mut tx).await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn wrong_codes_are_counted_over_restarts_and_two_at_once_are_two() {
    for house in engines().await {
        let count = async |now: i64| {
            let mut tx = house.store.begin().await.unwrap();
            let mut limiter = retrait::lock(&mut tx, &borne()).await.unwrap();
            let counted = limiter.count(now);
            retrait::save(&mut tx, &borne(), &limiter).await.unwrap();
            tx.commit().await.unwrap();
            counted
        };
        let (a, b) = tokio::join!(count(1_000), count(1_000));
        assert_eq!((a, b), (Ok(()), Ok(())));
        for _ in 2..FREE {
            assert_eq!(count(1_000).await, Ok(()));
        }
        assert!(count(1_000).await.is_err(), "{}", house.name);
        let mut tx = house.store.begin().await.unwrap();
        let other = retrait::lock(&mut tx, &NodeId::new("borne-2"))
            .await
            .unwrap();
        assert_eq!(other.borne, Limiter::default().borne);
        assert_eq!(
            other.everywhere.recent.len(),
            FREE,
            "all bornes share one count"
        );
        drop(tx);
        assert_eq!(
            retrait::alarm(&mut house.store.read().await.unwrap())
                .await
                .unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn the_journal_tells_that_it_was_left_and_makes_nothing_of_it_again() {
    for mut house in engines().await {
        let left = Event::RetraitDeposited(Deposited {
            id: "r1".into(),
            borne: None,
            pages: 2,
            author: "maryse".into(),
            at: 1_000,
        });
        house.append(1_000, &[left]).await.unwrap();
        let sql = "SELECT COUNT(*) AS n FROM journal WHERE type = 'retrait.deposited'";
        assert_eq!(count(&house, sql).await, 1, "{}", house.name);
        assert_eq!(count(&house, "SELECT COUNT(*) AS n FROM retrait").await, 0);
        assert_eq!(
            count(&house, "SELECT COUNT(*) AS n FROM unprojected").await,
            0
        );
    }
}

/// A paper that `borne-1` is to keep.
async fn carried(store: &Store, id: &str) {
    let only = Retrait {
        borne: Some(borne()),
        ..paper(id)
    };
    add(store, &only).await;
    let mut tx = store.begin().await.unwrap();
    let there = [
        &way(&format!("la-code-{id}")),
        &way(&format!("la-jeton-{id}")),
    ];
    let at = (&only.id, &borne());
    porte::add(&mut tx, at, ("ab12", 64), there).await.unwrap();
    tx.commit().await.unwrap();
}

async fn portage(store: &Store, id: &str) -> Option<Portage> {
    let mut link = store.read().await.unwrap();
    porte::of(&mut link, &id.into()).await.unwrap()
}

#[tokio::test]
async fn a_paper_is_handed_once_for_each_key_of_its_borne() {
    for house in engines().await {
        carried(&house.store, "r1").await;
        let (id, name) = (RetraitId::new("r1"), &house.name);
        let mut tx = house.store.begin().await.unwrap();
        let first = porte::set_key(&mut tx, (&borne(), "age1a"), 10).await;
        assert_eq!(first.unwrap(), None, "{name}");
        assert_eq!(porte::coffres(&mut tx).await.unwrap(), [borne()]);
        porte::hand(&mut tx, (&id, &borne()), 20).await.unwrap();
        porte::hand(&mut tx, (&id, &borne()), 30).await.unwrap();
        let handed = porte::of(&mut tx, &id).await.unwrap().unwrap();
        assert_eq!((handed.handed_at, handed.is_ready()), (Some(20), false));
        let held = [id.clone()];
        porte::hold(&mut tx, (&borne(), "age1a"), &held, 40)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(portage(&house.store, "r1").await.unwrap().is_ready());
        let mut tx = house.store.begin().await.unwrap();
        let again = porte::set_key(&mut tx, (&borne(), "age1a"), 50).await;
        assert_eq!(again.unwrap(), None);
        assert!(porte::of(&mut tx, &id).await.unwrap().unwrap().is_ready());
        let other = porte::set_key(&mut tx, (&borne(), "age1b"), 60).await;
        assert_eq!(other.unwrap().as_deref(), Some("age1a"));
        let begun = porte::of(&mut tx, &id).await.unwrap();
        assert_eq!(begun, Some(Portage::default()), "{name}: it begins again");
        // A hub put back from a copy, to which the borne says that it holds it.
        porte::hold(&mut tx, (&borne(), "age1b"), &held, 70)
            .await
            .unwrap();
        assert!(porte::of(&mut tx, &id).await.unwrap().unwrap().is_ready());
        porte::hold(&mut tx, (&borne(), "age1b"), &[], 80)
            .await
            .unwrap();
        let lost = porte::of(&mut tx, &id).await.unwrap().unwrap();
        assert!(lost.is_handed() && !lost.is_ready(), "{name}");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn only_its_borne_is_given_its_parts_and_its_ways_and_nothing_once_it_is_gone() {
    for house in engines().await {
        carried(&house.store, "r1").await;
        let (id, other) = (RetraitId::new("r1"), NodeId::new("borne-2"));
        let mut tx = house.store.begin().await.unwrap();
        let own = (&id, &borne());
        let parts = [
            porte::part(&mut tx, own, (0, 40)).await.unwrap(),
            porte::part(&mut tx, own, (40, 40)).await.unwrap(),
            porte::part(&mut tx, own, (64, 40)).await.unwrap(),
        ];
        let parts = parts.map(|part| part.map(|bytes| bytes.len()));
        assert_eq!(parts, [Some(40), Some(24), Some(0)], "{}", house.name);
        let [code, token] = porte::ways(&mut tx, own).await.unwrap().unwrap();
        assert_eq!((code, token), (way("la-code-r1"), way("la-jeton-r1")));
        assert_eq!(
            porte::part(&mut tx, (&id, &other), (0, 9)).await.unwrap(),
            None
        );
        assert_eq!(porte::ways(&mut tx, (&id, &other)).await.unwrap(), None);
        assert!(porte::at(&mut tx, &other, 2_000).await.unwrap().is_empty());
        // Given at the hub, and nobody has said what came of it: for two days.
        retrait::open(&mut tx, "o1", own, 2_000).await.unwrap();
        let at = porte::at(&mut tx, &borne(), 2_001).await.unwrap();
        assert!(at[0].out && at[0].retrait.id == id);
        let later = porte::at(&mut tx, &borne(), 2_000 + OUT_MS).await.unwrap();
        assert!(!later[0].out, "{}", house.name);
        let why = (5_000, Reason::Annule);
        assert!(retrait::erase(&mut tx, &id, why).await.unwrap());
        assert_eq!(porte::of(&mut tx, &id).await.unwrap(), None);
        assert_eq!(porte::ways(&mut tx, own).await.unwrap(), None);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_borne_whose_key_is_another_drops_what_waits_and_still_tells_what_was_taken() {
    for house in engines().await {
        for id in ["attend", "imprime"] {
            add(&house.store, &paper(id)).await;
        }
        let mut tx = house.store.begin().await.unwrap();
        let mut taken = paper("imprime");
        taken.print(&borne(), 2_000);
        retrait::note_printed(&mut tx, &taken).await.unwrap();
        porte::drop_waiting(&mut tx).await.unwrap();
        let left = retrait::list(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(left, [taken.clone()], "{}", house.name);
        let sealed = "SELECT COUNT(*) AS n FROM retrait_scelle WHERE retrait = 'attend'";
        assert_eq!(count(&house, sealed).await, 0);
        // What its hub hears of it, and keeps.
        let mut tx = house.store.begin().await.unwrap();
        taken.wrong_pins = 3;
        porte::note_heard(&mut tx, &taken).await.unwrap();
        assert_eq!(
            retrait::hold(&mut tx, &taken.id).await.unwrap(),
            Some(taken)
        );
        tx.commit().await.unwrap();
    }
}
