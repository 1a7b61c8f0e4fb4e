//! Alarms of kiosks: those that begin, those that were raised, and the history.

use plus_domain::{
    alarme::{Kind, Track},
    ids::{AccountId, NodeId},
};

use crate::{Link, Row, StoreError, Tx, args};

/// An alarm, or the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Kiosk.
    pub node: NodeId,
    /// What it is.
    pub kind: Kind,
    /// Since when, and when it was raised.
    pub track: Track,
    /// When it was cleared.
    pub cleared_at: Option<i64>,
    /// Who said that they know of it.
    pub seen_by: Option<AccountId>,
}

/// What is open of a kiosk, what only begins included.
///
/// # Errors
/// Those of the database.
pub async fn open(link: &mut Link, node: &NodeId) -> Result<Vec<Alarm>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM alarm WHERE node = $1 AND cleared_at IS NULL",
            args![node],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Every alarm that was raised and is not cleared, of kiosks that serve, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn raised(link: &mut Link) -> Result<Vec<Alarm>, StoreError> {
    let rows = link
        .fetch(
            "SELECT a.* FROM alarm a JOIN machine m ON m.node = a.node
             WHERE a.cleared_at IS NULL AND a.raised_at IS NOT NULL AND m.revoked_at IS NULL
             ORDER BY a.since, a.node, a.kind",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Alarms of a kiosk that were raised, cleared or not, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn history(link: &mut Link, node: &NodeId, most: i64) -> Result<Vec<Alarm>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM alarm WHERE node = $1 AND raised_at IS NOT NULL
             ORDER BY raised_at DESC, kind LIMIT $2",
            args![node, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Keeps where an alarm stands.
///
/// # Errors
/// Those of the database.
pub async fn keep(tx: &mut Tx, node: &NodeId, kind: Kind, track: &Track) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO alarm (node, kind, since, raised_at, gone_since) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (node, kind, since) DO UPDATE SET
           raised_at = excluded.raised_at, gone_since = excluded.gone_since",
        args![
            node,
            kind.code(),
            track.since,
            track.raised_at,
            track.gone_since
        ],
    )
    .await
    .map(|_| ())
}

/// Forgets the beginning of one: its cause did not last.
///
/// # Errors
/// Those of the database.
pub async fn forget(
    tx: &mut Tx,
    node: &NodeId,
    kind: Kind,
    track: &Track,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM alarm WHERE node = $1 AND kind = $2 AND since = $3 AND raised_at IS NULL",
        args![node, kind.code(), track.since],
    )
    .await
    .map(|_| ())
}

/// Clears one; it stays in the history.
///
/// # Errors
/// Those of the database.
pub async fn clear(
    tx: &mut Tx,
    node: &NodeId,
    kind: Kind,
    track: &Track,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE alarm SET cleared_at = $1, gone_since = $2 WHERE node = $3 AND kind = $4 AND since = $5",
        args![now_ms, track.gone_since, node, kind.code(), track.since],
    )
    .await
    .map(|_| ())
}

/// Says who knows of an alarm that is open; false when none of that kind is.
///
/// # Errors
/// Those of the database.
pub async fn acknowledge(
    tx: &mut Tx,
    (node, kind): (&NodeId, Kind),
    by: &AccountId,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE alarm SET seen_by = $1, seen_at = $2
             WHERE node = $3 AND kind = $4 AND cleared_at IS NULL AND raised_at IS NOT NULL
               AND seen_by IS NULL",
            args![by, now_ms, node, kind.code()],
        )
        .await?;
    Ok(changed > 0)
}

fn read(row: &Row) -> Result<Alarm, StoreError> {
    Ok(Alarm {
        node: NodeId::new(row.text("node")?),
        kind: row.choice("kind", Kind::from_code)?,
        track: Track {
            since: row.int("since")?,
            raised_at: row.opt_int("raised_at")?,
            gone_since: row.opt_int("gone_since")?,
        },
        cleared_at: row.opt_int("cleared_at")?,
        seen_by: row.opt_text("seen_by")?.map(AccountId::new),
    })
}
