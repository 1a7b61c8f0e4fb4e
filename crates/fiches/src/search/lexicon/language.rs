//! The languages of the lexicon, and how each forgives spelling.

use super::super::analysis::{is_stop_word, singular};

/// A language that people type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// French, with the words of the territory.
    French,
    /// Kréyol Matinik (`gcf-MQ`).
    Kreyol,
    /// Haitian Creole (`ht`).
    Haitian,
    /// English.
    English,
    /// Spanish.
    Spanish,
}

/// Small words that change what a saying means: never passed over.
const MEANT: &[&str] = &[
    "pas", "plus", "sans", "sous", "pa", "san", "no", "not", "sin",
];

impl Language {
    /// Every language, in the order in which doubts are settled.
    pub const ALL: [Self; 5] = [
        Self::French,
        Self::Kreyol,
        Self::Haitian,
        Self::English,
        Self::Spanish,
    ];

    /// The language of a code of the data files.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "fr" => Some(Self::French),
            "gcf" => Some(Self::Kreyol),
            "ht" => Some(Self::Haitian),
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }

    /// One form for the spellings of a folded word: French words without plural, feminine and
    /// infinitive, creole ones by their sound, others without the « s » of the plural.
    pub(in super::super) fn key(self, word: &str) -> String {
        match self {
            Self::French => plain(word),
            Self::Kreyol | Self::Haitian => sound(word),
            Self::English | Self::Spanish => {
                let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
                word[..word.len() - usize::from(plural)].to_owned()
            }
        }
    }

    /// Whether a French saying may be found around this folded word (« payer **mon** loyer »).
    pub(super) fn passes_over(self, word: &str) -> bool {
        self == Self::French && is_stop_word(word) && !MEANT.contains(&word)
    }

    /// Whether a word changes the meaning of a saying, however small.
    pub(super) fn means(word: &str) -> bool {
        MEANT.contains(&word)
    }
}

/// French without the « s » of the plural, the « e » of participles and the « r » of infinitives:
/// payer, payé, payée, payés and paye are one. Less than a stem, which would make one word of
/// « mère » and « mer », of « aide » and « aidant ».
fn plain(word: &str) -> String {
    let mut word = singular(word.to_owned());
    let ends = |word: &str, ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if word.len() > 4 && ends(&word, &["er", "ez", "ee", "ue", "ie"]) {
        word.pop();
    }
    word
}

/// Creole by ear: the spellings of two islands become one. « c » and « q » are not creole
/// letters, and are left to the French typing mistakes that they are.
fn sound(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let heard = match (letter, next) {
            ('y', _) => 'i',
            ('w', _) if out.is_empty() => 'w',
            ('w', _) => 'r',
            ('t', Some('j')) => {
                letters.next();
                'k'
            }
            (other, _) => other,
        };
        if !out.ends_with(heard) {
            out.push(heard);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creole_spellings_share_a_key() {
        for (one, other) in [
            ("kouran", "kouwan"),
            ("papie", "papye"),
            ("dotjiman", "dokiman"),
        ] {
            assert_eq!(Language::Kreyol.key(one), Language::Kreyol.key(other));
        }
    }

    #[test]
    fn french_forms_share_a_key() {
        assert_eq!(
            Language::French.key("perdus"),
            Language::French.key("perdu")
        );
        assert_eq!(
            Language::English.key("taxes"),
            Language::English.key("taxe")
        );
    }
}
