//! `/pilotage/conventions`: the register of what binds the relay and its partners, what each
//! owes and gives, and when they meet. Kept at the hub alone.

pub mod ecrire;
pub mod lignes;
pub mod reunions;
pub mod une;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use jiff::civil::Date;
use plus_domain::{
    convention::{Alerte, AlerteKind, Convention, Item, Mesure, Partie, Registre, Reunion},
    event::{ConventionWriting, Event},
    ids::PartnerCode,
    territoire::Territoire,
};
use plus_reports::french;
use plus_store::convention as kept;
use serde::Deserialize;

use super::{
    chiffres::Figure,
    error::WebError,
    page::{Answer, Page, render, see_other},
    projet::{is_here, keep},
    session::Signed,
    state::App,
    text::{Argument, Arguments, Texts},
};
use crate::convention::alerts;

/// Address of the register.
pub const PATH: &str = "/pilotage/conventions";
/// Meetings shown on the page of the register.
const MEETINGS: usize = 8;
/// Months of meetings that are counted.
const COUNTED: i64 = 12;

/// A choice of a list: code, words, whether it is chosen.
pub(super) type Choice = (String, String, bool);

/// Something that asks for somebody, in words.
pub(super) struct Alarm {
    pub href: String,
    pub title: String,
    pub detail: String,
    /// It is late already.
    pub is_grave: bool,
}

/// A convention as the table shows it.
struct Line {
    code: String,
    partner: String,
    reference: String,
    object: String,
    signed: String,
    end: String,
    met: String,
    state: &'static str,
}

/// A meeting, in words.
pub(super) struct Met {
    pub code: String,
    pub day: String,
    pub kind: &'static str,
    pub with: String,
    pub present: String,
    pub decided: Vec<String>,
    pub next: String,
    pub is_coming: bool,
}

/// What a side gives in a year: planned and given.
struct Sum {
    side: &'static str,
    days: String,
    euros: String,
}

