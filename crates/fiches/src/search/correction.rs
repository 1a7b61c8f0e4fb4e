//! Typing mistakes: words of the content that a word unknown to it may stand for.
//!
//! Candidates sound alike or lie within a small edit distance (optimal string alignment: one
//! swap of neighbours counts one): 1 up to five letters, 2 beyond. Each word carries the set of
//! its letters as a mask, so that nearly all of the vocabulary is set aside without measuring.

use std::collections::BTreeMap;
use std::path::Path;

use super::phonetic;
use crate::pack::PackError;

/// Words of the content, folded, with how many documents hold them.
pub(super) struct Vocabulary {
    /// Sorted by text.
    words: Vec<Word>,
    /// Positions in `words`, sorted by phonetic key.
    by_sound: Vec<(Box<str>, u32)>,
}

struct Word {
    text: Box<str>,
    letters: u32,
    documents: u32,
}

/// A word that may have been meant, and how likely, from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Correction {
    pub word: String,
    pub weight: f32,
}

/// Most corrections proposed for one word.
const MOST: usize = 3;

/// Shortest word worth correcting.
const SHORTEST: usize = 3;

impl Vocabulary {
    /// Reads a vocabulary file: `word TAB documents` lines, sorted by word.
    pub fn open(path: &Path) -> Result<Self, PackError> {
        let text = std::fs::read_to_string(path)?;
        let mut words = Vec::new();
        for line in text.lines() {
            let (word, documents) = line.split_once('\t').ok_or_else(damaged)?;
            words.push((word, documents.parse().map_err(|_| damaged())?));
        }
        Ok(Self::new(words))
    }

    /// A vocabulary of words sorted by text.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let word = |(text, documents): (&str, u32)| Word {
            text: text.into(),
            letters: letters(text),
            documents,
        };
        let words: Vec<Word> = words.into_iter().map(word).collect();
        let sounds = (0_u32..).zip(&words);
        let mut by_sound: Vec<(Box<str>, u32)> = sounds
            .map(|(at, word)| (phonetic::key(&word.text).into(), at))
            .collect();
        by_sound.sort_unstable();
        Self { words, by_sound }
    }

    /// Whether the content holds the word.
    pub fn contains(&self, word: &str) -> bool {
        self.words
            .binary_search_by(|known| (*known.text).cmp(word))
            .is_ok()
    }

    /// Words that an unknown word may stand for, likeliest first.
    pub fn corrections(&self, word: &str) -> Vec<Correction> {
        let length = word.chars().count();
        if length < SHORTEST || word.bytes().any(|b| b.is_ascii_digit()) {
            return Vec::new();
        }
        let mut found: BTreeMap<u32, f32> = BTreeMap::new();
        for at in self.near(word, if length <= 5 { 1 } else { 2 }) {
            let candidate = &self.words[at as usize];
            let distance = strsim::osa_distance(word, &candidate.text);
            found.insert(at, if distance <= 1 { 0.9 } else { 0.65 });
        }
        for at in self.alike(word) {
            let weight = found.entry(at).or_insert(0.6);
            *weight = (*weight + 0.1).min(0.95);
        }
        self.best(found)
    }

    fn best(&self, found: BTreeMap<u32, f32>) -> Vec<Correction> {
        let mut ranked: Vec<(f32, u32, u32)> = found
            .into_iter()
            .map(|(at, weight)| (weight, self.words[at as usize].documents, at))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
        ranked.truncate(MOST);
        let correction = |(weight, _, at): (f32, u32, u32)| Correction {
            word: self.words[at as usize].text.to_string(),
            weight,
        };
        ranked.into_iter().map(correction).collect()
    }

    /// Positions of the words within an edit distance.
    fn near(&self, word: &str, distance: usize) -> Vec<u32> {
        let mask = letters(word);
        // One edit changes the set of letters by two at most (one out, one in).
        let most = u32::try_from(2 * distance).unwrap_or(u32::MAX);
        let near = |known: &Word| {
            (known.letters ^ mask).count_ones() <= most
                && known.text.len().abs_diff(word.len()) <= distance
                && strsim::osa_distance(word, &known.text) <= distance
        };
        (0_u32..)
            .zip(&self.words)
            .filter(|(_, known)| near(known))
            .map(|(at, _)| at)
            .collect()
    }

    /// Positions of the words that sound the same.
    fn alike(&self, word: &str) -> impl Iterator<Item = u32> {
        let key = phonetic::key(word);
        let from = self.by_sound.partition_point(|(sound, _)| **sound < *key);
        let same = self.by_sound[from..]
            .iter()
            .take_while(move |(sound, _)| **sound == *key);
        same.map(|(_, at)| *at)
    }
}

/// Which letters a word holds: one bit each, one for all digits and other signs.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |mask, b| {
        mask | if b.is_ascii_lowercase() {
            1 << (b - b'a')
        } else {
            1 << 26
        }
    })
}

fn damaged() -> PackError {
    PackError::Damaged {
        file: "vocabulary.txt".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut words = [
            ("assurance", 90),
            ("enfant", 300),
            ("enfance", 20),
            ("handicap", 80),
            ("loyer", 40),
            ("foyer", 60),
            ("grise", 30),
            ("grosse", 3),
        ];
        words.sort_unstable();
        Vocabulary::new(words)
    }

    fn first(word: &str) -> String {
        vocabulary()
            .corrections(word)
            .first()
            .map(|it| it.word.clone())
            .unwrap_or_default()
    }

    #[test]
    fn mistakes_are_corrected_by_distance_and_by_ear() {
        assert_eq!(first("asurance"), "assurance");
        assert_eq!(first("anfan"), "enfant");
        assert_eq!(first("andicap"), "handicap");
        assert_eq!(first("loyre"), "loyer");
    }

    #[test]
    fn short_words_and_numbers_are_left_alone() {
        assert!(vocabulary().corrections("lo").is_empty());
        assert!(vocabulary().corrections("cerfa12").is_empty());
        assert!(vocabulary().corrections("zzzzzz").is_empty());
    }
}
