//! Days and hours of a relay: when it receives, and the holidays of its territory.
//!
//! National holidays: article L3133-1 of the Code du travail. Each overseas
//! department adds the day of the abolition of slavery (décret 83-1003); Alsace
//! and Moselle add two days. Those are data: `[[ferie]]` in `territoire.toml`.

use std::str::FromStr;

use jiff::{
    ToSpan as _,
    civil::{Date, Time, Weekday, date},
};
use serde::{Deserialize, Serialize};

use super::{problem::Problems, table::Table};

/// Week days as they are written in the files and said to people.
pub const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "lundi"),
    (Weekday::Tuesday, "mardi"),
    (Weekday::Wednesday, "mercredi"),
    (Weekday::Thursday, "jeudi"),
    (Weekday::Friday, "vendredi"),
    (Weekday::Saturday, "samedi"),
    (Weekday::Sunday, "dimanche"),
];

/// Opening on one day of the week, in the time of the territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: i8,
    /// Opening.
    pub from: Time,
    /// Closing, after the opening.
    pub to: Time,
}

/// A span of one day written `08:00-13:00`.
struct Span {
    from: Time,
    to: Time,
}

/// The text is not a span of hours.
#[derive(Debug, thiserror::Error)]
#[error("écrivez l’ouverture puis la fermeture, comme ceci : 08:00-13:00")]
struct NotASpan;

impl FromStr for Span {
    type Err = NotASpan;

    fn from_str(text: &str) -> Result<Self, NotASpan> {
        let time = |text: &str| {
            let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        let spans = text
            .split_once('-')
            .and_then(|(from, to)| time(from).zip(time(to)));
        let (from, to) = spans.filter(|(from, to)| from < to).ok_or(NotASpan)?;
        Ok(Self { from, to })
    }
}

/// Reads `[horaires]`: one line per day open.
pub(crate) fn read_hours(parent: &Table) -> Vec<OpeningHours> {
    let Some(table) = parent.table("horaires") else {
        parent.refuse(
            "horaires",
            "il manque les horaires",
            "ajoutez une partie [horaires]",
        );
        return Vec::new();
    };
    let hours: Vec<_> = WEEKDAYS
        .iter()
        .filter_map(|(day, name)| {
            let span: Span = table.optional_parsed(name)?;
            let weekday = day.to_monday_one_offset();
            Some(OpeningHours {
                weekday,
                from: span.from,
                to: span.to,
            })
        })
        .collect();
    table.close();
    if hours.is_empty() {
        parent.refuse(
            "horaires",
            "aucun jour n’est ouvert",
            "ajoutez une ligne, comme lundi = \"08:00-13:00\"",
        );
    }
    hours
}

/// A holiday of the territory beside the national ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalHoliday {
    /// When it falls.
    pub rule: HolidayRule,
    /// What it is called.
    pub name: String,
}

/// When a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolidayRule {
    /// Every year on this month and day.
    Fixed(i8, i8),
    /// So many days after Easter Sunday (before, when negative).
    Easter(i16),
}

/// The text is not a rule of holiday.
#[derive(Debug, thiserror::Error)]
#[error(
    "écrivez le mois et le jour, comme 05-22, ou les jours après Pâques, comme paques+39 ou paques-2"
)]
pub struct NotAHoliday;

impl FromStr for HolidayRule {
    type Err = NotAHoliday;

    fn from_str(text: &str) -> Result<Self, NotAHoliday> {
        if let Some(days) = text.strip_prefix("paques") {
            let days = days.parse().ok().filter(|days| (-100..=100).contains(days));
            return days.map(Self::Easter).ok_or(NotAHoliday);
        }
        let (month, day) = text.split_once('-').ok_or(NotAHoliday)?;
        let (month, day) = (
            month.parse().map_err(|_| NotAHoliday)?,
            day.parse().map_err(|_| NotAHoliday)?,
        );
        // 2001 has no 29 February: a holiday must exist every year.
        Date::new(2001, month, day).map_err(|_| NotAHoliday)?;
        Ok(Self::Fixed(month, day))
    }
}

impl HolidayRule {
    fn falls_on(self, day: Date) -> bool {
        match self {
            Self::Fixed(month, of_month) => (day.month(), day.day()) == (month, of_month),
            Self::Easter(days) => easter(day.year())
                .checked_add(i64::from(days).days())
                .is_ok_and(|date| date == day),
        }
    }
}

