//! `/agent/dossiers/{id}/mandats/nouveau`: the mandate is chosen, read aloud, signed.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::Identite,
    form::FormErrors,
    ids::{AccountId, DemarcheCode},
    mandat::{Duree, MandatForm, Signed as Words},
};
use plus_store::{Link, dossier as kept};

use super::{HERE, actes, lu};
use crate::web::{
    dossier::{Choice, demarches, full_name, reach, title},
    error::WebError,
    faults::Faults,
    lieu::{self, Lieu},
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

#[derive(Template)]
#[template(path = "mandat/nouveau.html")]
struct NewPage {
    page: Page,
    dossier: String,
    person: String,
    /// Whether this person may hold a mandate; else only the reason is shown.
    may_hold: bool,
    demarches: Vec<Choice>,
    durees: Vec<(&'static str, bool)>,
    given: MandatForm,
    faults: Faults,
    /// Whether this node can read it aloud.
    has_voice: bool,
}

/// Whether somebody may hold a mandate: the coordinator said that she is employed (P20).
async fn may_hold(link: &mut Link, account: &AccountId) -> Result<bool, WebError> {
    let said = kept::mandataires(link).await?;
    let mine = said.iter().find(|m| m.account == *account);
    Ok(mine.is_some_and(|m| m.statut.may_hold()))
}

/// `GET /agent/dossiers/{id}/mandats/nouveau`.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, lu) = reach(&app, &mut link, (&signed, &id)).await?;
    let may_hold = may_hold(&mut link, &signed.account.id).await?;
    drop(link);
    let about = lu.demarche.iter().map(ToString::to_string);
    let given = MandatForm {
        demarches: about.collect(),
        ..MandatForm::default()
    };
    let asked = (dossier.id.to_string(), full_name(&lu.identite), may_hold);
    render(&new_page(&app, page, asked, given, FormErrors::default()))
}

fn new_page(
    app: &App,
    page: Page,
    (dossier, person, may_hold): (String, String, bool),
    given: MandatForm,
    errors: FormErrors,
) -> NewPage {
    let durees = Duree::ALL.iter().map(|duree| {
        let code = duree.code();
        (code, code == given.duree)
    });
    NewPage {
        dossier,
        person,
        may_hold,
        demarches: demarches(app, &page, &given.demarches),
        durees: durees.collect(),
        faults: Faults::of(&page, errors),
        has_voice: lu::has_voice(app),
        page: page.titled("mandat-nouveau-titre"),
        given,
    }
}

/// `POST /agent/dossiers/{id}/mandats`.
pub async fn sign(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<MandatForm>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, lu) = reach(&app, &mut link, (&signed, &id)).await?;
    if !may_hold(&mut link, &signed.account.id).await? {
        return Err(WebError::Forbidden);
    }
    if !dossier.is_open() {
        return Err(WebError::Conflict);
    }
    let here = lieu::of_today(&app, &mut link, &signed.account).await?;
    drop(link);
    let territory = app.territory();
    let known: Vec<DemarcheCode> = territory
        .catalogue
        .demarches()
        .iter()
        .map(|demarche| demarche.code.clone())
        .collect();
    let read = match given.read(&known, app.today()) {
        Ok(read) => read,
        Err(errors) => {
            let asked = (dossier.id.to_string(), full_name(&lu.identite), true);
            let drawn = new_page(&app, page, asked, given, errors);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&drawn)?).into_response());
        }
    };
    let words = Words {
        tuteur: read.tuteur,
        signature: read.signature,
        ..unsigned(
            (&app, &page),
            (&lu.identite, &signed, here),
            &read.demarches,
        )
    };
    let wanted = actes::ToSign {
        dossier: dossier.id,
        mandataire: signed.account.id.clone(),
        demarches: read.demarches,
        from: app.today(),
        duree: read.duree,
        signed: words,
    };
    let mandat = actes::sign(&app, wanted).await?;
    Ok(see_other(&format!("{HERE}/{mandat}?fait=signe")))
}

/// The words of a mandate of this person, before her guardian and her signature.
pub(super) fn unsigned(
    (app, page): (&App, &Page),
    (identite, by, here): (&Identite, &Signed, Option<Lieu>),
    demarches: &[DemarcheCode],
) -> Words {
    let territory = app.territory();
    let place = here.and_then(|here| territory.place(&here.place).map(|p| p.name.clone()));
    Words {
        mandant: full_name(identite),
        mandataire: by.account.name.clone(),
        organisation: territory.identity.carrier.clone(),
        lieu: place.unwrap_or_else(|| territory.identity.name.clone()),
        tuteur: None,
        signature: String::new(),
        demarches: demarches.iter().map(|c| title(app, page, c)).collect(),
    }
}
