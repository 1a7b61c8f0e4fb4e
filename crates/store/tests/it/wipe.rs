//! A machine that erases what it holds keeps nothing of anybody (requirement S23).

use std::collections::BTreeSet;

use plus_domain::{
    account::{Account, Role},
    event::Event,
    visite::Kind,
};
use plus_store::{
    args, credential,
    exchange::wipe::{self, EMPTIED, KEPT, State},
    journal, setting,
};

use crate::house::{House, engines, visite};

/// Every table of a database.
async fn tables(house: &House) -> BTreeSet<String> {
    let sql = match house.name {
        "sqlite" => {
            "SELECT name AS t FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        }
        _ => {
            "SELECT CAST(table_name AS TEXT) AS t FROM information_schema.tables
             WHERE table_schema = current_schema()"
        }
    };
    let mut link = house.store.read().await.unwrap();
    let rows = link.fetch(sql, args![]).await.unwrap();
    let all = rows.iter().map(|row| row.text("t").unwrap());
    all.filter(|t| t != "_sqlx_migrations").collect()
}

#[tokio::test]
async fn every_table_is_emptied_or_said_to_hold_nobody() {
    let emptied: Vec<&str> = EMPTIED
        .iter()
        .map(|sql| sql.strip_prefix("DELETE FROM ").unwrap())
        .collect();
    let known: BTreeSet<String> = emptied
        .iter()
        .chain(&KEPT)
        .map(|t| (*t).to_owned())
        .collect();
    assert_eq!(known.len(), emptied.len() + KEPT.len(), "one twice");
    for house in engines().await {
        assert_eq!(tables(&house).await, known, "{}", house.name);
    }
}

async fn count(house: &House, sql: &'static str) -> i64 {
    let mut link = house.store.read().await.unwrap();
    link.count(sql, args![]).await.unwrap()
}

#[tokio::test]
async fn nobody_signs_in_at_once_and_everything_goes_at_the_end() {
    for mut house in engines().await {
        let maryse = Account {
            id: "maryse".into(),
            login: "maryse".into(),
            name: "Maryse L.".into(),
            role: Role::Animatrice,
            partner: None,
            disabled: false,
        };
        let seen = visite("v1", "2026-11-03", Kind::Information);
        let facts = [Event::AccountSet(maryse), Event::VisiteRecorded(seen)];
        house.append(1_000, &facts).await.unwrap();
        let mut tx = house.store.begin().await.unwrap();
        credential::set(&mut tx, "maryse", "hash", 1).await.unwrap();
        setting::set(&mut tx, "machine_key", "secret")
            .await
            .unwrap();
        wipe::begin(&mut tx, "ordre").await.unwrap();
        tx.commit().await.unwrap();
        let state = wipe::state(&mut house.store.read().await.unwrap()).await;
        assert_eq!(state.unwrap(), State::Pending("ordre".into()));
        assert_eq!(
            count(&house, "SELECT COUNT(*) AS n FROM credential").await,
            0
        );
        assert_eq!(
            count(&house, "SELECT COUNT(*) AS n FROM body").await,
            2,
            "not yet sent"
        );
        wipe::finish(&house.store, "ordre", 9_000).await.unwrap();
        for sql in [
            "SELECT COUNT(*) AS n FROM body",
            "SELECT COUNT(*) AS n FROM visite",
            "SELECT COUNT(*) AS n FROM account",
            "SELECT COUNT(*) AS n FROM setting WHERE name = 'machine_key'",
        ] {
            assert_eq!(count(&house, sql).await, 0, "{}: {sql}", house.name);
        }
        let mut link = house.store.read().await.unwrap();
        let state = wipe::state(&mut link).await.unwrap();
        assert_eq!(state, State::Done("ordre".into(), 9_000));
        assert_eq!(
            journal::verify(&mut link).await.unwrap(),
            2,
            "the chain stays whole"
        );
    }
}
