//! What is past its term goes, whoever is there or not.

use plus_domain::retrait::DAY_MS;
use plus_store::{StoreError, retrait as kept};

use super::erase;
use crate::web::state::App;

/// How long it is remembered that a paper was left and taken, milliseconds.
const REMEMBERED_MS: i64 = 30 * DAY_MS;

/// Destroys the keys of papers whose time is over, and forgets the old ones; how many keys
/// were destroyed.
///
/// # Errors
/// Those of the database.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let now = app.outside.now_ms();
    let (due, old) = {
        let mut link = app.store.read().await?;
        let due = kept::due(&mut link, now).await?;
        (due, kept::is_old(&mut link, now - REMEMBERED_MS).await?)
    };
    for (id, reason) in &due {
        let mut tx = app.store.begin().await?;
        erase(app, &mut tx, id, (*reason, None)).await?;
        tx.commit().await?;
    }
    if old {
        let mut tx = app.store.begin().await?;
        kept::forget(&mut tx, now - REMEMBERED_MS).await?;
        tx.commit().await?;
    }
    Ok(due.len())
}
