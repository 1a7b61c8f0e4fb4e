//! Who may speak to the hub: invitations used once, machines by their public key, and
//! signatures that were already seen.

use plus_domain::{
    ids::NodeId,
    machine::{Kind, Motif},
};
use plus_journal::exchange::Health;

use super::exposed;
use crate::{Link, Row, StoreError, Tx, args, journal::signed};

/// A machine that the hub knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Identifier.
    pub node: NodeId,
    /// What people call it: « Le bus ».
    pub name: String,
    /// ed25519 public key, 32 bytes.
    pub public_key: Vec<u8>,
    /// When it was enrolled, milliseconds UTC.
    pub enrolled_at: i64,
    /// When it was revoked, if it was.
    pub revoked_at: Option<i64>,
    /// Last signed request.
    pub seen_at: Option<i64>,
    /// Version that it runs, as it says.
    pub version: Option<String>,
    /// Entries that it still held back, as it says.
    pub waiting: Option<i64>,
    /// Its clock less the hub's, milliseconds.
    pub clock_gap: Option<i64>,
    /// Bytes free on its disk, as it says.
    pub disk_free: Option<i64>,
    /// Bytes of its disk.
    pub disk_total: Option<i64>,
    /// Date on which its version was released.
    pub released: Option<String>,
    /// Entries that it could not project.
    pub unprojected: Option<i64>,
    /// What it is for.
    pub kind: Kind,
    /// Why it was revoked, if it was.
    pub motif: Option<Motif>,
    /// When it was first told to erase what it holds.
    pub ordered_at: Option<i64>,
}

/// What a machine says of itself at each contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Version.
    pub version: String,
    /// Entries that wait.
    pub waiting: i64,
    /// Its clock less the hub's, milliseconds.
    pub clock_gap: i64,
    /// Disk, date of the version, entries not projected.
    pub health: Health,
}

/// Keeps an invitation by the hash of its code, for a machine of this name and kind.
pub async fn invite(
    tx: &mut Tx,
    code_hash: &str,
    (name, kind): (&str, Kind),
    (made_at, expires_at): (i64, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO invitation (code_hash, name, kind, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
        args![code_hash, name, kind.code(), made_at, expires_at],
    )
    .await
    .map(|_| ())
}

/// Uses an invitation for a machine: its name, or nothing when the code is not one, has
/// ended or was used by another. The same machine may use it again: its first answer may
/// have been lost on the way.
pub async fn accept(
    tx: &mut Tx,
    code_hash: &str,
    node: &NodeId,
    public_key: &[u8],
    now_ms: i64,
) -> Result<Option<String>, StoreError> {
    let used = tx
        .execute(
            "UPDATE invitation SET used_by = $1
             WHERE code_hash = $2 AND expires_at > $3 AND (used_by IS NULL OR used_by = $1)",
            args![node, code_hash, now_ms],
        )
        .await?;
    if used == 0 {
        return Ok(None);
    }
    let row = tx
        .fetch_first(
            "SELECT name, kind FROM invitation WHERE code_hash = $1",
            args![code_hash],
        )
        .await?;
    let row = row.ok_or_else(|| StoreError::NotFound("invitation".to_owned()))?;
    let (name, kind) = (row.text("name")?, row.text("kind")?);
    let taken = tx
        .execute(
            "INSERT INTO machine (node, name, public_key, enrolled_at, kind) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (node) DO UPDATE SET name = excluded.name, kind = excluded.kind
             WHERE machine.public_key = excluded.public_key AND machine.revoked_at IS NULL",
            args![node, &name, public_key, now_ms, kind],
        )
        .await?;
    Ok((taken > 0).then_some(name))
}

/// A machine by its identifier.
pub async fn get(link: &mut Link, node: &NodeId) -> Result<Option<Machine>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM machine WHERE node = $1", args![node])
        .await?;
    row.as_ref().map(read).transpose()
}

/// Every machine, by name.
pub async fn all(link: &mut Link) -> Result<Vec<Machine>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM machine ORDER BY name, node", args![])
        .await?;
    rows.iter().map(read).collect()
}

/// Whether this machine is the hub of any.
pub async fn any(link: &mut Link) -> Result<bool, StoreError> {
    let found = link
        .fetch_first("SELECT 1 AS n FROM machine LIMIT 1", args![])
        .await?;
    Ok(found.is_some())
}

fn read(row: &Row) -> Result<Machine, StoreError> {
    Ok(Machine {
        node: NodeId::new(row.text("node")?),
        name: row.text("name")?,
        public_key: row.bytes("public_key")?,
        enrolled_at: row.int("enrolled_at")?,
        revoked_at: row.opt_int("revoked_at")?,
        seen_at: row.opt_int("seen_at")?,
        version: row.opt_text("version")?,
        waiting: row.opt_int("waiting")?,
        clock_gap: row.opt_int("clock_gap")?,
        disk_free: row.opt_int("disk_free")?,
        disk_total: row.opt_int("disk_total")?,
        released: row.opt_text("released")?,
        unprojected: row.opt_int("unprojected")?,
        kind: row.choice("kind", Kind::from_code)?,
        motif: row
            .opt_text("motif")?
            .and_then(|code| Motif::from_code(&code)),
        ordered_at: row.opt_int("ordered_at")?,
    })
}

/// Revokes a machine; false when there is none or it was already. When nobody knows whose
/// hands it is in, the accounts that it let in have their password to change.
///
/// # Errors
/// Those of the database.
pub async fn revoke(
    tx: &mut Tx,
    node: &NodeId,
    motif: Motif,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE machine SET revoked_at = $1, motif = $2 WHERE node = $3 AND revoked_at IS NULL",
            args![now_ms, motif.code(), node],
        )
        .await?;
    if changed > 0 && motif.exposes() {
        exposed::passwords_to_change(tx, node).await?;
    }
    Ok(changed > 0)
}

/// Notes that a revoked machine has received the order to erase what it holds.
///
/// # Errors
/// Those of the database.
pub async fn note_ordered(tx: &mut Tx, node: &NodeId, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE machine SET ordered_at = $1 WHERE node = $2 AND ordered_at IS NULL",
        args![now_ms, node],
    )
    .await
    .map(|_| ())
}

/// Notes a contact.
pub async fn note_seen(
    tx: &mut Tx,
    node: &NodeId,
    presence: &Presence,
    now_ms: i64,
) -> Result<(), StoreError> {
    let health = &presence.health;
    tx.execute(
        "UPDATE machine SET seen_at = $1, version = $2, waiting = $3, clock_gap = $4,
           disk_free = $5, disk_total = $6, released = $7, unprojected = $8 WHERE node = $9",
        args![
            now_ms,
            &presence.version,
            presence.waiting,
            presence.clock_gap,
            health.disk_free.map(signed),
            health.disk_total.map(signed),
            health.released.clone(),
            signed(health.unprojected),
            node
        ],
    )
    .await
    .map(|_| ())
}

/// Keeps a signature's number; false when it was already used. Those older than
/// `forget_before` (milliseconds UTC) are forgotten: their time is refused anyway.
pub async fn use_nonce(
    tx: &mut Tx,
    node: &NodeId,
    nonce: &str,
    now_ms: i64,
    forget_before: i64,
) -> Result<bool, StoreError> {
    tx.execute("DELETE FROM nonce WHERE at < $1", args![forget_before])
        .await?;
    let kept = tx
        .execute(
            "INSERT INTO nonce (node, nonce, at) VALUES ($1, $2, $3) ON CONFLICT (node, nonce) DO NOTHING",
            args![node, nonce, now_ms],
        )
        .await?;
    Ok(kept > 0)
}
