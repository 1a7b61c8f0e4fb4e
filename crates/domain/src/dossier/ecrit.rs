//! What is written in a dossier, before it is sealed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CommuneCode, DemarcheCode, EcritId, PromesseId},
    rappel::Phone,
};

/// Most signs of a text of a dossier: facts, not a story (requirement P7).
pub const MOST_SIGNS: usize = 600;

/// Who the person is: the least that a follow-up needs (requirement P5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identite {
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<Phone>,
    /// Year of birth, when she gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annee: Option<i16>,
    /// Commune where she lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<CommuneCode>,
    /// Whether she needs an adapted reception; never why (requirement P6).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adapte: bool,
}

/// A writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "genre", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ecrit {
    /// Who the person is; the latest stands.
    Identite(Identite),
    /// What the dossier is about; the latest stands.
    Objet {
        /// Démarche of the catalogue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        demarche: Option<DemarcheCode>,
        /// In a few words.
        texte: String,
    },
    /// She was told aloud what is kept, why and how long (requirement P16).
    Informe,
    /// A step: done when its day is said, else to do.
    Etape {
        /// Which; the latest writing of one stands.
        id: EcritId,
        /// What.
        texte: String,
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        avant: Option<Date>,
        /// When it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        faite: Option<Date>,
    },
    /// A paper that is needed.
    Papier {
        /// Which; the latest writing of one stands.
        id: EcritId,
        /// What.
        texte: String,
        /// Whether it was shown.
        recu: bool,
    },
    /// What a promise says; when and by whom stand in the journal.
    Promesse {
        /// Which.
        id: PromesseId,
        /// What.
        texte: String,
    },
    /// The code that was given to her on a slip, so that every machine of the relay knows it.
    Code {
        /// Its signs.
        code: String,
        /// Until when it opens, milliseconds UTC.
        until: i64,
    },
    /// The person does not want it any more; said with her code, or by her mediator.
    Retrait,
}
