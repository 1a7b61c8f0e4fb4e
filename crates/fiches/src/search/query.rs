//! What a query asks: one group of alternatives per word or saying.
//!
//! Words are read from left to right: the longest saying of the lexicon first, else the word
//! itself, corrected when nobody knows it. A query is French unless more of its words belong to
//! another language; a word that is no French at all may be foreign anywhere.

use tantivy::tokenizer::TextAnalyzer;

use super::analysis::{is_asking_word, is_stop_word, terms};
use super::correction::{Correction, Vocabulary};
use super::lexicon::{self, Found, Language, Lexicon, Sense};
use super::weights::Weights;

/// Longest query looked at, in characters, and most words: more is a paste, not a query.
const LONGEST: usize = 200;
const MOST_WORDS: usize = 40;
const MOST_GROUPS: usize = 16;

/// A part of the query and what it may stand for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub alternatives: Vec<Alternative>,
    /// What the part weighs in the query: a saying of three words more than one word.
    pub weight: f32,
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
    pub weights: &'a Weights,
}

/// A word of the query.
struct Word {
    typed: String,
    /// Whether it is French: a small word, one of the content or one of the lexicon.
    french: bool,
    corrections: Vec<Correction>,
}

impl Word {
    /// The word, or the likeliest correction.
    fn meant(&self) -> &str {
        self.corrections.first().map_or(&self.typed, |it| &it.word)
    }
}

/// The words of a query under the form in which a language keeps them.
struct Reading {
    language: Language,
    keys: Vec<String>,
}

impl Reading {
    fn of(language: Language, words: &[Word]) -> Self {
        let key = |word: &Word| match language {
            Language::French => language.key(word.meant()),
            _ => language.key(&word.typed),
        };
        Self {
            language,
            keys: words.iter().map(key).collect(),
        }
    }
}

/// A query, read.
pub(super) struct Query {
    /// What it asks, in order.
    pub groups: Vec<Group>,
    /// The language of most of its words.
    pub language: Language,
    /// Words that nobody knows, folded, each with its likeliest correction.
    pub mended: Vec<(String, String)>,
    /// Words that nobody knows and that nothing corrects: they ask, and no document answers.
    pub unknown: usize,
}

impl<'a> Reader<'a> {
    /// Reads a query.
    pub fn read(&mut self, query: &str) -> Query {
        let short: String = query.chars().take(LONGEST).collect();
        let mut words: Vec<Word> = lexicon::tokens(&short)
            .into_iter()
            .take(MOST_WORDS)
            .map(|word| self.word(word))
            .collect();
        let main = self.languages(&words);
        if main[0] == Language::French {
            self.correct(&mut words);
        }
        let readings: Vec<Reading> = Language::ALL
            .iter()
            .map(|language| Reading::of(*language, &words))
            .collect();
        let mut groups = self.parts(&words, &main, &readings, false);
        if groups.is_empty() {
            groups = self.parts(&words, &main, &readings, true);
        }
        groups.truncate(MOST_GROUPS);
        let mended = words.iter().filter_map(|word| {
            let best = word.corrections.first()?;
            Some((word.typed.clone(), best.word.clone()))
        });
        let unknown = words.iter().filter(|word| self.is_unknown(word)).count();
        Query {
            groups,
            language: main[0],
            mended: mended.collect(),
            unknown,
        }
    }

    fn word(&self, typed: String) -> Word {
        let typed = match self.foreign(&typed) {
            Some(_) => typed,
            None => self.unglued(typed),
        };
        let key = Language::French.key(&typed);
        let french = is_stop_word(&typed)
            || self.vocabulary.documents(&typed) >= 2
            || self.lexicon.knows(Language::French, &key);
        Word {
            typed,
            french,
            corrections: Vec::new(),
        }
    }

    /// Corrects the words that no language knows.
    fn correct(&self, words: &mut [Word]) {
        for word in words {
            if !word.french && self.foreign(&word.typed).is_none() {
                word.corrections = self.vocabulary.corrections(&word.typed);
            }
        }
    }

    fn is_unknown(&self, word: &Word) -> bool {
        !word.french
            && word.corrections.is_empty()
            && !self.vocabulary.contains(&word.typed)
            && self.foreign(&word.typed).is_none()
    }

    /// The language that knows a word, French apart.
    fn foreign(&self, word: &str) -> Option<Language> {
        let mut others = Language::ALL.into_iter().skip(1);
        others.find(|language| self.lexicon.knows(*language, &language.key(word)))
    }

