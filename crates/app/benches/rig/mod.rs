//! What the benches share: a relay with many visites, kept between runs, and times
//! told as medians and 95th percentiles.
//!
//! Criterion tells a mean over batches; the promise is about the slow ones, so
//! each call is timed by itself here.

#![allow(dead_code, reason = "each bench uses its part")]

pub mod content;
pub mod many;

use std::{path::PathBuf, time::Instant};

use plus::{
    account::{NewAccount, create},
    config::PasswordCost,
    outside::Outside,
    password::Hasher,
    territory,
};
use plus_domain::account::Role;
use plus_store::{Options, Store, credential};

/// Who opens the pages.
pub const LOGIN: &str = "banc.essai";
/// Her password.
pub const PASSWORD: &str = "tortue lampe nuage vis";

/// Times of one kind, milliseconds.
#[derive(Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Times one call.
    #[expect(clippy::disallowed_methods, reason = "a bench measures durations")]
    pub async fn time<T>(&mut self, call: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let answer = call.await;
        self.0.push(began.elapsed().as_secs_f64() * 1_000.0);
        answer
    }

    /// Adds a call timed elsewhere.
    pub fn add(&mut self, took: std::time::Duration) {
        self.0.push(took.as_secs_f64() * 1_000.0);
    }

    /// The time under which `percent` of the calls stand, milliseconds.
    pub fn under(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or(0.0)
    }
}

/// Prints a line: what, median, 95th percentile, the bound held, and what to compare.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
pub fn tell(what: &str, times: &Times, bound_p95_ms: Option<f64>, beside: Option<&Times>) {
    let (median, slow) = (times.under(50), times.under(95));
    let bound = bound_p95_ms.map_or_else(String::new, |bound| {
        let held = if slow <= bound { "held" } else { "MISSED" };
        format!("  bound {bound:.0} ms: {held}")
    });
    let ratio = beside.map_or_else(String::new, |other| {
        format!("  × {:.2} the bare insert", median / other.under(50))
    });
    println!("{what:<66} p50 {median:8.2} ms  p95 {slow:8.2} ms{bound}{ratio}");
}

/// Prints a title.
#[expect(clippy::print_stdout, reason = "a bench tells what it measured")]
pub fn title(text: &str) {
    println!("\n{text}");
}

/// A place for a database on each engine at hand.
pub struct Place {
    /// Name of the engine.
    pub engine: &'static str,
    /// Where it is.
    pub options: Options,
}

/// SQLite in a folder kept under `target/`; PostgreSQL when a server is named.
#[expect(
    clippy::disallowed_methods,
    reason = "a bench learns here where PostgreSQL is"
)]
pub async fn places(count: usize) -> Vec<Place> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("visites-{count}"));
    let options = Options::folder(folder);
    let mut places = vec![Place {
        engine: "sqlite",
        options: options.clone(),
    }];
    if let Ok(url) = std::env::var("PLUS_TEST_POSTGRES") {
        let url = schema(&options, &url, count).await;
        places.push(Place {
            engine: "postgres",
            options: options.with_database(Some(url)),
        });
    }
    places
}

/// A schema of its own in the server, made if needed.
async fn schema(options: &Options, url: &str, count: usize) -> String {
    let (make, name) = match count {
        1_000_000 => ("CREATE SCHEMA IF NOT EXISTS banc_million", "banc_million"),
        _ => ("CREATE SCHEMA IF NOT EXISTS banc", "banc"),
    };
    let store = Store::open(&options.clone().with_database(Some(url.to_owned()))).await;
    let store = store.expect("PostgreSQL answers");
    let mut tx = store.begin().await.expect("begins");
    tx.execute(make, vec![]).await.expect("a schema");
    tx.commit().await.expect("committed");
    store.close().await;
    format!("{url}?options=-c%20search_path%3D{name}")
}

/// Opens a relay with at least so many visites of 2026, writing those that lack.
pub async fn filled(place: &Place, count: usize) -> Store {
    let store = Store::open(&place.options).await.expect("opens");
    let outside = Outside::machine();
    let espace_sud = territory::demonstration().expect("our territory");
    if territory::published(&store).await.expect("reads").is_none() {
        territory::publish(&store, &outside, &espace_sud)
            .await
            .expect("published");
        account(&store, &outside).await;
    }
    many::fill(&store, &outside, &espace_sud, count).await;
    store
}

async fn account(store: &Store, outside: &Outside) {
    let new = NewAccount {
        login: LOGIN.into(),
        name: "Banc d’essai".into(),
        role: Role::Coordinateur,
        partner: None,
    };
    let hasher = Hasher::new(PasswordCost::default());
    let hash = hasher.hash(PASSWORD.into(), outside.random_bytes()).await;
    let mut tx = store.begin().await.expect("begins");
    let made = create(&mut tx, outside, new).await.expect("an account");
    let hash = hash.expect("a hash");
    credential::set(&mut tx, made.id.as_str(), &hash, outside.now_ms())
        .await
        .expect("kept");
    tx.commit().await.expect("committed");
}