#[derive(Template)]
#[template(path = "convention/registre.html")]
struct RegisterPage {
    page: Page,
    is_here: bool,
    done: String,
    figures: Vec<Figure>,
    alarms: Vec<Alarm>,
    lines: Vec<Line>,
    /// Partners that are served without a convention.
    unbound: Vec<String>,
    meetings: Vec<Met>,
    more: usize,
    year: String,
    sums: Vec<Sum>,
    /// Conventions that were taken away: code and words.
    removed: Vec<(String, String)>,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// The register as it stands.
pub(super) async fn load(app: &App) -> Result<Registre, WebError> {
    Ok(kept::registre(&mut app.store.read().await?).await?)
}

/// How many things of the register ask for somebody.
pub async fn waiting(app: &App) -> Result<usize, WebError> {
    let register = load(app).await?;
    Ok(alerts(&register, &app.territory(), app.today()).len())
}

/// Writes one thing of the register, where it is kept.
pub(super) async fn write(app: &App, signed: &Signed, item: Item) -> Result<(), WebError> {
    let written = ConventionWriting {
        item,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
    };
    keep(app, Event::ConventionSet(written)).await
}

pub(super) fn done(place: &str, what: &str) -> Response {
    see_other(&format!("{place}?fait={what}"))
}

/// What was done, in words.
pub(super) fn told(page: &Page, what: &str) -> String {
    match what {
        "convention" | "ligne" | "reunion" | "retiree" | "remise" | "retiree-ligne" | "tenue"
        | "revenue" => page.tc("convention-fait", what),
        _ => String::new(),
    }
}

/// A partner, as it is called on a day.
pub(super) fn partner_name(territory: &Territoire, code: &PartnerCode, day: Date) -> String {
    let partner = territory.partner(code);
    partner.map_or_else(|| code.to_string(), |p| p.name_on(day).to_owned())
}

/// The partners of a list, those of today first.
pub(super) fn partner_choices(
    territory: &Territoire,
    today: Date,
    chosen: impl Fn(&str) -> bool,
) -> Vec<Choice> {
    let choice = |p: &plus_domain::territoire::Partner| {
        let code = p.code.to_string();
        let is_chosen = chosen(&code);
        (code, p.name_on(today).to_owned(), is_chosen)
    };
    let mut all: Vec<Choice> = territory.partners.iter().map(choice).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all
}

/// An alert: what it is, and what to know.
pub fn alert_words(
    texts: &Texts,
    territory: &Territoire,
    alert: &Alerte,
    today: Date,
) -> (String, String) {
    let with: [(&'static str, String); 4] = [
        ("partenaire", partner_name(territory, &alert.partner, today)),
        ("jour", french::date(alert.day)),
        (
            "preavis",
            alert.notice.map(french::date).unwrap_or_default(),
        ),
        (
            "quoi",
            alert.owed.as_ref().map_or("", |(_, what)| what).to_owned(),
        ),
    ];
    let with: Arguments = with
        .iter()
        .map(|(name, value)| ((*name).into(), value.value()))
        .collect();
    let code = alert.kind.code();
    let detail = match (alert.kind, alert.tacit, alert.notice.is_some()) {
        (AlerteKind::Fin, true, true) => "convention-detail-fin-tacite-preavis",
        (AlerteKind::Fin, true, false) => "convention-detail-fin-tacite",
        (AlerteKind::Fin, false, true) => "convention-detail-fin-preavis",
        (AlerteKind::Fin, false, false) => "convention-detail-fin",
        (AlerteKind::Finie, ..) => "convention-detail-finie",
        (AlerteKind::Obligation, ..) => "convention-detail-obligation",
        (AlerteKind::Reunion, ..) => "convention-detail-reunion",
    };
    let title = texts.get_with(&format!("convention-alerte-{code}"), &with);
    (title, texts.get_with(detail, &with))
}

/// Alerts, in words.
pub(super) fn alarms(page: &Page, app: &App, told: &[Alerte]) -> Vec<Alarm> {
    let territory = app.territory();
    let one = |alert: &Alerte| {
        let (title, detail) = alert_words(page.texts(), &territory, alert, app.today());
        Alarm {
            href: format!("{PATH}/{}", alert.convention),
            title,
            detail,
            is_grave: matches!(alert.kind, AlerteKind::Finie | AlerteKind::Obligation),
        }
    };
    told.iter().map(one).collect()
}

/// Where a convention stands on a day: a code.
pub(super) fn state(c: &Convention, told: &[Alerte], today: Date) -> &'static str {
    let ends = |a: &&Alerte| a.kind == AlerteKind::Fin && a.convention == c.code;
    if c.removed {
        "retiree"
    } else if c.from > today {
        "a-venir"
    } else if !c.runs(today) {
        "finie"
    } else if told.iter().any(|a| ends(&a)) {
        "a-echeance"
    } else {
        "en-cours"
    }
}

/// A day, or that there is none.
pub(super) fn day_or(page: &Page, day: Option<Date>, key: &str) -> String {
    day.map_or_else(|| page.t(key), |day| page.date(day))
}

/// A meeting, in words.
pub(super) fn met(page: &Page, app: &App, r: &Reunion) -> Met {
    let territory = app.territory();
    let with = r.partners.iter();
    let with: Vec<String> = with.map(|p| partner_name(&territory, p, r.on)).collect();
    let lines = r.decided.lines().map(str::trim);
    Met {
        code: r.code.clone(),
        day: page.date(r.on),
        kind: r.kind.code(),
        with: with.join(", "),
        present: r.present.join(", "),
        decided: lines.filter(|l| !l.is_empty()).map(Into::into).collect(),
        next: r.next.map(|day| page.date(day)).unwrap_or_default(),
        is_coming: r.on > app.today(),
    }
}

/// « 12 sur 24 jours »; a dash when nothing is planned nor given.
pub(super) fn days_of(page: &Page, planned: Mesure, given: Mesure) -> String {
    let said = |m: Mesure| {
        let days = m.days();
        if days.is_empty() { "0".into() } else { days }
    };
    if planned.half_days + given.half_days == 0 {
        return "–".to_owned();
    }
    let with = page.arg("donnes", said(given)).arg("prevus", said(planned));
    with.t("convention-jours-sur")
}

/// The same in euros.
pub(super) fn euros_of(page: &Page, planned: Mesure, given: Mesure) -> String {
    if (planned.cents + given.cents).get() == 0 {
        return "–".to_owned();
    }
    let with = page.arg("donnes", given.cents.to_string());
    with.arg("prevus", planned.cents.to_string())
        .t("convention-euros-sur")
}

/// `GET /pilotage/conventions`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let register = load(&app).await?;
    let (today, territory) = (app.today(), app.territory());
    let told_of = alerts(&register, &territory, today);
    let served = territory.partners_on(today);
    let unbound = served.filter(|p| p.founding && !register.is_bound(&p.code, today));
    let meetings = register.reunions().take(MEETINGS);
    let removed = register.removed().map(|c| {
        let name = partner_name(&territory, &c.partner, today);
        (c.code.clone(), format!("{name}, {}", c.reference))
    });
    let year = today.year();
    render(&RegisterPage {
        is_here: is_here(&app).await?,
        done: told(&page, &asked.fait),
        figures: figures(&page, &register, (told_of.len(), today)),
        alarms: alarms(&page, &app, &told_of),
        lines: register
            .conventions()
            .map(|c| line(&page, &app, (&register, c), &told_of))
            .collect(),
        unbound: unbound.map(|p| p.name_on(today).to_owned()).collect(),
        meetings: meetings.map(|r| met(&page, &app, r)).collect(),
        more: register.reunions().count().saturating_sub(MEETINGS),
        year: year.to_string(),
        sums: Partie::ALL
            .iter()
            .map(|side| sum(&page, &register, (*side, year)))
            .collect(),
        removed: removed.collect(),
        page: page.titled("convention-titre"),
    })
}

