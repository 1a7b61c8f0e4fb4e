//! Why a result answers: a passage with the matching words marked.
//!
//! Parts, not markup: whoever shows them escapes and marks as suits the page.

use std::collections::BTreeSet;

use serde::Serialize;
use tantivy::tokenizer::TextAnalyzer;

use super::analysis::terms;
use super::fold::{fold, words};
use crate::pack::cut;

/// Longest passage, in characters.
const LONGEST: usize = 240;

/// Different terms that make a passage worth showing without reading further.
const ENOUGH: usize = 2;

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it answers the query.
    pub matched: bool,
}

/// Terms that answer a query.
pub(crate) struct Wanted {
    terms: BTreeSet<String>,
    /// Their first two letters.
    starts: BTreeSet<String>,
}

impl Wanted {
    /// These terms.
    pub fn new(terms: BTreeSet<String>) -> Self {
        let starts = terms.iter().map(|term| start(term).to_owned()).collect();
        Self { terms, starts }
    }

    /// Whether nothing better than this many different terms need be looked for.
    pub fn is_enough(&self, found: usize) -> bool {
        found >= self.terms.len().min(ENOUGH)
    }

    /// Stemming keeps the beginning of a word: one that begins like no wanted term needs no
    /// stem.
    fn may_match(&self, word: &str) -> bool {
        self.starts.contains(start(word))
    }
}

/// The first two letters of a word.
fn start(word: &str) -> &str {
    let end = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    &word[..end]
}

/// A passage cut to length, with its matching words apart.
pub(crate) fn mark(passage: &str, wanted: &Wanted, analyzer: &mut TextAnalyzer) -> Vec<Part> {
    let passage = cut(passage, LONGEST);
    let mut parts: Vec<Part> = Vec::new();
    for piece in passage.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let rest = &piece[word.len()..];
        let matched = matches(word, wanted, analyzer) > 0;
        push(&mut parts, word, matched);
        push(&mut parts, rest, false);
    }
    parts
}

/// How many different wanted terms a passage holds.
pub(crate) fn matches(passage: &str, wanted: &Wanted, analyzer: &mut TextAnalyzer) -> usize {
    let folded = fold(passage);
    let likely: Vec<&str> = words(&folded)
        .filter(|word| wanted.may_match(word))
        .collect();
    if likely.is_empty() {
        return 0;
    }
    let found = terms(analyzer, &likely.join(" "))
        .into_iter()
        .filter(|it| wanted.terms.contains(it));
    found.collect::<BTreeSet<String>>().len()
}

fn push(parts: &mut Vec<Part>, text: &str, matched: bool) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(last) if last.matched == matched => last.text.push_str(text),
        _ => parts.push(Part {
            text: text.to_owned(),
            matched,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::analysis::analyzer;
    use super::*;

    #[test]
    fn matching_words_are_marked_whatever_their_accents() {
        let wanted = terms(&mut analyzer(), "allocations").into_iter().collect();
        let wanted = Wanted::new(wanted);
        let parts = mark("L'allocation, versée.", &wanted, &mut analyzer());
        let marked: Vec<&str> = parts
            .iter()
            .filter(|part| part.matched)
            .map(|part| part.text.as_str())
            .collect();
        assert_eq!(marked, ["allocation"]);
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, "L'allocation, versée.");
    }
}
