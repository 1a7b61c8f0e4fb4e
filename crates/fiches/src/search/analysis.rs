//! From text to index terms, the same way for documents and queries.

use std::sync::LazyLock;

use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

use super::fold::{fold, words};

/// Name under which the index knows this analysis.
pub(super) const ANALYSIS: &str = "plus_fr";

static STOP_WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| list(include_str!("../../data/mots-vides.txt")));

static ASKING_WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| list(include_str!("../../data/mots-de-demande.txt")));

/// Words of a data file, sorted; lines that start with `#` are comments.
fn list(text: &'static str) -> Vec<&'static str> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.sort_unstable();
    words
}

/// Whether a folded word is too common to be worth a term.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// Whether a folded word only says that something is asked.
pub(super) fn is_asking_word(word: &str) -> bool {
    ASKING_WORDS.binary_search(&word).is_ok()
}

/// Whether a folded word says what is wanted, rather than that something is.
pub fn is_telling(word: &str) -> bool {
    !is_stop_word(word) && !is_asking_word(word)
}

/// Folded words worth a term, in order.
pub(super) fn content_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    words(&folded)
        .filter(|word| !is_stop_word(word))
        .map(str::to_owned)
        .collect()
}

/// The analysis, for the index and for single words.
pub(crate) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(FoldedWords)
        .filter(Stemmer::new(Language::French))
        .build()
}

/// Terms of a text, in order.
pub(super) fn terms(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    analyzer
        .token_stream(text)
        .process(&mut |token| terms.push(token.text.clone()));
    terms
}

/// Without the final « s » of a plural: the French stemmer keeps « étrangers » and « étranger »
/// apart. What it does to « permis » does not matter, both sides suffer it.
pub(super) fn singular(mut word: String) -> String {
    if word.len() > 4 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    word
}

/// Tokens are the folded content words. Offsets are not kept: nothing uses them.
#[derive(Clone)]
struct FoldedWords;

impl Tokenizer for FoldedWords {
    type TokenStream<'a> = FoldedStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FoldedStream {
        FoldedStream {
            words: content_words(text).into_iter(),
            token: Token::default(),
        }
    }
}

struct FoldedStream {
    words: std::vec::IntoIter<String>,
    token: Token,
}

impl TokenStream for FoldedStream {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else {
            return false;
        };
        self.token.text = singular(word);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_typed_or_not_give_the_same_terms() {
        let mut analyzer = analyzer();
        for (accented, plain) in [
            ("Les allocations familiales", "allocation familiale"),
            ("à l’étranger", "etrangers"),
            ("décès", "DECES"),
            ("sœurs", "soeur"),
        ] {
            assert_eq!(terms(&mut analyzer, accented), terms(&mut analyzer, plain));
        }
    }

    #[test]
    fn word_lists_are_folded() {
        for word in STOP_WORDS.iter().chain(ASKING_WORDS.iter()) {
            assert_eq!(fold(word), **word);
        }
    }
}
