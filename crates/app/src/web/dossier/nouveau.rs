//! `/agent/dossiers/nouveau`: opening a follow-up, and seeing first whether there is one.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::{Ecrit, IdentiteForm},
    form::FormErrors,
};
use plus_store::dossier as kept;
use serde::Deserialize;

use super::{Choice, LIST, communes, demarches, full_name, others, visites::say_hers};
use crate::{
    dossier as suivi,
    web::{
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// A person who may be the same.
struct Alike {
    /// Empty when it is not shared with this person.
    id: String,
    name: String,
    year: String,
    by: String,
}

#[derive(Template)]
#[template(path = "dossier/nouveau.html")]
struct NewPage {
    page: Page,
    given: IdentiteForm,
    communes: Vec<Choice>,
    demarches: Vec<Choice>,
    alike: Vec<Alike>,
    faults: Faults,
    /// Identifier of the visite that it begins with, empty when none does.
    visite: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of a démarche.
    demarche: String,
    /// Identifier of a visite.
    visite: String,
}

/// The form: who, what for, and that she is nobody who was found.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    #[serde(flatten)]
    identite: IdentiteForm,
    /// `oui`: those who were found are other people.
    autre: String,
    /// Identifier of the visite that it begins with.
    visite: String,
}

/// `GET /agent/dossiers/nouveau`.
pub async fn ask(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let given = IdentiteForm {
        demarche: asked.demarche,
        ..IdentiteForm::default()
    };
    let drawn = new_page(&app, page, given, Vec::new(), FormErrors::default());
    render(&NewPage {
        visite: asked.visite,
        ..drawn
    })
}

fn new_page(
    app: &App,
    page: Page,
    given: IdentiteForm,
    alike: Vec<Alike>,
    errors: FormErrors,
) -> NewPage {
    NewPage {
        communes: communes(app, &given.commune),
        demarches: demarches(app, &page, std::slice::from_ref(&given.demarche)),
        faults: Faults::of(&page, errors),
        page: page.titled("dossier-nouveau-titre"),
        given,
        alike,
        visite: String::new(),
    }
}

/// `POST /agent/dossiers`.
pub async fn open(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let read = given.identite.read(app.today().year());
    let (identite, demarche, texte) = match read {
        Ok(read) => read,
        Err(errors) => {
            let drawn = NewPage {
                visite: given.visite,
                ..new_page(&app, page, given.identite, Vec::new(), errors)
            };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&drawn)?).into_response());
        }
    };
    if given.autre != "oui" {
        let mut link = app.store.read().await?;
        let names = Names::load(&app, &mut link).await?;
        let found = suivi::find(&app, &mut link, &full_name(&identite)).await?;
        drop(link);
        let same = found
            .into_iter()
            .filter(|alike| suivi::is_same(&alike.identite, &identite));
        let alike: Vec<Alike> = same
            .map(|found| Alike {
                id: if found.dossier.is_shared_with(&signed.account.id) {
                    found.dossier.id.to_string()
                } else {
                    String::new()
                },
                name: full_name(&found.identite),
                year: found
                    .identite
                    .annee
                    .map_or_else(String::new, |y| y.to_string()),
                by: others(&names, &found.dossier),
            })
            .collect();
        if !alike.is_empty() {
            let drawn = NewPage {
                visite: given.visite,
                ..new_page(&app, page, given.identite, alike, FormErrors::default())
            };
            return Ok((StatusCode::CONFLICT, render(&drawn)?).into_response());
        }
    }
    let ecrits = [
        Ecrit::Identite(identite),
        Ecrit::Objet { demarche, texte },
        Ecrit::Informe,
    ];
    let id = suivi::open(&app, &signed.account.id, &ecrits).await?;
    let opened = kept::get(&mut app.store.read().await?, &id).await?;
    if let Some(dossier) = opened {
        say_hers(&app, &signed, &dossier, &given.visite).await?;
    }
    Ok(see_other(&format!("{LIST}/{id}?fait=ouvert")))
}
