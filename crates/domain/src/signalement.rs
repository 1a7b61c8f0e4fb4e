//! « Cette page est fausse ? »: what somebody says is wrong, and what becomes of it.
//!
//! Nobody is asked who they are, and nothing that names a person may stand in the
//! text: it goes to the journal, which keeps everything.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::{AccountId, PartnerCode, SignalementId},
    rappel::Phone,
    sensitive,
};

/// Longest text, characters.
pub const MOST_TEXT: usize = 500;
/// Longest word of the answer, characters.
pub const MOST_WORD: usize = 300;

/// Kind of page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A démarche of the catalogue.
    Demarche,
    /// A service on line.
    Service,
    /// An official fiche.
    Fiche,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Demarche, Self::Service, Self::Fiche];

    /// Stable word, in addresses and in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::Demarche => "demarche",
            Self::Service => "service",
            Self::Fiche => "fiche",
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A page of which something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Its kind.
    pub kind: Kind,
    /// Its code or its number.
    pub code: String,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// The address on line.
    Adresse,
    /// The papers.
    Papiers,
    /// The price.
    Prix,
    /// The place.
    Lieu,
    /// Something else.
    Autre,
}

impl Wrong {
    /// Every choice, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Adresse,
        Self::Papiers,
        Self::Prix,
        Self::Lieu,
        Self::Autre,
    ];

    /// Stable word, in forms and in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::Adresse => "adresse",
            Self::Papiers => "papiers",
            Self::Prix => "prix",
            Self::Lieu => "lieu",
            Self::Autre => "autre",
        }
    }

    /// The choice of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wrong| wrong.code() == code)
    }
}

/// Somebody says that a page is wrong. Nothing of who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// Identifier, drawn at random.
    pub id: SignalementId,
    /// Which page.
    pub about: About,
    /// The partner in charge of it that day, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerCode>,
    /// What is wrong.
    pub wrong: Wrong,
    /// More, if they wrote more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Day. Not the hour: it could say who.
    pub date: Date,
}

/// What the relay found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The page was wrong, and is mended.
    Corrige,
    /// The page is right.
    Juste,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 2] = [Self::Corrige, Self::Juste];

    /// Stable word, in forms and in the store.
    pub fn code(self) -> &'static str {
        match self {
            Self::Corrige => "corrige",
            Self::Juste => "juste",
        }
    }

    /// The verdict of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// The relay has looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// Which report.
    pub id: SignalementId,
    /// What was found.
    pub verdict: Verdict,
    /// A word for the partner and for later, empty when there is none.
    pub word: String,
    /// Who looked.
    pub author: AccountId,
    /// Day.
    pub date: Date,
}

/// A report and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signalement {
    /// What was said.
    pub made: Made,
    /// What the relay answered, nothing while it is open.
    pub settled: Option<Settled>,
}

/// What the public form says: what is wrong, and the text if there is one.
pub fn read(wrong: &str, text: &str) -> Result<(Wrong, Option<String>), FormErrors> {
    let mut errors = FormErrors::default();
    let chosen = Wrong::from_code(wrong);
    let chosen = errors.take("faux", "signalement-faux-vide", chosen);
    let text = text.trim();
    if let Some(key) = refusal(text, MOST_TEXT) {
        errors.add("texte", key);
    }
    let said = (!text.is_empty()).then(|| text.to_owned());
    errors.into_result(chosen.map(|wrong| (wrong, said)))
}

/// What the form of the answer says.
pub fn read_answer(verdict: &str, word: &str) -> Result<(Verdict, String), FormErrors> {
    let mut errors = FormErrors::default();
    let chosen = Verdict::from_code(verdict);
    let chosen = errors.take("verdict", "signalement-verdict-vide", chosen);
    let word = word.trim();
    if let Some(key) = refusal(word, MOST_WORD) {
        errors.add("mot", key);
    }
    errors.into_result(chosen.map(|verdict| (verdict, word.to_owned())))
}

/// Key of the sentence that refuses a text, if something must not stand in it.
fn refusal(text: &str, most: usize) -> Option<&'static str> {
    if text.chars().count() > most {
        return Some("signalement-texte-long");
    }
    let personal = sensitive::find(text).is_some() || holds_email(text) || holds_phone(text);
    personal.then_some("signalement-texte-personnel")
}

/// Whether a text holds something like `maryse@exemple.fr`.
fn holds_email(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let Some((name, host)) = word.split_once('@') else {
            return false;
        };
        let name_ends = name.chars().next_back().is_some_and(char::is_alphanumeric);
        let (first, rest) = host.split_once('.').unwrap_or_default();
        name_ends && !first.is_empty() && rest.chars().next().is_some_and(char::is_alphanumeric)
    })
}

/// Whether a text holds a telephone number, however its digits are parted.
fn holds_phone(text: &str) -> bool {
    let part = |c: char| matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}');
    let runs = text.split(|c: char| !(c.is_ascii_digit() || c == '+' || part(c)));
    runs.filter(|run| run.bytes().filter(u8::is_ascii_digit).count() >= 9)
        .any(|run| Phone::read(run.trim_matches(part)).is_some() || holds_phone_inside(run))
}

/// A number that stands after other digits: « le 3 au 0696 12 34 56 ».
fn holds_phone_inside(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let bytes = digits.as_bytes();
    bytes
        .windows(10)
        .any(|w| w[0] == b'0' && (b'1'..=b'9').contains(&w[1]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{MOST_TEXT, Verdict, Wrong, read, read_answer};

    #[test]
    fn a_chip_alone_is_enough() {
        assert_eq!(read("prix", "  "), Ok((Wrong::Prix, None)));
        let said = read("lieu", "Le bureau a déménagé.").unwrap();
        assert_eq!(said.1.as_deref(), Some("Le bureau a déménagé."));
    }

    #[rstest]
    #[case("Appelez-moi au 0696 12 34 56")]
    #[case("mon numéro : 06.96.12.34.56, merci")]
    #[case("+596 696 12 34 56")]
    #[case("ouvert le 3 au 0596 62 53 53")]
    #[case("écrivez à maryse@exemple.fr")]
    #[case("mon numéro de sécu 2 84 05 97 211 003")]
    #[case("mot de passe : soleil2024")]
    fn what_names_a_person_is_refused(#[case] text: &str) {
        let errors = read("autre", text).unwrap_err();
        assert_eq!(errors.0[0].key, "signalement-texte-personnel", "{text}");
    }

    #[rstest]
    #[case("Le prix est de 86 € depuis le 1er janvier 2026.")]
    #[case("La fiche F1341 dit 25 €, la page dit 20.")]
    #[case("Le bureau est au 12 rue Schœlcher, 97211 Rivière-Pilote")]
    #[case("Arobase seule : a@ ou @b")]
    fn what_names_nobody_passes(#[case] text: &str) {
        assert!(read("autre", text).is_ok(), "{text}");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let long = "é".repeat(MOST_TEXT + 1);
        let errors = read("", &long).unwrap_err();
        let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["faux", "texte"]);
        assert!(read("autre", &"é".repeat(MOST_TEXT)).is_ok());
    }

    #[test]
    fn an_answer_is_a_verdict_and_perhaps_a_word() {
        assert_eq!(
            read_answer("juste", ""),
            Ok((Verdict::Juste, String::new()))
        );
        assert!(read_answer("peut-être", "").is_err());
        assert!(read_answer("corrige", "dit par a@b.fr").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fall(text in "\\PC{0,80}") {
            let _read = read("autre", &text);
        }
    }
}
