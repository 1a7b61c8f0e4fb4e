//! Who is far from a kiosk and from each partner's counters, before and after.
//!
//! Every minute is a band: the detour and the speed are not known, and one figure alone would
//! say more than we know.

use std::time::Duration;

use jiff::civil::Date;
use plus_planning::access::{
    geo::{Geo, Tile},
    measure::{Group, Measures, Settings, report},
    need::nearest_places,
    position::Position,
    time::{
        Direct, Level, Reach, Times,
        direct::{DirectTimes, Pace},
    },
};
use serde::Serialize;

use super::{
    level::{LevelAccess, levels},
    networks::Networks,
};

/// The code of counters that are of no partner.
const OTHER: &str = "other";

/// The two ends of what is known of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Span {
    /// Where the road is short and quick.
    pub low: f64,
    /// Where it is long and slow.
    pub high: f64,
}

/// How far some people are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Far {
    /// Mean minutes of those who can get there.
    pub mean: Option<Span>,
    /// Minutes that 95 of 100 people do not exceed.
    pub p95: Option<Span>,
    /// Minutes of the farthest, and the place they live by.
    pub worst: Option<(Span, Option<usize>)>,
    /// Shares beyond 10, 20 and 30 minutes.
    pub beyond: Vec<Span>,
    /// Gini of accessibility, exp(−t ÷ 10 min).
    pub gini: Option<Span>,
    /// Share of people who have no way at all: no road, no bus.
    pub nowhere: f64,
}

/// Some people, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupAccess {
    /// Who.
    pub group: Group,
    /// With the kiosks that stand; none without people, or without a kiosk.
    pub before: Option<Far>,
    /// With those of the choice.
    pub after: Option<Far>,
    /// With those of the choice and the stops of the van, on the days when it comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub van: Option<Far>,
}

/// A commune, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommuneAccess {
    /// Insee code.
    pub commune: String,
    /// With the kiosks that stand.
    pub before: Option<Far>,
    /// With those of the choice.
    pub after: Option<Far>,
}

/// A partner's counters, without and with the kiosks of the choice.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnerAccess {
    /// Its code.
    pub partner: String,
    /// Fixed counters known.
    pub counters: usize,
    /// To the nearest counter.
    pub before: Option<Far>,
    /// To the nearest counter or kiosk.
    pub after: Option<Far>,
    /// To the nearest counter, kiosk or stop of the van, on the days when it comes.
    pub van: Option<Far>,
}

/// Every measure of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The whole territory: everybody, poor households, 65 and over.
    pub groups: Vec<GroupAccess>,
    /// Each commune, everybody.
    pub communes: Vec<CommuneAccess>,
    /// Each partner that has fixed counters.
    pub partners: Vec<PartnerAccess>,
    /// The same by the roads and by bus, when the territory gives them.
    pub levels: Vec<LevelAccess>,
    /// Limits of the shares, minutes.
    pub limits: Vec<f64>,
}

/// The sites that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Sites<'a> {
    /// Kiosks that stand, by their place.
    pub before: &'a [usize],
    /// Kiosks of the choice, by their place.
    pub after: &'a [usize],
    /// Stops of the van.
    pub stops: &'a [Position],
}

/// Measures access from every tile of population; by the roads and by bus too, as far as they
/// are known and take no longer than `limit`.
pub fn access(
    geo: &Geo,
    sites: Sites<'_>,
    (networks, limit): (Option<&Networks>, Duration),
    today: Date,
) -> Access {
    let people = People::new(geo, today);
    let [before, after] = [sites.before, sites.after].map(|sites| people.positions(sites));
    let levels = networks.map_or_else(Vec::new, |networks| {
        levels(geo, networks, (&before, &after), limit)
    });
    let (before, after) = (people.to(&before), people.to(&after));
    let van = people.van(&after, sites.stops);
    let partners = people.partners(&after, sites.stops);
    let (mut groups, communes) = paired(&people.rows(&before), &people.rows(&after));
    for group in &mut groups {
        let own = |row: &&Row| row.commune.is_none() && row.group == group.group;
        group.van = van.iter().find(own).and_then(|row| row.far.clone());
    }
    Access {
        groups,
        communes,
        partners,
        levels,
        limits: people.settings.beyond.clone(),
    }
}

/// A line of a report, with what is published of it.
pub(super) struct Row {
    commune: Option<String>,
    group: Group,
    far: Option<Far>,
}

/// The lines of a report on some tiles.
pub(super) fn rows<L: Level>(
    tiles: &[Tile],
    places: &[Option<usize>],
    times: &Times<L>,
    settings: &Settings,
) -> Vec<Row> {
    // The lists have one length: all were made from the tiles.
    let found = report(tiles, places, times, settings);
    let rows = found.map(|report| report.rows).unwrap_or_default();
    rows.into_iter()
        .map(|row| Row {
            commune: row.commune,
            group: row.group,
            far: row.measures.as_ref().and_then(far),
        })
        .collect()
}

