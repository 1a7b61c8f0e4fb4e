//! Visites as they stood when the journal had a given length: what a frozen statement counted.
//!
//! Nothing is stored twice: what is stored now is taken, and what was recorded, corrected or
//! cancelled since is told again from the entries of before.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{ids::PartnerCode, period::Period};

use super::{State, fold::World, history::told_until, tables};
use crate::{Link, StoreError, args, visite::Line};

/// Those of some days where a partner is concerned, latest first.
pub(crate) async fn as_of(
    link: &mut Link,
    partner: &PartnerCode,
    period: Period,
    cut: u64,
) -> Result<Vec<Line>, StoreError> {
    let cut = i64::try_from(cut).unwrap_or(i64::MAX);
    let changed = changed_since(link, cut).await?;
    let mut ids = concerned(link, partner, period).await?;
    ids.extend(changed.iter().cloned());
    let now = tables::load(link, &ids).await?;
    let mut then = rewound(link, now, &changed, cut).await?;
    let people = World::new(then.clone()).people(&BTreeMap::new());
    // Who came first depends on all the visites of a person.
    let others = tables::load_people(link, &people).await?;
    then.extend(rewound(link, others, &changed, cut).await?);
    let mut world = World::new(then);
    world.settle_first(&people);
    let mut lines: Vec<Line> = world
        .states()
        .filter(|state| is_of(state, partner, period))
        .map(|state| Line {
            visite: state.visite.clone(),
            first: state.first,
            cancelled: false,
        })
        .collect();
    lines.sort_by(|a, b| rank(b).cmp(&rank(a)));
    Ok(lines)
}

fn rank(line: &Line) -> (jiff::civil::Date, i64, &str) {
    (line.visite.date, line.visite.at, line.visite.id.as_str())
}

fn is_of(state: &State, partner: &PartnerCode, period: Period) -> bool {
    let demandes = &state.visite.demandes;
    state.counts()
        && period.contains(state.visite.date)
        && demandes.iter().any(|d| d.partner == *partner)
}

/// Identifiers of the visites of some days where a partner is concerned now.
async fn concerned(
    link: &mut Link,
    partner: &PartnerCode,
    period: Period,
) -> Result<BTreeSet<String>, StoreError> {
    let rows = link
        .fetch(
            "SELECT DISTINCT d.visite AS id FROM demande d
             WHERE d.partner = $1 AND d.date >= $2 AND d.date <= $3",
            args![partner, period.from, period.to],
        )
        .await?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// Identifiers of the visites of which something was said after a place, their recording apart.
async fn changed_since(link: &mut Link, cut: i64) -> Result<BTreeSet<String>, StoreError> {
    let rows = link
        .fetch(
            "SELECT DISTINCT t.subject AS id FROM trace t WHERE t.pos IN (
               SELECT pos FROM journal WHERE pos > $1
               AND type IN ('visite.corrected', 'visite.cancelled'))",
            args![cut],
        )
        .await?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// The same visites as they stood: without those recorded since, those changed since told again.
async fn rewound(
    link: &mut Link,
    now: BTreeMap<String, State>,
    changed: &BTreeSet<String>,
    cut: i64,
) -> Result<BTreeMap<String, State>, StoreError> {
    let again: Vec<String> = now
        .keys()
        .filter(|id| changed.contains(*id))
        .cloned()
        .collect();
    let mut told = told_until(link, &again, cut).await?;
    let states = now.into_iter().filter_map(|(id, state)| {
        let then = told.remove(&id).unwrap_or(Some(state));
        then.filter(|state| state.pos <= cut)
            .map(|state| (id, state))
    });
    Ok(states.collect())
}
