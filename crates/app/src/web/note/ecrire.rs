//! Writing a note, changing it, closing it, putting it back, finding it still right.
//!
//! Every change says what its author saw: when a colleague was quicker, nothing is
//! written over and what was typed comes back.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    event::{Event, NoteClosing, NoteWriting},
    form::FormErrors,
    note::{Note, NoteDraft, NoteForm, NoteSubject, Reread, TEXT},
};
use plus_store::{
    journal,
    note::{self as kept, NoteLine},
};
use serde::Deserialize;

use super::{fingerprints, rests_on, subject_words};
use crate::web::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};

const LIST: &str = "/pilotage/notes";

/// What the form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    sur: String,
    /// Number of a fiche or kind of office; when filled, it wins over `sur`.
    fiche: String,
    titre: String,
    texte: String,
    du: String,
    au: String,
    /// Version of the note that was read.
    vu: i64,
}

/// Somebody did something to a note.
struct Step {
    when: String,
    who: String,
    what: String,
    text: String,
}

#[derive(Template)]
#[template(path = "note/ecrire.html")]
struct WritePage {
    page: Page,
    /// Identifier, empty for a new note.
    id: String,
    given: Given,
    demarches: Vec<(String, String, bool)>,
    partners: Vec<(String, String, bool)>,
    most: usize,
    /// Sentence when a colleague was quicker.
    late: String,
    closed: bool,
    /// Numbers of the fiches that changed since it was read.
    changed: Vec<String>,
    steps: Vec<Step>,
    faults: Faults,
}

/// What may follow the `?` of a new note.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// What it will stand on: `fiche:F1341`.
    sur: String,
}

/// `GET /pilotage/notes/nouvelle`.
pub async fn show_new(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let given = Given::default().on(&asked.sur);
    render(&write_page(&app, page, None, given, FormErrors::default()).await?)
}

/// `POST /pilotage/notes`.
pub async fn create(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    match given.read(&app).await? {
        Ok(draft) => {
            let id = app.outside.new_id();
            let note = written(&app, &signed, id, draft).await?;
            record(&app, Event::NoteSet(NoteWriting { note, base: None })).await?;
            Ok(see_other(&format!("{LIST}?fait=ecrite")))
        }
        Err(errors) => refused(&write_page(&app, page, None, given, errors).await?),
    }
}

/// `GET /pilotage/notes/{id}`.
pub async fn show(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let line = found(&app, &id).await?;
    let given = Given::of(&line.note);
    render(&write_page(&app, page, Some(&line), given, FormErrors::default()).await?)
}

/// `POST /pilotage/notes/{id}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let line = found(&app, &id).await?;
    if given.vu != line.note.version() {
        return late(&app, page, &line, given).await;
    }
    match given.read(&app).await? {
        Ok(draft) => {
            let note = written(&app, &signed, id, draft).await?;
            let base = Some(Box::new(line.note));
            record(&app, Event::NoteSet(NoteWriting { note, base })).await?;
            Ok(see_other(&format!("{LIST}?fait=ecrite")))
        }
        Err(errors) => refused(&write_page(&app, page, Some(&line), given, errors).await?),
    }
}

/// What the buttons beside a note send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    vu: i64,
}

/// `POST /pilotage/notes/{id}/relire`: read again beside its fiche, still right.
pub async fn reread(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(seen): Form<Seen>,
) -> Answer {
    let line = found(&app, &id).await?;
    if seen.vu != line.note.version() {
        let given = Given::of(&line.note);
        return late(&app, page, &line, given).await;
    }
    let note = Note {
        seen: seen_now(&app, &line.note.subject).await?,
        reread: Some(Reread {
            by: signed.account.id.clone(),
            at: app.outside.now_ms(),
        }),
        ..line.note.clone()
    };
    let base = Some(Box::new(line.note));
    record(&app, Event::NoteSet(NoteWriting { note, base })).await?;
    Ok(see_other(&format!("{LIST}?fait=relue")))
}

/// `POST /pilotage/notes/{id}/fermer`.
pub async fn close(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    set_closed(&app, &signed, &id, true).await
}

