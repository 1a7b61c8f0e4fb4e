//! Numbers that the relay knows and nothing counts by itself: posts filled, jobs, complaints,
//! incidents. The coordinator notes each for a month; they feed the indicators of their name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::line;
use crate::{
    form::FormErrors,
    indicateur::Value,
    period::{Month, Period},
};

/// How the months of a period make one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cumul {
    /// Their sum, once each month that is over was noted: a month not noted is not a zero.
    Somme,
    /// The last one noted: so many people, not so many more.
    Niveau,
}

/// The numbers, in the order of the page: name of the figure, and how months add.
pub const MESURES: [(&str, Cumul); 9] = [
    ("etp", Cumul::Niveau),
    ("emplois_crees", Cumul::Somme),
    ("emplois_maintenus", Cumul::Niveau),
    ("retours_emploi", Cumul::Somme),
    ("reclamations", Cumul::Somme),
    ("besoins_sans_reponse", Cumul::Somme),
    ("kilometres", Cumul::Somme),
    ("heures_hors_ligne", Cumul::Somme),
    ("incidents", Cumul::Somme),
];
/// Largest number, in hundredths.
const MOST: i64 = 100_000_000;

/// A number noted for a month. Noted again, the last stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mesure {
    /// The figure and the month: `etp-2026-10`.
    pub code: String,
    /// Name of the figure.
    pub figure: String,
    /// Which month.
    pub month: Month,
    /// In hundredths; none: no longer noted.
    pub hundredths: Option<i64>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Mesure {
    /// The code of a figure in a month.
    pub fn code_of(figure: &str, month: Month) -> String {
        format!("{figure}-{month}")
    }

    /// As it is typed: `3,5`.
    pub fn typed(&self) -> String {
        self.hundredths.map(said).unwrap_or_default()
    }

    /// Reads the number of a month. Empty: it is not noted, or no longer.
    ///
    /// # Errors
    /// It is no number from 0, or the note cannot be kept.
    pub fn read(
        figure: &str,
        month: Month,
        (typed, note): (&str, &str),
    ) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let hundredths = errors.take(figure, "mesure-nombre", hundredths(typed).ok());
        let note = line("precision", note, &mut errors);
        errors.into_result(hundredths.map(|hundredths| Self {
            code: Self::code_of(figure, month),
            figure: figure.to_owned(),
            month,
            hundredths,
            note,
        }))
    }
}

/// `3,5`, `1 200`, or nothing.
fn hundredths(typed: &str) -> Result<Option<i64>, ()> {
    let kept: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if kept.is_empty() {
        return Ok(None);
    }
    let (whole, part) = kept.split_once([',', '.']).unwrap_or((&kept, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
        return Err(());
    }
    let number = format!("{whole}{part:0<2}")
        .parse::<i64>()
        .map_err(|_| ())?;
    (number <= MOST).then_some(Some(number)).ok_or(())
}

/// `3,5` of 350.
fn said(hundredths: i64) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole},{}", part / 10),
        part => format!("{whole},{part:02}"),
    }
}

/// What the numbers noted say of a period, by figure. `now` is the month of the day: a sum waits
/// for no month that is not over.
pub fn over(noted: &[Mesure], period: Period, now: Month) -> BTreeMap<&'static str, Value> {
    let figures = MESURES.iter();
    figures
        .filter_map(|(figure, cumul)| {
            let of = |month: Month| {
                let mut all = noted.iter();
                all.find(|m| m.figure == *figure && m.month == month)?
                    .hundredths
            };
            let number = match cumul {
                Cumul::Niveau => period.months().filter_map(of).last(),
                Cumul::Somme => sum(period, now, of),
            };
            let value = Value::fraction(i128::from(number?), 100).ok()?;
            Some((*figure, value))
        })
        .collect()
}

/// The sum of the months that are over and of what is noted of the others; none when one that is
/// over was not noted, or when none is.
fn sum(period: Period, now: Month, of: impl Fn(Month) -> Option<i64>) -> Option<i64> {
    let mut sum = None;
    for month in period.months() {
        match of(month) {
            Some(number) => sum = Some(sum.unwrap_or(0) + number),
            None if month < now => return None,
            None => {}
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn month(number: i8) -> Month {
        Month::of(date(2026, number, 1))
    }

    fn noted(figure: &str, number: i8, typed: &str) -> Mesure {
        Mesure::read(figure, month(number), (typed, "")).unwrap()
    }

    fn half() -> Period {
        Period {
            from: date(2026, 1, 1),
            to: date(2026, 6, 30),
        }
    }

    #[test]
    fn a_number_is_read_as_it_is_typed_and_said_again() {
        for (typed, said) in [
            ("3,5", "3,5"),
            ("3.50", "3,5"),
            ("1 200", "1200"),
            ("0", "0"),
            ("0,05", "0,05"),
            ("", ""),
        ] {
            assert_eq!(noted("etp", 1, typed).typed(), said, "{typed}");
        }
        for wrong in [
            "-1",
            "trois",
            "1,234",
            "3,,5",
            ",5",
            "99999999999999999999",
            "1000001",
        ] {
            let errors = Mesure::read("etp", month(1), (wrong, "")).unwrap_err();
            assert_eq!(
                errors.of("etp").map(|e| e.key),
                Some("mesure-nombre"),
                "{wrong}"
            );
        }
        assert!(
            Mesure::read("etp", month(1), ("1", "1 84 12 76 451 089 46")).is_err(),
            "a number of social security"
        );
    }

    #[test]
    fn a_month_that_nobody_noted_is_no_zero() {
        let mut all: Vec<Mesure> = (1..=5).map(|n| noted("reclamations", n, "2")).collect();
        assert_eq!(over(&all, half(), month(12)).get("reclamations"), None);
        // June is not over yet: it is not waited for.
        assert_eq!(
            over(&all, half(), month(6)).get("reclamations"),
            Some(&Value::whole(10))
        );
        all.push(noted("reclamations", 6, "0"));
        assert_eq!(
            over(&all, half(), month(12)).get("reclamations"),
            Some(&Value::whole(10))
        );
        all[2].hundredths = None;
        assert_eq!(over(&all, half(), month(12)).get("reclamations"), None);
    }

    #[test]
    fn a_level_is_the_last_one_noted() {
        let all = [noted("etp", 1, "4"), noted("etp", 3, "5,5")];
        let said = over(&all, half(), month(12));
        assert_eq!(said.get("etp").copied(), Value::fraction(11, 2).ok());
        assert_eq!(over(&[], half(), month(12)).len(), 0);
    }
}
