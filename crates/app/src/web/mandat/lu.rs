//! A mandate read aloud, all of it, with what is in it: before it is signed, as the form says it,
//! and afterwards. The sound holds names: it is made each time, and kept nowhere.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use plus_borne::voice::{Utterance, VoiceError, sentence};
use plus_domain::{
    ids::DemarcheCode,
    mandat::{Duree, Modele},
};
use serde::Deserialize;

use super::{actes, found, nouveau::unsigned, papier};
use crate::web::{
    dossier::reach,
    ecoute,
    error::WebError,
    lieu,
    page::{Answer, Page},
    session::Signed,
    state::App,
};

/// Whether this node has a voice.
pub fn has_voice(app: &App) -> bool {
    app.ecoute.studio().is_some()
}

/// What the form says so far: codes, and no name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    demarches: Vec<String>,
    duree: String,
    protege: String,
}

/// `GET /agent/dossiers/{id}/mandats/lu`: the mandate as it would be signed.
pub async fn to_sign(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (_, lu) = reach(&app, &mut link, (&signed, &id)).await?;
    let here = lieu::of_today(&app, &mut link, &signed.account).await?;
    drop(link);
    let duree = Duree::from_code(asked.duree.trim()).ok_or(WebError::NotFound)?;
    let territory = app.territory();
    let known = territory.catalogue.demarches();
    let codes = asked.demarches.iter().map(DemarcheCode::new);
    let chosen = codes.filter(|code| known.iter().any(|demarche| demarche.code == *code));
    let chosen: Vec<DemarcheCode> = chosen.collect();
    let words = unsigned((&app, &page), (&lu.identite, &signed, here), &chosen);
    let protection = match asked.protege.as_str() {
        "oui" => page.t("mandat-protection-a-dire"),
        _ => page.t("mandat-sans-protection"),
    };
    let from = app.today();
    let said = papier::said(&page, (from, duree), (protection, "mandat-signe-apres"));
    let modele = Modele::in_force().map_err(WebError::internal)?;
    let values = actes::values(&words, said);
    aloud(&app, &modele, &values).await
}

/// `GET /agent/mandats/{id}/lu`: the mandate as it was signed.
pub async fn signed(
    State(app): State<App>,
    page: Page,
    by: Signed,
    Path(id): Path<String>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (mandat, _) = found(&app, &mut link, (&by, &id)).await?;
    let words = actes::signed(&app, &mut link, &mandat).await?;
    drop(link);
    let modele = Modele::of_version(&mandat.modele).map_err(WebError::internal)?;
    let values = papier::values(&page, (&mandat, &words));
    aloud(&app, &modele, &values).await
}

/// Titles and texts, sentence by sentence, in the language in which they are signed.
async fn aloud(app: &App, modele: &Modele, values: &BTreeMap<&str, String>) -> Answer {
    if !has_voice(app) {
        return Err(WebError::NotFound);
    }
    let filled = modele.filled(values).map_err(WebError::internal)?;
    let parts = filled.iter().flat_map(|(title, text)| [title, text]);
    let sentences = parts.flat_map(|part| sentence::cut(part));
    let said: Vec<Utterance> = sentences
        .filter_map(|sentence| Utterance::new(sentence, "fr").ok())
        .collect();
    match ecoute::say_once(app, &said).await {
        Ok(sound) => Ok(sound),
        Err(VoiceError::Busy | VoiceError::TimeOut) => Ok(ecoute::later()),
        Err(error) => Err(WebError::internal(error)),
    }
}
