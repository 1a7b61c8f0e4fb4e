//! The journal table: this node's identity, its entries, and their check.

/// The reading of entries with their bodies, where a clause says: what `read_stored` takes.
macro_rules! entries {
    ($which:literal) => {
        concat!(
            "SELECT j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash,
             b.salt, b.body FROM journal j LEFT JOIN body b ON b.pos = j.pos ",
            $which
        )
    };
}

mod verify;

use plus_domain::ids::NodeId;
use plus_journal::{Draft, Entry, Hash, Head, Hlc};

pub use verify::{Fault, Verified, examine, verify};

use crate::{Arg, Link, Row, StoreError, Tx, args, bulk};

pub(crate) const JOURNAL: bulk::Table = bulk::Table {
    name: "journal",
    columns: &[
        ("pos", bulk::Kind::Int),
        ("node", bulk::Kind::Text),
        ("epoch", bulk::Kind::Int),
        ("seq", bulk::Kind::Int),
        ("prev", bulk::Kind::Bytes),
        ("type", bulk::Kind::Text),
        ("v", bulk::Kind::Int),
        ("hlc", bulk::Kind::Int),
        ("content", bulk::Kind::Bytes),
        ("hash", bulk::Kind::Bytes),
        ("received_at", bulk::Kind::Int),
    ],
    key: &["pos"],
};

pub(crate) const BODY: bulk::Table = bulk::Table {
    name: "body",
    columns: &[
        ("pos", bulk::Kind::Int),
        ("salt", bulk::Kind::Bytes),
        ("body", bulk::Kind::Bytes),
    ],
    key: &["pos"],
};

/// An entry with its place in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Order of arrival here, from 1.
    pub pos: i64,
    /// The entry.
    pub entry: Entry,
}

/// This node, and the end of its own journal.
#[derive(Debug, Clone)]
pub struct Own {
    /// End of its chain.
    pub head: Head,
    /// Its clock.
    pub hlc: Hlc,
}

/// Reads this node; makes it on the first call, with the given identifier.
pub async fn own(tx: &mut Tx, new_id: &str) -> Result<Own, StoreError> {
    lock(tx).await?;
    if let Some(row) = tx
        .fetch_first(
            "SELECT id, epoch, seq, hash, hlc FROM node WHERE own = 1",
            args![],
        )
        .await?
    {
        return read_own(&row);
    }
    tx.execute(
        "INSERT INTO node (id, epoch, seq, hash, hlc, own) VALUES ($1, 1, 0, NULL, 0, 1)",
        args![new_id],
    )
    .await?;
    let head = Head {
        node: NodeId::new(new_id),
        epoch: 1,
        seq: 0,
        hash: None,
    };
    Ok(Own {
        head,
        hlc: Hlc::default(),
    })
}

