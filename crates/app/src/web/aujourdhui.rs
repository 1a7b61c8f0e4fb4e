//! `/agent`: the day. Where we are, who is there, the visites so far, what waits.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    ids::PlaceCode,
    period::Period,
    permanence::PermanenceState,
    stats::Dimension,
    visite::{Kind, Outcome},
};
use plus_store::{
    Link, StoreError, permanence,
    visite::{self, Filter},
};
use serde::Deserialize;

use super::{
    atelier, dossier, echange,
    error::WebError,
    escalade,
    faults::Faults,
    formation,
    lieu::{self, Lieu},
    noms::Names,
    page::{Answer, Page, render, see_other},
    permanence::dire::Day,
    router::encoded,
    session::Signed,
    state::App,
    visite::{conflits, ligne::Line},
};

/// More visites than a place sees in a day.
const MOST: i64 = 300;

/// The permanence of the moment.
struct Held {
    id: String,
    hours: String,
    crew: Vec<String>,
    /// Code of its state.
    state: &'static str,
    can_close: bool,
    stated: Option<u32>,
}

/// Counts of the day, side by side.
#[derive(Default)]
struct Counts {
    visites: usize,
    demandes: usize,
    accompagnements: usize,
    blocked: usize,
}

type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "aujourdhui/page.html")]
struct TodayPage {
    page: Page,
    day: String,
    date: String,
    /// Code of the place, empty when it is still to choose.
    code: String,
    place: String,
    commune: String,
    held: Option<Held>,
    /// What may be said of it in one tap, while it is not over.
    day_word: Option<Day>,
    /// Those of today that were cancelled, to put back what was a mistake.
    off: Vec<Day>,
    /// Whether to ask for the place.
    choosing: bool,
    /// Follow-up whose visite waits for the place; empty for none.
    dossier: String,
    /// Permanences of the day, to choose from with one tap.
    today: Vec<(String, String, String)>,
    places: Vec<Choice>,
    counts: Counts,
    lines: Vec<Line>,
    waiting: i64,
    /// Promises of this person for today, late ones included.
    promises: usize,
    /// Exchanges of half-days that wait for her answer.
    exchanges: usize,
    /// Escalades that a partner answered.
    answers: usize,
    /// Ateliers of today that are still to hold: identifier, and a sentence.
    ateliers: Vec<(String, String)>,
    /// Conflicts that this person may settle.
    conflicts: i64,
    /// Steps that she has still to do, when she arrives.
    steps: usize,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `1`: ask for the place again.
    lieu: String,
    /// Follow-up whose visite is begun once the place is known; empty for none.
    dossier: String,
}

/// `GET /agent`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let choosing = (asked.lieu == "1").then_some(asked.dossier);
    render(&today(&app, page, &signed, choosing, FormErrors::default()).await?)
}

async fn today(
    app: &App,
    page: Page,
    signed: &Signed,
    choosing: Option<String>,
    errors: FormErrors,
) -> Result<TodayPage, WebError> {
    let mut link = app.store.read().await?;
    let here = lieu::of_today(app, &mut link, &signed.account).await?;
    let names = Names::load(app, &mut link).await?;
    let day = app.today();
    let found = match &here {
        Some(here) => visite::list(&mut link, &of_day(app, here), None, MOST).await?,
        None => Vec::new(),
    };
    let waiting = Filter {
        to_finish: true,
        ..Filter::default()
    };
    let held = lieu::held_on(&mut link, day).await?;
    let (day_word, off) = words_of_day(app, &mut link, &page, &names, here.as_ref()).await?;
    let code = here
        .as_ref()
        .map(|h| h.place.to_string())
        .unwrap_or_default();
    let place = here.as_ref().and_then(|h| names.territory.place(&h.place));
    Ok(TodayPage {
        day: page.day(day),
        date: day.to_string(),
        place: here
            .as_ref()
            .map(|h| names.place(&h.place))
            .unwrap_or_default(),
        commune: place.map(|p| names.commune(&p.commune)).unwrap_or_default(),
        held: here.as_ref().and_then(|h| self::held(h, &names, &page)),
        day_word,
        off,
        choosing: choosing.is_some() || here.is_none(),
        dossier: choosing.unwrap_or_default(),
        today: held
            .iter()
            .map(|p| {
                (
                    p.place.to_string(),
                    names.place(&p.place),
                    page.hours(p.start, p.end),
                )
            })
            .collect(),
        places: places(&names, day, &code),
        counts: Counts::of(&found),
        lines: Line::all(app, &page, &names, &found),
        waiting: visite::count(&mut link, &waiting).await?,
        answers: escalade::equipe::answered(&mut link, &signed.account.id).await?,
        exchanges: echange::waiting(app, &mut link, &signed.account.id).await?,
        promises: dossier::to_keep_today(app, &mut link, &signed.account.id).await?,
        ateliers: atelier::of_today(app, &mut link, &page).await?,
        conflicts: conflits::count(&mut link, signed).await?,
        steps: formation::mienne::steps_left(&mut link, &signed.account.id).await?,
        faults: Faults::of(&page, errors),
        code,
        page: page.titled("aujourdhui-titre"),
    })
}

