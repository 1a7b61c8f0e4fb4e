//! The kiosks as their hub knows them: last sign of life, use of each day. Alarms, orders,
//! settings and what is broken have a file each. No fact of the journal.

pub mod alarme;
pub mod ordre;
pub mod panne;
pub mod reglage;

use jiff::civil::Date;
use plus_domain::{borne::Beat, ids::NodeId, machine::Kind, period::parse_date};

use crate::{Link, Row, StoreError, Tx, args, journal::signed};

/// How long what happened is kept, milliseconds.
const KEPT_MS: i64 = 396 * 24 * 3_600_000;

/// A kiosk that serves, or will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borne {
    /// Machine.
    pub node: NodeId,
    /// What people call it.
    pub name: String,
    /// Its last sign of life and when it came, milliseconds UTC.
    pub beat: Option<(Beat, i64)>,
}

/// Every kiosk that was not revoked, by name.
///
/// # Errors
/// Those of the database.
pub async fn all(link: &mut Link) -> Result<Vec<Borne>, StoreError> {
    let rows = link
        .fetch(
            "SELECT m.node AS node, m.name AS name, b.received_at AS received_at, b.body AS body
             FROM machine m LEFT JOIN beat b ON b.node = m.node
             WHERE m.kind = $1 AND m.revoked_at IS NULL ORDER BY m.name, m.node",
            args![Kind::Borne.code()],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn one(link: &mut Link, node: &NodeId) -> Result<Option<Borne>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT m.node AS node, m.name AS name, b.received_at AS received_at, b.body AS body
             FROM machine m LEFT JOIN beat b ON b.node = m.node
             WHERE m.kind = $1 AND m.revoked_at IS NULL AND m.node = $2",
            args![Kind::Borne.code(), node],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The same, kept from every other transaction until this one ends: its alarms are judged by
/// one at a time.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &mut Tx, node: &NodeId) -> Result<Option<Borne>, StoreError> {
    tx.execute(
        "UPDATE machine SET name = name WHERE node = $1",
        args![node],
    )
    .await?;
    one(tx, node).await
}

fn read(row: &Row) -> Result<Borne, StoreError> {
    let at = row.opt_int("received_at")?;
    let beat = match (at, row.opt_text("body")?) {
        (Some(at), Some(body)) => {
            let beat = serde_json::from_str(&body).map_err(|e| StoreError::value("body", e))?;
            Some((beat, at))
        }
        _ => None,
    };
    Ok(Borne {
        node: NodeId::new(row.text("node")?),
        name: row.text("name")?,
        beat,
    })
}

/// Keeps a sign of life in place of the one before, the counts of its day, and what machines
/// say of themselves.
///
/// # Errors
/// Those of the database.
pub async fn keep(tx: &mut Tx, node: &NodeId, beat: &Beat, now_ms: i64) -> Result<(), StoreError> {
    let kept = Beat {
        answers: Vec::new(),
        ..beat.clone()
    };
    let body = serde_json::to_string(&kept).map_err(|e| StoreError::value("body", e))?;
    tx.execute(
        "INSERT INTO beat (node, received_at, body) VALUES ($1, $2, $3)
         ON CONFLICT (node) DO UPDATE SET received_at = excluded.received_at, body = excluded.body",
        args![node, now_ms, body],
    )
    .await?;
    let health = &beat.health;
    tx.execute(
        "UPDATE machine SET seen_at = $1, version = $2, clock_gap = $3, disk_free = $4, disk_total = $5
         WHERE node = $6",
        args![
            now_ms,
            beat.version.as_str(),
            beat.clock - now_ms,
            health.disk_free.map(signed),
            health.disk_total.map(signed),
            node
        ],
    )
    .await?;
    if let Some(day) = health.day {
        count(tx, node, day, (health.sessions_today, health.pages_today)).await?;
    }
    Ok(())
}

/// Counts of a day never go down: a kiosk that starts again begins at nothing.
async fn count(
    tx: &mut Tx,
    node: &NodeId,
    day: Date,
    (sessions, pages): (u32, u32),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO borne_day (node, day, sessions, pages) VALUES ($1, $2, $3, $4)
         ON CONFLICT (node, day) DO UPDATE SET
           sessions = CASE WHEN excluded.sessions > borne_day.sessions THEN excluded.sessions ELSE borne_day.sessions END,
           pages = CASE WHEN excluded.pages > borne_day.pages THEN excluded.pages ELSE borne_day.pages END",
        args![node, day, sessions, pages],
    )
    .await
    .map(|_| ())
}

/// Sessions of each day of a kiosk from a day on, in order.
///
/// # Errors
/// Those of the database.
pub async fn days(
    link: &mut Link,
    node: &NodeId,
    from: Date,
) -> Result<Vec<(Date, i64)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT day, sessions FROM borne_day WHERE node = $1 AND day >= $2 ORDER BY day",
            args![node, from],
        )
        .await?;
    rows.iter().map(day).collect()
}

fn day(row: &Row) -> Result<(Date, i64), StoreError> {
    Ok((row.parsed("day", parse_date)?, row.int("sessions")?))
}

/// Forgets what is older than thirteen months.
///
/// # Errors
/// Those of the database.
pub async fn purge(tx: &mut Tx, today: Date, now_ms: i64) -> Result<(), StoreError> {
    let before = now_ms - KEPT_MS;
    for statement in [
        "DELETE FROM alarm WHERE cleared_at < $1",
        "DELETE FROM borne_order WHERE asked_at < $1",
        "DELETE FROM panne WHERE closed_at < $1",
    ] {
        tx.execute(statement, args![before]).await?;
    }
    let day = today.saturating_sub(jiff::Span::new().days(396));
    tx.execute("DELETE FROM borne_day WHERE day < $1", args![day])
        .await
        .map(|_| ())
}
