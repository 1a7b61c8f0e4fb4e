//! `/pilotage/tournees/{id}`: a plan, what it breaks, what it is worth; published, looked for
//! again, given up.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::FormErrors,
    ids::{AccountId, PermanenceId},
    period::Month,
    permanence::{Permanence, PermanenceState, Site},
    tournee::{HalfDay, Tournee, TourneeState},
};
use plus_planning::tour::{self, Weights};
use plus_store::permanence;
use serde::Deserialize;

use super::{
    found, plans, record,
    retour::{self, Version},
    words::{self, Day, Share, Worth},
};
use crate::{
    job::{Task, tournee::Recherche},
    tournee::{Board, gather, needs},
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        passages::is_off,
        session::Signed,
        state::App,
    },
};

/// Seconds that a plan made again may be looked for.
const AGAIN: u32 = 30;

/// The half-days of a month.
struct MonthOf {
    name: String,
    code: String,
    days: Vec<Day>,
    /// Half-days to publish.
    fresh: usize,
}

#[derive(Template)]
#[template(path = "tournee/plan.html")]
struct PlanPage {
    page: Page,
    id: String,
    months_said: String,
    draft: bool,
    months: Vec<MonthOf>,
    /// Sentences about the whole plan.
    broken: Vec<String>,
    broken_count: usize,
    /// What could not be done, with names.
    told: Vec<String>,
    worth: Vec<Worth>,
    /// What a point is.
    points: String,
    total: i64,
    proof: String,
    team: Vec<(String, String)>,
    /// What each does, against the share of her contract.
    shares: Vec<Share>,
    /// Versions to go back to.
    versions: Vec<Version>,
    done: String,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    publiees: Option<usize>,
}

/// `GET /pilotage/tournees/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let plan = found(&app, &id).await?;
    let done = match (asked.publiees, asked.fait.as_str()) {
        (Some(count), _) => page.t_count("tournee-publiees", count),
        (None, "changee") => page.t("tournee-changee"),
        (None, "revenue") => page.t("tournee-revenue"),
        _ => String::new(),
    };
    render(&plan_page(&app, page, &plan, FormErrors::default(), done).await?)
}

/// The board of the months of a plan.
pub(super) async fn board(app: &App, plan: &Tournee) -> Result<(Board, Names), WebError> {
    let territory = app.territory();
    let mut link = app.store.read().await?;
    let mut base = gather(&mut link, &territory, (plan.from, plan.to)).await?;
    // What this plan changes of what was announced does not hold it.
    for day in &mut base.announced {
        let own = plan
            .day(day.date)
            .filter(|own| own.permanence == day.permanence);
        day.pinned = own.is_none_or(|own| own.pinned);
    }
    let needs = needs(&territory, app.geo(), &base.besoin, &base.stale);
    let names = Names::load(app, &mut link).await?;
    Ok((Board::new(&base, &territory, &needs), names))
}

async fn plan_page(
    app: &App,
    page: Page,
    plan: &Tournee,
    errors: FormErrors,
    done: String,
) -> Result<PlanPage, WebError> {
    let (board, names) = board(app, plan).await?;
    let (drawn, faulty) = board.plan(&plan.days);
    let broken = tour::check(&board.instance, &drawn);
    let terms = tour::value(&board.instance, &Weights::default(), &drawn);
    let mut said = words::faults(&page, &board, &broken);
    for lost in faulty {
        let sentence = page.t("tournee-faute-perdue");
        said.entry(Some(lost.date)).or_default().push(sentence);
    }
    let broken_count = said.values().map(Vec::len).sum();
    let team = board.team.iter();
    let title = plans::title(&page, plan);
    let cancelled = cancelled(app, plan).await?;
    let portrait = tour::portrait(&board.instance, &drawn);
    Ok(PlanPage {
        shares: words::shares(&board, &names, &portrait),
        versions: retour::versions(app, &page, &names, plan).await?,
        id: plan.id.to_string(),
        months_said: plans::months(&page, plan),
        draft: plan.state == TourneeState::Draft,
        broken: said.remove(&None).unwrap_or_default(),
        broken_count,
        months: months(&page, &names, plan, (said, &cancelled)),
        told: tour::explain(&board.instance, &drawn)
            .into_iter()
            .map(|e| e.text)
            .collect(),
        worth: words::worth(&page, &terms),
        points: words::points(&page, &Weights::default()),
        total: terms.total(),
        proof: proof(&page, plan),
        team: team.map(|id| (id.to_string(), names.person(id))).collect(),
        done,
        faults: Faults::of(&page, errors),
        page: page.titled_text(title),
    })
}

