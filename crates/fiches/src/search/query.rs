//! What a query asks: one group of alternatives per word.

use tantivy::tokenizer::TextAnalyzer;

use super::analysis::{is_asking_word, is_stop_word, terms};
use super::correction::Vocabulary;
use super::lexicon::{self, Lexicon};

/// Longest query looked at, in characters, and most words kept: more is a paste, not a query.
const LONGEST: usize = 300;
const MOST_WORDS: usize = 16;

/// What an official wording weighs against the word typed.
const SYNONYM: f32 = 0.8;

/// A word of the query and what it may stand for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub alternatives: Vec<Alternative>,
}

/// Terms that count together, and what they weigh.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    pub terms: Vec<String>,
    pub weight: f32,
}

/// What is needed to understand a query.
pub(super) struct Reader<'a> {
    pub analyzer: TextAnalyzer,
    pub vocabulary: &'a Vocabulary,
    pub lexicon: &'a Lexicon,
    /// Whether some document holds a term.
    pub holds: &'a dyn Fn(&str) -> bool,
}

impl Reader<'_> {
    /// The groups of a query, in order.
    pub fn groups(&mut self, query: &str) -> Vec<Group> {
        let short: String = query.chars().take(LONGEST).collect();
        let words: Vec<String> = lexicon::tokens(&short)
            .into_iter()
            .map(|word| self.unglued(word))
            .take(4 * MOST_WORDS)
            .collect();
        let sayings = self.lexicon.find(&words);
        let kept = kept(&words);
        let mut groups = Vec::new();
        for at in kept.into_iter().take(MOST_WORDS) {
            let mut alternatives = self.word(&words[at]);
            let covering = sayings.iter().filter(|(range, _)| range.contains(&at));
            for wording in covering.flat_map(|(_, wordings)| *wordings) {
                alternatives.extend(self.alternative(wording, SYNONYM));
            }
            groups.push(Group { alternatives });
        }
        groups.retain(|group| !group.alternatives.is_empty());
        groups
    }

    /// The word itself when the content knows it, else what it may have been meant to be.
    fn word(&mut self, word: &str) -> Vec<Alternative> {
        let mut alternatives = Vec::new();
        if let Some(term) = self.term(word)
            && (self.holds)(&term)
        {
            alternatives.push(Alternative {
                terms: vec![term],
                weight: 1.0,
            });
            return alternatives;
        }
        for correction in self.vocabulary.corrections(word) {
            alternatives.extend(self.alternative(&correction.word, correction.weight));
        }
        alternatives
    }

    fn alternative(&mut self, wording: &str, weight: f32) -> Option<Alternative> {
        let terms = terms(&mut self.analyzer, wording);
        (!terms.is_empty()).then_some(Alternative { terms, weight })
    }

    fn term(&mut self, word: &str) -> Option<String> {
        terms(&mut self.analyzer, word).into_iter().next()
    }

    /// « lassurance » → « assurance », when only the second is a word of the content.
    fn unglued(&self, word: String) -> String {
        if self.vocabulary.contains(&word) {
            return word;
        }
        let vowel = |rest: &&str| rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']);
        ["qu", "l", "d", "j", "m", "n", "s", "t", "c"]
            .into_iter()
            .filter_map(|elided| word.strip_prefix(elided))
            .find(|rest| vowel(rest) && rest.len() > 3 && self.vocabulary.contains(rest))
            .map(str::to_owned)
            .unwrap_or(word)
    }
}

/// Positions of the words worth searching. When only words of asking remain, they are kept.
fn kept(words: &[String]) -> Vec<usize> {
    let content = |at: &usize| !is_stop_word(&words[*at]);
    let kept: Vec<usize> = (0..words.len()).filter(content).collect();
    let telling: Vec<usize> = kept
        .iter()
        .copied()
        .filter(|at| !is_asking_word(&words[*at]))
        .collect();
    if telling.is_empty() { kept } else { telling }
}
