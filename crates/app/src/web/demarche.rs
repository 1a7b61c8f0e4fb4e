//! A démarche of our own catalogue: papers, steps, place, cost, delay, each with
//! the mark that says how sure it is; on screen and on paper.

pub mod papiers;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use jiff::civil::Date;
use plus_domain::{
    catalogue::{Catalogue, Demarche, Mark, Sourced, WebAddress},
    ids::DemarcheCode,
    territoire::{PlaceKind, Territoire},
};

use super::{
    adresse::Verification,
    bus::{self, Bus},
    catalogue,
    error::WebError,
    fiche::Official,
    note::{self, Shown},
    page::{Answer, Page, render},
    partage::Partage,
    schema,
    service::ServiceLine,
    state::{App, AppState},
    theme::Tile,
};

use papiers::Liste;

/// A statement with its mark: one never goes without the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// What is said.
    pub text: String,
    /// How sure it is.
    pub mark: Mark,
}

impl Marked {
    fn of<T: std::fmt::Display>(sourced: &Sourced<T>) -> Self {
        let shown = sourced.shown();
        Self {
            text: shown.value.to_string(),
            mark: shown.mark,
        }
    }
}

/// Where it is done on line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Online {
    /// Address.
    pub href: String,
    /// Site, as it is said: `www.caf.fr`.
    pub host: String,
    /// How sure the address is.
    pub mark: Mark,
}

impl Online {
    fn of(sourced: &Sourced<WebAddress>) -> Self {
        let shown = sourced.shown();
        Self {
            href: shown.value.as_str().to_owned(),
            host: shown.value.host().to_owned(),
            mark: shown.mark,
        }
    }
}

/// A démarche, in the words of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Code.
    pub code: String,
    /// What the person wants to do.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Whom it is for.
    pub who: String,
    /// What happens.
    pub steps: Vec<String>,
    /// Papers to prepare.
    pub papers: Vec<Marked>,
    /// Where.
    pub place: Marked,
    /// On line.
    pub online: Option<Online>,
    /// Cost.
    pub cost: Marked,
    /// Delay.
    pub delay: Marked,
    /// Who answers what remains to be confirmed: « la CAF ».
    pub ask_whom: String,
    /// Whether something of it remains to be confirmed.
    pub to_confirm: bool,
    /// Where all this comes from, each said once.
    pub sources: Vec<Mark>,
}

impl View {
    /// The view of a démarche.
    pub fn of(demarche: &Demarche) -> Self {
        Self {
            code: demarche.code.as_str().to_owned(),
            title: demarche.title.clone(),
            summary: demarche.summary.clone(),
            who: demarche.who.clone(),
            steps: demarche.steps.clone(),
            papers: demarche.papers.iter().map(Marked::of).collect(),
            place: Marked::of(&demarche.where_),
            online: demarche.online.as_ref().map(Online::of),
            cost: Marked::of(&demarche.cost),
            delay: Marked::of(&demarche.delay),
            ask_whom: demarche.ask_whom.clone(),
            to_confirm: demarche
                .items()
                .iter()
                .any(|(.., status)| status.is_to_confirm()),
            sources: sources(demarche),
        }
    }
}

fn sources(demarche: &Demarche) -> Vec<Mark> {
    let mut said: Vec<Mark> = Vec::new();
    for (.., status) in demarche.items() {
        let mark = status.mark();
        if !said.contains(&mark) {
            said.push(mark);
        }
    }
    said
}

#[derive(Template)]
#[template(path = "demarche/page.html")]
struct DemarchePage {
    page: Page,
    demarche: View,
    partner: String,
    tile: Option<Tile>,
    bus: Bus,
    /// Official fiches that it rests on, those that are here.
    official: Vec<Official>,
    /// Services on line that it goes through.
    services: Vec<ServiceLine>,
    /// Whether its address answers.
    state: Verification,
    /// Description for machines.
    ld: String,
    /// Papers, with what is ticked.
    list: Liste,
    /// Address of the list on paper, in the language of the page.
    print_href: String,
    share: Partage,
    /// What the relay has to say of it.
    notes: Vec<Shown>,
    /// Where the coordinator writes a note on it, empty for others.
    add_note: String,
    /// Site of the partner, empty when none is known.
    site: String,
    /// Communes that have a kiosk.
    kiosks: Vec<String>,
}

