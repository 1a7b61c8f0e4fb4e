//! Level 2: by public transport, from the GTFS that the territory gives.
//!
//! Somebody leaves home every ten minutes, walks to a stop, rides, changes, walks to the end:
//! the median counts, waiting included. Where the median departure finds no trip, the answer
//! is "no bus", a class of its own.

mod archive;
mod calendar;
mod feed;
mod raptor;
mod stop_times;
mod timetable;

use jiff::civil::Date;
use serde::Serialize;

use super::{Band, Provenance, Reach, Times, Transit};
use crate::access::{
    inputs::Input,
    position::{EARTH_KM, Position},
    table::FileError,
};

use raptor::Search;
use timetable::Timetable;

/// Every assumption of the level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rules {
    /// The day whose services run.
    pub day: Date,
    /// From and to which second of the day people leave, the end not included.
    pub windows: Vec<(u32, u32)>,
    /// Seconds between two departures; at least one.
    pub every: u32,
    /// Longest walk to a stop, between stops or from a stop, in kilometres of straight line.
    pub walk_km: f64,
    /// Speed of walking, in km/h of straight line.
    pub walk_speed: f64,
    /// Most vehicles of one trip.
    pub rides: usize,
    /// Longest trip, in minutes: longer is no trip.
    pub longest: u32,
}

impl Rules {
    /// The rules of the house on a given day: 7–9h and 12–14h, every ten minutes, at most
    /// 1 km on foot at 4 km/h, five vehicles, three hours.
    pub fn on(day: Date) -> Self {
        Self {
            day,
            windows: vec![(7 * 3600, 9 * 3600), (12 * 3600, 14 * 3600)],
            every: 600,
            walk_km: 1.0,
            walk_speed: 4.0,
            rides: 5,
            longest: 180,
        }
    }

    fn departures(&self) -> Vec<u32> {
        let every = usize::try_from(self.every.max(1)).unwrap_or(usize::MAX);
        let windows = self.windows.iter();
        windows
            .flat_map(|(from, to)| (*from..*to).step_by(every))
            .collect()
    }

    /// Seconds on foot, when it is near enough to walk.
    fn walk(&self, a: Position, b: Position) -> Option<u32> {
        // Most pairs of a network are far apart: the latitudes alone say so.
        if (a.lat - b.lat).to_radians().abs() * EARTH_KM > self.walk_km {
            return None;
        }
        let km = a.great_circle_km(b);
        if km > self.walk_km {
            return None;
        }
        let seconds = (km / self.walk_speed.max(0.5) * 3600.0).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a walk of some kilometres, rounded up to a second"
        )]
        Some(seconds as u32)
    }
}

/// What was read of a timetable, for the administrator to judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Read {
    /// Stops of the network.
    pub stops: usize,
    /// Trips of the file.
    pub trips: usize,
    /// Of these, trips that run on the day asked for, repeated ones counted each time.
    pub running: usize,
}

/// A timetable, ready to answer for one day.
#[derive(Debug, Clone)]
pub struct TransitTimes {
    provenance: Provenance<Rules>,
    timetable: Timetable,
    read: Read,
}

impl TransitTimes {
    /// Reads a GTFS named `file`; `date`, the day of the computation, goes with each result.
    pub fn read(file: &str, bytes: &[u8], rules: Rules, date: Date) -> Result<Self, FileError> {
        let feed = feed::read(file, bytes, rules.day)?;
        let read = Read {
            stops: feed.stops.len(),
            trips: feed.trips,
            running: feed.runs.len(),
        };
        let timetable = Timetable::build(feed, |a, b| rules.walk(a, b));
        let provenance = Provenance {
            method: rules,
            date,
            inputs: vec![Input::of(file, bytes)],
        };
        Ok(Self {
            provenance,
            timetable,
            read,
        })
    }

    /// What was read. A day on which nothing runs shows here.
    pub fn summary(&self) -> Read {
        self.read
    }

