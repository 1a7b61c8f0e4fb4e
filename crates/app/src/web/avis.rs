//! `/avis.xml`: the notices of the relay for readers of feeds (Atom, RFC 4287): notes
//! in force, passages moved, cancelled or late in the coming days; with `?commune=…`, the
//! passages of one commune alone.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, ToSpan};
use plus_domain::{
    note::{Note, NoteState},
    period::Period,
    permanence::{Permanence, PermanenceState, Standing},
};
use plus_store::{note as kept, permanence};
use serde::Deserialize;

use super::{
    bus::{self, AHEAD, Passage},
    error::WebError,
    noms::Names,
    note::subject_words,
    page::Page,
    state::App,
};

/// Entries at most.
const MOST: usize = 100;
/// How long a reader may keep the feed, seconds.
const KEEP: &str = "public, max-age=60";

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// INSEE code of a commune; empty: all, and the notes.
    commune: String,
}

/// A notice.
struct Entry {
    id: String,
    title: String,
    text: String,
    href: String,
    author: String,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "avis/flux.xml")]
struct Feed {
    page: Page,
    id: String,
    /// Address of the feed.
    own: String,
    /// Page that it is the feed of.
    beside: String,
    updated: String,
    entries: Vec<Entry>,
}

impl Entry {
    fn when(&self) -> String {
        self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// `GET /avis.xml`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let territory = app.territory();
    let mut communes = territory.communes.iter();
    let commune = communes.find(|c| c.code.as_str() == asked.commune);
    if commune.is_none() && !asked.commune.is_empty() {
        return Err(WebError::NotFound);
    }
    let mut entries = match commune {
        Some(_) => Vec::new(),
        None => notes(&app, &page).await?,
    };
    entries.extend(changes(&app, &page, &asked.commune).await?);
    entries.sort_by(|a, b| b.at.cmp(&a.at).then(a.id.cmp(&b.id)));
    entries.truncate(MOST);
    let code = app.territory().identity.code.clone();
    // Without any notice, nothing has changed since the feed began.
    let updated = entries
        .first()
        .map_or_else(|| "2026-01-01T00:00:00Z".to_owned(), Entry::when);
    let (id, query, beside, title) = match commune {
        None => (
            urn("territoire", &code),
            String::new(),
            "/".to_owned(),
            page.t("avis-titre"),
        ),
        Some(commune) => (
            urn("commune", &format!("{code}/{}", commune.code)),
            format!("?commune={}", commune.code),
            format!("/passages?commune={}", commune.code),
            page.ta("passages-agenda-de", &[("commune", commune.name.as_str())]),
        ),
    };
    let feed = Feed {
        id,
        own: format!("{}/avis.xml{query}", page.origin),
        beside: format!("{}{beside}", page.origin),
        updated,
        entries,
        page: page.titled_text(title),
    };
    let said = [
        (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (header::CACHE_CONTROL, KEEP),
    ];
    Ok((said, feed.render()?).into_response())
}

/// A name that stays the same wherever the feed is read: a UUID made of what it names.
fn urn(kind: &str, id: &str) -> String {
    let hash = blake3::hash(format!("plus/avis/{kind}/{id}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    let uuid = uuid::Builder::from_custom_bytes(bytes).into_uuid();
    uuid.urn().to_string()
}

fn instant(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

async fn notes(app: &App, page: &Page) -> Result<Vec<Entry>, WebError> {
    let mut link = app.store.read().await?;
    let all = kept::list(&mut link).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let pack = app.pack().await.map_err(WebError::internal)?;
    let today = app.today();
    let told = |note: &Note| {
        let (subject, href) = subject_words(page, &names.territory, pack.as_ref(), &note.subject);
        Entry {
            id: urn("note", note.id.as_str()),
            title: note
                .title
                .clone()
                .map_or_else(|| subject.clone(), |title| format!("{title} ({subject})")),
            text: note.text.clone(),
            href: format!(
                "{}{}",
                page.origin,
                if href.is_empty() { "/" } else { href.as_str() }
            ),
            author: names.person(&note.author),
            at: instant(note.version()),
        }
    };
    let in_force = all
        .iter()
        .filter(|line| line.note.state(line.closed, today) == NoteState::InForce);
    Ok(in_force.map(|line| told(&line.note)).collect())
}

/// Passages that the public may read and that were moved or cancelled.
async fn changes(app: &App, page: &Page, commune: &str) -> Result<Vec<Entry>, WebError> {
    let today = bus::local_now(app).date();
    let period = Period {
        from: today,
        to: today.saturating_add(AHEAD.days()),
    };
    let mut link = app.store.read().await?;
    let passages = permanence::between(&mut link, period).await?;
    let clocks = permanence::changed_at(&mut link, period).await?;
    drop(link);
    let territory = app.territory();
    let told = |p: &Permanence| {
        let passage = Passage::new(page, &territory, p);
        let key = match p.standing() {
            Standing::Cancelled => "avis-annule",
            Standing::Late => "avis-en-retard",
            _ => "avis-deplace",
        };
        let place = territory
            .place(&p.place)
            .map(|place| place.commune.as_str());
        Entry {
            id: urn("passage", p.id.as_str()),
            title: page
                .arg("commune", passage.commune.as_str())
                .arg("jour", passage.day.as_str())
                .t(key),
            text: [
                format!("{}, {}.", passage.place, passage.hours),
                passage.told,
                passage.reason,
            ]
            .join(" ")
            .trim_end()
            .to_owned(),
            href: format!(
                "{}/passages?commune={}",
                page.origin,
                place.unwrap_or_default()
            ),
            author: page.territory.carrier.clone(),
            at: instant(clocks.get(&p.id).copied().unwrap_or_default()),
        }
    };
    let is_late = |p: &Permanence| p.date == today && p.standing() == Standing::Late;
    let changed = |p: &&Permanence| {
        matches!(p.state, PermanenceState::Cancelled | PermanenceState::Moved) || is_late(p)
    };
    let here = |p: &&Permanence| {
        let place = territory.place(&p.place);
        commune.is_empty() || place.is_some_and(|place| place.commune.as_str() == commune)
    };
    Ok(passages
        .iter()
        .filter(changed)
        .filter(here)
        .map(told)
        .collect())
}
