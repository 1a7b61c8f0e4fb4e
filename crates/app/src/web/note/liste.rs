//! `/pilotage/notes`: every note, those to read again first.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::note::NoteState;
use plus_fiches::pack::Pack;
use plus_store::note::{self as kept, NoteLine};
use serde::Deserialize;

use super::{fingerprints, is_live, lines, signed, subject_words};
use crate::web::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render},
    state::App,
};

/// Notes on a page of the list.
const MOST: usize = 200;

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words looked for.
    q: String,
    /// Code of a state, `a-relire`, or empty: all.
    etat: String,
    /// What has just been done.
    fait: String,
}

/// A note, in the words of the page.
struct Line {
    id: String,
    version: i64,
    title: String,
    subject: String,
    href: String,
    lines: Vec<Vec<super::Bit>>,
    signed: String,
    state: &'static str,
    /// Fiches that changed since it was read, address and number.
    changed: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "note/liste.html")]
struct ListPage {
    page: Page,
    q: String,
    states: Vec<(String, String, bool)>,
    lines: Vec<Line>,
    /// Whether there is any note at all.
    any: bool,
    to_review: usize,
    done: &'static str,
}

/// `GET /pilotage/notes`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut link = app.store.read().await?;
    let all = kept::list(&mut link).await?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let pack = app.pack().await.map_err(WebError::internal)?;
    let ids = all
        .iter()
        .flat_map(|l| l.note.seen.keys().cloned())
        .collect();
    let now = fingerprints(pack.clone(), ids).await?;
    let words = Words {
        app: &app,
        page: &page,
        names: &names,
        pack: pack.as_ref(),
        now: &now,
    };
    let any = !all.is_empty();
    let mut lines: Vec<Line> = all.iter().map(|line| words.line(line)).collect();
    let to_review = lines.iter().filter(|l| !l.changed.is_empty()).count();
    lines.retain(|line| line.is_asked(&asked));
    lines.sort_by_key(|line| line.changed.is_empty());
    lines.truncate(MOST);
    render(&ListPage {
        states: states(&page, &asked.etat),
        q: asked.q,
        any,
        to_review,
        done: done(&asked.fait),
        lines,
        page: page.titled("note-titre"),
    })
}

fn done(code: &str) -> &'static str {
    match code {
        "ecrite" => "note-fait-ecrite",
        "close" => "note-fait-close",
        "remise" => "note-fait-remise",
        "relue" => "note-fait-relue",
        _ => "",
    }
}

/// The states to choose from, « à relire » first.
fn states(page: &Page, chosen: &str) -> Vec<(String, String, bool)> {
    let codes = NoteState::ALL.iter().map(|state| state.code());
    std::iter::once("a-relire")
        .chain(codes)
        .map(|code| (code.to_owned(), page.tc("note-etat", code), code == chosen))
        .collect()
}

/// What puts notes into words.
struct Words<'a> {
    app: &'a App,
    page: &'a Page,
    names: &'a Names,
    pack: Option<&'a Arc<Pack>>,
    now: &'a BTreeMap<String, String>,
}

impl Words<'_> {
    fn line(&self, line: &NoteLine) -> Line {
        let (note, today) = (&line.note, self.app.today());
        let territory = &self.names.territory;
        let (subject, href) = subject_words(self.page, territory, self.pack, &note.subject);
        let changed = if is_live(line, today) {
            note.changed(self.now)
        } else {
            Vec::new()
        };
        Line {
            id: note.id.to_string(),
            version: note.version(),
            title: note.title.clone().unwrap_or_default(),
            subject,
            href,
            lines: lines(self.page, &note.text),
            signed: signed(self.app, self.page, self.names, note),
            state: note.state(line.closed, today).code(),
            changed: changed
                .into_iter()
                .map(|id| (format!("/fiches/{id}"), id.to_owned()))
                .collect(),
        }
    }
}

impl Line {
    fn is_asked(&self, asked: &Asked) -> bool {
        let state = match asked.etat.as_str() {
            "" => true,
            "a-relire" => !self.changed.is_empty(),
            code => self.state == code,
        };
        let text = self.lines.iter().flatten().map(|bit| bit.text.as_str());
        let all = [self.title.as_str(), &self.subject].into_iter().chain(text);
        let all = fold(&all.collect::<Vec<_>>().join(" "));
        state
            && fold(&asked.q)
                .split_whitespace()
                .all(|word| all.contains(word))
    }
}

/// Lower case without accents, for a search among a few notes.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        '’' => '\'',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}
