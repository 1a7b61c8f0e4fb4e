//! `/pilotage/tableur`: the team, the places, the days of the partners and the absences
//! from a spreadsheet. What it changes is shown line by line before anything is kept; a line to
//! mend changes nothing.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::{
    emplacement::Emplacement,
    ids::{CommuneCode, PartnerCode},
    period::Month,
    territoire::PlaceKind,
    tournee::{
        Absence, Equipier, Escale, Presence,
        tableur::{self, Change, Known, Refused, Tableur},
    },
    visite::import::{Row, Sheet},
};
use plus_reports::{csv, table::Table};
use plus_store::tournee;
use serde::Deserialize;

use super::{equipe, record};
use crate::{
    account::secret_hash,
    import::{Mend, Refusal, file},
    tournee::undescribed,
    web::{
        error::WebError,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        upload::{self, Family},
    },
};

/// Address of the page.
const HERE: &str = "/pilotage/tableur";
/// Lines to mend that are told; the others are counted.
const TOLD: usize = 100;

/// A sheet that may be downloaded.
struct Model {
    code: &'static str,
    columns: String,
}

#[derive(Template)]
#[template(path = "tournee/tableur.html")]
struct SheetPage {
    page: Page,
    models: Vec<Model>,
    refusal: Option<Refusal>,
    fault: String,
    done: String,
}

/// One line of what changes, in words.
struct Changed {
    line: u64,
    what: String,
    /// Column, before, after; the first is empty where the line is new.
    cells: Vec<(&'static str, String, String)>,
    new: bool,
}

#[derive(Template)]
#[template(path = "tournee/tableur_lu.html")]
struct ReadPage {
    page: Page,
    subject: &'static str,
    changes: Vec<Changed>,
    same: usize,
    content: String,
    seen: String,
    /// Whether what was known changed since the sheet was read.
    moved: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    garde: String,
}

/// `GET /pilotage/tableur`.
pub async fn show(page: Page, Query(asked): Query<Asked>) -> Answer {
    let kept: Option<usize> = asked.garde.parse().ok();
    let done = kept.map_or_else(String::new, |n| page.t_count("tableur-garde", n));
    render(&SheetPage {
        done,
        ..sheet_page(page, None, String::new())
    })
}

fn sheet_page(page: Page, refusal: Option<Refusal>, fault: String) -> SheetPage {
    let models = Tableur::ALL.iter().map(|subject| Model {
        code: subject.code(),
        columns: subject.columns().join(", "),
    });
    SheetPage {
        models: models.collect(),
        refusal,
        fault,
        done: String::new(),
        page: page.titled("tableur-titre"),
    }
}

/// Everything that a sheet may speak of, as it is said now.
struct Now {
    team: Vec<(String, Equipier)>,
    places: Vec<(String, String, Escale)>,
    partners: Vec<(String, PartnerCode)>,
    presences: Vec<Presence>,
    absences: Vec<Absence>,
    communes: Vec<(String, CommuneCode)>,
    emplacements: Vec<Emplacement>,
    van: String,
}

impl Now {
    async fn read(app: &App, page: &Page) -> Result<Self, WebError> {
        let (team, absences, _) = equipe::read(app).await?;
        let (territory, today) = (app.territory(), app.today());
        let mut link = app.store.read().await?;
        let said = tournee::escales(&mut link).await?;
        let mut presences = tournee::presences(&mut link).await?;
        let emplacements = tournee::emplacements(&mut link).await?;
        drop(link);
        let this = Month::of(today);
        presences.retain(|p| p.month >= this);
        presences.sort_by_key(|p| (p.month, p.partner.clone()));
        let stops = territory
            .places_on(today)
            .filter(|p| p.kind == PlaceKind::Arret);
        let places = stops.map(|place| {
            let escale = said.iter().find(|e| e.place == place.code).cloned();
            let commune = territory.commune(&place.commune);
            let commune = commune.map_or_else(String::new, |c| c.name.clone());
            let escale = escale.unwrap_or_else(|| undescribed(&place.code));
            (place.name.clone(), commune, escale)
        });
        let mut places: Vec<_> = places.collect();
        places.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
        let partners = territory.partners_on(today);
        Ok(Self {
            team: team.into_iter().map(|(a, e)| (a.name, e)).collect(),
            places,
            partners: partners
                .map(|p| (p.name_on(today).to_owned(), p.code.clone()))
                .collect(),
            presences,
            communes: territory
                .communes
                .iter()
                .map(|c| (c.name.clone(), c.code.clone()))
                .collect(),
            emplacements,
            absences: absences.into_iter().filter(|a| a.to >= today).collect(),
            van: page.t("tournee-le-bus"),
        })
    }

