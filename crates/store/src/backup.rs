//! A copy of the embedded database, whole and at rest.
//!
//! SQLite offers no online copy through this library: `VACUUM INTO` gives a
//! compact file in one statement, without erased data.

use std::path::Path;

use crate::{Engine, Store, StoreError, args};

/// Name of the setting that holds the instant of the last verified backup.
const LAST: &str = "backup.last";

/// Writes the database into a new file.
pub async fn copy_database(store: &Store, target: &Path) -> Result<(), StoreError> {
    match store.engine() {
        Engine::Sqlite => store.outside_transaction("VACUUM INTO $1", Some(target.display().to_string())).await,
        Engine::Postgres => Err(StoreError::Refused(
            "une base PostgreSQL se sauvegarde avec pg_dump ou une archive continue, pas avec cette commande".to_owned(),
        )),
    }
}

/// Notes that a backup was made and verified.
pub async fn note(store: &Store, now_ms: i64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        args![LAST, now_ms.to_string()],
    )
    .await?;
    tx.commit().await
}

/// Instant of the last verified backup, milliseconds UTC.
pub async fn last(store: &Store) -> Result<Option<i64>, StoreError> {
    let mut link = store.read().await?;
    let row = link
        .fetch_first("SELECT value FROM setting WHERE name = $1", args![LAST])
        .await?;
    row.map(|r| r.parsed("value", str::parse)).transpose()
}
