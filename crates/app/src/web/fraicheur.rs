//! `/pilotage/contenu`: how fresh the official content is, what its last imports
//! changed in the démarches that are shown, and « Vu » once that was read again.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    catalogue::Demarche,
    event::{ContentPublication, Event, FicheReading},
    ids::DemarcheCode,
};
use plus_fiches::pack::{Fingerprint, Pack};
use plus_store::{
    Link, StoreError, content,
    fraicheur::{Import, Watch, imports, seen, watch},
    job,
};
use serde::Deserialize;

use super::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::{
    content::changes::{Change, Counts, Diff, History, State as Version, Sum},
    job::fraicheur::{self as looking, Asked},
};

/// Where it is.
pub const PATH: &str = "/pilotage/contenu";
/// Milliseconds of a week.
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// Lines shown of what a fiche has gained, and of what it has lost.
const LINES: usize = 6;
/// Characters shown of a line.
const WIDTH: usize = 240;
/// Other documents shown.
const OTHERS: usize = 200;
/// Parts the identifier of a fiche from its version, in a form.
const PART: char = '|';

/// A fiche that changed.
struct Fiche {
    id: String,
    title: String,
    /// Whether it can be read here.
    is_here: bool,
    /// « 26 août 2020 », empty when the source gives no date.
    before: String,
    after: String,
    /// `changee`, `nouvelle`, `retiree` or `remplacee`.
    what: &'static str,
    /// Title before, when it is another one.
    title_before: String,
    replaced_by: String,
    added: Vec<String>,
    removed: Vec<String>,
    /// Lines that are not shown.
    more: usize,
    /// What the form sends back: the identifier and the version shown.
    value: String,
}

/// A démarche whose fiches changed.
struct Ours {
    code: String,
    title: String,
    fiches: Vec<Fiche>,
}

/// An import, as a line.
struct Line {
    when: String,
    source: String,
    /// What it changed, in sentences.
    told: String,
}

/// Where the content comes from.
struct Origin {
    address: String,
    /// Instants, empty when there was none.
    tried: String,
    succeeded: String,
    next: String,
    failure: String,
    failures: i64,
    /// Identifier of the job that waits or runs, empty when none does.
    running: String,
}

#[derive(Template)]
#[template(path = "fraicheur/page.html")]
struct FreshPage {
    page: Page,
    /// Documents that serve; 0 without content.
    count: u64,
    imported: String,
    /// Day of the newest document, and its age in days.
    date: String,
    age: i64,
    origin: Option<Origin>,
    ours: Vec<Ours>,
    /// Whether all of these changed within the week.
    is_week: bool,
    /// Day of the first of these changes.
    since: String,
    others: Vec<Fiche>,
    others_more: usize,
    imports: Vec<Line>,
}

/// `GET /pilotage/contenu`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let pack = app.pack().await.map_err(WebError::internal)?;
    let mut link = app.store.read().await?;
    let kept = imports(&mut link).await?;
    let published = content::published(&mut link).await?;
    let origin = origin(&app, &page, &mut link).await?;
    let pending = Pending::load(&app, &mut link, &kept).await?;
    drop(link);
    let week = app.outside.now_ms() - WEEK_MS;
    let first = pending.all().map(|(.., sum)| sum.since).min();
    let view = View {
        page: &page,
        pack: pack.as_deref(),
    };
    let others = others(&app, &kept, week);
    let template = FreshPage {
        ours: pending.demarches.iter().map(|p| view.ours(p)).collect(),
        is_week: first.is_none_or(|at| at >= week),
        since: first.map_or_else(String::new, |at| day(&app, &page, at)),
        others_more: others.len().saturating_sub(OTHERS),
        others: others.iter().take(OTHERS).map(|s| view.fiche(s)).collect(),
        imports: kept.iter().map(|i| line(&app, &page, i)).collect(),
        origin,
        count: published.as_ref().map_or(0, |p| p.count),
        imported: published
            .as_ref()
            .map_or_else(String::new, |p| date_and_clock(&app, &page, p.at)),
        age: age(&app, published.as_ref()),
        date: published
            .and_then(|p| p.date)
            .map_or_else(String::new, |d| page.date(d)),
        page: page.titled("fraicheur-titre"),
    };
    render(&template)
}

fn age(app: &App, published: Option<&ContentPublication>) -> i64 {
    let date = published.and_then(|p| p.date);
    date.map_or(0, |date| i64::from((app.today() - date).get_days()))
}