fn sum(page: &Page, register: &Registre, (side, year): (Partie, i16)) -> Sum {
    let (planned, given) = register.given(side, year);
    Sum {
        side: side.code(),
        days: days_of(page, planned, given),
        euros: euros_of(page, planned, given),
    }
}

fn figures(page: &Page, register: &Registre, (waiting, today): (usize, Date)) -> Vec<Figure> {
    let running = register.conventions().filter(|c| c.runs(today)).count();
    let since = today.saturating_sub(jiff::Span::new().months(COUNTED));
    let met = register.reunions();
    let met = met.filter(|r| since < r.on && r.on <= today).count();
    let (planned, given) = register.given(Partie::Partenaire, today.year());
    let figure = |key: &str, href: &str, value: String| Figure {
        href: href.to_owned(),
        value,
        label: page.t(key),
        detail: String::new(),
    };
    vec![
        figure("convention-en-cours", "#registre", page.number(running)),
        figure("convention-a-voir", "#a-voir", page.number(waiting)),
        figure("convention-reunions-an", "#reunions", page.number(met)),
        figure(
            "convention-jours-partenaires",
            "#apports",
            days_of(page, planned, given),
        ),
    ]
}

fn line(page: &Page, app: &App, (register, c): (&Registre, &Convention), told: &[Alerte]) -> Line {
    let today = app.today();
    let met = register.last_met(&c.partner, today);
    Line {
        code: c.code.clone(),
        partner: partner_name(&app.territory(), &c.partner, today),
        reference: c.reference.clone(),
        object: c.object.clone(),
        signed: day_or(page, c.signed, "convention-non-signee"),
        end: day_or(page, c.ends(today), "convention-sans-fin"),
        met: day_or(page, met, "convention-jamais"),
        state: state(c, told, today),
    }
}
