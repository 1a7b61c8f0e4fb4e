//! The outbox: letters by e-mail to the team, and short messages by telephone, queued in the
//! transaction of what they tell. No fact of the journal, and never anything of a person received.
//!
//! Those to who follows a commune or has a rendez-vous ([`is_personal`]) are forgotten as soon as they have
//! left, were refused or given up: nothing of an address stays for having been written to.

use plus_domain::courrier::State;

use crate::{Link, Row, Store, StoreError, Tx, args};

/// How long a sender may stay silent about a letter that it took, milliseconds.
const LEASE_MS: i64 = 2 * 60_000;
/// How long letters that left, or were given up, are kept, milliseconds.
const KEPT_MS: i64 = 90 * 24 * 3_600_000;

/// How the cause of a letter to somebody who follows a commune begins.
pub const FOLLOWED: &str = "abonnement/";
/// How the cause of a letter to somebody who has a rendez-vous begins.
pub const RENDEZ_VOUS: &str = "rendez-vous/";
/// How the cause of a short message by telephone begins.
pub const SMS: &str = "sms/";

/// Whether a letter of this cause goes to somebody of the public: its address is nobody else's
/// business, and stays for no longer than the letter.
pub fn is_personal(cause: &str) -> bool {
    [FOLLOWED, RENDEZ_VOUS, SMS]
        .iter()
        .any(|begin| cause.starts_with(begin))
}

/// The way by which a letter leaves: each has its server, and waits for it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By e-mail.
    Mail,
    /// By telephone: its cause begins with [`SMS`].
    Sms,
}

impl Way {
    fn is_sms(self) -> bool {
        self == Self::Sms
    }
}

/// A letter to queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What makes it: two letters of one cause are one letter. Graphic ASCII without spaces,
    /// such as `alarme/{machine}/{kind}/{since}`.
    pub cause: String,
    /// Address of somebody of the team, or a number with its country.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// Text, without any personal data of somebody received.
    pub text: String,
}

/// A letter of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The letter.
    pub letter: Letter,
    /// Where it stands.
    pub state: State,
    /// Tries made.
    pub tries: u32,
    /// When it was queued, milliseconds UTC.
    pub queued_at: i64,
    /// First try since it was queued, or asked for again by somebody.
    pub since: Option<i64>,
    /// Next try.
    pub next_at: i64,
    /// When a server took it.
    pub sent_at: Option<i64>,
    /// Why the last try failed, in the words of the server.
    pub reason: Option<String>,
    /// Where « no more » is answered in one tap (RFC 8058).
    pub leave: Option<String>,
}

/// How many letters want somebody's eye.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// That wait.
    pub waiting: i64,
    /// That were refused, or given up by themselves.
    pub failed: i64,
}

/// Queues a letter, to be sent once the transaction is committed; false when one of the same
/// cause was queued before, whatever became of it.
///
/// # Errors
/// Those of the database.
pub async fn queue(tx: &mut Tx, letter: &Letter, now_ms: i64) -> Result<bool, StoreError> {
    queue_for(tx, letter, (now_ms, now_ms)).await
}

/// Queues a letter that does not leave before an instant: now, then that instant, milliseconds UTC.
///
/// # Errors
/// Those of the database.
pub async fn queue_for(
    tx: &mut Tx,
    letter: &Letter,
    (now_ms, leaves_at): (i64, i64),
) -> Result<bool, StoreError> {
    let new = tx
        .execute(
            "INSERT INTO courrier (cause, recipient, subject, body, state, tries, queued_at, next_at)
             VALUES ($1, $2, $3, $4, 'a-envoyer', 0, $5, $6) ON CONFLICT (cause) DO NOTHING",
            args![
                letter.cause.as_str(),
                letter.to.as_str(),
                letter.subject.as_str(),
                letter.text.as_str(),
                now_ms,
                leaves_at
            ],
        )
        .await?;
    Ok(new > 0)
}

