//! Trips that somebody timed, and the pace that they teach.
//!
//! Detour and speed cannot be told apart from door-to-door times: what is fitted is their
//! product, minutes for one kilometre of great circle.

use serde::Serialize;

use super::direct::{Origin, Pace};
use crate::access::{
    position::Position,
    table::{FileError, Limits, Row, Table},
};

/// Fewest trips that teach a pace.
pub const FEWEST: usize = 10;
/// Shortest trip that teaches anything, in kilometres of great circle: below, parking counts
/// more than the road.
pub const SHORTEST_KM: f64 = 0.5;

const NEEDED: [&str; 5] = ["de_lat", "de_lon", "vers_lat", "vers_lon", "minutes"];

/// A trip timed on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimedTrip {
    /// Where it began.
    pub from: Position,
    /// Where it ended.
    pub to: Position,
    /// Minutes, door to door.
    pub minutes: f64,
}

/// What the trips taught.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// How many trips.
    pub trips: usize,
    /// Median of minutes for one kilometre of great circle.
    pub median: f64,
    /// Median of what the median pace misses, in minutes.
    pub median_error: f64,
}

/// Too few trips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} trajets chronométrés : il en faut au moins {FEWEST}")]
pub struct TooFew(pub usize);

/// Reads timed trips: positions of both ends and minutes.
pub fn timed_trips(file: &str, bytes: &[u8]) -> Result<Vec<TimedTrip>, FileError> {
    let mut trips = Vec::new();
    Table::open(file, bytes, &NEEDED, Limits::TERRITORY)?.read(|row| {
        trips.push(trip(row)?);
        Ok(())
    })?;
    Ok(trips)
}

fn trip(row: &Row<'_>) -> Result<TimedTrip, FileError> {
    let trip = TimedTrip {
        from: row.position("de_lat", "de_lon")?,
        to: row.position("vers_lat", "vers_lon")?,
        minutes: row.number("minutes", 0.5..=600.0)?,
    };
    if trip.km() < SHORTEST_KM {
        let reason = format!("ce trajet fait moins de {SHORTEST_KM} km : il n’apprend rien");
        return Err(row.wrong("vers_lat", &reason));
    }
    Ok(trip)
}

impl TimedTrip {
    fn km(&self) -> f64 {
        self.from.great_circle_km(self.to)
    }
}

/// The pace of the trips: the band holds the eight trips out of ten in the middle.
///
/// Trips shorter than [`SHORTEST_KM`] are not counted.
pub fn fit(trips: &[TimedTrip]) -> Result<Pace, TooFew> {
    let long: Vec<&TimedTrip> = trips.iter().filter(|t| t.km() >= SHORTEST_KM).collect();
    if long.len() < FEWEST {
        return Err(TooFew(long.len()));
    }
    let paces = sorted(long.iter().map(|trip| trip.minutes / trip.km()));
    let median = quantile(&paces, 0.5);
    let missed = |trip: &&TimedTrip| (trip.km() * median - trip.minutes).abs();
    let errors = sorted(long.iter().map(missed));
    Ok(Pace {
        low: quantile(&paces, 0.1),
        high: quantile(&paces, 0.9),
        origin: Origin::Fitted(Fit {
            trips: long.len(),
            median,
            median_error: quantile(&errors, 0.5),
        }),
    })
}

/// Median of what a level misses on the timed trips, in minutes, and on how many of them:
/// `estimate` gives its minutes for a trip, none where it knows no way.
pub fn median_error(
    trips: &[TimedTrip],
    estimate: impl Fn(&TimedTrip) -> Option<f64>,
) -> Option<(f64, usize)> {
    let missed = |trip: &TimedTrip| estimate(trip).map(|m| (m - trip.minutes).abs());
    let errors = sorted(trips.iter().filter_map(missed));
    (!errors.is_empty()).then(|| (quantile(&errors, 0.5), errors.len()))
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Quantile of sorted values, between two neighbours where it falls between them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len().saturating_sub(1)) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index within the list"
    )]
    let below = at.floor() as usize;
    let value = |index: usize| sorted.get(index).copied();
    let low = value(below).unwrap_or(0.0);
    let high = value(below + 1).unwrap_or(low);
    low + (high - low) * at.fract()
}