fn day(app: &App, page: &Page, at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    page.date(at.to_zoned_datetime(app.zone()).date())
}

async fn origin(app: &App, page: &Page, link: &mut Link) -> Result<Option<Origin>, StoreError> {
    let Some(address) = app.config.content.address.clone() else {
        return Ok(None);
    };
    let known = watch(link, &address).await?.unwrap_or_default();
    let last = job::by_id(link, &known.job).await?;
    let state = last.map(|job| job.state);
    let at = |ms: i64| match ms {
        0 => String::new(),
        ms => date_and_clock(app, page, ms),
    };
    let given_up = state == Some(job::State::Failed) && known.failures == 0;
    Ok(Some(Origin {
        tried: at(known.tried_at),
        succeeded: at(known.success_at),
        next: at(known.next_at),
        failures: known.failures.max(i64::from(given_up)),
        failure: if given_up {
            page.t("fraicheur-abandonne")
        } else {
            known.failure
        },
        running: Some(known.job)
            .filter(|_| state == Some(job::State::Waiting))
            .unwrap_or_default(),
        address,
    }))
}

/// Whether the last try to bring new content did not go well.
pub async fn is_failing(app: &App) -> Result<bool, WebError> {
    let Some(address) = app.config.content.address.as_deref() else {
        return Ok(false);
    };
    let mut link = app.store.read().await?;
    let known = watch(&mut link, address).await?.unwrap_or_default();
    let Watch { failures, job, .. } = known;
    let last = job::by_id(&mut link, &job).await?;
    Ok(failures > 0 || last.is_some_and(|job| job.state == job::State::Failed))
}

/// How many démarches rest on fiches that changed and that nobody has read again.
pub async fn to_read(app: &App) -> Result<usize, WebError> {
    let mut link = app.store.read().await?;
    let kept = imports(&mut link).await?;
    if kept.is_empty() {
        return Ok(0);
    }
    let pending = Pending::load(app, &mut link, &kept).await?;
    Ok(pending.demarches.len())
}

/// Démarches whose fiches changed since somebody read them, with those changes.
struct Pending {
    demarches: Vec<(Demarche, Vec<Sum>)>,
}

impl Pending {
    async fn load(app: &App, link: &mut Link, kept: &[Import]) -> Result<Self, StoreError> {
        let read = seen(link).await?;
        let seen: BTreeMap<_, _> = read
            .iter()
            .map(|s| ((s.demarche.as_str(), s.fiche.as_str()), s))
            .collect();
        let history = History::of(kept);
        let changed = history.ids();
        let sums = |demarche: &Demarche| {
            let fiches = demarche
                .fiches
                .iter()
                .filter(|id| changed.contains(id.as_str()));
            let sum = |id: &String| {
                let seen = seen.get(&(demarche.code.as_str(), id.as_str()));
                history.of_document(id, seen.map(|s| s.fingerprint.as_deref()))
            };
            fiches.filter_map(sum).collect::<Vec<_>>()
        };
        let territory = app.territory();
        let all = territory.catalogue.demarches().iter();
        let pending = all.map(|d| (d.clone(), sums(d)));
        Ok(Self {
            demarches: pending.filter(|(_, sums)| !sums.is_empty()).collect(),
        })
    }

    fn all(&self) -> impl Iterator<Item = (&Demarche, &Sum)> {
        let each = self.demarches.iter();
        each.flat_map(|(demarche, sums)| sums.iter().map(move |sum| (demarche, sum)))
    }
}

/// What changed within the week beside the fiches of our démarches.
fn others(app: &App, kept: &[Import], since: i64) -> Vec<Sum> {
    let territory = app.territory();
    let ours: Vec<&String> = territory
        .catalogue
        .demarches()
        .iter()
        .flat_map(|d| &d.fiches)
        .collect();
    let history = History::of(kept).since(since);
    let all = history.all().into_values();
    let mut others: Vec<Sum> = all.filter(|s| !ours.contains(&&s.change.id)).collect();
    others.sort_by_cached_key(|s| s.change.title().to_lowercase());
    others
}

/// Dresses changes in the words of the page.
struct View<'a> {
    page: &'a Page,
    pack: Option<&'a Pack>,
}

