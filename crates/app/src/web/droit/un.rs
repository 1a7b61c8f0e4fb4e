//! `/agent/droits/{id}`: a case, what to say to the person, and, for the coordination, its
//! answer.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    account::Role,
    droit::{Exercice, ExerciceError, Reponse, reason},
    form::FormErrors,
    ids::ExerciceId,
};
use plus_store::{StoreError, droit as kept};
use serde::Deserialize;

use super::{HERE, followed_by, may_see};
use crate::{
    dossier::droit::{self, Changed},
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

#[derive(Template)]
#[template(path = "droit/un.html")]
struct CasePage {
    page: Page,
    id: String,
    number: String,
    droit: &'static str,
    voie: &'static str,
    state: &'static str,
    received: String,
    due: String,
    detail: String,
    motif: String,
    /// Who wrote it down; who changed it last, and when.
    taken_by: String,
    changed: String,
    /// Identifier of the dossier when who looks may open it.
    dossier: String,
    /// Who follows the person; empty without a dossier.
    followed_by: String,
    /// `retard`, `bientot` or nothing.
    alert: &'static str,
    open: bool,
    /// What who looks may do: `repondre`, `prolonger` (that, or answer), `lever` or nothing.
    may: &'static str,
    given: Given,
    faults: Faults,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Code of an answer.
    reponse: String,
    motif: String,
}

/// `GET /agent/droits/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "ouvert" => "droit-ouvert-fait",
        "repondu" => "droit-repondu-fait",
        "prolonge" => "droit-prolonge-fait",
        "leve" => "droit-leve-fait",
        _ => "",
    };
    let drawn = case_page(&app, page, (&signed, &id), Given::default());
    let drawn = drawn.await?;
    render(&CasePage { done, ..drawn })
}

async fn case_page(
    app: &App,
    page: Page,
    (signed, id): (&Signed, &str),
    given: Given,
) -> Result<CasePage, WebError> {
    let mut link = app.store.read().await?;
    let case = kept::by_id(&mut link, &ExerciceId::new(id)).await?;
    let case = case.ok_or(WebError::NotFound)?;
    if !may_see(&mut link, signed, &case).await? {
        return Err(WebError::NotFound);
    }
    let names = Names::load(app, &mut link).await?;
    let by = followed_by(app, &mut link, &case).await?;
    let own = match &case.dossier {
        Some(dossier) => plus_store::dossier::root(&mut link, dossier).await?,
        None => None,
    };
    drop(link);
    let own = own.filter(|dossier| dossier.is_shared_with(&signed.account.id));
    Ok(drawn(app, page, (case, signed), &names, (own, by), given))
}

fn drawn(
    app: &App,
    page: Page,
    (case, signed): (Exercice, &Signed),
    names: &Names,
    (own, followed_by): (Option<plus_domain::dossier::Dossier>, Option<String>),
    given: Given,
) -> CasePage {
    let today = app.today();
    CasePage {
        id: case.id.to_string(),
        droit: case.droit.code(),
        voie: case.voie.code(),
        state: case.state.code(),
        received: page.date(case.received),
        due: page.date(case.due),
        detail: case.detail.clone().unwrap_or_default(),
        motif: case.motif.clone().unwrap_or_default(),
        taken_by: names.person(&case.taken_by),
        changed: format!(
            "{}, {}",
            names.person(&case.author),
            date_and_clock(app, &page, case.at)
        ),
        dossier: own.map_or_else(String::new, |dossier| dossier.id.to_string()),
        followed_by: followed_by.unwrap_or_default(),
        alert: match (case.is_late(today), case.is_urgent(today)) {
            (true, _) => "retard",
            (false, true) => "bientot",
            (false, false) => "",
        },
        open: case.is_open(),
        may: may(&case, signed, today),
        given,
        faults: Faults::default(),
        done: "",
        number: case.number.clone(),
        page: page.titled_text(case.number),
    }
}

/// What who looks may do with a case.
fn may(case: &Exercice, signed: &Signed, today: Date) -> &'static str {
    if signed.account.role != Role::Coordinateur {
        ""
    } else if case.may_extend(today) {
        "prolonger"
    } else if case.is_open() {
        "repondre"
    } else if case.freezes() {
        "lever"
    } else {
        ""
    }
}

/// `POST /pilotage/droits/{id}/repondre`.
pub async fn answer(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let Some(reponse) = Reponse::from_code(&given.reponse) else {
        return refused(&app, page, (&signed, &id), given, "droit-faute-reponse").await;
    };
    let Ok(motif) = reason(&given.motif) else {
        return refused(&app, page, (&signed, &id), given, "droit-faute-texte").await;
    };
    let (me, case) = (&signed.account.id, ExerciceId::new(id.as_str()));
    let changed = droit::answer(&app, me, (&case, reponse, motif)).await;
    told(&app, page, (&signed, &id), given, (changed, "repondu")).await
}

/// `POST /pilotage/droits/{id}/prolonger`.
pub async fn extend(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let Ok(motif) = reason(&given.motif) else {
        return refused(&app, page, (&signed, &id), given, "droit-faute-texte").await;
    };
    let (me, case) = (&signed.account.id, ExerciceId::new(id.as_str()));
    let changed = droit::extend(&app, me, (&case, motif)).await;
    told(&app, page, (&signed, &id), given, (changed, "prolonge")).await
}

/// `POST /pilotage/droits/{id}/lever`.
pub async fn lift(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let case = ExerciceId::new(id.as_str());
    let changed = droit::lift(&app, &signed.account.id, &case).await;
    let given = Given::default();
    told(&app, page, (&signed, &id), given, (changed, "leve")).await
}

async fn told(
    app: &App,
    page: Page,
    asked: (&Signed, &str),
    given: Given,
    (changed, done): (Result<Option<Changed>, StoreError>, &str),
) -> Answer {
    match changed?.ok_or(WebError::NotFound)? {
        Ok(case) => Ok(see_other(&format!("{HERE}/{}?fait={done}", case.id))),
        Err(ExerciceError::Answered | ExerciceError::NotFrozen) => Err(WebError::Conflict),
        Err(error) => refused(app, page, asked, given, error.key()).await,
    }
}

async fn refused(
    app: &App,
    page: Page,
    asked: (&Signed, &str),
    given: Given,
    key: &'static str,
) -> Answer {
    let mut errors = FormErrors::default();
    errors.add("motif", key);
    let faults = Faults::of(&page, errors);
    let drawn = case_page(app, page, asked, given).await?;
    let drawn = CasePage { faults, ..drawn };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&drawn)?).into_response())
}
