//! « Services en ligne »: all of them by theme, then each with what to have at hand
//! before opening it, and whether its address answers.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use plus_domain::{
    adresse::Known,
    catalogue::Mark,
    ids::{PartnerCode, ServiceCode},
    service::{Need, Service},
    territoire::Territoire,
};
use plus_store::adresse;
use serde::Deserialize;

use super::{
    adresse::Verification,
    catalogue::confirmed_services,
    error::WebError,
    page::{Answer, Page, render},
    schema,
    state::App,
    theme::{Line, Tile},
};

/// A service, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// Address of its page.
    pub href: String,
    /// Name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Whose it is.
    pub partner: String,
    /// What to know before opening it, when something is wrong.
    pub trouble: Option<Verification>,
}

impl ServiceLine {
    /// The line of a service, its partner named as today.
    pub fn of(
        app: &App,
        page: &Page,
        territory: &Territoire,
        service: &Service,
        known: &BTreeMap<String, Known>,
    ) -> Self {
        let address = service.address.shown().value.as_str();
        let told = Verification::of(app, page, known.get(address));
        Self {
            href: format!("/services/{}", service.code),
            name: page.say(&service.name),
            purpose: page.say(&service.purpose),
            partner: partner_name(app, page, territory, &service.partner),
            trouble: Some(told).filter(|told| told.trouble),
        }
    }
}

fn partner_name(app: &App, page: &Page, territory: &Territoire, code: &PartnerCode) -> String {
    let partner = territory.partner(code);
    partner.map_or_else(String::new, |p| page.say(p.name_on(app.today())))
}

/// The services of a theme.
struct Group {
    tile: Tile,
    services: Vec<ServiceLine>,
}

#[derive(Template)]
#[template(path = "service/liste.html")]
struct ListPage {
    page: Page,
    groups: Vec<Group>,
    /// Code, name and whether it is chosen.
    partners: Vec<(String, String, bool)>,
    /// Name of the chosen partner, empty when all are shown.
    partner: String,
}

/// What may follow `/services?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    partenaire: String,
}

/// `GET /services`.
pub async fn index(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let territory = app.territory();
    let known = adresse::all(&mut app.store.read().await?).await?;
    let chosen = territory.partner(&PartnerCode::new(asked.partenaire));
    let page = page.titled("service-titre");
    let group = |theme: &plus_domain::territoire::Theme| {
        let own = |s: &&Service| {
            s.theme == theme.code && chosen.is_none_or(|partner| s.partner == partner.code)
        };
        let services = territory.services.all().iter().filter(own);
        let services: Vec<ServiceLine> = services
            .map(|s| ServiceLine::of(&app, &page, &territory, s, &known))
            .collect();
        let tile = Tile::of(theme, &page);
        (!services.is_empty()).then_some(Group { tile, services })
    };
    let with_services = territory.partners_on(app.today()).filter(|partner| {
        let mut own = territory.services.of_partner(&partner.code);
        own.next().is_some()
    });
    let choice = |partner: &plus_domain::territoire::Partner| {
        let is_chosen = chosen.is_some_and(|c| c.code == partner.code);
        let name = page.say(partner.name_on(app.today()));
        (partner.code.to_string(), name, is_chosen)
    };
    render(&ListPage {
        groups: territory.themes.iter().filter_map(group).collect(),
        partners: with_services.map(choice).collect(),
        partner: chosen.map_or_else(String::new, |p| p.name_on(app.today()).to_owned()),
        page,
    })
}

/// Something to have at hand.
pub struct NeedView {
    /// Word of the closed list.
    pub code: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Key of its name.
    pub name: String,
}

impl NeedView {
    fn of(need: Need) -> Self {
        Self {
            code: need.code(),
            icon: need.icon(),
            name: format!("service-besoin-{}", need.code()),
        }
    }
}

#[derive(Template)]
#[template(path = "service/page.html")]
struct ServicePage {
    page: Page,
    code: String,
    name: String,
    purpose: String,
    partner: String,
    ask_whom: String,
    tile: Option<Tile>,
    href: String,
    host: String,
    needs: Vec<NeedView>,
    /// What else there is to say, empty when nothing.
    details: String,
    needs_mark: Mark,
    address_mark: Mark,
    to_confirm: bool,
    state: Verification,
    demarches: Vec<Line>,
    /// Description for machines.
    ld: String,
}

/// `GET /services/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let territory = app.territory();
    let found = territory.services.get(&ServiceCode::new(code)).cloned();
    let found = found.ok_or(WebError::NotFound)?;
    let own = plus_domain::service::Services::new(vec![found.clone()]);
    let own = confirmed_services(&app, own).await?;
    let service = own.get(&found.code).unwrap_or(&found);
    let address = service.address.shown();
    let known = adresse::of(&mut app.store.read().await?, address.value.as_str()).await?;
    let before = service.before.shown();
    let page = {
        let title = page.say(&service.name);
        page.titled_text(title)
    };
    let demarches = service.demarches.iter();
    let demarches = demarches.filter_map(|code| territory.catalogue.get(code));
    render(&ServicePage {
        demarches: demarches
            .map(|d| Line::of(&app, &page, &territory, d))
            .collect(),
        state: Verification::of(&app, &page, known.as_ref()),
        ld: schema::service(&app, &territory, service),
        tile: Tile::find(&territory, &service.theme, &page),
        partner: partner_name(&app, &page, &territory, &service.partner),
        code: service.code.to_string(),
        name: service.name.clone(),
        purpose: service.purpose.clone(),
        ask_whom: page.say(&service.ask_whom),
        href: address.value.to_string(),
        host: address.value.host().to_owned(),
        needs: before
            .value
            .needs
            .iter()
            .copied()
            .map(NeedView::of)
            .collect(),
        details: before.value.details.clone().unwrap_or_default(),
        needs_mark: before.mark,
        address_mark: address.mark,
        to_confirm: service.is_to_confirm(),
        page,
    })
}