/// Takes back a letter that is held until later: what it tells is over. False when there is none,
/// or when it may have left.
///
/// # Errors
/// Those of the database.
pub async fn take_back(tx: &mut Tx, cause: &str, now_ms: i64) -> Result<bool, StoreError> {
    let taken = tx
        .execute(
            "DELETE FROM courrier
             WHERE cause = $1 AND state = 'a-envoyer' AND tries = 0 AND next_at > $2",
            args![cause, now_ms],
        )
        .await?;
    Ok(taken > 0)
}

/// Whether a letter of a cause was queued, whatever became of it.
///
/// # Errors
/// Those of the database.
pub async fn is_known(link: &mut Link, cause: &str) -> Result<bool, StoreError> {
    let known = link
        .fetch_first("SELECT 1 AS n FROM courrier WHERE cause = $1", args![cause])
        .await?;
    Ok(known.is_some())
}

/// Queues a letter that may be answered « no more » at an address.
///
/// # Errors
/// Those of the database.
pub async fn queue_with_leave(
    tx: &mut Tx,
    letter: &Letter,
    leave: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let new = queue(tx, letter, now_ms).await?;
    tx.execute(
        "UPDATE courrier SET leave_url = $1 WHERE cause = $2",
        args![leave, letter.cause.as_str()],
    )
    .await?;
    Ok(new)
}

/// Takes the next letter of a way that is due, its try counted: nobody else takes it for two minutes.
///
/// # Errors
/// Those of the database.
pub async fn take(store: &Store, way: Way, now_ms: i64) -> Result<Option<Queued>, StoreError> {
    if !is_due(store, way, now_ms).await? {
        return Ok(None);
    }
    let mut tx = store.begin().await?;
    let row = tx
        .fetch_first(
            "UPDATE courrier SET tries = tries + 1, since = COALESCE(since, $1), next_at = $2
             WHERE cause = (SELECT cause FROM courrier WHERE state = 'a-envoyer' AND next_at <= $1
                              AND (CASE WHEN cause LIKE 'sms/%' THEN 1 ELSE 0 END) = $3
                            ORDER BY next_at, cause LIMIT 1)
               AND state = 'a-envoyer' AND next_at <= $1
             RETURNING *",
            args![now_ms, now_ms + LEASE_MS, i64::from(way.is_sms())],
        )
        .await?;
    tx.commit().await?;
    row.as_ref().map(read).transpose()
}

/// Whether a letter of a way is due: asked without writing.
///
/// # Errors
/// Those of the database.
pub async fn is_due(store: &Store, way: Way, now_ms: i64) -> Result<bool, StoreError> {
    let mut link = store.read().await?;
    let due = link
        .fetch_first(
            "SELECT 1 AS n FROM courrier WHERE state = 'a-envoyer' AND next_at <= $1
               AND (CASE WHEN cause LIKE 'sms/%' THEN 1 ELSE 0 END) = $2 LIMIT 1",
            args![now_ms, i64::from(way.is_sms())],
        )
        .await?;
    Ok(due.is_some())
}

/// What became of a letter that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// A server took it.
    Sent,
    /// It is tried again at this instant, milliseconds UTC; why.
    Again(i64, String),
    /// It is refused; why.
    Failed(String),
    /// It is given up; why.
    Abandoned(String),
}

/// Notes what became of a letter that was taken; nothing when it was taken again, or given
/// up by somebody meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn end(
    tx: &mut Tx,
    taken: &Queued,
    ending: Ending,
    now_ms: i64,
) -> Result<(), StoreError> {
    let is_over = !matches!(ending, Ending::Again(..));
    if is_over && is_personal(&taken.letter.cause) {
        return forget(tx, taken.letter.cause.as_str()).await;
    }
    let (state, next_at, sent_at, reason) = match ending {
        Ending::Sent => (State::Sent, now_ms, Some(now_ms), None),
        Ending::Again(at, why) => (State::ToSend, at, None, Some(why)),
        Ending::Failed(why) => (State::Failed, now_ms, None, Some(why)),
        Ending::Abandoned(why) => (State::Abandoned, now_ms, None, Some(why)),
    };
    tx.execute(
        "UPDATE courrier SET state = $1, next_at = $2, sent_at = $3, reason = $4
         WHERE cause = $5 AND tries = $6 AND state = 'a-envoyer'",
        args![
            state.code(),
            next_at,
            sent_at,
            reason,
            taken.letter.cause.as_str(),
            taken.tries
        ],
    )
    .await
    .map(|_| ())
}

