//! Satisfaction: the question at the end of a visite (`donner`), what the coordinator reads
//! of it and writes because of it (`pilotage`), what everybody reads (`public`).
//!
//! An answer goes into a box that holds counts by half-day. Once the half-day is over, the
//! box becomes one fact ([`seal`]): no instant, no visite, nobody.

pub mod donner;
pub mod pilotage;
pub mod public;

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::Date;
use plus_domain::{
    event::Event,
    period::{Month, Period},
    satisfaction::{Avis, Comptes, Moment},
};
use plus_store::{Link, StoreError, satisfaction as kept, usage};
use tokio::sync::watch;

use super::{bus, state::App};

/// Between two looks at the box.
const PACE: Duration = Duration::from_mins(10);

/// Writes the half-days that are over, each as one fact; answers how many.
///
/// # Errors
/// Those of the database.
pub async fn seal(app: &App) -> Result<usize, StoreError> {
    let now = bus::local_now(app);
    let current = (now.date(), Moment::of(now));
    let waiting = kept::waiting(&mut app.store.read().await?).await?;
    if !waiting.iter().any(|d| (d.date, d.moment) < current) {
        return Ok(0);
    }
    let mut tx = app.store.begin().await?;
    // Read again: another process of the hub may have just done it.
    let waiting = kept::waiting(&mut tx).await?;
    let mut facts = Vec::new();
    for over in waiting.iter().filter(|d| (d.date, d.moment) < current) {
        let whole = kept::take(&mut tx, over).await?;
        facts.push(Event::SatisfactionCounted(whole));
    }
    app.outside.record(&mut tx, &facts).await?;
    tx.commit().await?;
    Ok(facts.len())
}

/// Looks at the box for as long as the program runs.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = seal(&app).await {
            tracing::error!(%error, "answers cannot be counted");
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// What people said in a month, at the end of visites and at kiosks: two counts that are
/// added nowhere but in the satisfaction of the relay as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// At the end of visites.
    pub visites: Comptes,
    /// At kiosks.
    pub bornes: Comptes,
}

impl Said {
    /// Both.
    pub fn all(self) -> Comptes {
        self.visites.with(self.bornes)
    }
}

/// What was said in each month of a period.
///
/// # Errors
/// Those of the database.
pub async fn by_month(
    link: &mut Link,
    period: Period,
) -> Result<BTreeMap<Month, Said>, StoreError> {
    let mut months: BTreeMap<Month, Said> = BTreeMap::new();
    for (month, visites) in kept::by_month(link, (period.from, period.to)).await? {
        months.entry(month).or_default().visites = visites;
    }
    for month in period.months() {
        let day = |day: Date| day.clamp(period.from, period.to).to_string();
        let (from, to) = (day(month.first_day()), day(month.last_day()));
        let uses = usage::totals(link, &from, &to).await?;
        let mut bornes = Comptes::default();
        for (code, count) in uses.values().flat_map(|totals| &totals.avis) {
            if let Some(avis) = Avis::from_code(code) {
                bornes.add(avis, *count);
            }
        }
        if bornes.total() > 0 {
            months.entry(month).or_default().bornes = bornes;
        }
    }
    Ok(months)
}

/// What was said over a period.
///
/// # Errors
/// Those of the database.
pub async fn over(link: &mut Link, period: Period) -> Result<Said, StoreError> {
    let months = by_month(link, period).await?;
    let sum = |all: Said, said: &Said| Said {
        visites: all.visites.with(said.visites),
        bornes: all.bornes.with(said.bornes),
    };
    Ok(months.values().fold(Said::default(), sum))
}

/// The twelve whole months before that of a day.
fn last_year(today: Date) -> Period {
    let to = Month::of(today).prev();
    let from = (1..12).fold(to, |month, _| month.prev());
    Period {
        from: from.first_day(),
        to: to.last_day(),
    }
}