/// `GET /demarches/{code}`; `?papiers=1,3` says which papers are at hand.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let demarche = find(&app, &code).await?;
    let territory = app.territory();
    let now = bus::local_now(&app);
    let coming = bus::coming(&app, now.date()).await?;
    let page = titled(page, &demarche.title);
    let partner = territory.partner(&demarche.partner);
    let pack = app.pack().await.map_err(WebError::internal)?;
    let official = pack.map(|pack| Official::among(&page, &pack, &demarche.fiches));
    let known = plus_store::adresse::all(&mut app.store.read().await?).await?;
    let online = demarche.online.as_ref().map(|o| o.shown().value.as_str());
    let services = territory.services.of_demarche(&demarche.code);
    let view = View::of(&demarche);
    let list = Liste::new(&page, view.papers.clone(), query.as_deref());
    let path = format!("/demarches/{}", view.code);
    render(&DemarchePage {
        services: services
            .map(|s| ServiceLine::of(&app, &page, &territory, s, &known))
            .collect(),
        state: Verification::of(&app, &page, online.and_then(|address| known.get(address))),
        ld: schema::demarche(&app, &territory, &demarche),
        share: Partage::of(&page, &format!("{path}{}", list.query)).opened(list.sent),
        print_href: page.language.address(&format!("{path}/imprimer")),
        notes: note::shown(&app, &page, &note::about(&demarche)).await?,
        add_note: note::to_write(&page, &format!("demarche:{}", view.code)),
        site: partner.and_then(|p| p.site.clone()).unwrap_or_default(),
        kiosks: kiosks(&territory, now.date()),
        list,
        official: official.unwrap_or_default(),
        partner: partner
            .map(|partner| partner.name_on(now.date()).to_owned())
            .unwrap_or_default(),
        tile: Tile::find(&territory, &demarche.theme, &page),
        bus: Bus::at(&page, &territory, &coming, now),
        demarche: view,
        page,
    })
}

/// Communes that have a kiosk, each once, in the order of the territory.
fn kiosks(territory: &Territoire, today: Date) -> Vec<String> {
    let places = territory
        .places_on(today)
        .filter(|place| place.kind == PlaceKind::Borne);
    let mut names: Vec<String> = Vec::new();
    for commune in places.filter_map(|place| territory.commune(&place.commune)) {
        if !names.contains(&commune.name) {
            names.push(commune.name.clone());
        }
    }
    names
}

#[derive(Template)]
#[template(path = "demarche/imprimer.html")]
struct SlipPage {
    page: Page,
    demarche: View,
    list: Liste,
    share: Partage,
    notes: Vec<Shown>,
    /// « 23 novembre 2026 ».
    today: String,
}

/// `GET /demarches/{code}/imprimer`.
pub async fn print(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let found = find(&app, &code).await?;
    let demarche = View::of(&found);
    let page = titled(page, &demarche.title);
    let list = Liste::new(&page, demarche.papers.clone(), query.as_deref());
    let path = format!("/demarches/{}{}", demarche.code, list.query);
    render(&SlipPage {
        today: page.date(app.today()),
        notes: note::shown(&app, &page, &note::about(&found)).await?,
        share: Partage::of(&page, &path),
        list,
        page,
        demarche,
    })
}

/// With the title of a démarche, in the language of the page.
fn titled(page: Page, title: &str) -> Page {
    let title = page.say(title);
    page.titled_text(title)
}

/// The démarche of a code, with what the relay verified.
async fn find(app: &AppState, code: &str) -> Result<Demarche, WebError> {
    let territory = app.territory();
    let found = territory.catalogue.get(&DemarcheCode::new(code));
    let demarche = found.cloned().ok_or(WebError::NotFound)?;
    let own = catalogue::confirmed(app, Catalogue::new(vec![demarche.clone()]));
    let own = own.await.map_err(WebError::internal)?;
    Ok(own.get(&demarche.code).cloned().unwrap_or(demarche))
}
