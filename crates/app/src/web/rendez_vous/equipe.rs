//! `/agent/rendez-vous`: those of today and of the days that come; whom to call; one taken for
//! somebody; from who is there to a visite in one tap. Hours and reasons, never a name (P28).

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    ids::{RendezVousId, ThemeCode},
    permanence::{Permanence, PermanenceState},
    rendez_vous::{Contact, Geste, RendezVous, RendezVousState, collisions, read},
};
use plus_store::Link;
use serde::Deserialize;

use super::{Offered, Words, offered, place, prendre::unkept};
use crate::{
    rendez_vous::{self as held, Agenda, Taken, Wanted},
    web::{
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Address of the list.
const HERE: &str = "/agent/rendez-vous";

/// A rendez-vous, in the words of the list.
struct Line {
    id: String,
    words: Words,
    held: bool,
    /// How it is dialled and how it is read; empty without a number.
    dial: String,
    phone: String,
    email: String,
    /// Whether how to reach its person is kept on another machine.
    elsewhere: bool,
    /// Why its person must be called, its code; empty when she need not be.
    call: &'static str,
}

/// A half-day.
struct HalfDay {
    day: String,
    hours: String,
    place: String,
    free: usize,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "rendez_vous/equipe.html")]
struct TeamPage {
    page: Page,
    given: Given,
    /// Those whose persons must be called.
    call: Vec<Line>,
    days: Vec<HalfDay>,
    offered: Vec<Offered>,
    themes: Vec<(String, String, bool)>,
    faults: Faults,
    /// Code of what was just done, empty when nothing was.
    done: &'static str,
}

#[derive(Template)]
#[template(path = "rendez_vous/talon.html")]
struct SlipPage {
    page: Page,
    words: Words,
    code: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// What a mediator takes for somebody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    creneau: String,
    motif: String,
    joindre: String,
}

/// `GET /agent/rendez-vous`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let done = match asked.fait.as_str() {
        "manque" => "manque",
        "annuler" => "annuler",
        "rendre" => "rendre",
        "confirmer" => "confirmer",
        "tard" => "tard",
        _ => "",
    };
    team_page(&app, page, (Given::default(), FormErrors::default()), done).await
}

async fn team_page(
    app: &App,
    page: Page,
    (given, errors): (Given, FormErrors),
    done: &'static str,
) -> Answer {
    let mut link = app.store.read().await?;
    let agenda = Agenda::load(app, &mut link, true).await?;
    let mut days = Vec::new();
    for permanence in &agenda.permanences {
        let day = day(app, &mut link, &page, (&agenda, permanence)).await?;
        days.extend(day);
    }
    drop(link);
    let mut call = Vec::new();
    for day in &mut days {
        let (must, others) = std::mem::take(&mut day.lines)
            .into_iter()
            .partition(|line| !line.call.is_empty());
        day.lines = others;
        call.extend::<Vec<Line>>(must);
    }
    days.retain(|day| !day.lines.is_empty());
    let answer = render(&TeamPage {
        offered: offered(app, &page, &agenda.halves(), (None, &given.creneau, false)),
        themes: themes(app, &page, &given.motif),
        faults: Faults::of(&page, errors),
        page: page.titled("rendez-vous-equipe-titre"),
        given,
        call,
        days,
        done,
    })?;
    Ok(unkept(answer))
}

fn themes(app: &App, page: &Page, chosen: &str) -> Vec<(String, String, bool)> {
    let territory = app.territory();
    let themes = territory.themes.iter().map(|theme| {
        let words = theme.label.in_language(&page.lang).to_owned();
        (theme.code.to_string(), words, theme.code.as_str() == chosen)
    });
    themes.collect()
}

