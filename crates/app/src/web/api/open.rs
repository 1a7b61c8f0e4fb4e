//! What is open to all: the territory, who takes part, where, when, for which démarches.

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use plus_domain::{
    catalogue::{Demarche, Sourced},
    ids::DemarcheCode,
    period::{Period, parse_date},
    permanence::Permanence,
    territoire::{Partner as OfTerritory, Place as PlaceOfTerritory},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::web::{catalogue::confirmed, error::WebError, page::Answer, state::App};

/// Days given when no period is asked for.
const DAYS: i64 = 60;
/// Longest period answered at once, days.
const MOST_DAYS: i32 = 366;

/// The territory that the relay serves.
#[derive(Debug, Serialize, ToSchema)]
pub struct Territory {
    /// Its code in this product.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who carries the relay.
    pub carrier: String,
    /// SIREN of the EPCI, when it is one.
    pub epci: Option<String>,
    /// Time zone of every date and hour (IANA).
    pub time_zone: String,
    /// Languages of the portal (BCP 47).
    pub languages: Vec<String>,
    /// Communes.
    pub communes: Vec<Commune>,
}

/// A commune.
#[derive(Debug, Serialize, ToSchema)]
pub struct Commune {
    /// INSEE code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Inhabitants at the last census known here.
    pub population: u64,
}

/// An organisme that takes part in the relay.
#[derive(Debug, Serialize, ToSchema)]
pub struct Partner {
    /// Stable code.
    pub code: String,
    /// Name today.
    pub name: String,
    /// Names over time, oldest first.
    pub names: Vec<DatedName>,
    /// Whether it founded the relay.
    pub founding: bool,
    /// Themes of life.
    pub themes: Vec<String>,
    /// Public site.
    pub site: Option<String>,
}

/// A name and the days it was in use.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatedName {
    /// The name.
    pub name: String,
    /// First day, when it is known.
    pub from: Option<String>,
    /// Last day, absent while in use.
    pub until: Option<String>,
}

/// A place where people are received, or a kiosk.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// Stable code.
    pub code: String,
    /// Name.
    pub name: String,
    /// INSEE code of its commune.
    pub commune: String,
    /// Kind of place.
    pub kind: String,
    /// Latitude, WGS 84, degrees.
    pub latitude: Option<f64>,
    /// Longitude, WGS 84, degrees.
    pub longitude: Option<f64>,
    /// Whether its position or name remains to be confirmed.
    pub to_confirm: bool,
}

/// A démarche of the catalogue, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureLine {
    /// Stable code.
    pub code: String,
    /// What the person wants to do.
    pub title: String,
    /// Partner in charge.
    pub partner: String,
    /// Theme of life.
    pub theme: String,
}

/// A démarche of the catalogue. Each fact carries how sure it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Procedure {
    /// Stable code.
    pub code: String,
    /// What the person wants to do.
    pub title: String,
    /// What it is, in plain French.
    pub summary: String,
    /// Whom it is for.
    pub who: String,
    /// Partner in charge.
    pub partner: String,
    /// Theme of life.
    pub theme: String,
    /// What happens, step by step.
    pub steps: Vec<String>,
    /// Papers to bring.
    pub papers: Vec<Fact>,
    /// Where.
    pub place: Fact,
    /// Address on line.
    pub online: Option<Fact>,
    /// Cost.
    pub cost: Fact,
    /// Delay.
    pub delay: Fact,
    /// Official fiches it rests on.
    pub fiches: Vec<String>,
}

/// Something said, and how sure it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Fact {
    /// What is said.
    pub text: String,
    /// `officiel`, `verifie` or `a-confirmer`.
    pub status: &'static str,
    /// The status in a sentence, with its source and date.
    pub source: String,
}

/// A half-day when people are received (a *permanence*).
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    /// Day, `AAAA-MM-JJ`.
    pub date: String,
    /// Beginning, `HH:MM`, local time.
    pub start: String,
    /// End, `HH:MM`, local time.
    pub end: String,
    /// Code of the place.
    pub place: String,
    /// `prevue`, `ouverte`, `close`, `deplacee` or `annulee`.
    pub state: &'static str,
}

/// Days asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Days {
    /// First day, `AAAA-MM-JJ`; today when absent.
    from: Option<String>,
    /// Last day, `AAAA-MM-JJ`; sixty days later when absent.
    to: Option<String>,
}

/// The territory.
#[utoipa::path(get, path = "/api/v1/territory", responses((status = 200, body = Territory)))]
pub async fn territory(State(app): State<App>) -> Response {
    let territory = app.territory();
    let identity = &territory.identity;
    let communes = territory.communes.iter().map(|c| Commune {
        code: c.code.to_string(),
        name: c.name.clone(),
        population: u64::from(c.population),
    });
    answer(Territory {
        code: identity.code.clone(),
        name: identity.name.clone(),
        carrier: identity.carrier.clone(),
        epci: identity.epci.clone(),
        time_zone: identity.time_zone.clone(),
        languages: identity.languages.clone(),
        communes: communes.collect(),
    })
}