    /// From each origin to each target, one list of times a target.
    ///
    /// `go_on` is told how many origins are done and may stop it: then there is no answer.
    pub fn to_each(
        &self,
        targets: &[Position],
        origins: &[Position],
        mut go_on: impl FnMut(usize) -> bool,
    ) -> Option<Vec<Times<Transit>>> {
        let mut bands = vec![Vec::with_capacity(origins.len()); targets.len()];
        let ends: Vec<Vec<(usize, u32)>> = targets.iter().map(|t| self.stops_near(*t)).collect();
        for (done, origin) in origins.iter().enumerate() {
            if !go_on(done) {
                return None;
            }
            let medians = self.medians(*origin, targets, &ends);
            for (list, median) in bands.iter_mut().zip(medians) {
                list.push(Band::exact(median));
            }
        }
        let times = bands.into_iter();
        Some(
            times
                .map(|list| Times::new(self.provenance.clone(), list))
                .collect(),
        )
    }

    /// From each origin to the target whose median is least.
    pub fn to_nearest(
        &self,
        targets: &[Position],
        origins: &[Position],
        go_on: impl FnMut(usize) -> bool,
    ) -> Option<Times<Transit>> {
        let each = self.to_each(targets, origins, go_on)?;
        let mut bands = vec![Band::exact(Reach::None); origins.len()];
        for times in &each {
            for (band, other) in bands.iter_mut().zip(times.bands()) {
                *band = band.least(*other);
            }
        }
        Some(Times::new(self.provenance.clone(), bands))
    }

    fn stops_near(&self, point: Position) -> Vec<(usize, u32)> {
        let rules = &self.provenance.method;
        let stops = self.timetable.stops.iter().enumerate();
        stops
            .filter_map(|(stop, position)| Some((stop, rules.walk(point, *position)?)))
            .collect()
    }

    /// Medians from one origin to each target.
    fn medians(
        &self,
        origin: Position,
        targets: &[Position],
        ends: &[Vec<(usize, u32)>],
    ) -> Vec<Reach> {
        let rules = &self.provenance.method;
        let (starts, departures) = (self.stops_near(origin), rules.departures());
        let mut trips = vec![Vec::with_capacity(departures.len()); targets.len()];
        let mut search = Search::new(&self.timetable, rules.rides);
        for departure in departures {
            let limit = departure.saturating_add(rules.longest.saturating_mul(60));
            let alighted = search.run(&starts, departure, limit);
            for ((list, target), stops) in trips.iter_mut().zip(targets).zip(ends) {
                let ride = arrival(alighted, stops).filter(|at| *at <= limit);
                let ride = ride.map(|at| at - departure);
                let walk = rules.walk(origin, *target);
                list.push(ride.into_iter().chain(walk).min());
            }
        }
        trips.iter_mut().map(|list| median(list)).collect()
    }
}

/// Earliest arrival at an end, from the times of leaving a vehicle at each stop.
fn arrival(alighted: &[Option<u32>], stops: &[(usize, u32)]) -> Option<u32> {
    let arrivals = stops.iter().filter_map(|(stop, walk)| {
        let at = (*alighted.get(*stop)?)?;
        at.checked_add(*walk)
    });
    arrivals.min()
}

/// Median of durations in seconds; a departure without trip is later than all others, and a
/// median that falls on one is "not at all".
fn median(durations: &mut [Option<u32>]) -> Reach {
    durations.sort_by_key(|duration| duration.unwrap_or(u32::MAX));
    let upper = durations.len() / 2;
    let lower = durations.len().saturating_sub(1) / 2;
    let at = |index: usize| durations.get(index).copied().flatten();
    match at(lower).zip(at(upper)) {
        Some((a, b)) => Reach::Minutes((f64::from(a) + f64::from(b)) / 120.0),
        None => Reach::None,
    }
}