/// Groups of the whole territory and communes, before and after.
pub(super) fn paired(before: &[Row], after: &[Row]) -> (Vec<GroupAccess>, Vec<CommuneAccess>) {
    let pairs = || before.iter().zip(after);
    let whole = pairs().filter(|(row, _)| row.commune.is_none());
    let communes = pairs().filter(|(row, _)| row.group == Group::Persons);
    let groups = whole.map(|(before, after)| GroupAccess {
        group: before.group,
        before: before.far.clone(),
        after: after.far.clone(),
        van: None,
    });
    let communes = communes.filter_map(|(before, after)| {
        Some(CommuneAccess {
            commune: before.commune.clone()?,
            before: before.far.clone(),
            after: after.far.clone(),
        })
    });
    (groups.collect(), communes.collect())
}

struct People<'a> {
    geo: &'a Geo,
    times: DirectTimes,
    origins: Vec<Position>,
    places: Vec<Option<usize>>,
    settings: Settings,
}

impl<'a> People<'a> {
    fn new(geo: &'a Geo, today: Date) -> Self {
        let plane = geo.plane();
        Self {
            times: DirectTimes::new(Pace::unfitted(), plane, today, geo.inputs.clone()),
            origins: geo.tiles.iter().map(|tile| tile.position).collect(),
            places: nearest_places(&geo.tiles, &geo.places, plane),
            settings: Settings::default(),
            geo,
        }
    }

    fn positions(&self, sites: &[usize]) -> Vec<Position> {
        sites.iter().map(|s| self.geo.places[*s].position).collect()
    }

    fn to(&self, at: &[Position]) -> Times<Direct> {
        self.times.to_nearest(at, &self.origins)
    }

    fn rows(&self, times: &Times<Direct>) -> Vec<Row> {
        rows(&self.geo.tiles, &self.places, times, &self.settings)
    }

    /// With the stops of the van too; nothing when it has none.
    fn van(&self, others: &Times<Direct>, stops: &[Position]) -> Vec<Row> {
        let stops = (!stops.is_empty()).then(|| self.to(stops));
        let both = stops.and_then(|stops| stops.nearer(others).ok());
        both.map_or_else(Vec::new, |times| self.rows(&times))
    }

    fn everybody(rows: Vec<Row>) -> Option<Far> {
        let rows = rows.into_iter();
        rows.filter(|row| row.commune.is_none() && row.group == Group::Persons)
            .find_map(|row| row.far)
    }

    fn partners(&self, kiosks: &Times<Direct>, stops: &[Position]) -> Vec<PartnerAccess> {
        let is_partner = |code: &str| code != OTHER;
        let fixed = || {
            let counters = self.geo.counters.iter();
            counters.filter(move |counter| !counter.mobile && is_partner(&counter.partner))
        };
        let mut codes: Vec<&str> = fixed().map(|counter| counter.partner.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
            .into_iter()
            .map(|code| {
                let own = fixed().filter(|counter| counter.partner == code);
                let at: Vec<Position> = own.map(|counter| counter.position).collect();
                let alone = self.to(&at);
                let before = Self::everybody(self.rows(&alone));
                let both = alone.nearer(kiosks).ok();
                let van = both.as_ref().map(|both| self.van(both, stops));
                PartnerAccess {
                    partner: code.to_owned(),
                    counters: at.len(),
                    before,
                    after: both.and_then(|times| Self::everybody(self.rows(&times))),
                    van: van.and_then(Self::everybody),
                }
            })
            .collect()
    }
}

/// None when nobody gets there at all: no kiosk stands.
fn far(measures: &Measures) -> Option<Far> {
    let (low, high) = (&measures.low, &measures.high);
    if high.reached <= 0.0 {
        return None;
    }
    let both = |a: Option<f64>, b: Option<f64>| Some(Span { low: a?, high: b? });
    let beyond = low.beyond.iter().zip(&high.beyond);
    let worst = low.worst.zip(high.worst).map(|(low, high)| {
        let span = Span {
            low: low.minutes,
            high: high.minutes,
        };
        (span, high.place)
    });
    Some(Far {
        mean: both(low.mean, high.mean),
        p95: both(Reach::minutes(low.p95), Reach::minutes(high.p95)),
        worst,
        beyond: beyond
            .map(|(low, high)| Span {
                // The sum of nobody is −0 in floating point: people would read it.
                low: low + 0.0,
                high: high + 0.0,
            })
            .collect(),
        gini: both(low.gini, high.gini),
        nowhere: (1.0 - high.reached).max(0.0),
    })
}
