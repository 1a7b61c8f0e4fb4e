//! What people of the team say is broken at a kiosk: kept with its date, closed later.

use plus_domain::ids::{AccountId, NodeId};

use crate::{Link, Row, StoreError, Tx, args};

/// Something broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panne {
    /// Identifier.
    pub id: String,
    /// What is said, without the name of anybody.
    pub said: String,
    /// Who said it.
    pub by: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
    /// Who closed it, and when.
    pub closed: Option<(AccountId, i64)>,
}

/// Keeps what is broken.
///
/// # Errors
/// Those of the database.
pub async fn open(
    tx: &mut Tx,
    node: &NodeId,
    (id, said): (&str, &str),
    by: &AccountId,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO panne (id, node, said, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, node, said, by, now_ms],
    )
    .await
    .map(|_| ())
}

/// Closes it; false when there is none open.
///
/// # Errors
/// Those of the database.
pub async fn close(
    tx: &mut Tx,
    (node, id): (&NodeId, &str),
    by: &AccountId,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE panne SET closed_by = $1, closed_at = $2
             WHERE node = $3 AND id = $4 AND closed_at IS NULL",
            args![by, now_ms, node, id],
        )
        .await?;
    Ok(changed > 0)
}

/// Those of a kiosk: the open ones, then the latest closed.
///
/// # Errors
/// Those of the database.
pub async fn list(link: &mut Link, node: &NodeId, most: i64) -> Result<Vec<Panne>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM panne WHERE node = $1
             ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, opened_at DESC, id LIMIT $2",
            args![node, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Kiosks that have something open.
///
/// # Errors
/// Those of the database.
pub async fn nodes(link: &mut Link) -> Result<Vec<NodeId>, StoreError> {
    let rows = link
        .fetch(
            "SELECT node FROM panne WHERE closed_at IS NULL GROUP BY node",
            args![],
        )
        .await?;
    rows.iter()
        .map(|row| row.text("node").map(NodeId::new))
        .collect()
}

fn read(row: &Row) -> Result<Panne, StoreError> {
    let closed_by = row.opt_text("closed_by")?.map(AccountId::new);
    Ok(Panne {
        id: row.text("id")?,
        said: row.text("said")?,
        by: AccountId::new(row.text("opened_by")?),
        at: row.int("opened_at")?,
        closed: closed_by.zip(row.opt_int("closed_at")?),
    })
}
