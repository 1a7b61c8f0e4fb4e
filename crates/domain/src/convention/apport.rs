//! What a side gives in a year: days of its people, money. Planned, and given.

use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::Partie;
use crate::{financement::Cents, form::FormErrors, projet::needed};

/// Most half-days of one line: twenty people for a year.
const HALF_DAYS: u32 = 10_000;

/// Days of people, in half-days, and money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mesure {
    /// Half-days.
    pub half_days: u32,
    /// Money, in cents.
    pub cents: Cents,
}

impl Mesure {
    /// Its days as they are written: « 12 », « 12,5 »; nothing when there are none.
    pub fn days(self) -> String {
        match (self.half_days / 2, self.half_days % 2) {
            (0, 0) => String::new(),
            (whole, 0) => whole.to_string(),
            (whole, _) => format!("{whole},5"),
        }
    }
}

impl Add for Mesure {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            half_days: self.half_days.saturating_add(other.half_days),
            cents: self.cents + other.cents,
        }
    }
}

/// What a side gives in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apport {
    /// Code, unique in its convention.
    pub code: String,
    /// Who gives.
    pub by: Partie,
    /// What.
    pub what: String,
    /// In which year.
    pub year: i16,
    /// What was to be given.
    pub planned: Mesure,
    /// What was given so far.
    pub given: Mesure,
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApportForm {
    /// Code of a [`Partie`].
    pub by: String,
    /// What.
    pub what: String,
    /// A year.
    pub year: String,
    /// Days planned: `12` or `12,5`.
    pub days_planned: String,
    /// Days given.
    pub days_given: String,
    /// Euros planned.
    pub euros_planned: String,
    /// Euros given.
    pub euros_given: String,
}

impl ApportForm {
    /// As what is given would have been typed.
    pub fn of(a: &Apport) -> Self {
        let euros = |m: Mesure| {
            let told = (m.cents > Cents::ZERO).then(|| m.cents.to_string());
            told.unwrap_or_default()
        };
        Self {
            by: a.by.code().to_owned(),
            what: a.what.clone(),
            year: a.year.to_string(),
            days_planned: a.planned.days(),
            days_given: a.given.days(),
            euros_planned: euros(a.planned),
            euros_given: euros(a.given),
        }
    }

    /// Reads it. Fields: `qui`, `apport`, `annee`, `jours_prevus`, `jours_donnes`,
    /// `euros_prevus`, `euros_donnes`.
    ///
    /// # Errors
    /// Everything that must be mended; what is all nothing gives nothing.
    pub fn read(&self, code: &str) -> Result<Apport, FormErrors> {
        let mut errors = FormErrors::default();
        let by = Partie::from_code(&self.by);
        let by = errors.take("qui", "convention-par-choisir", by);
        let what = needed("apport", &self.what, &mut errors);
        let year: Option<i16> = self.year.trim().parse().ok();
        let year = year.filter(|year| (2000..=2100).contains(year));
        let year = errors.take("annee", "convention-annee", year);
        let planned = Mesure {
            half_days: days("jours_prevus", &self.days_planned, &mut errors),
            cents: euros("euros_prevus", &self.euros_planned, &mut errors),
        };
        let given = Mesure {
            half_days: days("jours_donnes", &self.days_given, &mut errors),
            cents: euros("euros_donnes", &self.euros_given, &mut errors),
        };
        if planned + given == Mesure::default() && errors.0.is_empty() {
            errors.add("jours_prevus", "convention-apport-vide");
        }
        errors.into_result(by.zip(what).zip(year).map(|((by, what), year)| Apport {
            code: code.to_owned(),
            by,
            what,
            year,
            planned,
            given,
        }))
    }
}

fn days(field: &str, typed: &str, errors: &mut FormErrors) -> u32 {
    let read = errors.take(field, "convention-jours", half_days(typed));
    read.unwrap_or_default()
}

fn euros(field: &str, typed: &str, errors: &mut FormErrors) -> Cents {
    if typed.trim().is_empty() {
        return Cents::ZERO;
    }
    let read: Option<Cents> = typed.parse().ok().filter(|c| *c >= Cents::ZERO);
    let read = errors.take(field, "convention-euros", read);
    read.unwrap_or_default()
}

/// Half-days of « 12 », « 12,5 » or nothing; nothing else is read.
pub fn half_days(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(0);
    }
    let (whole, half) = match typed.split_once([',', '.']) {
        None => (typed, 0),
        Some((whole, "5" | "50")) => (whole, 1),
        Some((whole, "0" | "00")) => (whole, 0),
        Some(_) => return None,
    };
    let digits = whole.chars().all(|c| c.is_ascii_digit());
    let whole: u32 = whole.parse().ok().filter(|_| digits)?;
    let read = whole.checked_mul(2)?.checked_add(half)?;
    (read <= HALF_DAYS).then_some(read)
}
