//! Typing mistakes: words of the content that a word unknown to it may stand for.
//!
//! Candidates sound alike or lie within a small edit distance (optimal string alignment: one
//! swap of neighbours counts one): 1, or 2 when nothing is so near and the word is long. The sorted vocabulary is
//! walked as a tree of prefixes, so that nearly all of it is set aside without measuring.

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

/// Documents that make a word known for sure: somebody wrote those of the questions by hand.
const KNOWN: u32 = 2;

/// Shortest and longest words worth correcting.
const SHORTEST: usize = 3;
const LONGEST: usize = 30;

/// Longest word that may hold one mistake only.
const SHORT: usize = 5;

impl Vocabulary {
    /// Reads a vocabulary file, `word TAB documents` lines sorted by word, and adds the words of
    /// the everyday questions.
    pub fn open(path: &Path, questions: &BTreeMap<String, u32>) -> Result<Self, PackError> {
        let text = std::fs::read_to_string(path)?;
        let mut words: BTreeMap<&str, u32> = BTreeMap::new();
        for (word, documents) in questions {
            words.insert(word, (*documents).max(KNOWN));
        }
        for line in text.lines() {
            let (word, documents) = line.split_once('\t').ok_or_else(damaged)?;
            let documents: u32 = documents.parse().map_err(|_| damaged())?;
            *words.entry(word).or_default() += documents;
        }
        Ok(Self::new(words))
    }

    /// A vocabulary of words sorted by text.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let word = |(text, documents): (&str, u32)| Word {
            text: text.into(),
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

    /// How many documents hold a word.
    pub fn documents(&self, word: &str) -> u32 {
        self.words
            .binary_search_by(|known| (*known.text).cmp(word))
            .map_or(0, |at| self.words[at].documents)
    }

    /// Words that an unknown word may stand for, likeliest first.
    pub fn corrections(&self, word: &str) -> Vec<Correction> {
        let length = word.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) || word.bytes().any(|b| b.is_ascii_digit()) {
            return Vec::new();
        }
        let mut found: BTreeMap<u32, f32> = BTreeMap::new();
        let mut near = self.near(word, 1);
        if near.is_empty() && length > SHORT {
            near = self.near(word, 2);
        }
        for (at, distance) in near {
            let same_start =
                self.words[at as usize].text.as_bytes().first() == word.as_bytes().first();
            // Few people miss the first letter: « gâteaux » is no « bateaux ».
            let start = if same_start { 1.0 } else { 0.5 };
            found.insert(at, start * if distance <= 1 { 0.9 } else { 0.65 });
        }
        // A sound of one letter tells nothing: « zzzz » is not « ses ».
        let sounded = phonetic::key(word).chars().count() > 1;
        for at in self.alike(word).filter(|_| sounded) {
            let weight = found.entry(at).or_insert(0.6);
            *weight = (weight.max(0.6) + 0.1).min(0.95);
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

    /// Positions of the words within an edit distance, and that distance.
    ///
    /// Words are walked as the tree of their prefixes: what two neighbours share is measured
    /// once, and a beginning already too far takes all its words away.
    fn near(&self, word: &str, most: usize) -> Vec<(u32, usize)> {
        let mut found = Vec::new();
        let mut measure = Measure::new(word.as_bytes(), most);
        let mut at = 0;
        while let Some(known) = self.words.get(at) {
            let known = known.text.as_bytes();
            match measure.distance(known) {
                Ok(distance) => {
                    found.extend(u32::try_from(at).ok().map(|at| (at, distance)));
                    at += 1;
                }
                Err(0) => at += 1,
                Err(read) => {
                    let lost = &known[..read];
                    let same = |it: &Word| it.text.as_bytes().starts_with(lost);
                    at += self.words[at..].partition_point(same);
                }
            }
        }
        found
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

/// Distances of one word to words given in order. Only the cells of a row that may still count
/// are filled: those at most `most` away from the diagonal.
struct Measure<'a> {
    word: &'a [u8],
    most: usize,
    /// The word measured last, as far as it was read.
    path: Vec<u8>,
    /// Rows end to end; row `n`: distances of the first `n` letters of `path` to the beginnings
    /// of `word`.
    cells: Vec<usize>,
    /// Least cell of each row.
    least: Vec<usize>,
}

/// A cell that no longer counts.
const FAR: usize = 1_000;

impl<'a> Measure<'a> {
    fn new(word: &'a [u8], most: usize) -> Self {
        Self {
            word,
            most,
            path: Vec::new(),
            cells: (0..=word.len()).collect(),
            least: vec![0],
        }
    }

    /// The distance to a word, if small enough; else how many letters were enough to know that
    /// nothing that starts so is near, 0 if only this very word is too far.
    fn distance(&mut self, known: &[u8]) -> Result<usize, usize> {
        let shared = self.path.iter().zip(known).take_while(|(a, b)| a == b);
        let shared = shared.count();
        self.path.truncate(shared);
        self.least.truncate(shared + 1);
        self.cells.truncate((shared + 1) * (self.word.len() + 1));
        while self.path.len() < known.len() {
            if self.is_lost() {
                return Err(self.path.len());
            }
            self.read(known[self.path.len()]);
        }
        let distance = self.cells.last().copied().unwrap_or(FAR);
        if distance <= self.most {
            Ok(distance)
        } else {
            Err(0)
        }
    }

    /// Whether nothing can come near any more: a swap looks two rows back.
    fn is_lost(&self) -> bool {
        let depth = self.path.len();
        let before = self.least[depth.saturating_sub(1)];
        self.least[depth] > self.most && before + 1 > self.most
    }

    /// One more letter of the word measured.
    fn read(&mut self, letter: u8) {
        let depth = self.path.len() + 1;
        let width = self.word.len() + 1;
        let above = (depth - 1) * width;
        let row = depth * width;
        self.cells.resize(row + width, FAR);
        if depth <= self.most {
            self.cells[row] = depth;
        }
        for at in depth.saturating_sub(self.most).max(1)..=(depth + self.most).min(width - 1) {
            let mine = self.word[at - 1];
            let mut best = (self.cells[above + at - 1] + usize::from(mine != letter))
                .min(self.cells[above + at] + 1)
                .min(self.cells[row + at - 1] + 1);
            if depth >= 2 && at >= 2 && mine == self.path[depth - 2] && self.word[at - 2] == letter
            {
                best = best.min(self.cells[above - width + at - 2] + 1);
            }
            self.cells[row + at] = best;
        }
        let least = self.cells[row..].iter().min().copied();
        self.least.push(least.unwrap_or(FAR));
        self.path.push(letter);
    }
}

fn damaged() -> PackError {
    PackError::Damaged {
        file: "vocabulary.txt".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn the_walk_finds_what_a_full_reading_finds(
            known in proptest::collection::btree_set("[a-d]{1,7}", 0..40),
            word in "[a-d]{1,7}",
            most in 1_usize..3,
        ) {
            let vocabulary = Vocabulary::new(known.iter().map(|it| (it.as_str(), 1)));
            let near = |(at, text): (u32, &String)| {
                let distance = strsim::osa_distance(&word, text);
                (distance <= most).then_some((at, distance))
            };
            let all: Vec<(u32, usize)> = (0_u32..).zip(&known).filter_map(near).collect();
            prop_assert_eq!(vocabulary.near(&word, most), all);
        }
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
