//! `/pilotage/tournees/{id}/jours/{date}`: one half-day of a plan changed by a hand. What the change
//! breaks and what it costs is said before it is kept.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    event::Event,
    ids::{AccountId, PartnerCode, PlaceCode},
    period::parse_date,
    tournee::{HalfDay, Tournee, TourneeState},
};
use plus_planning::tour::{self, Weights};

use super::{
    found, plan, plans, record,
    words::{self, Worth},
};
use crate::{
    tournee::Board,
    web::{
        error::WebError,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "tournee/jour.html")]
struct DayPage {
    page: Page,
    plan: String,
    date: String,
    places: Vec<Choice>,
    crew: Vec<Choice>,
    drivers: Vec<Choice>,
    partners: Vec<Choice>,
    /// Whether a change is shown that is not kept yet.
    tried: bool,
    /// She wanted to keep it, and it breaks a rule that she had not been shown.
    unkept: bool,
    /// What the change is, in one line: kept only when it is what was shown.
    seen: String,
    /// Rules that it breaks, here and elsewhere.
    broken: Vec<String>,
    /// What changes in the value; less is better.
    worth: Vec<Worth>,
    total: i64,
    /// Announced, or already over: it is changed as a permanence.
    fixed: bool,
}

/// `GET /pilotage/tournees/{id}/jours/{date}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path((id, date)): Path<(String, String)>,
) -> Answer {
    let (plan, day) = half_day(&app, &id, &date).await?;
    render(&day_page(&app, page, &plan, day).await?)
}

/// `POST /pilotage/tournees/{id}/jours/{date}`: tries a change, or keeps it. One that breaks a rule
/// is kept only after its consequences have been shown.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path((id, date)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let (before, day) = half_day(&app, &id, &date).await?;
    if is_fixed(&before, &day) {
        return Err(WebError::NotFound);
    }
    let changed = read(&typed, &day);
    let keeps = typed.iter().any(|(key, _)| key == "garder");
    let line = in_one_line(&changed);
    let seen = typed
        .iter()
        .any(|(key, value)| key == "vu" && *value == line);
    if !(keeps && seen) {
        let mut shown = day_page(&app, page, &before, changed.clone()).await?;
        if !keeps || !shown.broken.is_empty() {
            (shown.tried, shown.unkept, shown.seen) = (true, keeps, line);
            return Ok(render(&shown)?.into_response());
        }
    }
    let kept = before.with(&changed, signed.account.id.clone(), app.outside.now_ms());
    record(&app, &[Event::TourneeSet(kept)]).await?;
    Ok(see_other(&format!(
        "{}/{id}?fait=changee#j-{date}",
        plans::HERE
    )))
}

async fn half_day(app: &App, id: &str, date: &str) -> Result<(Tournee, HalfDay), WebError> {
    let plan = found(app, id).await?;
    let date: Date = parse_date(date).map_err(|_| WebError::NotFound)?;
    let day = plan.day(date).cloned().ok_or(WebError::NotFound)?;
    Ok((plan, day))
}

fn is_fixed(plan: &Tournee, day: &HalfDay) -> bool {
    day.permanence.is_some() || plan.state == TourneeState::Abandoned
}

/// A half-day in one line, the same for the same half-day.
fn in_one_line(day: &HalfDay) -> String {
    let mut crew: Vec<&str> = day.crew.iter().map(AccountId::as_str).collect();
    crew.sort_unstable();
    let place = day.place.as_ref().map_or("", PlaceCode::as_str);
    let driver = day.driver.as_ref().map_or("", AccountId::as_str);
    let partner = day.partner.as_ref().map_or("", PartnerCode::as_str);
    format!("{place};{};{driver};{partner}", crew.join(","))
}

/// The half-day as the form says it. Without a place the van stays in, and nobody is on board.
fn read(typed: &[(String, String)], day: &HalfDay) -> HalfDay {
    let get = |name: &str| {
        let found = typed.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|v| !v.is_empty())
    };
    let crew = typed.iter().filter(|(key, _)| key == "equipe");
    let crew: Vec<AccountId> = crew.map(|(_, id)| AccountId::new(id.clone())).collect();
    let place = get("lieu").map(PlaceCode::new);
    let open = place.is_some();
    HalfDay {
        place,
        driver: get("conduit").map(AccountId::new).filter(|_| open),
        partner: get("partenaire").map(PartnerCode::new).filter(|_| open),
        crew: if open { crew } else { Vec::new() },
        ..day.clone()
    }
}

async fn day_page(
    app: &App,
    page: Page,
    before: &Tournee,
    day: HalfDay,
) -> Result<DayPage, WebError> {
    let (board, names) = plan::board(app, before).await?;
    let after = before.with(&day, before.author.clone(), before.at);
    let (drawn, _) = board.plan(&after.days);
    let (was, _) = board.plan(&before.days);
    let weights = Weights::default();
    let terms = tour::value(&board.instance, &weights, &drawn).less(&tour::value(
        &board.instance,
        &weights,
        &was,
    ));
    let broken = words::faults(&page, &board, &tour::check(&board.instance, &drawn));
    let said = broken.into_iter().flat_map(|(date, sentences)| {
        let day = date.map(|date| page.day(date));
        sentences.into_iter().map(move |s| match &day {
            Some(day) => format!("{day} : {s}"),
            None => s,
        })
    });
    let title = page.day(day.date);
    Ok(DayPage {
        plan: before.id.to_string(),
        date: day.date.to_string(),
        places: places(&board, &names, &day),
        crew: people(&board, &names, |id| day.crew.contains(id)),
        drivers: people(&board, &names, |id| day.driver.as_ref() == Some(id)),
        partners: partners(&names, &day),
        tried: false,
        unkept: false,
        seen: String::new(),
        broken: said.collect(),
        worth: words::worth(&page, &terms),
        total: terms.total(),
        fixed: is_fixed(before, &day),
        page: page.titled_text(title),
    })
}

fn places(board: &Board, names: &Names, day: &HalfDay) -> Vec<Choice> {
    let all = board.places.iter();
    all.map(|code| {
        let chosen = day.place.as_ref() == Some(code);
        (code.to_string(), names.place(code), chosen)
    })
    .collect()
}

fn people(board: &Board, names: &Names, chosen: impl Fn(&AccountId) -> bool) -> Vec<Choice> {
    let team = board.team.iter();
    team.map(|id| (id.to_string(), names.person(id), chosen(id)))
        .collect()
}

fn partners(names: &Names, day: &HalfDay) -> Vec<Choice> {
    let all = names.territory.partners_on(day.date);
    all.map(|p| {
        let chosen = day.partner.as_ref() == Some(&p.code);
        (p.code.to_string(), p.name_on(day.date).to_owned(), chosen)
    })
    .collect()
}
