//! What a side owes the other: once, or again and again.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::Partie;
use crate::{
    form::FormErrors,
    period::parse_date,
    profile::choices,
    projet::{line, needed},
};

/// Most periods that an obligation may be late by.
const PERIODS: i64 = 1_200;

choices! {
    /// How often.
    Frequence {
        /// Once.
        Une = "une-fois",
        /// Each month.
        Mensuelle = "mensuelle",
        /// Each quarter.
        Trimestrielle = "trimestrielle",
        /// Each half-year.
        Semestrielle = "semestrielle",
        /// Each year.
        Annuelle = "annuelle",
    }
    /// Where it stands.
    ObligationState {
        /// It is owed.
        ATenir = "a-tenir",
        /// It was kept, and will not come back.
        Tenue = "tenue",
        /// Nobody owes it any more.
        Abandonnee = "abandonnee",
    }
}

impl Frequence {
    /// Months between two; nothing when it comes once.
    pub fn months(self) -> Option<i64> {
        match self {
            Self::Une => None,
            Self::Mensuelle => Some(1),
            Self::Trimestrielle => Some(3),
            Self::Semestrielle => Some(6),
            Self::Annuelle => Some(12),
        }
    }
}

/// Something owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// Code, unique in its convention.
    pub code: String,
    /// What.
    pub what: String,
    /// Who owes it.
    pub by: Partie,
    /// How often.
    pub frequency: Frequence,
    /// The day by which it must be kept, the next one when it comes back; nothing: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// When it was kept last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
    /// Where it stands.
    pub state: ObligationState,
    /// What proves it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Obligation {
    /// Whether its day has passed.
    pub fn is_late(&self, today: Date) -> bool {
        self.state == ObligationState::ATenir && self.due.is_some_and(|due| due < today)
    }

    /// The obligation once it was kept on a day: over, or due again at its next day that is
    /// after the one when it was kept.
    #[must_use]
    pub fn kept(mut self, on: Date) -> Self {
        self.done = Some(on);
        match (self.frequency.months(), self.due) {
            (None, _) => self.state = ObligationState::Tenue,
            (Some(months), Some(due)) => {
                let next = |n: i64| due.saturating_add((n * months).months());
                let mut days = (1..PERIODS).map(next);
                self.due = days.find(|day| *day > on).or(self.due);
            }
            (Some(_), None) => {}
        }
        self
    }
}

/// An obligation as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObligationForm {
    /// What.
    pub what: String,
    /// Code of a [`Partie`].
    pub by: String,
    /// Code of a [`Frequence`].
    pub frequency: String,
    /// Its next day, or empty.
    pub due: String,
    /// What proves it.
    pub note: String,
}

impl ObligationForm {
    /// As an obligation would have been typed.
    pub fn of(o: &Obligation) -> Self {
        let due = o.due.map(|day| day.to_string());
        Self {
            what: o.what.clone(),
            by: o.by.code().to_owned(),
            frequency: o.frequency.code().to_owned(),
            due: due.unwrap_or_default(),
            note: o.note.clone(),
        }
    }

    /// Reads it. Fields: `quoi`, `par`, `frequence`, `echeance`, `preuve`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Obligation, FormErrors> {
        let mut errors = FormErrors::default();
        let what = needed("quoi", &self.what, &mut errors);
        let by = Partie::from_code(&self.by);
        let by = errors.take("par", "convention-par-choisir", by);
        let frequency = Frequence::from_code(&self.frequency);
        let frequency = errors.take("frequence", "convention-frequence-choisir", frequency);
        let due = day("echeance", &self.due, &mut errors);
        let note = line("preuve", &self.note, &mut errors);
        let read = what.zip(by).zip(frequency);
        errors.into_result(read.map(|((what, by), frequency)| Obligation {
            code: code.to_owned(),
            what,
            by,
            frequency,
            due,
            done: None,
            state: ObligationState::ATenir,
            note,
        }))
    }
}

/// A day that may be left empty.
pub(super) fn day(field: &str, typed: &str, errors: &mut FormErrors) -> Option<Date> {
    match typed.trim() {
        "" => None,
        typed => errors.take(field, "convention-jour", parse_date(typed).ok()),
    }
}