/// The partners, with the name each had over time.
#[utoipa::path(get, path = "/api/v1/partners", responses((status = 200, body = [Partner])))]
pub async fn partners(State(app): State<App>) -> Response {
    let (territory, today) = (app.territory(), app.today());
    let one = |p: &OfTerritory| Partner {
        code: p.code.to_string(),
        name: p.name_on(today).to_owned(),
        names: p.names.iter().map(dated).collect(),
        founding: p.founding,
        themes: p.themes.iter().map(ToString::to_string).collect(),
        site: p.site.clone(),
    };
    answer(territory.partners.iter().map(one).collect::<Vec<_>>())
}

fn dated(name: &plus_domain::territoire::DatedName) -> DatedName {
    DatedName {
        name: name.name.clone(),
        from: name.from.map(|d| d.to_string()),
        until: name.until.map(|d| d.to_string()),
    }
}

/// The places in use today.
#[utoipa::path(get, path = "/api/v1/places", responses((status = 200, body = [Place])))]
pub async fn places(State(app): State<App>) -> Response {
    let (territory, today) = (app.territory(), app.today());
    let open = territory.places_on(today).map(place);
    answer(open.collect::<Vec<_>>())
}

fn place(place: &PlaceOfTerritory) -> Place {
    Place {
        code: place.code.to_string(),
        name: place.name.clone(),
        commune: place.commune.to_string(),
        kind: place.kind.code().to_owned(),
        latitude: place.position.map(|(latitude, _)| latitude),
        longitude: place.position.map(|(_, longitude)| longitude),
        to_confirm: place.to_confirm,
    }
}

/// The démarches of the catalogue.
#[utoipa::path(get, path = "/api/v1/procedures", responses((status = 200, body = [ProcedureLine])))]
pub async fn procedures(State(app): State<App>) -> Response {
    let territory = app.territory();
    let line = |d: &Demarche| ProcedureLine {
        code: d.code.to_string(),
        title: d.title.clone(),
        partner: d.partner.to_string(),
        theme: d.theme.to_string(),
    };
    let all = territory.catalogue.demarches().iter().map(line);
    answer(all.collect::<Vec<_>>())
}

/// One démarche, with what the relay verified.
#[utoipa::path(
    get,
    path = "/api/v1/procedures/{code}",
    params(("code" = String, Path, description = "Code of the démarche")),
    responses((status = 200, body = Procedure), (status = 404, description = "No such démarche"))
)]
pub async fn procedure(State(app): State<App>, Path(code): Path<String>) -> Answer {
    let catalogue = confirmed(&app, app.territory().catalogue.clone()).await?;
    let found = catalogue.get(&DemarcheCode::new(code));
    Ok(answer(detail(found.ok_or(WebError::NotFound)?)))
}

fn detail(d: &Demarche) -> Procedure {
    Procedure {
        code: d.code.to_string(),
        title: d.title.clone(),
        summary: d.summary.clone(),
        who: d.who.clone(),
        partner: d.partner.to_string(),
        theme: d.theme.to_string(),
        steps: d.steps.clone(),
        papers: d.papers.iter().map(fact).collect(),
        place: fact(&d.where_),
        online: d.online.as_ref().map(fact),
        cost: fact(&d.cost),
        delay: fact(&d.delay),
        fiches: d.fiches.clone(),
    }
}

pub(super) fn fact<T: AsRef<str>>(sourced: &Sourced<T>) -> Fact {
    let shown = sourced.shown();
    Fact {
        text: shown.value.as_ref().to_owned(),
        status: shown.mark.kind.code(),
        source: shown.mark.long,
    }
}

/// The half-days when people are received. Sixty days from today when no period is
/// given; a year at most.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    params(Days),
    responses((status = 200, body = [Session]), (status = 400, description = "Days that cannot be read, or more than a year"))
)]
pub async fn sessions(State(app): State<App>, Query(days): Query<Days>) -> Answer {
    let period = period(&app, &days).ok_or(WebError::Unreadable)?;
    let found = plus_store::permanence::between(&mut app.store.read().await?, period).await?;
    Ok(answer(found.iter().map(session).collect::<Vec<_>>()))
}

fn period(app: &App, days: &Days) -> Option<Period> {
    let read = |text: &Option<String>| text.as_deref().map(parse_date).transpose().ok();
    let from = read(&days.from)?.unwrap_or_else(|| app.today());
    let later = || from.saturating_add(jiff::Span::new().days(DAYS));
    let to = read(&days.to)?.unwrap_or_else(later);
    let period = Period::new(from, to).ok()?;
    ((to - from).get_days() < MOST_DAYS).then_some(period)
}

fn session(permanence: &Permanence) -> Session {
    let time = |t: jiff::civil::Time| t.strftime("%H:%M").to_string();
    Session {
        date: permanence.date.to_string(),
        start: time(permanence.start),
        end: time(permanence.end),
        place: permanence.place.to_string(),
        state: permanence.state.code(),
    }
}

/// JSON, open to pages of any site: nothing here depends on who asks.
pub(super) fn answer(body: impl Serialize) -> Response {
    let open = [("access-control-allow-origin", "*")];
    (open, Json(body)).into_response()
}
