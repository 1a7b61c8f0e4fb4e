//! `/satisfaction`: how many of those who answered say that they were helped, over twelve whole
//! months, and what the relay changed because of it. Nothing below eleven answers.

use askama::Template;
use axum::extract::State;
use plus_domain::{period::Month, satisfaction::FEWEST};
use plus_store::satisfaction as kept;

use super::{last_year, over};
use crate::web::{
    page::{Answer, Page, render},
    state::App,
};

/// Changes shown: the last ones.
const SHOWN: usize = 12;

#[derive(Template)]
#[template(path = "satisfaction/public.html")]
struct PublicPage {
    page: Page,
    /// Out of a hundred; nothing below the threshold.
    satisfied: Option<u32>,
    answers: u32,
    fewest: u32,
    /// « de décembre 2025 à novembre 2026 ».
    period: String,
    /// Date and words of each change.
    changes: Vec<(String, String)>,
}

/// `GET /satisfaction`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let period = last_year(app.today());
    let mut link = app.store.read().await?;
    let said = over(&mut link, period).await?.all();
    let suites = kept::suites(&mut link).await?;
    drop(link);
    let page = page.titled("satisfaction-titre");
    let (from, to) = (Month::of(period.from), Month::of(period.to));
    let changes = suites.iter().take(SHOWN);
    render(&PublicPage {
        satisfied: said.satisfied(),
        answers: said.total(),
        fewest: FEWEST,
        period: page
            .arg("de", page.month(from))
            .arg("a", page.month(to))
            .t("satisfaction-periode"),
        changes: changes
            .map(|s| (page.date(s.date), page.french(&s.text)))
            .collect(),
        page,
    })
}
