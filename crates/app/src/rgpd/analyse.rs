//! The impact assessment (RGPD, article 35; requirement P21): each measure looked at in what
//! runs here.

use plus_domain::aipd::{self, Mesure, Risque};
use serde::Serialize;

use super::{Here, RgpdError, regard::look};

/// A measure, as it is found here.
#[derive(Debug, Serialize)]
pub struct Found {
    /// The measure.
    #[serde(flatten)]
    pub mesure: Mesure,
    /// Whether it is in place.
    pub en_place: bool,
    /// What was looked at.
    pub preuve: String,
}

/// The whole, with what runs here.
#[derive(Debug, Serialize)]
pub struct Assessment {
    /// Name of the relay.
    pub relais: String,
    /// Day on which it was made.
    pub date: String,
    /// What may happen.
    pub risques: Vec<Risque>,
    /// What is done against it.
    pub mesures: Vec<Found>,
    /// Codes of what is not in place.
    pub a_faire: Vec<String>,
}

impl Assessment {
    /// A measure, by its code.
    pub fn mesure(&self, code: &str) -> Option<&Found> {
        self.mesures.iter().find(|found| found.mesure.code == code)
    }
}

/// Makes it.
///
/// # Errors
/// Those of the database; an assessment that PLUS should not have shipped.
pub async fn of(here: &Here<'_>) -> Result<Assessment, RgpdError> {
    let aipd = aipd::shipped()?;
    let mut mesures = Vec::with_capacity(aipd.mesure.len());
    for mesure in aipd.mesure {
        let (en_place, preuve) = match mesure.etat.as_deref() {
            None => (true, "dans le programme".to_owned()),
            Some(what) => look(here, what).await?,
        };
        mesures.push(Found {
            mesure,
            en_place,
            preuve,
        });
    }
    let missing = mesures.iter().filter(|found| !found.en_place);
    Ok(Assessment {
        relais: here.relais(),
        date: here.today().to_string(),
        a_faire: missing.map(|found| found.mesure.code.clone()).collect(),
        risques: aipd.risque,
        mesures,
    })
}

/// The assessment for a person, in Markdown.
pub fn told(made: &Assessment) -> String {
    let mut lines = vec![
        format!("# Analyse d’impact — {}", made.relais),
        format!(
            "Au {}. À relire et à signer par la personne déléguée à la protection des données.",
            made.date
        ),
    ];
    for risque in &made.risques {
        lines.push(format!(
            "\n## {}\n{}\nGravité {}, vraisemblance {} quand tout est en place.",
            risque.nom, risque.consequences, risque.gravite, risque.vraisemblance
        ));
        for code in &risque.mesures {
            if let Some(found) = made.mesure(code) {
                let sign = if found.en_place { "oui" } else { "NON" };
                lines.push(format!(
                    "- [{sign}] {} ({})",
                    found.mesure.nom, found.preuve
                ));
            }
        }
        lines.push(format!("Ce qui reste : {}", risque.reste));
    }
    if !made.a_faire.is_empty() {
        lines.push(format!("\nPas en place ici : {}.", made.a_faire.join(", ")));
    }
    lines.join("\n")
}
