//! What was asked of kiosks: given once, answered once.

use plus_domain::{
    borne::{Answered, Order, Outcome, Task},
    ids::{AccountId, NodeId},
};

use crate::{Link, Row, StoreError, Tx, args};

/// Orders given in one answer at most.
const MOST: i64 = 10;

/// An order, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The order.
    pub order: Order,
    /// Who asked.
    pub by: AccountId,
    /// When, milliseconds UTC.
    pub asked_at: i64,
    /// When it was given.
    pub given_at: Option<i64>,
    /// What became of it, and when that was heard.
    pub answered: Option<(Outcome, i64)>,
    /// A word more of the kiosk.
    pub told: String,
    /// Whether a picture came with the answer.
    pub has_picture: bool,
}

/// Asks something of a kiosk.
///
/// # Errors
/// Those of the database.
pub async fn ask(
    tx: &mut Tx,
    node: &NodeId,
    order: &Order,
    by: &AccountId,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO borne_order (id, node, task, asked_by, asked_at, expires_at, told)
         VALUES ($1, $2, $3, $4, $5, $6, '')",
        args![
            order.id.as_str(),
            node,
            order.task.code(),
            by,
            now_ms,
            order.expires_at
        ],
    )
    .await
    .map(|_| ())
}

/// What is to be given to a kiosk now: it will not be given again.
///
/// # Errors
/// Those of the database.
pub async fn give(tx: &mut Tx, node: &NodeId, now_ms: i64) -> Result<Vec<Order>, StoreError> {
    let rows = tx
        .fetch(
            "UPDATE borne_order SET given_at = $1
             WHERE id IN (SELECT id FROM borne_order
                          WHERE node = $2 AND given_at IS NULL AND expires_at > $1
                          ORDER BY asked_at, id LIMIT $3)
               AND given_at IS NULL
             RETURNING id, task, expires_at, asked_at",
            args![now_ms, node, MOST],
        )
        .await?;
    let mut given = Vec::new();
    for row in &rows {
        given.push((row.int("asked_at")?, order(row)?));
    }
    given.sort_by(|(a, one), (b, other)| (a, &one.id).cmp(&(b, &other.id)));
    Ok(given.into_iter().map(|(_, order)| order).collect())
}

/// Keeps the answer to an order that was given to this kiosk and not answered yet; false
/// otherwise. The picture of an idle screen takes the place of the one before.
///
/// # Errors
/// Those of the database.
pub async fn answer(
    tx: &mut Tx,
    node: &NodeId,
    answered: &Answered,
    picture: Option<Vec<u8>>,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let has_picture = picture.is_some();
    let changed = tx
        .execute(
            "UPDATE borne_order SET answered_at = $1, outcome = $2, told = $3, picture = $4
             WHERE id = $5 AND node = $6 AND given_at IS NOT NULL AND answered_at IS NULL",
            args![
                now_ms,
                answered.outcome.code(),
                answered.told.as_str(),
                picture,
                answered.id.as_str(),
                node
            ],
        )
        .await?;
    if changed > 0 && has_picture {
        tx.execute(
            "UPDATE borne_order SET picture = NULL WHERE node = $1 AND id <> $2",
            args![node, answered.id.as_str()],
        )
        .await?;
    }
    Ok(changed > 0)
}

/// The latest orders of a kiosk.
///
/// # Errors
/// Those of the database.
pub async fn latest(link: &mut Link, node: &NodeId, most: i64) -> Result<Vec<Asked>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, task, expires_at, asked_by, asked_at, given_at, answered_at, outcome, told,
               CAST(CASE WHEN picture IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_picture
             FROM borne_order WHERE node = $1 ORDER BY asked_at DESC, id DESC LIMIT $2",
            args![node, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The picture of the idle screen that came with an answer.
///
/// # Errors
/// Those of the database.
pub async fn picture(
    link: &mut Link,
    node: &NodeId,
    id: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT picture FROM borne_order WHERE node = $1 AND id = $2",
            args![node, id],
        )
        .await?;
    row.map_or(Ok(None), |row| row.opt_bytes("picture"))
}

fn order(row: &Row) -> Result<Order, StoreError> {
    Ok(Order {
        id: row.text("id")?,
        task: row.choice("task", Task::from_code)?,
        expires_at: row.int("expires_at")?,
    })
}

fn read(row: &Row) -> Result<Asked, StoreError> {
    let outcome = row.opt_text("outcome")?;
    let outcome = outcome.and_then(|code| Outcome::from_code(&code));
    Ok(Asked {
        order: order(row)?,
        by: AccountId::new(row.text("asked_by")?),
        asked_at: row.int("asked_at")?,
        given_at: row.opt_int("given_at")?,
        answered: outcome.zip(row.opt_int("answered_at")?),
        told: row.text("told")?,
        has_picture: row.flag("has_picture")?,
    })
}
