//! `/pilotage/besoin`: where the need is, on a map and in a table, and the weights that make it.
//! Other weights are tried by the address, and kept by a form.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::FormErrors,
    ids::AccountId,
    period::Month,
    territoire::{Place, Territoire},
    tournee::{Besoin, BesoinForm},
};
use plus_planning::access::{
    geo::Geo,
    map::{Kind, Map, Mark, draw},
    need::by_commune,
};
use serde::Deserialize;

use super::record;
use crate::{
    tournee::{
        Around, Base, Held, Needs, coefficients, gather, located, looking_back, nearest_stops,
        needs, waited,
    },
    web::{
        carte::{Shade, shades, shapes},
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Address of the page.
const HERE: &str = "/pilotage/besoin";

/// A stop, in words.
struct Line {
    code: String,
    name: String,
    /// Whether it is on the map.
    placed: bool,
    persons: String,
    poor: String,
    elders: String,
    /// Months since the last visit; empty: none in the last twelve.
    stale: String,
    need: String,
    part: String,
    /// Half-days held in the last twelve months, and those that its need would give it.
    held: u32,
    fair: String,
    /// What it weighs, for the order.
    weight: f64,
}

#[derive(Template)]
#[template(path = "tournee/besoin.html")]
struct NeedPage {
    page: Page,
    given: BesoinForm,
    faults: Faults,
    /// Whether what is shown is not what is kept.
    tried: bool,
    kept: bool,
    /// Whether needs come from the tiles of population.
    tiles: bool,
    map: String,
    shades: Vec<Shade>,
    lines: Vec<Line>,
    /// What the figures do not say.
    cautions: Vec<String>,
}

/// What may follow the `?`: weights to try, or that they were kept.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(flatten)]
    weights: BesoinForm,
    garde: String,
}

/// `GET /pilotage/besoin`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let kept = asked.garde == "oui";
    let mut shown = shown(&app, page, asked.weights).await?;
    shown.kept = kept;
    render(&shown)
}

/// `POST /pilotage/besoin`: these weights are those of the tour from now on.
pub async fn keep(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<BesoinForm>,
) -> Answer {
    if let Ok(said) = typed.read(signed.account.id.clone(), app.outside.now_ms()) {
        record(&app, &[Event::BesoinSet(said)]).await?;
        return Ok(see_other(&format!("{HERE}?garde=oui")));
    }
    let shown = shown(&app, page, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
}

/// The page with the weights that are tried, or those that are kept when none is or when what
/// was typed cannot be read.
async fn shown(app: &App, page: Page, typed: BesoinForm) -> Result<NeedPage, WebError> {
    let territory = app.territory();
    let month = Month::of(app.today());
    let mut link = app.store.read().await?;
    let base = gather(&mut link, &territory, (month, month)).await?;
    let past = looking_back(&mut link, app.today()).await?;
    drop(link);
    let given = if typed.is_empty() {
        BesoinForm::of(&base.besoin)
    } else {
        typed
    };
    let (besoin, errors) = match given.read(AccountId::new(""), 0) {
        Ok(read) => (read, FormErrors::default()),
        Err(errors) => (base.besoin.clone(), errors),
    };
    let around = needs(&territory, app.geo(), &besoin, &base.stale);
    let drawn = Drawn {
        page: &page,
        territory: &territory,
        base: &base,
        needs: &around,
    };
    let held = |place: &Place| past.get(&place.code).copied().unwrap_or_default();
    let lines = drawn.lines(held);
    let (map, shades) = app.geo().map_or_else(Default::default, |geo| {
        let communes = drawn.communes(geo, &besoin);
        (
            drawn.map(geo, &communes),
            shades(&page, &communes, "implantation-legende-teinte"),
        )
    });
    let shown = NeedPage {
        tried: errors.0.is_empty() && weights(&besoin) != weights(&base.besoin),
        kept: false,
        tiles: app.geo().is_some(),
        cautions: app.geo().map_or_else(Vec::new, |geo| cautions(&page, geo)),
        map,
        shades,
        lines,
        faults: Faults::of(&page, errors),
        given,
        page: page.titled("besoin-titre"),
    };
    Ok(shown)
}

fn weights(besoin: &Besoin) -> [u16; 4] {
    [besoin.person, besoin.elder, besoin.poor, besoin.month]
}

/// What the figures do not say.
fn cautions(page: &Page, geo: &Geo) -> Vec<String> {
    let all: f64 = geo.tiles.iter().map(|tile| tile.persons).sum();
    let estimated = geo.tiles.iter().filter(|tile| tile.imputed);
    let estimated: f64 = estimated.map(|tile| tile.persons).sum();
    let share = page.number(format!("{:.0}", estimated / all.max(1.0) * 100.0));
    vec![
        page.arg("part", share).t("besoin-prudence-carreaux"),
        page.t("besoin-prudence-proche"),
        page.t("besoin-prudence-cache"),
    ]
}

/// What the words and the map are made with.
struct Drawn<'a> {
    page: &'a Page,
    territory: &'a Territoire,
    base: &'a Base,
    needs: &'a Needs,
}

