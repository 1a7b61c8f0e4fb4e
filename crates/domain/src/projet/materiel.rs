//! Equipment, and what must be done for it by a day: upkeep, insurance, inspection.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    form::{line, needed},
    moment::{Moment, days},
};
use crate::{form::FormErrors, period::parse_date, profile::choices};

/// Days before its day from which a check is an alert.
pub const ALERT_DAYS: i64 = 30;

choices! {
    /// What a piece of equipment is.
    MaterielKind {
        /// The van.
        Vehicule = "vehicule",
        /// A kiosk.
        Borne = "borne",
        /// Anything else.
        Autre = "autre",
    }
    /// What must be done for it.
    CheckKind {
        /// Upkeep.
        Entretien = "entretien",
        /// Insurance.
        Assurance = "assurance",
        /// Inspection.
        Controle = "controle",
    }
}

/// Something to do for a piece of equipment by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What.
    pub kind: CheckKind,
    /// In a few words: « contrôle technique ».
    pub label: String,
    /// The day by which it must be done.
    pub due: Date,
    /// The day on which it was done last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
}

/// A piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Materiel {
    /// Code, unique.
    pub code: String,
    /// What it is.
    pub kind: MaterielKind,
    /// Its name.
    pub label: String,
    /// When it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// Number, place, whom to call.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What must be done for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Taken away. Its trace remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// Where a check stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its day has passed by so many days.
    Overdue(i64),
    /// It is due in so many days, [`ALERT_DAYS`] at most.
    Soon(i64),
    /// It is due later.
    Later,
}

impl Check {
    /// Where it stands on a day.
    pub fn standing(&self, today: Date) -> Standing {
        match days(self.due) - days(today) {
            left if left < 0 => Standing::Overdue(-left),
            left if left <= ALERT_DAYS => Standing::Soon(left),
            _ => Standing::Later,
        }
    }
}

impl Materiel {
    /// The equipment with a check in place of the one of its kind and words, or added.
    #[must_use]
    pub fn with_check(mut self, check: Check) -> Self {
        let same = |held: &&mut Check| (held.kind, &held.label) == (check.kind, &check.label);
        match self.checks.iter_mut().find(same) {
            Some(held) => *held = check,
            None => self.checks.push(check),
        }
        self.checks.sort_by_key(|check| check.due);
        self
    }

    /// Checks that are due or soon will be.
    pub fn alerts(&self, today: Date) -> impl Iterator<Item = &Check> {
        let is_alert = move |check: &&Check| check.standing(today) != Standing::Later;
        self.checks.iter().filter(is_alert)
    }
}

/// A piece of equipment as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaterielForm {
    /// Code of a [`MaterielKind`].
    pub kind: String,
    /// Name.
    pub label: String,
    /// When it was received.
    pub since: String,
    /// Note.
    pub note: String,
}

impl MaterielForm {
    /// As a piece of equipment would have been typed.
    pub fn of(materiel: &Materiel) -> Self {
        Self {
            kind: materiel.kind.code().to_owned(),
            label: materiel.label.clone(),
            since: materiel.since.map(|m| m.to_string()).unwrap_or_default(),
            note: materiel.note.clone(),
        }
    }

    /// Reads it; its checks are those that it has. Fields: `genre`, `libelle`, `depuis`, `note`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str, checks: Vec<Check>) -> Result<Materiel, FormErrors> {
        let mut errors = FormErrors::default();
        let kind = MaterielKind::from_code(&self.kind);
        let kind = errors.take("genre", "projet-genre-choisir", kind);
        let label = needed("libelle", &self.label, &mut errors);
        let since = match self.since.trim() {
            "" => None,
            typed => errors.take("depuis", "projet-date", typed.parse().ok()),
        };
        let note = line("note", &self.note, &mut errors);
        errors.into_result(kind.zip(label).map(|(kind, label)| Materiel {
            code: code.to_owned(),
            kind,
            label,
            since,
            note,
            checks,
            removed: false,
        }))
    }
}

/// A check as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckForm {
    /// Code of a [`CheckKind`].
    pub kind: String,
    /// In a few words.
    pub label: String,
    /// The day by which it must be done next.
    pub due: String,
    /// The day on which it was done last.
    pub done: String,
}

impl CheckForm {
    /// Reads it. Fields: `nature`, `quoi`, `echeance`, `fait_le`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self) -> Result<Check, FormErrors> {
        let mut errors = FormErrors::default();
        let kind = CheckKind::from_code(&self.kind);
        let kind = errors.take("nature", "projet-nature-choisir", kind);
        let label = needed("quoi", &self.label, &mut errors);
        let due = errors.take("echeance", "projet-jour", parse_date(self.due.trim()).ok());
        let done = match self.done.trim() {
            "" => None,
            typed => errors.take("fait_le", "projet-jour", parse_date(typed).ok()),
        };
        errors.into_result(kind.zip(label).zip(due).map(|((kind, label), due)| Check {
            kind,
            label,
            due,
            done,
        }))
    }
}
