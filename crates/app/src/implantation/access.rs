//! Who is far from a kiosk and from each partner's counters, before and after.
//!
//! Every minute is a band: the detour and the speed are not known, and one figure alone would
//! say more than we know.

use jiff::civil::Date;
use plus_planning::access::{
    geo::Geo,
    measure::{Group, Measures, Settings, report},
    need::nearest_places,
    position::Position,
    time::{
        Direct, Reach, Times,
        direct::{DirectTimes, Pace},
    },
};

/// The code of counters that are of no partner.
const OTHER: &str = "other";

/// The two ends of what is known of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Where the road is short and quick.
    pub low: f64,
    /// Where it is long and slow.
    pub high: f64,
}

/// How far some people are.
#[derive(Debug, Clone, PartialEq)]
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
}

/// Some people, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupAccess {
    /// Who.
    pub group: Group,
    /// With the kiosks that stand; none without people, or without a kiosk.
    pub before: Option<Far>,
    /// With those of the choice.
    pub after: Option<Far>,
}

/// A commune, before and after.
#[derive(Debug, Clone, PartialEq)]
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
    /// Limits of the shares, minutes.
    pub limits: Vec<f64>,
}

/// Measures access from every tile of population.
pub fn access(geo: &Geo, before: &[usize], after: &[usize], today: Date) -> Access {
    let people = People::new(geo, today);
    let (before, after) = (people.to_places(before), people.to_places(after));
    let partners = people.partners(&after);
    let (before, after) = (people.rows(&before), people.rows(&after));
    let pairs = || before.iter().zip(&after);
    let whole = pairs().filter(|(row, _)| row.commune.is_none());
    let communes = pairs().filter(|(row, _)| row.group == Group::Persons);
    Access {
        groups: whole
            .map(|(before, after)| GroupAccess {
                group: before.group,
                before: before.far.clone(),
                after: after.far.clone(),
            })
            .collect(),
        communes: communes
            .filter_map(|(before, after)| {
                Some(CommuneAccess {
                    commune: before.commune.clone()?,
                    before: before.far.clone(),
                    after: after.far.clone(),
                })
            })
            .collect(),
        partners,
        limits: people.settings.beyond.clone(),
    }
}

struct Row {
    commune: Option<String>,
    group: Group,
    far: Option<Far>,
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

    fn to_places(&self, sites: &[usize]) -> Times<Direct> {
        let at: Vec<Position> = sites.iter().map(|s| self.geo.places[*s].position).collect();
        self.times.to_nearest(&at, &self.origins)
    }

    fn rows(&self, times: &Times<Direct>) -> Vec<Row> {
        // The lists have one length: both were made from the tiles.
        let found = report(&self.geo.tiles, &self.places, times, &self.settings);
        let rows = found.map(|report| report.rows).unwrap_or_default();
        rows.into_iter()
            .map(|row| Row {
                commune: row.commune,
                group: row.group,
                far: row.measures.as_ref().and_then(far),
            })
            .collect()
    }

    fn everybody(&self, times: &Times<Direct>) -> Option<Far> {
        let rows = self.rows(times).into_iter();
        rows.filter(|row| row.commune.is_none() && row.group == Group::Persons)
            .find_map(|row| row.far)
    }

    fn partners(&self, kiosks: &Times<Direct>) -> Vec<PartnerAccess> {
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
                let alone = self.times.to_nearest(&at, &self.origins);
                PartnerAccess {
                    partner: code.to_owned(),
                    counters: at.len(),
                    before: self.everybody(&alone),
                    after: alone
                        .nearer(kiosks)
                        .ok()
                        .and_then(|times| self.everybody(&times)),
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
    })
}
