//! `adresses`: once a day, looks whether the addresses of the catalogue answer.
//!
//! One at a time, politely: a HEAD, a GET when HEAD is refused, no body read, a few
//! redirections, ten seconds each, none into the network of this machine. Nothing is called
//! when the setting says no, nor by a demonstration. What is found never hides an address.

use std::{collections::BTreeSet, error::Error, io, time::Duration};

use plus_domain::{
    adresse::{Finding, Known, MOST_STEPS, Seen, State, judge},
    territoire::Territoire,
};
use plus_store::{StoreError, adresse, job};
use reqwest::{Client, Method, Response, StatusCode, Url, header::LOCATION};
use tokio::sync::watch;

use super::{Outcome, Step, Stop, Task, outcome::Looked};
use crate::{outside, web::state::App};

/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two addresses.
const PACE: Duration = Duration::from_millis(500);
/// Between two looks at the calendar.
const HOUR: Duration = Duration::from_hours(1);
/// Least wait before the first look of a day, milliseconds: a relay that has just
/// started has better to do.
const LATER_MS: i64 = 10 * 60_000;
/// The look of a day begins anywhere within so many milliseconds more, so that all
/// relays do not ask at once.
const SPREAD_MS: u32 = 2 * 3_600_000;
/// After so long, an address that is looked at no more has left the catalogue.
const GONE_MS: i64 = 14 * 24 * 3_600_000;

/// Plans the look of each day until `stop` turns true.
pub async fn daily(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(cause) = plan(&app).await {
            tracing::error!(%cause, "the look at addresses cannot be planned");
        }
        tokio::select! {
            () = tokio::time::sleep(HOUR) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Plans the look of today, once for all hubs of a database; answers whether it was
/// planned now.
pub async fn plan(app: &App) -> Result<bool, StoreError> {
    if !app.config.looks_outside() {
        return Ok(false);
    }
    let now = app.outside.now_ms();
    let spread = u32::from_le_bytes(app.outside.random_bytes()) % SPREAD_MS;
    let due = now + LATER_MS + i64::from(spread);
    let id = format!("adresses-{}", app.today());
    let task = Task::Adresses;
    let mut tx = app.store.begin().await?;
    let new = job::ask_once(&mut tx, &id, task.name(), &task.payload(), due, now).await?;
    tx.commit().await?;
    Ok(new)
}

/// Addresses that pages show: partners' sites, services, démarches on line.
pub fn addresses(territory: &Territoire) -> BTreeSet<String> {
    let partners = territory.partners.iter().filter_map(|p| p.site.clone());
    let services = territory.services.all().iter();
    let services = services.map(|s| s.address.shown().value.to_string());
    let demarches = territory.catalogue.demarches().iter();
    let demarches = demarches
        .filter_map(|d| d.online.as_ref())
        .map(|online| online.shown().value.to_string());
    partners.chain(services).chain(demarches).collect()
}

/// Looks at every address; those that say nothing get a second chance at the end.
pub async fn check(step: &Step<'_>) -> Result<Outcome, Stop> {
    let app = step.app;
    if !app.config.looks_outside() {
        return Ok(Outcome::Adresses(Looked {
            off: true,
            ..Looked::default()
        }));
    }
    let contact = app.config.public_url.as_deref();
    let client = outside::probe_client(contact, PATIENCE).map_err(Stop::failed)?;
    let list = addresses(&app.territory());
    let (mut again, mut report) = (Vec::new(), Looked::default());
    for (done, address) in list.iter().enumerate() {
        step.at(done, list.len()).await?;
        let finding = look(&client, address).await;
        if finding.state == State::Muette {
            again.push(address);
        } else {
            keep(app, address, &finding, &mut report).await?;
        }
        tokio::time::sleep(PACE).await;
    }
    for address in again {
        step.at(list.len(), list.len()).await?;
        let finding = look(&client, address).await;
        keep(app, address, &finding, &mut report).await?;
    }
    step.at(list.len(), list.len()).await?;
    forget(app).await?;
    Ok(Outcome::Adresses(report))
}

async fn keep(
    app: &App,
    address: &str,
    finding: &Finding,
    report: &mut Looked,
) -> Result<(), StoreError> {
    let now = app.outside.now_ms();
    let known = Known {
        finding: finding.clone(),
        checked_at: now,
        since: now,
    };
    report.trouble += usize::from(known.is_trouble());
    report.fine += usize::from(!known.is_trouble());
    report.moved += usize::from(finding.state == State::Deplacee);
    let mut tx = app.store.begin().await?;
    adresse::keep(&mut tx, address, finding, now).await?;
    tx.commit().await
}

async fn forget(app: &App) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    adresse::forget_before(&mut tx, app.outside.now_ms() - GONE_MS).await?;
    tx.commit().await
}

/// What an address answers.
pub async fn look(client: &Client, address: &str) -> Finding {
    let mut steps = Vec::new();
    let mut next = Url::parse(address).ok();
    while let Some(here) = next.take().filter(|_| steps.len() < MOST_STEPS) {
        let seen = ask(client, &here).await;
        if let Seen::Elsewhere { to, .. } = &seen {
            next = Url::parse(to).ok();
        }
        steps.push(seen);
        // No site sends this machine to look inside its own network: nobody out there would
        // find anything there either.
        if let Some(there) = &next
            && there.host() != here.host()
            && !outside::is_outside(there).await
        {
            steps.push(Seen::Nobody);
            break;
        }
        // A way that leaves the encrypted one proves nothing any more.
        if here.scheme() == "https" && next.as_ref().is_some_and(|n| n.scheme() != "https") {
            steps.push(Seen::Untrusted);
            break;
        }
    }
    judge(address, &steps)
}

/// One step: HEAD, then GET where HEAD is refused. The body is never read.
async fn ask(client: &Client, url: &Url) -> Seen {
    let head = client.request(Method::HEAD, url.clone()).send().await;
    match head {
        Ok(answer) if !answer.status().is_client_error() && !answer.status().is_server_error() => {
            seen(url, &answer)
        }
        Ok(_) => match client.get(url.clone()).send().await {
            Ok(answer) => seen(url, &answer),
            Err(error) => unanswered(&error),
        },
        Err(error) => unanswered(&error),
    }
}

fn seen(url: &Url, answer: &Response) -> Seen {
    let status = answer.status();
    let place = answer.headers().get(LOCATION);
    let place = place.and_then(|place| url.join(place.to_str().ok()?).ok());
    match place.filter(|_| status.is_redirection()) {
        Some(to) => Seen::Elsewhere {
            for_good: matches!(
                status,
                StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT
            ),
            to: to.into(),
        },
        None => Seen::Answer(status.as_u16()),
    }
}

/// Nobody there, or somebody who does not prove who they are.
fn unanswered(error: &reqwest::Error) -> Seen {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<rustls::Error>() {
            return Seen::Untrusted;
        }
        // An error of input and output hides what it holds: its source is that of
        // what it holds.
        let inside = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match inside {
            Some(inside) => Some(inside),
            None => one.source(),
        };
    }
    Seen::Nobody
}
