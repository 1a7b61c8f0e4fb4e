//! A theme of life: its démarches; and the colours of all themes, as a stylesheet,
//! for they are data of the territory and no page may hold a style.

use std::fmt::Write;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use plus_domain::{
    catalogue::Demarche,
    ids::ThemeCode,
    territoire::{Territoire, Theme},
};
use plus_fiches::{model::DocumentKind, pack::Pack};

use super::{
    error::WebError,
    fiche::Official,
    page::{Answer, Page, render},
    partage::Partage,
    state::App,
};

/// A theme, as its tile shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Address of its page.
    pub href: String,
    /// Icon of the sprite.
    pub icon: String,
    /// Code, which names its colours.
    pub code: String,
    /// Its word.
    pub label: String,
}

impl Tile {
    /// Every theme, in the order of the territory.
    pub fn all(territory: &Territoire, page: &Page) -> Vec<Self> {
        territory
            .themes
            .iter()
            .map(|theme| Self::of(theme, page))
            .collect()
    }

    /// One theme.
    pub fn of(theme: &Theme, page: &Page) -> Self {
        let code = theme.code.as_str();
        Self {
            href: format!("/themes/{code}"),
            icon: format!("{}-duotone", theme.icon),
            code: code.to_owned(),
            label: page.label(&theme.label),
        }
    }

    /// The theme of a code, if the territory has it.
    pub fn find(territory: &Territoire, code: &ThemeCode, page: &Page) -> Option<Self> {
        territory.theme(code).map(|theme| Self::of(theme, page))
    }
}

/// A démarche, as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Address of its page.
    pub href: String,
    /// What the person wants to do.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Who is in charge.
    pub partner: String,
    /// Its theme.
    pub tile: Option<Tile>,
}

impl Line {
    /// The line of a démarche, its partner named as today.
    pub fn of(app: &App, page: &Page, territory: &Territoire, demarche: &Demarche) -> Self {
        let partner = territory.partner(&demarche.partner);
        Self {
            href: format!("/demarches/{}", demarche.code),
            title: page.say(&demarche.title),
            summary: page.say(&demarche.summary),
            partner: partner
                .map(|partner| page.say(partner.name_on(app.today())))
                .unwrap_or_default(),
            tile: Tile::find(territory, &demarche.theme, page),
        }
    }
}

#[derive(Template)]
#[template(path = "theme/page.html")]
struct ThemePage {
    page: Page,
    tile: Tile,
    demarches: Vec<Line>,
    others: Vec<Tile>,
    /// Official dossiers of its démarches, when content was imported.
    dossiers: Vec<Official>,
    share: Partage,
    today: String,
}

/// `GET /themes/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let territory = app.territory();
    let code = ThemeCode::new(code);
    let tile = Tile::find(&territory, &code, &page).ok_or(WebError::NotFound)?;
    let page = page.titled_text(tile.label.as_str());
    let line = |demarche| Line::of(&app, &page, &territory, demarche);
    let demarches = territory.catalogue.of_theme(&code).map(line).collect();
    let dossiers = match app.pack().await.map_err(WebError::internal)? {
        Some(pack) => dossiers(&page, &pack, &territory, &code),
        None => Vec::new(),
    };
    let mut others = Tile::all(&territory, &page);
    others.retain(|other| other.code != tile.code);
    render(&ThemePage {
        share: Partage::of(&page, &tile.href),
        today: page.date(app.today()),
        page,
        tile,
        demarches,
        others,
        dossiers,
    })
}

/// The official dossiers in which the fiches of a theme's démarches stand, each once.
fn dossiers(page: &Page, pack: &Pack, territory: &Territoire, code: &ThemeCode) -> Vec<Official> {
    let demarches = territory.catalogue.of_theme(code);
    let fiches = demarches.flat_map(|demarche| &demarche.fiches);
    let mut ids: Vec<&String> = Vec::new();
    for entry in fiches.filter_map(|fiche| pack.entry(fiche)) {
        let dossier = match entry.kind {
            DocumentKind::Dossier => Some(&entry.id),
            _ => entry.parents.first(),
        };
        if let Some(id) = dossier.filter(|id| !ids.contains(id)) {
            ids.push(id);
        }
    }
    let mut dossiers = Official::among(page, pack, ids);
    dossiers.sort_by(|a, b| a.title.cmp(&b.title));
    dossiers
}

/// `GET /assets/territoire.css`.
pub async fn colours(State(app): State<App>) -> Response {
    let said = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (said, stylesheet(&app.territory())).into_response()
}

/// The plates of the themes, light and dark, as `plus.css` chooses between them.
fn stylesheet(territory: &Territoire) -> String {
    let rules = |dark: bool, scope: &str| {
        let mut rules = String::new();
        for theme in &territory.themes {
            let plate = if dark { &theme.dark } else { &theme.light };
            // Writing to a string cannot fail.
            let _written = writeln!(
                rules,
                "{scope} .teinte-{} {{ background: {}; color: {} }}",
                theme.code, plate.ground, plate.icon
            );
        }
        rules
    };
    format!(
        "@layer composants {{\n{}@media (prefers-color-scheme: dark) {{\n{}}}\n{}}}\n",
        rules(false, ":root"),
        rules(true, ":root:not([data-theme=\"light\"])"),
        rules(true, ":root[data-theme=\"dark\"]"),
    )
}
