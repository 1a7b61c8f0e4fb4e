//! What a person asks of her follow-up with her code: on the portal, answered here; at a borne,
//! by its hub (`POST /sync/v1/suivi`).

use jiff::civil::Date;
use plus_domain::{
    dossier::{DossierState, Ecrit, PromesseState},
    ids::{AccountId, DemarcheCode, DossierId, MandatId, NodeId},
    mandat::Fin,
};
use plus_store::dossier as kept;
use serde::{Deserialize, Serialize};

use super::{DossierError, Opened, by_code, mandat, read, write};
use crate::web::state::App;

/// Who writes when a person does, with her code: nobody of the team.
const PERSON: &str = "personne";

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    /// Code, as typed.
    pub code: String,
    /// What she wants.
    pub wish: Wish,
}

/// What she wants.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To read.
    Read,
    /// To end a mandate.
    Stop(MandatId),
    /// Not to be followed any more. The team closes it; what is kept for proof goes at its own
    /// term.
    Withdraw,
}

/// What she is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Her follow-up.
    Followed(Box<Followed>),
    /// The code opens nothing.
    Nothing,
    /// No code before so many milliseconds.
    Wait(i64),
    /// It opens something, which cannot be read or is not hers to stop.
    Missing,
}

/// A follow-up, as its person reads it: nothing of who wrote it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Followed {
    /// What was done, and when.
    pub done: Vec<(String, Option<Date>)>,
    /// What is to do, by when.
    pub to_do: Vec<(String, Option<Date>)>,
    /// Papers that are missing.
    pub papers: Vec<String>,
    /// Promises that were not broken: what, by when, where it stands.
    pub promises: Vec<(String, Date, PromesseState)>,
    /// Mandates in force: which, for which démarches, last day.
    pub mandates: Vec<(MandatId, Vec<DemarcheCode>, Date)>,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether she asked to be followed no more.
    pub withdrawn: bool,
}

/// Answers a question that came by this door.
///
/// # Errors
/// Those of the database and of the key; nothing was then done.
pub async fn answer(app: &App, door: &NodeId, question: Question) -> Result<Answer, DossierError> {
    let id = match by_code(app, door, &question.code).await? {
        Opened::Dossier(id) => id,
        Opened::Nothing => return Ok(Answer::Nothing),
        Opened::Wait(ms) => return Ok(Answer::Wait(ms)),
    };
    match question.wish {
        Wish::Read => {}
        Wish::Stop(asked) => {
            let hers = kept::mandats(&mut app.store.read().await?, &id).await?;
            if !hers.iter().any(|mandat| mandat.id == asked) {
                return Ok(Answer::Missing);
            }
            mandat::stop(app, &asked, (Fin::Revoque, None)).await?;
        }
        Wish::Withdraw => {
            let person = AccountId::new(PERSON);
            write(app, &person, (&id, &[Ecrit::Retrait]), Vec::new()).await?;
        }
    }
    let followed = followed(app, &id).await?;
    Ok(followed.map_or(Answer::Missing, |f| Answer::Followed(Box::new(f))))
}

/// What a follow-up says to its person; nothing when its key is not here.
async fn followed(app: &App, id: &DossierId) -> Result<Option<Followed>, DossierError> {
    let mut link = app.store.read().await?;
    let Some(dossier) = kept::root(&mut link, id).await? else {
        return Ok(None);
    };
    let lu = match read(app, &mut link, id).await {
        Ok(lu) => lu,
        Err(DossierError::Closed) => return Ok(None),
        Err(other) => return Err(other),
    };
    let promesses = kept::promesses(&mut link, id).await?;
    let mandats = kept::mandats(&mut link, id).await?;
    drop(link);
    let (done, to_do): (Vec<_>, Vec<_>) = lu.etapes.iter().partition(|e| e.faite.is_some());
    let (today, now) = (app.today(), app.outside.now_ms());
    let in_force = mandats.iter().filter(|m| m.is_active(today, now).is_ok());
    let kept = promesses
        .iter()
        .filter(|p| p.state != PromesseState::Rompue);
    Ok(Some(Followed {
        done: done.iter().map(|e| (e.texte.clone(), e.faite)).collect(),
        to_do: to_do.iter().map(|e| (e.texte.clone(), e.avant)).collect(),
        papers: lu.manquants().map(|papier| papier.texte.clone()).collect(),
        promises: kept
            .map(|p| {
                let text = lu.promesses.get(&p.id).cloned().unwrap_or_default();
                (text, p.due, p.state)
            })
            .collect(),
        mandates: in_force
            .map(|m| (m.id.clone(), m.demarches.clone(), m.until()))
            .collect(),
        closed: dossier.state == DossierState::Clos,
        withdrawn: lu.retire.is_some(),
    }))
}