    /// Languages of the query, the likeliest first.
    fn languages(&self, words: &[Word]) -> Vec<Language> {
        let french = words.iter().filter(|word| word.french).count();
        let only = |language: Language| {
            let known = |word: &&Word| self.lexicon.knows(language, &language.key(&word.typed));
            let all = words.iter().filter(known);
            let alone = words.iter().filter(|word| !word.french).filter(known);
            (all.count(), alone.count())
        };
        let mut best = (Language::French, french, 0);
        for language in Language::ALL.into_iter().skip(1) {
            let (all, alone) = only(language);
            let foreign = alone > 0 && (all > best.1 || (all == best.1 && alone > best.2));
            if foreign {
                best = (language, all, alone);
            }
        }
        match best.0 {
            Language::Kreyol => vec![Language::Kreyol, Language::Haitian, Language::French],
            Language::Haitian => vec![Language::Haitian, Language::Kreyol, Language::French],
            Language::French => vec![Language::French],
            other => vec![other, Language::French],
        }
    }

    /// Groups of the sayings and words, left to right.
    fn parts(
        &mut self,
        words: &[Word],
        main: &[Language],
        readings: &[Reading],
        asking: bool,
    ) -> Vec<Group> {
        let mut groups = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let found = self.saying(words, main, readings, at);
            let range = found.as_ref().map_or(at..at + 1, |it| it.range.clone());
            let part = &words[range.clone()];
            at = range.end;
            let group: Vec<Group> = match found {
                Some(it) if it.entry.sense != Sense::Empty => vec![self.said(part, &it)],
                Some(_) if !asking => Vec::new(),
                _ => {
                    let plain = part.iter().map(|word| self.plain(word, main, asking));
                    plain.collect()
                }
            };
            groups.extend(group);
        }
        groups.retain(|group| !group.alternatives.is_empty());
        groups
    }

    /// The longest saying at a place, in the languages of the query; in any other language when
    /// none of its words is French.
    fn saying(
        &self,
        words: &[Word],
        main: &[Language],
        readings: &[Reading],
        at: usize,
    ) -> Option<Found<'a>> {
        let lexicon: &'a Lexicon = self.lexicon;
        let mut best: Option<Found<'a>> = None;
        let order = main.iter().copied();
        let others = Language::ALL.into_iter().filter(|it| !main.contains(it));
        for language in order.chain(others) {
            let Some(reading) = readings.iter().find(|it| it.language == language) else {
                continue;
            };
            let Some(found) = lexicon.longest(language, &reading.keys, at) else {
                continue;
            };
            let strange = words[found.range.clone()].iter().all(|word| !word.french);
            let longer = best
                .as_ref()
                .is_none_or(|it| found.range.len() > it.range.len());
            if longer && (main.contains(&language) || strange) {
                best = Some(found);
            }
        }
        best
    }

    /// The group of a saying: its words, and what it stands for.
    fn said(&mut self, words: &[Word], found: &Found<'_>) -> Group {
        let (own, mut weight) = match found.entry.sense {
            Sense::Adds => (1.0, self.weights.synonym),
            _ => (self.weights.literal, 1.0),
        };
        let telling: Vec<&Word> = words
            .iter()
            .filter(|word| !is_stop_word(&word.typed) && !is_asking_word(&word.typed))
            .collect();
        let mut alternatives = self.literally(&telling, own);
        for terms in &found.entry.wordings {
            alternatives.push(Alternative {
                terms: terms.clone(),
                weight,
            });
            weight *= self.weights.next;
        }
        let size = telling.len().max(1) as f32;
        Group {
            alternatives,
            weight: size.powf(self.weights.length),
        }
    }

    /// The words of a saying as they were typed.
    fn literally(&mut self, words: &[&Word], weight: f32) -> Vec<Alternative> {
        if let [word] = words {
            let mut alternatives = self.alternatives(word);
            for alternative in &mut alternatives {
                alternative.weight *= weight;
            }
            return alternatives;
        }
        let meant: Vec<&str> = words.iter().map(|word| word.meant()).collect();
        let whole = self.alternative(&meant.join(" "), weight);
        whole.into_iter().collect()
    }

    /// The group of a word that no saying covers, empty when it says nothing.
    fn plain(&mut self, word: &Word, main: &[Language], asking: bool) -> Group {
        let silent = is_stop_word(&word.typed) || (!asking && is_asking_word(&word.typed));
        let mut alternatives = if silent {
            Vec::new()
        } else {
            self.alternatives(word)
        };
        if !silent && alternatives.is_empty() && main[0] != Language::French {
            for correction in self.vocabulary.corrections(&word.typed) {
                alternatives.extend(self.alternative(&correction.word, correction.weight));
            }
        }
        Group {
            alternatives,
            weight: 1.0,
        }
    }

    /// The word itself when the content knows it, else what it may have been meant to be.
    fn alternatives(&mut self, word: &Word) -> Vec<Alternative> {
        if let Some(term) = self.term(&word.typed)
            && (self.holds)(&term)
            && word.corrections.is_empty()
        {
            return vec![Alternative {
                terms: vec![term],
                weight: 1.0,
            }];
        }
        let corrections = word.corrections.iter();
        corrections
            .filter_map(|it| self.alternative(&it.word, it.weight))
            .collect()
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
