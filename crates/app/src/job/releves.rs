//! `rapport-mensuel`: the statements of a month, partner by partner, frozen because somebody
//! asks. `preparation`: each prepared, and frozen once it was approved or its day has come.
//!
//! Issuing twice is issuing once, so beginning again after a kill changes nothing.

use std::time::Duration;

use plus_domain::{
    ids::{AccountId, PartnerCode},
    period::Month,
};
use plus_store::{StoreError, exchange::node, job};
use tokio::sync::watch;

use super::{
    Step, Stop, Task,
    outcome::{Outcome, Releves},
    task::{self, Preparation, RapportMensuel},
};
use crate::{
    statement::{
        Desk, Issuing, StatementError, lettre,
        preparation::{self, Mois, Ouvrage},
    },
    web::state::App,
};

/// Between two looks at what is to be prepared, frozen and told.
const PACE: Duration = Duration::from_secs(30);
/// Works looked at for one that waits already.
const LATEST: i64 = 30;

/// Asks for what is due and tells what was frozen, until `stop` turns true.
pub async fn watch(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = ask_if_due(&app).await {
            tracing::error!(%error, "statements cannot be prepared");
        }
        if let Err(error) = lettre::tell(&app).await {
            tracing::error!(%error, "statements cannot be told");
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Asks for the preparation of the months that want it, unless one waits or runs; how many were
/// asked for. A machine that works afar prepares nothing.
///
/// # Errors
/// Those of the database.
pub async fn ask_if_due(app: &App) -> Result<usize, StoreError> {
    let mut due = Vec::new();
    let mut link = app.store.read().await?;
    if node::enrolled(&mut link).await?.is_some() {
        return Ok(0);
    }
    let running = job::latest(&mut link, LATEST).await?;
    let is_asked = running
        .iter()
        .any(|j| j.name == task::PREPARATION && j.state == job::State::Waiting);
    if is_asked {
        return Ok(0);
    }
    for month in preparation::months(&mut link, app.today()).await? {
        if !to_do(app, &mut link, month).await?.is_empty() {
            due.push(month);
        }
    }
    drop(link);
    for month in &due {
        let asked = Task::Preparation(Preparation { month: *month });
        asked.ask(app, &AccountId::new(task::NOBODY)).await?;
    }
    Ok(due.len())
}

/// What is to be done for a month. A demonstration freezes nothing by itself.
async fn to_do(
    app: &App,
    link: &mut plus_store::Link,
    month: Month,
) -> Result<Vec<Ouvrage>, StoreError> {
    let (territory, today) = (app.territory(), app.today());
    let month = Mois::read(link, &territory, month, today).await?;
    let mut work = month.to_do(&territory, (app.outside.now_ms(), today));
    if app.config.demo {
        for one in &mut work {
            one.freeze = one.freeze.take().filter(|who| !who.as_str().is_empty());
        }
        work.retain(|one| one.prepare || one.freeze.is_some());
    }
    Ok(work)
}

/// Prepares what is to be, then freezes what is due, then tells.
pub async fn prepare(step: &Step<'_>, wanted: &Preparation) -> Result<Outcome, Stop> {
    let (app, month) = (step.app, wanted.month);
    let territory = app.territory();
    let desk = Desk {
        store: &app.store,
        outside: &app.outside,
        territory: &territory,
    };
    let mut link = app.store.read().await?;
    let work = to_do(app, &mut link, month).await?;
    drop(link);
    let mut report = Releves {
        month: month.to_string(),
        ..Releves::default()
    };
    for (done, one) in work.iter().enumerate() {
        step.at(done, work.len()).await?;
        if one.prepare {
            prepare_one(&desk, &one.partner, month, &mut report).await?;
        }
        if let Some(author) = &one.freeze {
            freeze(&desk, (&one.partner, month), author, &mut report).await?;
        }
    }
    lettre::tell(app).await?;
    step.at(work.len(), work.len()).await?;
    Ok(Outcome::Releves(report))
}

async fn prepare_one(
    desk: &Desk<'_>,
    partner: &PartnerCode,
    month: Month,
    report: &mut Releves,
) -> Result<(), Stop> {
    match desk.prepare(partner, month).await {
        Ok(one) => {
            report.prepared += 1;
            let told = one.told.map(|why| format!("{partner} : {why}"));
            report.told.extend(told);
        }
        Err(StatementError::Store(cause)) => return Err(cause.into()),
        Err(refused) => report.told.push(refused.to_string()),
    }
    Ok(())
}

/// Issues them all; a partner whose statement is refused does not stop the others.
pub async fn issue(step: &Step<'_>, wanted: &RapportMensuel) -> Result<Outcome, Stop> {
    let month = wanted.month;
    let territory = step.app.territory();
    let partners: Vec<PartnerCode> = territory
        .partners_on(month.last_day())
        .map(|p| p.code.clone())
        .collect();
    let desk = Desk {
        store: &step.app.store,
        outside: &step.app.outside,
        territory: &territory,
    };
    let mut report = Releves {
        month: month.to_string(),
        ..Releves::default()
    };
    for (done, partner) in partners.iter().enumerate() {
        step.at(done, partners.len()).await?;
        let author = step.job.author.as_str().into();
        freeze(&desk, (partner, month), &author, &mut report).await?;
    }
    lettre::tell(step.app).await?;
    step.at(partners.len(), partners.len()).await?;
    Ok(Outcome::Releves(report))
}

async fn freeze(
    desk: &Desk<'_>,
    (partner, month): (&PartnerCode, Month),
    author: &AccountId,
    report: &mut Releves,
) -> Result<(), Stop> {
    match desk.monthly(partner, month, author).await {
        Ok(Issuing::New(stored)) => report.issued.push(stored.number),
        Ok(Issuing::Already(stored)) => report.already.push(stored.number),
        Ok(Issuing::Held(stored, reason)) => {
            report.told.push(format!("{} : {reason}", stored.number));
        }
        Err(StatementError::Store(cause)) => return Err(cause.into()),
        Err(StatementError::Report(cause)) => return Err(Stop::failed(cause)),
        Err(refused) => report.told.push(refused.to_string()),
    }
    Ok(())
}
