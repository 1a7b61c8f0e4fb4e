//! `/pilotage/tournees/{id}/et-si`: what one thing changed would do to a plan — without
//! somebody, with a second van, one half-day more or less — laid beside the plan as it is.
//! Nothing is kept: the question is the address.

use std::{collections::BTreeSet, time::Duration};

use askama::Template;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use plus_domain::{
    form::FormErrors,
    period::{Month, parse_date},
};
use plus_planning::tour::{self, Answer as Found, Instance, Plan, Portrait, Weights, WhatIf};
use serde::Deserialize;

use super::{
    found, plan, plans,
    words::{self, Worth, tenth},
};
use crate::{
    tournee::Board,
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render},
        state::App,
    },
};

/// What may be asked.
const CASES: [&str; 4] = ["sans", "deux", "plus", "moins"];
/// Seconds of a search, unless somebody says otherwise.
const USUAL: &str = "5";
/// Most seconds of a search: a page waits for it.
const SECONDS: u64 = 30;

type Choice = (String, String, bool);

/// What may follow the `?`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    cas: String,
    qui: String,
    jour: String,
    secondes: String,
}

/// One count, now and then.
struct Count {
    name: String,
    now: String,
    then: String,
    /// `mieux`, `moins-bien`, or empty.
    verdict: &'static str,
}

/// One person, now and then.
struct Who {
    name: String,
    boards: (usize, usize),
    drives: (usize, usize),
    km: (String, String),
}

/// What would come of it.
struct Shown {
    /// « Sans Anne T. ».
    title: String,
    proof: String,
    counts: Vec<Count>,
    /// Communes not served any more, and those that would be, each with its month.
    lost: Vec<String>,
    won: Vec<String>,
    /// Half-days where the van would not go out any more.
    closed: Vec<String>,
    people: Vec<Who>,
    worth: Vec<Worth>,
    total: i64,
    told: Vec<String>,
    /// Whether half-days are there twice.
    twice: bool,
}

#[derive(Template)]
#[template(path = "tournee/si.html")]
struct IfPage {
    page: Page,
    id: String,
    /// Name of the plan.
    plan: String,
    given: Asked,
    cases: Vec<Choice>,
    team: Vec<Choice>,
    faults: Faults,
    shown: Option<Shown>,
}

/// `GET /pilotage/tournees/{id}/et-si`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(mut given): Query<Asked>,
) -> Answer {
    let kept = found(&app, &id).await?;
    let (board, names) = plan::board(&app, &kept).await?;
    let asks = !given.cas.is_empty();
    if given.secondes.trim().is_empty() {
        USUAL.clone_into(&mut given.secondes);
    }
    let (mut shown, mut errors) = (None, FormErrors::default());
    if asks {
        match given.read(&board) {
            Err(wrong) => errors = wrong,
            Ok(asked) => {
                let now = board.plan(&kept.days).0;
                shown = Some(consequences(&app, &page, (&board, &names), &now, asked).await?);
            }
        }
    }
    render(&IfPage {
        id,
        plan: plans::title(&page, &kept),
        cases: cases(&page, &given),
        team: team(&board, &names, &given),
        given,
        faults: Faults::of(&page, errors),
        shown,
        page: page.titled("tournee-et-si"),
    })
}

fn cases(page: &Page, given: &Asked) -> Vec<Choice> {
    let all = CASES.iter();
    all.map(|case| {
        let label = page.tc("tournee-si", case);
        ((*case).to_owned(), label, given.cas == *case)
    })
    .collect()
}

fn team(board: &Board, names: &Names, given: &Asked) -> Vec<Choice> {
    let all = board.team.iter();
    all.map(|id| {
        let chosen = id.as_str() == given.qui;
        (id.to_string(), names.person(id), chosen)
    })
    .collect()
}

/// A question that reads: the data so changed, and how long to look.
struct Question {
    what: WhatIf,
    changed: Instance,
    limit: Duration,
}

impl Asked {
    fn read(&self, board: &Board) -> Result<Question, FormErrors> {
        let mut errors = FormErrors::default();
        let seconds = self.secondes.trim().parse().ok();
        let seconds = seconds.filter(|n| (1..=SECONDS).contains(n));
        let seconds = errors.take("secondes", "tournee-erreur-attente", seconds);
        let what = match self.cas.as_str() {
            "sans" => {
                let person = board.team.iter().position(|id| id.as_str() == self.qui);
                errors.take("qui", "tournee-erreur-qui", person.map(WhatIf::Without))
            }
            "deux" => Some(WhatIf::TwoVans),
            "plus" | "moins" => self.read_day(board, &mut errors),
            _ => errors.take("cas", "tournee-erreur-cas", None),
        };
        let changed = what.and_then(|what| Some((what, what.apply(&board.instance)?)));
        if what.is_some() && changed.is_none() {
            errors.add("jour", "tournee-erreur-hors-plan");
        }
        errors.into_result(
            changed
                .zip(seconds)
                .map(|((what, changed), seconds)| Question {
                    what,
                    changed,
                    limit: Duration::from_secs(seconds),
                }),
        )
    }

