//! What people say, and what the administration writes, in five languages.
//!
//! The data files of `data/lexique` hold one saying per line; their format is described there.
//! A saying adds official wordings to what was typed, replaces it, or says that it asks nothing.
//! This module reads and finds sayings; what they weigh is decided by the query.

mod book;
mod language;
mod reading;

use std::sync::LazyLock;

use self::book::Book;
pub(super) use self::book::{Found, Sense};
pub use self::language::Language;
pub use self::reading::{Fault, Problem};
use super::fold::{fold, words};

/// The data files of the project, read in this order: what an earlier one says stands.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(include_str!(concat!("../../../../../data/lexique/", $name))),+]
    };
}

const FILES: &[&str] = files![
    "local.tsv",
    "fr.tsv",
    "gcf.tsv",
    "ht.tsv",
    "en.tsv",
    "es.tsv"
];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    FILES.iter().fold(Lexicon::default(), |mut lexicon, file| {
        // A fault of a file is caught by a test, which names its line; here it costs that file.
        lexicon.extend(Lexicon::parse(file).unwrap_or_default());
        lexicon
    })
});

/// Fewest letters of a sigle spelt out: « il y a » has two in a row.
const SIGLE: usize = 3;

/// Sayings by language.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    books: [Book; Language::ALL.len()],
}

impl Lexicon {
    /// Reads a lexicon file. Any text gives an answer; every faulty line is named.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        reading::parse(text)
    }

    /// Adds the sayings of another file; what was there before stands.
    pub fn extend(&mut self, other: Self) {
        for (mine, theirs) in self.books.iter_mut().zip(other.books) {
            mine.extend(theirs);
        }
    }

    /// How many sayings a language has.
    pub fn len(&self, language: Language) -> usize {
        self.book(language).len()
    }

    /// Whether nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        Language::ALL
            .iter()
            .all(|language| self.len(*language) == 0)
    }

    /// The lexicon of the project after the lines of a territory, written in the format of the
    /// data files: what the territory says stands. Every faulty line is named.
    pub fn with(additions: &str) -> Result<Self, Vec<Problem>> {
        let mut lexicon = Self::parse(additions)?;
        lexicon.extend(Self::ours().clone());
        Ok(lexicon)
    }

    /// The lexicon of the project.
    pub fn ours() -> &'static Self {
        &LEXICON
    }

    /// The longest saying of a language that starts at a place of a query.
    pub fn longest(&self, language: Language, words: &[String], at: usize) -> Option<Found<'_>> {
        let french = language == Language::French;
        self.book(language).longest(french, words, at)
    }

    /// Whether a language says a word, alone or within a saying.
    pub fn knows(&self, language: Language, word: &str) -> bool {
        self.book(language).knows(word)
    }

    fn book(&self, language: Language) -> &Book {
        &self.books[language as usize]
    }
}

/// All words of a text, folded, common ones included; sigles spelt out (« A.P.L. ») are joined.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let folded = fold(text);
    let all: Vec<&str> = words(&folded).collect();
    let is_letter = |word: &str| word.len() == 1;
    let mut tokens = Vec::new();
    for run in all.chunk_by(|one, next| is_letter(one) && is_letter(next)) {
        if run.len() >= SIGLE {
            tokens.push(run.concat());
        } else {
            tokens.extend(run.iter().map(|word| (*word).to_owned()));
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(language: Language, text: &str) -> Vec<String> {
        tokens(text).iter().map(|word| language.key(word)).collect()
    }

    #[test]
    fn every_line_of_the_data_files_is_sound() {
        for file in FILES {
            assert_eq!(Lexicon::parse(file).err(), None, "{}", &file[..60]);
        }
    }

    #[test]
    fn every_language_has_its_words() {
        let lexicon = Lexicon::ours();
        let least = [700, 150, 120, 150, 150];
        for (language, least) in Language::ALL.into_iter().zip(least) {
            assert!(lexicon.len(language) >= least, "{language:?}");
        }
    }

    #[test]
    fn the_longest_saying_wins_whatever_the_small_words() {
        let lexicon = Lexicon::parse(
            "loyer\tbail\tajoute\tà relire\t\npayer mon loyer\taide\tremplace\trelu\t\n",
        )
        .unwrap();
        let query = keys(Language::French, "payer le loyer");
        let found = lexicon.longest(Language::French, &query, 0).unwrap();
        assert_eq!((found.range, found.entry.sense), (0..3, Sense::Replaces));
    }

    #[test]
    fn small_words_that_change_the_meaning_are_never_passed_over() {
        let lexicon = Lexicon::parse("payer mon loyer\taide\tremplace\trelu\t\n").unwrap();
        let query = keys(Language::French, "payer sans loyer");
        assert!(lexicon.longest(Language::French, &query, 0).is_none());
    }

    #[test]
    fn what_was_said_before_stands() {
        let file = |official| format!("adi\t{official}\tajoute\tà relire\t\n");
        let mut lexicon = Lexicon::parse(&file("rsa")).unwrap();
        lexicon.extend(Lexicon::parse(&file("apl")).unwrap());
        let found = lexicon.longest(Language::French, &keys(Language::French, "adi"), 0);
        assert_eq!(found.unwrap().entry.wordings, [["rsa"]]);
    }

    #[test]
    fn sigles_spelt_out_are_joined() {
        assert_eq!(tokens("l'A.P.L. étudiant"), ["apl", "etudiant"]);
        assert_eq!(tokens("il y a"), ["il", "y", "a"]);
    }
}
