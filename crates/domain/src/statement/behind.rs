//! What stands behind a figure that was printed: which visites it counts, and where the journal
//! was cut when it was counted. Lines are found by the very function that counted them.

use std::collections::BTreeMap;

use super::{
    counts::Counted,
    protection::Issued,
    tally::{Asked, Merging, Received, added},
};
use crate::period::Month;

/// How many times a visite adds to a count: one for a visite, as many as its demandes that hold
/// the value for a demande.
pub fn times(visite: &Received, merging: &Merging, counted: &Counted) -> u64 {
    added(visite, merging)
        .get(counted)
        .copied()
        .unwrap_or_default()
}

/// Whether one demande of a visite, alone, adds to a count.
pub fn adds(visite: &Received, demande: &Asked, merging: &Merging, counted: &Counted) -> bool {
    let alone = Received {
        demandes: vec![demande.clone()],
        ..visite.clone()
    };
    times(&alone, merging, counted) > 0
}

/// Where the journal was cut for each month that the statement of this number counts: a month
/// keeps its counts until an amendment changes them. `to` is the last month of the figure: one
/// since January that was not brought up to date is that of the statement that first printed
/// it. A month that is not there was never frozen; no statement of this number, no cut.
pub fn cuts(history: &[Issued], number: &str, to: Month) -> BTreeMap<Month, u64> {
    let place = history.iter().position(|i| i.statement.number == number);
    let Some(own) = place.map(|at| &history[at].statement) else {
        return BTreeMap::new();
    };
    let printed = |issued: &Issued| {
        if to < own.month {
            issued.statement.month == to
        } else {
            issued.statement.number == number
        }
    };
    let last = history.iter().position(printed).or(place).unwrap_or(0);
    let mut cuts = BTreeMap::new();
    for issued in &history[..=last] {
        if issued.statement.month.year() == own.month.year() {
            let position = issued.statement.data.journal_position;
            let months = issued.protection.frozen.keys();
            cuts.extend(months.map(|month| (*month, position)));
        }
    }
    cuts
}
