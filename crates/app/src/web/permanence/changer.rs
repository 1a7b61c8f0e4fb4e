//! What becomes of a permanence: opened and closed by the team, moved, cancelled
//! or put back by the coordinator, with a reason for the public. Each says when it was said.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    form::FormErrors,
    ids::PlaceCode,
    period::parse_date,
    permanence::{Permanence, PermanenceState, Saying, Told, parse_time, read_reason},
};
use serde::Deserialize;

use super::{Words, address, append, dire::Day, found};
use crate::web::{
    error::WebError,
    faults::Faults,
    lieu,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Most visites that a half-day may state.
const MOST_VISITES: u32 = 500;

#[derive(Template)]
#[template(path = "permanence/changer.html")]
struct ChangePage {
    page: Page,
    words: Words,
    given: Move,
    places: Vec<(String, String, bool)>,
    can_move: bool,
    can_restore: bool,
    /// What may be said of it today, when it is today.
    day: Option<Day>,
    back: String,
    faults: Faults,
}

/// What the forms of the page send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Move {
    date: String,
    debut: String,
    fin: String,
    lieu: String,
    motif: String,
    /// Why it is cancelled.
    raison: String,
}

/// `GET /pilotage/permanences/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    _signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let permanence = found(&app, &id).await?;
    let given = Move::of(&permanence);
    render(&change_page(&app, page, &permanence, given, FormErrors::default()).await?)
}

async fn change_page(
    app: &App,
    page: Page,
    permanence: &Permanence,
    given: Move,
    errors: FormErrors,
) -> Result<ChangePage, WebError> {
    let mut link = app.store.read().await?;
    let names = Names::load(app, &mut link).await?;
    let is_today = permanence.date == app.today() && permanence.state != PermanenceState::Closed;
    let day = if is_today {
        let what = (permanence, &names);
        Some(Day::of(app, &mut link, &page, what, "/pilotage/permanences").await?)
    } else {
        None
    };
    drop(link);
    let places = names.territory.places.iter();
    Ok(ChangePage {
        words: Words::of(permanence, &names, &page),
        places: places
            .map(|p| {
                (
                    p.code.to_string(),
                    p.name.clone(),
                    given.lieu == p.code.as_str(),
                )
            })
            .collect(),
        can_move: permanence.become_state(PermanenceState::Moved).is_ok(),
        can_restore: permanence.state == PermanenceState::Cancelled,
        day,
        back: address(permanence.date),
        faults: Faults::of(&page, errors),
        given,
        page: page.titled("permanence-changer-titre"),
    })
}

/// `POST /pilotage/permanences/{id}/deplacer`.
pub async fn move_it(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Move>,
) -> Answer {
    let permanence = found(&app, &id).await?;
    let moved = became(&permanence, PermanenceState::Moved)?;
    match given.onto(&app, moved) {
        Ok(moved) => done(&app, told(&app, &signed, moved)).await,
        Err(errors) => refused(&app, page, &permanence, given, errors).await,
    }
}

impl Move {
    fn of(permanence: &Permanence) -> Self {
        Self {
            date: permanence.date.to_string(),
            debut: permanence.start.strftime("%H:%M").to_string(),
            fin: permanence.end.strftime("%H:%M").to_string(),
            lieu: permanence.place.to_string(),
            motif: permanence.reason.clone().unwrap_or_default(),
            raison: String::new(),
        }
    }

    fn onto(&self, app: &App, permanence: Permanence) -> Result<Permanence, FormErrors> {
        let mut errors = FormErrors::default();
        let date = errors.take(
            "date",
            "permanence-erreur-date",
            parse_date(&self.date).ok(),
        );
        let start = errors.take("debut", "permanence-erreur-heure", parse_time(&self.debut));
        let end = errors.take("fin", "permanence-erreur-heure", parse_time(&self.fin));
        let place = PlaceCode::new(self.lieu.clone());
        if date.is_some_and(|day| !lieu::is_open(app, &place, day)) {
            errors.add("lieu", "permanence-erreur-lieu");
        }
        let reason = read_reason(&self.motif, "motif", &mut errors);
        let moved = date
            .zip(start)
            .zip(end)
            .map(|((date, start), end)| Permanence {
                date,
                start,
                end,
                place,
                reason,
                ..permanence
            });
        if moved.as_ref().is_some_and(|p| p.check().is_err()) {
            errors.add("fin", "permanence-erreur-ordre");
        }
        errors.into_result(moved)
    }
}