fn proof(page: &Page, plan: &Tournee) -> String {
    match &plan.proof {
        None => page.t("tournee-a-la-main"),
        Some(proof) if proof.proved => page.t("tournee-prouve"),
        Some(proof) => page
            .arg("ecart", proof.objective - proof.bound)
            .t("tournee-ecart"),
    }
}

/// What is wrong, by half-day.
type Sentences = BTreeMap<Option<jiff::civil::Date>, Vec<String>>;

/// The half-days announced, then cancelled, in the months of a plan.
async fn cancelled(app: &App, plan: &Tournee) -> Result<BTreeSet<PermanenceId>, WebError> {
    let mut link = app.store.read().await?;
    let (mut off, mut month) = (BTreeSet::new(), plan.from);
    while month <= plan.to {
        let held = permanence::between(&mut link, month.period()).await?;
        let these = held.into_iter().filter(is_off);
        off.extend(these.map(|p| p.id));
        month = month.next();
    }
    Ok(off)
}

fn months(
    page: &Page,
    names: &Names,
    plan: &Tournee,
    (mut said, cancelled): (Sentences, &BTreeSet<PermanenceId>),
) -> Vec<MonthOf> {
    let mut months = Vec::new();
    let mut month = plan.from;
    while month <= plan.to {
        let days = plan.of_month(month).map(|day| {
            let faults = said.remove(&Some(day.date)).unwrap_or_default();
            let off = day.permanence.as_ref();
            let day = Day::of(page, names, day, faults);
            Day {
                cancelled: off.is_some_and(|id| cancelled.contains(id)),
                ..day
            }
        });
        months.push(MonthOf {
            name: page.month(month),
            code: month.to_string(),
            days: days.collect(),
            fresh: plan.of_month(month).filter(|day| is_fresh(day)).count(),
        });
        month = month.next();
    }
    months
}

/// Whether publishing would announce it, or change what was announced.
fn is_fresh(day: &HalfDay) -> bool {
    !day.pinned && (day.place.is_some() || day.permanence.is_some())
}

/// What the button of a month sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Publication {
    mois: String,
}

/// `POST /pilotage/tournees/{id}/publier`: the half-days of a month become permanences. A plan
/// that breaks a rule is not published: what is announced must be possible.
pub async fn publish(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Publication>,
) -> Answer {
    let plan = found(&app, &id).await?;
    let month: Month = given.mois.parse().map_err(|_| WebError::NotFound)?;
    let (board, _) = board(&app, &plan).await?;
    let (drawn, faulty) = board.plan(&plan.days);
    let mut errors = FormErrors::default();
    if !faulty.is_empty() || !tour::check(&board.instance, &drawn).is_empty() {
        errors.add("publier", "tournee-erreur-regles");
    }
    if plan
        .of_month(month)
        .any(|day| is_fresh(day) && day.date < app.today())
    {
        errors.add("publier", "tournee-erreur-passee");
    }
    if !errors.0.is_empty() {
        let shown = plan_page(&app, page, &plan, errors, String::new()).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response());
    }
    let (events, count) = published(&app, &page, &signed, &plan, month).await?;
    record(&app, &events).await?;
    Ok(see_other(&format!("{}/{id}?publiees={count}", plans::HERE)))
}