impl Drawn<'_> {
    fn around(&self, place: &Place) -> Around {
        let found = self.needs.get(&place.code).copied();
        found.unwrap_or(Around::UNKNOWN)
    }

    fn commune(&self, code: &str) -> String {
        let mut communes = self.territory.communes.iter();
        let found = communes.find(|commune| commune.code.as_str() == code);
        found.map_or_else(|| code.to_owned(), |commune| commune.name.clone())
    }

    /// Every stop that the van serves, the greatest need first.
    fn lines(&self, held: impl Fn(&Place) -> Held) -> Vec<Line> {
        let places = &self.base.places;
        let weighed = |(place, escale): &(Place, _)| self.around(place).weighed(escale);
        let all: f64 = places.iter().map(weighed).sum();
        let outings: u32 = places.iter().map(|(place, _)| held(place).held).sum();
        let mut lines: Vec<Line> = places
            .iter()
            .map(|entry| {
                let part = weighed(entry) / all.max(1.0);
                let mut line = self.line(&entry.0, weighed(entry), part);
                line.held = held(&entry.0).held;
                line.fair = self.decimal(part * f64::from(outings));
                line
            })
            .collect();
        lines.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.code.cmp(&b.code)));
        lines
    }

    fn line(&self, place: &Place, weight: f64, part: f64) -> Line {
        let around = self.around(place);
        let page = self.page;
        let share = |share: Option<f64>| {
            let percent = |share: f64| page.number(format!("{:.0}\u{a0}%", share * 100.0));
            share.map_or_else(|| page.t("besoin-inconnu"), percent)
        };
        let stale = self.base.stale.get(&place.code);
        let need = page.number(format!("{weight:.0}"));
        let part = format!("{}\u{a0}%", self.decimal(part * 100.0));
        let (need, part) = if around.shown {
            (need, part)
        } else {
            (page.t("besoin-cache"), String::new())
        };
        Line {
            code: place.code.to_string(),
            name: place.name.clone(),
            placed: place.position.is_some(),
            persons: page.number(format!("{:.0}", around.persons)),
            poor: share(around.poor),
            elders: share(around.elders),
            stale: stale.map_or_else(String::new, |m| page.number(format!("{m:.0}"))),
            need,
            part,
            held: 0,
            fair: String::new(),
            weight,
        }
    }

    fn decimal(&self, value: f64) -> String {
        self.page.number(format!("{value:.1}").replace('.', ","))
    }

    /// The need of each commune that has an outline: all its people, near a stop or not.
    fn communes(&self, geo: &Geo, besoin: &Besoin) -> Vec<f64> {
        let (places, nearest) = nearest_stops(self.territory, geo);
        let months = |place: usize| {
            let place = places.get(place);
            place.map_or(0.0, |place| waited(&self.base.stale, &place.id))
        };
        let weights = coefficients(besoin);
        let totals = by_commune(&geo.tiles, &nearest, &weights, months, &BTreeMap::new());
        let need = |commune: &str| {
            let found = totals.iter().find(|total| total.commune == commune);
            found.map_or(0.0, |total| total.total.need)
        };
        let outlines = geo.outlines.iter();
        outlines.map(|outline| need(&outline.commune)).collect()
    }

    fn map(&self, geo: &Geo, communes: &[f64]) -> String {
        let told = |commune: &str, need: f64| {
            let name = self.commune(commune);
            let said = self.page.number(format!("{need:.0}"));
            let named = self.page.arg("nom", name.as_str());
            let title = named.arg("besoin", said).t("implantation-carte-besoin");
            (name, title)
        };
        let [title, description] =
            ["besoin-carte-titre", "besoin-carte-dit"].map(|key| self.page.t(key));
        draw(&Map {
            id: "besoin",
            title: &title,
            description: &description,
            shapes: shapes(geo, communes, told),
            marks: self.marks(),
        })
    }

    /// A circle for each stop that is somewhere; those that the Insee hides have the smallest.
    fn marks(&self) -> Vec<Mark> {
        let places = &self.base.places;
        let size = |(place, escale): &(Place, _)| {
            let around = self.around(place);
            if around.shown {
                around.weighed(escale)
            } else {
                0.0
            }
        };
        let most = places.iter().map(size).fold(1.0, f64::max);
        let marks = places.iter().filter_map(|entry| {
            let place = &entry.0;
            let said = if self.around(place).shown {
                self.page.number(format!("{:.0}", size(entry)))
            } else {
                self.page.t("besoin-cache")
            };
            Some(Mark {
                kind: Kind::Circle,
                position: located(place)?,
                size: size(entry) / most,
                title: self
                    .page
                    .arg("lieu", place.name.as_str())
                    .arg("commune", self.commune(place.commune.as_str()))
                    .arg("besoin", said)
                    .t("besoin-carte-lieu"),
            })
        });
        marks.collect()
    }
}
