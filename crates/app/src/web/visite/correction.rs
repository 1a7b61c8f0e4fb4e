//! Correcting a visite: completed from its confirmation, or changed on its own
//! page. Each change is a new fact that names what its author saw.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    form::FormErrors,
    reference::{DemarcheFacts, Reference},
    visite::{Demande, Recording, Visite, changes_between},
};
use plus_store::visite::Line;

use super::{
    Outcome, address, append, brouillon,
    champs::Fields,
    enregistree, found,
    saisie::{Typed, tap_of},
    with_status,
};
use crate::web::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

#[derive(Template)]
#[template(path = "visite/corriger.html")]
struct EditPage {
    page: Page,
    id: String,
    form: Fields,
    kept: bool,
}

/// `GET /agent/visites/{id}/corriger`.
pub async fn edit(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let mut link = app.store.read().await?;
    let line = found(&mut link, &id).await?;
    let kept = brouillon::of(&mut link, &signed, &id).await?;
    let names = Names::load(&app, &mut link).await?;
    let typed = kept.clone().unwrap_or_default();
    let form = Fields::of(&line.visite, &typed, &names, &page, FormErrors::default())?;
    render(&EditPage {
        page: page.titled("visite-corriger-titre"),
        id,
        form,
        kept: kept.is_some(),
    })
}

/// `POST /agent/visites/{id}/corriger`.
pub async fn correct(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(typed);
    let line = current(&app, &id).await?;
    match apply(&app, &signed, &line, &typed).await? {
        Outcome::Done => Ok(see_other(&format!("{}?fait=corrigee", address(&id)))),
        Outcome::Refused(errors) => {
            let names = Names::load(&app, &mut app.store.read().await?).await?;
            let form = Fields::of(&line.visite, &typed, &names, &page, errors)?;
            let page = page.titled("visite-corriger-titre");
            let template = EditPage {
                page,
                id,
                form,
                kept: false,
            };
            with_status(render(&template), StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// `POST /agent/visites/{id}/completer`: from the confirmation.
pub async fn complete(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(typed);
    let line = current(&app, &id).await?;
    match apply(&app, &signed, &line, &typed).await? {
        Outcome::Done => Ok(see_other(&format!(
            "{}/enregistree?fait=complete",
            address(&id)
        ))),
        Outcome::Refused(errors) => {
            let names = Names::load(&app, &mut app.store.read().await?).await?;
            let answer =
                enregistree::page_of(&app, page, (&line.visite, None), &typed, &names, errors, "");
            with_status(answer, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The visite, if it may still be corrected.
async fn current(app: &App, id: &str) -> Result<Line, WebError> {
    let line = found(&mut app.store.read().await?, id).await?;
    if line.cancelled {
        Err(WebError::Conflict)
    } else {
        Ok(line)
    }
}

async fn apply(
    app: &App,
    signed: &Signed,
    line: &Line,
    typed: &Typed,
) -> Result<Outcome, WebError> {
    let id = line.visite.id.as_str();
    let seen = seen(typed, &line.visite)?;
    let wanted = match wanted(app, &seen, typed) {
        Ok(wanted) => wanted,
        Err(errors) => {
            brouillon::keep(app, signed, id, typed).await?;
            return Ok(Outcome::Refused(errors));
        }
    };
    let changes = changes_between(&seen, &wanted);
    if !changes.is_empty() {
        let correction = VisiteCorrection {
            id: seen.id.clone(),
            author: signed.account.id.clone(),
            at: app.outside.now_ms(),
            changes,
        };
        append(app, &[Event::VisiteCorrected(correction)]).await?;
    }
    brouillon::forget(app, signed, id).await?;
    Ok(Outcome::Done)
}

/// The visite as the page showed it: what the correction takes for its bases.
fn seen(typed: &Typed, stored: &Visite) -> Result<Visite, WebError> {
    let text = typed.get("vu").ok_or(WebError::Unreadable)?;
    let seen: Visite = serde_json::from_str(text).map_err(|_| WebError::Unreadable)?;
    let same = seen.id == stored.id && seen.author == stored.author && seen.at == stored.at;
    if same {
        Ok(seen)
    } else {
        Err(WebError::Unreadable)
    }
}

/// The visite that the form asks for.
fn wanted(app: &App, seen: &Visite, typed: &Typed) -> Result<Visite, FormErrors> {
    let by = Recording {
        id: seen.id.clone(),
        demande_ids: seen.demandes.iter().map(|d| d.id.clone()).collect(),
        author: seen.author.clone(),
        at: seen.at,
        today: app.today(),
    };
    let known = holding(app.territory().reference_on(seen.date), seen);
    let mut wanted = Visite::record(&typed.over(seen), &by, &known)?;
    for (old, new) in seen.demandes.iter().zip(&mut wanted.demandes) {
        keep_kind(old, new);
    }
    if wanted.place == seen.place {
        // The commune was frozen when the visite was recorded.
        wanted.commune = seen.commune.clone();
    }
    if (wanted.place != seen.place) || (wanted.date != seen.date) {
        wanted.permanence = None;
    }
    let mut index = 0..;
    wanted
        .demandes
        .retain(|_| index.next().is_none_or(|i| !typed.removes(i)));
    if wanted.demandes.is_empty() {
        let mut errors = FormErrors::default();
        errors.add("demandes.0.remove", "visite-garder-une-demande");
        return Err(errors);
    }
    Ok(wanted)
}

/// A kind that nobody touched stays as it was, habit or said.
fn keep_kind(old: &Demande, new: &mut Demande) {
    let untouched = tap_of(old) == tap_of(new)
        && old.partner == new.partner
        && old.demarche == new.demarche
        && !new.kind_confirmed;
    if untouched {
        new.kind = old.kind;
        new.kind_confirmed = old.kind_confirmed;
    }
}

/// What is known today, and what the visite already names.
fn holding(mut known: Reference, visite: &Visite) -> Reference {
    let place = known.places.entry(visite.place.clone());
    place.or_insert_with(|| visite.commune.clone());
    if let Some(residence) = &visite.profile.residence {
        known.communes.insert(residence.clone());
    }
    for demande in &visite.demandes {
        known.themes.insert(demande.theme.clone());
        let partner = known.partners.entry(demande.partner.clone());
        partner.or_insert_with(|| demande.theme.clone());
        if let Some(code) = &demande.demarche {
            let facts = known.demarches.entry(code.clone());
            facts.or_insert_with(|| DemarcheFacts {
                partner: demande.partner.clone(),
                theme: demande.theme.clone(),
                habitual_kind: demande.kind,
            });
        }
    }
    known
}

/// `POST /agent/visites/{id}/annuler`: its trace remains.
pub async fn cancel(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    set_cancelled(&app, &signed, &id, true).await?;
    Ok(see_other(&format!("{}?fait=annulee", address(&id))))
}

/// `POST /agent/visites/{id}/remettre`.
pub async fn restore(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    set_cancelled(&app, &signed, &id, false).await?;
    Ok(see_other(&format!("{}?fait=remise", address(&id))))
}

async fn set_cancelled(
    app: &App,
    signed: &Signed,
    id: &str,
    cancelled: bool,
) -> Result<(), WebError> {
    let line = found(&mut app.store.read().await?, id).await?;
    if line.cancelled == cancelled {
        return Ok(());
    }
    let event = VisiteCancellation {
        id: line.visite.id,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        cancelled,
    };
    Ok(append(app, &[Event::VisiteCancelled(event)]).await?)
}
