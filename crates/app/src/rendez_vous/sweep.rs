//! How to reach somebody goes thirty days after the half-day, whoever is there or not. Every
//! machine does so with the keys that it has.

use jiff::ToSpan;
use plus_domain::rendez_vous::KEPT_DAYS;
use plus_store::{StoreError, rendez_vous as kept};

use crate::web::state::App;

/// Destroys the keys of what is past its term or was given up elsewhere, and forgets the codes;
/// how many keys.
///
/// # Errors
/// Those of the database.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let (now, before) = (
        app.outside.now_ms(),
        app.today().saturating_sub(KEPT_DAYS.days()),
    );
    let (due, has_old) = {
        let mut link = app.store.read().await?;
        (
            kept::due(&mut link, before).await?,
            kept::has_old_codes(&mut link, now).await?,
        )
    };
    if due.is_empty() && !has_old {
        return Ok(0);
    }
    let mut tx = app.store.begin().await?;
    for id in &due {
        kept::forget_contact(&mut tx, id).await?;
    }
    kept::forget_codes(&mut tx, now).await?;
    tx.commit().await?;
    Ok(due.len())
}
