//! Long work: what is asked, how far it is, and who holds it.
//!
//! A worker takes a job for a while (its lease) and renews it as it goes; killed,
//! it loses the lease and another takes the job again. Jobs are no facts of the
//! journal: what they write is.

use crate::{Link, Row, Store, StoreError, Tx, args};

/// How long a worker may stay silent, milliseconds.
pub const LEASE_MS: i64 = 60_000;
/// Times a job is taken before it is given up.
pub const ATTEMPTS: i64 = 5;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Ready, until somebody confirms it.
    Proposed,
    /// Waiting or being done.
    Waiting,
    /// Done.
    Done,
    /// Given up.
    Failed,
    /// Stopped by somebody.
    Cancelled,
}

impl State {
    /// Stored form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proposed => "a-confirmer",
            Self::Waiting => "attente",
            Self::Done => "fini",
            Self::Failed => "echec",
            Self::Cancelled => "arrete",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        let all = [
            Self::Proposed,
            Self::Waiting,
            Self::Done,
            Self::Failed,
            Self::Cancelled,
        ];
        all.into_iter().find(|s| s.code() == code)
    }
}

/// What a worker learns each time it says how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Go on.
    Kept,
    /// Somebody asked to stop.
    Cancelled,
    /// The lease ran out and another worker has the job: touch nothing more.
    Lost,
}

/// A piece of long work.
#[derive(Debug, Clone)]
pub struct Job {
    /// Identifier.
    pub id: String,
    /// What kind of work.
    pub name: String,
    /// What it needs, as JSON.
    pub payload: String,
    /// Times it was taken.
    pub attempts: i64,
    /// Steps done.
    pub done: i64,
    /// Steps in all, 0 when unknown.
    pub total: i64,
    /// State.
    pub state: State,
    /// What came out, or why it failed.
    pub outcome: String,
    /// Whether somebody asked to stop it.
    pub cancel: bool,
    /// Who asked for it.
    pub author: String,
    /// When, milliseconds UTC.
    pub created_at: i64,
}

/// Asks for work.
pub async fn ask(
    tx: &mut Tx,
    id: &str,
    name: &str,
    payload: &str,
    author: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO job (id, name, payload, due, attempts, done, total, state, outcome, cancel, lease_until, author, created_at)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 'attente', '', 0, 0, $5, $4)",
        args![id, name, payload, now_ms, author],
    )
    .await
    .map(|_| ())
}

/// Asks for work of this name that is due later, unless one of this identifier was
/// asked for before; answers whether it was new.
pub async fn ask_once(
    tx: &mut Tx,
    id: &str,
    name: &str,
    payload: &str,
    due_ms: i64,
    now_ms: i64,
) -> Result<bool, StoreError> {
    tx.execute(
        "INSERT INTO job (id, name, payload, due, attempts, done, total, state, outcome, cancel, lease_until, author, created_at)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 'attente', '', 0, 0, '', $5)
         ON CONFLICT (id) DO NOTHING",
        args![id, name, payload, due_ms, now_ms],
    )
    .await
    .map(|touched| touched > 0)
}

/// Prepares work that waits for a confirmation; `outcome` is what is to be read
/// before confirming.
pub async fn propose(tx: &mut Tx, job: &Job) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO job (id, name, payload, due, attempts, done, total, state, outcome, cancel, lease_until, author, created_at)
         VALUES ($1, $2, $3, $4, 0, 0, $5, 'a-confirmer', $6, 0, 0, $7, $4)",
        args![
            job.id.as_str(),
            job.name.as_str(),
            job.payload.as_str(),
            job.created_at,
            job.total,
            job.outcome.as_str(),
            job.author.as_str()
        ],
    )
    .await
    .map(|_| ())
}

/// Confirms proposed work; answers whether it was still waiting for that.
pub async fn confirm(tx: &mut Tx, id: &str, now_ms: i64) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE job SET state = 'attente', outcome = '', due = $1 WHERE id = $2 AND state = 'a-confirmer'",
        args![now_ms, id],
    )
    .await
    .map(|touched| touched > 0)
}

/// Gives up proposed work; answers whether it was still waiting.
pub async fn withdraw(tx: &mut Tx, id: &str, outcome: &str) -> Result<bool, StoreError> {
    tx.execute(
        "UPDATE job SET state = 'arrete', outcome = $1 WHERE id = $2 AND state = 'a-confirmer'",
        args![outcome, id],
    )
    .await
    .map(|touched| touched > 0)
}

