//! `/pilotage/machines`: the machines of this hub, how each is, what must be looked at;
//! inviting one.

pub mod one;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    machine::{Alert, Kind, Watch, Watched, alerts, is_behind},
    period::parse_date,
};
use plus_reports::svg::qr;
use plus_store::{
    Link, StoreError,
    exchange::{
        apart,
        machine::{self as machines, Machine},
    },
};
use serde::Deserialize;

use super::{
    contact::{gap_in_words, moment},
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render},
    router::encoded,
    state::App,
    transmission::bytes,
    visite::ligne::date_and_clock,
};
use crate::node::code;

/// Longest name of a machine, characters.
const LONGEST_NAME: usize = 60;
/// Hours during which a code serves.
const HOURS: i64 = 24;
const HOUR_MS: i64 = 3_600_000;

/// A machine, and what must be looked at.
pub struct Known {
    /// The machine.
    pub machine: Machine,
    /// Batches set apart that wait for a decision.
    pub set_apart: i64,
    /// What must be looked at.
    pub alerts: Vec<Alert>,
}

/// Every machine of this hub with its alerts.
///
/// # Errors
/// Those of the database.
pub async fn known(app: &App, link: &mut Link) -> Result<Vec<Known>, StoreError> {
    let watch = Watch {
        now_ms: app.outside.now_ms(),
        today: app.today(),
        silent_days: app.config.silent_days,
    };
    let counts = apart::open_counts(link).await?;
    let all = machines::all(link).await?.into_iter();
    let judged = all.map(|machine| {
        let set_apart = counts.get(&machine.node).copied().unwrap_or_default();
        let alerts = alerts(&watched(&machine, set_apart), &watch);
        Known {
            machine,
            set_apart,
            alerts,
        }
    });
    Ok(judged.collect())
}

fn watched(machine: &Machine, set_apart: i64) -> Watched {
    let released = machine.released.as_deref();
    Watched {
        enrolled_at: machine.enrolled_at,
        revoked_at: machine.revoked_at,
        seen_at: machine.seen_at,
        clock_gap: machine.clock_gap,
        disk_free: machine.disk_free,
        disk_total: machine.disk_total,
        released: released.and_then(|day| parse_date(day).ok()),
        set_apart,
        unprojected: machine.unprojected.unwrap_or(0),
    }
}

/// A machine as shown.
struct Line {
    id: String,
    name: String,
    /// Code of its state: `bien`, `alerte`, `revoquee`, `attente`.
    state: &'static str,
    seen: String,
    version: String,
    behind: bool,
    waiting: String,
    /// Whether its clock is known.
    has_clock: bool,
    clock: String,
    disk: String,
    set_apart: i64,
    alerts: Vec<String>,
}

impl Line {
    fn of(app: &App, page: &Page, known: &Known) -> Self {
        let machine = &known.machine;
        let version = machine.version.clone().unwrap_or_default();
        Self {
            id: machine.node.to_string(),
            name: machine.name.clone(),
            state: state(known),
            seen: match machine.seen_at {
                Some(at) => moment(app, page, at),
                None => page.t("machine-jamais"),
            },
            behind: is_behind(&version, env!("CARGO_PKG_VERSION")),
            version,
            waiting: machine.waiting.map(|n| page.number(n)).unwrap_or_default(),
            has_clock: machine.clock_gap.is_some(),
            clock: machine
                .clock_gap
                .map(|gap| gap_in_words(page, gap))
                .unwrap_or_default(),
            disk: disk(page, machine),
            set_apart: known.set_apart,
            alerts: known.alerts.iter().map(|a| alert(page, *a)).collect(),
        }
    }
}

fn state(known: &Known) -> &'static str {
    match known {
        Known { machine, .. } if machine.revoked_at.is_some() => "revoquee",
        Known { alerts, .. } if !alerts.is_empty() => "alerte",
        Known { machine, .. } if machine.seen_at.is_none() => "attente",
        _ => "bien",
    }
}

fn disk(page: &Page, machine: &Machine) -> String {
    let of = |count: Option<i64>| count.and_then(|n| u64::try_from(n).ok());
    match (of(machine.disk_free), of(machine.disk_total)) {
        (Some(free), Some(total)) => page
            .arg("libre", bytes(page, free))
            .arg("total", bytes(page, total))
            .t("transmission-disque-mots"),
        _ => String::new(),
    }
}

/// An alert in words.
fn alert(page: &Page, alert: Alert) -> String {
    let key = format!("machine-alerte-{}", alert.code());
    match alert {
        Alert::RevokedSends | Alert::OldVersion => page.t(&key),
        Alert::SetApart(count) | Alert::Unprojected(count) | Alert::Silent(count) => {
            page.t_count(&key, count)
        }
        Alert::Clock(gap) => page.arg("ecart", gap_in_words(page, gap)).t(&key),
        Alert::Disk(free) => {
            let free = u64::try_from(free).unwrap_or(0);
            page.arg("libre", bytes(page, free)).t(&key)
        }
    }
}

#[derive(Template)]
#[template(path = "machine/liste.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    alerts: usize,
    /// Name that was typed.
    typed: String,
    faults: Faults,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/machines`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let done = if asked.fait == "revoquee" {
        "machine-revoquee-faite"
    } else {
        ""
    };
    render(&list_page(&app, page, String::new(), FormErrors::default(), done).await?)
}

async fn list_page(
    app: &App,
    page: Page,
    typed: String,
    errors: FormErrors,
    done: &'static str,
) -> Result<ListPage, WebError> {
    let known = known(app, &mut app.store.read().await?).await?;
    let mut lines: Vec<Line> = known.iter().map(|k| Line::of(app, &page, k)).collect();
    // Those that must be looked at first; each part stays in the order of names.
    lines.sort_by_key(|line| line.alerts.is_empty());
    Ok(ListPage {
        alerts: lines.iter().map(|line| line.alerts.len()).sum(),
        faults: Faults::of(&page, errors),
        page: page.titled("machine-titre"),
        lines,
        typed,
        done,
    })
}

/// What the form of an invitation sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Invited {
    nom: String,
    /// What the machine is for; the van when nothing is said.
    sorte: String,
}

#[derive(Template)]
#[template(path = "machine/code.html")]
struct CodePage {
    page: Page,
    name: String,
    code: String,
    command: String,
    /// The command as a QR code, an address that holds its own picture.
    qr: String,
    until: String,
}

/// `POST /pilotage/machines`: makes a code and shows it, this once.
pub async fn invite(State(app): State<App>, page: Page, Form(given): Form<Invited>) -> Answer {
    let name = given.nom.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let mut errors = FormErrors::default();
        errors.add("nom", "machine-nom-manque");
        let template = list_page(&app, page, given.nom, errors, "").await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
    }
    let (code, now) = (code::new(&app.outside), app.outside.now_ms());
    let until = now + HOURS * HOUR_MS;
    let mut tx = app.store.begin().await?;
    let kind = Kind::from_code(&given.sorte).unwrap_or(Kind::Van);
    let invited = (name.as_str(), kind);
    machines::invite(&mut tx, &code::hash(&code), invited, (now, until)).await?;
    tx.commit().await?;
    let command = format!("plus node enroll --hub {} --code {code}", page.origin);
    let drawn = qr::draw(&command).map_err(WebError::internal)?;
    render(&CodePage {
        qr: format!("data:image/svg+xml,{}", encoded(&drawn)),
        until: date_and_clock(&app, &page, until),
        page: page.titled("machine-code-titre"),
        name,
        code,
        command,
    })
}
