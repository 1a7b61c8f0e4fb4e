//! What a month lacks before its statements are frozen, by site and by machine.

use jiff::tz::TimeZone;
use plus_domain::{
    period::Month,
    permanence::{Permanence, Site},
    statement::{
        Gap,
        completeness::{HalfDay, Machine, gaps},
    },
    territoire::Territoire,
};
use plus_store::{Link, StoreError, exchange::machine, preparation};

/// Everything that a month lacks.
///
/// # Errors
/// Those of the database.
pub async fn of(
    link: &mut Link,
    territory: &Territoire,
    month: Month,
) -> Result<Vec<Gap>, StoreError> {
    let half_days = preparation::half_days(link, month).await?;
    let machines = machine::all(link).await?;
    let half_days: Vec<HalfDay<'_>> = half_days
        .iter()
        .map(|(permanence, recorded)| HalfDay {
            site: site(territory, permanence),
            state: permanence.state,
            stated: permanence.stated_visites,
            recorded: *recorded,
        })
        .collect();
    let machines: Vec<Machine<'_>> = machines
        .iter()
        .map(|one| Machine {
            name: &one.name,
            enrolled_at: one.enrolled_at,
            revoked: one.revoked_at.is_some(),
            seen_at: one.seen_at,
            waiting: one.waiting.unwrap_or(0),
        })
        .collect();
    Ok(gaps(&half_days, &machines, end_ms(territory, month)))
}

/// The van, or the place.
fn site<'a>(territory: &'a Territoire, permanence: &'a Permanence) -> &'a str {
    let van = territory.vehicle.as_ref().map(|van| van.name.as_str());
    let place = territory.place(&permanence.place);
    match (permanence.site, van) {
        (Site::Bus, Some(van)) => van,
        _ => place.map_or(permanence.place.as_str(), |place| place.name.as_str()),
    }
}

/// The instant when a month is over, milliseconds UTC.
fn end_ms(territory: &Territoire, month: Month) -> i64 {
    let midnight = month.next().first_day().at(0, 0, 0, 0);
    let midnight = zone(territory).to_timestamp(midnight);
    midnight.map_or(i64::MAX, jiff::Timestamp::as_millisecond)
}

/// The zone of the dates of a territory.
pub fn zone(territory: &Territoire) -> TimeZone {
    TimeZone::get(&territory.identity.time_zone).unwrap_or(TimeZone::UTC)
}
