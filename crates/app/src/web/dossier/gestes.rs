//! What is done in a follow-up: a step, a paper, a promise, who shares it, its end.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::{
        Cause, Dossier, DossierState, Ecrit, EtapeForm, IdentiteForm, Lu, MOST_TEAM, PapierForm,
        PromesseForm, PromesseState,
    },
    event::Event,
    form::FormErrors,
    ids::{EcritId, PromesseId},
};
use plus_store::dossier as kept;
use serde::Deserialize;

use super::{
    LIST, reach,
    une::{Typed, again, agents},
};
use crate::{
    dossier as suivi,
    web::{
        error::WebError,
        page::{Answer, Page, see_other},
        session::Signed,
        state::App,
    },
};

/// A dossier that may be written in.
async fn writable(app: &App, signed: &Signed, id: &str) -> Result<(Dossier, Lu), WebError> {
    let mut link = app.store.read().await?;
    let (dossier, lu) = reach(app, &mut link, (signed, id)).await?;
    if dossier.is_open() {
        Ok((dossier, lu))
    } else {
        Err(WebError::Conflict)
    }
}

/// Writes one thing, then comes back to the page.
async fn put(app: &App, signed: &Signed, dossier: &Dossier, ecrit: Ecrit) -> Answer {
    suivi::write(app, &signed.account.id, (&dossier.id, &[ecrit]), Vec::new()).await?;
    Ok(back(dossier, "ecrit"))
}

fn back(dossier: &Dossier, done: &str) -> axum::response::Response {
    see_other(&format!("{LIST}/{}?fait={done}", dossier.id))
}

/// The page again, with what is wrong.
async fn refused(
    app: &App,
    page: Page,
    asked: (&Signed, &str),
    typed: Typed,
    errors: FormErrors,
) -> Answer {
    let drawn = again(app, page, asked, typed, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response())
}

/// `POST /agent/dossiers/{id}/identite`: who the person is, and what for, anew.
pub async fn identify(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<IdentiteForm>,
) -> Answer {
    let (dossier, _) = writable(&app, &signed, &id).await?;
    let given = IdentiteForm {
        informe: "oui".to_owned(),
        ..given
    };
    match given.read(app.today().year()) {
        Ok((identite, demarche, texte)) => {
            let ecrits = [Ecrit::Identite(identite), Ecrit::Objet { demarche, texte }];
            suivi::write(&app, &signed.account.id, (&dossier.id, &ecrits), Vec::new()).await?;
            Ok(back(&dossier, "ecrit"))
        }
        Err(errors) => {
            let typed = Typed {
                identite: Some(given),
                ..Typed::default()
            };
            refused(&app, page, (&signed, &id), typed, errors).await
        }
    }
}

/// `POST /agent/dossiers/{id}/etapes`.
pub async fn add_step(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<EtapeForm>,
) -> Answer {
    let (dossier, _) = writable(&app, &signed, &id).await?;
    match given.read(app.today()) {
        Ok((texte, avant)) => {
            let ecrit = Ecrit::Etape {
                id: EcritId::new(app.outside.new_id()),
                texte,
                avant,
                faite: None,
            };
            put(&app, &signed, &dossier, ecrit).await
        }
        Err(errors) => {
            let typed = Typed {
                etape: given,
                ..Typed::default()
            };
            refused(&app, page, (&signed, &id), typed, errors).await
        }
    }
}

/// `POST /agent/dossiers/{id}/etapes/{etape}`: done today, or not done after all.
pub async fn finish_step(
    State(app): State<App>,
    signed: Signed,
    Path((id, etape)): Path<(String, String)>,
) -> Answer {
    let (dossier, lu) = writable(&app, &signed, &id).await?;
    let found = lu.etapes.into_iter().find(|e| e.id.as_str() == etape);
    let found = found.ok_or(WebError::NotFound)?;
    let ecrit = Ecrit::Etape {
        id: found.id,
        texte: found.texte,
        avant: found.avant,
        faite: match found.faite {
            None => Some(app.today()),
            Some(_) => None,
        },
    };
    put(&app, &signed, &dossier, ecrit).await
}

/// `POST /agent/dossiers/{id}/papiers`.
pub async fn add_paper(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<PapierForm>,
) -> Answer {
    let (dossier, _) = writable(&app, &signed, &id).await?;
    match given.read() {
        Ok(texte) => {
            let ecrit = Ecrit::Papier {
                id: EcritId::new(app.outside.new_id()),
                texte,
                recu: false,
            };
            put(&app, &signed, &dossier, ecrit).await
        }
        Err(errors) => {
            let typed = Typed {
                papier: given,
                ..Typed::default()
            };
            refused(&app, page, (&signed, &id), typed, errors).await
        }
    }
}

