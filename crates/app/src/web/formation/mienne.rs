//! `/agent/formation`: what one learnt, what one will, one's own steps. Nobody else's.

use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use plus_domain::{
    formation::{Registre, Session},
    ids::AccountId,
};
use plus_store::Link;
use serde::Deserialize;

use super::{
    days, hours, load,
    parcours::{Step, progress, steps},
    told, until,
};
use crate::web::{
    error::WebError,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// Something learnt.
struct Learnt {
    title: String,
    detail: String,
    until: String,
    is_good: bool,
    /// Number of the attestation.
    number: String,
}

/// A session to come.
struct Coming {
    title: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "formation/mienne.html")]
struct OwnPage {
    page: Page,
    done: String,
    steps: Vec<Step>,
    words: String,
    coming: Vec<Coming>,
    learnt: Vec<Learnt>,
    hours: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /agent/formation`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let register = load(&app).await?;
    let (own, today) = (&signed.account.id, app.today());
    let steps = match register.progress(own) {
        Some(_) => steps(&page, &register, own),
        None => Vec::new(),
    };
    let done = register
        .sessions_of(own)
        .filter_map(|s| s.person(own)?.minutes);
    let minutes: u64 = done.map(u64::from).sum();
    let coming = register.sessions_of(own).filter(|s| s.to >= today);
    let mut coming: Vec<Coming> = coming.map(|s| to_come(&page, &register, s)).collect();
    coming.reverse();
    render(&OwnPage {
        done: told(&page, &asked.fait),
        words: progress(&page, &steps),
        steps,
        coming,
        learnt: learnt(&page, &register, own, today),
        hours: hours(&page, minutes),
        page: page.titled("formation-mienne-titre"),
    })
}

fn to_come(page: &Page, register: &Registre, s: &Session) -> Coming {
    let module = register.module(&s.module);
    let mut detail = vec![days(page, s), hours(page, u64::from(s.minutes))];
    if !s.place.is_empty() {
        detail.push(s.place.clone());
    }
    Coming {
        title: module.map_or_else(|| s.module.clone(), |m| m.title.clone()),
        detail: detail.join(" · "),
    }
}

fn learnt(page: &Page, register: &Registre, own: &AccountId, today: Date) -> Vec<Learnt> {
    let mine = register.attestations().filter(|a| a.account == own);
    let each = mine.map(|a| Learnt {
        title: a.module.title.clone(),
        detail: days(page, a.session),
        until: until(page, &a),
        is_good: a.is_good(today),
        number: a.number.to_owned(),
    });
    each.collect()
}

/// Steps that somebody who arrives has still to do; nothing when she does not arrive.
///
/// # Errors
/// Those of the database.
pub async fn steps_left(link: &mut Link, own: &AccountId) -> Result<usize, WebError> {
    let register = plus_store::formation::registre(link).await?;
    let left = register.progress(own).map(|(done, all)| all - done);
    Ok(left.unwrap_or(0))
}
