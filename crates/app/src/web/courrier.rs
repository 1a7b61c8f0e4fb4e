//! `/pilotage/courrier`: the letters to the team, what waits, what was refused and why.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    courrier::{State as Stage, is_address},
    form::FormErrors,
};
use plus_store::courrier::{self as outbox, Queued, is_personal};
use serde::Deserialize;

use super::{
    contact::moment,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    state::App,
};
use crate::courrier::{Letter, queue};

const HERE: &str = "/pilotage/courrier";
/// Letters of one state shown at most.
const MOST: i64 = 50;
/// Letters that left shown at most.
const MOST_SENT: i64 = 15;

/// A letter, in words.
struct Line {
    cause: String,
    to: String,
    subject: String,
    text: String,
    state: &'static str,
    when: String,
    tries: u32,
    /// When it is tried again; empty when it is not, or without a server.
    next: String,
    reason: String,
}

impl Line {
    fn of(app: &App, page: &Page, queued: Queued) -> Self {
        let mut line = Self::whole(app, page, queued);
        // An address that follows a commune or has a rendez-vous is its person's alone.
        if is_personal(&line.cause) {
            line.to = page.t("courrier-abonne");
            (line.text, line.reason) = (String::new(), String::new());
        }
        line
    }

    fn whole(app: &App, page: &Page, queued: Queued) -> Self {
        let is_tried = queued.state == Stage::ToSend && queued.tries > 0;
        Self {
            state: queued.state.code(),
            when: moment(app, page, queued.sent_at.unwrap_or(queued.queued_at)),
            tries: queued.tries,
            next: if is_tried {
                moment(app, page, queued.next_at)
            } else {
                String::new()
            },
            reason: queued.reason.unwrap_or_default(),
            cause: queued.letter.cause,
            to: queued.letter.to,
            subject: queued.letter.subject,
            text: queued.letter.text,
        }
    }
}

#[derive(Template)]
#[template(path = "courrier/page.html")]
struct OutboxPage {
    page: Page,
    /// Whether letters can leave.
    is_set: bool,
    server: String,
    waiting: Vec<Line>,
    refused: Vec<Line>,
    sent: Vec<Line>,
    typed: String,
    faults: Faults,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/courrier`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let done = match asked.fait.as_str() {
        "renvoyer" => "courrier-fait-renvoyer",
        "abandonner" => "courrier-fait-abandonner",
        "essai" => "courrier-fait-essai",
        _ => "",
    };
    render(&outbox_page(&app, page, String::new(), FormErrors::default(), done).await?)
}

async fn outbox_page(
    app: &App,
    page: Page,
    typed: String,
    errors: FormErrors,
    done: &'static str,
) -> Result<OutboxPage, WebError> {
    let mut link = app.store.read().await?;
    let waiting = outbox::list(&mut link, Stage::ToSend, MOST).await?;
    let mut refused = outbox::list(&mut link, Stage::Failed, MOST).await?;
    refused.extend(outbox::list(&mut link, Stage::Abandoned, MOST_SENT).await?);
    let sent = outbox::list(&mut link, Stage::Sent, MOST_SENT).await?;
    drop(link);
    let lines = |found: Vec<Queued>| -> Vec<Line> {
        let lines = found.into_iter();
        lines.map(|one| Line::of(app, &page, one)).collect()
    };
    let (waiting, refused, sent) = (lines(waiting), lines(refused), lines(sent));
    let settings = &app.config.courrier;
    Ok(OutboxPage {
        is_set: settings.is_set() && !app.config.demo,
        server: settings.server.clone().unwrap_or_default(),
        faults: Faults::of(&page, errors),
        page: page.titled("courrier-titre"),
        waiting,
        refused,
        sent,
        typed,
        done,
    })
}

/// What the buttons of a letter send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Decision {
    cause: String,
    /// `renvoyer` or `abandonner`.
    action: String,
}

/// `POST /pilotage/courrier`: sends a letter again, or gives it up.
pub async fn decide(State(app): State<App>, Form(given): Form<Decision>) -> Answer {
    let mut tx = app.store.begin().await?;
    let found = match given.action.as_str() {
        "renvoyer" => outbox::retry(&mut tx, &given.cause, app.outside.now_ms()).await?,
        "abandonner" => outbox::abandon(&mut tx, &given.cause).await?,
        _ => return Err(WebError::Unreadable),
    };
    if !found {
        return Err(WebError::Conflict);
    }
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}?fait={}", given.action)))
}

/// What the form of the test sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Tested {
    adresse: String,
}

/// `POST /pilotage/courrier/essai`: queues a letter that says that letters leave.
pub async fn test(State(app): State<App>, page: Page, Form(given): Form<Tested>) -> Answer {
    let to = given.adresse.trim().to_owned();
    if !is_address(&to) {
        let mut errors = FormErrors::default();
        errors.add("adresse", "courrier-adresse-faute");
        let template = outbox_page(&app, page, given.adresse, errors, "").await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response());
    }
    let relay = app.territory().identity.name.clone();
    let letter = Letter {
        cause: format!("essai/{}", app.outside.new_id()),
        subject: page.ta("courrier-essai-sujet", &[("relais", relay.as_str())]),
        text: page.ta("courrier-essai-texte", &[("relais", relay.as_str())]),
        to,
    };
    let mut tx = app.store.begin().await?;
    queue(&mut tx, &letter, app.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}?fait=essai")))
}
