//! Batches that the hub set apart, and what a person decided of them. Nothing of them is
//! ever dropped: the decision stands beside.

use std::collections::BTreeMap;

use plus_domain::ids::{AccountId, NodeId};
use plus_journal::{Entry, wire};

use crate::{Link, Row, StoreError, Tx, args, journal::unsigned};

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// « Pris en compte à la main »: somebody wrote again what it told.
    ByHand,
    /// « Écarté »: nothing of it is to be taken.
    Dismissed,
}

impl Decision {
    /// Code, as stored and as forms send it.
    pub fn code(self) -> &'static str {
        match self {
            Self::ByHand => "main",
            Self::Dismissed => "ecarte",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::ByHand, Self::Dismissed];
        all.into_iter().find(|one| one.code() == code)
    }
}

/// What was decided, by whom, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What.
    pub decision: Decision,
    /// Why, in the words of who decided.
    pub reason: String,
    /// Who.
    pub by: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
}

/// A batch set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Name: the hash of its bytes.
    pub id: String,
    /// Machine that sent it.
    pub node: NodeId,
    /// Life of the chain that it claims.
    pub epoch: u64,
    /// When it came, milliseconds UTC.
    pub received_at: i64,
    /// Why it was set apart.
    pub reason: String,
    /// Its entries.
    pub entries: Vec<Entry>,
    /// What was decided, if anything was.
    pub decided: Option<Decided>,
}

/// Batches set apart that wait for a decision, by machine.
///
/// # Errors
/// Those of the database.
pub async fn open_counts(link: &mut Link) -> Result<BTreeMap<NodeId, i64>, StoreError> {
    let rows = link
        .fetch(
            "SELECT node, COUNT(*) AS n FROM quarantine WHERE decided_at IS NULL
             GROUP BY node ORDER BY node",
            args![],
        )
        .await?;
    let read = |row: &Row| Ok((NodeId::new(row.text("node")?), row.int("n")?));
    rows.iter().map(read).collect()
}

/// The batches of a machine: those that wait first, then the latest.
///
/// # Errors
/// Those of the database; when a batch cannot be read again.
pub async fn of(link: &mut Link, node: &NodeId, most: i64) -> Result<Vec<Apart>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM quarantine WHERE node = $1
             ORDER BY CASE WHEN decided_at IS NULL THEN 0 ELSE 1 END, received_at DESC, id LIMIT $2",
            args![node, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The batches of a machine, or of all, in the order of their coming.
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
    Ok(Apart {
        id: row.text("id")?,
        node: NodeId::new(row.text("node")?),
        epoch: unsigned(row, "epoch")?,
        received_at: row.int("received_at")?,
        reason: row.text("reason")?,
        entries: read_batch(&row.bytes("batch")?)?,
        decided: read_decided(row)?,
    })
}

fn read_batch(bytes: &[u8]) -> Result<Vec<Entry>, StoreError> {
    let mut from = serde_json::Deserializer::from_slice(bytes);
    wire::entries::deserialize(&mut from).map_err(|e| StoreError::value("batch", e))
}

fn read_decided(row: &Row) -> Result<Option<Decided>, StoreError> {
    let Some(at) = row.opt_int("decided_at")? else {
        return Ok(None);
    };
    Ok(Some(Decided {
        decision: row.choice("decision", Decision::from_code)?,
        reason: row.text("decision_reason")?,
        by: row.text("decided_by")?.into(),
        at,
    }))
}

/// Keeps what was decided of a batch; false when there is no such batch of that machine,
/// or something was decided before.
///
/// # Errors
/// Those of the database.
pub async fn decide(
    tx: &mut Tx,
    (node, id): (&NodeId, &str),
    decided: &Decided,
) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE quarantine SET decision = $1, decision_reason = $2, decided_by = $3, decided_at = $4
             WHERE id = $5 AND node = $6 AND decided_at IS NULL",
            args![
                decided.decision.code(),
                &decided.reason,
                &decided.by,
                decided.at,
                id,
                node
            ],
        )
        .await?;
    Ok(changed > 0)
}