/// Proposed work that nobody confirmed, asked for before an instant.
pub async fn unconfirmed(link: &mut Link, before_ms: i64) -> Result<Vec<Job>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM job WHERE state = 'a-confirmer' AND due < $1",
            args![before_ms],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Takes the next due job that nobody holds. The condition stands twice: on
/// PostgreSQL a second worker that waited for the row looks at it again.
pub async fn take(store: &Store, now_ms: i64) -> Result<Option<Job>, StoreError> {
    let mut tx = store.begin().await?;
    let row = tx
        .fetch_first(
            "UPDATE job SET attempts = attempts + 1, lease_until = $1
             WHERE id = (SELECT id FROM job WHERE state = 'attente' AND due <= $2 AND lease_until < $2 AND attempts < $3
                         ORDER BY due, id LIMIT 1)
               AND state = 'attente' AND lease_until < $2
             RETURNING *",
            args![now_ms + LEASE_MS, now_ms, ATTEMPTS],
        )
        .await?;
    tx.execute(
        "UPDATE job SET state = 'echec', outcome = ''
         WHERE state = 'attente' AND attempts >= $1 AND lease_until < $2",
        args![ATTEMPTS, now_ms],
    )
    .await?;
    tx.commit().await?;
    row.as_ref().map(read).transpose()
}

/// Says how far a job is and keeps hold of it.
pub async fn progress(
    store: &Store,
    job: &Job,
    done: i64,
    total: i64,
    now_ms: i64,
) -> Result<Hold, StoreError> {
    let mut tx = store.begin().await?;
    let row = tx
        .fetch_first(
            "UPDATE job SET done = $1, total = $2, lease_until = $3
             WHERE id = $4 AND attempts = $5 AND state = 'attente' RETURNING cancel",
            args![
                done,
                total,
                now_ms + LEASE_MS,
                job.id.as_str(),
                job.attempts
            ],
        )
        .await?;
    tx.commit().await?;
    held(row.as_ref())
}

/// Keeps hold of a job during a long step.
pub async fn renew(store: &Store, job: &Job, now_ms: i64) -> Result<Hold, StoreError> {
    let mut tx = store.begin().await?;
    let row = tx
        .fetch_first(
            "UPDATE job SET lease_until = $1
             WHERE id = $2 AND attempts = $3 AND state = 'attente' RETURNING cancel",
            args![now_ms + LEASE_MS, job.id.as_str(), job.attempts],
        )
        .await?;
    tx.commit().await?;
    held(row.as_ref())
}

/// The number of times a job was taken names its holder: no row, no hold.
fn held(row: Option<&Row>) -> Result<Hold, StoreError> {
    Ok(match row {
        None => Hold::Lost,
        Some(row) if row.flag("cancel")? => Hold::Cancelled,
        Some(_) => Hold::Kept,
    })
}

/// Ends a job; answers whether it was still held.
pub async fn end(
    store: &Store,
    job: &Job,
    state: State,
    outcome: &str,
) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let ended = tx
        .execute(
            "UPDATE job SET state = $1, outcome = $2, lease_until = 0
             WHERE id = $3 AND attempts = $4 AND state = 'attente'",
            args![state.code(), outcome, job.id.as_str(), job.attempts],
        )
        .await?;
    tx.commit().await?;
    Ok(ended > 0)
}

/// Gives a job back, to be taken again from `due`. `counted`: whether this try
/// counts among those after which it is given up.
pub async fn release(store: &Store, job: &Job, due: i64, counted: bool) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.execute(
        "UPDATE job SET lease_until = 0, due = $1, attempts = attempts - $2
         WHERE id = $3 AND attempts = $4 AND state = 'attente'",
        args![due, i64::from(!counted), job.id.as_str(), job.attempts],
    )
    .await?;
    tx.commit().await
}

/// Asks a job to stop at its next step.
pub async fn cancel(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE job SET cancel = 1 WHERE id = $1 AND state = 'attente'",
        args![id],
    )
    .await
    .map(|_| ())
}

/// One job.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<Job>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM job WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(read).transpose()
}

/// The latest jobs.
pub async fn latest(link: &mut Link, limit: i64) -> Result<Vec<Job>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM job ORDER BY created_at DESC, id DESC LIMIT $1",
            args![limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.text("id")?,
        name: row.text("name")?,
        payload: row.text("payload")?,
        attempts: row.int("attempts")?,
        done: row.int("done")?,
        total: row.int("total")?,
        state: row.choice("state", State::from_code)?,
        outcome: row.text("outcome")?,
        cancel: row.flag("cancel")?,
        author: row.text("author")?,
        created_at: row.int("created_at")?,
    })
}
