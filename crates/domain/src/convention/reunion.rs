//! Meetings of the relay with its partners: who was there by function, what was decided.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::obligation::day;
use crate::{
    form::FormErrors, ids::PartnerCode, period::parse_date, profile::choices, projet::FIELD,
    sensitive,
};

/// Longest account of what was decided, signs.
const LONGEST: usize = 2_000;
/// Most functions said to be there.
const PRESENT: usize = 20;

choices! {
    /// What kind of meeting.
    ReunionKind {
        /// Steering committee.
        Pilotage = "pilotage",
        /// Technical committee.
        Technique = "technique",
        /// One partner and the relay.
        Bilaterale = "bilaterale",
        /// Anything else.
        Autre = "autre",
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reunion {
    /// Code, unique.
    pub code: String,
    /// With which partners, one at least.
    pub partners: BTreeSet<PartnerCode>,
    /// When.
    pub on: Date,
    /// What kind.
    pub kind: ReunionKind,
    /// Who was there: functions, never names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<String>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decided: String,
    /// The next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Date>,
    /// Taken away. Its trace remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// A meeting as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReunionForm {
    /// Codes of partners.
    pub partners: Vec<String>,
    /// When.
    pub on: String,
    /// Code of a [`ReunionKind`].
    pub kind: String,
    /// One function a line.
    pub present: String,
    /// What was decided.
    pub decided: String,
    /// The next one, or empty.
    pub next: String,
}

impl ReunionForm {
    /// As a meeting would have been typed.
    pub fn of(reunion: &Reunion) -> Self {
        let next = reunion.next.map(|day| day.to_string());
        Self {
            partners: reunion.partners.iter().map(ToString::to_string).collect(),
            on: reunion.on.to_string(),
            kind: reunion.kind.code().to_owned(),
            present: reunion.present.join("\n"),
            decided: reunion.decided.clone(),
            next: next.unwrap_or_default(),
        }
    }

    /// Reads it. Fields: `avec`, `le`, `genre`, `presents`, `decisions`, `prochaine`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Reunion, FormErrors> {
        let mut errors = FormErrors::default();
        let partners: BTreeSet<PartnerCode> = self
            .partners
            .iter()
            .filter(|code| !code.trim().is_empty())
            .map(|code| PartnerCode::new(code.clone()))
            .collect();
        let partners = (!partners.is_empty()).then_some(partners);
        let partners = errors.take("avec", "convention-avec-choisir", partners);
        let on = errors.take("le", "convention-jour", parse_date(self.on.trim()).ok());
        let kind = ReunionKind::from_code(&self.kind);
        let kind = errors.take("genre", "convention-genre-choisir", kind);
        let present = self.read_present(&mut errors);
        let decided = self.read_decided(&mut errors);
        let next = day("prochaine", &self.next, &mut errors);
        if next.zip(on).is_some_and(|(next, on)| next <= on) {
            errors.add("prochaine", "convention-prochaine-avant");
        }
        let read = partners.zip(on).zip(kind);
        errors.into_result(read.map(|((partners, on), kind)| Reunion {
            code: code.to_owned(),
            partners,
            on,
            kind,
            present,
            decided,
            next,
            removed: false,
        }))
    }

    fn read_present(&self, errors: &mut FormErrors) -> Vec<String> {
        let lines = self.present.lines().map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.join(" ")
        });
        let present: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        let long = present.iter().any(|line| line.chars().count() > FIELD);
        if long || present.len() > PRESENT {
            errors.add("presents", "convention-presents-long");
        } else if let Some(found) = present.iter().find_map(|line| sensitive::find(line)) {
            errors.add("presents", found.message_key());
        }
        present
    }

    fn read_decided(&self, errors: &mut FormErrors) -> String {
        let text = self.decided.replace("\r\n", "\n").trim().to_owned();
        if text.chars().count() > LONGEST {
            let most = [("max", LONGEST.to_string())];
            errors.add_with("decisions", "convention-texte-long", most);
        } else if let Some(found) = sensitive::find(&text) {
            errors.add("decisions", found.message_key());
        }
        text
    }
}