/// `POST /pilotage/permanences/{id}/annuler`.
pub async fn cancel(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Move>,
) -> Answer {
    let permanence = found(&app, &id).await?;
    let cancelled = became(&permanence, PermanenceState::Cancelled)?;
    let mut errors = FormErrors::default();
    let reason = read_reason(&given.raison, "raison", &mut errors);
    match errors.into_result(reason) {
        Ok(reason) => {
            let off = Permanence {
                reason: Some(reason),
                ..cancelled
            };
            done(&app, told(&app, &signed, off)).await
        }
        Err(errors) => {
            let given = Move {
                raison: given.raison,
                ..Move::of(&permanence)
            };
            refused(&app, page, &permanence, given, errors).await
        }
    }
}

/// `POST /pilotage/permanences/{id}/retablir`: planned again.
pub async fn restore(State(app): State<App>, _signed: Signed, Path(id): Path<String>) -> Answer {
    let permanence = found(&app, &id).await?;
    let planned = became(&permanence, PermanenceState::Planned)?;
    done(
        &app,
        Permanence {
            reason: None,
            told: None,
            ..planned
        },
    )
    .await
}

/// `POST /agent/permanences/{id}/ouvrir`.
pub async fn open(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let permanence = found(&app, &id).await?;
    let open = permanence.say(Saying::Open, &signed.account.id, app.outside.now_ms());
    append(&app, vec![open.map_err(|_| WebError::Conflict)?]).await?;
    Ok(see_other("/agent"))
}

/// What the form of closing sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Closing {
    visites: String,
}

/// `POST /agent/permanences/{id}/fermer`: with the count that the team states.
pub async fn close(
    State(app): State<App>,
    _signed: Signed,
    Path(id): Path<String>,
    Form(closing): Form<Closing>,
) -> Answer {
    let permanence = found(&app, &id).await?;
    let stated: Option<u32> = closing.visites.trim().parse().ok();
    let stated = stated
        .filter(|n| *n <= MOST_VISITES)
        .ok_or(WebError::Unreadable)?;
    let closed = permanence.close(stated).map_err(|_| WebError::Conflict)?;
    append(&app, vec![closed]).await?;
    Ok(see_other("/agent"))
}

fn became(permanence: &Permanence, state: PermanenceState) -> Result<Permanence, WebError> {
    permanence
        .become_state(state)
        .map_err(|_| WebError::Conflict)
}

/// Said now, by who is signed in: the public reads when.
fn told(app: &App, signed: &Signed, permanence: Permanence) -> Permanence {
    let told = Told {
        on_its_way: false,
        late: None,
        at: app.outside.now_ms(),
        by: signed.account.id.clone(),
    };
    Permanence {
        told: Some(told),
        ..permanence
    }
}

/// The page again, with what is to be mended in what was said.
pub(super) async fn refused_word(
    app: &App,
    page: Page,
    permanence: &Permanence,
    errors: FormErrors,
) -> Answer {
    refused(app, page, permanence, Move::of(permanence), errors).await
}

async fn done(app: &App, permanence: Permanence) -> Answer {
    let back = format!("{}&fait=changee", address(permanence.date));
    append(app, vec![permanence]).await?;
    Ok(see_other(&back))
}

async fn refused(
    app: &App,
    page: Page,
    permanence: &Permanence,
    given: Move,
    errors: FormErrors,
) -> Answer {
    let template = change_page(app, page, permanence, given, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
}
