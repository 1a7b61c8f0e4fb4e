//! A milestone: what was to be done and when, what was and when, and why they differ.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    form::{line, needed, stretch},
    moment::{Stretch, days},
};
use crate::{form::FormErrors, profile::choices};

choices! {
    /// Where a milestone stands.
    JalonState {
        /// To come.
        Prevu = "prevu",
        /// Begun.
        EnCours = "en-cours",
        /// Done.
        Atteint = "atteint",
        /// Given up.
        Abandonne = "abandonne",
    }
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jalon {
    /// Code, unique.
    pub code: String,
    /// Phase of the project.
    pub phase: String,
    /// What is to be done.
    pub label: String,
    /// When it was to be; nothing: it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Stretch>,
    /// When it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Stretch>,
    /// Where it stands.
    pub state: JalonState,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// What proves it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// Why it is not when it was to be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
    /// Taken away. Its trace remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// How far what was stands from what was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// One of the two dates is not known.
    Unknown,
    /// So many days after (below zero: before), between the last days that each may be.
    Days(i64),
    /// Not reached, and its day has passed by so many days.
    Late(i64),
    /// To come.
    None,
}

impl Jalon {
    /// When it was, or else when it is to be.
    pub fn when(&self) -> Option<Stretch> {
        self.actual.or(self.planned)
    }

    /// Its gap, on a day.
    pub fn gap(&self, today: Date) -> Gap {
        match (self.planned, self.actual, self.state) {
            (_, _, JalonState::Abandonne) => Gap::None,
            (Some(planned), Some(actual), JalonState::Atteint) => {
                Gap::Days(days(actual.last()) - days(planned.last()))
            }
            (_, _, JalonState::Atteint) | (None, _, _) => Gap::Unknown,
            (Some(planned), _, _) if planned.last() < today => {
                Gap::Late(days(today) - days(planned.last()))
            }
            (Some(_), _, _) => Gap::None,
        }
    }
}

/// A milestone as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JalonForm {
    /// Phase.
    pub phase: String,
    /// Label.
    pub label: String,
    /// Planned, from.
    pub planned_from: String,
    /// Planned, to.
    pub planned_to: String,
    /// Actual, from.
    pub actual_from: String,
    /// Actual, to.
    pub actual_to: String,
    /// Code of a [`JalonState`].
    pub state: String,
    /// Who answers for it.
    pub owner: String,
    /// What proves it.
    pub evidence: String,
    /// Why it differs.
    pub cause: String,
}

impl JalonForm {
    /// As a milestone would have been typed.
    pub fn of(jalon: &Jalon) -> Self {
        let from = |s: Option<Stretch>| s.map(|s| s.from.to_string()).unwrap_or_default();
        let to = |s: Option<Stretch>| {
            let to = s.and_then(|s| s.to);
            to.map(|to| to.to_string()).unwrap_or_default()
        };
        Self {
            phase: jalon.phase.clone(),
            label: jalon.label.clone(),
            planned_from: from(jalon.planned),
            planned_to: to(jalon.planned),
            actual_from: from(jalon.actual),
            actual_to: to(jalon.actual),
            state: jalon.state.code().to_owned(),
            owner: jalon.owner.clone(),
            evidence: jalon.evidence.clone(),
            cause: jalon.cause.clone(),
        }
    }

    /// Reads it. Fields: `phase`, `libelle`, `prevu_du`, `prevu_au`, `reel_du`, `reel_au`,
    /// `etat`, `responsable`, `preuve`, `cause`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Jalon, FormErrors> {
        let mut errors = FormErrors::default();
        let phase = needed("phase", &self.phase, &mut errors);
        let label = needed("libelle", &self.label, &mut errors);
        let planned = stretch(
            ("prevu_du", &self.planned_from),
            ("prevu_au", &self.planned_to),
            &mut errors,
        );
        let actual = stretch(
            ("reel_du", &self.actual_from),
            ("reel_au", &self.actual_to),
            &mut errors,
        );
        let state = JalonState::from_code(&self.state);
        let state = errors.take("etat", "projet-etat-choisir", state);
        if state == Some(JalonState::Atteint) && actual.is_none() && errors.of("reel_du").is_none()
        {
            errors.add("reel_du", "projet-atteint-sans-date");
        }
        let owner = line("responsable", &self.owner, &mut errors);
        let evidence = line("preuve", &self.evidence, &mut errors);
        let cause = line("cause", &self.cause, &mut errors);
        errors.into_result(
            phase
                .zip(label)
                .zip(state)
                .map(|((phase, label), state)| Jalon {
                    code: code.to_owned(),
                    phase,
                    label,
                    planned,
                    actual,
                    state,
                    owner,
                    evidence,
                    cause,
                    removed: false,
                }),
        )
    }
}
