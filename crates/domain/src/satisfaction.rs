//! Satisfaction: what people say at the end of a visite, by one pictogram, and what the relay
//! changed because of it.
//!
//! Only counts exist, by half-day: an answer is never written with its instant, its visite
//! or its author. A half-day becomes a fact once it is over, in one piece, so that the order
//! of the journal says nothing of anybody either.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

pub use crate::borne::usage::Avis;
use crate::{form::FormErrors, ids::AccountId, profile::choices, sensitive};

/// Fewest answers that are shown (requirement T12).
pub const FEWEST: u32 = 11;
/// Longest account of a change, signs.
const LONGEST: usize = 400;
/// Shortest: a word is no account.
const SHORTEST: usize = 10;

choices! {
    /// Half of a day.
    Moment {
        /// Before 13 h.
        Matin = "matin",
        /// From 13 h on.
        ApresMidi = "apres-midi",
    }
}

impl Moment {
    /// That of a local time.
    pub fn of(now: DateTime) -> Self {
        if now.hour() < 13 {
            Self::Matin
        } else {
            Self::ApresMidi
        }
    }
}

/// Answers, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comptes {
    /// « Oui ».
    pub bien: u32,
    /// « Un peu ».
    pub moyen: u32,
    /// « Non ».
    pub mal: u32,
}

impl Comptes {
    /// So many more of one answer.
    pub fn add(&mut self, avis: Avis, count: u32) {
        let held = match avis {
            Avis::Good => &mut self.bien,
            Avis::Fair => &mut self.moyen,
            Avis::Bad => &mut self.mal,
        };
        *held = held.saturating_add(count);
    }

    /// With those of another count.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.add(Avis::Good, other.bien);
        self.add(Avis::Fair, other.moyen);
        self.add(Avis::Bad, other.mal);
        self
    }

    /// Answers in all.
    pub fn total(self) -> u32 {
        self.bien + self.moyen + self.mal
    }

    /// Out of a hundred, those who say « oui »; nothing below the threshold.
    pub fn satisfied(self) -> Option<u32> {
        let total = self.total();
        (total >= FEWEST).then(|| (self.bien * 100 + total / 2) / total)
    }
}

/// A half-day that is over, counted on a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depouillement {
    /// The day.
    pub date: Date,
    /// Which half of it.
    pub moment: Moment,
    /// Its answers, all of them.
    pub comptes: Comptes,
}

/// What the relay changed because of what people say, in words for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Identifier.
    pub id: String,
    /// The day from which it is so.
    pub date: Date,
    /// What changed.
    pub text: String,
    /// Whether it is taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
    /// Who wrote it.
    pub author: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
}

impl Suite {
    /// Reads what was typed: one account, without anything secret. Field: `texte`.
    ///
    /// # Errors
    /// What must be mended.
    pub fn read(typed: &str) -> Result<String, FormErrors> {
        let mut errors = FormErrors::default();
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let signs = text.chars().count();
        if signs < SHORTEST {
            errors.add("texte", "satisfaction-trop-court");
        }
        if signs > LONGEST {
            let most = [("max", LONGEST.to_string())];
            errors.add_with("texte", "satisfaction-trop-long", most);
        }
        if let Some(found) = sensitive::find(&text) {
            errors.add("texte", found.message_key());
        }
        errors.into_result(Some(text))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_has_two_halves() {
        let at = |hour| Moment::of(date(2026, 11, 23).at(hour, 0, 0, 0));
        assert_eq!(
            [at(0), at(12), at(13), at(23)].map(Moment::code),
            ["matin", "matin", "apres-midi", "apres-midi"]
        );
    }

    #[test]
    fn what_changed_is_said_in_words() {
        assert_eq!(
            Suite::read("  Un siège de plus\r\n à l’entrée. ").unwrap(),
            "Un siège de plus à l’entrée."
        );
        let key = |text: &str| Suite::read(text).unwrap_err().0[0].key;
        assert_eq!(key("court"), "satisfaction-trop-court");
        assert_eq!(key(&"mot ".repeat(200)), "satisfaction-trop-long");
        assert!(Suite::read("Le numéro de la dame : 2 84 05 2A 217 001 92").is_err());
    }

    proptest! {
        #[test]
        fn nothing_is_said_of_fewer_than_eleven(bien in 0..40_u32, moyen in 0..40_u32, mal in 0..40_u32) {
            let comptes = Comptes { bien, moyen, mal };
            match comptes.satisfied() {
                None => prop_assert!(comptes.total() < FEWEST),
                Some(hundredths) => {
                    prop_assert!(comptes.total() >= FEWEST && hundredths <= 100);
                    let exact = f64::from(bien) * 100.0 / f64::from(comptes.total());
                    prop_assert!((f64::from(hundredths) - exact).abs() <= 0.5 + 1e-9);
                }
            }
            prop_assert_eq!(comptes.with(Comptes::default()), comptes);
        }
    }
}
