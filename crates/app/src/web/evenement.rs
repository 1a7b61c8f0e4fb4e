//! Life events: one question a page, then what to do in order of time.

use askama::Template;
use axum::extract::{Path, State};
use plus_domain::{
    evenement::{Evenement, Moment, Step},
    ids::EvenementCode,
    territoire::Territoire,
};
use plus_fiches::pack::Pack;

use super::{
    error::WebError,
    fiche::Official,
    page::{Answer, Page, render},
    state::App,
    theme::Line,
};

/// A life event, as its tile shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Address of its page.
    pub href: String,
    /// Icon of the sprite.
    pub icon: String,
    /// Code of its theme, which names its colours.
    pub theme: String,
    /// What the person says.
    pub title: String,
    /// One sentence.
    pub sentence: String,
}

impl Tile {
    /// One event.
    pub fn of(page: &Page, event: &Evenement) -> Self {
        Self {
            href: format!("/evenements/{}", event.code),
            icon: format!("{}-duotone", event.icon),
            theme: event.theme.as_str().to_owned(),
            title: page.label(&event.title),
            sentence: page.label(&event.sentence),
        }
    }

    /// Every event, in the order of the territory.
    pub fn all(page: &Page, territory: &Territoire) -> Vec<Self> {
        let events = territory.evenements.iter();
        events.map(|event| Self::of(page, event)).collect()
    }
}

#[derive(Template)]
#[template(path = "evenement/liste.html")]
struct ListPage {
    page: Page,
    events: Vec<Tile>,
}

/// `GET /evenements`.
pub async fn index(State(app): State<App>, page: Page) -> Answer {
    let page = page.titled("evenement-titre");
    let events = Tile::all(&page, &app.territory());
    render(&ListPage { page, events })
}

/// What is done at one moment.
struct Part {
    /// Code of the moment.
    moment: &'static str,
    steps: Vec<Doing>,
}

/// A step, and where it is done.
struct Doing {
    what: String,
    demarches: Vec<Line>,
    official: Vec<Official>,
}

#[derive(Template)]
#[template(path = "evenement/page.html")]
struct EventPage {
    page: Page,
    event: Tile,
    parts: Vec<Part>,
    others: Vec<Tile>,
}

/// `GET /evenements/{code}`.
pub async fn show(State(app): State<App>, page: Page, Path(code): Path<String>) -> Answer {
    let territory = app.territory();
    let code = EvenementCode::new(code);
    let event = territory.evenement(&code).ok_or(WebError::NotFound)?;
    let pack = app.pack().await.map_err(WebError::internal)?;
    let title = page.label(&event.title);
    let page = page.titled_text(title);
    let desk = Desk {
        app: &app,
        page: &page,
        territory: &territory,
        pack: pack.as_deref(),
    };
    let parts = desk.parts(event);
    let others = territory.evenements.iter().filter(|it| it.code != code);
    let others = others.map(|event| Tile::of(&page, event)).collect();
    render(&EventPage {
        event: Tile::of(&page, event),
        parts,
        others,
        page,
    })
}

/// What is needed to put a step into words.
struct Desk<'a> {
    app: &'a App,
    page: &'a Page,
    territory: &'a Territoire,
    pack: Option<&'a Pack>,
}

impl Desk<'_> {
    fn parts(&self, event: &Evenement) -> Vec<Part> {
        let part = |moment: Moment| {
            let steps = event.steps.iter().filter(|step| step.moment == moment);
            Part {
                moment: moment.code(),
                steps: steps.map(|step| self.doing(step)).collect(),
            }
        };
        let parts = Moment::ALL.into_iter().map(part);
        parts.filter(|part| !part.steps.is_empty()).collect()
    }

    /// A démarche that this territory lacks is left out, and so is a fiche that is not here.
    fn doing(&self, step: &Step) -> Doing {
        let catalogue = &self.territory.catalogue;
        let demarches = step.demarches.iter().filter_map(|code| catalogue.get(code));
        let line = |demarche| Line::of(self.app, self.page, self.territory, demarche);
        let official = self
            .pack
            .map(|pack| Official::among(self.page, pack, &step.fiches));
        Doing {
            what: self.page.label(&step.what),
            demarches: demarches.map(line).collect(),
            official: official.unwrap_or_default(),
        }
    }
}
