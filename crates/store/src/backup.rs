//! A copy of the embedded database, whole and at rest.
//!
//! SQLite offers no online copy through this library: `VACUUM INTO` gives a
//! compact file in one statement, without erased data.

use std::path::Path;

use crate::{Engine, Store, StoreError, setting};

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
    setting::set(&mut tx, LAST, &now_ms.to_string()).await?;
    tx.commit().await
}

/// Instant of the last verified backup, milliseconds UTC.
pub async fn last(store: &Store) -> Result<Option<i64>, StoreError> {
    let mut link = store.read().await?;
    let instant = setting::get(&mut link, LAST).await?;
    let read = |text: String| text.parse().map_err(|e| StoreError::value(LAST, e));
    instant.map(read).transpose()
}