/// One writer at a time, so that positions follow the order of commits. On
/// SQLite the write transaction is already alone. Also for what must be looked at and written
/// by one process of a hub at a time.
///
/// # Errors
/// Those of the database.
pub async fn lock(tx: &mut Tx) -> Result<(), StoreError> {
    if let Some(conn) = tx.postgres() {
        sqlx::query("SELECT pg_advisory_xact_lock(hashtext('plus journal ' || current_schema()))")
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// The identifier of this node, once it has one.
pub async fn node_id(link: &mut Link) -> Result<Option<NodeId>, StoreError> {
    let row = link
        .fetch_first("SELECT id FROM node WHERE own = 1", args![])
        .await?;
    row.map(|r| r.text("id").map(NodeId::new)).transpose()
}

fn read_own(row: &Row) -> Result<Own, StoreError> {
    let hash = row
        .opt_bytes("hash")?
        .map(|b| read_hash("hash", &b))
        .transpose()?;
    let head = Head {
        node: NodeId::new(row.text("id")?),
        epoch: unsigned(row, "epoch")?,
        seq: unsigned(row, "seq")?,
        hash,
    };
    Ok(Own {
        head,
        hlc: Hlc::from_raw(unsigned(row, "hlc")?),
    })
}

/// Seals drafts after the head and stores them. The head moves with them.
pub(crate) async fn extend(
    tx: &mut Tx,
    own: &mut Own,
    drafts: Vec<Draft>,
    now_ms: i64,
) -> Result<Vec<Stored>, StoreError> {
    let last = last_position(tx).await?;
    let mut stored = Vec::with_capacity(drafts.len());
    for (pos, draft) in (last + 1..).zip(drafts) {
        own.hlc = own.hlc.tick(now_ms);
        let head = &mut own.head;
        let entry = Entry::seal(
            &head.node,
            head.epoch,
            head.seq + 1,
            head.hash,
            own.hlc,
            draft,
        );
        head.seq = entry.seq;
        head.hash = Some(entry.hash);
        stored.push(Stored { pos, entry });
    }
    store_entries(tx, &stored, now_ms).await?;
    keep_head(tx, own).await?;
    Ok(stored)
}

/// The last position here, 0 when the journal is empty.
pub(crate) async fn last_position(link: &mut Link) -> Result<i64, StoreError> {
    link.count(
        "SELECT CAST(COALESCE(MAX(pos), 0) AS BIGINT) AS n FROM journal",
        args![],
    )
    .await
}

/// Seals the bodies of entries anew, at the end of this node's chain. Each keeps its
/// clock: it is not later than what was written meanwhile elsewhere. Those whose body was
/// erased have nothing to say again.
pub(crate) async fn seal_again(
    tx: &mut Tx,
    entries: Vec<Entry>,
    now_ms: i64,
) -> Result<Vec<Stored>, StoreError> {
    let mut own = own(tx, "").await?;
    let last = last_position(tx).await?;
    let head = &mut own.head;
    let mut stored = Vec::with_capacity(entries.len());
    for (pos, entry) in (last + 1..).zip(entries.into_iter().filter(|e| e.body.is_some())) {
        let Some((salt, body)) = entry.body else {
            continue;
        };
        let draft = Draft {
            kind: entry.kind,
            version: entry.version,
            salt,
            body,
        };
        let seq = head.seq + 1;
        let entry = Entry::seal(&head.node, head.epoch, seq, head.hash, entry.hlc, draft);
        (head.seq, head.hash) = (seq, Some(entry.hash));
        stored.push(Stored { pos, entry });
    }
    store_entries(tx, &stored, now_ms).await?;
    keep_head(tx, &own).await?;
    Ok(stored)
}

async fn keep_head(tx: &mut Tx, own: &Own) -> Result<(), StoreError> {
    let hash = own.head.hash.map(|h| h.to_vec());
    tx.execute(
        "UPDATE node SET seq = $1, hash = $2, hlc = $3 WHERE own = 1",
        args![signed(own.head.seq), hash, signed(own.hlc.raw())],
    )
    .await
    .map(|_| ())
}

pub(crate) async fn store_entries(
    tx: &mut Tx,
    stored: &[Stored],
    now_ms: i64,
) -> Result<(), StoreError> {
    let lines = stored.iter().map(|s| line(s, now_ms)).collect();
    bulk::write(tx, &JOURNAL, bulk::Conflict::Refuse, lines).await?;
    let bodies = stored
        .iter()
        .filter_map(|s| {
            s.entry
                .body
                .as_ref()
                .map(|(salt, body)| args![s.pos, salt.as_slice(), body.as_slice()])
        })
        .collect();
    bulk::write(tx, &BODY, bulk::Conflict::Refuse, bodies).await
}

fn line(stored: &Stored, now_ms: i64) -> Vec<Arg> {
    let e = &stored.entry;
    args![
        stored.pos,
        &e.node,
        signed(e.epoch),
        signed(e.seq),
        e.prev.map(|h| h.to_vec()),
        &e.kind,
        e.version,
        signed(e.hlc.raw()),
        e.content.as_slice(),
        e.hash.as_slice(),
        now_ms,
    ]
}

/// Entries after a position, in order.
pub async fn page(link: &mut Link, after: i64, limit: i64) -> Result<Vec<Stored>, StoreError> {
    let rows = link
        .fetch(
            entries!("WHERE j.pos > $1 ORDER BY j.pos LIMIT $2"),
            args![after, limit],
        )
        .await?;
    rows.iter().map(read_stored).collect()
}

/// Entries of a type and version after a position, in order.
pub(crate) async fn of_type(
    link: &mut Link,
    (kind, version): (&str, u32),
    after: i64,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    let rows = link
        .fetch(
            entries!("WHERE j.type = $1 AND j.v = $2 AND j.pos > $3 ORDER BY j.pos LIMIT $4"),
            args![kind, version, after, limit],
        )
        .await?;
    rows.iter().map(read_stored).collect()
}

/// What comes down to a node, in order: no visite, no statement, nothing of the life that
/// it lives. Of a former life it may have lost what the hub received, if it was put back
/// from a copy; another life may be that of a second machine made of a copy of its disk.
pub(crate) async fn shared_page(
    link: &mut Link,
    (reader, life): (&NodeId, u64),
    after: i64,
    last: i64,
    most: usize,
) -> Result<Vec<Stored>, StoreError> {
    let rows = link
        .fetch(
            entries!("WHERE j.pos > $1 AND j.pos <= $2
               AND (j.node <> $3 OR j.epoch <> $4)
               AND j.type NOT IN ('visite.recorded', 'visite.corrected', 'visite.cancelled', 'statement.issued')
               AND j.type NOT IN ('visite.reviewed', 'usage.recorded', 'retrait.deposited', 'retrait.carried', 'retrait.printed', 'retrait.erased')
             ORDER BY j.pos LIMIT $5"),
            args![after, last, reader, signed(life), count(most)],
        )
        .await?;
    rows.iter().map(read_stored).collect()
}

/// Entries of one chain after a number, in order.
pub(crate) async fn chain_page(
    link: &mut Link,
    node: &NodeId,
    epoch: u64,
    after: u64,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let rows = link
        .fetch(
            entries!("WHERE j.node = $1 AND j.epoch = $2 AND j.seq > $3 ORDER BY j.seq LIMIT $4"),
            args![node, signed(epoch), signed(after), count(most)],
        )
        .await?;
    let entries = rows.iter().map(|row| read_stored(row).map(|s| s.entry));
    entries.collect()
}

/// The hash of the entry that is here under that number of that chain, if there is one.
pub(crate) async fn hash_at(
    link: &mut Link,
    (node, epoch, seq): (&NodeId, u64, u64),
) -> Result<Option<Hash>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT hash FROM journal WHERE node = $1 AND epoch = $2 AND seq = $3",
            args![node, signed(epoch), signed(seq)],
        )
        .await?;
    row.map(|row| read_hash("hash", &row.bytes("hash")?))
        .transpose()
}

fn count(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// The entries about one subject (a visite, a permanence…), in order.
pub async fn about(link: &mut Link, subject: &str) -> Result<Vec<Stored>, StoreError> {
    let rows = link
        .fetch(
            "SELECT j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash, b.salt, b.body
             FROM trace t JOIN journal j ON j.pos = t.pos LEFT JOIN body b ON b.pos = j.pos
             WHERE t.subject = $1 ORDER BY j.pos",
            args![subject],
        )
        .await?;
    rows.iter().map(read_stored).collect()
}

/// The entries about several subjects, in no order that means anything.
pub(crate) async fn about_all(
    link: &mut Link,
    subjects: &[String],
) -> Result<Vec<(String, Stored)>, StoreError> {
    let rows = link
        .fetch_set(
            "SELECT t.subject, j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash, b.salt, b.body
             FROM trace t JOIN journal j ON j.pos = t.pos LEFT JOIN body b ON b.pos = j.pos
             WHERE t.subject IN (SELECT value FROM json_each($1)) ORDER BY j.pos",
            "SELECT t.subject, j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash, b.salt, b.body
             FROM trace t JOIN journal j ON j.pos = t.pos LEFT JOIN body b ON b.pos = j.pos
             WHERE t.subject = ANY($1) ORDER BY j.pos",
            subjects,
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("subject")?, read_stored(row)?)))
        .collect()
}

