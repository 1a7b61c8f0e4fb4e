//! The relay in the schema of data·inclusion 1.0.8 (27 April 2026, Licence Ouverte 2.0): a
//! structure for each place, and what is done there as a service. Only what is known is said.

use serde::Serialize;

use crate::period::parse_date;

/// Bounds of a name and of a description, in signs.
const NAME: std::ops::RangeInclusive<usize> = 3..=150;
const DESCRIPTION: std::ops::RangeInclusive<usize> = 5..=10_000;

/// Where people are received.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Structure {
    /// Who says it.
    pub source: String,
    /// Identifier, unique for its source.
    pub id: String,
    /// Name, without a final dot.
    pub nom: String,
    /// Day of the last change.
    pub date_maj: String,
    /// SIRET of who carries the relay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    /// Where.
    #[serde(flatten)]
    pub adresse: Adresse,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lien_source: Option<String>,
}

/// An address.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Adresse {
    /// Street or neighbourhood.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub adresse: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code_postal: String,
    /// INSEE code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code_insee: String,
    /// Commune.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub commune: String,
    /// Latitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Longitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
}

/// What is done there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Service {
    /// Who says it.
    pub source: String,
    /// The structure.
    pub structure_id: String,
    /// Identifier, unique for its source.
    pub id: String,
    /// Name, without a final dot.
    pub nom: String,
    /// What it is.
    pub description: String,
    /// Day of the last change.
    pub date_maj: String,
    /// `accompagnement` or `information`…
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `gratuit` or `payant`.
    pub frais: &'static str,
    /// `en-presentiel`, `a-distance`.
    pub modes_accueil: Vec<&'static str>,
    /// `se-presenter`, `telephoner`…
    pub modes_mobilisation: Vec<&'static str>,
    /// `usagers`, `professionnels`.
    pub mobilisable_par: Vec<&'static str>,
    /// Where.
    #[serde(flatten)]
    pub adresse: Adresse,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lien_source: Option<String>,
}

impl Structure {
    /// Fields that the schema would refuse.
    pub fn check(&self) -> Vec<&'static str> {
        let rules = [
            ("source", !self.source.is_empty()),
            ("id", !self.id.is_empty()),
            ("nom", is_name(&self.nom)),
            ("date_maj", parse_date(&self.date_maj).is_ok()),
            ("siret", self.siret.as_deref().is_none_or(is_siret)),
        ];
        broken(&rules, &self.adresse)
    }
}

impl Service {
    /// Fields that the schema would refuse.
    pub fn check(&self) -> Vec<&'static str> {
        let among = |values: &[&str], allowed: &[&str]| values.iter().all(|v| allowed.contains(v));
        let types = [
            "accompagnement",
            "aide-financiere",
            "aide-materielle",
            "atelier",
            "formation",
            "information",
        ];
        let ways = [
            "envoyer-un-courriel",
            "se-presenter",
            "telephoner",
            "utiliser-lien-mobilisation",
        ];
        let rules = [
            ("source", !self.source.is_empty()),
            ("structure_id", !self.structure_id.is_empty()),
            ("id", !self.id.is_empty()),
            ("nom", is_name(&self.nom)),
            (
                "description",
                DESCRIPTION.contains(&self.description.chars().count()),
            ),
            ("date_maj", parse_date(&self.date_maj).is_ok()),
            ("type", types.contains(&self.kind)),
            ("frais", ["gratuit", "payant"].contains(&self.frais)),
            (
                "modes_accueil",
                among(&self.modes_accueil, &["a-distance", "en-presentiel"]),
            ),
            ("modes_mobilisation", among(&self.modes_mobilisation, &ways)),
            (
                "mobilisable_par",
                among(&self.mobilisable_par, &["usagers", "professionnels"]),
            ),
        ];
        broken(&rules, &self.adresse)
    }
}

fn broken(rules: &[(&'static str, bool)], adresse: &Adresse) -> Vec<&'static str> {
    let is_code = |code: &str| {
        code.is_empty() || (code.len() == 5 && code.chars().all(|c| c.is_ascii_alphanumeric()))
    };
    let within = |value: Option<f64>, most: f64| value.is_none_or(|v| v.abs() <= most);
    let place = [
        ("code_postal", is_code(&adresse.code_postal)),
        ("code_insee", is_code(&adresse.code_insee)),
        ("latitude", within(adresse.latitude, 90.0)),
        ("longitude", within(adresse.longitude, 180.0)),
    ];
    let all = rules.iter().chain(&place);
    let refused = all.filter(|(_, follows)| !follows);
    refused.map(|(field, _)| *field).collect()
}

fn is_name(name: &str) -> bool {
    NAME.contains(&name.chars().count()) && !name.ends_with('.')
}

fn is_siret(siret: &str) -> bool {
    siret.len() == 14 && siret.chars().all(|sign| sign.is_ascii_digit())
}