impl View<'_> {
    fn ours(&self, (demarche, sums): &(Demarche, Vec<Sum>)) -> Ours {
        Ours {
            code: demarche.code.to_string(),
            title: demarche.title.clone(),
            fiches: sums.iter().map(|sum| self.fiche(sum)).collect(),
        }
    }

    fn fiche(&self, sum: &Sum) -> Fiche {
        let change = &sum.change;
        let date = |version: &Option<Version>| {
            let day = version.as_ref().and_then(|v| v.updated);
            day.map_or_else(String::new, |day| self.page.date(day))
        };
        let before = change.before.as_ref().map_or("", |s| s.title.as_str());
        let (added, removed) = (&change.lines.added, &change.lines.removed);
        let shown = |lines: &[String]| lines.iter().take(LINES).map(|l| short(l)).collect();
        Fiche {
            id: change.id.clone(),
            title: change.title().to_owned(),
            is_here: self.pack.is_some_and(|p| p.entry(&change.id).is_some()),
            before: date(&change.before),
            after: date(&change.after),
            what: what(change),
            title_before: if before == change.title() {
                String::new()
            } else {
                before.to_owned()
            },
            replaced_by: change.replaced_by.clone().unwrap_or_default(),
            more: added.len().saturating_sub(LINES) + removed.len().saturating_sub(LINES),
            added: shown(added),
            removed: shown(removed),
            value: format!("{}{PART}{}", change.id, change.version()),
        }
    }
}

fn what(change: &Change) -> &'static str {
    match (&change.before, &change.after, &change.replaced_by) {
        (_, None, Some(_)) => "remplacee",
        (_, None, None) => "retiree",
        (None, Some(_), _) => "nouvelle",
        (Some(_), Some(_), _) => "changee",
    }
}

fn short(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    let head: String = line.chars().take(WIDTH).collect();
    format!("{head}…")
}

fn line(app: &App, page: &Page, import: &Import) -> Line {
    let diff = Diff::read(&import.diff).unwrap_or_default();
    Line {
        when: date_and_clock(app, page, import.at),
        source: import.source.clone(),
        told: if import.source.is_empty() {
            page.t("fraicheur-import-retour")
        } else if diff.first {
            page.t("fraicheur-import-premier")
        } else {
            counted(page, diff.counts)
        },
    }
}

fn counted(page: &Page, counts: Counts) -> String {
    let all = [
        ("ajoutes", counts.added),
        ("changes", counts.changed),
        ("retires", counts.removed),
        ("remplaces", counts.redirected),
    ];
    let some = all.iter().filter(|(_, count)| *count > 0);
    let told: Vec<String> = some
        .map(|(code, count)| page.t_count(&format!("fraicheur-compte-{code}"), *count))
        .collect();
    match told.as_slice() {
        [] => page.t("fraicheur-import-rien"),
        told => told.join(" "),
    }
}

/// `POST /pilotage/contenu/chercher`: looks for new content now.
pub async fn look(State(app): State<App>, signed: Signed) -> Answer {
    let Some(address) = app.config.content.address.clone() else {
        return Ok(see_other(PATH));
    };
    let asked = looking::ask(&app, &address, signed.account.id.as_str()).await?;
    let (Asked::New(id) | Asked::Before(id)) = asked;
    Ok(see_other(&format!("/pilotage/travaux/{id}")))
}

/// What « Vu » sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    fiche: Vec<String>,
}

/// `POST /pilotage/contenu/{code}/vu`: what changed was read, in the versions shown.
pub async fn saw(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let territory = app.territory();
    let code = DemarcheCode::new(code);
    let demarche = territory.catalogue.get(&code).ok_or(WebError::NotFound)?;
    let read = given
        .fiche
        .iter()
        .filter_map(|value| version(demarche, value));
    let events: Vec<Event> = read
        .map(|(fiche, fingerprint)| {
            Event::FicheSeen(FicheReading {
                demarche: code.clone(),
                fiche,
                fingerprint,
                author: signed.account.id.clone(),
                at: app.outside.now_ms(),
            })
        })
        .collect();
    if !events.is_empty() {
        let mut tx = app.store.begin().await?;
        app.outside.record(&mut tx, &events).await?;
        tx.commit().await?;
    }
    Ok(see_other(PATH))
}

/// A fiche of the démarche and the version of it that was on screen.
fn version(demarche: &Demarche, value: &str) -> Option<(String, Option<String>)> {
    let (fiche, version) = value.split_once(PART)?;
    let fiche = demarche.fiches.iter().find(|f| *f == fiche)?;
    let version = match version {
        "" => None,
        text => Some(text.parse::<Fingerprint>().ok()?.to_string()),
    };
    Some((fiche.clone(), version))
}
