//! Sessions: who is signed in, on which screen.
//!
//! A screen is a browser, known by the hash of its secret. A few people may share
//! it, each with her session; one is current. Idleness is that of the screen —
//! colleagues who take turns keep one another's place —, the whole length is that
//! of each person. Not facts of the journal: they may vanish.

use plus_domain::{
    account::{Account, Role},
    identite::Facteurs,
};

use crate::{Link, Row, StoreError, Tx, account, args};

/// Most people on one screen.
pub const MOST_AT_SCREEN: usize = 4;

/// A living session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identifier. Not a secret.
    pub id: String,
    /// The account.
    pub account: Account,
    /// Whether she is the one at the screen now.
    pub current: bool,
    /// Sign-in, milliseconds UTC.
    pub created_at: i64,
    /// Last touch of the screen, milliseconds UTC, give or take a minute.
    pub seen_at: i64,
    /// Whether her password has to be changed before anything else.
    pub must_change: bool,
    /// What she has of second factors.
    pub factors: Facteurs,
    /// Since when it is known that she has none, milliseconds UTC.
    pub without_since: Option<i64>,
}

/// How long sessions live, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Without a touch of the screen.
    pub idle_ms: i64,
    /// In all.
    pub absolute_ms: i64,
}

/// A session to open.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// Identifier for it.
    pub id: &'a str,
    /// Who.
    pub account: &'a Account,
    /// Hash of the new secret of the browser.
    pub screen: &'a str,
    /// Hash of the secret that the browser had, whose people stay.
    pub previous: Option<&'a str>,
    /// Her browser and its system, in words.
    pub browser: &'a str,
    /// From which address.
    pub address: &'a str,
}

/// Living sessions of a screen, the earliest first. A closed account has none.
pub async fn at_screen(
    link: &mut Link,
    screen: &str,
    limits: Limits,
    now_ms: i64,
) -> Result<Vec<Session>, StoreError> {
    let rows = link
        .fetch(
            "SELECT s.id AS session, s.is_current, s.created_at, s.seen_at, a.id, a.login, a.name, \
             a.role, a.partner, a.disabled, COALESCE(k.must_change, 0) AS must_change, \
             f.secret, COALESCE(f.elsewhere, 0) AS elsewhere, COALESCE(f.renew, 0) AS renew, \
             (SELECT COUNT(*) FROM cle_acces c WHERE c.account = s.account) AS cles, d.since \
             FROM session s JOIN account a ON a.id = s.account \
             LEFT JOIN credential k ON k.account = s.account \
             LEFT JOIN second_facteur f ON f.account = s.account \
             LEFT JOIN delai_facteur d ON d.account = s.account \
             WHERE s.screen = $1 AND s.seen_at > $2 AND s.created_at > $3 AND a.disabled = 0 \
             ORDER BY s.created_at, s.id",
            args![screen, now_ms - limits.idle_ms, now_ms - limits.absolute_ms],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.text("session")?,
        account: account::read(row)?,
        current: row.flag("is_current")?,
        created_at: row.int("created_at")?,
        seen_at: row.int("seen_at")?,
        must_change: row.flag("must_change")?,
        factors: Facteurs {
            code: row.opt_text("secret")?.is_some(),
            cles: row.int("cles")?,
            ailleurs: row.flag("elsewhere")?,
            a_refaire: row.flag("renew")?,
        },
        without_since: row.opt_int("since")?,
    })
}

/// Opens a session and makes it current. The secret of the browser changes, and
/// with it the screen of those who stay: a stolen old secret opens nothing. Only
/// people who receive may stay in the background, and three at most.
pub async fn open(tx: &mut Tx, opening: &Opening<'_>, now_ms: i64) -> Result<(), StoreError> {
    let account = opening.account;
    if let Some(previous) = opening.previous {
        keep_colleagues(tx, previous, account).await?;
        tx.execute(
            "UPDATE session SET screen = $1, is_current = 0, seen_at = $2 WHERE screen = $3",
            args![opening.screen, now_ms, previous],
        )
        .await?;
    }
    tx.execute(
        "INSERT INTO session (id, screen, account, is_current, created_at, seen_at, browser, \
         address) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)",
        args![
            opening.id,
            opening.screen,
            &account.id,
            now_ms,
            now_ms,
            opening.browser,
            opening.address
        ],
    )
    .await?;
    Ok(())
}

