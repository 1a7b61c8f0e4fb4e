//! `/agent/ateliers`: those that come, those to complete, those that were held or cancelled.

use askama::Template;
use axum::extract::{Query, State};
use jiff::ToSpan;
use plus_domain::atelier::{Atelier, AtelierState};
use plus_store::atelier as kept;
use serde::Deserialize;

use super::Words;
use crate::web::{
    bus,
    noms::Names,
    page::{Answer, Page, render},
    state::App,
};

/// Days behind today for which those that were held are listed.
const BEHIND: i64 = 180;

#[derive(Template)]
#[template(path = "atelier/liste.html")]
struct ListPage {
    page: Page,
    coming: Vec<Words>,
    to_complete: Vec<Words>,
    held: Vec<Words>,
    cancelled: Vec<Words>,
    /// Key of what was just done, empty when nothing was.
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /agent/ateliers`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let now = bus::local_now(&app);
    let from = now.date().saturating_sub(BEHIND.days());
    let mut link = app.store.read().await?;
    let names = Names::load(&app, &mut link).await?;
    // One that nobody completed is not forgotten, however old it is.
    let mut all = kept::before(&mut link, from, AtelierState::Prevu).await?;
    all.extend(kept::since(&mut link, from).await?);
    drop(link);
    let words = |keep: &dyn Fn(&Atelier) -> bool| -> Vec<Words> {
        let kept = all.iter().filter(|a| keep(a));
        kept.map(|a| Words::of(&page, &names, a)).collect()
    };
    let mut held = words(&|a| a.state == AtelierState::Tenu);
    let mut cancelled = words(&|a| a.state == AtelierState::Annule);
    held.reverse();
    cancelled.reverse();
    render(&ListPage {
        coming: words(&|a| a.is_coming(now)),
        to_complete: words(&|a| a.is_to_complete(now)),
        held,
        cancelled,
        done: match asked.fait.as_str() {
            "annule" => "atelier-fait-annule",
            _ => "",
        },
        page: page.titled("atelier-liste-titre"),
    })
}
