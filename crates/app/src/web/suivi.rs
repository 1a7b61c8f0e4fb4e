//! `/suivi`: a person reads her own follow-up with her code, on her telephone or at a borne:
//! what was done, what to bring, what was promised. And she stops it, or a mandate, by one word.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::ids::MandatId;
use serde::Deserialize;

use super::{
    connexion::on_screen,
    dossier::title,
    error::WebError,
    page::{Answer, Page},
    seance::portail::{self, AtKiosk},
    state::App,
};
use crate::dossier::{
    PORTAL,
    question::{Answer as Answered, Followed, Question, Wish, answer},
};

#[derive(Template)]
#[template(path = "suivi/code.html")]
struct CodePage {
    page: Page,
    told: String,
}

/// What was promised, in the words of the page.
struct Promise {
    text: String,
    day: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "suivi/page.html")]
struct FollowPage {
    page: Page,
    code: String,
    /// What was done, and when.
    done: Vec<(String, String)>,
    /// What is to do, by when.
    to_do: Vec<(String, String)>,
    papers: Vec<String>,
    promises: Vec<Promise>,
    /// Mandates in force: identifier, procedures, last day.
    mandates: Vec<(String, String, String)>,
    closed: bool,
    withdrawn: bool,
    told: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    code: String,
    /// Identifier of a mandate to stop.
    mandat: String,
}

/// `GET /suivi`.
pub async fn ask(State(app): State<App>, headers: HeaderMap, page: Page) -> Answer {
    code_page(&app, &headers, page, String::new())
}

fn code_page(app: &App, headers: &HeaderMap, page: Page, told: String) -> Answer {
    on_screen(app, headers, page, |page| CodePage {
        told,
        page: page.titled("suivi-titre"),
    })
}

/// `POST /suivi`: reads.
pub async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    wish(&app, (&headers, &at), page, (given.code, Wish::Read, "")).await
}

/// `POST /suivi/mandat`: she stops a mandate.
pub async fn stop(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let stop = Wish::Stop(MandatId::new(given.mandat));
    let what = (given.code, stop, "suivi-mandat-arrete");
    wish(&app, (&headers, &at), page, what).await
}

/// `POST /suivi/retrait`: she does not want to be followed any more.
pub async fn withdraw(
    State(app): State<App>,
    headers: HeaderMap,
    at: AtKiosk,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let what = (given.code, Wish::Withdraw, "suivi-retrait-fait");
    wish(&app, (&headers, &at), page, what).await
}

/// Her page once what she wants is done; `told` says that it is. Or the page that asks for the
/// code again.
async fn wish(
    app: &App,
    (headers, at): (&HeaderMap, &AtKiosk),
    page: Page,
    (code, wish, told): (String, Wish, &str),
) -> Answer {
    let question = Question {
        code: code.clone(),
        wish,
    };
    let told = match answered(app, at, question).await? {
        Answered::Followed(followed) => {
            return follow(app, headers, page, (*followed, code), told);
        }
        Answered::Missing => return Err(WebError::NotFound),
        Answered::Nothing => page.t("suivi-code-refuse"),
        Answered::Wait(ms) => page.t_count("suivi-code-attendre", ms.div_euclid(60_000) + 1),
    };
    let drawn = code_page(app, headers, page, told)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, drawn).into_response())
}

/// The answer of the hub at a borne, else that of this machine.
async fn answered(app: &App, at: &AtKiosk, question: Question) -> Result<Answered, WebError> {
    if let Some(answered) = portail::of_hub(app, at, ("suivi", &question)).await? {
        return Ok(answered);
    }
    let door = portail::door(app, at, PORTAL).await?;
    Ok(answer(app, &door, question).await?)
}

fn follow(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (followed, code): (Followed, String),
    told: &str,
) -> Answer {
    let answer = on_screen(app, headers, page, |page| {
        let dated = |steps: Vec<(String, Option<Date>)>| {
            let dated = steps
                .into_iter()
                .map(|(text, day)| (text, day.map_or_else(String::new, |day| page.date(day))));
            dated.collect()
        };
        let promises = followed.promises.into_iter();
        let mandates = followed.mandates.into_iter().map(|(id, demarches, until)| {
            let titles = demarches.iter().map(|code| title(app, &page, code));
            let titles: Vec<String> = titles.collect();
            (id.to_string(), titles.join(", "), page.date(until))
        });
        FollowPage {
            code,
            done: dated(followed.done),
            to_do: dated(followed.to_do),
            papers: followed.papers,
            promises: promises
                .map(|(text, due, state)| Promise {
                    text,
                    day: page.date(due),
                    state: state.code(),
                })
                .collect(),
            mandates: mandates.collect(),
            closed: followed.closed,
            withdrawn: followed.withdrawn,
            told: if told.is_empty() {
                String::new()
            } else {
                page.t(told)
            },
            page: page.clone().titled("suivi-titre"),
        }
    })?;
    Ok(([(header::CACHE_CONTROL, "no-store")], answer).into_response())
}
