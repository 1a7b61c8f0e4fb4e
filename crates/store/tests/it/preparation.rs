//! Statements before they are frozen: kept, replaced, marked; a seal that comes back from a
//! rebuild.

use std::collections::BTreeMap;

use plus_domain::{
    event::{Event, StatementIssue},
    period::Month,
    statement::{Geste, Marque, Sceau},
};
use plus_store::{
    preparation::{self, Preparation, State},
    rebuild, statement,
};
use serde_json::json;

use crate::house::engines;

fn october() -> Month {
    "2026-10".parse().expect("a month")
}

fn prepared(at: i64, state: State) -> Preparation {
    Preparation {
        month: october(),
        partner: "caf".into(),
        first_at: at,
        at,
        position: 3,
        state,
        json: (state == State::Initial).then(|| "{}".to_owned()),
        told: (state == State::Retenu).then(|| "Elle attend.".to_owned()),
    }
}

#[tokio::test]
async fn a_preparation_replaces_the_one_before_and_remembers_the_first() {
    for house in engines().await {
        for one in [prepared(10, State::Initial), prepared(20, State::Retenu)] {
            let mut tx = house.store.begin().await.expect("begins");
            preparation::keep(&mut tx, &one).await.expect("kept");
            tx.commit().await.expect("written");
        }
        let mut link = house.store.read().await.expect("reads");
        let all = preparation::of_month(&mut link, october())
            .await
            .expect("read");
        let expected = Preparation {
            first_at: 10,
            ..prepared(20, State::Retenu)
        };
        assert_eq!(all.get(&"caf".into()), Some(&expected), "{}", house.name);
        let other = "2026-09".parse().expect("a month");
        let none = preparation::of_month(&mut link, other).await.expect("read");
        assert!(none.is_empty());
    }
}

fn mark(month: &str, gesture: Geste, number: &str) -> Event {
    Event::StatementMarked(Marque {
        partner: "caf".into(),
        month: month.parse().expect("a month"),
        gesture,
        number: number.into(),
        function: "accueil".into(),
        author: "ghislaine".into(),
        at: 5,
    })
}

fn seal() -> Sceau {
    Sceau {
        number: "2026-10-caf-1".into(),
        files: BTreeMap::from([("json".into(), "00".into())]),
        key: "ab".repeat(32),
        signature: "cd".repeat(64),
    }
}

fn issued(seal: Option<Sceau>, number: &str, at: i64) -> Event {
    Event::StatementIssued(StatementIssue {
        number: number.into(),
        partner: "caf".into(),
        month: october(),
        json: "{}".into(),
        hash: "00".into(),
        files: BTreeMap::new(),
        protection: json!({}),
        author: "ghislaine".into(),
        at,
        seal,
    })
}

#[tokio::test]
async fn marks_of_a_month_and_seals_are_made_again_from_the_journal() {
    for mut house in engines().await {
        let facts = [
            mark("2026-10", Geste::Approuver, ""),
            mark("2026-10", Geste::Remettre, "2026-10-caf-1"),
            mark("2026-11", Geste::Approuver, ""),
            issued(None, "2026-10-caf-1", 7),
            issued(Some(seal()), "2026-10-caf-2", 9),
        ];
        house.append(10, &facts).await.expect("written");
        let mut link = house.store.read().await.expect("reads");
        let marks = preparation::marks(&mut link, october())
            .await
            .expect("read");
        let gestures: Vec<Geste> = marks.iter().map(|m| m.gesture).collect();
        assert_eq!(
            gestures,
            [Geste::Approuver, Geste::Remettre],
            "{}",
            house.name
        );
        let all = statement::of_month(&mut link, october())
            .await
            .expect("read");
        let seals: Vec<Option<Sceau>> = all.into_iter().map(|s| s.seal).collect();
        assert_eq!(seals, [None, Some(seal())], "{}", house.name);
        let keys = statement::keys(&mut link).await.expect("read");
        assert_eq!(keys, BTreeMap::from([("ab".repeat(32), (9, 9))]));
        let months = statement::months_since(&mut link, 8).await.expect("read");
        assert_eq!(months, [october()]);
        drop(link);
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(house.dump().await, before, "{}", house.name);
    }
}
