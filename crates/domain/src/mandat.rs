//! The mandate: doing a procedure for somebody, lawfully (Code civil, art. 1984 ff.).
//!
//! No act for somebody without an active mandate that covers it (requirement P18). A mandate
//! is written from a versioned template of seventeen elements (P17), never changes once it is
//! signed, and ends by its term or by one word of the person.

mod form;
mod modele;

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, ActeId, DemarcheCode, DossierId, MandatId},
    profile::choices,
};

pub use form::{MandatForm, Signed, Tuteur};
pub use modele::{Article, ELEMENTS, Modele, ModeleError, fill};

/// Years after its end while a mandate is kept apart, for proof (requirement P9).
pub const APART_YEARS: i16 = 3;
/// Years after its end at which it is destroyed: three apart, three archived.
pub const KEPT_YEARS: i16 = 6;

choices! {
    /// How long a mandate lasts: no other length is lawful here (requirement P17, element 4).
    Duree {
        /// The day itself.
        Jour = "1",
        /// A month.
        Mois = "31",
        /// Half a year.
        Semestre = "182",
        /// A year.
        An = "365",
    }
    /// How a mandate ends before its term (element 14).
    Fin {
        /// The procedures are done.
        Fait = "fait",
        /// The person stops it.
        Revoque = "revoque",
        /// The mediator stops it.
        Aidant = "aidant",
        /// Another mediator takes it over, by a mandate of its own.
        Transmis = "transmis",
    }
    /// What somebody of the team is to the relay.
    Statut {
        /// Employed by it.
        Agent = "agent",
        /// A volunteer.
        Benevole = "benevole",
        /// In civic service.
        ServiceCivique = "service-civique",
        /// An intern.
        Stagiaire = "stagiaire",
        /// An elected person.
        Elu = "elu",
    }
}

impl Duree {
    /// Days, the first included.
    pub fn days(self) -> i64 {
        match self {
            Self::Jour => 1,
            Self::Mois => 31,
            Self::Semestre => 182,
            Self::An => 365,
        }
    }

    /// The last day of a mandate that begins on one.
    pub fn last(self, from: Date) -> Date {
        from.saturating_add(Span::new().days(self.days() - 1))
    }
}

impl Statut {
    /// Whether such a person may be mandatary (requirement P20).
    pub fn may_hold(self) -> bool {
        self == Self::Agent
    }
}

/// What somebody of the team is; nobody holds a mandate before the coordinator said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandataire {
    /// Whose account.
    pub account: AccountId,
    /// What she is.
    pub statut: Statut,
    /// Who says it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// How a mandate ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// How.
    pub how: Fin,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Who wrote it; nobody when the person did, with her code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AccountId>,
}

/// What the journal says of a mandate. Names and signature are sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandat {
    /// Which.
    pub id: MandatId,
    /// Of which dossier.
    pub dossier: DossierId,
    /// Who acts.
    pub mandataire: AccountId,
    /// Procedures, sorted: the closed list of element 3.
    pub demarches: Vec<DemarcheCode>,
    /// First day.
    pub from: Date,
    /// How long.
    pub duree: Duree,
    /// Version of the template.
    pub modele: String,
    /// Hash of the template, hexadecimal.
    pub modele_hash: String,
    /// Random, hexadecimal: without it the hash below would let names be guessed.
    pub salt: String,
    /// Hash of [`Mandat::canonical`], hexadecimal.
    pub hash: String,
    /// Hexadecimal of what is sealed: [`Signed`].
    pub sealed: String,
    /// How it ended, before its term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// Who recorded it.
    pub author: AccountId,
    /// When it was signed, milliseconds UTC.
    pub at: i64,
}

/// An act done for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acte {
    /// Which.
    pub id: ActeId,
    /// By which mandate.
    pub mandat: MandatId,
    /// Of which dossier.
    pub dossier: DossierId,
    /// Which procedure.
    pub demarche: DemarcheCode,
    /// Who acted.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// The paper that was signed, as it was scanned: its bytes are sealed under the key of the mandate,
/// on the machine where it was scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numerise {
    /// Of which mandate; the latest scan stands.
    pub mandat: MandatId,
    /// Of which dossier.
    pub dossier: DossierId,
    /// Pages.
    pub pages: u32,
    /// Hash of the cleaned file, hexadecimal: the copy in the cupboard is this one.
    pub hash: String,
    /// Hash of the sealed file, hexadecimal, when a machine sends it to its hub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// Who scanned it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Why an act may not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It has not begun.
    #[error("le mandat n’a pas commencé")]
    Early,
    /// Its term has passed.
    #[error("le mandat est fini")]
    Over,
    /// It was stopped.
    #[error("le mandat a été arrêté")]
    Ended,
    /// The dossier is frozen: nothing is done for the person until she says so.
    #[error("le dossier est gelé")]
    Frozen,
    /// The procedure is not in it.
    #[error("cette démarche n’est pas dans le mandat")]
    Beyond,
}

impl Refused {
    /// Its code, as in translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Early => "tot",
            Self::Over => "fini",
            Self::Ended => "arrete",
            Self::Frozen => "gele",
            Self::Beyond => "hors",
        }
    }
}

impl Mandat {
    /// Its last day.
    pub fn until(&self) -> Date {
        self.duree.last(self.from)
    }

    /// Whether an act may be done: which procedure, on which day of the relay (its own zone),
    /// at which instant.
    ///
    /// # Errors
    /// Why not.
    pub fn covers(&self, demarche: &DemarcheCode, day: Date, now_ms: i64) -> Result<(), Refused> {
        self.is_active(day, now_ms)?;
        if self.demarches.contains(demarche) {
            Ok(())
        } else {
            Err(Refused::Beyond)
        }
    }

    /// Whether it is in force.
    ///
    /// # Errors
    /// Why not.
    pub fn is_active(&self, day: Date, now_ms: i64) -> Result<(), Refused> {
        if self.ended.as_ref().is_some_and(|ended| ended.at <= now_ms) {
            Err(Refused::Ended)
        } else if day < self.from {
            Err(Refused::Early)
        } else if day > self.until() {
            Err(Refused::Over)
        } else {
            Ok(())
        }
    }

    /// The day on which it ended or will: its term, or earlier when it was stopped on `day`.
    pub fn end(&self, stopped: Option<Date>) -> Date {
        stopped.map_or(self.until(), |day| day.min(self.until()))
    }

    /// What its hash covers, in the order of requirement P17: person, mediator, organisation,
    /// sorted procedures, dates, template, salt. Fields end with a line feed, which none holds.
    pub fn canonical(&self, organisation: &str) -> String {
        let demarches: Vec<&str> = self.demarches.iter().map(DemarcheCode::as_str).collect();
        [
            self.dossier.as_str(),
            self.mandataire.as_str(),
            &organisation.replace('\n', " "),
            &demarches.join(","),
            &self.from.to_string(),
            &self.until().to_string(),
            &self.modele_hash,
            &self.salt,
        ]
        .map(|field| format!("{field}\n"))
        .concat()
    }
}

#[cfg(test)]
mod tests;
