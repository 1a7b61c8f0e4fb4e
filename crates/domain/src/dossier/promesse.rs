//! « La promesse »: what will be done, by whom, by when. Kept or broken, it is counted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, DossierId, PromesseId},
    profile::choices,
};

choices! {
    /// Where a promise stands.
    PromesseState {
        /// Not yet kept.
        ATenir = "a-tenir",
        /// Kept.
        Tenue = "tenue",
        /// Not kept.
        Rompue = "rompue",
    }
}

/// What the journal says of a promise; its text is sealed in the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promesse {
    /// Which.
    pub id: PromesseId,
    /// Of which dossier.
    pub dossier: DossierId,
    /// Who will keep it.
    pub by: AccountId,
    /// By which day.
    pub due: Date,
    /// Where it stands.
    pub state: PromesseState,
    /// Who wrote this.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Promesse {
    /// Whether its day has passed and nobody said whether it was kept.
    pub fn is_late(&self, today: Date) -> bool {
        self.state == PromesseState::ATenir && self.due < today
    }
}
