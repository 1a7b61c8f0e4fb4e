//! « Demander de l'aide »: somebody leaves a number, and the team calls back.
//!
//! A number names a person. It is no fact of the journal, which keeps everything: it
//! stays in its own table until the call is made, and goes then (requirement P2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::{AccountId, DemarcheCode},
};

/// Most digits of a number, country included (UIT-T E.164).
const MOST_DIGITS: usize = 15;
/// Least digits of a number of another country.
const LEAST_DIGITS: usize = 8;
/// Country codes whose numbers are written here with ten digits: France, and its
/// overseas territories (plan de numérotation de l'ARCEP).
const FRENCH: [&str; 6] = ["33", "596", "590", "594", "262", "269"];

/// Country of the mobile numbers of the overseas departments, by how they begin after the zero.
const OVERSEAS_MOBILES: [(&str, &[&str]); 4] = [
    ("590", &["690", "691"]),
    ("594", &["694"]),
    ("596", &["696", "697"]),
    ("262", &["692", "693", "639"]),
];

/// A telephone number, as it is dialled: ten digits, or `+` and a country.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: spaces, dots, dashes, `+596`, `00 33`.
    /// Answers nothing when it is no number.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.replace("(0)", "");
        let kept: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}'))
            .collect();
        let abroad = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"));
        let digits = abroad.unwrap_or(&kept);
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        match abroad {
            None => (digits.len() == 10 && is_national(digits)).then(|| Self(digits.to_owned())),
            Some(_) => from_abroad(digits),
        }
    }

    /// With its country, when it is one that takes short messages: those of France by the plan
    /// of the ARCEP (décision 2018-0881, to be verified for each range), any other as it is.
    pub fn mobile(&self) -> Option<String> {
        let Some(rest) = self.0.strip_prefix('0') else {
            return Some(self.0.clone());
        };
        let is_mobile = rest.starts_with('6') || rest.starts_with('7');
        let overseas = OVERSEAS_MOBILES.iter();
        let of = overseas.flat_map(|(country, ranges)| ranges.iter().map(move |r| (r, country)));
        let country = of.into_iter().find(|(range, _)| rest.starts_with(**range));
        let country = country.map_or("33", |(_, country)| country);
        is_mobile.then(|| format!("+{country}{rest}"))
    }

    /// As it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_national(digits: &str) -> bool {
    digits.starts_with('0') && !digits.starts_with("00")
}

fn from_abroad(digits: &str) -> Option<Phone> {
    for code in FRENCH {
        let rest = digits.strip_prefix(code).map(|r| r.trim_start_matches('0'));
        if let Some(rest) = rest.filter(|rest| rest.len() == 9) {
            return Some(Phone(format!("0{rest}")));
        }
    }
    let fits = (LEAST_DIGITS..=MOST_DIGITS).contains(&digits.len()) && !digits.starts_with('0');
    fits.then(|| Phone(format!("+{digits}")))
}

impl fmt::Display for Phone {
    /// Two digits at a time, « 0696 12 34 56 » as it is said in the Antilles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_at_checked(4) {
            Some((first, rest)) if !self.0.starts_with('+') => {
                f.write_str(first)?;
                for pair in rest.as_bytes().chunks(2) {
                    write!(f, "\u{a0}{}", String::from_utf8_lossy(pair))?;
                }
                Ok(())
            }
            _ => f.write_str(&self.0),
        }
    }
}

/// When to call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// Any time.
    #[default]
    Tout,
    /// In the morning.
    Matin,
    /// In the afternoon.
    ApresMidi,
}

impl Moment {
    /// Every choice, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Matin, Self::ApresMidi, Self::Tout];

    /// Code, the same in forms and in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::Tout => "tout",
            Self::Matin => "matin",
            Self::ApresMidi => "apres-midi",
        }
    }

    /// The choice of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// Somebody to call back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rappel {
    /// Identifier, drawn at random: it says nothing of the number.
    pub id: String,
    /// When it was asked, milliseconds since 1970.
    pub at: i64,
    /// Number.
    pub phone: Phone,
    /// When to call.
    pub moment: Moment,
    /// Démarche that was being read.
    pub demarche: Option<DemarcheCode>,
    /// Tag of the language of the page.
    pub language: String,
    /// Who takes care of it, if anybody does.
    pub taken_by: Option<AccountId>,
}

/// What a form says: number and moment, or what to mend.
pub fn read(phone: &str, moment: &str) -> Result<(Phone, Moment), FormErrors> {
    let mut errors = FormErrors::default();
    let number = Phone::read(phone.trim());
    if phone.trim().is_empty() {
        errors.add("numero", "rappel-numero-vide");
    } else if number.is_none() {
        errors.add("numero", "rappel-numero-refuse");
    }
    let when = Moment::from_code(moment);
    if when.is_none() {
        errors.add("moment", "rappel-moment-vide");
    }
    match (number, when) {
        (Some(number), Some(when)) => Ok((number, when)),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{Moment, Phone, read};

    #[rstest]
    #[case("0696 12 34 56", "0696123456")]
    #[case("06.96.12.34.56", "0696123456")]
    #[case("+596 696 12 34 56", "0696123456")]
    #[case("+596 (0)696-12-34-56", "0696123456")]
    #[case("00 33 6 12 34 56 78", "0612345678")]
    #[case("+1 758 452 1234", "+17584521234")]
    fn a_number_is_read_as_people_write_it(#[case] written: &str, #[case] dialled: &str) {
        assert_eq!(Phone::read(written).unwrap().as_str(), dialled);
    }

    #[rstest]
    #[case("0696 12 34 56", Some("+596696123456"))]
    #[case("0690 12 34 56", Some("+590690123456"))]
    #[case("0694 12 34 56", Some("+594694123456"))]
    #[case("0692 12 34 56", Some("+262692123456"))]
    #[case("0639 12 34 56", Some("+262639123456"))]
    #[case("06 12 34 56 78", Some("+33612345678"))]
    #[case("07 12 34 56 78", Some("+33712345678"))]
    #[case("+1 758 452 1234", Some("+17584521234"))]
    #[case("0596 12 34 56", None)]
    #[case("01 12 34 56 78", None)]
    fn a_mobile_takes_messages_with_its_country(
        #[case] written: &str,
        #[case] mobile: Option<&str>,
    ) {
        assert_eq!(Phone::read(written).unwrap().mobile().as_deref(), mobile);
    }

    #[rstest]
    #[case("")]
    #[case("0696 12 34 5")]
    #[case("0696 12 34 56 7")]
    #[case("1696 12 34 56")]
    #[case("+12")]
    #[case("maryse@exemple.fr")]
    #[case("1 85 05 97 211 003 42")]
    fn what_is_no_number_is_refused(#[case] written: &str) {
        assert_eq!(Phone::read(written), None);
    }

    #[test]
    fn a_number_is_shown_as_it_is_said() {
        let shown = Phone::read("0696123456").unwrap().to_string();
        assert_eq!(shown, "0696\u{a0}12\u{a0}34\u{a0}56");
    }

    #[test]
    fn both_faults_are_told_at_once() {
        let errors = read("", "demain").unwrap_err();
        let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["numero", "moment"]);
        assert!(read("0696 12 34 56", Moment::Matin.code()).is_ok());
    }

    proptest! {
        #[test]
        fn a_number_read_reads_the_same_again(text in "[+0-9 .()/-]{0,24}") {
            if let Some(phone) = Phone::read(&text) {
                prop_assert_eq!(Phone::read(&phone.to_string()), Some(phone.clone()));
                prop_assert_eq!(Phone::read(phone.as_str()), Some(phone));
            }
        }
    }
}
