//! Quiet hours: when a kiosk needs somebody at night, the page says so at once and the letter
//! waits for the morning. What was settled meanwhile is written to nobody.

use std::str::FromStr;

use jiff::{
    ToSpan as _,
    civil::{DateTime, Time},
};
use serde::{Deserialize, Serialize};

use crate::territoire::Table;

/// Hours of the night, or of any part of the day, in the time of the territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// From this hour on letters wait.
    pub from: Time,
    /// They leave at this one, of the same day or of the next.
    pub to: Time,
}

/// The text is no span of hours.
#[derive(Debug, thiserror::Error)]
#[error("écrivez le début puis la fin, comme ceci : 20:00-07:00")]
pub struct NotASpan;

impl FromStr for Silence {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let time = |text: &str| {
            let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        let span = text.split_once('-');
        let span = span.and_then(|(from, to)| time(from).zip(time(to)));
        let (from, to) = span.filter(|(from, to)| from != to).ok_or(NotASpan)?;
        Ok(Self { from, to })
    }
}

impl Silence {
    /// Reads `[bornes]` of `territoire.toml`; absent, letters leave at any hour.
    pub(crate) fn read(root: &Table) -> Option<Self> {
        let table = root.table("bornes")?;
        let silence = table.optional_parsed("silence");
        table.close();
        silence
    }

    /// When those that are on at an instant end; nothing when they are not.
    pub fn end(self, now: DateTime) -> Option<DateTime> {
        let (time, tomorrow) = (now.time(), now.date().saturating_add(1.days()));
        let overnight = self.from > self.to;
        let on = if overnight {
            time >= self.from || time < self.to
        } else {
            (self.from..self.to).contains(&time)
        };
        let day = if overnight && time >= self.from {
            tomorrow
        } else {
            now.date()
        };
        on.then(|| day.to_datetime(self.to))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    fn at(hour: i8, minute: i8) -> DateTime {
        datetime(2026, 12, 31, hour, minute, 0, 0)
    }

    #[test]
    fn a_night_ends_in_the_morning_of_the_day_that_it_reaches() {
        let night: Silence = "20:00-07:00".parse().unwrap();
        assert_eq!(night.end(at(19, 59)), None);
        assert_eq!(night.end(at(20, 0)), Some(datetime(2027, 1, 1, 7, 0, 0, 0)));
        assert_eq!(night.end(at(6, 59)), Some(at(7, 0)));
        assert_eq!(night.end(at(7, 0)), None);
    }

    #[test]
    fn hours_of_one_day_end_on_it() {
        let noon: Silence = "12:00-14:00".parse().unwrap();
        assert_eq!(noon.end(at(11, 59)), None);
        assert_eq!(noon.end(at(12, 0)), Some(at(14, 0)));
        assert_eq!(noon.end(at(14, 0)), None);
        assert_eq!(noon.end(at(23, 0)), None);
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for text in [
            "",
            "20-7",
            "20:00",
            "20:00-20:00",
            "25:00-07:00",
            "20:00-7:00",
        ] {
            assert!(text.parse::<Silence>().is_err(), "{text}");
        }
    }
}
