//! Months and periods, in the business dates of the territory.
//!
//! A business date is data: it is given, never computed from a clock here.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// French name of a month of the year, 1 to 12: `octobre`.
pub fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default()
}

/// What is wrong with the text of a month or a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not `YYYY-MM`, or a month that does not exist.
    #[error("« {0} » n’est pas un mois. Écrivez l’année puis le mois, comme ceci : 2026-10.")]
    Month(String),
    /// Not `YYYY-MM-DD`, or a day that does not exist.
    #[error("« {0} » n’est pas une date. Écrivez-la comme ceci : 2026-10-31.")]
    Date(String),
    /// Not `YYYY-S1` or `YYYY-S2`.
    #[error("« {0} » n’est pas un semestre. Écrivez-le comme ceci : 2026-S1.")]
    HalfYear(String),
    /// The end comes before the beginning.
    #[error("La période finit ({to}) avant de commencer ({from}).")]
    Backwards {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

/// A calendar month, such as 2026-10. Years 2000 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month of a date.
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Calendar year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Month of the year, 1 to 12.
    pub fn month(self) -> i8 {
        self.month
    }

    /// First day of the month.
    pub fn first_day(self) -> Date {
        Date::constant(self.year, self.month, 1)
    }

    /// Last day of the month.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The whole month as a period.
    pub fn period(self) -> Period {
        Period {
            from: self.first_day(),
            to: self.last_day(),
        }
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self {
                year: self.year + 1,
                month: 1,
            }
        } else {
            Self {
                month: self.month + 1,
                ..self
            }
        }
    }

    /// The month before.
    #[must_use]
    pub fn prev(self) -> Self {
        if self.month == 1 {
            Self {
                year: self.year - 1,
                month: 12,
            }
        } else {
            Self {
                month: self.month - 1,
                ..self
            }
        }
    }

    /// January of the same year.
    #[must_use]
    pub fn january(self) -> Self {
        Self { month: 1, ..self }
    }

    /// First month of the half-year (January or July) that holds this one.
    #[must_use]
    pub fn half_year(self) -> Self {
        Self {
            month: if self.month <= 6 { 1 } else { 7 },
            ..self
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError::Month(text.chars().take(40).collect());
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        if year.len() != 4
            || month.len() != 2
            || !(year.to_owned() + month)
                .bytes()
                .all(|b| b.is_ascii_digit())
        {
            return Err(wrong());
        }
        let year: i16 = year.parse().map_err(|_| wrong())?;
        let month: i8 = month.parse().map_err(|_| wrong())?;
        if (2000..2200).contains(&year) && (1..=12).contains(&month) {
            Ok(Self { year, month })
        } else {
            Err(wrong())
        }
    }
}

impl TryFrom<String> for Month {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// Half a calendar year: « 2017-S1 » is January to June 2017. Years 2000 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HalfYear {
    first: Month,
}

impl HalfYear {
    /// The one that holds a month.
    pub fn of(month: Month) -> Self {
        Self {
            first: month.half_year(),
        }
    }

    /// Its first month.
    pub fn first(self) -> Month {
        self.first
    }

    /// Its last month.
    pub fn last(self) -> Month {
        (0..5).fold(self.first, |month, _| month.next())
    }

    /// Its days.
    pub fn period(self) -> Period {
        Period {
            from: self.first.first_day(),
            to: self.last().last_day(),
        }
    }

    /// The one before.
    #[must_use]
    pub fn prev(self) -> Self {
        Self::of(self.first.prev())
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.first.month() == 1 { 1 } else { 2 };
        write!(f, "{:04}-S{half}", self.first.year())
    }
}

impl FromStr for HalfYear {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let wrong = || PeriodError::HalfYear(text.chars().take(40).collect());
        let month = match text.split_once("-S") {
            Some((year, "1")) => format!("{year}-01"),
            Some((year, "2")) => format!("{year}-07"),
            _ => return Err(wrong()),
        };
        month.parse().map(Self::of).map_err(|_| wrong())
    }
}

impl TryFrom<String> for HalfYear {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<HalfYear> for String {
    fn from(half: HalfYear) -> Self {
        half.to_string()
    }
}

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// A period whose end does not come before its beginning.
    pub fn new(from: Date, to: Date) -> Result<Self, PeriodError> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(PeriodError::Backwards { from, to })
        }
    }

    /// Whether the day is inside.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The months wholly inside, in order.
    pub fn whole_months(self) -> impl Iterator<Item = Month> {
        self.months()
            .filter(move |m| self.from <= m.first_day() && m.last_day() <= self.to)
    }

    /// Every month that the period touches, in order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(Month::of(self.from)), |m| Some(m.next()))
            .take_while(move |m| m.first_day() <= self.to)
    }
}

/// Reads a date written `YYYY-MM-DD`, between 2000 and 2199.
pub fn parse_date(text: &str) -> Result<Date, PeriodError> {
    let wrong = || PeriodError::Date(text.chars().take(40).collect());
    if text.len() != 10 {
        return Err(wrong());
    }
    let date: Date = text.parse().map_err(|_| wrong())?;
    if (2000..2200).contains(&date.year()) {
        Ok(date)
    } else {
        Err(wrong())
    }
}
