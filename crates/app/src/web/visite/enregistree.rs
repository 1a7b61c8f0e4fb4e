//! The confirmation: « enregistré » is said here, after the commit, and only here.
//! Then what may follow: undo, another demande, the profile, the note.

use askama::Template;
use axum::extract::{Path, Query, State};
use plus_domain::{form::FormErrors, ids::DossierId, visite::Visite};
use serde::Deserialize;

use super::{address, brouillon, champs::Fields, found, ligne::clock, saisie::Typed};
use crate::web::{
    dossier::visites::hers,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

#[derive(Template)]
#[template(path = "visite/enregistree.html")]
struct RecordedPage {
    page: Page,
    id: String,
    hour: String,
    place: String,
    author: String,
    minutes: u32,
    form: Fields,
    /// What has just been done, empty when the visite has just been recorded.
    done: &'static str,
    kept: bool,
    /// Follow-up of its person, empty when she has none that this person opens.
    followed: String,
    /// Whether nobody said whose it is.
    anonymous: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

/// `GET /agent/visites/{id}/enregistree`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let line = found(&mut link, &id).await?;
    if line.cancelled {
        return Ok(see_other(&address(&id)));
    }
    let kept = brouillon::of(&mut link, &signed, &id).await?;
    let names = Names::load(&app, &mut link).await?;
    let done = match (&kept, asked.fait.as_str()) {
        (Some(_), _) => "visite-brouillon",
        (None, "complete") => "visite-completee",
        (None, _) => "",
    };
    let typed = kept.unwrap_or_default();
    let followed = match &line.visite.person {
        Some(person) => hers(&mut link, &signed, person).await?,
        None => None,
    };
    let what = (&line.visite, followed.as_ref());
    page_of(
        &app,
        page,
        what,
        &typed,
        &names,
        FormErrors::default(),
        done,
    )
}

/// The page, with what was typed and what is to be mended.
pub fn page_of(
    app: &App,
    page: Page,
    (visite, followed): (&Visite, Option<&DossierId>),
    typed: &Typed,
    names: &Names,
    errors: FormErrors,
    done: &'static str,
) -> Answer {
    let form = Fields::of(visite, typed, names, &page, errors)?;
    let page = page.titled("visite-enregistree");
    render(&RecordedPage {
        id: visite.id.to_string(),
        hour: clock(app, &page, visite.at),
        place: names.place(&visite.place),
        author: names.person(&visite.author),
        minutes: visite.minutes,
        form,
        followed: followed.map_or_else(String::new, ToString::to_string),
        anonymous: visite.person.is_none(),
        kept: done == "visite-brouillon",
        done,
        page,
    })
}
