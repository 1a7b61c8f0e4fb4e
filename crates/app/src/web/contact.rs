//! Where this machine stands with the others, in one quiet sentence on every page of the
//! team: what waits, since when the hub was heard, what a person should know.
//!
//! What was read is remembered for a second or so: a page never waits for it.

use std::sync::{Mutex, PoisonError};

use jiff::{Timestamp, ToSpan};
use plus_domain::{account::Role, machine::TOLD_GAP_MS};
use plus_store::{
    StoreError,
    exchange::{
        machine as machines, node,
        waiting::{self, Outcome},
    },
};

use super::{machine, page::Page, state::App};

/// How long what was read is good for, milliseconds: at a node, then at a hub, whose
/// machines speak once a minute.
const FRESH_MS: i64 = 1_000;
const FRESH_HUB_MS: i64 = 30_000;
const MINUTE_MS: i64 = 60_000;
/// Where the sentence of a node leads.
const WAITING: &str = "/transmission";
/// Where that of a hub leads.
const MACHINES: &str = "/pilotage/machines";

/// What a process remembers between two pages.
#[derive(Debug, Default)]
pub struct Glance(Mutex<Held>);

#[derive(Debug, Default, Clone)]
struct Held {
    /// When it was read, and what.
    read: Option<(i64, Facts)>,
    /// How many visites wait, and in what part of the chain they were counted.
    counted: Option<Counted>,
}

#[derive(Debug, Clone)]
enum Facts {
    /// No hub, no machine.
    Alone,
    Node(Node),
    Hub {
        alerts: usize,
    },
}

#[derive(Debug, Clone)]
struct Node {
    waiting: u64,
    visites: i64,
    contact_at: Option<i64>,
    clock_gap: i64,
    refused: bool,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    epoch: u64,
    acked: u64,
    seq: u64,
    visites: i64,
}

impl Glance {
    /// Reads again for the next page: something was written.
    pub fn forget(&self) {
        self.held().read = None;
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self, now_ms: i64) -> Option<Facts> {
        let held = self.held();
        let (at, facts) = held.read.as_ref()?;
        let good_for = match facts {
            Facts::Hub { .. } => FRESH_HUB_MS,
            Facts::Alone | Facts::Node(_) => FRESH_MS,
        };
        (0..good_for)
            .contains(&(now_ms - at))
            .then(|| facts.clone())
    }

    fn keep(&self, now_ms: i64, facts: &Facts) {
        self.held().read = Some((now_ms, facts.clone()));
    }
}

/// What the team reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Page that says more.
    pub href: &'static str,
    /// Icon beside the sentence.
    pub icon: &'static str,
    /// « Tout est transmis », « 12 visites en attente », « Horloge décalée de 3 h ».
    pub state: String,
    /// What comes with it; empty when nothing does.
    pub detail: String,
    /// Whether something waits for the hub.
    pub waits: bool,
    /// « L’horloge de cette machine est décalée de 3 h », empty when it is right.
    pub clock: String,
}

/// The standing of this machine for who reads the page; none for the public, for partners,
/// and where there is neither hub nor machine. A database that does not answer says so on
/// the page that needs it, not here.
pub async fn standing(app: &App, page: &Page) -> Option<Standing> {
    let role = page.user.as_ref().map(|user| user.role)?;
    if role == Role::Partenaire {
        return None;
    }
    let now = app.outside.now_ms();
    let facts = match app.glance.fresh(now) {
        Some(facts) => facts,
        None => match read(app, now).await {
            Ok(facts) => facts,
            Err(error) => {
                tracing::error!(%error, "the standing of this machine cannot be read");
                return None;
            }
        },
    };
    match facts {
        Facts::Alone => None,
        Facts::Node(node) => Some(of_node(app, page, &node)),
        Facts::Hub { alerts } => of_hub(page, role, alerts),
    }
}

async fn read(app: &App, now_ms: i64) -> Result<Facts, StoreError> {
    let mut link = app.store.read().await?;
    let facts = match node::enrolled(&mut link).await? {
        Some(enrolled) => {
            let head = node::head(&mut link).await?;
            let acked = enrolled.peer.acked;
            let last = waiting::attempts(&mut link, 1).await?;
            Facts::Node(Node {
                waiting: head.seq.saturating_sub(acked),
                visites: count_visites(app, &mut link, &head, acked).await?,
                contact_at: enrolled.contact_at,
                clock_gap: enrolled.clock_gap,
                refused: last.first().is_some_and(|a| a.outcome == Outcome::Refused),
            })
        }
        None if machines::any(&mut link).await? => {
            let known = machine::known(app, &mut link).await?;
            Facts::Hub {
                alerts: known.iter().map(|one| one.alerts.len()).sum(),
            }
        }
        None => Facts::Alone,
    };
    app.glance.keep(now_ms, &facts);
    Ok(facts)
}

