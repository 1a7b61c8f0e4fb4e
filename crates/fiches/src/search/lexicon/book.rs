//! The sayings of one language, found longest first.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Language;

/// Longest saying and longest place where one is looked for, in words.
const LONGEST: usize = 8;

/// What a saying does to a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Sense {
    /// Gives what was typed one more chance.
    Adds,
    /// Stands for the official wordings; the words typed mislead.
    Replaces,
    /// Asks nothing.
    Empty,
}

/// A saying and the terms of the official wordings it stands for, likeliest first.
#[derive(Debug, Clone)]
pub(in super::super) struct Entry {
    pub sense: Sense,
    pub wordings: Vec<Vec<String>>,
}

/// A saying found in a query, and the words it covers.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    pub(in super::super) range: Range<usize>,
    pub(in super::super) entry: &'a Entry,
}

/// Sayings of one language.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    /// By their words, joined by a space.
    exact: BTreeMap<String, Entry>,
    /// By their words without the small ones.
    loose: BTreeMap<String, Entry>,
    words: BTreeSet<String>,
    /// Words that ask nothing: small words of a language other than French.
    empty: BTreeSet<String>,
}

impl Book {
    pub fn len(&self) -> usize {
        self.exact.len()
    }

    pub fn knows(&self, key: &str) -> bool {
        self.words.contains(key)
    }

    /// Adds a saying; one that was there before stands.
    pub fn add(&mut self, language: Language, words: &[String], entry: Entry) {
        let keys: Vec<String> = words.iter().map(|word| language.key(word)).collect();
        if let ([key], Sense::Empty) = (keys.as_slice(), entry.sense) {
            self.empty.insert(key.clone());
        }
        let telling: Vec<&str> = words
            .iter()
            .zip(&keys)
            .filter(|(word, _)| !language.passes_over(word))
            .map(|(_, key)| key.as_str())
            .collect();
        // « besoin d'aide pour » asks nothing; « besoin d'aide » may.
        let tells = entry.sense != Sense::Empty;
        if tells && telling.len() >= 2 && telling.len() < keys.len() {
            self.loose
                .entry(telling.join(" "))
                .or_insert_with(|| entry.clone());
        }
        self.words.extend(keys.iter().cloned());
        self.exact.entry(keys.join(" ")).or_insert(entry);
    }

    pub fn extend(&mut self, other: Self) {
        for (key, entry) in other.exact {
            self.exact.entry(key).or_insert(entry);
        }
        for (key, entry) in other.loose {
            self.loose.entry(key).or_insert(entry);
        }
        self.words.extend(other.words);
        self.empty.extend(other.empty);
    }

    /// The longest saying that starts at a place; `words` are keys, small words included.
    /// `french` says whether the book is.
    pub fn longest(&self, french: bool, words: &[String], at: usize) -> Option<Found<'_>> {
        let rest = words.get(at..)?;
        (1..=LONGEST.min(rest.len())).rev().find_map(|length| {
            let entry = self.find(french, &rest[..length])?;
            Some(Found {
                range: at..at + length,
                entry,
            })
        })
    }

    /// The saying made of exactly these words, or of these words but small ones in between.
    fn find(&self, french: bool, words: &[String]) -> Option<&Entry> {
        if let Some(entry) = self.exact.get(&words.join(" ")) {
            return Some(entry);
        }
        let [first, .., last] = words else {
            return None;
        };
        if self.is_small(french, first) || self.is_small(french, last) {
            return None;
        }
        let telling: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !self.is_small(french, word))
            .collect();
        if telling.len() < 2 {
            return None;
        }
        let key = telling.join(" ");
        self.loose.get(&key).or_else(|| self.exact.get(&key))
    }

    /// Whether a word may be passed over: in French, the common words of the language; elsewhere
    /// those that the book says are empty.
    fn is_small(&self, french: bool, key: &str) -> bool {
        if french {
            Language::French.passes_over(key)
        } else {
            !Language::means(key) && self.empty.contains(key)
        }
    }
}
