//! `/agent/dossiers/{id}/fusion`: another dossier of the same person joined to this one, and
//! taken apart again.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::{Dossier, DossierState, Lu},
    form::FormErrors,
    ids::DossierId,
};
use plus_store::dossier as kept;
use serde::Deserialize;

use super::{LIST, full_name, reach};
use crate::{
    dossier::{self as suivi, DossierError, fusion},
    web::{
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Those of each state that are proposed beside the same names: the last seen.
const LATEST: usize = 20;

/// A dossier that may be joined.
struct Other {
    id: String,
    name: String,
    subject: String,
    born: String,
    since: String,
    /// Whether its name is that of this person.
    alike: bool,
}

#[derive(Template)]
#[template(path = "dossier/fusion.html")]
struct JoinPage {
    page: Page,
    id: String,
    name: String,
    others: Vec<Other>,
    /// This machine has a hub, where it is done.
    away: bool,
    faults: Faults,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    autre: String,
}

/// `GET /agent/dossiers/{id}/fusion`.
pub async fn choose(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    render(&join_page(&app, page, (&signed, &id), FormErrors::default()).await?)
}

async fn join_page(
    app: &App,
    page: Page,
    (signed, id): (&Signed, &str),
    errors: FormErrors,
) -> Result<JoinPage, WebError> {
    let mut link = app.store.read().await?;
    let (dossier, lu) = reach(app, &mut link, (signed, id)).await?;
    let away = fusion::is_away(&mut link).await?;
    // Those of her name first, however many there are since.
    let same = suivi::find(app, &mut link, &full_name(&lu.identite)).await?;
    let mut all: BTreeMap<DossierId, Dossier> = same
        .into_iter()
        .map(|alike| (alike.dossier.id.clone(), alike.dossier))
        .collect();
    for state in [DossierState::Ouvert, DossierState::Clos] {
        let hers = kept::of_account(&mut link, &signed.account.id, state, (0, LATEST)).await?;
        all.extend(hers.into_iter().map(|other| (other.id.clone(), other)));
    }
    all.retain(|id, other| *id != dossier.id && other.is_shared_with(&signed.account.id));
    let ids: Vec<_> = all.keys().cloned().collect();
    let read = suivi::read_all(app, &mut link, &ids).await?;
    let told = |other: &Dossier| Some(told(app, &page, &lu, (other, read.get(&other.id)?)));
    let mut others: Vec<Other> = all.values().filter_map(told).collect();
    others.sort_by(|a, b| (!a.alike, &a.name, &a.id).cmp(&(!b.alike, &b.name, &b.id)));
    Ok(JoinPage {
        id: dossier.id.to_string(),
        name: full_name(&lu.identite),
        others,
        away,
        faults: Faults::of(&page, errors),
        page: page.titled("dossier-fusion-titre"),
    })
}

/// One in words.
fn told(app: &App, page: &Page, lu: &Lu, (dossier, other): (&Dossier, &Lu)) -> Other {
    Other {
        id: dossier.id.to_string(),
        name: full_name(&other.identite),
        born: other
            .identite
            .annee
            .map_or_else(String::new, |year| year.to_string()),
        since: date_and_clock(app, page, dossier.opened_at),
        alike: suivi::is_same(&lu.identite, &other.identite),
        subject: other.objet.clone(),
    }
}

/// `POST /agent/dossiers/{id}/fusion`.
pub async fn join(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, _) = reach(&app, &mut link, (&signed, &id)).await?;
    let mut errors = FormErrors::default();
    // She opens both, or she joins nothing.
    let other = kept::get(&mut link, &DossierId::new(given.autre)).await?;
    let other = other.filter(|other| other.is_shared_with(&signed.account.id));
    drop(link);
    let Some(other) = other else {
        errors.add("autre", "dossier-erreur-fusion");
        return refused(&app, page, (&signed, &id), errors).await;
    };
    let pair = (&dossier.id, &other.id);
    match fusion::join(&app, &signed.account.id, pair).await {
        Ok(Ok(())) => Ok(see_other(&format!("{LIST}/{}?fait=reuni", dossier.id))),
        Ok(Err(why)) => {
            errors.add("autre", key(why));
            refused(&app, page, (&signed, &id), errors).await
        }
        Err(DossierError::Closed) => {
            errors.add("autre", "dossier-erreur-fusion");
            refused(&app, page, (&signed, &id), errors).await
        }
        Err(other) => Err(other.into()),
    }
}

fn key(why: fusion::Refused) -> &'static str {
    match why {
        fusion::Refused::Gone => "dossier-erreur-fusion",
        fusion::Refused::Frozen => "dossier-erreur-fusion-gele",
        fusion::Refused::Away => "dossier-fusion-portail",
        fusion::Refused::Crowded => "dossier-erreur-fusion-equipe",
    }
}

async fn refused(app: &App, page: Page, asked: (&Signed, &str), errors: FormErrors) -> Answer {
    let template = join_page(app, page, asked, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
}

/// `POST /agent/dossiers/{id}/fusion/{autre}/separer`.
pub async fn separate(
    State(app): State<App>,
    signed: Signed,
    Path((id, other)): Path<(String, String)>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, _) = reach(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    let pair = (&dossier.id, &DossierId::new(other));
    match fusion::separate(&app, &signed.account.id, pair).await? {
        Ok(()) => Ok(see_other(&format!("{LIST}/{}?fait=separe", dossier.id))),
        Err(fusion::Refused::Gone) => Err(WebError::NotFound),
        Err(_) => Err(WebError::Conflict),
    }
}
