//! Documents that travel apart from entries: what waits at a node, what a hub offers and
//! what it received, and how many bytes a day carried. Technical state, no fact.

use plus_domain::ids::NodeId;

use crate::{Link, Row, StoreError, Tx, args, journal::signed};

/// Which way a document travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the hub to this node.
    Down,
    /// From this node to the hub.
    Up,
}

impl Direction {
    fn code(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Up => "up",
        }
    }
}

/// A document that waits at a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
    /// Which way.
    pub direction: Direction,
    /// What it is, such as `pack`.
    pub kind: String,
    /// Bytes in all.
    pub size: u64,
    /// Since when it waits, milliseconds UTC.
    pub asked_at: i64,
    /// Bytes that travelled already.
    pub done: u64,
    /// Why it did not arrive yet, for people; none when nothing went wrong.
    pub reason: Option<String>,
}

/// How much waits at a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Documents.
    pub documents: u64,
    /// Bytes left.
    pub bytes: u64,
}

/// Notes a document to fetch or to send; one that waits already goes on.
///
/// # Errors
/// Those of the database.
pub async fn want(tx: &mut Tx, due: &Due) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO document_due (hash, direction, kind, size, asked_at, done, reason)
         VALUES ($1, $2, $3, $4, $5, 0, NULL) ON CONFLICT (hash) DO NOTHING",
        args![
            due.hash.as_str(),
            due.direction.code(),
            due.kind.as_str(),
            signed(due.size),
            due.asked_at
        ],
    )
    .await
    .map(|_| ())
}

/// Documents that wait, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn due(link: &mut Link) -> Result<Vec<Due>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM document_due ORDER BY asked_at, hash",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// How much waits: for the pages of the team and the command line.
///
/// # Errors
/// Those of the database.
pub async fn waiting(link: &mut Link) -> Result<Waiting, StoreError> {
    let due = due(link).await?;
    Ok(Waiting {
        documents: due.len() as u64,
        bytes: due.iter().map(|d| d.size.saturating_sub(d.done)).sum(),
    })
}

fn read(row: &Row) -> Result<Due, StoreError> {
    let count = |name| row.int(name).map(|n| u64::try_from(n).unwrap_or(0));
    let direction = match row.text("direction")?.as_str() {
        "up" => Direction::Up,
        _ => Direction::Down,
    };
    Ok(Due {
        hash: row.text("hash")?,
        direction,
        kind: row.text("kind")?,
        size: count("size")?,
        asked_at: row.int("asked_at")?,
        done: count("done")?,
        reason: row.opt_text("reason")?,
    })
}

/// Notes how far a document went, and why it stopped if it did.
///
/// # Errors
/// Those of the database.
pub async fn advance(
    tx: &mut Tx,
    hash: &str,
    done: u64,
    reason: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE document_due SET done = $1, reason = $2 WHERE hash = $3",
        args![signed(done), reason, hash],
    )
    .await
    .map(|_| ())
}

/// A document waits no more.
///
/// # Errors
/// Those of the database.
pub async fn settle(tx: &mut Tx, hash: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM document_due WHERE hash = $1", args![hash])
        .await
        .map(|_| ())
}

/// A document that machines may fetch at a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
    /// What it is, such as `pack`.
    pub kind: String,
    /// Its name among those of its kind.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// Offers a document of a kind in the place of all the others of that kind; answers those.
///
/// # Errors
/// Those of the database.
pub async fn offer(tx: &mut Tx, offer: &Offer, now_ms: i64) -> Result<Vec<Offer>, StoreError> {
    let before = offers(tx, &offer.kind).await?;
    tx.execute(
        "DELETE FROM document_offer WHERE kind = $1",
        args![offer.kind.as_str()],
    )
    .await?;
    tx.execute(
        "INSERT INTO document_offer (hash, kind, name, size, made_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (hash) DO NOTHING",
        args![
            offer.hash.as_str(),
            offer.kind.as_str(),
            offer.name.as_str(),
            signed(offer.size),
            now_ms
        ],
    )
    .await?;
    Ok(before
        .into_iter()
        .filter(|b| b.hash != offer.hash)
        .collect())
}

/// What is offered of a kind.
///
/// # Errors
/// Those of the database.
pub async fn offers(link: &mut Link, kind: &str) -> Result<Vec<Offer>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM document_offer WHERE kind = $1 ORDER BY made_at, hash",
            args![kind],
        )
        .await?;
    rows.iter().map(read_offer).collect()
}

/// The offer of a document, if it is offered.
///
/// # Errors
/// Those of the database.
pub async fn offered(link: &mut Link, hash: &str) -> Result<Option<Offer>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM document_offer WHERE hash = $1", args![hash])
        .await?;
    row.as_ref().map(read_offer).transpose()
}

fn read_offer(row: &Row) -> Result<Offer, StoreError> {
    Ok(Offer {
        hash: row.text("hash")?,
        kind: row.text("kind")?,
        name: row.text("name")?,
        size: u64::try_from(row.int("size")?).unwrap_or(0),
    })
}

/// Notes that a machine sent a document whole. Twice is once.
///
/// # Errors
/// Those of the database.
pub async fn receive(
    tx: &mut Tx,
    hash: &str,
    (node, size): (&NodeId, u64),
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO document_received (hash, node, size, received_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (hash) DO NOTHING",
        args![hash, node, signed(size), now_ms],
    )
    .await
    .map(|_| ())
}

/// Bytes of the documents that a machine sent; whether this one is among those received.
///
/// # Errors
/// Those of the database.
pub async fn received(
    link: &mut Link,
    node: &NodeId,
    hash: &str,
) -> Result<(u64, bool), StoreError> {
    let held = link
        .count(
            "SELECT COUNT(*) AS n FROM document_received WHERE hash = $1",
            args![hash],
        )
        .await?;
    let rows = link
        .fetch(
            "SELECT size FROM document_received WHERE node = $1 ORDER BY hash",
            args![node],
        )
        .await?;
    let mut sum = 0;
    for row in &rows {
        sum += u64::try_from(row.int("size")?).unwrap_or(0);
    }
    Ok((sum, held > 0))
}

/// Bytes that a day carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// To the hub.
    pub sent: u64,
    /// From it.
    pub received: u64,
}

impl Day {
    /// Both ways.
    pub fn total(self) -> u64 {
        self.sent + self.received
    }
}

/// What a day (`2026-06-01`) carried so far.
///
/// # Errors
/// Those of the database.
pub async fn carried(link: &mut Link, day: &str) -> Result<Day, StoreError> {
    let row = link
        .fetch_first(
            "SELECT sent, received FROM link_day WHERE day = $1",
            args![day],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Day::default());
    };
    let count = |name| row.int(name).map(|n| u64::try_from(n).unwrap_or(0));
    Ok(Day {
        sent: count("sent")?,
        received: count("received")?,
    })
}

/// Adds what was just carried to a day, and forgets the days that are over.
///
/// # Errors
/// Those of the database.
pub async fn carry(tx: &mut Tx, day: &str, more: Day) -> Result<(), StoreError> {
    tx.execute("DELETE FROM link_day WHERE day <> $1", args![day])
        .await?;
    tx.execute(
        "INSERT INTO link_day (day, sent, received) VALUES ($1, $2, $3)
         ON CONFLICT (day) DO UPDATE SET sent = link_day.sent + excluded.sent,
           received = link_day.received + excluded.received",
        args![day, signed(more.sent), signed(more.received)],
    )
    .await
    .map(|_| ())
}
