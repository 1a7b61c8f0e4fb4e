//! `croisement`: two breakdowns crossed over a long period, month by month.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use plus_domain::{
    period::Period,
    stats::{Dimension, Scope},
};
use plus_store::stats;

use super::{
    Outcome, Step, Stop,
    outcome::{Cell, Crossing},
    task::Croisement,
};

/// Between two looks at the progress.
const SECOND: Duration = Duration::from_secs(1);

/// Counts; what is read belongs to one month at a time, so that a cancel is seen.
pub async fn count(step: &Step<'_>, wanted: &Croisement) -> Result<Outcome, Stop> {
    let unknown = || Stop::failed("unknown dimension");
    let rows = Dimension::from_code(&wanted.rows).ok_or_else(unknown)?;
    let columns = Dimension::from_code(&wanted.columns).ok_or_else(unknown)?;
    let scope = match wanted.scope.0.as_str() {
        "partner" => Scope::Partner(wanted.scope.1.as_str().into()),
        "place" => Scope::Place(wanted.scope.1.as_str().into()),
        _ => Scope::All,
    };
    let whole = Period {
        from: wanted.from,
        to: wanted.to,
    };
    let total = whole.months().count();
    let months = AtomicUsize::new(0);
    let mut tell = |done, _| {
        months.store(done, Ordering::Relaxed);
        true
    };
    let mut link = step.app.store.read().await?;
    let counting = stats::crossing_by_month(&mut link, whole, &scope, (rows, columns), &mut tell);
    let counted = tokio::select! {
        counted = counting => counted?,
        stop = watch(step, &months, total) => return Err(stop),
    };
    let sum = counted.unwrap_or_default();
    step.at(total, total).await?;
    let cells = sum.into_iter().map(|((row, column), cell)| Cell {
        row,
        column,
        visites: cell.visites,
        demandes: cell.demandes,
    });
    Ok(Outcome::Croisement(Crossing {
        cells: cells.collect(),
    }))
}

/// Says how far the counting is; returns when it must stop, and the counting with it.
async fn watch(step: &Step<'_>, months: &AtomicUsize, total: usize) -> Stop {
    loop {
        if let Err(stop) = step.at(months.load(Ordering::Relaxed), total).await {
            return stop;
        }
        tokio::time::sleep(SECOND).await;
    }
}
