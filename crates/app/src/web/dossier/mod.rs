//! `/agent/dossiers`: the people that somebody of the team follows. Only those who serve a
//! person open her dossier; whoever looks for her learns that one exists, and whom to ask.

pub mod acces;
pub mod fusion;
pub mod gestes;
pub mod nouveau;
pub mod talon;
mod une;

use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use plus_domain::{
    dossier::{Dossier, DossierState, Identite, Lu},
    ids::{AccountId, CommuneCode, DemarcheCode, DossierId},
};
use plus_store::{Link, dossier as kept};
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
    fait: String,
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
    let mut lines = Vec::new();
    if query.is_empty() {
        let state = if closed {
            DossierState::Clos
        } else {
            DossierState::Ouvert
        };
        for dossier in kept::of_account(&mut link, me, state).await? {
            lines.push(line(&app, &mut link, (&page, &names), dossier).await?);
        }
    } else {
        for alike in suivi::find(&app, &mut link, query).await? {
            let found = found(&app, &mut link, (&page, &names), me, alike).await?;
            lines.push(found);
        }
    }
    // Above her own list; who looks for somebody is not reminded of the others.
    let (due, due_more) = if query.is_empty() && !closed {
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
        done: match asked.fait.as_str() {
            "efface" => "dossier-efface-fait",
            _ => "",
        },
        page: page.titled("dossiers-titre"),
    })
}

/// A dossier of this person.
async fn line(
    app: &App,
    link: &mut Link,
    (page, names): (&Page, &Names),
    dossier: Dossier,
) -> Result<Line, WebError> {
    let read = suivi::read(app, link, &dossier.id).await;
    let lu = match read {
        Ok(lu) => Some(lu),
        Err(DossierError::Closed) => None,
        Err(other) => return Err(other.into()),
    };
    let suite = lu.as_ref().and_then(Lu::suite);
    Ok(Line {
        id: dossier.id.to_string(),
        name: lu.as_ref().map_or_else(
            || page.t("dossier-cle-absente"),
            |lu| full_name(&lu.identite),
        ),
        subject: lu.as_ref().map_or_else(String::new, |lu| lu.objet.clone()),
        next: suite.map_or_else(String::new, |etape| etape.texte.clone()),
        missing: lu.as_ref().map_or(0, |lu| lu.manquants().count()),
        since: date_and_clock(app, page, dossier.at),
        by: others(names, &dossier),
    })
}

/// A dossier that a search found: its subject is for those who share it.
async fn found(
    app: &App,
    link: &mut Link,
    (page, names): (&Page, &Names),
    me: &AccountId,
    alike: suivi::Alike,
) -> Result<Line, WebError> {
    if alike.dossier.is_shared_with(me) {
        return line(app, link, (page, names), alike.dossier).await;
    }
    Ok(Line {
        id: String::new(),
        name: full_name(&alike.identite),
        subject: String::new(),
        next: String::new(),
        missing: 0,
        since: date_and_clock(app, page, alike.dossier.at),
        by: others(names, &alike.dossier),
    })
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
    for promesse in to_keep {
        let lu = match suivi::read(app, link, &promesse.dossier).await {
            Ok(lu) => lu,
            // Erased, or promised on another machine: nothing of it can be said here.
            Err(DossierError::Closed) => continue,
            Err(other) => return Err(other.into()),
        };
        let root = kept::root(link, &promesse.dossier).await?;
        due.push(Due {
            dossier: root
                .map_or_else(|| promesse.dossier.clone(), |root| root.id)
                .to_string(),
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
