//! A machine far from its hub, as the team lives it: told five days before the end, never cut
//! in the middle of a half-day, closed by a sentence that says what to do (requirement S4).
//! And a machine that its hub told to erase itself, which serves nobody.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, civil::DateTime};
use plus_domain::eloignement::{self as rule, Counter, DAYS, Standing};
use plus_store::{StoreError, exchange::away, session};

use super::{error::WebError, lieu, page::Page, state::App};
use crate::node::effacement;

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_mins(1);
/// How long a person who signs in waits for the hub.
const PATIENCE: Duration = Duration::from_secs(12);

/// Whether this machine has a hub.
///
/// # Errors
/// Those of the database.
pub async fn has_hub(app: &App) -> Result<bool, StoreError> {
    let counter = away::counter(&mut app.store.read().await?).await?;
    Ok(counter.is_some())
}

/// Where accounts stand on this machine, now.
///
/// # Errors
/// Those of the database.
pub async fn standing(app: &App) -> Result<Standing, StoreError> {
    let mut link = app.store.read().await?;
    let Some(known) = away::counter(&mut link).await? else {
        return Ok(Standing::Near);
    };
    let away_ms = look(known, app.outside.now_ms());
    let (days, now) = (days(app), here(app));
    let first = rule::standing(away_ms, days, now, &[]);
    if first == Standing::Near {
        return Ok(first);
    }
    let day = rule::end(away_ms, days, now).date();
    let held = lieu::held_on(&mut link, day).await?;
    let hours: Vec<_> = held.iter().map(|p| (p.start, p.end)).collect();
    Ok(rule::standing(away_ms, days, now, &hours))
}

/// Time counted, this look included; nothing on a machine enrolled before time was counted.
fn look(known: Counter, now_ms: i64) -> i64 {
    match known.seen_at {
        i64::MAX => 0,
        _ => known.look(now_ms).away_ms,
    }
}

fn days(app: &App) -> u32 {
    app.territory().away_days.unwrap_or(DAYS)
}

/// What the clock shows, where the relay is.
fn here(app: &App) -> DateTime {
    let now = Timestamp::from_millisecond(app.outside.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    now.to_zoned_datetime(app.zone()).datetime()
}

/// Tries to reach the hub when this machine has been too long without; whether it did.
///
/// # Errors
/// Those of the database.
pub async fn come_nearer(app: &App) -> Result<bool, StoreError> {
    let mut tx = app.store.begin().await?;
    let far = away::look(&mut tx, app.outside.now_ms()).await?;
    tx.commit().await?;
    if far.is_none() || standing(app).await?.allows() {
        return Ok(false);
    }
    let tried = tokio::time::timeout(PATIENCE, app.exchange_now()).await;
    Ok(matches!(tried, Ok(Ok(_))))
}

/// What is told of a standing, empty when there is nothing to say.
pub fn sentence(page: &Page, standing: Standing) -> String {
    match standing {
        Standing::Near => String::new(),
        Standing::Soon(end) => page
            .arg("jour", page.day(end.date()))
            .arg("heure", page.hour(end.time()))
            .t("eloignement-bientot"),
        Standing::Last(end) => page
            .arg("heure", page.hour(end.time()))
            .t("eloignement-derniere"),
        Standing::Over => page.t("eloignement-titre"),
    }
}

/// What is told to somebody who cannot be signed in, a sentence or two at a time: why, what to
/// do, and what if the clock is wrong.
pub fn refusal(app: &App, page: &Page) -> Vec<String> {
    let now = here(app);
    let why = page.arg("jours", days(app)).t("eloignement-fini");
    let clock = page
        .arg("jour", page.day(now.date()))
        .arg("heure", page.hour(now.time()))
        .t("eloignement-horloge");
    vec![why, page.t("eloignement-essai"), clock]
}

/// Looks at the clock as long as the program runs, ends the sessions that may not go on, and
/// notices that another command erased this machine.
pub async fn watch(app: App) {
    loop {
        if let Err(error) = watch_once(&app).await {
            tracing::error!(%error, "time away from the hub not counted");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// One look.
///
/// # Errors
/// Those of the database.
pub async fn watch_once(app: &App) -> Result<(), StoreError> {
    if effacement::standing(&app.store).await? != effacement::Standing::Serving {
        app.set_erased();
        return Ok(());
    }
    if !has_hub(app).await? {
        return Ok(());
    }
    let mut tx = app.store.begin().await?;
    away::look(&mut tx, app.outside.now_ms()).await?;
    tx.commit().await?;
    if !standing(app).await?.allows() {
        let mut tx = app.store.begin().await?;
        session::close_all(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Answers everything but the style of the page with the same page, once this machine is
/// erased or being erased.
pub async fn close(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.is_erased() && !request.uri().path().starts_with("/assets/") {
        return WebError::Erased.into_response();
    }
    next.run(request).await
}