/// `POST /pilotage/notes/{id}/rouvrir`.
pub async fn reopen(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    set_closed(&app, &signed, &id, false).await
}

async fn set_closed(app: &App, signed: &Signed, id: &str, closed: bool) -> Answer {
    let line = found(app, id).await?;
    // Closed twice is closed: a colleague was quicker, nothing is to be said.
    if line.closed != closed {
        let closing = NoteClosing {
            id: line.note.id,
            author: signed.account.id.clone(),
            at: app.outside.now_ms(),
            closed,
            base: line.closed,
        };
        record(app, Event::NoteClosed(closing)).await?;
    }
    let done = if closed { "close" } else { "remise" };
    Ok(see_other(&format!("{LIST}?fait={done}")))
}

async fn late(app: &App, page: Page, line: &NoteLine, given: Given) -> Answer {
    let names = Names::load(app, &mut app.store.read().await?).await?;
    let by = line
        .note
        .reread
        .as_ref()
        .map_or(&line.note.author, |r| &r.by);
    let late = page.ta("note-trop-tard", &[("qui", names.person(by))]);
    // Sent again, it is written over what she has now before her eyes.
    let given = Given {
        vu: line.note.version(),
        ..given
    };
    let shown = write_page(app, page, Some(line), given, FormErrors::default()).await?;
    refused(&WritePage { late, ..shown })
}

fn refused(shown: &WritePage) -> Answer {
    let mut response = render(shown)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response.into_response())
}

async fn found(app: &App, id: &str) -> Result<NoteLine, WebError> {
    let mut link = app.store.read().await?;
    let line = kept::by_id(&mut link, id).await?;
    line.ok_or(WebError::NotFound)
}

async fn record(app: &App, event: Event) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, &[event]).await?;
    tx.commit().await?;
    Ok(())
}

/// A note as its author leaves it, with what she had before her eyes.
async fn written(
    app: &App,
    signed: &Signed,
    id: String,
    draft: NoteDraft,
) -> Result<Note, WebError> {
    Ok(Note {
        id: id.into(),
        seen: seen_now(app, &draft.subject).await?,
        subject: draft.subject,
        title: draft.title,
        text: draft.text,
        from: draft.from,
        until: draft.until,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        reread: None,
    })
}

async fn seen_now(
    app: &App,
    subject: &NoteSubject,
) -> Result<std::collections::BTreeMap<String, String>, WebError> {
    let pack = app.pack().await.map_err(WebError::internal)?;
    fingerprints(pack, rests_on(&app.territory(), subject)).await
}

impl Given {
    fn of(note: &Note) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            titre: note.title.clone().unwrap_or_default(),
            texte: note.text.clone(),
            du: day(note.from),
            au: day(note.until),
            vu: note.version(),
            ..Self::default()
        }
        .on(&note.subject.to_string())
    }

    /// Standing on a subject: chosen in the list, or written beside it.
    fn on(self, subject: &str) -> Self {
        match subject.split_once(':') {
            Some(("fiche" | "guichet", code)) => Self {
                fiche: code.to_owned(),
                ..self
            },
            _ => Self {
                sur: subject.to_owned(),
                ..self
            },
        }
    }

    /// The subject, whichever way it was given.
    fn subject(&self) -> String {
        let code = self.fiche.trim();
        let is_number = code.len() > 1
            && code.starts_with(['F', 'f', 'N', 'n', 'R', 'r'])
            && code[1..].bytes().all(|b| b.is_ascii_digit());
        match code {
            "" => self.sur.clone(),
            _ if is_number => format!("fiche:{}", code.to_uppercase()),
            _ => format!("guichet:{}", code.to_lowercase()),
        }
    }

    async fn read(&self, app: &App) -> Result<Result<NoteDraft, FormErrors>, WebError> {
        let territory = app.territory();
        let pack = app.pack().await.map_err(WebError::internal)?;
        let form = NoteForm {
            subject: self.subject(),
            title: self.titre.clone(),
            text: self.texte.clone(),
            from: self.du.clone(),
            until: self.au.clone(),
        };
        let exists = |subject: &NoteSubject| match subject {
            NoteSubject::Demarche(code) => territory.catalogue.get(code).is_some(),
            NoteSubject::Partner(code) => territory.partner(code).is_some(),
            NoteSubject::Fiche(id) => pack.as_ref().is_some_and(|p| p.entry(id).is_some()),
            // Only a fiche knows its offices: a kind that none names is shown nowhere.
            NoteSubject::Office(_) => true,
        };
        Ok(form.read(app.today(), exists))
    }
}

