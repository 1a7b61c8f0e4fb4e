//! « Quand le bus passe-t-il près de chez moi ? »: by the name of a commune, of a
//! neighbourhood or of a place, mistakes allowed, or by the position that a browser gives.
//!
//! A position comes in the body of one request and goes with its answer: no address holds it,
//! nothing keeps it.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::{Date, DateTime};
use plus_domain::{
    permanence::Permanence,
    pres::{likeness, metres, position},
    territoire::{Place, PlaceKind, Territoire},
};
use plus_fiches::search::fold;
use serde::Deserialize;

use super::{
    bus::{Passage, coming, is_to_come, local_now},
    error::WebError,
    lieux::is_stop,
    page::{Answer, Page, render, see_other},
    router::encoded,
    state::App,
};

/// Stops shown.
const MOST: usize = 6;
/// Dates shown of each.
const DATES: usize = 2;
/// Other names proposed.
const OTHERS: usize = 5;
/// Longest words looked at, characters.
const LONGEST: usize = 80;

/// A stop near the reader.
struct Stop {
    code: String,
    name: String,
    /// « à 2,3 km », empty in the commune that was asked for.
    far: String,
    passages: Vec<Passage>,
}

#[derive(Template)]
#[template(path = "passages/pres.html")]
struct NearPage {
    page: Page,
    /// What was typed, as it was.
    typed: String,
    /// Where the answer starts from: a name, « votre position », or nothing found.
    from: String,
    stops: Vec<Stop>,
    /// Nearest kiosk: code, name, how far.
    borne: Option<(String, String, String)>,
    /// Other names that the words may stand for, and where each is looked for.
    others: Vec<(String, String)>,
}

/// Where the answer starts from.
struct Origin {
    name: String,
    at: Option<(f64, f64)>,
    /// INSEE code of the commune asked for, empty for a place or a position.
    commune: String,
    /// Code of the place asked for.
    place: String,
}

/// What is typed, from the list of passages.
pub async fn typed(app: &App, page: Page, typed: &str) -> Answer {
    let short: String = typed.chars().take(LONGEST).collect();
    let mut found = find(&app.territory(), &short, local_now(app).date());
    let others = found.split_off(found.len().min(1));
    let others = others.into_iter().take(OTHERS).map(|f| {
        let href = format!("/passages?pres={}", encoded(&f.name));
        (f.name, href)
    });
    let others = others.collect();
    let page = near(app, page, found.pop(), short, others).await?;
    render(&page)
}

/// What a browser says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    latitude: String,
    longitude: String,
}

