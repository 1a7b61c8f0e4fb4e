//! The clocks of follow-ups and of mandates (requirements P8 and P9). Every machine runs them
//! on its own, so that one that was away for months erases before anybody reads.

use jiff::{Span, Timestamp};
use plus_domain::{
    dossier::{CLOSED_DAYS, Cause, Dossier, DossierState, KEPT_DAYS},
    mandat::KEPT_YEARS,
    retrait::DAY_MS,
};
use plus_store::{
    Link, StoreError, dossier as kept,
    exchange::{cles, hub, machine, node},
};

use super::erase;
use crate::web::state::App;

/// Erases the follow-ups in which nothing happened for two years, one when they are closed (a
/// machine that has a hub lets go of them, since the hub may know more), those whose erasure came
/// from another machine, and the mandates that ended six years ago; how many. Visites recorded
/// apart for two follow-ups that were joined become those of one person on the way.
///
/// # Errors
/// Those of the database.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let now = app.outside.now_ms();
    let today = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = today.to_zoned_datetime(app.zone()).date();
    let last = today.saturating_sub(Span::new().years(KEPT_YEARS));
    let (term, silent, gone, over) = {
        let mut link = app.store.read().await?;
        (
            Term::of(&mut link, now).await?,
            ended(&mut link, now).await?,
            kept::to_destroy(&mut link).await?,
            kept::mandats_over(&mut link, last).await?,
        )
    };
    let mut many = gone.len() + over.len();
    super::visites::follow(app).await?;
    // What is frozen is kept, whatever its age: the person asked for it.
    let silent = silent.into_iter().filter(|d| d.frozen.is_none());
    for dossier in silent {
        many += usize::from(term.end(app, dossier).await?);
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

/// The dossiers whose clock has run.
async fn ended(link: &mut Link, now_ms: i64) -> Result<Vec<Dossier>, StoreError> {
    let closed = kept::silent_since(link, now_ms - CLOSED_DAYS * DAY_MS).await?;
    let open = kept::silent_since(link, now_ms - KEPT_DAYS * DAY_MS).await?;
    let closed = closed.into_iter().filter(|d| d.state == DossierState::Clos);
    let open = open.into_iter().filter(|d| d.state != DossierState::Clos);
    Ok(closed.chain(open).collect())
}

/// Days that a hub put back from a backup waits for what its machines know, before it says that
/// nothing happened in a dossier for so long.
const AFTER_RESTORING_DAYS: i64 = 31;

/// What a machine does of a dossier in which it saw nothing for so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    /// It says it erased: it is a relay alone, or the hub.
    Said,
    /// The hub knows more: what this life of it holds is let go of here, and erased by it.
    LetGo(u64),
    /// It was put back from a backup, and its machines may know more.
    Later,
}

impl Term {
    async fn of(link: &mut Link, now_ms: i64) -> Result<Self, StoreError> {
        if let Some(enrolled) = node::enrolled(link).await? {
            return Ok(Self::LetGo(enrolled.peer.incarnation));
        }
        // The number of a life is the second in which it began.
        let began = i64::try_from(hub::incarnation(link).await?).unwrap_or(0) * 1_000;
        let is_new = now_ms - began < AFTER_RESTORING_DAYS * DAY_MS;
        let has_machines = !machine::all(link).await?.is_empty();
        Ok(if is_new && has_machines {
            Self::Later
        } else {
            Self::Said
        })
    }

    /// Whether something was erased or let go of.
    async fn end(self, app: &App, dossier: Dossier) -> Result<bool, StoreError> {
        match self {
            Self::Later => Ok(false),
            Self::Said => {
                erase(app, dossier, (Cause::Terme, None)).await?;
                Ok(true)
            }
            Self::LetGo(life) => {
                let mut tx = app.store.begin().await?;
                let mut all = kept::joined(&mut tx, &dossier.id).await?;
                all.push(dossier);
                let mut gone = false;
                for dossier in all {
                    gone |= cles::let_go_if_held(&mut tx, dossier.id.as_str(), life).await?;
                }
                tx.commit().await?;
                Ok(gone)
            }
        }
    }
}
