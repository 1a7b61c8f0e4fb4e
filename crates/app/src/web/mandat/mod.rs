//! Mandates: signed from a follow-up, used act by act, stopped in two taps. Without one that
//! covers it, nothing is done for somebody (requirement P18).

pub mod equipe;
pub mod explique;
pub mod lu;
pub mod nouveau;
pub mod numerise;
mod papier;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    ids::{DemarcheCode, MandatId},
    mandat::{Fin, Mandat, Refused},
};
use plus_store::{Link, dossier as kept};
use serde::Deserialize;

use super::{
    dossier::{Choice, reach, title},
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::dossier::mandat as actes;
pub use papier::file;

/// Where mandates stand.
const HERE: &str = "/agent/mandats";

#[derive(Template)]
#[template(path = "mandat/page.html")]
struct MandatPage {
    page: Page,
    id: String,
    dossier: String,
    person: String,
    by: String,
    titles: Vec<String>,
    from: String,
    until: String,
    hash: String,
    signed_at: String,
    state: &'static str,
    /// How and when it was stopped, empty while it was not.
    ended: String,
    acts: Vec<(String, String, String)>,
    choices: Vec<Choice>,
    done: String,
    refused: String,
    /// Signed on paper: what was scanned of it, when, by whom; empty while nothing was.
    on_paper: bool,
    scanned: String,
    /// Whether it can be read on this machine.
    scan_here: bool,
    /// Why a file was refused.
    file_fault: String,
    /// Whether this node can read it aloud.
    has_voice: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    refus: String,
    fichier: String,
}

/// Where a mandate stands today: `actif`, `fini`, `arrete`.
pub fn state_of(app: &App, mandat: &Mandat) -> &'static str {
    match mandat.is_active(app.today(), app.outside.now_ms()) {
        Ok(()) => "actif",
        Err(Refused::Ended) => "arrete",
        Err(_) => "fini",
    }
}

/// A mandate whose follow-up this person may open.
async fn found(
    app: &App,
    link: &mut Link,
    (signed, id): (&Signed, &str),
) -> Result<(Mandat, String), WebError> {
    let mandat = kept::mandat(link, &MandatId::new(id)).await?;
    let mandat = mandat.ok_or(WebError::NotFound)?;
    let (_, lu) = reach(app, link, (signed, mandat.dossier.as_str())).await?;
    Ok((mandat, super::dossier::full_name(&lu.identite)))
}

/// `GET /agent/mandats/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (mandat, person) = found(&app, &mut link, (&signed, &id)).await?;
    let names = Names::load(&app, &mut link).await?;
    let acts = kept::actes(&mut link, &mandat).await?;
    let scan = kept::scanned(&mut link, &mandat.id).await?;
    let scan_here = kept::paper(&mut link, mandat.id.as_str()).await?.is_some();
    let words = actes::signed(&app, &mut link, &mandat).await;
    drop(link);
    let acts = acts.iter().map(|acte| {
        let done_by = names.person(&acte.author);
        (
            title(&app, &page, &acte.demarche),
            done_by,
            date_and_clock(&app, &page, acte.at),
        )
    });
    let titled = |code: &DemarcheCode| title(&app, &page, code);
    let choices = mandat.demarches.iter();
    let ended = mandat.ended.as_ref().map_or_else(String::new, |ended| {
        page.arg("comment", page.tc("mandat-fin", ended.how.code()))
            .arg("quand", date_and_clock(&app, &page, ended.at))
            .t("mandat-arrete-quand")
    });
    render(&MandatPage {
        dossier: mandat.dossier.to_string(),
        person,
        by: names.person(&mandat.mandataire),
        titles: mandat.demarches.iter().map(titled).collect(),
        from: page.date(mandat.from),
        until: page.date(mandat.until()),
        hash: mandat.hash.chars().take(16).collect(),
        signed_at: date_and_clock(&app, &page, mandat.at),
        state: state_of(&app, &mandat),
        ended,
        acts: acts.collect(),
        choices: choices.map(|c| (c.to_string(), titled(c), false)).collect(),
        done: done(&page, &asked.fait),
        refused: refused(&page, &asked.refus),
        on_paper: words.is_ok_and(|words| words.signature.is_empty()),
        scanned: scan.map_or_else(String::new, |scan| {
            page.arg("count", scan.pages)
                .arg("quand", date_and_clock(&app, &page, scan.at))
                .arg("qui", names.person(&scan.author))
                .t("mandat-numerise-quand")
        }),
        scan_here,
        file_fault: file_fault(&page, &asked.fichier),
        has_voice: lu::has_voice(&app),
        id,
        page: page.titled("mandat-titre"),
    })
}

/// What was just done, in words; nothing where the address says anything else.
fn done(page: &Page, code: &str) -> String {
    match code {
        "signe" | "acte" | "arrete" | "numerise" => page.tc("mandat-fait", code),
        _ => String::new(),
    }
}

/// Why a file was refused, in words.
fn file_fault(page: &Page, code: &str) -> String {
    match code {
        "vide" | "lourd" | "pages" | "protege" | "abime" | "inconnu" | "points" | "nom" => {
            page.tc("retrait-fichier", code)
        }
        _ => String::new(),
    }
}

/// Why an act was refused, in words.
fn refused(page: &Page, code: &str) -> String {
    match code {
        "tot" | "fini" | "arrete" | "hors" | "gele" => page.tc("mandat-refus", code),
        _ => String::new(),
    }
}

/// What is done for the person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    demarche: String,
}

/// `POST /agent/mandats/{id}/actes`.
pub async fn act(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Done>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (mandat, _) = found(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    let demarche = DemarcheCode::new(given.demarche);
    let done = actes::act(&app, &signed.account.id, (&mandat.id, &demarche)).await?;
    Ok(see_other(&match done {
        Ok(()) => format!("{HERE}/{id}?fait=acte"),
        Err(refused) => format!("{HERE}/{id}?refus={}", refused.code()),
    }))
}

/// How it ends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Stopped {
    /// Code of an ending.
    fin: String,
}

/// `POST /agent/mandats/{id}/arreter`.
pub async fn stop(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Stopped>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (mandat, _) = found(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    let how = Fin::from_code(&given.fin).ok_or(WebError::Unreadable)?;
    let author = Some(signed.account.id.clone());
    actes::stop(&app, &mandat.id, (how, author)).await?;
    Ok(see_other(&format!("{HERE}/{id}?fait=arrete")))
}
