//! Passkeys of accounts, and what browsers were asked to sign.

use crate::{Link, Row, StoreError, Tx, args};

/// A passkey of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cle {
    /// Its identifier, base 64 of addresses.
    pub id: String,
    /// Whose.
    pub account: String,
    /// What its person calls it.
    pub name: String,
    /// Its public half and its counters, JSON.
    pub passkey: String,
    /// When it was added, milliseconds UTC.
    pub added_at: i64,
    /// When it last opened the account, milliseconds UTC.
    pub used_at: Option<i64>,
}

fn read_cle(row: &Row) -> Result<Cle, StoreError> {
    Ok(Cle {
        id: row.text("id")?,
        account: row.text("account")?,
        name: row.text("name")?,
        passkey: row.text("passkey")?,
        added_at: row.int("added_at")?,
        used_at: row.opt_int("used_at")?,
    })
}

/// The passkeys of an account, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn cles(link: &mut Link, account: &str) -> Result<Vec<Cle>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM cle_acces WHERE account = $1 ORDER BY added_at, id",
            args![account],
        )
        .await?;
    rows.iter().map(read_cle).collect()
}

/// A passkey by its identifier.
///
/// # Errors
/// Those of the database.
pub async fn cle(link: &mut Link, id: &str) -> Result<Option<Cle>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM cle_acces WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(read_cle).transpose()
}

/// Adds a passkey; false when its identifier is known already.
///
/// # Errors
/// Those of the database.
pub async fn add_cle(tx: &mut Tx, cle: &Cle) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO cle_acces (id, account, name, passkey, added_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO NOTHING",
            args![&cle.id, &cle.account, &cle.name, &cle.passkey, cle.added_at],
        )
        .await?;
    Ok(added == 1)
}

/// Notes that a passkey opened the account, with its new counters.
///
/// # Errors
/// Those of the database.
pub async fn use_cle(tx: &mut Tx, id: &str, passkey: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE cle_acces SET passkey = $1, used_at = $2 WHERE id = $3",
        args![passkey, now_ms, id],
    )
    .await
    .map(|_| ())
}

/// Removes a passkey of an account; false when it has none by that identifier.
///
/// # Errors
/// Those of the database.
pub async fn remove_cle(tx: &mut Tx, account: &str, id: &str) -> Result<bool, StoreError> {
    let removed = tx
        .execute(
            "DELETE FROM cle_acces WHERE account = $1 AND id = $2",
            args![account, id],
        )
        .await?;
    Ok(removed == 1)
}

/// What a browser was asked to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defi {
    /// For whom; nobody yet when the passkey says it.
    pub account: Option<String>,
    /// What has to be known to judge the answer, JSON.
    pub state: String,
}

/// Keeps, for a screen, what it was asked to sign.
///
/// # Errors
/// Those of the database.
pub async fn challenge(
    tx: &mut Tx,
    screen: &str,
    asked: &Defi,
    expires_at: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO defi (screen, account, state, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (screen) DO UPDATE SET account = excluded.account, state = excluded.state,
           expires_at = excluded.expires_at",
        args![screen, asked.account.as_deref(), &asked.state, expires_at],
    )
    .await
    .map(|_| ())
}

/// Takes what a screen was asked to sign: it serves once.
///
/// # Errors
/// Those of the database.
pub async fn take_challenge(
    tx: &mut Tx,
    screen: &str,
    now_ms: i64,
) -> Result<Option<Defi>, StoreError> {
    let row = tx
        .fetch_first(
            "SELECT account, state FROM defi WHERE screen = $1 AND expires_at > $2",
            args![screen, now_ms],
        )
        .await?;
    tx.execute(
        "DELETE FROM defi WHERE screen = $1 OR expires_at <= $2",
        args![screen, now_ms],
    )
    .await?;
    let read = |row: Row| {
        Ok(Defi {
            account: row.opt_text("account")?,
            state: row.text("state")?,
        })
    };
    row.map(read).transpose()
}
