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

    /// The lexicon of the project.
    pub(super) fn ours() -> &'static Self {
        &LEXICON
    }

    /// The longest saying of a language that starts at a place of a query.
    pub fn longest(&self, language: Language, words: &[String], at: usize) -> Option<Found<'_>> {
        self.book(language).longest(words, at)
    }

    /// Whether a language says a word, alone or within a saying.
    pub fn knows(&self, language: Language, word: &str) -> bool {
        self.book(language).knows(word)
    }

    fn book(&self, language: Language) -> &Book {
        &self.books[language as usize]
    }
}

/// All words of a text, folded, common ones included; spelt-out sigles are joined.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut spelling = false;
    for word in words(&fold(text)) {
        let letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_lowercase());
        match tokens.last_mut() {
            Some(last) if letter && spelling => last.push_str(word),
            _ => tokens.push(word.to_owned()),
        }
        spelling = letter && !matches!(word, "a" | "y" | "o" | "i");
    }
    tokens
}
