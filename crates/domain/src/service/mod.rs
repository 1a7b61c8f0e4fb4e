//! « Services en ligne »: what partners offer on line, and what a person needs
//! before opening each.
//!
//! An address that nobody confirmed says so, as in the catalogue of démarches
//! (`sourced`). Nothing here opens an address: `adresse` judges what others saw.

mod confirm;
mod read;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use confirm::{last_confirmations, to_review};
pub(crate) use read::{hosts, read};

use crate::{
    catalogue::{Sourced, WebAddress},
    ids::{DemarcheCode, PartnerCode, ServiceCode, ThemeCode},
};

/// Who keeps an entry of the catalogue true.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The partner that does the work.
    #[default]
    Partenaire,
    /// The coordinator of the relay.
    Coordination,
}

impl Owner {
    /// Every owner.
    pub const ALL: [Self; 2] = [Self::Partenaire, Self::Coordination];

    /// Stable word, in files and in keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Partenaire => "partenaire",
            Self::Coordination => "coordination",
        }
    }

    /// The owner of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.code() == code)
    }
}

/// Something to have at hand before opening a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// An account of the service, with its password.
    Compte,
    /// `FranceConnect`, or the account of another service.
    Franceconnect,
    /// An e-mail address that one can open.
    Email,
    /// A telephone that receives messages.
    Telephone,
    /// An identity paper.
    PieceIdentite,
    /// Papers, or photos of them, to send.
    Papiers,
    /// A bill or a letter of the organisme.
    Courrier,
    /// A bank account number.
    Rib,
    /// A bank card, to pay.
    CarteBancaire,
    /// Nothing at all.
    Rien,
}

impl Need {
    /// Every need, in the order in which it is shown.
    pub const ALL: [Self; 10] = [
        Self::Compte,
        Self::Franceconnect,
        Self::Email,
        Self::Telephone,
        Self::PieceIdentite,
        Self::Papiers,
        Self::Courrier,
        Self::Rib,
        Self::CarteBancaire,
        Self::Rien,
    ];

    /// Stable word, in files and in keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Compte => "compte",
            Self::Franceconnect => "franceconnect",
            Self::Email => "email",
            Self::Telephone => "telephone",
            Self::PieceIdentite => "piece-identite",
            Self::Papiers => "papiers",
            Self::Courrier => "courrier",
            Self::Rib => "rib",
            Self::CarteBancaire => "carte-bancaire",
            Self::Rien => "rien",
        }
    }

    /// Name of its icon in Phosphor; never alone.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Compte => "key",
            Self::Franceconnect => "shield-check",
            Self::Email => "envelope-simple",
            Self::Telephone => "phone",
            Self::PieceIdentite => "identification-card",
            Self::Papiers => "file-text",
            Self::Courrier => "receipt",
            Self::Rib => "bank",
            Self::CarteBancaire => "currency-eur",
            Self::Rien => "check-circle",
        }
    }

    /// The need of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.code() == code)
    }
}

/// What to have at hand: words of a closed list, and what else there is to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// What is needed; at least one, `Rien` alone when nothing is.
    pub needs: Vec<Need>,
    /// More, in plain sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
}

/// A service on line of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Code, such as `caf-mon-compte`.
    pub code: ServiceCode,
    /// Whose it is.
    pub partner: PartnerCode,
    /// Theme of life.
    pub theme: ThemeCode,
    /// Its name, as the organisme says it.
    pub name: String,
    /// What it is for, in one short sentence.
    pub purpose: String,
    /// Everyday words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its address.
    pub address: Sourced<WebAddress>,
    /// What to have at hand.
    pub before: Sourced<Before>,
    /// Hosts that it needs beside its own, as `sites::HostPattern` reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// Démarches that it serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demarches: Vec<DemarcheCode>,
    /// Who keeps the entry true.
    pub owner: Owner,
    /// Who answers what remains to be confirmed, with its article: « la CAF ».
    pub ask_whom: String,
    /// Day when the entry was written or read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Date>,
}

impl Service {
    /// Everything that a confirmation of the entry says is true.
    pub fn whole_text(&self) -> String {
        let before = self.before.shown().value.clone();
        let needs: Vec<&str> = before.needs.iter().map(|need| need.code()).collect();
        let parts = [
            self.name.clone(),
            self.purpose.clone(),
            self.address.shown().value.to_string(),
            needs.join(", "),
            before.details.unwrap_or_default(),
        ];
        // No line break: forms change them on the way.
        parts.join(" ¶ ")
    }

    /// Whether something of it remains to be confirmed.
    pub fn is_to_confirm(&self) -> bool {
        self.address.status().is_to_confirm() || self.before.status().is_to_confirm()
    }
}

/// The services of a territory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Services(Vec<Service>);

impl Services {
    /// These services.
    pub fn new(services: Vec<Service>) -> Self {
        Self(services)
    }

    /// Every service, in the order of the files.
    pub fn all(&self) -> &[Service] {
        &self.0
    }

    /// A service by its code.
    pub fn get(&self, code: &ServiceCode) -> Option<&Service> {
        self.0.iter().find(|service| service.code == *code)
    }

    /// Services of a partner.
    pub fn of_partner<'a>(&'a self, partner: &'a PartnerCode) -> impl Iterator<Item = &'a Service> {
        self.0
            .iter()
            .filter(move |service| service.partner == *partner)
    }

    /// Services that a démarche goes through.
    pub fn of_demarche<'a>(
        &'a self,
        demarche: &'a DemarcheCode,
    ) -> impl Iterator<Item = &'a Service> {
        self.0
            .iter()
            .filter(move |service| service.demarches.contains(demarche))
    }
}
