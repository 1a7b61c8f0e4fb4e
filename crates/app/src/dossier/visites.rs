//! The visites of a person who is followed. A visite says by which pseudonym its person is
//! counted: the identifier of her follow-up, which leads to nobody once its key is destroyed
//! (requirement P8). Two follow-ups that are joined are one person: their visites are corrected
//! to say so, and corrected back when they are taken apart, so that no figure counts her twice.

use plus_domain::{
    dossier::Dossier,
    event::{Event, VisiteCorrection},
    ids::{AccountId, DossierId, PersonId, VisiteId},
    visite::{Change, Visite},
};
use plus_store::{
    Link, StoreError, Tx, dossier as kept, journal,
    visite::{self, Line},
};
use serde_json::Value;

use crate::web::state::App;

/// The field of a visite that says whose it is.
const FIELD: &str = "person";
/// Whose word it is that visites follow their person, when nobody of the team says it.
const NOBODY: &str = "plus";

/// Why a visite is not said to be of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not there, or was cancelled.
    #[error("cette visite n’est plus là")]
    Gone,
    /// It is of somebody else.
    #[error("cette visite est celle d’une autre personne")]
    Others,
}

/// The pseudonym of a follow-up.
pub fn person_of(dossier: &DossierId) -> PersonId {
    PersonId::new(dossier.as_str())
}

/// The visites of the person of a follow-up, latest first.
///
/// # Errors
/// Those of the database.
pub async fn of(link: &mut Link, dossier: &DossierId) -> Result<Vec<Line>, StoreError> {
    visite::of_person(link, &person_of(dossier)).await
}

/// Says that a visite is of the person of a follow-up, which she thereby came back to.
///
/// # Errors
/// Those of the database. `Ok(Err(_))`: it may not be said, and nothing is written.
pub async fn attach(
    app: &App,
    author: &AccountId,
    (dossier, visite): (&Dossier, &VisiteId),
) -> Result<Result<(), Refused>, StoreError> {
    let mut tx = app.store.begin().await?;
    let found = visite::by_id(&mut tx, visite.as_str()).await?;
    let Some(line) = found.filter(|line| !line.cancelled) else {
        return Ok(Err(Refused::Gone));
    };
    let person = person_of(&dossier.id);
    match &line.visite.person {
        Some(known) if *known == person => return Ok(Ok(())),
        Some(_) => return Ok(Err(Refused::Others)),
        None => {}
    }
    let said = [
        corrected(app, author, &line.visite, Some(&person)),
        came(app, author, dossier),
    ];
    app.outside.record(&mut tx, &said).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Says that a visite was not of the person of a follow-up.
///
/// # Errors
/// Those of the database. `Ok(Err(_))`: it was not said to be hers.
pub async fn detach(
    app: &App,
    author: &AccountId,
    (dossier, visite): (&DossierId, &VisiteId),
) -> Result<Result<(), Refused>, StoreError> {
    let mut tx = app.store.begin().await?;
    let found = visite::by_id(&mut tx, visite.as_str()).await?;
    let Some(line) = found else {
        return Ok(Err(Refused::Gone));
    };
    if line.visite.person.as_ref() != Some(&person_of(dossier)) {
        return Ok(Err(Refused::Others));
    }
    let said = corrected(app, author, &line.visite, None);
    app.outside.record(&mut tx, &[said]).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// That the person of a follow-up was received: its clock begins again (requirement P8).
pub fn came(app: &App, author: &AccountId, dossier: &Dossier) -> Event {
    Event::DossierSet(Dossier {
        author: Some(author.clone()),
        at: app.outside.now_ms(),
        ..dossier.clone()
    })
}

fn corrected(app: &App, author: &AccountId, seen: &Visite, to: Option<&PersonId>) -> Event {
    let said = |person: Option<&PersonId>| person.map_or(Value::Null, |p| p.as_str().into());
    Event::VisiteCorrected(VisiteCorrection {
        id: seen.id.clone(),
        author: author.clone(),
        at: app.outside.now_ms(),
        changes: vec![Change {
            field: FIELD.to_owned(),
            base: said(seen.person.as_ref()),
            value: said(to),
        }],
    })
}

/// What makes the visites of a follow-up those of the one that it was joined to.
pub(super) async fn moved(
    app: &App,
    tx: &mut Tx,
    author: &AccountId,
    (from, to): (&DossierId, &DossierId),
) -> Result<Vec<Event>, StoreError> {
    let to = person_of(to);
    let lines = of(tx, from).await?;
    let lines = lines.iter();
    Ok(lines
        .map(|line| corrected(app, author, &line.visite, Some(&to)))
        .collect())
}

/// What gives a follow-up that is taken apart its visites back: those that were last said to be
/// hers before they were the other's.
pub(super) async fn returned(
    app: &App,
    tx: &mut Tx,
    author: &AccountId,
    (from, to): (&DossierId, &DossierId),
) -> Result<Vec<Event>, StoreError> {
    let (keeper, other) = (person_of(from), person_of(to));
    let mut said = Vec::new();
    for line in of(tx, from).await? {
        let before = said_before(tx, &line.visite.id, &keeper).await?;
        if before.as_ref() == Some(&other) {
            said.push(corrected(app, author, &line.visite, Some(&other)));
        }
    }
    Ok(said)
}

/// Whose a visite was said to be, before it was this person's.
async fn said_before(
    link: &mut Link,
    visite: &VisiteId,
    person: &PersonId,
) -> Result<Option<PersonId>, StoreError> {
    let mut last = None;
    for stored in journal::about(link, visite.as_str()).await? {
        let entry = stored.entry;
        let Some((_, body)) = &entry.body else {
            continue;
        };
        let said = match Event::read(&entry.kind, entry.version, body) {
            Ok(Event::VisiteRecorded(visite)) => visite.person,
            Ok(Event::VisiteCorrected(correction)) => {
                let change = correction.changes.into_iter().find(|c| c.field == FIELD);
                change.and_then(|c| c.value.as_str().map(PersonId::new))
            }
            _ => None,
        };
        if said.as_ref().is_some_and(|said| said != person) {
            last = said;
        }
    }
    Ok(last)
}

/// Makes the visites that a machine recorded for a follow-up joined meanwhile those of the one
/// that it was joined to; how many. At the hub alone, as joining is.
///
/// # Errors
/// Those of the database.
pub async fn follow(app: &App) -> Result<usize, StoreError> {
    let mut tx = app.store.begin().await?;
    if super::fusion::is_away(&mut tx).await? {
        return Ok(0);
    }
    let (nobody, mut said) = (AccountId::new(NOBODY), Vec::new());
    for (from, to) in kept::all_joined(&mut tx).await? {
        said.extend(moved(app, &mut tx, &nobody, (&from, &to)).await?);
    }
    if !said.is_empty() {
        app.outside.record(&mut tx, &said).await?;
        tx.commit().await?;
    }
    Ok(said.len())
}