/// A half-day that has rendez-vous; nothing when it has none.
async fn day(
    app: &App,
    link: &mut Link,
    page: &Page,
    (agenda, permanence): (&Agenda, &Permanence),
) -> Result<Option<HalfDay>, WebError> {
    let all: Vec<RendezVous> = agenda.of(permanence).cloned().collect();
    let shown = all.iter().filter(|r| r.state != RendezVousState::Annule);
    let fallen: Vec<&RendezVousId> = collisions(&all).iter().map(|r| &r.id).collect();
    let mut lines = Vec::new();
    for one in shown {
        let call = match (one.is_stranded(permanence), fallen.contains(&&one.id)) {
            (true, _) if permanence.state == PermanenceState::Cancelled => "annulee",
            (true, _) => "changee",
            (false, true) => "double",
            (false, false) if one.state == RendezVousState::Propose => "liberee",
            (false, false) => "",
        };
        let joint = held::contact(app, link, one).await?;
        lines.push(Line::of(app, page, (one, permanence), (joint, call)));
    }
    Ok((!lines.is_empty()).then(|| HalfDay {
        day: page.day(permanence.date),
        hours: page.hours(permanence.start, permanence.end),
        place: place(page, &app.territory(), permanence),
        free: agenda.free(permanence).len(),
        lines,
    }))
}

impl Line {
    fn of(
        app: &App,
        page: &Page,
        (one, permanence): (&RendezVous, &Permanence),
        (joint, call): (Option<Contact>, &'static str),
    ) -> Self {
        let elsewhere = joint.is_none() && (one.is_held() || one.is_waiting());
        let phone = joint.as_ref().and_then(|c| c.phone.clone());
        Self {
            id: one.id.to_string(),
            words: Words::of(app, page, one, Some(permanence)),
            held: one.is_held(),
            dial: phone
                .as_ref()
                .map_or_else(String::new, |p| p.as_str().to_owned()),
            phone: phone.map_or_else(String::new, |p| p.to_string()),
            email: joint.and_then(|c| c.email).unwrap_or_default(),
            elsewhere,
            call,
        }
    }
}

/// `POST /agent/rendez-vous`: takes one for somebody, and shows the code to give her.
pub async fn take(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let (slot, joint) = match read(&given.creneau, &given.joindre, true) {
        Ok(read) => read,
        Err(errors) => return refused(&app, page, (given, errors)).await,
    };
    let theme = ThemeCode::new(&given.motif);
    let wanted = Wanted {
        slot,
        joint,
        theme: app.territory().theme(&theme).map(|t| t.code.clone()),
        demarche: None,
        language: page.lang.clone(),
        author: Some(signed.account.id.clone()),
    };
    let Taken::Hers(one, code) = held::take(&app, wanted).await? else {
        let mut errors = FormErrors::default();
        errors.add("creneau", "rendez-vous-creneau-pris");
        return refused(&app, page, (given, errors)).await;
    };
    let mut link = app.store.read().await?;
    let at = plus_store::permanence::by_id(&mut link, one.permanence.as_str()).await?;
    drop(link);
    let answer = render(&SlipPage {
        words: Words::of(&app, &page, &one, at.as_ref()),
        code: code.to_string(),
        page: page.titled("rendez-vous-equipe-talon-titre"),
    })?;
    Ok(unkept(answer))
}

async fn refused(app: &App, page: Page, what: (Given, FormErrors)) -> Answer {
    let mut response = team_page(app, page, what, "").await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// `POST /agent/rendez-vous/{id}/{geste}`: she is there, did not come, gave it up.
pub async fn act(
    State(app): State<App>,
    signed: Signed,
    Path((id, geste)): Path<(String, String)>,
) -> Answer {
    let geste = Geste::from_code(&geste).ok_or(WebError::NotFound)?;
    let id = RendezVousId::new(id);
    let known = plus_store::rendez_vous::get(&mut app.store.read().await?, &id).await?;
    known.ok_or(WebError::NotFound)?;
    let done = held::act(&app, &id, (geste, Some(&signed.account.id))).await?;
    Ok(match (done, geste) {
        // Who is there has a visite that begins.
        (Some(_), Geste::Recevoir) => see_other("/agent/visites/nouvelle"),
        (Some(_), _) => see_other(&format!("{HERE}?fait={}", geste.code())),
        // What does not apply any more was done by a colleague: the page shows it.
        (None, _) => see_other(&format!("{HERE}?fait=tard")),
    })
}
