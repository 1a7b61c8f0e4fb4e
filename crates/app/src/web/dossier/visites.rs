//! The visites of a person who is followed: one that was just recorded is said to be hers, or
//! that it was not; what her page shows of them.

use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::{Dossier, DossierState},
    ids::{DossierId, VisiteId},
};
use plus_store::{Link, dossier as kept, visite::Line};
use serde::Deserialize;

use super::{LIST, full_name, reach};
use crate::{
    dossier::{
        self as suivi,
        visites::{self, Refused},
    },
    web::{
        error::WebError,
        noms::Names,
        page::{Answer, Page, see_other},
        session::Signed,
        state::App,
    },
};

/// Visites shown on the page of a person, the last ones.
const MOST: usize = 12;

/// A visite, in the words of the page of its person.
pub struct Came {
    /// Which.
    pub id: String,
    /// « 23 novembre 2026 ».
    pub day: String,
    /// Neighbourhood, then commune.
    pub place: String,
    /// What it was about, demande by demande.
    pub about: String,
}

/// Which visite.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    visite: String,
}

/// `POST /agent/dossiers/{id}/visites`: this visite was hers.
pub async fn attach(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let (dossier, _) = reach(&app, &mut app.store.read().await?, (&signed, &id)).await?;
    say_hers(&app, &signed, &dossier, &given.visite).await?;
    Ok(see_other(&format!("{LIST}/{}?fait=relie", dossier.id)))
}

/// Says that a visite is of the person of a follow-up; nothing when none is named.
///
/// # Errors
/// The visite is not there, or is of somebody else; the follow-up is frozen or closed.
pub async fn say_hers(
    app: &App,
    signed: &Signed,
    dossier: &Dossier,
    visite: &str,
) -> Result<(), WebError> {
    if visite.is_empty() {
        return Ok(());
    }
    if !dossier.is_open() {
        return Err(WebError::Conflict);
    }
    let me = &signed.account.id;
    let said = visites::attach(app, me, (dossier, &VisiteId::new(visite))).await?;
    said.map_err(refused)
}

/// `POST /agent/dossiers/{id}/visites/{visite}/retirer`: it was not.
pub async fn detach(
    State(app): State<App>,
    signed: Signed,
    Path((id, visite)): Path<(String, String)>,
) -> Answer {
    let (dossier, _) = reach(&app, &mut app.store.read().await?, (&signed, &id)).await?;
    let what = (&dossier.id, &VisiteId::new(visite));
    let said = visites::detach(&app, &signed.account.id, what).await?;
    said.map_err(refused)?;
    Ok(see_other(&format!("{LIST}/{}?fait=delie", dossier.id)))
}

fn refused(why: Refused) -> WebError {
    match why {
        Refused::Gone => WebError::NotFound,
        Refused::Others => WebError::Conflict,
    }
}

/// The last visites of a person, in words.
pub fn came(page: &Page, names: &Names, lines: &[Line]) -> Vec<Came> {
    let shown = lines.iter().take(MOST);
    shown
        .map(|line| {
            let visite = &line.visite;
            let about = visite.demandes.iter().map(|d| names.subject(d, page));
            Came {
                id: visite.id.to_string(),
                day: page.date(visite.date),
                place: names.place(&visite.place),
                about: about.collect::<Vec<_>>().join(", "),
            }
        })
        .collect()
}

/// The follow-up of somebody whom this person serves, and her name; nothing when none is named.
///
/// # Errors
/// Not there, or not shared with her.
pub async fn served(
    app: &App,
    link: &mut Link,
    (signed, id): (&Signed, &str),
) -> Result<Option<(Dossier, String)>, WebError> {
    if id.is_empty() {
        return Ok(None);
    }
    let (dossier, lu) = reach(app, link, (signed, id)).await?;
    if !dossier.is_open() {
        return Err(WebError::Conflict);
    }
    Ok(Some((dossier, full_name(&lu.identite))))
}

/// The follow-up that a visite belongs to, when this person opens it.
///
/// # Errors
/// Those of the database.
pub async fn hers(
    link: &mut Link,
    signed: &Signed,
    person: &plus_domain::ids::PersonId,
) -> Result<Option<DossierId>, WebError> {
    let found = kept::root(link, &DossierId::new(person.as_str())).await?;
    let open = found.filter(|dossier| {
        dossier.state != DossierState::Efface && dossier.is_shared_with(&signed.account.id)
    });
    Ok(open.map(|dossier| dossier.id))
}

/// That the person of a follow-up came, in the transaction that records her visite.
pub fn came_back(app: &App, signed: &Signed, dossier: &Dossier) -> plus_domain::event::Event {
    suivi::visites::came(app, &signed.account.id, dossier)
}
