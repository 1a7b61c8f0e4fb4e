//! Half-days that change hands: what the rules of the tour say of it, and the facts that do it.

use plus_domain::{
    event::Event,
    ids::AccountId,
    period::Month,
    permanence::Permanence,
    territoire::Territoire,
    tournee::{HalfDay, Tournee, TourneeState},
};
use plus_planning::{
    access::geo::Geo,
    tour::{self, Fault},
};
use plus_store::{Link, StoreError, tournee};

use super::{Board, gather, needs};

/// The rules that half-days break once they changed hands, and did not break before, with the
/// board that names what they are about.
///
/// # Errors
/// Those of the database.
pub async fn broken(
    link: &mut Link,
    territory: &Territoire,
    geo: Option<&Geo>,
    moved: &[Permanence],
) -> Result<Option<(Board, Vec<Fault>)>, StoreError> {
    let months = moved.iter().map(|p| Month::of(p.date));
    let Some(span) = months.clone().min().zip(months.max()) else {
        return Ok(None);
    };
    let mut base = gather(link, territory, span).await?;
    for day in &mut base.announced {
        day.pinned = changed(day, moved).is_none();
    }
    let needs = needs(territory, geo, &base.besoin, &base.stale);
    let board = Board::new(&base, territory, &needs);
    let after: Vec<HalfDay> = base
        .announced
        .iter()
        .map(|day| changed(day, moved).map_or_else(|| day.clone(), |p| held_by(day, p)))
        .collect();
    let check = |days: &[HalfDay]| tour::check(&board.instance, &board.plan(days).0);
    let before = check(&base.announced);
    let mut faults = check(&after);
    faults.retain(|fault| !before.contains(fault));
    Ok(Some((board, faults)))
}

fn changed<'a>(day: &HalfDay, moved: &'a [Permanence]) -> Option<&'a Permanence> {
    moved
        .iter()
        .find(|p| day.permanence.as_ref() == Some(&p.id))
}

/// The half-day with another crew; who drives is said again when she left.
fn held_by(day: &HalfDay, held: &Permanence) -> HalfDay {
    let driver = day.driver.clone().filter(|id| held.crew.contains(id));
    HalfDay {
        crew: held.crew.clone(),
        driver,
        ..day.clone()
    }
}

/// The facts by which half-days change hands: the permanences, and the published plans that
/// announced them.
///
/// # Errors
/// Those of the database.
pub async fn facts(
    link: &mut Link,
    moved: Vec<Permanence>,
    author: &AccountId,
    at: i64,
) -> Result<Vec<Event>, StoreError> {
    let drivers: Vec<AccountId> = tournee::equipiers(link)
        .await?
        .into_iter()
        .filter(|said| said.driver)
        .map(|said| said.account)
        .collect();
    let mut events = Vec::new();
    for plan in tournee::list(link).await? {
        let concerned = |day: &HalfDay| changed(day, &moved).is_some();
        if plan.state == TourneeState::Published && plan.days.iter().any(concerned) {
            let days = plan.days.iter().map(|day| match changed(day, &moved) {
                Some(held) => driven(held_by(day, held), &drivers),
                None => day.clone(),
            });
            events.push(Event::TourneeSet(Tournee {
                days: days.collect(),
                proof: None,
                author: author.clone(),
                at,
                ..plan.clone()
            }));
        }
    }
    events.extend(moved.into_iter().map(Event::PermanenceSet));
    Ok(events)
}

/// Somebody drives: who did, or the first on board who may.
fn driven(day: HalfDay, drivers: &[AccountId]) -> HalfDay {
    let may = || day.crew.iter().find(|id| drivers.contains(id)).cloned();
    let driver = day.driver.clone().or_else(may);
    HalfDay { driver, ..day }
}
