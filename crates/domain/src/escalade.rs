//! A procedure that is stuck, carried to the partner who can unblock it.
//!
//! The partner reads what its convention lists ([`Convention`]) and nothing else: each field is
//! chosen from that list, sealed under a key of this escalade, and opened for the team that
//! follows the person and for that partner alone (requirement P23). The journal keeps who asked
//! whom, why, and how long the answer took.

use std::collections::BTreeSet;

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, DemarcheCode, DossierId, EscaladeId, PartnerCode},
    profile::choices,
    sensitive,
};

/// Most signs of one message: facts, not a story (requirement P7).
pub const MOST_SIGNS: usize = 1_000;
/// Most signs of one field.
pub const MOST_FIELD: usize = 120;
/// Days after its end for which an escalade can still be read.
pub const KEPT_DAYS: i64 = 90;
/// Days after which it cannot be read any more, whatever its state.
pub const LONGEST_DAYS: i64 = 2 * 365 + 1;

choices! {
    /// Why it is carried to the partner.
    Motif {
        /// No answer for too long.
        Delai = "delai",
        /// A paper is asked for again, or cannot be had.
        Piece = "piece",
        /// A refusal that is not understood.
        Refus = "refus",
        /// Rights that stopped.
        Rupture = "rupture",
        /// The account on line does not open.
        Compte = "compte",
        /// Something else.
        Autre = "autre",
    }
    /// What a convention may let the partner read.
    Champ {
        /// Family name.
        Nom = "nom",
        /// First name.
        Prenom = "prenom",
        /// Year of birth.
        Annee = "annee",
        /// Telephone.
        Telephone = "telephone",
        /// Commune.
        Commune = "commune",
        /// Number of the file at the partner.
        Numero = "numero",
    }
    /// Where an escalade stands: whose turn it is, or how it ended.
    EscaladeState {
        /// The partner must answer.
        ChezPartenaire = "chez-partenaire",
        /// The team must answer.
        ChezEquipe = "chez-equipe",
        /// The partner solved it.
        Resolue = "resolue",
        /// The partner says that it is another desk's.
        Redirigee = "redirigee",
        /// The team closed it.
        Close = "close",
    }
    /// Who speaks.
    Cote {
        /// The team.
        Equipe = "equipe",
        /// The partner.
        Partenaire = "partenaire",
    }
    /// What is done with it.
    Geste {
        /// Answers or asks: the other side's turn.
        Ecrire = "ecrire",
        /// It is solved.
        Resoudre = "resoudre",
        /// It is another desk's.
        Rediriger = "rediriger",
        /// It is over for the team.
        Clore = "clore",
    }
}

/// What a partner and the relay agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convention {
    /// What the partner may read; nothing else is ever sent.
    pub fields: BTreeSet<Champ>,
    /// Days in which it answers.
    pub days: u32,
    /// Where it is told that something waits; the letter names nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An escalade, as the journal last says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalade {
    /// Which.
    pub id: EscaladeId,
    /// The follow-up that it comes from; the partner never learns which.
    pub dossier: DossierId,
    /// Who can unblock it.
    pub partner: PartnerCode,
    /// The démarche that is stuck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demarche: Option<DemarcheCode>,
    /// Why.
    pub motif: Motif,
    /// Where it stands.
    pub state: EscaladeState,
    /// When the partner should have answered.
    pub due: Date,
    /// What the partner may read, sealed.
    pub sealed: String,
    /// When it was asked, milliseconds UTC.
    pub opened_at: i64,
    /// When the partner first answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<i64>,
    /// Who changed it last.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// A message, sealed under the key of its escalade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Which.
    pub id: String,
    /// Of which escalade.
    pub escalade: EscaladeId,
    /// Who speaks.
    pub cote: Cote,
    /// Its text, sealed.
    pub sealed: String,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Escalade {
    /// Whether somebody must still do something.
    pub fn is_open(&self) -> bool {
        use EscaladeState::{ChezEquipe, ChezPartenaire};
        matches!(self.state, ChezPartenaire | ChezEquipe)
    }

    /// Days by which the partner is late; nothing when it is not its turn.
    pub fn late(&self, today: Date) -> Option<i32> {
        let days = (today - self.due).get_days();
        (self.state == EscaladeState::ChezPartenaire && days > 0).then_some(days)
    }

    /// How often the partner should have been reminded: once as soon as it is late, then each
    /// time its delay runs again.
    pub fn reminders(&self, convention: &Convention, today: Date) -> i32 {
        let each = i32::try_from(convention.days.max(1)).unwrap_or(i32::MAX);
        self.late(today).map_or(0, |days| (days - 1) / each + 1)
    }

    /// Whether the coordination must take it up: reminded twice already.
    pub fn is_for_coordination(&self, convention: &Convention, today: Date) -> bool {
        self.reminders(convention, today) > 2
    }

    /// The escalade after a gesture; nothing when it is not that side's to make, or too late.
    #[must_use]
    pub fn after(
        &self,
        (cote, geste): (Cote, Geste),
        convention: &Convention,
        author: &AccountId,
        (today, at): (Date, i64),
    ) -> Option<Self> {
        use EscaladeState::{ChezEquipe, ChezPartenaire, Close, Redirigee, Resolue};
        let state = match (cote, geste, self.state) {
            (_, _, Close) => return None,
            (Cote::Equipe, Geste::Ecrire, _) => ChezPartenaire,
            (Cote::Equipe, Geste::Clore, _) => Close,
            (Cote::Partenaire, Geste::Ecrire, ChezPartenaire | ChezEquipe) => ChezEquipe,
            (Cote::Partenaire, Geste::Resoudre, ChezPartenaire | ChezEquipe) => Resolue,
            (Cote::Partenaire, Geste::Rediriger, ChezPartenaire | ChezEquipe) => Redirigee,
            _ => return None,
        };
        let again = state == ChezPartenaire && self.state != ChezPartenaire;
        let due = if again {
            convention.due(today)
        } else {
            self.due
        };
        let first = (cote == Cote::Partenaire).then_some(at);
        Some(Self {
            state,
            due,
            answered_at: self.answered_at.or(first),
            author: author.clone(),
            at,
            ..self.clone()
        })
    }
}

impl Convention {
    /// When an answer to what is asked on a day is due.
    pub fn due(&self, day: Date) -> Date {
        day.saturating_add(Span::new().days(i64::from(self.days)))
    }
}

/// A text on its way to the other side: not empty, short, and without the secrets that nobody
/// should write (a card number, a number of social security).
pub fn text(typed: &str, most: usize) -> Result<String, &'static str> {
    let text = typed.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err("escalade-erreur-vide");
    }
    if text.chars().count() > most {
        return Err("escalade-erreur-long");
    }
    match sensitive::find(&text) {
        Some(found) => Err(found.message_key()),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests;
