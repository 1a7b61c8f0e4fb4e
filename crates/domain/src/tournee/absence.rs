//! Days when somebody of the team is not on board — leave, training, other work —, and those
//! when the van itself is at the garage.
//!
//! Never why: the reason of a leave belongs to the person and to her employer.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::{AbsenceId, AccountId},
    period::parse_date,
    profile::choices,
    sensitive,
};

/// Longest title of a training, signs.
pub const TITLE: usize = 80;

/// Longest absence, days: beyond, the account is closed or the share changed.
const DAYS: i32 = 366;

choices! {
    /// What kind of day it is.
    AbsenceKind {
        /// Leave of any kind.
        Conge = "conge",
        /// A training: internal, of the CNFPT, of a partner.
        Formation = "formation",
        /// Work elsewhere: a meeting, a fair.
        Autre = "autre",
        /// The van is at the garage.
        Entretien = "entretien",
    }
}

/// Days when somebody, or the van, does not go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// Identifier.
    pub id: AbsenceId,
    /// Who; nothing: the van itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What kind.
    pub kind: AbsenceKind,
    /// Title of a training; nothing for a leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Taken back.
    pub cancelled: bool,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Absence {
    /// Whether it takes a day.
    pub fn takes(&self, day: Date) -> bool {
        !self.cancelled && self.from <= day && day <= self.to
    }
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsenceForm {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day; empty: the same.
    pub to: String,
    /// Code of the kind.
    pub kind: String,
    /// Title of a training.
    pub title: String,
}

impl AbsenceForm {
    /// Reads it, or says everything that must be mended. Fields are named as in the page:
    /// `du`, `au`, `genre`, `intitule`.
    pub fn read(
        &self,
        id: AbsenceId,
        account: Option<AccountId>,
        author: AccountId,
        at: i64,
    ) -> Result<Absence, FormErrors> {
        let mut errors = FormErrors::default();
        let from = errors.take(
            "du",
            "tournee-erreur-jour",
            parse_date(self.from.trim()).ok(),
        );
        let to = match self.to.trim() {
            "" => from,
            text => errors.take("au", "tournee-erreur-jour", parse_date(text).ok()),
        };
        if let Some((from, to)) = from.zip(to) {
            let days = (to - from).get_days();
            if !(0..DAYS).contains(&days) {
                errors.add("au", "tournee-erreur-ordre");
            }
        }
        // The van has no leave, and nobody goes to the garage instead of it.
        let kind = AbsenceKind::from_code(self.kind.trim())
            .filter(|kind| (*kind == AbsenceKind::Entretien) == account.is_none());
        let kind = errors.take("genre", "tournee-erreur-genre", kind);
        let title = self.read_title(kind, &mut errors);
        let all = from.zip(to).zip(kind);
        errors.into_result(all.map(|((from, to), kind)| Absence {
            id,
            account,
            from,
            to,
            kind,
            title,
            cancelled: false,
            author,
            at,
        }))
    }

    /// Only a training has a title: a leave says nothing of why.
    fn read_title(&self, kind: Option<AbsenceKind>, errors: &mut FormErrors) -> Option<String> {
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            return None;
        }
        if kind == Some(AbsenceKind::Conge) {
            errors.add("intitule", "tournee-erreur-motif");
        } else if title.chars().count() > TITLE || title.chars().any(char::is_control) {
            errors.add("intitule", "tournee-erreur-intitule");
        } else if let Some(found) = sensitive::find(&title) {
            errors.add("intitule", found.message_key());
        }
        Some(title)
    }
}
