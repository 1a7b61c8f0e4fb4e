//! A report that was sent: which one, which version, to whom, when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::form::{line, needed};
use crate::{form::FormErrors, period::parse_date};

/// A report that was sent. What was sent cannot be taken back: it is corrected by another line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envoi {
    /// Identifier.
    pub code: String,
    /// Which report.
    pub report: String,
    /// Which version.
    pub version: String,
    /// To whom.
    pub to: String,
    /// When.
    pub on: Date,
    /// How, and what came back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A sending as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvoiForm {
    /// Which report.
    pub report: String,
    /// Which version.
    pub version: String,
    /// To whom.
    pub to: String,
    /// When.
    pub on: String,
    /// How.
    pub note: String,
}

impl EnvoiForm {
    /// Reads it. Fields: `rapport`, `version`, `destinataire`, `le`, `precision`.
    ///
    /// # Errors
    /// Everything that must be mended; nothing is sent in the days to come.
    pub fn read(&self, code: &str, today: Date) -> Result<Envoi, FormErrors> {
        let mut errors = FormErrors::default();
        let report = needed("rapport", &self.report, &mut errors);
        let version = needed("version", &self.version, &mut errors);
        let to = needed("destinataire", &self.to, &mut errors);
        let on = errors.take("le", "projet-jour", parse_date(self.on.trim()).ok());
        if on.is_some_and(|on| on > today) {
            errors.add("le", "projet-envoi-a-venir");
        }
        let note = line("precision", &self.note, &mut errors);
        let read = report.zip(version).zip(to).zip(on);
        errors.into_result(read.map(|(((report, version), to), on)| Envoi {
            code: code.to_owned(),
            report,
            version,
            to,
            on,
            note,
        }))
    }
}