async fn forget(tx: &mut Tx, cause: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM courrier WHERE cause = $1", args![cause])
        .await
        .map(|_| ())
}

/// Sends a letter again, from the beginning, that was not sent; false when there is none.
///
/// # Errors
/// Those of the database.
pub async fn retry(tx: &mut Tx, cause: &str, now_ms: i64) -> Result<bool, StoreError> {
    let changed = tx
        .execute(
            "UPDATE courrier SET state = 'a-envoyer', since = NULL, next_at = $1
             WHERE cause = $2 AND state <> 'envoye'",
            args![now_ms, cause],
        )
        .await?;
    Ok(changed > 0)
}

/// Gives up a letter that was not sent; false when there is none.
///
/// # Errors
/// Those of the database.
pub async fn abandon(tx: &mut Tx, cause: &str) -> Result<bool, StoreError> {
    if is_personal(cause) {
        forget(tx, cause).await?;
        return Ok(true);
    }
    let changed = tx
        .execute(
            "UPDATE courrier SET state = 'abandonne' WHERE cause = $1 AND state IN ('a-envoyer', 'refuse')",
            args![cause],
        )
        .await?;
    Ok(changed > 0)
}

/// Letters of a state, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list(link: &mut Link, state: State, most: i64) -> Result<Vec<Queued>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM courrier WHERE state = $1 ORDER BY queued_at DESC, cause LIMIT $2",
            args![state.code(), most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Letters whose cause begins so, by cause.
///
/// # Errors
/// Those of the database.
pub async fn about(link: &mut Link, beginning: &str) -> Result<Vec<Queued>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM courrier WHERE cause >= $1 AND cause < $2 ORDER BY cause",
            args![beginning, format!("{beginning}~")],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// How many wait, and how many want somebody's eye.
///
/// # Errors
/// Those of the database.
pub async fn counts(link: &mut Link) -> Result<Counts, StoreError> {
    let rows = link
        .fetch(
            "SELECT state, COUNT(*) AS n FROM courrier WHERE state IN ('a-envoyer', 'refuse') GROUP BY state",
            args![],
        )
        .await?;
    let mut counts = Counts::default();
    for row in &rows {
        match row.choice("state", State::from_code)? {
            State::ToSend => counts.waiting = row.int("n")?,
            _ => counts.failed = row.int("n")?,
        }
    }
    Ok(counts)
}

/// Forgets letters that left, or were given up, ninety days ago.
///
/// # Errors
/// Those of the database.
pub async fn purge(store: &Store, now_ms: i64) -> Result<(), StoreError> {
    let before = now_ms - KEPT_MS;
    let old = store
        .read()
        .await?
        .fetch_first(
            "SELECT 1 AS n FROM courrier WHERE state <> 'a-envoyer' AND next_at < $1 LIMIT 1",
            args![before],
        )
        .await?;
    if old.is_none() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    tx.execute(
        "DELETE FROM courrier WHERE state <> 'a-envoyer' AND next_at < $1",
        args![before],
    )
    .await?;
    tx.commit().await
}

fn read(row: &Row) -> Result<Queued, StoreError> {
    Ok(Queued {
        letter: Letter {
            cause: row.text("cause")?,
            to: row.text("recipient")?,
            subject: row.text("subject")?,
            text: row.text("body")?,
        },
        state: row.choice("state", State::from_code)?,
        tries: u32::try_from(row.int("tries")?).unwrap_or(u32::MAX),
        queued_at: row.int("queued_at")?,
        since: row.opt_int("since")?,
        next_at: row.int("next_at")?,
        sent_at: row.opt_int("sent_at")?,
        reason: row.opt_text("reason")?,
        leave: row.opt_text("leave_url")?,
    })
}