/// `POST /agent/dossiers/{id}/papiers/{papier}`: shown, or not after all.
pub async fn receive_paper(
    State(app): State<App>,
    signed: Signed,
    Path((id, papier)): Path<(String, String)>,
) -> Answer {
    let (dossier, lu) = writable(&app, &signed, &id).await?;
    let found = lu.papiers.into_iter().find(|p| p.id.as_str() == papier);
    let found = found.ok_or(WebError::NotFound)?;
    let ecrit = Ecrit::Papier {
        id: found.id,
        texte: found.texte,
        recu: !found.recu,
    };
    put(&app, &signed, &dossier, ecrit).await
}

/// `POST /agent/dossiers/{id}/promesses`.
pub async fn promise(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<PromesseForm>,
) -> Answer {
    let (dossier, _) = writable(&app, &signed, &id).await?;
    match given.read(app.today(), &dossier.team) {
        Ok(promised) => {
            suivi::promise(&app, &signed.account.id, &dossier.id, promised).await?;
            Ok(back(&dossier, "promis"))
        }
        Err(errors) => {
            let typed = Typed {
                promesse: given,
                ..Typed::default()
            };
            refused(&app, page, (&signed, &id), typed, errors).await
        }
    }
}

/// What became of a promise.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Code of a state.
    etat: String,
}

/// `POST /agent/dossiers/{id}/promesses/{promesse}`: kept, or broken. It is counted.
pub async fn keep_promise(
    State(app): State<App>,
    signed: Signed,
    Path((id, promesse)): Path<(String, String)>,
    Form(given): Form<Kept>,
) -> Answer {
    let (dossier, _) = writable(&app, &signed, &id).await?;
    let state = PromesseState::from_code(&given.etat).ok_or(WebError::Unreadable)?;
    let mut tx = app.store.begin().await?;
    let found = kept::promesse(&mut tx, &PromesseId::new(promesse)).await?;
    let mut promesse = found.ok_or(WebError::NotFound)?;
    let root = kept::root(&mut tx, &promesse.dossier).await?;
    if root.is_none_or(|root| root.id != dossier.id) {
        return Err(WebError::NotFound);
    }
    promesse.state = state;
    promesse.author = signed.account.id.clone();
    promesse.at = app.outside.now_ms();
    app.outside
        .record(&mut tx, &[Event::PromesseSet(promesse)])
        .await?;
    tx.commit().await?;
    Ok(back(&dossier, "ecrit"))
}

/// With whom a dossier is shared.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shared {
    /// An account.
    avec: String,
}

/// `POST /agent/dossiers/{id}/equipe`: one more colleague opens it.
pub async fn share(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Shared>,
) -> Answer {
    let (mut dossier, _) = writable(&app, &signed, &id).await?;
    let agents = agents(&mut app.store.read().await?).await?;
    let mut agents = agents.into_iter().map(|(account, _)| account);
    let with = agents.find(|account| account.as_str() == given.avec);
    let with = with.ok_or(WebError::Unreadable)?;
    if !dossier.team.contains(&with) && dossier.team.len() < MOST_TEAM {
        dossier.team.push(with);
        told(&app, &signed, dossier.clone()).await?;
    }
    Ok(back(&dossier, "partage"))
}

async fn told(app: &App, signed: &Signed, dossier: Dossier) -> Result<(), WebError> {
    let dossier = Dossier {
        author: Some(signed.account.id.clone()),
        at: app.outside.now_ms(),
        ..dossier
    };
    Ok(suivi::set(app, dossier).await?)
}

/// `POST /agent/dossiers/{id}/clore`: closed, or opened again.
pub async fn close(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, _) = reach(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    if dossier.frozen.is_some() {
        return Err(WebError::Conflict);
    }
    let state = if dossier.is_open() {
        DossierState::Clos
    } else {
        DossierState::Ouvert
    };
    told(
        &app,
        &signed,
        Dossier {
            state,
            ..dossier.clone()
        },
    )
    .await?;
    Ok(back(&dossier, "clos"))
}

/// Why a dossier is erased.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Erased {
    /// Code of a cause.
    cause: String,
}

/// `POST /agent/dossiers/{id}/effacer`: nobody reads it any more.
pub async fn erase(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Erased>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, _) = reach(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    let cause = Cause::from_code(&given.cause).filter(|cause| *cause != Cause::Terme);
    let cause = cause.ok_or(WebError::Unreadable)?;
    // What is frozen is erased only when the person herself asks for it.
    if dossier.frozen.is_some() && cause != Cause::Demande {
        return Err(WebError::Conflict);
    }
    suivi::erase(&app, dossier, (cause, Some(signed.account.id.clone()))).await?;
    Ok(see_other(&format!("{LIST}?fait=efface")))
}
