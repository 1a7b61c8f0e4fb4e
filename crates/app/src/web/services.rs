//! `/pilotage/services`: whether the addresses of the catalogue answer, what nobody
//! confirmed, what is to read again.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    adresse::Known,
    catalogue::{Mark, revision},
    event::{Event, ServiceConfirmation},
    ids::{AccountId, ServiceCode},
    service::{self, Service},
};
use plus_store::adresse;
use serde::Deserialize;

use super::{
    adresse::Verification,
    catalogue::Voices,
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::job::Task;

const LIST: &str = "/pilotage/services";

/// A service, as the coordinator and its partner see it.
pub struct Line {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Site.
    pub host: String,
    /// Address.
    pub href: String,
    /// Whose it is.
    pub partner: String,
    /// Who keeps it true: `partenaire` or `coordination`.
    pub owner: &'static str,
    /// Whether its address answers.
    pub state: Verification,
    /// How sure it is.
    pub mark: Mark,
    /// « 23 mai 2027 », empty when nobody ever said a day.
    pub review: String,
    /// Whether it is to read again today.
    pub due: bool,
    /// The whole text, as the button sends it.
    pub text: String,
}

/// An address that stands elsewhere than in a service.
struct Other {
    href: String,
    state: Verification,
}

#[derive(Template)]
#[template(path = "service/pilotage.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    /// Addresses of démarches and partners that are in trouble or moved.
    others: Vec<Other>,
    trouble: usize,
    due: usize,
    /// « le 23 novembre à 6 h 12 », empty when nobody looked yet.
    last: String,
    looks: bool,
}

/// Every service, those in trouble first, then those to read again.
pub async fn lines(
    app: &App,
    page: &Page,
    wanted: impl Fn(&Service) -> bool,
) -> Result<Vec<Line>, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let mut link = app.store.read().await?;
    let known = adresse::all(&mut link).await?;
    let confirmations = plus_store::service::confirmations(&mut link).await?;
    let voices = Voices::load(app, &mut link).await?;
    drop(link);
    let services = territory.services.clone();
    let last = service::last_confirmations(&services, &confirmations);
    let services = services.with_confirmations(&confirmations, |id, day| voices.status(id, day));
    let line = |s: &Service| {
        let review = service::to_review(s, last.get(&s.code).copied());
        let address = s.address.shown();
        let partner = territory.partner(&s.partner);
        Line {
            code: s.code.to_string(),
            name: s.name.clone(),
            host: address.value.host().to_owned(),
            href: address.value.to_string(),
            partner: partner.map_or_else(String::new, |p| p.name_on(today).to_owned()),
            owner: s.owner.code(),
            state: Verification::of(app, page, known.get(address.value.as_str())),
            mark: address.mark,
            review: review.map(|day| page.date(day)).unwrap_or_default(),
            due: revision::is_due(review, today),
            text: s.whole_text(),
        }
    };
    let wanted = services.all().iter().filter(|s| wanted(s));
    let mut lines: Vec<Line> = wanted.map(line).collect();
    lines.sort_by_key(|l| (!l.state.trouble, l.state.moved.is_empty(), !l.due));
    Ok(lines)
}

/// `GET /pilotage/services`.
pub async fn list(State(app): State<App>, page: Page) -> Answer {
    let lines = lines(&app, &page, |_| true).await?;
    let known = adresse::all(&mut app.store.read().await?).await?;
    let others = others(&app, &page, &known, &lines);
    let last = known.values().map(|known| known.checked_at).max();
    let in_lines = lines.iter().filter(|l| l.state.trouble).count();
    render(&ListPage {
        trouble: in_lines + others.iter().filter(|o| o.state.trouble).count(),
        due: lines.iter().filter(|l| l.due).count(),
        last: last.map_or_else(String::new, |at| date_and_clock(&app, &page, at)),
        looks: app.config.looks_outside(),
        page: page.titled("services-titre"),
        others,
        lines,
    })
}

fn others(app: &App, page: &Page, known: &BTreeMap<String, Known>, lines: &[Line]) -> Vec<Other> {
    let elsewhere = known
        .iter()
        .filter(|(address, _)| !lines.iter().any(|line| line.href == **address));
    let told = elsewhere.map(|(address, known)| Other {
        href: address.clone(),
        state: Verification::of(app, page, Some(known)),
    });
    told.filter(|other| other.state.trouble || !other.state.moved.is_empty())
        .collect()
}

/// `POST /pilotage/services/verifier`: looks at every address now.
pub async fn look(State(app): State<App>, signed: Signed) -> Answer {
    let id = Task::Adresses.ask(&app, &signed.account.id).await?;
    Ok(see_other(&format!("/pilotage/travaux/{id}")))
}

/// What the button of an entry sends: the text that was read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Read {
    /// The whole text of the entry.
    pub texte: String,
}

/// `POST /pilotage/services/{code}`: the entry is right.
pub async fn confirm(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(read): Form<Read>,
) -> Answer {
    let territory = app.territory();
    let service = territory.services.get(&ServiceCode::new(code));
    let service = service.ok_or(WebError::NotFound)?;
    write(&app, service, &read.texte, &signed.account.id).await?;
    Ok(see_other(LIST))
}

/// Writes that an entry is right, if it still reads as it was read.
pub async fn write(
    app: &App,
    service: &Service,
    text: &str,
    author: &AccountId,
) -> Result<bool, WebError> {
    if service.whole_text() != text {
        return Ok(false);
    }
    let date: Date = app.today();
    let confirmed = Event::ServiceConfirmed(ServiceConfirmation {
        service: service.code.clone(),
        text: text.to_owned(),
        author: author.clone(),
        date,
    });
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, &[confirmed]).await?;
    tx.commit().await?;
    Ok(true)
}
