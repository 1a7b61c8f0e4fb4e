//! Two follow-ups of the same person, joined: one is read in the other, and nothing moves. Every
//! promise, mandate and question keeps its own dossier, so that no figure changes; joining is
//! undone by one more fact. Their visites alone are said anew to be of one person, who is then
//! counted once (`visites`).
//!
//! It is done at the hub alone: two machines never join the same two the other way round, and a
//! machine that has not heard of a freeze does not undo it.

use plus_domain::{
    dossier::{Dossier, DossierState, MOST_TEAM},
    event::Event,
    ids::{AccountId, DossierId},
};
use plus_store::{Link, StoreError, dossier as kept, exchange::node};

use super::{DossierError, DossierKey, key_of, visites, written};
use crate::web::state::App;

/// Why two dossiers are not joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// One of them is not there, is erased, was joined already, or is the same.
    #[error("l’un des deux n’est pas là")]
    Gone,
    /// One of them is frozen: nothing is done with it.
    #[error("l’un des deux est gelé")]
    Frozen,
    /// This machine has a hub: it is done there.
    #[error("cela se fait au portail central")]
    Away,
    /// Together, too many would open it.
    #[error("trop de personnes ouvriraient le dossier")]
    Crowded,
}

/// Joins `other` to `keeper`: those who open one open both.
///
/// # Errors
/// Those of the database and of the keys: both are on this machine, or nothing is done.
/// `Ok(Err(_))`: it may not be done.
pub async fn join(
    app: &App,
    author: &AccountId,
    (keeper, other): (&DossierId, &DossierId),
) -> Result<Result<(), Refused>, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let mut tx = app.store.begin().await?;
    if is_away(&mut tx).await? {
        return Ok(Err(Refused::Away));
    }
    for id in [keeper, other] {
        key_of(&mut tx, &machine, id.as_str()).await?;
    }
    let (keeper, other) = (
        kept::get(&mut tx, keeper).await?,
        kept::get(&mut tx, other).await?,
    );
    let Some((keeper, other)) = keeper.zip(other) else {
        return Ok(Err(Refused::Gone));
    };
    let (united, brought) = match united(keeper, &other) {
        Ok(united) => united,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut moved = kept::joined(&mut tx, &other.id).await?;
    moved.push(Dossier { brought, ..other });
    let moved = moved.into_iter().map(|dossier| Dossier {
        into: Some(united.id.clone()),
        ..dossier
    });
    let said: Vec<Dossier> = moved.chain([united.clone()]).collect();
    let joined: Vec<DossierId> = said.iter().map(|dossier| dossier.id.clone()).collect();
    let said = said.into_iter().map(|dossier| by(app, author, dossier));
    let mut said: Vec<Event> = said.collect();
    for from in joined.iter().filter(|id| **id != united.id) {
        said.extend(visites::moved(app, &mut tx, author, (from, &united.id)).await?);
    }
    app.outside.record(&mut tx, &said).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Whether this machine has a hub.
///
/// # Errors
/// Those of the database.
pub async fn is_away(link: &mut Link) -> Result<bool, StoreError> {
    Ok(node::enrolled(link).await?.is_some())
}

/// The dossier that is kept, opened by those who opened either, and who of them did not open it.
fn united(keeper: Dossier, other: &Dossier) -> Result<(Dossier, Vec<AccountId>), Refused> {
    let is_gone = |d: &Dossier| d.state == DossierState::Efface || d.into.is_some();
    if keeper.id == other.id || is_gone(&keeper) || is_gone(other) {
        return Err(Refused::Gone);
    }
    if keeper.frozen.is_some() || other.frozen.is_some() {
        return Err(Refused::Frozen);
    }
    let more = other.team.iter().filter(|who| !keeper.team.contains(who));
    let brought: Vec<AccountId> = more.cloned().collect();
    let team: Vec<AccountId> = keeper.team.iter().chain(&brought).cloned().collect();
    if team.len() > MOST_TEAM {
        return Err(Refused::Crowded);
    }
    Ok((Dossier { team, ..keeper }, brought))
}

fn by(app: &App, author: &AccountId, dossier: Dossier) -> Event {
    Event::DossierSet(Dossier {
        author: Some(author.clone()),
        at: app.outside.now_ms(),
        ..dossier
    })
}

/// Takes a dossier out of the one to which it was joined; those who came with it go with it.
///
/// # Errors
/// Those of the database. `Ok(Err(_))`: it may not be done.
pub async fn separate(
    app: &App,
    author: &AccountId,
    (keeper, other): (&DossierId, &DossierId),
) -> Result<Result<(), Refused>, StoreError> {
    let mut tx = app.store.begin().await?;
    if is_away(&mut tx).await? {
        return Ok(Err(Refused::Away));
    }
    let (keeper, other) = (
        kept::get(&mut tx, keeper).await?,
        kept::get(&mut tx, other).await?,
    );
    let joined = keeper.zip(other).filter(|(keeper, other)| {
        other.state != DossierState::Efface && other.into.as_ref() == Some(&keeper.id)
    });
    let Some((keeper, other)) = joined else {
        return Ok(Err(Refused::Gone));
    };
    // The freeze holds all that is read there.
    if keeper.frozen.is_some() {
        return Ok(Err(Refused::Frozen));
    }
    let mut team = keeper.team.clone();
    team.retain(|who| !other.brought.contains(who));
    let apart = [
        Dossier { team, ..keeper },
        Dossier {
            into: None,
            brought: Vec::new(),
            ..other
        },
    ];
    let between = (&apart[0].id, &apart[1].id);
    let returned = visites::returned(app, &mut tx, author, between).await?;
    let said = apart.map(|dossier| by(app, author, dossier));
    let said = [said.to_vec(), returned].concat();
    app.outside.record(&mut tx, &said).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// The dossiers joined to one, each with what it said of itself: who, and what about.
///
/// # Errors
/// Those of the database and of the keys.
pub async fn joined(
    app: &App,
    link: &mut Link,
    root: &DossierId,
) -> Result<Vec<(Dossier, plus_domain::dossier::Lu)>, DossierError> {
    let joined = kept::joined(link, root).await?;
    if joined.is_empty() {
        return Ok(Vec::new());
    }
    let written = written(app, link, root).await?;
    let read = joined.into_iter().map(|dossier| {
        let its = written.iter().filter(|(one, _)| one.dossier == dossier.id);
        let its = its.map(|(one, ecrit)| (one.at, ecrit.clone()));
        let lu = plus_domain::dossier::Lu::of(its);
        (dossier, lu)
    });
    Ok(read.collect())
}
