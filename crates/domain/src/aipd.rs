//! The impact assessment (RGPD, article 35; requirement P21): what may happen to people, what is
//! done against it, what is left. Data, read and checked like any other; what is in place is
//! looked at in the configuration that runs.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The assessment as PLUS ships it.
const SHIPPED: &str = include_str!("../../../data/commun/aipd.toml");
/// Fewest measures against a risk: one alone fails alone.
const FEWEST: usize = 2;

/// Something that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mesure {
    /// Code.
    pub code: String,
    /// Name.
    pub nom: String,
    /// What it does.
    pub texte: String,
    /// What must be looked at to know that it is in place; none: it is in the program itself.
    #[serde(default)]
    pub etat: Option<String>,
}

/// Something that may happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risque {
    /// Code.
    pub code: String,
    /// Name.
    pub nom: String,
    /// What it would do to a person.
    pub consequences: String,
    /// How grave: négligeable, limitée, importante, maximale.
    pub gravite: String,
    /// How likely once the measures are in place: the same words.
    pub vraisemblance: String,
    /// Codes of what is done against it.
    pub mesures: Vec<String>,
    /// What is left all the same.
    pub reste: String,
}

/// The whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aipd {
    /// What is done.
    pub mesure: Vec<Mesure>,
    /// What may happen.
    pub risque: Vec<Risque>,
}

/// Why an assessment is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AipdError {
    /// It cannot be read.
    #[error("analyse d’impact illisible : {0}")]
    Unreadable(String),
    /// A risk names a measure that is not there.
    #[error("le risque « {0} » cite une mesure inconnue : {1}")]
    Unknown(String, String),
    /// Too little is done against a risk.
    #[error("le risque « {0} » a moins de deux mesures")]
    Few(String),
    /// A scale with another word.
    #[error(
        "le risque « {0} » : gravité et vraisemblance valent négligeable, limitée, importante ou maximale"
    )]
    Scale(String),
    /// A measure that answers nothing.
    #[error("la mesure « {0} » ne répond à aucun risque")]
    Idle(String),
}

/// The words of both scales (CNIL, méthode AIPD).
const SCALE: [&str; 4] = ["négligeable", "limitée", "importante", "maximale"];

/// Reads an assessment.
///
/// # Errors
/// See [`AipdError`].
pub fn read(text: &str) -> Result<Aipd, AipdError> {
    let read: Aipd = toml::from_str(text).map_err(|why| AipdError::Unreadable(why.to_string()))?;
    let known: BTreeSet<&str> = read.mesure.iter().map(|m| m.code.as_str()).collect();
    for risque in &read.risque {
        let cited = risque.mesures.iter();
        if let Some(unknown) = cited.clone().find(|code| !known.contains(code.as_str())) {
            return Err(AipdError::Unknown(risque.code.clone(), unknown.clone()));
        }
        if cited.collect::<BTreeSet<_>>().len() < FEWEST {
            return Err(AipdError::Few(risque.code.clone()));
        }
        let is_word = |word: &String| SCALE.contains(&word.as_str());
        if !is_word(&risque.gravite) || !is_word(&risque.vraisemblance) {
            return Err(AipdError::Scale(risque.code.clone()));
        }
    }
    let cited: BTreeSet<&String> = read.risque.iter().flat_map(|r| &r.mesures).collect();
    let idle = read.mesure.iter().find(|m| !cited.contains(&m.code));
    match idle {
        Some(idle) => Err(AipdError::Idle(idle.code.clone())),
        None => Ok(read),
    }
}

/// The assessment as PLUS ships it.
///
/// # Errors
/// When the program was built with one that does not hold.
pub fn shipped() -> Result<Aipd, AipdError> {
    read(SHIPPED)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn p21_every_risk_has_measures_and_every_measure_a_risk() {
        let aipd = shipped().unwrap();
        assert!(aipd.risque.len() >= 6 && aipd.mesure.len() >= 15);
        let unknown = SHIPPED.replacen("\"seuil\", \"minimum\"", "\"seuil\", \"magie\"", 1);
        assert!(matches!(read(&unknown), Err(AipdError::Unknown(..))));
        let few = SHIPPED.replacen("[\"seuil\", \"minimum\"]", "[\"seuil\"]", 1);
        assert!(matches!(read(&few), Err(AipdError::Few(_))));
        let scale = SHIPPED.replacen("\"maximale\"", "\"énorme\"", 1);
        assert!(matches!(read(&scale), Err(AipdError::Scale(_))));
        let idle = format!("{SHIPPED}\n[[mesure]]\ncode = \"x\"\nnom = \"x\"\ntexte = \"x\"\n");
        assert!(matches!(read(&idle), Err(AipdError::Idle(_))));
    }

    proptest! {
        /// Any text is read or refused.
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
            let _read = read(&text);
        }
    }
}
