//! The partners, for the public: what each does here, and its démarches.

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;
use plus_domain::{
    ids::PartnerCode,
    territoire::{Partner, names},
};

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
    theme::{Line, Tile},
};

/// A partner in the list.
struct Card {
    href: String,
    name: String,
    summary: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "partenaire/liste.html")]
struct ListPage {
    page: Page,
    partners: Vec<Card>,
}

/// `GET /partenaires`.
pub async fn index(State(app): State<App>, page: Page) -> Answer {
    let (territory, today) = (app.territory(), app.today());
    let page = page.titled("partenaires-titre");
    let card = |partner: &Partner| Card {
        href: format!("/partenaires/{}", partner.code),
        name: page.say(partner.name_on(today)),
        summary: page.say(&partner.summary),
        count: territory.catalogue.of_partner(&partner.code).count(),
    };
    let partners = territory.partners_on(today).map(card).collect();
    render(&ListPage { page, partners })
}

/// A name that it bore.
struct Old {
    name: String,
    /// « 31 décembre 2023 ».
    until: String,
}

#[derive(Template)]
#[template(path = "partenaire/page.html")]
struct PartnerPage {
    page: Page,
    name: String,
    summary: String,
    /// Address of its site and what is read of it, empty when it has none.
    site: String,
    host: String,
    old: Vec<Old>,
    themes: Vec<Tile>,
    demarches: Vec<Line>,
}

/// `GET /partenaires/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let (territory, today) = (app.territory(), app.today());
    let partner = territory.partner(&PartnerCode::new(code));
    let partner = partner
        .filter(|partner| partner.is_valid_on(today))
        .ok_or(WebError::NotFound)?;
    let title = names::capitalised(partner.phrase_on(today));
    let page = page.titled_text(title);
    let line = |demarche| Line::of(&app, &page, &territory, demarche);
    let themes = partner.themes.iter();
    let themes = themes.filter_map(|theme| Tile::find(&territory, theme, &page));
    let site = partner.site.clone().unwrap_or_default();
    render(&PartnerPage {
        name: page.say(partner.name_on(today)),
        summary: page.say(&partner.summary),
        host: host(&site).to_owned(),
        site,
        old: old(&page, partner, today),
        themes: themes.collect(),
        demarches: territory
            .catalogue
            .of_partner(&partner.code)
            .map(line)
            .collect(),
        page,
    })
}

fn host(site: &str) -> &str {
    let rest = site.strip_prefix("https://").unwrap_or(site);
    rest.split('/').next().unwrap_or(rest)
}

/// The names that ended before today, the latest first.
fn old(page: &Page, partner: &Partner, today: Date) -> Vec<Old> {
    let ended = partner.names.iter().rev();
    ended
        .filter_map(|name| {
            let until = name.until.filter(|until| *until < today)?;
            Some(Old {
                name: page.french(&name.name),
                until: page.date(until),
            })
        })
        .collect()
}
