//! Short values of this machine, each under a name. No fact of the journal.

use crate::{Link, StoreError, Tx, args};

/// The value of a name, if it has one.
pub async fn get(link: &mut Link, name: &str) -> Result<Option<String>, StoreError> {
    let row = link
        .fetch_first("SELECT value FROM setting WHERE name = $1", args![name])
        .await?;
    row.map(|row| row.text("value")).transpose()
}

/// Gives a name its value.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        args![name, value],
    )
    .await
    .map(|_| ())
}
