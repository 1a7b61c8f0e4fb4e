//! The register of processings (RGPD, article 30; requirement P1): what is done with data about
//! people, why, on what ground, for how long. Data, read and checked like any other.

use serde::{Deserialize, Serialize};

/// The register as PLUS ships it.
const SHIPPED: &str = include_str!("../../../data/commun/traitements.toml");

/// A processing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traitement {
    /// Code.
    pub code: String,
    /// Name, a verb first.
    pub nom: String,
    /// What for.
    pub finalite: String,
    /// Legal ground.
    pub base: String,
    /// About whom.
    pub personnes: String,
    /// What is kept.
    pub categories: Vec<String>,
    /// Who receives it.
    pub destinataires: Vec<String>,
    /// How long.
    pub duree: String,
    /// How it is protected.
    pub securite: Vec<String>,
    /// Retention rules of `columns.csv` that it covers.
    pub regles: Vec<String>,
    /// What tells whether a relay does it at all; none: every relay does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub si: Option<String>,
    /// What is looked at in the relay to say how it is done there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regarde: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    traitement: Vec<Traitement>,
}

/// Why a register is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// It cannot be read.
    #[error("registre des traitements illisible : {0}")]
    Unreadable(String),
    /// Something that the law asks for is missing.
    #[error("le traitement « {code} » n’a pas de {what}")]
    Missing {
        /// Which processing.
        code: String,
        /// What is missing.
        what: &'static str,
    },
}

/// Reads a register. None of its entries lacks a purpose, a ground, a duration, people,
/// recipients or protections.
///
/// # Errors
/// The first thing that is missing.
pub fn read(text: &str) -> Result<Vec<Traitement>, RegisterError> {
    let file: File =
        toml::from_str(text).map_err(|why| RegisterError::Unreadable(why.to_string()))?;
    for one in &file.traitement {
        let missing = [
            ("finalité", one.finalite.trim().is_empty()),
            ("base légale", one.base.trim().is_empty()),
            ("durée", one.duree.trim().is_empty()),
            ("personnes", one.personnes.trim().is_empty()),
            ("catégories", one.categories.is_empty()),
            ("destinataires", one.destinataires.is_empty()),
            ("mesures de sécurité", one.securite.is_empty()),
        ];
        if let Some((what, _)) = missing.into_iter().find(|(_, is_missing)| *is_missing) {
            return Err(RegisterError::Missing {
                code: one.code.clone(),
                what,
            });
        }
    }
    Ok(file.traitement)
}

/// The register as PLUS ships it.
///
/// # Errors
/// When the program was built with one that does not hold.
pub fn shipped() -> Result<Vec<Traitement>, RegisterError> {
    read(SHIPPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p1_no_processing_lacks_a_ground_or_a_duration() {
        let all = shipped().unwrap();
        assert!(all.len() >= 8);
        for what in ["base", "duree"] {
            let line = SHIPPED.lines().find(|l| l.starts_with(what)).unwrap();
            let emptied = SHIPPED.replacen(line, &format!("{what} = \"\""), 1);
            assert!(
                matches!(read(&emptied), Err(RegisterError::Missing { .. })),
                "{what}"
            );
        }
    }

    #[test]
    fn p2_every_retention_rule_of_the_columns_is_in_a_processing() {
        let columns = include_str!("../../store/columns.csv");
        let lines = columns.lines().filter(|l| !l.starts_with('#'));
        let rules = lines.skip(1).filter_map(|line| line.rsplit(',').next());
        let all = shipped().unwrap();
        for rule in rules {
            let is_said = all.iter().any(|t| t.regles.iter().any(|r| r == rule));
            assert!(is_said, "no processing covers the rule {rule}");
        }
    }
}
