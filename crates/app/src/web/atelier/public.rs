//! `/ateliers`: those that come and are announced, for everybody.

use askama::Template;
use axum::extract::State;
use jiff::ToSpan;
use plus_domain::atelier::{Atelier, AtelierState};
use plus_store::atelier as kept;

use super::Words;
use crate::web::{
    bus::{AHEAD, local_now},
    noms::Names,
    page::{Answer, Page, render},
    state::App,
};

#[derive(Template)]
#[template(path = "atelier/public.html")]
struct PublicPage {
    page: Page,
    lines: Vec<Words>,
}

/// `GET /ateliers`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let now = local_now(&app);
    let until = now.date().saturating_add(AHEAD.days());
    let mut link = app.store.read().await?;
    let names = Names::load(&app, &mut link).await?;
    let all = kept::since(&mut link, now.date()).await?;
    drop(link);
    // One that is cancelled is told until its hour: who read that it would be must learn it.
    let told = |a: &&Atelier| {
        let stands = a.state != AtelierState::Tenu && a.participation.is_none();
        a.announced && stands && a.ends() > now && a.date <= until
    };
    let lines = all.iter().filter(told);
    render(&PublicPage {
        lines: lines.map(|a| Words::of(&page, &names, a)).collect(),
        page: page.titled("ateliers-titre"),
    })
}