pub(crate) fn read_stored(row: &Row) -> Result<Stored, StoreError> {
    let salt = row.opt_bytes("salt")?;
    let body = row.opt_bytes("body")?;
    let body = match (salt, body) {
        (Some(salt), Some(body)) => {
            let salt = salt
                .try_into()
                .map_err(|_| StoreError::value("salt", "longueur"))?;
            Some((salt, body))
        }
        _ => None,
    };
    let entry = Entry {
        node: NodeId::new(row.text("node")?),
        epoch: unsigned(row, "epoch")?,
        seq: unsigned(row, "seq")?,
        prev: row
            .opt_bytes("prev")?
            .map(|b| read_hash("prev", &b))
            .transpose()?,
        kind: row.text("type")?,
        version: u32::try_from(row.int("v")?).map_err(|e| StoreError::value("v", e))?,
        hlc: Hlc::from_raw(unsigned(row, "hlc")?),
        content: read_hash("content", &row.bytes("content")?)?,
        hash: read_hash("hash", &row.bytes("hash")?)?,
        body,
    };
    Ok(Stored {
        pos: row.int("pos")?,
        entry,
    })
}

/// Erases the body of an entry; the chain stays whole.
pub async fn erase(tx: &mut Tx, pos: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM body WHERE pos = $1", args![pos])
        .await
        .map(|_| ())
}

pub(crate) fn opt_hash(row: &Row, column: &str) -> Result<Option<Hash>, StoreError> {
    let bytes = row.opt_bytes(column)?;
    bytes.map(|b| read_hash(column, &b)).transpose()
}

pub(crate) fn read_hash(column: &str, bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::value(column, "longueur"))
}

/// Stored numbers are signed; epochs, sequence numbers and clocks stay far below 2^63.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(row: &Row, column: &str) -> Result<u64, StoreError> {
    u64::try_from(row.int(column)?).map_err(|e| StoreError::value(column, e))
}