/// Closes those of a screen who may not stay behind the newcomer.
async fn keep_colleagues(tx: &mut Tx, screen: &str, newcomer: &Account) -> Result<(), StoreError> {
    let shares = |role: Role| matches!(role, Role::Animatrice | Role::Coordinateur);
    let rows = tx
        .fetch(
            "SELECT s.id, a.id AS account, a.role FROM session s JOIN account a ON a.id = s.account \
             WHERE s.screen = $1 ORDER BY s.created_at DESC, s.id DESC",
            args![screen],
        )
        .await?;
    let mut kept = 1;
    for row in &rows {
        let role = row.choice("role", Role::from_code)?;
        let stays = shares(role)
            && shares(newcomer.role)
            && row.text("account")? != newcomer.id.as_str()
            && kept < MOST_AT_SCREEN;
        if stays {
            kept += 1;
        } else {
            close(tx, &row.text("id")?).await?;
        }
    }
    Ok(())
}

/// Makes another session of the same screen the current one. False when it is not
/// of that screen.
pub async fn switch(
    tx: &mut Tx,
    screen: &str,
    session: &str,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let of_screen = tx
        .count(
            "SELECT COUNT(*) AS n FROM session WHERE screen = $1 AND id = $2",
            args![screen, session],
        )
        .await?;
    if of_screen == 0 {
        return Ok(false);
    }
    tx.execute(
        "UPDATE session SET is_current = CASE WHEN id = $1 THEN 1 ELSE 0 END, seen_at = $2 \
         WHERE screen = $3",
        args![session, now_ms, screen],
    )
    .await?;
    Ok(true)
}

/// Notes that the screen is in use.
pub async fn touch(tx: &mut Tx, screen: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE session SET seen_at = $1 WHERE screen = $2",
        args![now_ms, screen],
    )
    .await?;
    Ok(())
}

/// Closes a session.
pub async fn close(tx: &mut Tx, session: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM session WHERE id = $1", args![session])
        .await?;
    Ok(())
}

/// A living session as its person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Identifier. Not a secret.
    pub id: String,
    /// Browser and system, in words; empty when nothing is known.
    pub browser: String,
    /// Address from which it was opened.
    pub address: String,
    /// Sign-in, milliseconds UTC.
    pub created_at: i64,
    /// Last touch of the screen, milliseconds UTC, give or take a minute.
    pub seen_at: i64,
}

/// Living sessions of an account on every screen, the last used first.
pub async fn of_account(
    link: &mut Link,
    account: &str,
    limits: Limits,
    now_ms: i64,
) -> Result<Vec<Open>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, browser, address, created_at, seen_at FROM session \
             WHERE account = $1 AND seen_at > $2 AND created_at > $3 \
             ORDER BY seen_at DESC, created_at DESC, id",
            args![
                account,
                now_ms - limits.idle_ms,
                now_ms - limits.absolute_ms
            ],
        )
        .await?;
    let read = |row: &Row| {
        Ok(Open {
            id: row.text("id")?,
            browser: row.text("browser")?,
            address: row.text("address")?,
            created_at: row.int("created_at")?,
            seen_at: row.int("seen_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Closes a session of an account; false when it is none of its own.
pub async fn close_own(tx: &mut Tx, account: &str, session: &str) -> Result<bool, StoreError> {
    let closed = tx
        .execute(
            "DELETE FROM session WHERE account = $1 AND id = $2",
            args![account, session],
        )
        .await?;
    Ok(closed == 1)
}

/// Closes every session of an account but one.
pub async fn close_others(tx: &mut Tx, account: &str, kept: &str) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM session WHERE account = $1 AND id <> $2",
        args![account, kept],
    )
    .await
}

/// Closes every session of an account, on every screen, and those that waited for their
/// second factor.
pub async fn close_account(tx: &mut Tx, account: &str) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM second_pas WHERE account = $1", args![account])
        .await?;
    tx.execute("DELETE FROM session WHERE account = $1", args![account])
        .await
}

/// Closes the sessions of closed accounts.
pub async fn close_disabled(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM session WHERE account IN (SELECT id FROM account WHERE disabled = 1)",
        args![],
    )
    .await
}

/// Closes every session.
pub async fn close_all(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM session", args![]).await
}

/// Forgets what has expired.
pub async fn sweep(tx: &mut Tx, limits: Limits, now_ms: i64) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2",
        args![now_ms - limits.idle_ms, now_ms - limits.absolute_ms],
    )
    .await
}
