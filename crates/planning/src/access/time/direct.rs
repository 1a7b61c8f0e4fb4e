//! Level 0: no roads are known. Great circle × detour ÷ speed, always as a band.
//!
//! Distances are measured on the plane of the territory, within one thousandth of the great
//! circle.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::Serialize;

use super::{Band, Direct, Provenance, Reach, Times, trips::Fit};
use crate::access::{
    inputs::Input,
    position::{Plane, Position},
};

/// Minutes for one kilometre of great circle: detour and speed together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pace {
    /// The quickest that is likely.
    pub low: f64,
    /// The slowest that is likely.
    pub high: f64,
    /// Where this comes from.
    pub origin: Origin,
}

/// Where a pace comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Two ranges that somebody judged likely.
    Ranges {
        /// Road length over great circle, least and most.
        detour: (f64, f64),
        /// Kilometres an hour, least and most.
        speed: (f64, f64),
    },
    /// Trips that were timed on the ground.
    Fitted(Fit),
}

/// A range that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaceError {
    /// A road is never shorter than the great circle, nor four times as long everywhere.
    #[error("le détour est compris entre 1 et 4, le plus petit d’abord")]
    Detour,
    /// Mean speeds of a car door to door.
    #[error("la vitesse est comprise entre 3 et 130 km/h, la plus petite d’abord")]
    Speed,
}

impl Pace {
    /// From a range of detours and a range of speeds in km/h.
    pub fn from_ranges(
        detour: RangeInclusive<f64>,
        speed: RangeInclusive<f64>,
    ) -> Result<Self, PaceError> {
        let (detour, speed) = (detour.into_inner(), speed.into_inner());
        if !ordered_within(detour, 1.0, 4.0) {
            return Err(PaceError::Detour);
        }
        if !ordered_within(speed, 3.0, 130.0) {
            return Err(PaceError::Speed);
        }
        Ok(Self {
            low: detour.0 * 60.0 / speed.1,
            high: detour.1 * 60.0 / speed.0,
            origin: Origin::Ranges { detour, speed },
        })
    }

    /// What is taken before anybody timed a trip: detour 1.3 to 1.7, 25 to 40 km/h.
    pub fn unfitted() -> Self {
        let (detour, speed) = ((1.3, 1.7), (25.0, 40.0));
        Self {
            low: detour.0 * 60.0 / speed.1,
            high: detour.1 * 60.0 / speed.0,
            origin: Origin::Ranges { detour, speed },
        }
    }

    /// Minutes for a great-circle distance.
    pub fn band(&self, km: f64) -> Band {
        Band {
            low: Reach::Minutes(km * self.low),
            high: Reach::Minutes(km * self.high),
        }
    }
}

fn ordered_within(range: (f64, f64), least: f64, most: f64) -> bool {
    range.0 >= least && range.0 <= range.1 && range.1 <= most
}

/// Times between any two points of a territory.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectTimes {
    provenance: Provenance<Pace>,
    plane: Plane,
}

impl DirectTimes {
    /// With a pace, on the plane of a territory; `date` and `inputs` go with each result.
    pub fn new(pace: Pace, plane: Plane, date: Date, inputs: Vec<Input>) -> Self {
        let provenance = Provenance {
            method: pace,
            date,
            inputs,
        };
        Self { provenance, plane }
    }

    /// From each origin to one target.
    pub fn to(&self, target: Position, origins: &[Position]) -> Times<Direct> {
        self.to_nearest(&[target], origins)
    }

    /// From each origin to the nearest of the targets; without target, nobody gets anywhere.
    pub fn to_nearest(&self, targets: &[Position], origins: &[Position]) -> Times<Direct> {
        let bands = origins.iter().map(|origin| self.band(*origin, targets));
        Times::new(self.provenance.clone(), bands.collect())
    }

    fn band(&self, origin: Position, targets: &[Position]) -> Band {
        let nearest = self.plane.nearest(origin, targets);
        nearest
            .and_then(|index| targets.get(index))
            .map_or(Band::exact(Reach::None), |target| {
                let km = self.plane.km(origin, *target);
                self.provenance.method.band(km)
            })
    }
}
