//! The register of processings of this relay (RGPD, article 30; requirement P1): what PLUS
//! does, and for each what is found here — whom it goes to, how much is held, what is set.

use plus_domain::traitement::{self, Traitement};
use serde::Serialize;

use super::{Here, RgpdError, regard::look};

/// The register of a relay.
#[derive(Debug, Serialize)]
pub struct Registre {
    /// Name of the relay.
    pub relais: String,
    /// Who answers for it: the carrier.
    pub responsable: String,
    /// Its SIRET.
    pub siret: Option<String>,
    /// How to reach who protects data there (`web.data_contact`).
    pub delegue: Option<String>,
    /// Day on which it was made.
    pub date: String,
    /// Processings.
    pub traitements: Vec<Ligne>,
    /// What the law asks for and nobody said yet.
    pub a_completer: Vec<&'static str>,
}

/// A processing, with what is found here.
#[derive(Debug, Serialize)]
pub struct Ligne {
    /// What PLUS does.
    #[serde(flatten)]
    pub traitement: Traitement,
    /// Whether it is done here: not every relay gives rendez-vous or sends letters.
    pub a_lieu: bool,
    /// What was looked at.
    pub ici: Vec<String>,
}

/// Makes it.
///
/// # Errors
/// Those of the database; a register that PLUS should not have shipped.
pub async fn of(here: &Here<'_>) -> Result<Registre, RgpdError> {
    let mut traitements = Vec::new();
    for traitement in traitement::shipped()? {
        traitements.push(found(here, traitement).await?);
    }
    let identity = here.territory.as_ref().map(|t| &t.identity);
    let responsable = identity.map_or_else(String::new, |i| i.carrier.clone());
    let siret = identity.and_then(|i| i.siret.clone());
    let delegue = here.config.web.data_contact.clone();
    let missing = [
        (responsable.is_empty(), "le responsable (porteur)"),
        (siret.is_none(), "le SIRET du responsable (siret)"),
        (
            delegue.is_none(),
            "la personne déléguée à la protection des données (web.data_contact)",
        ),
    ];
    Ok(Registre {
        relais: here.relais(),
        date: here.today().to_string(),
        a_completer: missing.into_iter().filter(|m| m.0).map(|m| m.1).collect(),
        responsable,
        siret,
        delegue,
        traitements,
    })
}

async fn found(here: &Here<'_>, traitement: Traitement) -> Result<Ligne, RgpdError> {
    let mut a_lieu = true;
    let mut ici = Vec::new();
    if let Some(what) = &traitement.si {
        let (is_done, said) = look(here, what).await?;
        a_lieu = is_done;
        ici.push(said);
    }
    for what in &traitement.regarde {
        let (_, said) = look(here, what).await?;
        if !said.is_empty() && !ici.contains(&said) {
            ici.push(said);
        }
    }
    Ok(Ligne {
        traitement,
        a_lieu,
        ici,
    })
}

/// The register for a person, in Markdown.
pub fn told(registre: &Registre) -> String {
    let mut lines = vec![
        format!("# Registre des traitements — {}", registre.relais),
        format!(
            "Au {}. Responsable : {}.",
            registre.date, registre.responsable
        ),
    ];
    if let Some(delegue) = &registre.delegue {
        lines.push(format!("Protection des données : {delegue}."));
    }
    if !registre.a_completer.is_empty() {
        lines.push(format!(
            "À compléter : {}.",
            registre.a_completer.join(" ; ")
        ));
    }
    for ligne in &registre.traitements {
        let one = &ligne.traitement;
        lines.push(format!("\n## {}\n{}", one.nom, one.finalite));
        if !ligne.a_lieu {
            lines.push("**N’a pas lieu ici.**".to_owned());
        }
        lines.push(format!("- Base : {}", one.base));
        lines.push(format!("- Personnes : {}", one.personnes));
        lines.push(format!("- Données : {}", one.categories.join(" ; ")));
        lines.push(format!(
            "- Destinataires : {}",
            one.destinataires.join(" ; ")
        ));
        lines.push(format!("- Durée : {}", one.duree));
        lines.push(format!("- Sécurité : {}", one.securite.join(" ; ")));
        lines.extend(ligne.ici.iter().map(|said| format!("- Ici : {said}")));
    }
    lines.join("\n")
}
