//! Travel times at three honest levels that never mix.
//!
//! * [`Direct`]: no roads known; great circle × detour ÷ speed, a band [low, high];
//! * [`Road`]: the roads of an `.osm.pbf` that the territory gives;
//! * [`Transit`]: the timetable of a GTFS, where no trip is a class of its own.
//!
//! The level is in the type: [`Times`] of two levels cannot be put in one table. Every minute
//! is an estimate and carries its method, its date and what it was made from.

pub mod direct;
pub mod road;
pub mod transit;
pub mod trips;

use std::cmp::Ordering;

use jiff::civil::Date;
use serde::Serialize;

use super::inputs::Input;

/// How far a place is, for one way of travelling.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// That many minutes, estimated.
    Minutes(f64),
    /// Not at all: "pas de route", "pas de bus". Never a large number.
    None,
}

impl Reach {
    /// The minutes, when there are some.
    pub fn minutes(self) -> Option<f64> {
        match self {
            Self::Minutes(minutes) => Some(minutes),
            Self::None => None,
        }
    }

    /// From the nearest to the farthest, "not at all" last.
    pub fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Minutes(a), Self::Minutes(b)) => a.total_cmp(&b),
            (Self::Minutes(_), Self::None) => Ordering::Less,
            (Self::None, Self::Minutes(_)) => Ordering::Greater,
            (Self::None, Self::None) => Ordering::Equal,
        }
    }

    /// The nearer of two.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        if other.order(self).is_lt() {
            other
        } else {
            self
        }
    }
}

/// What is known of one travel time: from `low` to `high`. The two are equal where a network
/// was read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// The shortest that is likely.
    pub low: Reach,
    /// The longest that is likely.
    pub high: Reach,
}

impl Band {
    /// A time read on a network.
    pub fn exact(reach: Reach) -> Self {
        Self {
            low: reach,
            high: reach,
        }
    }

    /// The nearer of two, end by end.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        Self {
            low: self.low.least(other.low),
            high: self.high.least(other.high),
        }
    }
}

/// One of the three ways of knowing a travel time.
pub trait Level: sealed::Sealed {
    /// Every assumption of the method, to be shown beside its minutes.
    type Method: Clone + std::fmt::Debug + PartialEq + Serialize;
    /// 0, 1 or 2.
    const NUMBER: u8;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Direct {}
    impl Sealed for super::Road {}
    impl Sealed for super::Transit {}
}

/// Level 0: no roads are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direct {}
/// Level 1: by car, on the roads that the territory gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {}
/// Level 2: by public transport, walking included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transit {}

impl Level for Direct {
    type Method = direct::Pace;
    const NUMBER: u8 = 0;
}

impl Level for Road {
    type Method = road::Rules;
    const NUMBER: u8 = 1;
}

impl Level for Transit {
    type Method = transit::Rules;
    const NUMBER: u8 = 2;
}

/// How times were obtained: what goes beside each of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance<M> {
    /// The method, with every assumption.
    pub method: M,
    /// The day of the computation.
    pub date: Date,
    /// The files that were read.
    pub inputs: Vec<Input>,
}

/// Times of a list of origins, all of one level and of one provenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Times<L: Level> {
    provenance: Provenance<L::Method>,
    bands: Vec<Band>,
}

/// Times that were not obtained alike were put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MixError {
    /// Different method, date or files.
    #[error("ces temps n’ont pas la même méthode, la même date ou les mêmes fichiers")]
    Provenance,
    /// Not the same list of origins.
    #[error("ces temps ne partent pas des mêmes endroits")]
    Origins,
}

impl<L: Level> Times<L> {
    /// Only the engines of the three levels make times.
    fn new(provenance: Provenance<L::Method>, bands: Vec<Band>) -> Self {
        Self { provenance, bands }
    }

    /// How they were obtained.
    pub fn provenance(&self) -> &Provenance<L::Method> {
        &self.provenance
    }

    /// One band for each origin, in their order.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// For each origin, the nearer of its two destinations.
    pub fn nearer(mut self, other: &Self) -> Result<Self, MixError> {
        self.same_origin_as(other)?;
        for (mine, its) in self.bands.iter_mut().zip(&other.bands) {
            *mine = mine.least(*its);
        }
        Ok(self)
    }

    /// Refuses to be compared with what was not obtained alike.
    pub fn same_origin_as(&self, other: &Self) -> Result<(), MixError> {
        if self.provenance != other.provenance {
            return Err(MixError::Provenance);
        }
        if self.bands.len() != other.bands.len() {
            return Err(MixError::Origins);
        }
        Ok(())
    }
}
