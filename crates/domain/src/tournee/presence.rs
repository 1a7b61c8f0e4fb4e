//! The days that a partner offers to come on board, and how many it wants.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::read;
use crate::{
    form::FormErrors,
    ids::{AccountId, PartnerCode},
    period::Month,
};

/// What a partner offers for a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// The partner.
    pub partner: PartnerCode,
    /// The month.
    pub month: Month,
    /// Days offered, in order, all of the month.
    pub days: Vec<Date>,
    /// Half-days wanted, at most as many as are offered.
    pub wanted: u8,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Presence {
    /// Its key: one for each partner and month.
    pub fn key(&self) -> String {
        format!("{}/{}", self.partner, self.month)
    }
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PresenceForm {
    /// Days, `YYYY-MM-DD`, between commas or lines.
    pub days: String,
    /// A number.
    pub wanted: String,
}

impl PresenceForm {
    /// Reads it, or says everything that must be mended. Fields are named as in the page:
    /// `jours`, `voulues`.
    pub fn read(
        &self,
        partner: PartnerCode,
        month: Month,
        author: AccountId,
        at: i64,
    ) -> Result<Presence, FormErrors> {
        let mut errors = FormErrors::default();
        let days = errors.take("jours", "tournee-erreur-jours", read::days(&self.days));
        let period = month.period();
        if days.iter().flatten().any(|day| !period.contains(*day)) {
            errors.add("jours", "tournee-erreur-mois");
        }
        let wanted: Option<u8> = read::number(&self.wanted, 31);
        let wanted = errors.take("voulues", "tournee-erreur-voulues", wanted);
        if let Some((days, wanted)) = days.as_ref().zip(wanted)
            && usize::from(wanted) > days.len()
        {
            errors.add("voulues", "tournee-erreur-trop-voulues");
        }
        errors.into_result(days.zip(wanted).map(|(days, wanted)| Presence {
            partner,
            month,
            days,
            wanted,
            author,
            at,
        }))
    }
}
