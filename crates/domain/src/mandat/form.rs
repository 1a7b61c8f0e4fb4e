//! What is typed, ticked and drawn to sign a mandate.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Duree;
use crate::{form::FormErrors, ids::DemarcheCode, period::parse_date, sensitive};

/// Most procedures of one mandate: more is no closed list that somebody understands.
const MOST_DEMARCHES: usize = 20;
/// Most signs of a drawn signature: a few hundred points.
const MOST_DRAWN: usize = 20_000;
/// Sides of the square on which a signature is drawn.
const SIDE: u16 = 1_000;
/// Least points of a signature: a tap is none.
const LEAST_POINTS: usize = 8;

/// Who stands for a protected adult (requirement P19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tuteur {
    /// Name.
    pub nom: String,
    /// Day of the judgement that was shown.
    pub jugement: Date,
}

/// What is sealed of a mandate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Name of the person, as on the paper.
    pub mandant: String,
    /// Name of who acts.
    pub mandataire: String,
    /// The organisation.
    pub organisation: String,
    /// Where.
    pub lieu: String,
    /// Who signed for a protected adult.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuteur: Option<Tuteur>,
    /// Strokes of the signature, as [`MandatForm::signature`] says; empty: signed on paper.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signature: String,
    /// Titles of the procedures, as they were read.
    pub demarches: Vec<String>,
}

/// The form, as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MandatForm {
    /// Codes of procedures.
    pub demarches: Vec<String>,
    /// Days.
    pub duree: String,
    /// `non`: no protection measure, as the person declares; `oui`: there is one.
    pub protege: String,
    /// Name of the guardian, when there is one.
    pub tuteur: String,
    /// Day of the judgement, when there is one.
    pub jugement: String,
    /// Strokes: `x,y x,y …` in thousandths of the frame, strokes separated by `;`.
    pub signature: String,
    /// `papier`: signed on paper.
    pub papier: String,
    /// `oui`: it was read aloud, all of it.
    pub lu: String,
}

/// A form that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Procedures, sorted, each once.
    pub demarches: Vec<DemarcheCode>,
    /// How long.
    pub duree: Duree,
    /// Who signs for a protected adult.
    pub tuteur: Option<Tuteur>,
    /// Strokes; empty: on paper.
    pub signature: String,
}

impl MandatForm {
    /// Reads it; `known` are the procedures that may be chosen.
    ///
    /// # Errors
    /// Everything that must be mended. A protected adult cannot sign: without the declaration,
    /// or without a guardian, there is no mandate (requirement P19).
    pub fn read(&self, known: &[DemarcheCode], today: Date) -> Result<Read, FormErrors> {
        let mut errors = FormErrors::default();
        let demarches = errors.take("demarches", "mandat-demarches-refusees", self.chosen(known));
        let duree = errors.take(
            "duree",
            "mandat-duree-refusee",
            Duree::from_code(self.duree.trim()),
        );
        let tuteur = self.guardian(&mut errors, today);
        let signature = if self.papier == "oui" {
            Some(String::new())
        } else {
            strokes(&self.signature).then(|| self.signature.clone())
        };
        let signature = errors.take("signature", "mandat-signature-manque", signature);
        if self.lu != "oui" {
            errors.add("lu", "mandat-lu-manque");
        }
        let read = demarches.zip(duree).zip(tuteur.ok()).zip(signature);
        errors.into_result(read.map(|(((demarches, duree), tuteur), signature)| Read {
            demarches,
            duree,
            tuteur,
            signature,
        }))
    }

    fn chosen(&self, known: &[DemarcheCode]) -> Option<Vec<DemarcheCode>> {
        let mut codes: Vec<DemarcheCode> = self.demarches.iter().map(DemarcheCode::new).collect();
        codes.sort_unstable();
        codes.dedup();
        let fits = (1..=MOST_DEMARCHES).contains(&codes.len());
        (fits && codes.iter().all(|code| known.contains(code))).then_some(codes)
    }

    /// Who signs for the person; nobody when she signs herself. An error: nothing can be signed.
    fn guardian(&self, errors: &mut FormErrors, today: Date) -> Result<Option<Tuteur>, ()> {
        match self.protege.as_str() {
            "non" => Ok(None),
            "oui" => {
                let nom = self.tuteur.trim();
                let is_name = !nom.is_empty() && nom.chars().count() <= 80;
                let nom =
                    Some(nom.to_owned()).filter(|nom| is_name && sensitive::find(nom).is_none());
                let nom = errors.take("tuteur", "mandat-tuteur-manque", nom);
                let jugement = parse_date(self.jugement.trim())
                    .ok()
                    .filter(|day| *day <= today);
                let jugement = errors.take("jugement", "mandat-jugement-manque", jugement);
                let both = nom.zip(jugement).ok_or(())?;
                Ok(Some(Tuteur {
                    nom: both.0,
                    jugement: both.1,
                }))
            }
            _ => {
                errors.add("protege", "mandat-declaration-manque");
                Err(())
            }
        }
    }
}

/// Whether a text is a drawn signature.
fn strokes(text: &str) -> bool {
    let mut points = 0;
    let read = |point: &str| {
        let (x, y) = point.split_once(',')?;
        let both = [x, y].map(|n| n.parse::<u16>().ok().filter(|n| *n <= SIDE));
        both.iter().all(Option::is_some).then_some(())
    };
    let all = text.split(';').flat_map(|stroke| stroke.split(' '));
    for point in all.filter(|point| !point.is_empty()) {
        if read(point).is_none() {
            return false;
        }
        points += 1;
    }
    text.len() <= MOST_DRAWN && points >= LEAST_POINTS
}
