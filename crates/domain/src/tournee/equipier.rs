//! A member of the team as the planner of tours sees her: does she drive, what does she know,
//! how much does she work.

use serde::{Deserialize, Serialize};

use super::read;
use crate::{form::FormErrors, ids::AccountId};

/// Most skills of one person.
pub const SKILLS: usize = 12;

/// A member of the team, for the tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equipier {
    /// Her account.
    pub account: AccountId,
    /// Whether she drives the van.
    pub driver: bool,
    /// What she knows that a place may ask for: a language, a machine, a partner's procedures.
    pub skills: Vec<String>,
    /// Most half-days on board in a month.
    pub monthly: u8,
    /// Share of a full time, percent; 0: never counted in the fairness, as a coordinator who
    /// boards when nobody else can.
    pub share: u8,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Most half-days of a month that a form may say.
const MONTHLY: u8 = 31;

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EquipierForm {
    /// `oui`, or empty.
    pub driver: String,
    /// Words between commas.
    pub skills: String,
    /// A number of half-days.
    pub monthly: String,
    /// A percentage.
    pub share: String,
}

impl EquipierForm {
    /// Reads it, or says everything that must be mended. Fields are named as in the page:
    /// `conduit`, `savoirs`, `mensuel`, `part`.
    pub fn read(
        &self,
        account: AccountId,
        author: AccountId,
        at: i64,
    ) -> Result<Equipier, FormErrors> {
        let mut errors = FormErrors::default();
        let monthly = read::number(&self.monthly, MONTHLY);
        let monthly = errors.take("mensuel", "tournee-erreur-mensuel", monthly);
        let share = errors.take(
            "part",
            "tournee-erreur-part",
            read::number(&self.share, 100),
        );
        let skills = errors.take(
            "savoirs",
            "tournee-erreur-savoirs",
            read::words(&self.skills, SKILLS),
        );
        let all = monthly.zip(share).zip(skills);
        errors.into_result(all.map(|((monthly, share), skills)| Equipier {
            account,
            driver: self.driver.trim() == "oui",
            skills,
            monthly,
            share,
            author,
            at,
        }))
    }
}
