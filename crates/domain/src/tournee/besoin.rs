//! What makes the need of a place: how much each person counts, as the coordination decides.

use serde::{Deserialize, Serialize};

use crate::{form::FormErrors, ids::AccountId};

/// The key under which the last weights are kept: there is one set of them.
pub const BESOIN: &str = "besoin";
/// Highest weight, hundredths: beyond, one cause hides all others.
const HIGHEST: u16 = 1_000;

/// The weights of the need, in hundredths. The need of a place is the sum, over those who live
/// nearest to it, of what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Besoin {
    /// For each person.
    pub person: u16,
    /// More for each person of 65 and over.
    pub elder: u16,
    /// The whole grows by this times the share of poor households.
    pub poor: u16,
    /// The whole grows by this for each month since the last visit.
    pub month: u16,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Default for Besoin {
    /// One for a person, twice as much where every household is poor; nothing for age, and
    /// nothing for time, which the planner of tours counts itself.
    fn default() -> Self {
        Self {
            person: 100,
            elder: 0,
            poor: 100,
            month: 0,
            author: AccountId::new(""),
            at: 0,
        }
    }
}

/// As typed: numbers from 0 to 10, two decimals at most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BesoinForm {
    /// Weight of a person.
    pub personnes: String,
    /// Weight of age.
    pub aines: String,
    /// Weight of poverty.
    pub pauvrete: String,
    /// Weight of a month without a visit.
    pub attente: String,
}

impl BesoinForm {
    /// The weights as somebody would type them.
    pub fn of(said: &Besoin) -> Self {
        Self {
            personnes: typed(said.person),
            aines: typed(said.elder),
            pauvrete: typed(said.poor),
            attente: typed(said.month),
        }
    }

    /// Whether nothing at all was typed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads it, or says everything that must be mended. Fields are named as in the page.
    pub fn read(&self, author: AccountId, at: i64) -> Result<Besoin, FormErrors> {
        let mut errors = FormErrors::default();
        let mut weight =
            |field, text: &str| errors.take(field, "besoin-faute-poids", hundredths(text));
        let people = weight("personnes", &self.personnes).zip(weight("aines", &self.aines));
        let causes = weight("pauvrete", &self.pauvrete).zip(weight("attente", &self.attente));
        if people == Some((0, 0)) {
            errors.add("personnes", "besoin-faute-personne");
        }
        let all = people.zip(causes);
        errors.into_result(all.map(|((person, elder), (poor, month))| Besoin {
            person,
            elder,
            poor,
            month,
            author,
            at,
        }))
    }
}

/// « 0,5 » as 50.
fn hundredths(text: &str) -> Option<u16> {
    let text = text.trim();
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let read = format!("{whole}{part:0<2}").parse().ok();
    read.filter(|hundredths| *hundredths <= HIGHEST)
}

/// 50 as « 0,5 ».
fn typed(hundredths: u16) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    let text = format!("{whole},{part:02}");
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form([personnes, aines, pauvrete, attente]: [&str; 4]) -> BesoinForm {
        BesoinForm {
            personnes: personnes.into(),
            aines: aines.into(),
            pauvrete: pauvrete.into(),
            attente: attente.into(),
        }
    }

    fn wrong(form: &BesoinForm) -> Vec<(String, String)> {
        let errors = form.read("c".into(), 1).unwrap_err().0;
        let told = errors.into_iter();
        told.map(|e| (e.field, e.key.to_owned())).collect()
    }

    #[test]
    fn weights_are_read_as_they_are_written_in_french() {
        let read = form(["1", "0,5", " 10 ", "0.25"]).read("c".into(), 1);
        let read = read.expect("good");
        let weights = (read.person, read.elder, read.poor, read.month);
        assert_eq!(weights, (100, 50, 1_000, 25));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let told = wrong(&form(["10,01", "-1", "un", ""]));
        let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["personnes", "aines", "pauvrete", "attente"]);
        assert!(told.iter().all(|(_, key)| key == "besoin-faute-poids"));
    }

    #[test]
    fn somebody_counts() {
        let told = wrong(&form(["0", "0,00", "1", "0"]));
        let nobody = ("personnes".to_owned(), "besoin-faute-personne".to_owned());
        assert_eq!(told, [nobody]);
        assert!(form(["0", "1", "1", "0"]).read("c".into(), 1).is_ok());
    }

    proptest! {
        /// What is shown in the page reads back as the same weights.
        #[test]
        fn what_is_shown_is_read_back(weights in prop::array::uniform4(0..=HIGHEST)) {
            let [person, elder, poor, month] = weights;
            prop_assume!(person + elder > 0);
            let said = Besoin { person, elder, poor, month, ..Besoin::default() };
            let read = BesoinForm::of(&said).read(AccountId::new(""), 0);
            prop_assert_eq!(read, Ok(said));
        }

        /// Anything typed is read or refused, and never read as more than the highest.
        #[test]
        fn anything_is_read_or_refused(text in "\\PC{0,12}|[0-9]{0,30}[,.]?[0-9]{0,30}") {
            if let Some(read) = hundredths(&text) {
                prop_assert!(read <= HIGHEST);
            }
        }
    }
}
