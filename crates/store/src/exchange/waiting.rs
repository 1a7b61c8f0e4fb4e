//! What people read of this machine's exchange: what waits, since when, what could not be
//! projected, and the last tries.

use plus_journal::Head;

use crate::{Link, Row, StoreError, Tx, args, journal::signed};

/// Tries kept.
const KEPT: i64 = 50;

/// Entries of one type that the hub does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Type of the entries.
    pub kind: String,
    /// How many.
    pub count: i64,
    /// When the oldest was written, milliseconds UTC.
    pub oldest: i64,
}

/// What waits after an entry of this machine's chain, by type.
///
/// # Errors
/// Those of the database.
pub async fn by_kind(link: &mut Link, head: &Head, acked: u64) -> Result<Vec<Kind>, StoreError> {
    let rows = link
        .fetch(
            "SELECT type, COUNT(*) AS n, CAST(MIN(received_at) AS BIGINT) AS oldest FROM journal
             WHERE node = $1 AND epoch = $2 AND seq > $3 GROUP BY type ORDER BY type",
            args![&head.node, signed(head.epoch), signed(acked)],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Kind {
            kind: row.text("type")?,
            count: row.int("n")?,
            oldest: row.int("oldest")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Visites recorded in a part of this machine's chain: after the first number, up to the
/// second.
///
/// # Errors
/// Those of the database.
pub async fn visites(
    link: &mut Link,
    head: &Head,
    (after, to): (u64, u64),
) -> Result<i64, StoreError> {
    if after >= to {
        return Ok(0);
    }
    link.count(
        "SELECT COUNT(*) AS n FROM journal
         WHERE node = $1 AND epoch = $2 AND seq > $3 AND seq <= $4 AND type = 'visite.recorded'",
        args![&head.node, signed(head.epoch), signed(after), signed(to)],
    )
    .await
}

/// Whether this machine wrote something of a subject, in entries of a type, that the hub
/// does not hold yet.
///
/// # Errors
/// Those of the database.
pub async fn of_subject(
    link: &mut Link,
    (head, acked): (&Head, u64),
    (kind, subject): (&str, &str),
) -> Result<bool, StoreError> {
    let found = link
        .fetch_first(
            "SELECT 1 AS n FROM trace t JOIN journal j ON j.pos = t.pos
             WHERE t.subject = $1 AND j.type = $2 AND j.node = $3 AND j.epoch = $4 AND j.seq > $5
             LIMIT 1",
            args![subject, kind, &head.node, signed(head.epoch), signed(acked)],
        )
        .await?;
    Ok(found.is_some())
}

/// An entry that is kept and could not be projected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprojected {
    /// Its place here.
    pub pos: i64,
    /// Machine that wrote it.
    pub node: String,
    /// Its type.
    pub kind: String,
    /// When it came here, milliseconds UTC.
    pub at: i64,
    /// Why it could not be.
    pub reason: String,
}

/// The last entries that could not be projected.
///
/// # Errors
/// Those of the database.
pub async fn unprojected(link: &mut Link, most: i64) -> Result<Vec<Unprojected>, StoreError> {
    let rows = link
        .fetch(
            "SELECT u.pos, u.reason, j.node, j.type, j.received_at
             FROM unprojected u JOIN journal j ON j.pos = u.pos ORDER BY u.pos DESC LIMIT $1",
            args![most],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Unprojected {
            pos: row.int("pos")?,
            node: row.text("node")?,
            kind: row.text("type")?,
            at: row.int("received_at")?,
            reason: row.text("reason")?,
        })
    };
    rows.iter().map(read).collect()
}

/// How many entries could not be projected.
///
/// # Errors
/// Those of the database.
pub async fn unprojected_count(link: &mut Link) -> Result<i64, StoreError> {
    link.count("SELECT COUNT(*) AS n FROM unprojected", args![])
        .await
}

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was exchanged.
    Done,
    /// The hub did not answer.
    Unreachable,
    /// The hub answered that it will not.
    Refused,
    /// It was cut, or what came could not be read.
    Broken,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Done, Self::Unreachable, Self::Refused, Self::Broken];

    /// Code, as stored and as texts name it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "fait",
            Self::Unreachable => "injoignable",
            Self::Refused => "refus",
            Self::Broken => "coupe",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A try to reach the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it ended, milliseconds UTC.
    pub at: i64,
    /// How.
    pub outcome: Outcome,
    /// Entries that the hub took.
    pub sent: i64,
    /// Entries that it gave.
    pub received: i64,
    /// Why it did not succeed.
    pub reason: Option<String>,
}

/// Notes a try; the oldest are forgotten.
///
/// # Errors
/// Those of the database.
pub async fn note_attempt(tx: &mut Tx, attempt: &Attempt) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO attempt (at, outcome, sent, received, reason) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (at) DO NOTHING",
        args![
            attempt.at,
            attempt.outcome.code(),
            attempt.sent,
            attempt.received,
            attempt.reason.clone()
        ],
    )
    .await?;
    tx.execute(
        "DELETE FROM attempt WHERE at <= (SELECT at FROM attempt ORDER BY at DESC LIMIT 1 OFFSET $1)",
        args![KEPT],
    )
    .await
    .map(|_| ())
}

/// The last tries, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn attempts(link: &mut Link, most: i64) -> Result<Vec<Attempt>, StoreError> {
    let rows = link
        .fetch(
            "SELECT at, outcome, sent, received, reason FROM attempt ORDER BY at DESC LIMIT $1",
            args![most],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Attempt {
            at: row.int("at")?,
            outcome: row.choice("outcome", Outcome::from_code)?,
            sent: row.int("sent")?,
            received: row.int("received")?,
            reason: row.opt_text("reason")?,
        })
    };
    rows.iter().map(read).collect()
}
