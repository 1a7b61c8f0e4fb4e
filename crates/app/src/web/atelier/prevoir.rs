//! `/agent/ateliers/nouveau`: planning an atelier; `/agent/ateliers/{id}/corriger`: planning it
//! anew.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::{ToSpan, civil::Date};
use plus_domain::{
    atelier::{Atelier, AtelierForm, Competence, Niveau, Planning},
    form::FormErrors,
    ids::{AccountId, AtelierId},
    period::Period,
    permanence::{Permanence, PermanenceState},
};

use super::{LIST, append, by, found, picture, skill, team};
use crate::web::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Days behind and ahead of today whose half-days are offered.
const AROUND: (i64, i64) = (14, 60);

type Choice = (String, String, bool);

/// Something that may be learnt.
struct Learnt {
    code: &'static str,
    words: String,
    icon: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "atelier/prevoir.html")]
struct PlanPage {
    page: Page,
    /// Where the form is sent, and where one goes back to.
    to: String,
    back: String,
    given: AtelierForm,
    competences: Vec<Learnt>,
    niveaux: Vec<Choice>,
    permanences: Vec<Choice>,
    places: Vec<Choice>,
    team: Vec<Choice>,
    faults: Faults,
}

/// `GET /agent/ateliers/nouveau`.
pub async fn show_new(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let given = AtelierForm {
        niveau: Niveau::Debutant.code().to_owned(),
        minutes: "90".to_owned(),
        capacity: "8".to_owned(),
        animatrice: signed.account.id.to_string(),
        announced: "1".to_owned(),
        ..AtelierForm::default()
    };
    let page = page.titled("atelier-nouveau-titre");
    let to = (LIST.to_owned(), LIST.to_owned());
    render(&plan_page(&app, page, to, (given, FormErrors::default())).await?)
}

/// The half-days that may hold an atelier.
async fn permanences(app: &App, today: Date) -> Result<Vec<Permanence>, WebError> {
    let period = Period {
        from: today.saturating_sub(AROUND.0.days()),
        to: today.saturating_add(AROUND.1.days()),
    };
    let mut link = app.store.read().await?;
    let mut all = plus_store::permanence::between(&mut link, period).await?;
    all.retain(|p| p.state != PermanenceState::Cancelled);
    Ok(all)
}

async fn plan_page(
    app: &App,
    page: Page,
    (to, back): (String, String),
    (given, errors): (AtelierForm, FormErrors),
) -> Result<PlanPage, WebError> {
    let today = app.today();
    let names = Names::load(app, &mut app.store.read().await?).await?;
    let half_days = permanences(app, today).await?;
    let half_day = |p: &Permanence| {
        let (day, hours) = (page.day(p.date), page.hours(p.start, p.end));
        let words = format!("{day}, {hours} · {}", names.place(&p.place));
        (p.id.to_string(), words, given.permanence == p.id.as_str())
    };
    let learnt = |c: &Competence| Learnt {
        code: c.code(),
        words: skill(&page, *c),
        icon: picture(*c),
        chosen: given.competences.iter().any(|code| code == c.code()),
    };
    let niveau = |n: &Niveau| {
        let words = page.tc("atelier-niveau", n.code());
        (n.code().to_owned(), words, given.niveau == n.code())
    };
    let places = names.territory.places_on(today).map(|p| {
        let chosen = given.place == p.code.as_str();
        (p.code.to_string(), p.name.clone(), chosen)
    });
    let team = team(app).await?.into_iter().map(|(id, name)| {
        let chosen = given.animatrice == id.as_str();
        (id.to_string(), name, chosen)
    });
    Ok(PlanPage {
        competences: Competence::ALL.iter().map(learnt).collect(),
        niveaux: Niveau::ALL.iter().map(niveau).collect(),
        permanences: half_days.iter().map(half_day).collect(),
        places: places.collect(),
        team: team.collect(),
        faults: Faults::of(&page, errors),
        to,
        back,
        given,
        page,
    })
}

fn form_of(typed: &[(String, String)]) -> AtelierForm {
    let get = |name: &str| {
        let found = typed.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let learnt = typed.iter().filter(|(key, _)| key == "competence");
    AtelierForm {
        title: get("titre"),
        competences: learnt.map(|(_, code)| code.clone()).collect(),
        niveau: get("niveau"),
        permanence: get("permanence"),
        date: get("date"),
        start: get("debut"),
        place: get("lieu"),
        minutes: get("minutes"),
        capacity: get("places"),
        animatrice: get("animatrice"),
        announced: get("annonce"),
    }
}

/// What a form says, read.
async fn read(
    app: &App,
    signed: &Signed,
    (id, form): (AtelierId, &AtelierForm),
) -> Result<Result<Atelier, FormErrors>, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let team: Vec<AccountId> = team(app).await?.into_iter().map(|(id, _)| id).collect();
    let planning = Planning {
        known: &|day| territory.reference_on(day),
        permanences: &permanences(app, today).await?,
        team: &team,
    };
    Ok(form.read(id, &planning, by(app, signed)))
}

/// `POST /agent/ateliers`.
pub async fn plan(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let form = form_of(&typed);
    let id = AtelierId::new(app.outside.new_id());
    match read(&app, &signed, (id, &form)).await? {
        Ok(atelier) => {
            let to = format!("{LIST}/{}?fait=prevu", atelier.id);
            append(&app, atelier).await?;
            Ok(see_other(&to))
        }
        Err(errors) => {
            let page = page.titled("atelier-nouveau-titre");
            let to = (LIST.to_owned(), LIST.to_owned());
            refused(&plan_page(&app, page, to, (form, errors)).await?)
        }
    }
}

fn refused(template: &PlanPage) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(template)?).into_response())
}

/// Addresses of the form of an atelier.
fn addresses(id: &AtelierId) -> (String, String) {
    (format!("{LIST}/{id}/corriger"), format!("{LIST}/{id}"))
}

/// `GET /agent/ateliers/{id}/corriger`.
pub async fn show_change(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let held = found(&app, &id).await?;
    let given = AtelierForm {
        title: held.title.clone(),
        competences: held
            .competences
            .iter()
            .map(|c| c.code().to_owned())
            .collect(),
        niveau: held.niveau.code().to_owned(),
        permanence: held
            .permanence
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        date: held.date.to_string(),
        start: format!("{:02}:{:02}", held.start.hour(), held.start.minute()),
        place: held.place.to_string(),
        minutes: held.minutes.to_string(),
        capacity: held.capacity.to_string(),
        animatrice: held.animatrice.to_string(),
        announced: if held.announced { "1" } else { "" }.to_owned(),
    };
    let page = page.titled("atelier-corriger-titre");
    let what = (given, FormErrors::default());
    render(&plan_page(&app, page, addresses(&held.id), what).await?)
}

/// `POST /agent/ateliers/{id}/corriger`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let held = found(&app, &id).await?;
    let form = form_of(&typed);
    let read = read(&app, &signed, (held.id.clone(), &form)).await?;
    let errors = match read {
        Ok(plan) => {
            if let Some(changed) = held.replanned(plan, by(&app, &signed)) {
                append(&app, changed).await?;
                return Ok(see_other(&format!("{LIST}/{}?fait=change", held.id)));
            }
            let mut errors = FormErrors::default();
            errors.add("date", "atelier-tenu-plus-tard");
            errors
        }
        Err(errors) => errors,
    };
    let page = page.titled("atelier-corriger-titre");
    refused(&plan_page(&app, page, addresses(&held.id), (form, errors)).await?)
}
