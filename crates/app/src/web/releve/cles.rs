//! `/opendata/releves/cles.json`: the public keys that seal statements, for who checks one.

use std::collections::BTreeMap;

use axum::{Json, extract::State, response::IntoResponse};
use plus_journal::wire::{hex, unhex};
use plus_store::statement;
use serde::Serialize;

use crate::{
    node::Identity,
    statement::sceau::fingerprint,
    web::{page::Answer, state::App},
};

/// The keys, in the order of their first statement.
#[derive(Debug, Serialize)]
struct Keys {
    relay: String,
    keys: Vec<Key>,
}

#[derive(Debug, Serialize)]
struct Key {
    /// ed25519 public key, in hexadecimal.
    #[serde(rename = "key")]
    public: String,
    /// As people compare it.
    fingerprint: String,
    /// First and last statement that it seals, milliseconds since 1970 UTC.
    first_at: Option<i64>,
    last_at: Option<i64>,
    /// Whether it seals those to come.
    current: bool,
}

/// `GET /opendata/releves/cles.json`.
pub async fn keys(State(app): State<App>) -> Answer {
    let current = hex(&Identity::of(&app.store, &app.outside).await?.public_key());
    let used: BTreeMap<String, (i64, i64)> = statement::keys(&mut app.store.read().await?).await?;
    let mut keys: Vec<Key> = used
        .iter()
        .map(|(key, (first, last))| one(key, Some(*first), Some(*last), *key == current))
        .collect();
    if !used.contains_key(&current) {
        keys.push(one(&current, None, None, true));
    }
    keys.sort_by_key(|key| key.first_at.unwrap_or(i64::MAX));
    let relay = app.territory().identity.name.clone();
    Ok(Json(Keys { relay, keys }).into_response())
}

fn one(key: &str, first_at: Option<i64>, last_at: Option<i64>, current: bool) -> Key {
    Key {
        public: key.to_owned(),
        fingerprint: unhex::<32>(key).map_or_else(String::new, |key| fingerprint(&key)),
        first_at,
        last_at,
        current,
    }
}
