//! The clocks of follow-ups and of mandates (requirements P8 and P9). Every machine runs them
//! on its own, so that one that was away for months erases before anybody reads.

use jiff::{Span, Timestamp};
use plus_domain::{
    dossier::{Cause, KEPT_DAYS},
    mandat::KEPT_YEARS,
    retrait::DAY_MS,
};
use plus_store::{StoreError, dossier as kept};

use super::erase;
use crate::web::state::App;

/// Erases the follow-ups in which nothing happened for two years, those whose erasure came
/// from another machine, and the mandates that ended six years ago; how many.
///
/// # Errors
/// Those of the database.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let now = app.outside.now_ms();
    let today = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = today.to_zoned_datetime(app.zone()).date();
    let last = today.saturating_sub(Span::new().years(KEPT_YEARS));
    let (silent, gone, over) = {
        let mut link = app.store.read().await?;
        (
            kept::silent_since(&mut link, now - KEPT_DAYS * DAY_MS).await?,
            kept::to_destroy(&mut link).await?,
            kept::mandats_over(&mut link, last).await?,
        )
    };
    let mut many = gone.len() + over.len();
    // What is frozen is kept, whatever its age: the person asked for it.
    let silent = silent.into_iter().filter(|d| d.frozen.is_none());
    for dossier in silent {
        erase(app, dossier, (Cause::Terme, None)).await?;
        many += 1;
    }
    for id in gone {
        let mut tx = app.store.begin().await?;
        kept::destroy(&mut tx, &id).await?;
        tx.commit().await?;
    }
    for id in over {
        let mut tx = app.store.begin().await?;
        kept::destroy_key(&mut tx, id.as_str()).await?;
        tx.commit().await?;
    }
    Ok(many)
}