    fn read_day(&self, board: &Board, errors: &mut FormErrors) -> Option<WhatIf> {
        let day = parse_date(self.jour.trim()).ok();
        let day: Date = errors.take("jour", "tournee-erreur-jour", day)?;
        if self.cas == "plus" {
            return Some(WhatIf::OneMore(day));
        }
        let rank = board.rank(day).map(WhatIf::OneLess);
        errors.take("jour", "tournee-erreur-pas-du-plan", rank)
    }
}

async fn consequences(
    app: &App,
    page: &Page,
    (board, names): (&Board, &Names),
    now: &Plan,
    asked: Question,
) -> Result<Shown, WebError> {
    let Question {
        what,
        changed,
        limit,
    } = asked;
    let answer = app.hypotheses.answer(changed.clone(), limit).await;
    let answer = answer.map_err(WebError::internal)?;
    let weights = Weights::default();
    let value = tour::value(&board.instance, &weights, now);
    let terms = answer.terms.less(&value);
    let before = tour::portrait(&board.instance, now);
    let after = tour::portrait(&changed, &answer.plan);
    Ok(Shown {
        title: title(page, (board, names), what),
        proof: proof(page, &answer),
        counts: counts(page, &before, &after),
        lost: communes(page, board, &after.unserved, &before.unserved),
        won: communes(page, board, &before.unserved, &after.unserved),
        closed: closed(page, board, (&before, &after)),
        people: people((board, names), &before, &after),
        worth: words::worth(page, &terms),
        total: terms.total(),
        told: answer.explanations.into_iter().map(|e| e.text).collect(),
        twice: what == WhatIf::TwoVans,
    })
}

fn title(page: &Page, (board, names): (&Board, &Names), what: WhatIf) -> String {
    match what {
        WhatIf::Without(person) => {
            let who = board.team.get(person).map(|id| names.person(id));
            page.arg("qui", who.unwrap_or_default())
                .t("tournee-si-sans-dit")
        }
        WhatIf::TwoVans => page.t("tournee-si-deux"),
        WhatIf::OneMore(day) => page.arg("jour", page.day(day)).t("tournee-si-plus-dit"),
        WhatIf::OneLess(rank) => {
            let day = board.days.get(rank).map(|day| page.day(day.date));
            page.arg("jour", day.unwrap_or_default())
                .t("tournee-si-moins-dit")
        }
    }
}

fn proof(page: &Page, answer: &Found) -> String {
    match answer.bound {
        _ if answer.proved => page.t("tournee-prouve"),
        Some(bound) => page
            .arg("ecart", answer.objective - bound)
            .t("tournee-ecart"),
        None => page.t("tournee-non-prouve"),
    }
}

/// The counts, one under the other; more is better of some, less of others.
fn counts(page: &Page, now: &Portrait, then: &Portrait) -> Vec<Count> {
    let count = |code: &str, now: usize, then: usize, more: bool| Count {
        name: page.tc("tournee-compte", code),
        now: page.number(now),
        then: page.number(then),
        verdict: match now.cmp(&then) {
            std::cmp::Ordering::Equal => "",
            change if (change == std::cmp::Ordering::Less) == more => "mieux",
            _ => "moins-bien",
        },
    };
    let km = |portrait: &Portrait| page.number(format!("{:.0}", portrait.km));
    vec![
        count("communes", now.unserved.len(), then.unserved.len(), false),
        count("sorties", now.open, then.open, true),
        count("fermees", now.closed.len(), then.closed.len(), false),
        count("manquees", now.missed, then.missed, false),
        count("lieux", now.stops, then.stops, true),
        Count {
            name: page.tc("tournee-compte", "km"),
            now: km(now),
            then: km(then),
            verdict: "",
        },
    ]
}

/// Communes of the first list that are not in the second, each with its month.
fn communes(
    page: &Page,
    board: &Board,
    all: &[(String, u32)],
    known: &[(String, u32)],
) -> Vec<String> {
    let fresh = all.iter().filter(|pair| !known.contains(pair));
    fresh
        .map(|(insee, number)| {
            let rank = board.instance.mon.iter().position(|m| m == number);
            let day = rank.and_then(|h| board.days.get(h));
            let month = day.map(|day| page.month(Month::of(day.date)));
            page.arg("commune", board.instance.commune_name(insee))
                .arg("mois", month.unwrap_or_default())
                .t("tournee-commune-mois")
        })
        .collect()
}

fn closed(page: &Page, board: &Board, (now, then): (&Portrait, &Portrait)) -> Vec<String> {
    let known: BTreeSet<usize> = now.closed.iter().copied().collect();
    let fresh = then.closed.iter().filter(|h| !known.contains(h));
    // A second van has no name for its half-days: they are counted only.
    fresh
        .filter_map(|h| Some(page.day(board.days.get(*h)?.date)))
        .collect()
}

fn people((board, names): (&Board, &Names), now: &Portrait, then: &Portrait) -> Vec<Who> {
    let all = board.team.iter().zip(now.people.iter().zip(&then.people));
    all.map(|(id, (now, then))| Who {
        name: names.person(id),
        boards: (now.boards, then.boards),
        drives: (now.drives, then.drives),
        km: (tenth(now.km), tenth(then.km)),
    })
    .collect()
}
