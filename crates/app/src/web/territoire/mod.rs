//! `/pilotage/territoire`: the files of the territory, changed from pages. A change is proposed,
//! read again by others, seen on the pages it would give, then published by an administrator:
//! the files of the folder are what is written, so that files and screens never disagree.

pub mod apercu;
pub mod changement;
pub mod fichier;
mod mots;

use std::path::PathBuf;

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    account::Role,
    event::Event,
    territoire::{
        changement::{Changement, Etat, Fichiers, Relecture},
        reste,
    },
};
use plus_store::territory;
use serde::Deserialize;

use super::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::territory::ecrire::standing;

/// Address of the list.
const PATH: &str = "/pilotage/territoire";
/// Changes of the past that the list shows.
const SHOWN: usize = 30;

/// A file of the list.
struct FileLine {
    path: String,
    what: String,
    /// Lines « à compléter », in words; empty for none.
    waits: String,
}

/// A change, in words.
struct Line {
    id: String,
    title: String,
    when: String,
    who: String,
    /// How many things it changes.
    count: usize,
    etat: Etat,
}

#[derive(Template)]
#[template(path = "territoire/liste.html")]
struct ListPage {
    page: Page,
    files: Vec<FileLine>,
    /// Files that the territory may hold and does not.
    absent: Vec<FileLine>,
    open: Vec<Line>,
    past: Vec<Line>,
    /// Whether the folder says something else than what serves.
    by_hand: bool,
    problems: Vec<String>,
    may_publish: bool,
    done: String,
}

#[derive(Template)]
#[template(path = "territoire/ailleurs.html")]
struct ElsewherePage {
    page: Page,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/territoire`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let Ok(files) = files(&app) else {
        return render(&ElsewherePage {
            page: page.titled("territoire-titre"),
        });
    };
    let mut link = app.store.read().await?;
    let changes = territory::changes(&mut link).await?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let read = Relecture::of(&files, &app.territory());
    let (by_hand, problems) = match &read.territoire {
        Ok(folder) => (**folder != *app.territory(), Vec::new()),
        Err(problems) => (true, problems.iter().map(ToString::to_string).collect()),
    };
    let lines = changes.iter().map(|c| line(&app, &page, &names, c));
    let (open, mut past): (Vec<Line>, Vec<Line>) = lines.partition(|l| l.etat == Etat::Propose);
    past.truncate(SHOWN);
    render(&ListPage {
        files: files.keys().map(|p| file_line(&page, &files, p)).collect(),
        absent: absent(&page, &files),
        open,
        past,
        by_hand,
        problems,
        may_publish: may_publish(&signed),
        done: told(&page, &asked.fait),
        page: page.titled("territoire-titre"),
    })
}

/// `POST /pilotage/territoire`: publishes the folder as somebody left it by hand.
pub async fn publish_folder(State(app): State<App>, signed: Signed) -> Answer {
    let _alone = app.redaction.lock().await;
    let files = files(&app)?;
    let Ok(new) = Relecture::of(&files, &app.territory()).territoire else {
        return Ok(see_other(&format!("{PATH}?fait=faux")));
    };
    let now = app.outside.now_ms();
    let change = Changement {
        etat: Etat::Publie,
        ..Changement::new(app.outside.new_id(), signed.account.id.clone(), now)
    };
    let mut tx = app.store.begin().await?;
    let events = [
        Event::TerritoireSet(change),
        Event::TerritoryPublished(new.publication()),
    ];
    app.outside.record(&mut tx, &events).await?;
    tx.commit().await?;
    app.set_territory(*new);
    Ok(see_other(&format!("{PATH}?fait=publie")))
}

/// The folder of the territory. Without one, its files are elsewhere: at the hub.
fn folder(app: &App) -> Result<PathBuf, WebError> {
    app.territory_folder().ok_or(WebError::NotFound)
}

/// The files as they stand.
fn files(app: &App) -> Result<Fichiers, WebError> {
    standing(&folder(app)?).map_err(WebError::internal)
}

fn may_publish(signed: &Signed) -> bool {
    signed.account.role == Role::Administrateur
}

/// A change that is there.
async fn found(app: &App, id: &str) -> Result<Changement, WebError> {
    let mut link = app.store.read().await?;
    let change = territory::change(&mut link, id).await?;
    change.ok_or(WebError::NotFound)
}

/// Writes a state of a change.
async fn write(app: &App, change: Changement) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    let event = Event::TerritoireSet(change);
    app.outside.record(&mut tx, &[event]).await?;
    Ok(tx.commit().await?)
}

fn file_line(page: &Page, files: &Fichiers, path: &str) -> FileLine {
    let text = files.get(path).map_or("", String::as_str);
    let waits = reste::to_complete([(path, text)]).len();
    FileLine {
        path: path.to_owned(),
        what: page.tc("territoire-fichier", mots::kind(path)),
        waits: match waits {
            0 => String::new(),
            waits => page.t_count("territoire-a-completer", waits),
        },
    }
}

/// Files that may be begun.
fn absent(page: &Page, files: &Fichiers) -> Vec<FileLine> {
    let may_be = mots::MAY_BE.iter();
    may_be
        .filter(|path| !files.contains_key(**path))
        .map(|path| file_line(page, files, path))
        .collect()
}

fn line(app: &App, page: &Page, names: &Names, change: &Changement) -> Line {
    Line {
        id: change.id.clone(),
        title: title(page, change),
        when: date_and_clock(app, page, change.at),
        who: names.person(&change.par),
        count: change.differences().len(),
        etat: change.etat,
    }
}

/// Why it was made, or which files it changes.
fn title(page: &Page, change: &Changement) -> String {
    if !change.motif.is_empty() {
        return change.motif.clone();
    }
    let paths = change.fichiers.iter().map(|file| file.path.as_str());
    match paths.collect::<Vec<_>>().join(", ") {
        none if none.is_empty() && change.etat == Etat::Publie => page.t("territoire-a-la-main"),
        none if none.is_empty() => page.t("territoire-rien"),
        paths => paths,
    }
}

/// What was just done, in words; empty for nothing.
fn told(page: &Page, done: &str) -> String {
    match done {
        "publie" | "garde" | "abandonne" | "faux" | "pareil" | "motif" => {
            page.tc("territoire-fait", done)
        }
        _ => String::new(),
    }
}
