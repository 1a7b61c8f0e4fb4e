//! `/pilotage/bornes`: the fleet of kiosks, what must be looked at first.

mod demandes;
pub(super) mod mots;
mod pannes;
mod reglages;
pub mod une;

pub use demandes::{ask, picture};
pub use pannes::{close, report};
pub use reglages::set;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use plus_domain::{alarme::Kind, ids::NodeId, machine::is_behind};
use plus_store::{
    Link, StoreError,
    borne::{self, Borne, alarme, alarme::Alarm, panne, reglage},
};

use super::{
    contact::moment,
    noms::Names,
    page::{Answer, Page, render},
    state::App,
};

/// Where the fleet is.
const HERE: &str = "/pilotage/bornes";

/// An alarm, in words.
struct Told {
    /// Code of its kind.
    code: &'static str,
    icon: &'static str,
    is_info: bool,
    words: String,
    advice: String,
    since: String,
    /// « Vu par Rose T. », empty while nobody did.
    seen: String,
    /// When it ended; empty while it lasts.
    ended: String,
}

impl Told {
    fn of(app: &App, page: &Page, names: &Names, alarm: &Alarm) -> Self {
        let code = alarm.kind.code();
        let seen = alarm.seen_by.as_ref().map(|by| names.person(by));
        Self {
            code,
            icon: icon(alarm.kind),
            is_info: alarm.kind.is_info(),
            words: page.tc("borne-alarme", code),
            advice: page.tc("borne-conseil", code),
            since: moment(app, page, alarm.track.since),
            seen: seen.map_or_else(String::new, |by| page.arg("personne", by).t("borne-vu-par")),
            ended: alarm
                .cleared_at
                .map(|at| moment(app, page, at))
                .unwrap_or_default(),
        }
    }
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Silence => "wifi-slash",
        Kind::Screen => "monitor",
        Kind::Printer | Kind::PaperOut | Kind::Jam | Kind::PaperLow => "printer",
        Kind::Heat => "sun",
        Kind::Disk => "database",
        Kind::Restarts => "clock-counter-clockwise",
        Kind::Clock => "clock",
        Kind::Idle => "users",
        Kind::Falling => "chart-bar-horizontal",
    }
}

/// A kiosk as shown.
struct Line {
    id: String,
    name: String,
    place: String,
    /// Code of its state: `bien`, `grave`, `info`, `maintenance`, `attente`.
    state: &'static str,
    /// Last sign of life, in words.
    sign: String,
    paper: String,
    toner: String,
    sessions: String,
    version: String,
    behind: bool,
    alarms: Vec<Told>,
    /// Whether something said broken is open.
    broken: bool,
}

/// What all kiosks share while they are put into words.
struct Fleet {
    names: Names,
    alarms: Vec<Alarm>,
    broken: BTreeSet<NodeId>,
}

impl Fleet {
    async fn load(app: &App, link: &mut Link) -> Result<Self, StoreError> {
        Ok(Self {
            names: Names::load(app, link).await?,
            alarms: alarme::raised(link).await?,
            broken: panne::nodes(link).await?.into_iter().collect(),
        })
    }

    async fn line(
        &self,
        app: &App,
        page: &Page,
        link: &mut Link,
        borne: &Borne,
    ) -> Result<Line, StoreError> {
        let settings = reglage::get(link, &borne.node).await?.settings;
        let mut open: Vec<&Alarm> = self.alarms.iter().collect();
        open.retain(|alarm| alarm.node == borne.node);
        open.sort_by_key(|alarm| alarm.kind);
        let health = borne.beat.as_ref().map(|(beat, _)| &beat.health);
        let version = borne.beat.as_ref().map(|(beat, _)| beat.version.clone());
        let version = version.unwrap_or_default();
        let place = plus_domain::ids::PlaceCode::new(settings.place.as_str());
        Ok(Line {
            id: borne.node.to_string(),
            name: borne.name.clone(),
            place: match self.names.place(&place) {
                // A kiosk most often bears the name of its place.
                named if settings.place.is_empty() || named == borne.name => String::new(),
                named => named,
            },
            state: state(
                borne,
                &open,
                settings.maintenance || health.is_some_and(|h| h.paused),
            ),
            sign: mots::sign(app, page, borne.beat.as_ref().map(|(_, at)| *at)),
            paper: health.map(|h| mots::paper(page, h)).unwrap_or_default(),
            toner: health.map(|h| mots::toner(page, h)).unwrap_or_default(),
            sessions: health
                .map(|h| mots::sessions(app, page, h))
                .unwrap_or_default(),
            behind: is_behind(&version, env!("CARGO_PKG_VERSION")),
            version,
            alarms: open
                .iter()
                .map(|a| Told::of(app, page, &self.names, a))
                .collect(),
            broken: self.broken.contains(&borne.node),
        })
    }
}

fn state(borne: &Borne, open: &[&Alarm], maintenance: bool) -> &'static str {
    match borne.beat {
        _ if maintenance => "maintenance",
        _ if open.iter().any(|alarm| !alarm.kind.is_info()) => "grave",
        None => "attente",
        _ if !open.is_empty() => "info",
        _ => "bien",
    }
}

#[derive(Template)]
#[template(path = "borne/liste.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    /// Alarms of all of them.
    alarms: usize,
}

/// `GET /pilotage/bornes`.
pub async fn list(State(app): State<App>, page: Page) -> Answer {
    let mut link = app.store.read().await?;
    let fleet = Fleet::load(&app, &mut link).await?;
    let mut lines = Vec::new();
    for borne in borne::all(&mut link).await? {
        lines.push(fleet.line(&app, &page, &mut link, &borne).await?);
    }
    drop(link);
    // What must be looked at first; each part stays in the order of names.
    lines.sort_by_key(|line| rank(line.state));
    render(&ListPage {
        alarms: lines.iter().map(|line| line.alarms.len()).sum(),
        page: page.titled("borne-titre"),
        lines,
    })
}

fn rank(state: &str) -> u8 {
    match state {
        "grave" => 0,
        "info" => 1,
        "maintenance" => 2,
        "attente" => 3,
        _ => 4,
    }
}
