//! `/agent/dossiers/{id}/talon`: what the person carries away. What was promised, by whom, for
//! when; what to bring; and her code, shown this once.

use askama::Template;
use axum::extract::{Path, State};
use plus_domain::dossier::PromesseState;
use plus_store::dossier as kept;

use super::{LIST, day, reach};
use crate::{
    dossier as suivi,
    web::{
        noms::Names,
        page::{Answer, Page, render},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

#[derive(Template)]
#[template(path = "dossier/talon.html")]
struct SlipPage {
    page: Page,
    back: String,
    code: String,
    until: String,
    /// What, by whom, for when.
    promises: Vec<(String, String, String)>,
    papers: Vec<String>,
    /// What to do next, by when.
    next: Option<(String, String)>,
}

/// `POST /agent/dossiers/{id}/talon`: a new code, and the slip that says it.
pub async fn make(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, lu) = reach(&app, &mut link, (&signed, &id)).await?;
    let names = Names::load(&app, &mut link).await?;
    let promesses = kept::promesses(&mut link, &dossier.id).await?;
    drop(link);
    let (code, until) = suivi::give_code(&app, &signed.account.id, &dossier.id).await?;
    let held = promesses
        .iter()
        .filter(|promesse| promesse.state == PromesseState::ATenir);
    let promises = held.map(|promesse| {
        let text = lu.promesses.get(&promesse.id).cloned().unwrap_or_default();
        (text, names.person(&promesse.by), page.date(promesse.due))
    });
    render(&SlipPage {
        promises: promises.collect(),
        papers: lu.manquants().map(|papier| papier.texte.clone()).collect(),
        next: lu
            .suite()
            .map(|etape| (etape.texte.clone(), day(&page, etape.avant))),
        back: format!("{LIST}/{}", dossier.id),
        code: code.to_string(),
        until: date_and_clock(&app, &page, until),
        page: page.titled("dossier-talon-titre"),
    })
}
