//! Time that a node has counted since its last whole contact with its hub (requirement S4).
//! The rule is `plus_domain::eloignement`; here is what it remembers.

use plus_domain::eloignement::Counter;

use crate::{Link, Row, StoreError, Tx, args};

/// What was counted; none on a machine that has no hub.
///
/// # Errors
/// Those of the database.
pub async fn counter(link: &mut Link) -> Result<Option<Counter>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT a.away_ms, a.greatest_at, a.seen_at
             FROM peer p LEFT JOIN away a ON a.own = p.own WHERE p.own = 1",
            args![],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// A machine enrolled before time was counted has counted nothing.
fn read(row: &Row) -> Result<Counter, StoreError> {
    Ok(Counter {
        away_ms: row.opt_int("away_ms")?.unwrap_or(0),
        greatest_at: row.opt_int("greatest_at")?.unwrap_or(i64::MAX),
        seen_at: row.opt_int("seen_at")?.unwrap_or(i64::MAX),
    })
}

/// Looks at the clock and remembers; none on a machine that has no hub.
///
/// # Errors
/// Those of the database.
pub async fn look(tx: &mut Tx, now_ms: i64) -> Result<Option<Counter>, StoreError> {
    let Some(known) = counter(tx).await? else {
        return Ok(None);
    };
    let looked = match known.seen_at {
        i64::MAX => Counter::begun(now_ms),
        _ => known.look(now_ms),
    };
    keep(tx, looked).await?;
    Ok(Some(looked))
}

/// A whole contact: the count begins again.
///
/// # Errors
/// Those of the database.
pub async fn begin_again(tx: &mut Tx, now_ms: i64) -> Result<(), StoreError> {
    keep(tx, Counter::begun(now_ms)).await
}

async fn keep(tx: &mut Tx, counter: Counter) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO away (own, away_ms, greatest_at, seen_at) VALUES (1, $1, $2, $3)
         ON CONFLICT (own) DO UPDATE SET away_ms = excluded.away_ms,
           greatest_at = excluded.greatest_at, seen_at = excluded.seen_at",
        args![counter.away_ms, counter.greatest_at, counter.seen_at],
    )
    .await
    .map(|_| ())
}
