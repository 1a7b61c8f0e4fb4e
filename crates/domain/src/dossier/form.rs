//! What the team types in a dossier. A social-security number, a card, an account or a
//! password is refused wherever it stands (requirements P3 and P4).

use jiff::civil::Date;
use serde::Deserialize;

use super::{Identite, MOST_SIGNS};
use crate::{
    form::FormErrors,
    ids::{AccountId, CommuneCode, DemarcheCode},
    period::parse_date,
    rappel::Phone,
    sensitive,
};

/// Most signs of a name.
const MOST_NAME: usize = 80;
/// Oldest year of birth.
const OLDEST: i16 = 1900;
/// Farthest day of a promise or of a step, in days: what is promised is soon.
const FARTHEST_DAYS: i64 = 730;

/// Who the person is and what for, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct IdentiteForm {
    /// Family name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Telephone; may be empty.
    pub telephone: String,
    /// Year of birth; may be empty.
    pub annee: String,
    /// INSEE code; may be empty.
    pub commune: String,
    /// `oui`, or empty.
    pub adapte: String,
    /// Code of a démarche; may be empty.
    pub demarche: String,
    /// What it is about.
    pub objet: String,
    /// `oui`: she was told what is kept.
    pub informe: String,
}

/// A form that was read: who, what it is about.
pub type Read = (Identite, Option<DemarcheCode>, String);

impl IdentiteForm {
    /// Reads it; `this_year` bounds the year of birth.
    ///
    /// # Errors
    /// Everything that must be mended. Fields are named as in the page.
    pub fn read(&self, this_year: i16) -> Result<Read, FormErrors> {
        let mut errors = FormErrors::default();
        let nom = text(&mut errors, "nom", &self.nom, MOST_NAME);
        let prenom = text(&mut errors, "prenom", &self.prenom, MOST_NAME);
        let objet = text(&mut errors, "objet", &self.objet, MOST_SIGNS);
        let telephone = optional(&self.telephone, Phone::read);
        let telephone = errors.take("telephone", "dossier-telephone-refuse", telephone.ok());
        let annee = optional(&self.annee, |typed| {
            let year = typed.parse().ok()?;
            (OLDEST..=this_year).contains(&year).then_some(year)
        });
        let annee = errors.take("annee", "dossier-annee-refusee", annee.ok());
        if self.informe != "oui" {
            errors.add("informe", "dossier-informe-manque");
        }
        let chosen = |typed: &str| Some(typed.trim().to_owned()).filter(|code| !code.is_empty());
        let read = nom.zip(prenom).zip(objet).zip(telephone).zip(annee);
        errors.into_result(read.map(|((((nom, prenom), objet), telephone), annee)| {
            let identite = Identite {
                nom,
                prenom,
                telephone,
                annee,
                commune: chosen(&self.commune).map(CommuneCode::new),
                adapte: self.adapte == "oui",
            };
            (
                identite,
                chosen(&self.demarche).map(DemarcheCode::new),
                objet,
            )
        }))
    }
}

/// A step, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EtapeForm {
    /// What.
    pub etape: String,
    /// By when; may be empty.
    pub avant: String,
}

impl EtapeForm {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, today: Date) -> Result<(String, Option<Date>), FormErrors> {
        let mut errors = FormErrors::default();
        let texte = text(&mut errors, "etape", &self.etape, MOST_SIGNS);
        let avant = optional(&self.avant, |typed| coming(typed, today));
        let avant = errors.take("avant", "dossier-jour-refuse", avant.ok());
        errors.into_result(texte.zip(avant))
    }
}

/// A paper, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PapierForm {
    /// What.
    pub papier: String,
}

impl PapierForm {
    /// Reads it.
    ///
    /// # Errors
    /// What must be mended.
    pub fn read(&self) -> Result<String, FormErrors> {
        let mut errors = FormErrors::default();
        let texte = text(&mut errors, "papier", &self.papier, MOST_SIGNS);
        errors.into_result(texte)
    }
}

/// A promise, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PromesseForm {
    /// What.
    pub quoi: String,
    /// Who: an account.
    pub qui: String,
    /// By when.
    pub quand: String,
}

impl PromesseForm {
    /// Reads it; `team` are those who may promise.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(
        &self,
        today: Date,
        team: &[AccountId],
    ) -> Result<(String, AccountId, Date), FormErrors> {
        let mut errors = FormErrors::default();
        let quoi = text(&mut errors, "quoi", &self.quoi, MOST_SIGNS);
        let qui = team.iter().find(|account| account.as_str() == self.qui);
        let qui = errors.take("qui", "dossier-qui-refuse", qui.cloned());
        let quand = errors.take("quand", "dossier-jour-refuse", coming(&self.quand, today));
        errors.into_result(quoi.zip(qui).zip(quand).map(|((a, b), c)| (a, b, c)))
    }
}

/// A day from today on.
fn coming(typed: &str, today: Date) -> Option<Date> {
    let day = parse_date(typed.trim()).ok()?;
    let farthest = today.saturating_add(jiff::Span::new().days(FARTHEST_DAYS));
    (today..=farthest).contains(&day).then_some(day)
}

/// Nothing typed is nothing said; what is typed must be read.
fn optional<T>(typed: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ()> {
    match typed.trim() {
        "" => Ok(None),
        typed => read(typed).map(Some).ok_or(()),
    }
}

/// A text that is needed, bounded, and holds nothing that PLUS never keeps.
fn text(errors: &mut FormErrors, field: &str, typed: &str, most: usize) -> Option<String> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let key = if text.is_empty() {
        "dossier-vide"
    } else if text.chars().count() > most {
        "dossier-long"
    } else if let Some(found) = sensitive::find(&text) {
        found.message_key()
    } else {
        return Some(text);
    };
    errors.add(field, key);
    None
}