    fn with<T>(&self, app: &App, signed: &Signed, work: impl FnOnce(&Known<'_>) -> T) -> T {
        work(&Known {
            team: &self.team,
            places: &self.places,
            partners: &self.partners,
            presences: &self.presences,
            absences: &self.absences,
            communes: &self.communes,
            emplacements: &self.emplacements,
            van: &self.van,
            author: &signed.account.id,
            at: app.outside.now_ms(),
            new_id: &|| app.outside.new_id(),
        })
    }
}

/// `GET /pilotage/tableur/{sujet}`: what is said now, for a spreadsheet.
pub async fn download(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, WebError> {
    let subject = Tableur::from_code(&code).ok_or(WebError::NotFound)?;
    let now = Now::read(&app, &page).await?;
    let rows = now.with(&app, &signed, |known| tableur::rows(subject, known));
    let bytes = written(subject.columns(), rows)?;
    let name = format!("attachment; filename=\"{code}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

fn written(columns: &[&str], rows: Vec<Vec<String>>) -> Result<Vec<u8>, WebError> {
    let table = Table {
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(Into::into).collect())
            .collect(),
        ..Table::default()
    };
    csv::table(&table).map_err(WebError::internal)
}

/// `POST /pilotage/tableur`: reads a sheet and shows what it would change.
pub async fn check(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let Some(upload) = upload::file(&headers, &body, "fichier") else {
        let fault = page.t("import-fichier-vide");
        return refused(&sheet_page(page, None, fault));
    };
    if !upload.is_named_right(Family::Tables) {
        let fault = page.t("import-fichier-nom");
        return refused(&sheet_page(page, None, fault));
    }
    match file::open(&upload.bytes) {
        Ok(opened) => shown(&app, page, &signed, &opened.sheet, None).await,
        Err(error) => {
            let fault = page.t(error.key());
            refused(&sheet_page(page, None, fault))
        }
    }
}

/// What the confirmation sends: the sheet itself, and what was seen of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Kept {
    contenu: String,
    vu: String,
}

/// `POST /pilotage/tableur/garder`: keeps exactly what was seen; what changed meanwhile
/// is shown again.
pub async fn keep(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Kept>,
) -> Answer {
    let Ok(opened) = file::open(given.contenu.as_bytes()) else {
        return Ok(see_other(HERE));
    };
    shown(&app, page, &signed, &opened.sheet, Some(&given.vu)).await
}

/// Reads the sheet; keeps it when `seen` is what it changes, else shows what it changes.
async fn shown(
    app: &App,
    page: Page,
    signed: &Signed,
    sheet: &Sheet,
    seen: Option<&str>,
) -> Answer {
    let now = Now::read(app, &page).await?;
    let read = match now.with(app, signed, |known| tableur::read(sheet, known)) {
        Ok(read) => read,
        Err(error) => {
            let refusal = refusal(&page, error);
            return refused(&sheet_page(page, Some(refusal), String::new()));
        }
    };
    let columns = read.subject.columns();
    let mark = mark(&read.changes);
    if seen == Some(mark.as_str()) {
        let events: Vec<_> = read.changes.into_iter().map(|c| c.event).collect();
        record(app, &events).await?;
        return Ok(see_other(&format!("{HERE}?garde={}", events.len())));
    }
    render(&ReadPage {
        subject: read.subject.code(),
        changes: read.changes.iter().map(|c| in_words(columns, c)).collect(),
        same: read.same,
        content: content(sheet)?,
        seen: mark,
        moved: seen.is_some(),
        page: page.titled("tableur-lu-titre"),
    })
}

/// What is the same as long as the sheet changes the same things.
fn mark(changes: &[Change]) -> String {
    let said = changes.iter().map(|c| (c.line, &c.was, &c.becomes));
    secret_hash(&format!("tableur\0{:?}", said.collect::<Vec<_>>()))
}

/// The sheet as text, to come back with the confirmation: nothing of it waits on the server.
fn content(sheet: &Sheet) -> Result<String, WebError> {
    let header: Vec<&str> = sheet.header.iter().map(String::as_str).collect();
    let rows = sheet.rows.iter().map(|row: &Row| row.cells.clone());
    let bytes = written(&header, rows.collect())?;
    Ok(String::from_utf8_lossy(&bytes)
        .trim_start_matches('\u{feff}')
        .to_owned())
}

fn in_words(columns: &'static [&'static str], change: &Change) -> Changed {
    let was = change.was.as_deref().unwrap_or_default();
    let cells = columns.iter().enumerate().filter_map(|(rank, column)| {
        let after = change.becomes.get(rank)?;
        let before = was.get(rank).map_or("", String::as_str);
        (before != after).then(|| (*column, before.to_owned(), after.clone()))
    });
    let named = |rank: usize| change.becomes.get(rank).map_or("", String::as_str);
    // A place is known by its name, not by its code.
    let what = if columns[0] == "lieu" {
        named(1)
    } else {
        named(0)
    };
    Changed {
        line: change.line,
        what: what.to_owned(),
        cells: cells.collect(),
        new: change.was.is_none(),
    }
}

fn refusal(page: &Page, error: Refused) -> Refusal {
    let reason = |key: &str| Refusal {
        reason: page.t(key),
        ..Refusal::default()
    };
    match error {
        Refused::Header => reason("tableur-colonnes-inconnues"),
        Refused::Empty => reason("tableur-vide"),
        Refused::TooLong => reason("tableur-trop-long"),
        Refused::Lines(bad) => Refusal {
            reason: String::new(),
            count: bad.len(),
            lines: bad
                .iter()
                .take(TOLD)
                .flat_map(|b| Mend::all(b, page.texts()))
                .collect(),
            more: bad.len().saturating_sub(TOLD),
        },
    }
}

fn refused(template: &SheetPage) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(template)?).into_response())
}