async fn write_page(
    app: &App,
    page: Page,
    line: Option<&NoteLine>,
    given: Given,
    errors: FormErrors,
) -> Result<WritePage, WebError> {
    let territory = app.territory();
    let demarches = territory.catalogue.demarches().iter().map(|d| {
        let value = format!("demarche:{}", d.code);
        let chosen = value == given.sur;
        (value, d.title.clone(), chosen)
    });
    let partners = territory.partners_on(app.today()).map(|p| {
        let value = format!("partenaire:{}", p.code);
        let chosen = value == given.sur;
        (value, p.name_on(app.today()).to_owned(), chosen)
    });
    let (demarches, partners) = (demarches.collect(), partners.collect());
    let (steps, changed) = match line {
        Some(line) => (
            steps(app, &page, line).await?,
            changed(app, &line.note).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    let title = line.map_or("note-nouvelle", |_| "note-changer");
    Ok(WritePage {
        id: line.map_or_else(String::new, |l| l.note.id.to_string()),
        demarches,
        partners,
        most: TEXT,
        late: String::new(),
        closed: line.is_some_and(|l| l.closed),
        changed,
        steps,
        faults: Faults::of(&page, errors),
        given,
        page: page.titled(title),
    })
}

async fn changed(app: &App, note: &Note) -> Result<Vec<String>, WebError> {
    let pack = app.pack().await.map_err(WebError::internal)?;
    let now = fingerprints(pack, note.seen.keys().cloned().collect()).await?;
    Ok(note.changed(&now).into_iter().map(str::to_owned).collect())
}

/// Everything that was done to a note, the last first.
async fn steps(app: &App, page: &Page, line: &NoteLine) -> Result<Vec<Step>, WebError> {
    let mut link = app.store.read().await?;
    let stored = journal::about(&mut link, line.note.id.as_str()).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let facts = stored.iter().rev().filter_map(|s| {
        let (_, body) = s.entry.body.as_ref()?;
        Event::read(&s.entry.kind, s.entry.version, body).ok()
    });
    let pack = app.pack().await.map_err(WebError::internal)?;
    let said = facts.filter_map(|event| {
        let (at, who, what, text) = match event {
            Event::NoteSet(NoteWriting { note, base }) => {
                let what = match (&base, &note.reread) {
                    (_, Some(_)) => "relue",
                    (None, _) => "ecrite",
                    (Some(_), _) => "changee",
                };
                let (at, by) = note
                    .reread
                    .as_ref()
                    .map_or((note.at, &note.author), |r| (r.at, &r.by));
                let told = told(page, &names, pack.as_ref(), &note);
                (at, names.person(by), what, told)
            }
            Event::NoteClosed(c) => {
                let what = if c.closed { "close" } else { "remise" };
                (c.at, names.person(&c.author), what, String::new())
            }
            _ => return None,
        };
        Some(Step {
            when: date_and_clock(app, page, at),
            who,
            what: page.tc("note-trace", what),
            text,
        })
    });
    Ok(said.collect())
}

/// A past wording: what it stood on, its title, its text. A reading has none of its own.
fn told(
    page: &Page,
    names: &Names,
    pack: Option<&std::sync::Arc<plus_fiches::pack::Pack>>,
    note: &Note,
) -> String {
    if note.reread.is_some() {
        return String::new();
    }
    let (subject, _) = subject_words(page, &names.territory, pack, &note.subject);
    let parts = [
        subject,
        note.title.clone().unwrap_or_default(),
        note.text.clone(),
    ];
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}
