//! The follow-up of a person: opened only when needed, shared by those who serve her.
//!
//! What names her is sealed under a key of this dossier, out of the journal (decision 0024):
//! the journal keeps who may open it, what was promised and for when, and sealed writings
//! that nobody reads once the key is destroyed.

mod ecrit;
mod form;
mod lu;
pub mod mots;
mod promesse;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, DossierId, EcritId, ExerciceId},
    profile::choices,
};

pub use ecrit::{Ecrit, Identite, MOST_SIGNS};
pub use form::{EtapeForm, IdentiteForm, PapierForm, PromesseForm};
pub use lu::{Etape, Lu, Papier};
pub use promesse::{Promesse, PromesseState};

/// Days that an open dossier is kept after the last contact with the person: two years
/// (requirement P8; CNIL, référentiel « accompagnement social »).
pub const KEPT_DAYS: i64 = 2 * 365 + 1;
/// Days that a closed one is: what was promised and done for the person is hers no longer one
/// year after the last word, when nothing goes on (requirement P10).
pub const CLOSED_DAYS: i64 = 365 + 1;
/// Days that the code of a person opens what she may read.
pub const CODE_DAYS: i64 = 180;
/// Most colleagues that share one.
pub const MOST_TEAM: usize = 12;

choices! {
    /// Where a dossier stands.
    DossierState {
        /// It goes on.
        Ouvert = "ouvert",
        /// What was asked is done, or given up.
        Clos = "clos",
        /// Its key is destroyed.
        Efface = "efface",
    }
    /// Why a dossier is erased.
    Cause {
        /// Two years without any contact.
        Terme = "terme",
        /// The person asked for it.
        Demande = "demande",
        /// It was opened by mistake, or twice.
        Erreur = "erreur",
    }
}

/// What the journal says of a dossier; the latest word stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Which.
    pub id: DossierId,
    /// Where it stands.
    pub state: DossierState,
    /// Those who may open it.
    pub team: Vec<AccountId>,
    /// When it was opened, milliseconds UTC.
    pub opened_at: i64,
    /// Why it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The case that freezes it: nothing is written in it nor done with it, and no clock erases
    /// it, until the freeze is ended (RGPD, article 18; requirement P15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<ExerciceId>,
    /// The dossier of the same person to which it was joined, where all is read from then on.
    /// What was written, promised and signed here stays here: no figure changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<DossierId>,
    /// Those who open that one only because this one was joined to it: taken apart, they no
    /// longer do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub brought: Vec<AccountId>,
    /// Who changed it last; nobody when a rule did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AccountId>,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Dossier {
    /// The dossier where the person is read: itself, or that to which it was joined.
    pub fn root(&self) -> &DossierId {
        self.into.as_ref().unwrap_or(&self.id)
    }

    /// Whether somebody may open it.
    pub fn is_shared_with(&self, account: &AccountId) -> bool {
        self.state != DossierState::Efface && self.team.contains(account)
    }

    /// Whether something may be written in it.
    pub fn is_open(&self) -> bool {
        self.state == DossierState::Ouvert && self.frozen.is_none() && self.into.is_none()
    }
}

/// A sealed writing of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ecriture {
    /// Which writing.
    pub id: EcritId,
    /// Of which dossier.
    pub dossier: DossierId,
    /// Hexadecimal of the sealed [`Ecrit`].
    pub sealed: String,
    /// Who wrote.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

#[cfg(test)]
mod tests;
