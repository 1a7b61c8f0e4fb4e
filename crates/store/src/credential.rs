//! Secrets of accounts: the hash of a password, and links used once to choose one.
//!
//! Never in the journal: a secret is erased when it changes, and no other node
//! learns it.

use crate::{Link, StoreError, Tx, args};

/// The stored hash (PHC string) of an account, none when no password was chosen yet.
pub async fn hash_of(link: &mut Link, account: &str) -> Result<Option<String>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT hash FROM credential WHERE account = $1",
            args![account],
        )
        .await?;
    row.map(|row| row.text("hash")).transpose()
}

/// Sets the hash of an account. Its pending links die.
pub async fn set(tx: &mut Tx, account: &str, hash: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO credential (account, hash, changed_at) VALUES ($1, $2, $3) \
         ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, \
         must_change = 0",
        args![account, hash, now_ms],
    )
    .await?;
    forget_links(tx, account).await
}

/// Writes the same password otherwise: at another cost, or bound to this machine. Nothing
/// else of it changes.
pub async fn rewrite(tx: &mut Tx, account: &str, hash: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE credential SET hash = $1 WHERE account = $2",
        args![hash, account],
    )
    .await
    .map(|_| ())
}

/// Every account that has a password here, with its stored hash.
pub async fn all(link: &mut Link) -> Result<Vec<(String, String)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT account, hash FROM credential ORDER BY account",
            args![],
        )
        .await?;
    let read = |row: &crate::Row| Ok((row.text("account")?, row.text("hash")?));
    rows.iter().map(read).collect()
}

/// Whether the password of an account has to be changed before anything else.
pub async fn must_change(link: &mut Link, account: &str) -> Result<bool, StoreError> {
    let found = link
        .count(
            "SELECT COUNT(*) AS n FROM credential WHERE account = $1 AND must_change = 1",
            args![account],
        )
        .await?;
    Ok(found > 0)
}

/// Forgets the password of an account and its pending links.
pub async fn forget(tx: &mut Tx, account: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM credential WHERE account = $1", args![account])
        .await?;
    forget_links(tx, account).await
}

async fn forget_links(tx: &mut Tx, account: &str) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM one_time_link WHERE account = $1",
        args![account],
    )
    .await?;
    Ok(())
}

/// What a link used once is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To make the first account.
    FirstAccount,
    /// To choose the password of an account.
    Password(String),
}

/// Keeps a link by the hash of its token. A new link for the same purpose kills
/// the one before.
pub async fn keep_link(
    tx: &mut Tx,
    token_hash: &str,
    purpose: &LinkPurpose,
    expires_at: i64,
) -> Result<(), StoreError> {
    let account = match purpose {
        LinkPurpose::FirstAccount => None,
        LinkPurpose::Password(account) => Some(account.as_str()),
    };
    match account {
        Some(account) => forget_links(tx, account).await?,
        None => forget_first_links(tx).await?,
    }
    tx.execute(
        "INSERT INTO one_time_link (token, account, expires_at) VALUES ($1, $2, $3)",
        args![token_hash, account, expires_at],
    )
    .await?;
    Ok(())
}

/// Forgets the links that make the first account: there is one now.
pub async fn forget_first_links(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute("DELETE FROM one_time_link WHERE account IS NULL", args![])
        .await?;
    Ok(())
}

/// What a link is for, while it lives.
pub async fn link_purpose(
    link: &mut Link,
    token_hash: &str,
    now_ms: i64,
) -> Result<Option<LinkPurpose>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT account FROM one_time_link WHERE token = $1 AND expires_at > $2",
            args![token_hash, now_ms],
        )
        .await?;
    let account = row.map(|row| row.opt_text("account")).transpose()?;
    Ok(account.map(|a| a.map_or(LinkPurpose::FirstAccount, LinkPurpose::Password)))
}

/// Spends a link: false when it was already spent, or is too old.
pub async fn spend_link(tx: &mut Tx, token_hash: &str, now_ms: i64) -> Result<bool, StoreError> {
    let spent = tx
        .execute(
            "DELETE FROM one_time_link WHERE token = $1 AND expires_at > $2",
            args![token_hash, now_ms],
        )
        .await?;
    Ok(spent == 1)
}
