//! `/pilotage/usages`: how the kiosks were used in a month, by day and by night. These are
//! no visites, and no sum of the two is shown anywhere.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use axum_extra::extract::Query;
use plus_domain::{borne::usage::Avis, ids::NodeId, period::Month};
use plus_store::{
    Link,
    exchange::machine,
    usage::{self, Totals},
};
use serde::Deserialize;

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};

/// Fiches and sites named: the first ones say most.
const NAMED: usize = 10;

/// A kiosk in a month.
struct Line {
    name: String,
    uses: u32,
    at_night: u32,
    /// Mean length, minutes.
    minutes: u64,
    pages: u64,
    /// Those who said « oui », and all who said something.
    helped: (u32, u32),
}

#[derive(Template)]
#[template(path = "usages/page.html")]
struct UsagesPage {
    page: Page,
    month_name: String,
    before: Month,
    after: Option<Month>,
    lines: Vec<Line>,
    /// Name, address of its page, uses.
    fiches: Vec<(String, String, u32)>,
    services: Vec<(String, u32)>,
    told: String,
}

/// What follows the `?`.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    mois: String,
}

/// `GET /pilotage/usages`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let now = Month::of(app.today());
    match asked.mois.parse::<Month>() {
        Ok(month) => render(&of(&app, page, month, String::new()).await?),
        Err(_) if asked.mois.is_empty() => render(&of(&app, page, now, String::new()).await?),
        Err(wrong) => {
            let shown = render(&of(&app, page, now, wrong.to_string()).await?)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

async fn of(app: &App, page: Page, month: Month, told: String) -> Result<UsagesPage, WebError> {
    let mut link = app.store.read().await?;
    let (from, to) = (month.first_day().to_string(), month.last_day().to_string());
    let totals = usage::totals(&mut link, &from, &to).await?;
    let names = names(&mut link).await?;
    let this_month = Month::of(app.today());
    let line = |(node, totals): (&NodeId, &Totals)| line(&page, names.get(node), totals);
    Ok(UsagesPage {
        lines: totals.iter().map(line).collect(),
        fiches: fiches(app, &page, &first(totals.values().map(|t| &t.fiches))),
        services: services(app, &page, &first(totals.values().map(|t| &t.services))),
        month_name: page.month(month),
        before: month.prev(),
        after: (month < this_month).then(|| month.next()),
        told,
        page: page.titled("usages-titre"),
    })
}

async fn names(link: &mut Link) -> Result<BTreeMap<NodeId, String>, WebError> {
    let machines = machine::all(link).await?;
    Ok(machines.into_iter().map(|m| (m.node, m.name)).collect())
}

fn line(page: &Page, name: Option<&String>, totals: &Totals) -> Line {
    let said: u32 = totals.avis.values().sum();
    let good = totals.avis.get(Avis::Good.code()).copied().unwrap_or(0);
    Line {
        name: name.cloned().unwrap_or_else(|| page.t("usages-ici")),
        uses: totals.uses,
        at_night: totals.at_night,
        minutes: totals.minutes / u64::from(totals.uses.max(1)),
        pages: totals.pages,
        helped: (good, said),
    }
}

/// The codes met most often, over all kiosks.
fn first<'a>(counts: impl Iterator<Item = &'a BTreeMap<String, u32>>) -> Vec<(String, u32)> {
    let mut all: BTreeMap<String, u32> = BTreeMap::new();
    for (code, count) in counts.flatten() {
        *all.entry(code.clone()).or_default() += count;
    }
    let mut all: Vec<(String, u32)> = all.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(NAMED);
    all
}

/// Démarches by their titles; an official fiche by its number, which is its address.
fn fiches(app: &App, page: &Page, codes: &[(String, u32)]) -> Vec<(String, String, u32)> {
    let territory = app.territory();
    let named = |(code, count): &(String, u32)| {
        let demarches = territory.catalogue.demarches();
        let demarche = demarches.iter().find(|d| d.code.as_str() == code);
        match demarche {
            Some(demarche) => (
                page.say(&demarche.title),
                format!("/demarches/{code}"),
                *count,
            ),
            None => (code.clone(), format!("/fiches/{code}"), *count),
        }
    };
    codes.iter().map(named).collect()
}

/// Services and partners by their names.
fn services(app: &App, page: &Page, codes: &[(String, u32)]) -> Vec<(String, u32)> {
    let (territory, today) = (app.territory(), app.today());
    let named = |(code, count): &(String, u32)| {
        let services = territory.services.all().iter();
        let service = services
            .clone()
            .find(|service| service.code.as_str() == code);
        let partner = territory
            .partners_on(today)
            .find(|p| p.code.as_str() == code);
        let name = match (service, partner) {
            (Some(service), _) => page.say(&service.name),
            (None, Some(partner)) => partner.name_on(today).to_owned(),
            (None, None) => code.clone(),
        };
        (name, *count)
    };
    codes.iter().map(named).collect()
}