/// `POST /passages/pres`: by a position, kept nowhere.
pub async fn by_position(State(app): State<App>, page: Page, Form(given): Form<Given>) -> Answer {
    let at = position(&given.latitude, &given.longitude);
    let from = at.map(|at| Origin {
        name: page.t("pres-votre-position"),
        at: Some(at),
        commune: String::new(),
        place: String::new(),
    });
    let status = match from {
        Some(_) => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = near(&app, page, from, String::new(), Vec::new()).await?;
    let mut answer = render(&shown)?;
    *answer.status_mut() = status;
    let never = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(answer.into_response())
}

/// `GET /passages/pres`: the position is gone with its answer.
pub async fn again(page: Page) -> Answer {
    Ok(see_other(&page.language.address("/passages")))
}

/// Communes and places that words may stand for, the likeliest first.
fn find(territory: &Territoire, typed: &str, today: Date) -> Vec<Origin> {
    let typed = fold(typed);
    let mut found: Vec<(u32, Origin)> = Vec::new();
    for commune in &territory.communes {
        let name = fold(&commune.name);
        let postal = commune.postal_codes.contains(&typed);
        if let Some(score) = likeness(&typed, &name).or(postal.then_some(0)) {
            found.push((
                score,
                Origin {
                    name: commune.name.clone(),
                    at: commune.centre,
                    commune: commune.code.to_string(),
                    place: String::new(),
                },
            ));
        }
    }
    for place in territory.places_on(today) {
        // A place is called by its neighbourhood as well as by its whole name.
        let names = [fold(&place.quartier), fold(&place.name)];
        let best = names.iter().filter_map(|name| likeness(&typed, name)).min();
        if let Some(score) = best {
            found.push((score, of_place(place)));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    found.into_iter().map(|(_, from)| from).collect()
}

fn of_place(place: &Place) -> Origin {
    Origin {
        name: place.name.clone(),
        at: place.position,
        commune: String::new(),
        place: place.code.to_string(),
    }
}

async fn near(
    app: &App,
    page: Page,
    from: Option<Origin>,
    typed: String,
    others: Vec<(String, String)>,
) -> Result<NearPage, WebError> {
    let (territory, now) = (app.territory(), local_now(app));
    let coming = coming(app, now.date()).await?;
    let page = page.titled("pres-titre");
    let Some(from) = from else {
        return Ok(NearPage {
            page,
            typed,
            from: String::new(),
            stops: Vec::new(),
            borne: None,
            others,
        });
    };
    let stops = nearest(&territory, &from, now.date(), is_stop);
    let bornes = nearest(&territory, &from, now.date(), |p| {
        p.kind == PlaceKind::Borne
    });
    let borne = bornes.into_iter().next();
    Ok(NearPage {
        stops: stops
            .into_iter()
            .take(MOST)
            .map(|(place, far)| Stop::of(&page, &territory, (place, far), &coming, now))
            .collect(),
        borne: borne.map(|(place, far)| {
            (
                place.code.to_string(),
                place.name.clone(),
                far_words(&page, far),
            )
        }),
        from: from.name,
        typed,
        others,
        page,
    })
}

/// A place, and how far it is in metres, when it is known and worth saying.
type Far<'a> = (&'a Place, Option<f64>);

/// The places of a day that fit, those that were asked for first, then by distance.
fn nearest<'a>(
    territory: &'a Territoire,
    from: &Origin,
    today: Date,
    fits: impl Fn(&Place) -> bool,
) -> Vec<Far<'a>> {
    let far = |place: &Place| from.at.zip(place.position).map(|(a, b)| metres(a, b));
    let asked =
        |place: &Place| place.code.as_str() == from.place || place.commune.as_str() == from.commune;
    let mut all: Vec<Far<'a>> = territory
        .places_on(today)
        .filter(|place| fits(place))
        .map(|place| (place, far(place)))
        .collect();
    all.sort_by(|a, b| {
        let order = |(place, far): &Far<'_>| (!asked(place), far.unwrap_or(f64::MAX));
        let (a, b) = (order(a), order(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let shown = |(place, far): Far<'a>| (place, far.filter(|_| !asked(place)));
    all.into_iter().map(shown).collect()
}

impl Stop {
    fn of(
        page: &Page,
        territory: &Territoire,
        (place, far): Far<'_>,
        coming: &[Permanence],
        now: DateTime,
    ) -> Self {
        let here = coming
            .iter()
            .filter(|p| p.place == place.code && is_to_come(p, now));
        Self {
            code: place.code.to_string(),
            name: place.name.clone(),
            far: far_words(page, far),
            passages: here
                .take(DATES)
                .map(|p| Passage::new(page, territory, p).at(page, p, now))
                .collect(),
        }
    }
}

/// « à 300 m », « à 2,3 km », « à 12 km »; empty when it is not known.
fn far_words(page: &Page, far: Option<f64>) -> String {
    let Some(metres) = far else {
        return String::new();
    };
    let tens = (metres / 10.0).round() * 10.0;
    if tens < 1_000.0 {
        return page.ta("pres-metres", &[("nombre", format!("{tens:.0}"))]);
    }
    let kilometres = if metres < 9_950.0 {
        format!("{:.1}", metres / 1_000.0).replace('.', page.t("lieux-virgule").as_str())
    } else {
        format!("{:.0}", metres / 1_000.0)
    };
    page.ta("pres-kilometres", &[("nombre", kilometres)])
}
