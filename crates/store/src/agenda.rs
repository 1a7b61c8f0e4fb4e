//! Links to the calendar of a member of the team: secret, one each, closed at once. No fact of
//! the journal: a link is a key, and only its hash is kept.

use plus_domain::ids::AccountId;

use crate::{Link, StoreError, Tx, args};

/// Opens the link of somebody; the one before does not answer any more.
///
/// # Errors
/// Those of the database.
pub async fn open(
    tx: &mut Tx,
    account: &AccountId,
    secret: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO agenda (account, secret, opened_at) VALUES ($1, $2, $3)
         ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, opened_at = excluded.opened_at",
        args![account.as_str(), secret, now_ms],
    )
    .await
    .map(|_| ())
}

/// Closes it; nothing when there is none.
///
/// # Errors
/// Those of the database.
pub async fn close(tx: &mut Tx, account: &AccountId) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM agenda WHERE account = $1",
        args![account.as_str()],
    )
    .await
    .map(|_| ())
}

/// Whose link a secret opens, by its hash.
///
/// # Errors
/// Those of the database.
pub async fn owner(link: &mut Link, secret: &str) -> Result<Option<AccountId>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT account FROM agenda WHERE secret = $1",
            args![secret],
        )
        .await?;
    row.map(|row| Ok(AccountId::new(row.text("account")?)))
        .transpose()
}

/// Since when the link of somebody is open, milliseconds UTC; nothing when it is closed.
///
/// # Errors
/// Those of the database.
pub async fn opened_at(link: &mut Link, account: &AccountId) -> Result<Option<i64>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT opened_at FROM agenda WHERE account = $1",
            args![account.as_str()],
        )
        .await?;
    row.map(|row| row.int("opened_at")).transpose()
}