/// Reads `[[ferie]]`.
pub(crate) fn read_holidays(parent: &Table, problems: &Problems) -> Vec<LocalHoliday> {
    let read = |table: Table| {
        let rule: Option<HolidayRule> = table.parsed("jour");
        let name = table.text("nom");
        if rule.is_some_and(|rule| NATIONAL.iter().any(|(national, _)| *national == rule)) {
            problems.add(
                table.at(),
                "ce jour est déjà férié partout",
                "effacez-le : il est compté sans vous",
            );
        }
        table.close();
        Some(LocalHoliday {
            rule: rule?,
            name: name?,
        })
    };
    parent
        .tables("ferie")
        .into_iter()
        .filter_map(read)
        .collect()
}

/// The eleven legal holidays.
const NATIONAL: [(HolidayRule, &str); 11] = [
    (HolidayRule::Fixed(1, 1), "Jour de l’an"),
    (HolidayRule::Easter(1), "Lundi de Pâques"),
    (HolidayRule::Fixed(5, 1), "Fête du Travail"),
    (HolidayRule::Fixed(5, 8), "Victoire de 1945"),
    (HolidayRule::Easter(39), "Ascension"),
    (HolidayRule::Easter(50), "Lundi de Pentecôte"),
    (HolidayRule::Fixed(7, 14), "Fête nationale"),
    (HolidayRule::Fixed(8, 15), "Assomption"),
    (HolidayRule::Fixed(11, 1), "Toussaint"),
    (HolidayRule::Fixed(11, 11), "Armistice de 1918"),
    (HolidayRule::Fixed(12, 25), "Noël"),
];

/// Name of the holiday that falls on a day, national or local.
pub fn holiday(day: Date, local: &[LocalHoliday]) -> Option<&str> {
    let national = NATIONAL.iter().find(|(rule, _)| rule.falls_on(day));
    national.map(|(_, name)| *name).or_else(|| {
        let local = local.iter().find(|holiday| holiday.rule.falls_on(day));
        local.map(|holiday| holiday.name.as_str())
    })
}

/// Easter Sunday of a year: the first Sunday after the ecclesiastical full moon
/// that follows 21 March (Gregorian computus).
pub(crate) fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let century = year / 100;
    let golden = year % 19;
    // Age of the moon on the spring equinox, with its two secular corrections.
    let epact = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    // The full moon never falls later than 18 April: two epacts are brought back.
    let full_moon = epact - i32::from(epact == 29 || (epact == 28 && golden > 10));
    let moon = date(i16::try_from(year).expect("it came from an i16"), 3, 21)
        .saturating_add(i64::from(full_moon).days());
    let to_sunday = 7 - i64::from(moon.weekday().to_sunday_zero_offset());
    moon.saturating_add(to_sunday.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [
            (2016, 3, 27),
            (2017, 4, 16),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn the_twenty_second_of_may_is_a_holiday_only_where_it_is_written() {
        let local = vec![LocalHoliday {
            rule: "05-22".parse().unwrap(),
            name: "Abolition de l’esclavage".into(),
        }];
        assert_eq!(
            holiday(date(2026, 5, 22), &local),
            Some("Abolition de l’esclavage")
        );
        assert_eq!(holiday(date(2026, 5, 22), &[]), None);
        assert_eq!(
            holiday(date(2026, 5, 25), &local),
            Some("Lundi de Pentecôte")
        );
        assert_eq!(
            holiday(
                date(2026, 4, 3),
                &[LocalHoliday {
                    rule: "paques-2".parse().unwrap(),
                    name: "Vendredi saint".into()
                }]
            ),
            Some("Vendredi saint")
        );
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_rule() {
        for text in ["02-29", "13-01", "22", "paques", "paques+900", "05/22", ""] {
            assert!(text.parse::<HolidayRule>().is_err(), "{text}");
        }
    }

    #[test]
    fn hours_end_after_they_begin() {
        assert!("08:00-13:00".parse::<Span>().is_ok());
        for text in [
            "13:00-08:00",
            "8-13",
            "08:00",
            "08:00-25:00",
            "08:00-13:00-14:00",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
