//! The charter of the relais de services publics (requirement T13): nineteen commitments in five
//! axes, and what is recorded that shows each of them. Data, read and checked like any other.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The charter as PLUS ships it.
const SHIPPED: &str = include_str!("../../../data/commun/charte.toml");
/// Commitments of the charter, and its axes.
const COMMITMENTS: u8 = 19;
const AXES: usize = 5;
/// What comes before the code of an indicator.
const INDICATOR: &str = "indicateur:";

/// Something recorded that shows a commitment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Preuve {
    /// Half-days announced, and held.
    Permanences,
    /// Places described to the public.
    Lieux,
    /// Places where one comes in without a step.
    SansMarche,
    /// Démarches explained in plain words.
    Demarches,
    /// Demandes of information.
    Informations,
    /// Demandes done with the person.
    Accompagnements,
    /// Kiosks, and their uses.
    Bornes,
    /// Conventions that run.
    Conventions,
    /// Functions that the team may reach at partners.
    Referents,
    /// Meetings with partners.
    Reunions,
    /// Sessions and hours of training.
    Formation,
    /// Monthly statements issued.
    Releves,
    /// Reports sent.
    Envois,
    /// An indicator that has a value.
    Indicateur(String),
}

/// Evidence that is not that of an indicator, by its code.
const NAMED: [(&str, Preuve); 13] = [
    ("permanences", Preuve::Permanences),
    ("lieux", Preuve::Lieux),
    ("sans-marche", Preuve::SansMarche),
    ("demarches", Preuve::Demarches),
    ("informations", Preuve::Informations),
    ("accompagnements", Preuve::Accompagnements),
    ("bornes", Preuve::Bornes),
    ("conventions", Preuve::Conventions),
    ("referents", Preuve::Referents),
    ("reunions", Preuve::Reunions),
    ("formation", Preuve::Formation),
    ("releves", Preuve::Releves),
    ("envois", Preuve::Envois),
];

impl FromStr for Preuve {
    type Err = CharteError;

    fn from_str(text: &str) -> Result<Self, CharteError> {
        if let Some(code) = text.strip_prefix(INDICATOR).filter(|code| !code.is_empty()) {
            return Ok(Self::Indicateur(code.to_owned()));
        }
        let found = NAMED.iter().find(|(code, _)| *code == text);
        let found = found.map(|(_, preuve)| preuve.clone());
        found.ok_or_else(|| CharteError::Evidence(text.to_owned()))
    }
}

impl TryFrom<String> for Preuve {
    type Error = CharteError;

    fn try_from(text: String) -> Result<Self, CharteError> {
        text.parse()
    }
}

impl fmt::Display for Preuve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Indicateur(code) = self {
            return write!(f, "{INDICATOR}{code}");
        }
        let code = NAMED.iter().find(|(_, preuve)| preuve == self);
        f.write_str(code.map_or("", |(code, _)| code))
    }
}

impl From<Preuve> for String {
    fn from(preuve: Preuve) -> Self {
        preuve.to_string()
    }
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// Its number in the charter.
    pub numero: u8,
    /// What is promised.
    pub texte: String,
    /// What shows it, when it is recorded; nothing: somebody must say.
    pub preuves: Vec<Preuve>,
}

/// An axis of the charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axe {
    /// Its title.
    pub titre: String,
    /// Its commitments, in order.
    #[serde(rename = "engagement")]
    pub engagements: Vec<Engagement>,
}

/// The charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charte {
    /// Where its words come from, and what is to be verified.
    pub source: String,
    /// Its axes, in order.
    #[serde(rename = "axe")]
    pub axes: Vec<Axe>,
}

/// Why a charter is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CharteError {
    /// It cannot be read.
    #[error("la charte ne se lit pas : {0}")]
    Unreadable(String),
    /// Evidence that PLUS does not know how to look for.
    #[error("la preuve « {0} » n’est pas connue")]
    Evidence(String),
    /// Not nineteen commitments numbered in order, in five axes.
    #[error("la charte compte dix-neuf engagements, numérotés dans l’ordre, en cinq axes")]
    Count,
    /// A commitment or an axis that says nothing.
    #[error("l’engagement {0} ou son axe ne dit rien")]
    Empty(u8),
    /// Evidence said twice for a commitment.
    #[error("l’engagement {0} donne deux fois la même preuve")]
    Twice(u8),
}

impl Charte {
    /// That of PLUS.
    ///
    /// # Errors
    /// Never, unless the file shipped is wrong: a test holds it.
    pub fn shipped() -> Result<Self, CharteError> {
        Self::read(SHIPPED)
    }

    /// Reads and checks one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, CharteError> {
        let read: Self =
            toml::from_str(text).map_err(|error| CharteError::Unreadable(error.to_string()))?;
        read.check()?;
        Ok(read)
    }

    /// Every commitment, with its axis.
    pub fn engagements(&self) -> impl Iterator<Item = (&Axe, &Engagement)> {
        let axes = self.axes.iter();
        axes.flat_map(|axe| axe.engagements.iter().map(move |one| (axe, one)))
    }

    fn check(&self) -> Result<(), CharteError> {
        let numbers = self.engagements().map(|(_, one)| one.numero);
        if self.axes.len() != AXES || !numbers.eq(1..=COMMITMENTS) {
            return Err(CharteError::Count);
        }
        for (axe, one) in self.engagements() {
            if one.texte.trim().is_empty() || axe.titre.trim().is_empty() {
                return Err(CharteError::Empty(one.numero));
            }
            let apart: BTreeSet<&Preuve> = one.preuves.iter().collect();
            if apart.len() != one.preuves.len() {
                return Err(CharteError::Twice(one.numero));
            }
        }
        Ok(())
    }
}
