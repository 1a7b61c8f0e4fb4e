//! A visite: one person (or household, once) received once, by any channel.
//!
//! It holds at least one demande. A visite is not a person, a person is not a
//! demande: nothing here adds one to another. Recording reads a form; correcting
//! goes field by field (`correction`).

mod correction;
pub mod import;
mod record;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use correction::{Change, CorrectionError, UNKNOWN_BEFORE, changes_between};
pub use record::{DemandeForm, Recording, VisiteForm, limits};

use crate::{
    ids::{
        AccountId, CommuneCode, DemandeId, DemarcheCode, PartnerCode, PermanenceId, PersonId,
        PlaceCode, ThemeCode, VisiteId,
    },
    profile::{Profile, choices},
};

choices! {
    /// Kind of a demande (référentiel France services: three missions).
    Kind {
        /// First-level information.
        Information = "information",
        /// The procedure is done with the person.
        Accompagnement = "accompagnement",
        /// The person is sent on to somebody else.
        Orientation = "orientation",
    }
    /// Result of a demande.
    Outcome {
        /// Closed in the visite, nothing left to do.
        Resolu = "resolu",
        /// To be continued.
        ASuivre = "a-suivre",
        /// Handed to somebody else; exactly when the kind is orientation.
        Reoriente = "reoriente",
        /// Blocked, to be escalated.
        Bloque = "bloque",
    }
    /// The third tap: kind and result together, nothing preselected.
    Tap {
        /// « Fait avec la personne »: accompagnement, résolu.
        Fait = "fait",
        /// « Renseigné »: information, résolu.
        Renseigne = "renseigne",
        /// « À suivre »: kind from the habit of the démarche.
        ASuivre = "a-suivre",
        /// « Réorienté »: orientation.
        Reoriente = "reoriente",
        /// « Bloqué »: kind from the habit of the démarche.
        Bloque = "bloque",
    }
    /// How the person came.
    Channel {
        /// On the spot, without appointment.
        SurPlace = "sur-place",
        /// On the spot, with an appointment.
        RendezVous = "rendez-vous",
        /// By telephone.
        Telephone = "telephone",
        /// By e-mail.
        Mail = "mail",
        /// By post.
        Courrier = "courrier",
        /// By video.
        Visio = "visio",
        /// At the person's home.
        Domicile = "domicile",
        /// Through somebody else.
        Tiers = "tiers",
    }
    /// Chip of an anonymous person: accompanied for the first time?
    /// Untouched is `Unknown`, with a column of its own.
    FirstTime {
        /// « Première fois accompagnée ».
        First = "premiere",
        /// « Déjà accompagnée ».
        Again = "deja",
        /// « Ne sait pas ».
        Unknown = "ne-sait-pas",
    }
}

/// One need in a visite: one partner, at most one démarche, one kind, one result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demande {
    /// Identifier.
    pub id: DemandeId,
    /// Partner in charge.
    pub partner: PartnerCode,
    /// Démarche of the catalogue, when there is one.
    pub demarche: Option<DemarcheCode>,
    /// Theme of life.
    pub theme: ThemeCode,
    /// Kind.
    pub kind: Kind,
    /// Whether the animatrice said the kind, rather than the habit.
    pub kind_confirmed: bool,
    /// Result.
    pub outcome: Outcome,
    /// To whom the person was sent, when réorienté.
    pub redirected_to: Option<String>,
    /// Left to finish when the network is back.
    pub to_finish: bool,
}

/// One person received once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visite {
    /// Identifier.
    pub id: VisiteId,
    /// Instant of recording, milliseconds UTC.
    pub at: i64,
    /// Business date in the territory's time zone.
    pub date: Date,
    /// Permanence during which it took place, if any.
    pub permanence: Option<PermanenceId>,
    /// Place.
    pub place: PlaceCode,
    /// Commune of the place at the time (frozen, so that past figures stay).
    pub commune: CommuneCode,
    /// Channel.
    pub channel: Channel,
    /// Account that recorded it.
    pub author: AccountId,
    /// Duration, whole minutes, at most 1,439.
    pub minutes: u32,
    /// Pseudonym of the person, when there is a follow-up; anonymous by default.
    pub person: Option<PersonId>,
    /// Answer of the chip. Ignored for a named person, whose history tells.
    pub first: FirstTime,
    /// Optional profile.
    pub profile: Profile,
    /// Short note, never with a secret or an identity number.
    pub note: Option<String>,
    /// Pages printed for the person.
    pub pages_printed: u32,
    /// Demandes, at least one.
    pub demandes: Vec<Demande>,
}

impl Tap {
    /// Kind, result, and whether the tap itself says the kind. The habit of the
    /// démarche answers when it does not.
    pub fn meaning(self, habit: Kind) -> (Kind, Outcome, bool) {
        match self {
            Self::Fait => (Kind::Accompagnement, Outcome::Resolu, true),
            Self::Renseigne => (Kind::Information, Outcome::Resolu, true),
            Self::Reoriente => (Kind::Orientation, Outcome::Reoriente, true),
            Self::ASuivre => (not_orientation(habit), Outcome::ASuivre, false),
            Self::Bloque => (not_orientation(habit), Outcome::Bloque, false),
        }
    }
}

/// A habit of orientation cannot stand beside a result that is not réorienté.
fn not_orientation(habit: Kind) -> Kind {
    if habit == Kind::Orientation {
        Kind::Information
    } else {
        habit
    }
}

impl Demande {
    /// Kind orientation ⇔ result réorienté (definition of a demande).
    pub fn is_coherent(&self) -> bool {
        (self.kind == Kind::Orientation) == (self.outcome == Outcome::Reoriente)
    }
}

impl Visite {
    /// Whether one of its demandes is an accompagnement.
    pub fn has_accompagnement(&self) -> bool {
        self.demandes.iter().any(|d| d.kind == Kind::Accompagnement)
    }
}