/// The permanences, and the plan that remembers them.
async fn published(
    app: &App,
    page: &Page,
    signed: &Signed,
    plan: &Tournee,
    month: Month,
) -> Result<(Vec<Event>, usize), WebError> {
    let period = month.period();
    let mut link = app.store.read().await?;
    let (mut events, mut days) = (Vec::new(), plan.days.clone());
    let fresh = days.iter_mut();
    for day in fresh.filter(|day| period.contains(day.date) && is_fresh(day)) {
        let held = match &day.permanence {
            Some(id) => permanence::by_id(&mut link, id.as_str()).await?,
            None => None,
        };
        let said = match held {
            Some(held) => changed(page, held, day)?,
            None => announced(app, day),
        };
        let Some(said) = said else {
            continue;
        };
        (day.permanence, day.pinned) = (Some(said.id.clone()), true);
        events.push(Event::PermanenceSet(said));
    }
    let count = events.len();
    events.push(Event::TourneeSet(Tournee {
        state: TourneeState::Published,
        days,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..plan.clone()
    }));
    Ok((events, count))
}

/// A half-day announced for the first time.
fn announced(app: &App, day: &HalfDay) -> Option<Permanence> {
    Some(Permanence {
        id: app.outside.new_id().into(),
        date: day.date,
        start: day.start,
        end: day.end,
        place: day.place.clone()?,
        site: Site::Bus,
        crew: day.crew.clone(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    })
}

/// A half-day announced already, held otherwise: by others, elsewhere, or not at all. The
/// public reads why.
fn changed(page: &Page, held: Permanence, day: &HalfDay) -> Result<Option<Permanence>, WebError> {
    let crew = day.crew.clone();
    let Some(place) = day.place.clone() else {
        let cancelled = held.become_state(PermanenceState::Cancelled);
        let reason = Some(page.t("tournee-motif-annulee"));
        return Ok(Some(Permanence {
            reason,
            ..cancelled.map_err(WebError::internal)?
        }));
    };
    if place == held.place {
        return Ok((crew != held.crew).then_some(Permanence { crew, ..held }));
    }
    let moved = held.become_state(PermanenceState::Moved);
    Ok(Some(Permanence {
        place,
        crew,
        reason: Some(page.t("tournee-motif-deplacee")),
        ..moved.map_err(WebError::internal)?
    }))
}

/// What « Et si… » sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Again {
    /// Account that would not be there; empty: nobody.
    sans: String,
}

/// `POST /pilotage/tournees/{id}/refaire`: the same months, with the fewest changes, perhaps
/// without somebody.
pub async fn again(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Again>,
) -> Answer {
    let plan = found(&app, &id).await?;
    let without: Vec<AccountId> = match given.sans.as_str() {
        "" => Vec::new(),
        account => vec![AccountId::new(account)],
    };
    let title = match without.first() {
        None => page
            .arg("titre", plans::title(&page, &plan))
            .t("tournee-refaite"),
        Some(who) => {
            let names = Names::load(&app, &mut app.store.read().await?).await?;
            let said = page.arg("titre", plans::title(&page, &plan));
            said.arg("qui", names.person(who)).t("tournee-sans")
        }
    };
    let wanted = Recherche {
        from: plan.from,
        to: plan.to,
        title: title.chars().take(80).collect(),
        seconds: AGAIN,
        without,
        near: Some(plan.id.clone()),
        author: signed.account.id.clone(),
    };
    let job = Task::Tournee(wanted).ask(&app, &signed.account.id).await?;
    Ok(see_other(&format!("/pilotage/travaux/{job}")))
}

/// `POST /pilotage/tournees/{id}/abandonner`.
pub async fn give_up(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let plan = found(&app, &id).await?;
    if plan.state == TourneeState::Draft {
        let given_up = Tournee {
            state: TourneeState::Abandoned,
            author: signed.account.id.clone(),
            at: app.outside.now_ms(),
            ..plan
        };
        record(&app, &[Event::TourneeSet(given_up)]).await?;
    }
    Ok(see_other(&format!("{}?fait=abandonnee", plans::HERE)))
}
