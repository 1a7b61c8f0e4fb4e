//! `/agent/dossiers`: the people that somebody of the team follows. Only those who serve a
//! person open her dossier; whoever looks for her learns that one exists, and whom to ask.

pub mod acces;
pub mod fusion;
pub mod gestes;
pub mod nouveau;
pub mod talon;
mod une;
pub mod visites;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use plus_domain::{
    dossier::{Dossier, DossierState, Identite, Lu},
    ids::{AccountId, CommuneCode, DemarcheCode, DossierId},
};
use plus_store::{
    Link,
    dossier::{self as kept, PAGE},
};
use serde::Deserialize;

use super::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::dossier::{self as suivi, DossierError};
pub use une::{agents, show};

/// Address of the list.
pub const LIST: &str = "/agent/dossiers";
/// Days ahead of which promises are reminded.
const SOON_DAYS: i64 = 3;
/// Promises shown above the list at most, the most pressing first: each is opened to be told.
const DUE_SHOWN: usize = 12;

impl From<DossierError> for WebError {
    fn from(cause: DossierError) -> Self {
        Self::internal(cause)
    }
}

/// A choice of a list: code, words, whether it is chosen.
pub type Choice = (String, String, bool);

/// A dossier, in the words of the list.
struct Line {
    id: String,
    name: String,
    subject: String,
    /// « Suite : … », empty when nothing is to do.
    next: String,
    missing: usize,
    since: String,
    /// Who follows it, when it is not this person.
    by: String,
}

/// Something promised, in the words of the list.
struct Due {
    dossier: String,
    name: String,
    text: String,
    day: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "dossier/liste.html")]
struct ListPage {
    page: Page,
    asked: String,
    lines: Vec<Line>,
    /// Whether the lines answer a search.
    is_search: bool,
    closed: bool,
    due: Vec<Due>,
    /// Promises that come after those.
    due_more: usize,
    /// Addresses of the pages before and after, empty when there are none.
    before: String,
    after: String,
    /// Number of this one, from 1.
    number: usize,
    /// Identifier of the visite whose person is looked for, empty when none is.
    visite: String,
    /// Key of what was just done, empty when nothing was.
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    /// `1`: those that are closed.
    clos: String,
    /// Number of the page, from 1.
    page: String,
    fait: String,
    /// Identifier of a visite whose person is looked for.
    visite: String,
}

/// Most pages of a list: nobody reads further, and nothing overflows.
const MOST_PAGES: usize = 1_000;

impl Asked {
    /// The visite whose person is looked for; what is no identifier of ours is none.
    fn visite(&self) -> &str {
        let is_ours = uuid::Uuid::parse_str(&self.visite).is_ok();
        if is_ours { &self.visite } else { "" }
    }

    /// Pages before the one asked for.
    fn from(&self) -> usize {
        let number = self.page.parse().unwrap_or(1_usize);
        number.clamp(1, MOST_PAGES) - 1
    }

    /// Address of the page that has so many before it.
    fn at(&self, before: usize) -> String {
        let closed = if self.clos == "1" { "clos=1&" } else { "" };
        let visite = match self.visite() {
            "" => String::new(),
            visite => format!("visite={visite}&"),
        };
        format!("/agent/dossiers?{closed}{visite}page={}", before + 1)
    }
}

