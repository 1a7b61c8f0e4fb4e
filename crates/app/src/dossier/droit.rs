//! The rights of people on what is kept of them: cases opened, made longer, answered, and what
//! an answer does to a dossier, in one transaction with it (requirements P14 and P15).

use plus_domain::{
    dossier::{Cause, Dossier, DossierState},
    droit::{Asked, Droit, Exercice, ExerciceError, Reponse},
    event::Event,
    ids::{AccountId, DossierId, ExerciceId},
};
use plus_store::{Link, StoreError, Tx, dossier as kept, droit};

use crate::web::state::App;

/// What came of a change: the case as it is now, or why not.
pub type Changed = Result<Exercice, ExerciceError>;

/// Opens a case.
///
/// # Errors
/// Those of the database.
pub async fn open(
    app: &App,
    author: &AccountId,
    (asked, dossier): (Asked, Option<DossierId>),
) -> Result<Exercice, StoreError> {
    let id = ExerciceId::new(app.outside.new_id());
    let drawn = app.outside.random_bytes::<6>();
    let said = (author.clone(), app.outside.now_ms());
    let case = asked.opened((id, drawn), dossier, said);
    let mut tx = app.store.begin().await?;
    app.outside
        .record(&mut tx, &[Event::DroitSet(case.clone())])
        .await?;
    tx.commit().await?;
    Ok(case)
}

/// Two months more.
///
/// # Errors
/// Those of the database. `Ok(None)`: there is no such case.
pub async fn extend(
    app: &App,
    author: &AccountId,
    (id, motif): (&ExerciceId, Option<String>),
) -> Result<Option<Changed>, StoreError> {
    let today = app.today();
    change(app, author, id, |case| case.extended(motif, today)).await
}

/// Answers. What was asked is done with it: frozen, erased.
///
/// # Errors
/// Those of the database. `Ok(None)`: there is no such case.
pub async fn answer(
    app: &App,
    author: &AccountId,
    (id, answer, motif): (&ExerciceId, Reponse, Option<String>),
) -> Result<Option<Changed>, StoreError> {
    change(app, author, id, |case| case.answered(answer, motif)).await
}

/// Ends a freeze.
///
/// # Errors
/// Those of the database. `Ok(None)`: there is no such case.
pub async fn lift(
    app: &App,
    author: &AccountId,
    id: &ExerciceId,
) -> Result<Option<Changed>, StoreError> {
    change(app, author, id, Exercice::lifted).await
}

async fn change(
    app: &App,
    author: &AccountId,
    id: &ExerciceId,
    change: impl FnOnce(Exercice) -> Changed,
) -> Result<Option<Changed>, StoreError> {
    let mut tx = app.store.begin().await?;
    let Some(case) = droit::by_id(&mut tx, id).await? else {
        return Ok(None);
    };
    let changed = match change(case) {
        Ok(changed) => changed,
        Err(refused) => return Ok(Some(Err(refused))),
    };
    let changed = Exercice {
        author: author.clone(),
        at: app.outside.now_ms(),
        ..changed
    };
    let mut events = vec![Event::DroitSet(changed.clone())];
    events.extend(done(app, &mut tx, &changed).await?);
    app.outside.record(&mut tx, &events).await?;
    tx.commit().await?;
    Ok(Some(Ok(changed)))
}

/// What a case does to its dossier, as it now stands.
async fn done(app: &App, tx: &mut Tx, case: &Exercice) -> Result<Vec<Event>, StoreError> {
    let Some(id) = &case.dossier else {
        return Ok(Vec::new());
    };
    let found = kept::root(tx, id).await?;
    let Some(dossier) = found.filter(|d| d.state != DossierState::Efface) else {
        return Ok(Vec::new());
    };
    let said = |dossier: Dossier| {
        vec![Event::DossierSet(Dossier {
            author: Some(case.author.clone()),
            at: app.outside.now_ms(),
            ..dossier
        })]
    };
    let is_done = case.state == plus_domain::droit::ExerciceState::Accepte;
    Ok(match case.droit {
        Droit::Limitation if is_done && dossier.frozen.is_none() => said(Dossier {
            frozen: Some(case.id.clone()),
            ..dossier
        }),
        Droit::Limitation if dossier.frozen.as_ref() == Some(&case.id) && !case.freezes() => {
            said(Dossier {
                frozen: None,
                ..dossier
            })
        }
        // Nothing else founds a follow-up than what the person wants: no longer used is erased.
        Droit::Effacement | Droit::Opposition if is_done => {
            let author = Some(case.author.clone());
            super::erased(app, tx, dossier, (Cause::Demande, author)).await?
        }
        _ => Vec::new(),
    })
}

/// Whether a dossier is frozen.
///
/// # Errors
/// Those of the database.
pub async fn is_frozen(link: &mut Link, id: &DossierId) -> Result<bool, StoreError> {
    let found = kept::root(link, id).await?;
    Ok(found.is_some_and(|dossier| dossier.frozen.is_some()))
}
