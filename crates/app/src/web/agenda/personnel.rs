//! The calendar of a member of the team: a secret link (`/agenda/{jeton}`) that her telephone
//! subscribes to, made and closed on `/compte/agenda`. It says her half-days, where, with whom
//! and who drives, and nothing of anybody received.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime},
};
use plus_domain::{
    account::Account,
    ids::{AccountId, PermanenceId},
    period::Period,
    permanence::{Permanence, PermanenceState},
};
use plus_reports::ics::Event;
use plus_store::{account, agenda, permanence};

use super::{EPOCH, answer};
use crate::{
    account::secret_hash,
    web::{
        access::Access,
        bus::{self, AHEAD, OnBoard, Passage},
        eloignement,
        error::WebError,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Address of the page.
const HERE: &str = "/compte/agenda";
/// Half-days shown on the page.
const SHOWN: usize = 12;
/// Days of the past that the calendar keeps.
const BEHIND: i64 = 31;

/// One half-day, in words.
struct Line {
    day: String,
    hours: String,
    place: String,
    crew: String,
    driver: String,
    off: bool,
}

#[derive(Template)]
#[template(path = "compte/agenda.html")]
struct OwnPage {
    page: Page,
    /// Since when the link is open; empty: it is closed.
    opened: String,
    /// The link, on the only page that ever shows it.
    link: String,
    /// Whether links are made elsewhere, on the hub.
    elsewhere: bool,
    /// Whether who looks may exchange her half-days.
    exchanges: bool,
    lines: Vec<Line>,
}

/// `GET /compte/agenda`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    render(&own_page(&app, page, &signed.account, String::new()).await?)
}

async fn own_page(
    app: &App,
    page: Page,
    account: &Account,
    link: String,
) -> Result<OwnPage, WebError> {
    let now = bus::local_now(app);
    let opened = {
        let mut read = app.store.read().await?;
        agenda::opened_at(&mut read, &account.id).await?
    };
    let told = Told::read(app, &account.id, now.date()).await?;
    let coming = told.half_days.iter().filter(|p| end(p) > now);
    Ok(OwnPage {
        opened: opened.map_or_else(String::new, |at| date_and_clock(app, &page, at)),
        link,
        exchanges: Access::Agent.allows(Some(account.role)),
        elsewhere: eloignement::has_hub(app).await?,
        lines: coming.take(SHOWN).map(|p| told.line(&page, p)).collect(),
        page: page.titled("agenda-titre"),
    })
}

fn end(p: &Permanence) -> DateTime {
    p.date.to_datetime(p.end)
}

/// What the half-days of somebody are told with.
struct Told {
    half_days: Vec<Permanence>,
    clocks: BTreeMap<PermanenceId, i64>,
    aboard: OnBoard,
    names: Names,
}

impl Told {
    async fn read(app: &App, account: &AccountId, today: Date) -> Result<Self, WebError> {
        let period = Period {
            from: today.saturating_sub(BEHIND.days()),
            to: today.saturating_add(AHEAD.days()),
        };
        let mut link = app.store.read().await?;
        let mut half_days = permanence::between(&mut link, period).await?;
        half_days.retain(|p| p.crew.contains(account));
        let clocks = permanence::changed_at(&mut link, period).await?;
        let names = Names::load(app, &mut link).await?;
        drop(link);
        Ok(Self {
            half_days,
            clocks,
            aboard: bus::on_board(app, period.from).await?,
            names,
        })
    }

    fn crew(&self, p: &Permanence) -> String {
        let names: Vec<String> = p.crew.iter().map(|id| self.names.person(id)).collect();
        names.join(", ")
    }

    /// Who drives, when the plan says it and she is still on board.
    fn driver(&self, p: &Permanence) -> String {
        let said = self.aboard.get(&p.id).and_then(|said| said.driver.as_ref());
        let there = said.filter(|driver| p.crew.contains(driver));
        there.map_or_else(String::new, |driver| self.names.person(driver))
    }

    fn line(&self, page: &Page, p: &Permanence) -> Line {
        Line {
            day: page.day(p.date),
            hours: page.hours(p.start, p.end),
            place: self.names.place(&p.place),
            crew: self.crew(p),
            driver: self.driver(p),
            off: p.state == PermanenceState::Cancelled,
        }
    }

    fn event(&self, page: &Page, p: &Permanence) -> Event {
        let territory = &self.names.territory;
        let passage = Passage::new(page, territory, p).aboard(page, territory, p, &self.aboard);
        let changed = self.clocks.get(&p.id).copied().unwrap_or_default();
        let driver = self.driver(p);
        let wheel = match driver.as_str() {
            "" => String::new(),
            driver => page.ta("agenda-volant", &[("qui", driver)]),
        };
        let crew = page.ta("agenda-bord", &[("qui", self.crew(p).as_str())]);
        let parts = [crew, wheel, passage.partner, passage.told, passage.reason];
        let told: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        Event {
            uid: format!("{}@{}.equipe.plus", p.id, territory.identity.code),
            stamp: Timestamp::from_millisecond(changed).unwrap_or(Timestamp::UNIX_EPOCH),
            sequence: (changed / 1000 - EPOCH).max(0),
            start: p.date.to_datetime(p.start),
            end: end(p),
            summary: self.names.place(&p.place),
            place: format!("{}, {}", passage.place, passage.commune),
            description: told.join("\n"),
            url: format!("{}/lieux/{}", page.origin, passage.code),
            cancelled: p.state == PermanenceState::Cancelled,
        }
    }
}

/// What is kept of a link.
fn hash(token: &str) -> String {
    secret_hash(&format!("agenda\0{token}"))
}

/// `POST /compte/agenda`: a new link, shown once; the one before does not answer any more.
pub async fn open(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    if eloignement::has_hub(&app).await? {
        return Ok(see_other(HERE));
    }
    let token = plus_journal::wire::hex(&app.outside.random_bytes::<16>());
    let mut tx = app.store.begin().await?;
    let now = app.outside.now_ms();
    agenda::open(&mut tx, &signed.account.id, &hash(&token), now).await?;
    tx.commit().await?;
    let link = format!("{}/agenda/{token}", page.origin);
    render(&own_page(&app, page, &signed.account, link).await?)
}

/// `POST /compte/agenda/fermer`.
pub async fn close(State(app): State<App>, signed: Signed) -> Answer {
    let mut tx = app.store.begin().await?;
    agenda::close(&mut tx, &signed.account.id).await?;
    tx.commit().await?;
    Ok(see_other(HERE))
}

/// `GET /agenda/{jeton}`: her half-days. A link that was closed, or whose account is, is found
/// nowhere.
pub async fn read(
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let mut link = app.store.read().await?;
    let owner = agenda::owner(&mut link, &hash(&token)).await?;
    let account = match owner {
        Some(id) => account::by_id(&mut link, id.as_str()).await?,
        None => None,
    };
    drop(link);
    let account = account.filter(|a| !a.disabled).ok_or(WebError::NotFound)?;
    let today = bus::local_now(&app).date();
    let told = Told::read(&app, &account.id, today).await?;
    let events = told.half_days.iter().map(|p| told.event(&page, p));
    let name = page.ta("agenda-de", &[("nom", account.name.as_str())]);
    let mut response = answer(&app, name, events.collect());
    let secret = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, secret);
    Ok(response)
}