/// Visites among what waits. Only what was not counted before is: weeks of visites may wait.
async fn count_visites(
    app: &App,
    link: &mut plus_store::Link,
    head: &plus_journal::Head,
    acked: u64,
) -> Result<i64, StoreError> {
    let before = app.glance.held().counted;
    let goes_on = |c: &Counted| c.epoch == head.epoch && c.acked <= acked && acked <= c.seq;
    let visites = match before.filter(goes_on).filter(|c| c.seq <= head.seq) {
        Some(known) => {
            let gone = waiting::visites(link, head, (known.acked, acked)).await?;
            let come = waiting::visites(link, head, (known.seq, head.seq)).await?;
            known.visites - gone + come
        }
        None => waiting::visites(link, head, (acked, head.seq)).await?,
    };
    app.glance.held().counted = Some(Counted {
        epoch: head.epoch,
        acked,
        seq: head.seq,
        visites,
    });
    Ok(visites)
}

fn of_node(app: &App, page: &Page, node: &Node) -> Standing {
    let waits = what_waits(page, node.waiting, node.visites);
    let last = last_contact(app, page, node.contact_at);
    let told = gap_in_words(page, node.clock_gap);
    let (icon, state, detail) = if node.refused {
        ("warning-octagon", page.t("contact-refus"), waits)
    } else if !told.is_empty() {
        let state = page.arg("ecart", told).t("contact-horloge");
        ("clock", state, waits)
    } else if node.waiting == 0 {
        ("cloud-check", waits, last)
    } else {
        ("cloud-arrow-up", waits, last)
    };
    Standing {
        href: WAITING,
        icon,
        state,
        detail,
        waits: node.waiting > 0,
        clock: clock(page, node.clock_gap),
    }
}

fn of_hub(page: &Page, role: Role, alerts: usize) -> Option<Standing> {
    let sees = matches!(role, Role::Coordinateur | Role::Administrateur);
    (sees && alerts > 0).then(|| Standing {
        href: MACHINES,
        icon: "warning",
        state: page.t_count("contact-alertes", alerts),
        detail: String::new(),
        waits: false,
        clock: String::new(),
    })
}

/// « Tout est transmis », « 12 visites en attente », « 3 écritures en attente ».
pub fn what_waits(page: &Page, entries: u64, visites: i64) -> String {
    match (entries, visites) {
        (0, _) => page.t("contact-transmis"),
        (_, 1..) => page.t_count("contact-visites", visites),
        _ => page.t_count("contact-attente", entries),
    }
}

/// « dernier contact lundi à 8 h 10 ».
pub fn last_contact(app: &App, page: &Page, at_ms: Option<i64>) -> String {
    let Some(at_ms) = at_ms else {
        return page.t("contact-jamais");
    };
    let there = there(app, at_ms);
    if there.date() == app.today() {
        let hour = page.hour(there.time());
        return page.arg("heure", hour).t("contact-dernier-aujourdhui");
    }
    let moment = moment(app, page, at_ms);
    page.arg("moment", moment).t("contact-dernier")
}

fn there(app: &App, at_ms: i64) -> jiff::ZonedDateTime {
    let instant = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    instant.to_zoned_datetime(app.zone())
}

/// « aujourd’hui à 8 h 10 », « lundi à 8 h 10 », « le mardi 3 novembre », « le 3 novembre 2025 »: as
/// far as it must be said.
pub fn moment(app: &App, page: &Page, at_ms: i64) -> String {
    let (there, today) = (there(app, at_ms), app.today());
    let hour = || page.hour(there.time());
    if there.date() == today {
        return page.arg("heure", hour()).t("contact-aujourdhui");
    }
    let week = today.checked_sub(6.days()).unwrap_or(today);
    if (week..today).contains(&there.date()) {
        return page
            .arg("jour", page.weekday(there.date()))
            .arg("heure", hour())
            .t("contact-semaine");
    }
    let date = if there.year() == today.year() {
        page.day(there.date())
    } else {
        page.date(there.date())
    };
    page.arg("date", date).t("contact-date")
}

/// « 3 h », « 12 minutes », « 2 jours »; empty when the gap is small.
pub fn gap_in_words(page: &Page, gap_ms: i64) -> String {
    let gap = gap_ms.abs();
    if gap < TOLD_GAP_MS {
        return String::new();
    }
    match gap / MINUTE_MS {
        minutes @ ..=119 => page.t_count("contact-ecart-minutes", minutes),
        minutes @ ..=2879 => page.t_count("contact-ecart-heures", minutes / 60),
        minutes => page.t_count("contact-ecart-jours", minutes / 1_440),
    }
}

/// « L’horloge de cette machine est décalée de 3 h. », empty when it is right.
pub fn clock(page: &Page, gap_ms: i64) -> String {
    match gap_in_words(page, gap_ms) {
        none if none.is_empty() => none,
        gap => page.arg("ecart", gap).t("contact-horloge-phrase"),
    }
}
