//! Dates as precise as their source: a year, a month, a day; and a stretch of them.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::period::{Month, month_name, parse_date};

/// A date, known to the year, the month or the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Moment {
    /// Only the year is known.
    Year(i16),
    /// Only the month is known.
    Month(Month),
    /// The day is known.
    Day(Date),
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("écrivez une année (2016), un mois (2016-03) ou un jour (2016-03-15)")]
pub struct MomentError;

impl Moment {
    /// The first day that it may be.
    pub fn first(self) -> Date {
        match self {
            Self::Year(year) => date(year, 1, 1),
            Self::Month(month) => month.first_day(),
            Self::Day(day) => day,
        }
    }

    /// The last day that it may be.
    pub fn last(self) -> Date {
        match self {
            Self::Year(year) => date(year, 12, 31),
            Self::Month(month) => month.last_day(),
            Self::Day(day) => day,
        }
    }

    /// « 2015 », « mars 2016 », « 16 novembre 2016 ».
    pub fn french(self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Month(month) => format!("{} {}", month_name(month.month()), month.year()),
            Self::Day(day) => {
                let number = match day.day() {
                    1 => "1er".to_owned(),
                    number => number.to_string(),
                };
                format!("{number}\u{a0}{} {}", month_name(day.month()), day.year())
            }
        }
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        let text = text.trim();
        let read = match text.len() {
            4 => parse_date(&format!("{text}-01-01"))
                .map(|d| Self::Year(d.year()))
                .ok(),
            7 => text.parse().map(Self::Month).ok(),
            _ => parse_date(text).map(Self::Day).ok(),
        };
        read.ok_or(MomentError)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(month) => write!(f, "{month}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

impl TryFrom<String> for Moment {
    type Error = MomentError;

    fn try_from(text: String) -> Result<Self, MomentError> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

/// From a date to another, or one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// When it begins.
    pub from: Moment,
    /// When it ends; nothing: it is one date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Moment>,
}

impl Stretch {
    /// A stretch whose end does not come before its beginning.
    pub fn new(from: Moment, to: Option<Moment>) -> Option<Self> {
        to.is_none_or(|to| to.last() >= from.first())
            .then_some(Self { from, to })
    }

    /// The first day that it may be.
    pub fn first(self) -> Date {
        self.from.first()
    }

    /// The last day that it may be.
    pub fn last(self) -> Date {
        self.to.unwrap_or(self.from).last()
    }

    /// What orders two stretches: their last day, then their first.
    pub fn rank(self) -> i64 {
        days(self.first()) * 100_000 + days(self.last())
    }

    /// « mars 2016 », « septembre 2016 à janvier 2017 ».
    pub fn french(self) -> String {
        match self.to {
            None => self.from.french(),
            Some(to) => format!("{} à {}", self.from.french(), to.french()),
        }
    }
}

/// Days since the first of 1970.
pub(super) fn days(day: Date) -> i64 {
    let since = day - date(1970, 1, 1);
    i64::from(since.get_days())
}