/// The places of a day, the chosen one marked.
fn places(names: &Names, day: jiff::civil::Date, chosen: &str) -> Vec<Choice> {
    let places = names.territory.places_on(day);
    let choice = |p: &plus_domain::territoire::Place| {
        let is_chosen = p.code.as_str() == chosen;
        (p.code.to_string(), p.name.clone(), is_chosen)
    };
    places.map(choice).collect()
}

/// What may be said of the half-day of the moment, and those of today that were cancelled.
async fn words_of_day(
    app: &App,
    link: &mut Link,
    page: &Page,
    names: &Names,
    here: Option<&Lieu>,
) -> Result<(Option<Day>, Vec<Day>), StoreError> {
    const BEGIN: &str = "/agent/permanences";
    let now = here.and_then(|h| h.permanence.as_ref());
    let now = now.filter(|p| p.state != PermanenceState::Closed);
    let day = match now {
        Some(p) => Some(Day::of(app, link, page, (p, names), BEGIN).await?),
        None => None,
    };
    let mut off = Vec::new();
    for p in permanence::on(link, app.today()).await? {
        if p.state == PermanenceState::Cancelled {
            off.push(Day::of(app, link, page, (&p, names), BEGIN).await?);
        }
    }
    Ok((day, off))
}

/// The page again, with what is to be mended in what was said.
pub(super) async fn refused(app: &App, page: Page, signed: &Signed, errors: FormErrors) -> Answer {
    let template = today(app, page, signed, None, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
}

fn of_day(app: &App, here: &Lieu) -> Filter {
    let day = app.today();
    Filter {
        period: Some(Period { from: day, to: day }),
        values: vec![(Dimension::Place, here.place.to_string())],
        ..Filter::default()
    }
}

fn held(here: &Lieu, names: &Names, page: &Page) -> Option<Held> {
    let p = here.permanence.as_ref()?;
    Some(Held {
        id: p.id.to_string(),
        hours: page.hours(p.start, p.end),
        crew: p.crew.iter().map(|id| names.person(id)).collect(),
        state: p.state.code(),
        can_close: p.state == PermanenceState::Open,
        stated: p.stated_visites,
    })
}

impl Counts {
    fn of(lines: &[visite::Line]) -> Self {
        let demandes = || lines.iter().flat_map(|l| &l.visite.demandes);
        Self {
            visites: lines.len(),
            demandes: demandes().count(),
            accompagnements: demandes()
                .filter(|d| d.kind == Kind::Accompagnement)
                .count(),
            blocked: demandes().filter(|d| d.outcome == Outcome::Bloque).count(),
        }
    }
}

/// What the form of the place sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    lieu: String,
    /// Follow-up whose visite is begun from there; empty for none.
    dossier: String,
}

/// `POST /agent/lieu`: where she works today.
pub async fn choose_place(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let place = PlaceCode::new(chosen.lieu);
    if !lieu::is_open(&app, &place, app.today()) {
        let mut errors = FormErrors::default();
        errors.add("lieu", "aujourdhui-lieu-manque");
        let template = today(&app, page, &signed, Some(chosen.dossier), errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
    }
    let mut tx = app.store.begin().await?;
    lieu::choose(&app, &mut tx, &signed.account, &place).await?;
    tx.commit().await?;
    if chosen.dossier.is_empty() {
        return Ok(see_other("/agent"));
    }
    let dossier = encoded(&chosen.dossier);
    Ok(see_other(&format!(
        "/agent/visites/nouvelle?dossier={dossier}"
    )))
}
