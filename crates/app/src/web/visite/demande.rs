//! Another demande for the same person: added to the visite by a correction.

use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    event::{Event, VisiteCorrection},
    form::FormErrors,
    ids::DemandeId,
    visite::{Change, Demande, UNKNOWN_BEFORE, Visite, limits},
};

use super::{
    Outcome, append, found,
    nouvelle::{ALREADY, Taps, refused},
    saisie::tap_of,
};
use crate::web::{
    error::WebError,
    page::{Answer, Page, see_other},
    session::Signed,
    state::App,
};

/// `POST /agent/visites/{id}/demandes`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(taps): Form<Taps>,
) -> Answer {
    let mut link = app.store.read().await?;
    let line = found(&mut link, &id).await?;
    drop(link);
    if line.cancelled || uuid::Uuid::parse_str(&taps.v).is_err() {
        return Err(WebError::Conflict);
    }
    match record(&app, &signed, &line.visite, &taps).await? {
        Outcome::Done => Ok(see_other(&format!("/agent/visites/{id}/enregistree"))),
        Outcome::Refused(errors) => {
            let taps = Taps { suite: id, ..taps };
            refused(&app, &signed, page, taps, errors).await
        }
    }
}

async fn record(
    app: &App,
    signed: &Signed,
    visite: &Visite,
    taps: &Taps,
) -> Result<Outcome, WebError> {
    let mut errors = FormErrors::default();
    if let Some(before) = visite.demandes.iter().find(|d| d.id.as_str() == taps.v) {
        if says(before, taps) {
            return Ok(Outcome::Done);
        }
        errors.add("resultat", ALREADY);
        return Ok(Outcome::Refused(errors));
    }
    if visite.demandes.len() >= limits::DEMANDES {
        errors.add_with(
            "demandes",
            "visite-erreur-trop-de-demandes",
            [("max", limits::DEMANDES.to_string())],
        );
    }
    taps.subject_error(&mut errors);
    let known = app.territory().reference_on(visite.date);
    let id = DemandeId::new(taps.v.clone());
    let read = taps.demande().read(0, &id, &known, &mut errors);
    let demande = match errors.into_result(read) {
        Ok(demande) => demande,
        Err(errors) => return Ok(Outcome::Refused(errors)),
    };
    let value = serde_json::to_value(&demande).map_err(WebError::internal)?;
    let correction = VisiteCorrection {
        id: visite.id.clone(),
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        changes: vec![Change {
            field: format!("demande:{id}"),
            base: UNKNOWN_BEFORE,
            value,
        }],
    };
    append(app, &[Event::VisiteCorrected(correction)]).await?;
    Ok(Outcome::Done)
}

/// Whether a demande says what the taps say.
pub fn says(demande: &Demande, taps: &Taps) -> bool {
    let demarche = demande.demarche.as_ref().map_or("", |d| d.as_str());
    let theme = taps.demarche.is_empty() && demande.theme.as_str() != taps.theme;
    demande.partner.as_str() == taps.partenaire
        && demarche == taps.demarche
        && !theme
        && tap_of(demande).code() == taps.resultat
}
