//! Permanences of an invented relay: half-days at one place after another.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use plus_domain::{
    ids::PlaceCode,
    permanence::{Permanence, PermanenceState, Site},
    territoire::{Place, PlaceKind},
};

use super::{Setting, draw::Draw, draw::instant};

/// Every half-day from one day to another, on the opening days of the territory.
pub(super) fn half_days(
    setting: &Setting<'_>,
    from: Date,
    to: Date,
    draw: &mut Draw,
) -> Vec<Permanence> {
    let zone = TimeZone::get(&setting.territory.identity.time_zone).unwrap_or(TimeZone::UTC);
    let mut made = Vec::new();
    let mut day = from;
    while day <= to {
        if let Some(permanence) = half_day(setting, day, made.len(), &zone, draw) {
            made.push(permanence);
        }
        day = day.saturating_add(1.day());
    }
    made
}

fn half_day(
    setting: &Setting<'_>,
    day: Date,
    rank: usize,
    zone: &TimeZone,
    draw: &mut Draw,
) -> Option<Permanence> {
    let hours = setting.territory.hours_on(day)?;
    let (place, site) = place_of(setting, day, rank)?;
    let first = rank % setting.crew.len();
    let second = (rank + 1) % setting.crew.len();
    let crew = [first, second]
        .into_iter()
        .filter_map(|i| setting.crew.get(i).cloned());
    Some(Permanence {
        id: draw.id(instant(day, hours.from, zone)).into(),
        date: day,
        start: hours.from,
        end: hours.to,
        place,
        site,
        crew: crew.collect(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    })
}

/// The stops of the van in turn, a commune after another; fixed desks before it came.
fn place_of(setting: &Setting<'_>, day: Date, rank: usize) -> Option<(PlaceCode, Site)> {
    let of_kind = |kind: PlaceKind| -> Vec<&Place> {
        setting
            .territory
            .places_on(day)
            .filter(|place| place.kind == kind)
            .collect()
    };
    let stops = of_kind(PlaceKind::Arret);
    let (places, site) = if stops.is_empty() {
        (of_kind(PlaceKind::Fixe), Site::Fixe)
    } else {
        (in_turn(&stops), Site::Bus)
    };
    let place = places.get(rank % places.len().max(1))?;
    Some((place.code.clone(), site))
}

/// One stop of each commune, then the next of each.
fn in_turn<'a>(stops: &[&'a Place]) -> Vec<&'a Place> {
    let mut seen = std::collections::BTreeMap::new();
    let mut ranked: Vec<(usize, usize, &Place)> = Vec::new();
    for (i, stop) in stops.iter().enumerate() {
        let nth = seen.entry(stop.commune.clone()).or_insert(0_usize);
        ranked.push((*nth, i, stop));
        *nth += 1;
    }
    ranked.sort_by_key(|(nth, i, _)| (*nth, *i));
    ranked.into_iter().map(|(_, _, stop)| stop).collect()
}
