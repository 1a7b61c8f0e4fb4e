//! How fast a hub takes the work of a fleet, and answers with years of it stored.
//!
//! The fleet is made while the hub works, on the same cores. Beside it, in the same run, the
//! same rows are put in another database by bare inserts: the ratio says what the rules cost.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use plus_domain::{
    ids::PartnerCode,
    period::{Month, Period},
    stats::Scope,
};
use plus_store::{
    Sql, Store, StoreError, args,
    exchange::hub::{self, Arrival},
    raw, stats,
};
use serde::Serialize;

use crate::fleet::{BATCH, Fleet, Load, Size, take};

/// Batches that wait, made, for the hub.
const AHEAD: usize = 8;
/// Calls of each question.
const CALLS: usize = 40;

#[expect(
    clippy::disallowed_methods,
    reason = "a measure: durations only, no date comes of it"
)]
fn now() -> Instant {
    Instant::now()
}

/// What a run took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pace {
    /// Entries taken.
    pub entries: u64,
    /// Seconds, making the fleet included.
    pub seconds: f64,
    /// Entries a second.
    pub per_second: f64,
    /// Median of what is taken at once, milliseconds, from its entries to its commit.
    pub batch_p50_ms: f64,
    /// 95th percentile of it.
    pub batch_p95_ms: f64,
}

/// Has a hub take the work of a fleet: signatures and JSON are read by one thread, as other
/// connections do, while another batch is written. `told` hears how many entries are in.
///
/// # Errors
/// Those of the database.
pub async fn ingest(
    store: &Store,
    size: Size,
    told: &mut (dyn FnMut(u64) + Send),
) -> Result<Pace, StoreError> {
    let (road, arrivals) = mpsc::sync_channel::<Load>(AHEAD);
    let (door, opened) = mpsc::sync_channel(AHEAD);
    let maker = std::thread::spawn(move || {
        for load in Fleet::new(size) {
            // The hub has stopped listening: nothing more to send.
            if road.send(load).is_err() {
                return;
            }
        }
    });
    let reader = std::thread::spawn(move || {
        for load in arrivals {
            if door.send(load.read()).is_err() {
                return;
            }
        }
    });
    let (began, mut entries, mut times) = (now(), 0, Vec::new());
    let mut left = None;
    while let Some(group) = waiting(&opened, &mut left)? {
        let since = now();
        entries += group.iter().map(|a| a.entries.len() as u64).sum::<u64>();
        take(store, &group.iter().collect::<Vec<_>>(), 1_000).await?;
        times.push(since.elapsed());
        told(entries);
    }
    let seconds = began.elapsed().as_secs_f64();
    // They have sent everything, or could not.
    let _ended = (maker.join(), reader.join());
    Ok(pace(entries, seconds, times))
}

/// Batches that are there, as many as a hub takes together, one of each machine; none at the
/// end. One that comes too many is `left` for the next time.
fn waiting(
    opened: &mpsc::Receiver<Result<Arrival, StoreError>>,
    left: &mut Option<Arrival>,
) -> Result<Option<Vec<Arrival>>, StoreError> {
    let first = match left.take() {
        Some(first) => first,
        None => match opened.recv() {
            Ok(first) => first?,
            Err(_ended) => return Ok(None),
        },
    };
    let mut group = vec![first];
    while let Ok(next) = opened.try_recv() {
        let next = next?;
        if !hub::joins(&group.iter().collect::<Vec<_>>(), &next) {
            *left = Some(next);
            break;
        }
        group.push(next);
    }
    Ok(Some(group))
}

/// Puts the same rows in an empty database, by bare inserts of as many entries at once.
/// Only the writing is timed.
///
/// # Errors
/// Those of the databases.
pub async fn bare(from: &Store, to: &Store) -> Result<Pace, StoreError> {
    let mut link = from.read().await?;
    let (mut after, mut times) = (0, Vec::new());
    let step = i64::try_from(BATCH).unwrap_or(i64::MAX);
    while let Some(rows) = raw::read(&mut link, after, step).await? {
        after += step;
        let since = now();
        let mut tx = to.begin().await?;
        raw::write(&mut tx, rows).await?;
        tx.commit().await?;
        times.push(since.elapsed());
    }
    let entries = link
        .count("SELECT COUNT(*) AS n FROM journal", args![])
        .await?;
    let seconds = times.iter().map(Duration::as_secs_f64).sum();
    Ok(pace(u64::try_from(entries).unwrap_or(0), seconds, times))
}

#[expect(clippy::cast_precision_loss, reason = "a rate, for people to read")]
fn pace(entries: u64, seconds: f64, mut times: Vec<Duration>) -> Pace {
    times.sort_unstable();
    Pace {
        entries,
        seconds,
        per_second: entries as f64 / seconds.max(f64::EPSILON),
        batch_p50_ms: rank(&times, 50),
        batch_p95_ms: rank(&times, 95),
    }
}

/// A percentile of sorted times, milliseconds.
fn rank(sorted: &[Duration], percent: usize) -> f64 {
    let at = sorted.len().saturating_sub(1) * percent / 100;
    sorted.get(at).map_or(0.0, |t| t.as_secs_f64() * 1_000.0)
}

/// A question, and what its answers took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// What was asked.
    pub question: String,
    /// Median, milliseconds.
    pub p50_ms: f64,
    /// 95th percentile, milliseconds.
    pub p95_ms: f64,
}

/// Asks what people ask of the stored years, and beside it the same of the bare rows.
///
/// # Errors
/// Those of the database.
pub async fn ask(store: &Store) -> Result<Vec<Asked>, StoreError> {
    let Some(span) = stats::span(&mut store.read().await?).await? else {
        return Ok(Vec::new());
    };
    let month = Month::of(span.to).period();
    // Whole months, as the page of a year asks: the days of half a month are counted one by one.
    let from = jiff::civil::date(span.to.year(), 1, 1);
    let year = Period { from, to: month.to };
    let partner = Scope::Partner(PartnerCode::new("caf"));
    Ok(vec![
        figures(store, "figures of a partner's month", month, &partner).await?,
        figures(store, "figures of the year, everything", year, &Scope::All).await?,
        figures(store, "figures of the year, one partner", year, &partner).await?,
        bare_year(store, year).await?,
    ])
}

async fn figures(
    store: &Store,
    question: &str,
    period: Period,
    scope: &Scope,
) -> Result<Asked, StoreError> {
    let mut link = store.read().await?;
    let mut times = Vec::new();
    for _ in 0..CALLS {
        let since = now();
        stats::figures(&mut link, period, scope).await?;
        times.push(since.elapsed());
    }
    Ok(asked(question, times))
}

/// The same year by month and theme, by plain SQL over the rows: once, it is long.
async fn bare_year(store: &Store, year: Period) -> Result<Asked, StoreError> {
    let mut link = store.read().await?;
    let sql = Sql::new(
        "SELECT substr(d.date, 1, 7) AS month, d.theme AS theme, COUNT(*) AS n FROM demande d",
    )
    .arg("WHERE d.cancelled = 0 AND d.date >=", year.from)
    .arg("AND d.date <=", year.to)
    .add("GROUP BY substr(d.date, 1, 7), d.theme ORDER BY 1, 2");
    let since = now();
    link.fetch_sql(sql).await?;
    Ok(asked(
        "the year by month and theme, plain SQL over the rows, once",
        vec![since.elapsed()],
    ))
}

fn asked(question: &str, mut times: Vec<Duration>) -> Asked {
    times.sort_unstable();
    Asked {
        question: question.to_owned(),
        p50_ms: rank(&times, 50),
        p95_ms: rank(&times, 95),
    }
}
