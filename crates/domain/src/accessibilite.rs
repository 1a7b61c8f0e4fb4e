//! The accessibility statement (law 2005-102, article 47): the 106 criteria of RGAA 4.1.2, what
//! was found for each, and the state that follows. No figure of it is written by hand.
//!
//! A criterion that a machine cannot decide is not conform until a person has looked, with a
//! date and a protocol: until then it is « non vérifié ».

use jiff::civil::Date;
use serde::Deserialize;

/// The criteria as PLUS ships them.
const SHIPPED: &str = include_str!("../../../docs/accessibilite/rgaa.csv");
/// Criteria of RGAA 4.1.2, by theme 1 to 13.
const CRITERIA: [u8; 13] = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12];
/// Least share of conform criteria for a partial conformity, per cent (order of 20 September 2019).
const PARTIAL: usize = 50;

/// Why the criteria cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessibiliteError {
    /// A line does not read.
    #[error("rgaa.csv : {0}")]
    Line(String),
    /// The criteria are not the 106, once each and in their order.
    #[error("rgaa.csv : le critère {0} n’est pas à sa place")]
    Number(String),
}

/// How a criterion is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Mode {
    /// A machine decides it whole, at each check.
    #[serde(rename = "automatique")]
    Automatique,
    /// A person decides it; machines may help.
    #[serde(rename = "manuel")]
    Manuel,
    /// What it speaks of is on no page.
    #[serde(rename = "sans objet")]
    SansObjet,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Resultat {
    /// It is respected.
    #[serde(rename = "conforme")]
    Conforme,
    /// It is not.
    #[serde(rename = "non conforme")]
    NonConforme,
    /// Nobody has looked yet.
    #[serde(rename = "non vérifié")]
    NonVerifie,
    /// It speaks of nothing here.
    #[serde(rename = "non applicable")]
    NonApplicable,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Critere {
    /// `12.7`: theme, then criterion.
    #[serde(rename = "critere")]
    pub numero: String,
    /// What it asks, in our words: the text that counts is that of RGAA.
    pub intitule: String,
    /// How it is judged.
    pub mode: Mode,
    /// Tests, rules and protocols, separated by ` ; `.
    pub preuve: String,
    /// What was found.
    pub resultat: Resultat,
    /// When.
    pub date: Date,
    /// What a reader should know of it.
    pub note: String,
}

/// The criteria as PLUS ships them.
///
/// # Errors
/// Never, or the first test of this module fails.
pub fn shipped() -> Result<Vec<Critere>, AccessibiliteError> {
    read(SHIPPED)
}

/// Reads the criteria.
///
/// # Errors
/// A line that does not read, or a criterion missing, twice or out of its place.
pub fn read(text: &str) -> Result<Vec<Critere>, AccessibiliteError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let read: Result<Vec<Critere>, _> = reader.deserialize().collect();
    let read = read.map_err(|error| AccessibiliteError::Line(error.to_string()))?;
    let mut wanted = numbers();
    for critere in &read {
        if wanted.next().as_deref() != Some(critere.numero.as_str()) {
            return Err(AccessibiliteError::Number(critere.numero.clone()));
        }
    }
    match wanted.next() {
        Some(missing) => Err(AccessibiliteError::Number(missing)),
        None => Ok(read),
    }
}

/// The number of every criterion.
fn numbers() -> impl Iterator<Item = String> {
    let themes = (1_u8..).zip(CRITERIA);
    themes.flat_map(|(theme, many)| (1..=many).map(move |n| format!("{theme}.{n}")))
}

/// The state of conformity, in the words of the order of 20 September 2019.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Niveau {
    /// Every criterion is respected.
    Totale,
    /// Half of them at least.
    Partielle,
    /// Under half of them; or no whole audit says how many.
    Non,
}

impl Niveau {
    /// Stable word, in the keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Totale => "totale",
            Self::Partielle => "partielle",
            Self::Non => "non",
        }
    }
}

/// How many criteria are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Etat {
    /// Respected.
    pub conformes: usize,
    /// Not respected.
    pub non_conformes: usize,
    /// Not looked at yet.
    pub non_verifies: usize,
    /// Without object.
    pub non_applicables: usize,
}

impl Etat {
    /// Counts the criteria.
    pub fn of(criteres: &[Critere]) -> Self {
        let many = |resultat| criteres.iter().filter(|c| c.resultat == resultat).count();
        Self {
            conformes: many(Resultat::Conforme),
            non_conformes: many(Resultat::NonConforme),
            non_verifies: many(Resultat::NonVerifie),
            non_applicables: many(Resultat::NonApplicable),
        }
    }

    /// Criteria that speak of something here.
    pub fn applicables(&self) -> usize {
        self.conformes + self.non_conformes + self.non_verifies
    }

    /// Whether every criterion that speaks of something was looked at.
    pub fn is_whole(&self) -> bool {
        self.non_verifies == 0 && self.applicables() > 0
    }

    /// Share of the applicable criteria that are respected, per cent, rounded down: what was
    /// not looked at is not respected.
    pub fn share(&self) -> usize {
        (100 * self.conformes)
            .checked_div(self.applicables())
            .unwrap_or(0)
    }

    /// The state that may be declared: none without a whole audit.
    pub fn niveau(&self) -> Niveau {
        if !self.is_whole() {
            Niveau::Non
        } else if self.non_conformes == 0 {
            Niveau::Totale
        } else if self.share() >= PARTIAL {
            Niveau::Partielle
        } else {
            Niveau::Non
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{AccessibiliteError, Etat, Mode, Niveau, Resultat, read, shipped};

    #[test]
    fn the_criteria_are_the_hundred_and_six_once_each() {
        let criteres = shipped().unwrap();
        assert_eq!(criteres.len(), 106);
        let etat = Etat::of(&criteres);
        assert_eq!(etat.applicables() + etat.non_applicables, 106);
        for critere in &criteres {
            let absent = critere.mode == Mode::SansObjet;
            let without = critere.resultat == Resultat::NonApplicable;
            assert_eq!(absent, without, "{}", critere.numero);
        }
    }

    #[test]
    fn a_missing_a_doubled_and_an_unknown_word_are_told() {
        let head = "critere,intitule,mode,preuve,resultat,date,note\n";
        let line = |n: &str, said: &str| format!("{n},x,manuel,,{said},2026-11-28,\n");
        let told = |text: String| read(&format!("{head}{text}")).unwrap_err();
        let missing = AccessibiliteError::Number("1.2".into());
        assert_eq!(told(line("1.1", "conforme")), missing);
        let twice = line("1.1", "conforme").repeat(2);
        assert_eq!(told(twice), AccessibiliteError::Number("1.1".into()));
        let unknown = told(line("1.1", "presque"));
        assert!(matches!(unknown, AccessibiliteError::Line(_)), "{unknown}");
    }

    #[rstest]
    #[case(90, 0, 0, Niveau::Totale)]
    #[case(89, 1, 0, Niveau::Partielle)]
    #[case(45, 45, 0, Niveau::Partielle)]
    #[case(44, 46, 0, Niveau::Non)]
    // Nothing is declared of what was not looked at.
    #[case(89, 0, 1, Niveau::Non)]
    #[case(0, 0, 0, Niveau::Non)]
    fn the_state_is_the_one_of_the_law(
        #[case] conformes: usize,
        #[case] non_conformes: usize,
        #[case] non_verifies: usize,
        #[case] niveau: Niveau,
    ) {
        let etat = Etat {
            conformes,
            non_conformes,
            non_verifies,
            non_applicables: 16,
        };
        assert_eq!(etat.niveau(), niveau);
    }
}