/// `GET /agent/dossiers`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let names = Names::load(&app, &mut link).await?;
    let me = &signed.account.id;
    let closed = asked.clos == "1";
    let query = asked.q.trim();
    let from = asked.from();
    let (lines, more) = if query.is_empty() {
        hers(&app, &mut link, (&page, &names), (me, &asked)).await?
    } else {
        let found = searched(&app, &mut link, (&page, &names), (me, query)).await?;
        (found, false)
    };
    // Above her own list; who looks for somebody is not reminded of the others.
    let (due, due_more) = if query.is_empty() && !closed && from == 0 {
        due(&app, &mut link, (&page, me)).await?
    } else {
        (Vec::new(), 0)
    };
    drop(link);
    render(&ListPage {
        is_search: !query.is_empty(),
        asked: query.to_owned(),
        lines,
        closed,
        due,
        due_more,
        before: from
            .checked_sub(1)
            .map_or_else(String::new, |to| asked.at(to)),
        after: if more {
            asked.at(from + 1)
        } else {
            String::new()
        },
        number: from + 1,
        visite: asked.visite().to_owned(),
        done: match asked.fait.as_str() {
            "efface" => "dossier-efface-fait",
            _ => "",
        },
        page: page.titled("dossiers-titre"),
    })
}

/// A page of those that somebody follows, and whether there are more.
async fn hers(
    app: &App,
    link: &mut Link,
    words: (&Page, &Names),
    (me, asked): (&AccountId, &Asked),
) -> Result<(Vec<Line>, bool), WebError> {
    let state = if asked.clos == "1" {
        DossierState::Clos
    } else {
        DossierState::Ouvert
    };
    let bounds = (asked.from() * PAGE, PAGE + 1);
    let mut hers = kept::of_account(link, me, state, bounds).await?;
    let more = hers.len() > PAGE;
    hers.truncate(PAGE);
    let ids: Vec<_> = hers.iter().map(|dossier| dossier.id.clone()).collect();
    let read = suivi::read_all(app, link, &ids).await?;
    let lines = hers.iter().map(|d| line(app, words, d, read.get(&d.id)));
    Ok((lines.collect(), more))
}

/// Those whose name is alike, whoever follows them.
async fn searched(
    app: &App,
    link: &mut Link,
    words: (&Page, &Names),
    (me, query): (&AccountId, &str),
) -> Result<Vec<Line>, WebError> {
    let alike = suivi::find(app, link, query).await?;
    let ids: Vec<_> = alike.iter().map(|one| one.dossier.id.clone()).collect();
    let read = suivi::read_all(app, link, &ids).await?;
    let line = |one: &suivi::Alike| found(app, words, (me, read.get(&one.dossier.id)), one);
    Ok(alike.iter().map(line).collect())
}

/// A dossier of this person; nothing is read of one whose key is on another machine.
fn line(app: &App, (page, names): (&Page, &Names), dossier: &Dossier, lu: Option<&Lu>) -> Line {
    let suite = lu.and_then(Lu::suite);
    Line {
        id: dossier.id.to_string(),
        name: lu.map_or_else(
            || page.t("dossier-cle-absente"),
            |lu| full_name(&lu.identite),
        ),
        subject: lu.map_or_else(String::new, |lu| lu.objet.clone()),
        next: suite.map_or_else(String::new, |etape| etape.texte.clone()),
        missing: lu.map_or(0, |lu| lu.manquants().count()),
        since: date_and_clock(app, page, dossier.at),
        by: others(names, dossier),
    }
}

/// A dossier that a search found: its subject is for those who share it.
fn found(
    app: &App,
    (page, names): (&Page, &Names),
    (me, lu): (&AccountId, Option<&Lu>),
    alike: &suivi::Alike,
) -> Line {
    if alike.dossier.is_shared_with(me) {
        return line(app, (page, names), &alike.dossier, lu);
    }
    Line {
        id: String::new(),
        name: full_name(&alike.identite),
        subject: String::new(),
        next: String::new(),
        missing: 0,
        since: date_and_clock(app, page, alike.dossier.at),
        by: others(names, &alike.dossier),
    }
}

fn others(names: &Names, dossier: &Dossier) -> String {
    let team = dossier.team.iter().map(|account| names.person(account));
    team.collect::<Vec<_>>().join(", ")
}

