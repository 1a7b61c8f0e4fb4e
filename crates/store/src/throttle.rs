//! Wrong tries, slowed by growing waits (requirement S5).
//!
//! A try is counted before it is judged, so that a thousand tries at once cost the
//! same as a thousand in a row; success takes its count back. Nobody can be locked
//! out by somebody else: an account tried from elsewhere waits half a minute at
//! most, only the same account from the same address waits long.

use crate::{StoreError, Tx, args};

/// Who a try is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The login from this address.
    Pair,
    /// The login, from anywhere.
    Login,
    /// The address, for any login.
    Address,
    /// Everybody.
    Everywhere,
}

/// After an hour without a wrong try, all is forgotten.
pub const FORGET_MS: i64 = 3_600_000;
/// A try further ahead than this was noted by a clock that has been set back since: it says
/// nothing, and must not keep anybody waiting for days. Hubs that share a database differ by
/// less.
const AHEAD_MS: i64 = 60_000;

impl Scope {
    /// Tries that cost nothing, and the longest wait, milliseconds.
    fn rule(self) -> (i64, i64) {
        match self {
            Self::Pair => (5, 15 * 60_000),
            Self::Login => (20, 30_000),
            Self::Address => (30, 15 * 60_000),
            Self::Everywhere => (300, 2_000),
        }
    }

    /// Wait after so many wrong tries: 1 s after the free ones, then doubling.
    pub fn wait_ms(self, failures: i64) -> i64 {
        let (free, most) = self.rule();
        if failures < free {
            return 0;
        }
        let doublings = (failures - free).min(20);
        1000_i64.saturating_mul(1 << doublings).min(most)
    }
}

/// Something a try is counted for, by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it stands for.
    pub scope: Scope,
    /// Hash of the login, the address or both.
    pub key: String,
}

/// Counts a try for every subject, or answers how many milliseconds to wait, in
/// which case nothing is counted.
pub async fn count(tx: &mut Tx, subjects: &[Subject], now_ms: i64) -> Result<i64, StoreError> {
    let mut wait = 0;
    for subject in subjects {
        let (failures, last_at) = state(tx, subject, now_ms).await?;
        wait = wait.max(last_at.min(now_ms) + subject.scope.wait_ms(failures) - now_ms);
    }
    if wait > 0 {
        return Ok(wait);
    }
    for subject in subjects {
        add(tx, subject, now_ms).await?;
    }
    Ok(0)
}

/// Takes back a try that was right: the person's own counts go, the others lose one.
pub async fn absolve(tx: &mut Tx, subjects: &[Subject], now_ms: i64) -> Result<(), StoreError> {
    for subject in subjects {
        let (failures, last_at) = state(tx, subject, now_ms).await?;
        let left = match subject.scope {
            Scope::Pair | Scope::Login => 0,
            Scope::Address | Scope::Everywhere => (failures - 1).max(0),
        };
        set(tx, subject, left, last_at).await?;
    }
    tx.execute(
        "DELETE FROM throttle WHERE last_at <= $1",
        args![now_ms - FORGET_MS],
    )
    .await?;
    Ok(())
}

async fn state(tx: &mut Tx, subject: &Subject, now_ms: i64) -> Result<(i64, i64), StoreError> {
    let row = tx
        .fetch_first(
            "SELECT failures, last_at FROM throttle
             WHERE subject = $1 AND last_at > $2 AND last_at <= $3",
            args![&subject.key, now_ms - FORGET_MS, now_ms + AHEAD_MS],
        )
        .await?;
    match row {
        Some(row) => Ok((row.int("failures")?, row.int("last_at")?)),
        None => Ok((0, now_ms)),
    }
}

/// One more, in one statement: several hubs may share a database.
async fn add(tx: &mut Tx, subject: &Subject, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO throttle (subject, failures, last_at) VALUES ($1, 1, $2) \
         ON CONFLICT (subject) DO UPDATE SET last_at = excluded.last_at, \
         failures = CASE WHEN throttle.last_at > $3 AND throttle.last_at <= $4 \
         THEN throttle.failures + 1 ELSE 1 END",
        args![&subject.key, now_ms, now_ms - FORGET_MS, now_ms + AHEAD_MS],
    )
    .await?;
    Ok(())
}

async fn set(tx: &mut Tx, subject: &Subject, failures: i64, at: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO throttle (subject, failures, last_at) VALUES ($1, $2, $3) \
         ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at",
        args![&subject.key, failures, at],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn the_first_tries_are_free_then_the_wait_doubles_up_to_its_most() {
        let waits: Vec<i64> = (4..9).map(|n| Scope::Pair.wait_ms(n)).collect();
        assert_eq!(waits, [0, 1000, 2000, 4000, 8000]);
        assert_eq!(Scope::Pair.wait_ms(i64::MAX), 15 * 60_000);
        assert_eq!(Scope::Login.wait_ms(1_000_000), 30_000);
    }
}
