//! Batches set apart at the hub, for a person to read: whole, in the order of their coming.

use plus_domain::ids::NodeId;
use plus_journal::{Entry, wire};

use crate::{Link, Row, StoreError, args, journal::unsigned};

/// A batch set apart.
#[derive(Debug, Clone)]
pub struct Apart {
    /// Its name: BLAKE3 of what came.
    pub id: String,
    /// Machine that sent it.
    pub node: NodeId,
    /// Epoch of the chain that it says it is of.
    pub epoch: u64,
    /// When it came, milliseconds UTC.
    pub received_at: i64,
    /// Why it was set apart.
    pub reason: String,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// Those of a machine, or of all.
///
/// # Errors
/// Those of the database.
pub async fn list(link: &mut Link, node: Option<&NodeId>) -> Result<Vec<Apart>, StoreError> {
    let rows = match node {
        Some(node) => {
            link.fetch(
                "SELECT * FROM quarantine WHERE node = $1 ORDER BY received_at, first_seq, id",
                args![node],
            )
            .await?
        }
        None => {
            link.fetch(
                "SELECT * FROM quarantine ORDER BY received_at, first_seq, id",
                args![],
            )
            .await?
        }
    };
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Apart, StoreError> {
    let batch = row.bytes("batch")?;
    let mut from = serde_json::Deserializer::from_slice(&batch);
    Ok(Apart {
        id: row.text("id")?,
        node: NodeId::new(row.text("node")?),
        epoch: unsigned(row, "epoch")?,
        received_at: row.int("received_at")?,
        reason: row.text("reason")?,
        entries: wire::entries::deserialize(&mut from)
            .map_err(|e| StoreError::value("batch", e))?,
    })
}