/// What this person promised and has to keep soon, and how many promises come after.
async fn due(
    app: &App,
    link: &mut Link,
    (page, me): (&Page, &AccountId),
) -> Result<(Vec<Due>, usize), WebError> {
    let today = app.today();
    let soon = today.saturating_add(jiff::Span::new().days(SOON_DAYS));
    let mut due = Vec::new();
    let mut to_keep = kept::to_keep(link, me, soon).await?;
    let more = to_keep.split_off(DUE_SHOWN.min(to_keep.len())).len();
    let mut roots = BTreeMap::new();
    for promesse in &to_keep {
        if let Some(root) = kept::root(link, &promesse.dossier).await? {
            roots.insert(promesse.id.clone(), root.id);
        }
    }
    let ids: Vec<_> = roots.values().cloned().collect();
    let read = suivi::read_all(app, link, &ids).await?;
    for promesse in to_keep {
        // Erased, or promised on another machine: nothing of it can be said here.
        let Some((root, lu)) = roots
            .get(&promesse.id)
            .and_then(|root| Some((root, read.get(root)?)))
        else {
            continue;
        };
        due.push(Due {
            dossier: root.to_string(),
            name: full_name(&lu.identite),
            text: lu.promesses.get(&promesse.id).cloned().unwrap_or_default(),
            day: page.date(promesse.due),
            late: promesse.is_late(today),
        });
    }
    Ok((due, more))
}

/// How many promises of this person wait for the day, late ones included.
///
/// # Errors
/// Those of the database.
pub async fn to_keep_today(app: &App, link: &mut Link, me: &AccountId) -> Result<usize, WebError> {
    Ok(kept::to_keep(link, me, app.today()).await?.len())
}

/// First name, then family name.
pub fn full_name(identite: &Identite) -> String {
    format!("{} {}", identite.prenom, identite.nom)
        .trim()
        .to_owned()
}

/// A dossier that this person may open, and what it says.
///
/// # Errors
/// Not there, not shared with her, or its key is not on this machine.
pub async fn reach(
    app: &App,
    link: &mut Link,
    (signed, id): (&Signed, &str),
) -> Result<(Dossier, Lu), WebError> {
    let found = kept::root(link, &DossierId::new(id)).await?;
    let dossier = found.filter(|dossier| dossier.state != DossierState::Efface);
    let dossier = dossier.ok_or(WebError::NotFound)?;
    if !dossier.is_shared_with(&signed.account.id) {
        return Err(WebError::Forbidden);
    }
    match suivi::read(app, link, &dossier.id).await {
        Ok(lu) => Ok((dossier, lu)),
        Err(DossierError::Closed) => Err(WebError::NotFound),
        Err(other) => Err(other.into()),
    }
}

/// The communes of the territory, to choose from.
pub fn communes(app: &App, chosen: &str) -> Vec<Choice> {
    let territory = app.territory();
    let communes = territory.communes.iter();
    communes
        .map(|commune| {
            let code = commune.code.to_string();
            let is_chosen = code == chosen;
            (code, commune.name.clone(), is_chosen)
        })
        .collect()
}

/// The démarches of the catalogue, to choose from.
pub fn demarches(app: &App, page: &Page, chosen: &[String]) -> Vec<Choice> {
    let territory = app.territory();
    let demarches = territory.catalogue.demarches().iter();
    let mut all: Vec<Choice> = demarches
        .map(|demarche| {
            let code = demarche.code.to_string();
            let is_chosen = chosen.contains(&code);
            (code, page.say(&demarche.title), is_chosen)
        })
        .collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
}

/// The title of a démarche; its code when the catalogue no longer has it.
pub fn title(app: &App, page: &Page, code: &DemarcheCode) -> String {
    let territory = app.territory();
    let found = territory.catalogue.get(code);
    found.map_or_else(|| code.to_string(), |demarche| page.say(&demarche.title))
}

/// A day that may not be said.
fn day(page: &Page, day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| page.date(day))
}

/// The name of a commune that may not be said.
fn commune(names: &Names, code: Option<&CommuneCode>) -> String {
    code.map_or_else(String::new, |code| names.commune(code))
}
