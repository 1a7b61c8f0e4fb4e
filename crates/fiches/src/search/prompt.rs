//! What may be meant while somebody types: names completed, the last word unfinished.
//!
//! A few thousand short names, so every one is looked at, which takes less than a millisecond;
//! no index, nothing to keep in step. Every telling word typed must begin a word of the name:
//! « cart gr » gives « carte grise ». Mistakes are not mended here.

use super::analysis::{is_stop_word, is_telling, singular};
use super::fold::{fold, words};

/// Fewest letters of a beginning, and longest text looked at, in characters.
const SHORTEST: usize = 2;
const LONGEST: usize = 80;

/// What a word found is worth: whole, or by its beginning.
const WHOLE: f32 = 3.0;
const BEGINNING: f32 = 2.0;
/// What the first word typed opening the name is worth, then the share of the name typed.
const OPENING: f32 = 2.0;
const SHARE: f32 = 3.0;

/// A name to complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Name<'a> {
    /// What it is the name of: any number, given back.
    pub item: usize,
    /// The name, as written.
    pub text: &'a str,
    /// How likely it is to be wanted, against the others; a word found whole is worth 3.
    pub weight: f32,
}

/// Names that can be completed.
#[derive(Debug, Default)]
pub struct Prompter(Vec<Known>);

#[derive(Debug)]
struct Known {
    item: usize,
    /// Its words, folded, parted by spaces.
    words: Box<str>,
    /// How many of them tell something.
    telling: u16,
    weight: f32,
}

impl Prompter {
    /// Takes names; one thing may have several.
    pub fn new<'a>(names: impl IntoIterator<Item = Name<'a>>) -> Self {
        Self(names.into_iter().map(|name| Known::of(&name)).collect())
    }

    /// What may be meant, likeliest first, each thing once, at most `limit`.
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<usize> {
        let Some(typed) = Typed::read(typed) else {
            return Vec::new();
        };
        let scored = self.0.iter().filter_map(|name| {
            let score = typed.score(name)?;
            Some((score, name.item))
        });
        let mut scored: Vec<(f32, usize)> = scored.collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut found = Vec::with_capacity(limit);
        for (_, item) in scored {
            if found.len() == limit {
                break;
            }
            if !found.contains(&item) {
                found.push(item);
            }
        }
        found
    }
}

impl Known {
    fn of(name: &Name<'_>) -> Self {
        let all: Vec<String> = read(name.text);
        let telling = all.iter().filter(|word| is_telling(word)).count();
        Self {
            item: name.item,
            words: all.join(" ").into(),
            telling: u16::try_from(telling.max(1)).unwrap_or(u16::MAX),
            weight: name.weight,
        }
    }
}

/// Words of a text, without plural.
fn read(text: &str) -> Vec<String> {
    let folded = fold(text);
    words(&folded)
        .map(|word| singular(word.to_owned()))
        .collect()
}

/// What was typed: the words that a name must hold.
struct Typed(Vec<String>);

impl Typed {
    fn read(text: &str) -> Option<Self> {
        let short: String = text.chars().take(LONGEST).collect();
        let all = read(&short);
        let last = all.last()?.clone();
        // « de » may be the beginning of « demande », but not once the next word has begun.
        let mut wanted: Vec<String> = all.into_iter().filter(|word| is_telling(word)).collect();
        if wanted.is_empty() {
            wanted.push(last);
        }
        let long = wanted.iter().any(|word| word.len() >= SHORTEST);
        long.then_some(Self(wanted))
    }

    /// How well a name answers; nothing when a word is missing in it.
    fn score(&self, name: &Known) -> Option<f32> {
        let mut score = name.weight;
        for (at, word) in self.0.iter().enumerate() {
            let mut best: Option<f32> = None;
            let mut opened = false;
            for known in name.words.split(' ') {
                if let Some(worth) = worth(known, word) {
                    best = Some(best.map_or(worth, |it| it.max(worth)));
                    let opening = at == 0 && !opened;
                    score += if opening { OPENING } else { 0.0 };
                }
                opened |= !is_stop_word(known) && is_telling(known);
                if best == Some(WHOLE) {
                    break;
                }
            }
            score += best?;
        }
        let share = self.0.len() as f32 / f32::from(name.telling);
        Some(score + SHARE * share.min(1.0))
    }
}

fn worth(known: &str, word: &str) -> Option<f32> {
    if known == word {
        Some(WHOLE)
    } else {
        known.starts_with(word).then_some(BEGINNING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn complete(typed: &str) -> Vec<usize> {
        let name = |item, text, weight| Name { item, text, weight };
        let prompter = Prompter::new([
            name(0, "Demander la carte grise", 1.0),
            name(1, "Carte d’identité", 0.0),
            name(2, "Déménagement : carte grise", 0.0),
            name(0, "immatriculation", 0.5),
        ]);
        prompter.complete(typed, 8)
    }

    #[test]
    fn the_last_word_and_the_others_may_be_unfinished() {
        for typed in [
            "cart gr",
            "carte g",
            "CARTES GRISES",
            "grise cart",
            "une carte gri",
        ] {
            assert_eq!(complete(typed), [0, 2], "{typed}");
        }
        assert_eq!(complete("d'iden"), [1]);
        assert_eq!(complete("immat"), [0]);
    }

    #[test]
    fn every_telling_word_must_be_there_and_one_letter_says_nothing() {
        for nothing in ["carte bleue", "c", "", "  ", "zzz"] {
            assert!(complete(nothing).is_empty(), "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn any_text_may_be_typed(text in "\\PC{0,200}") {
            prop_assert!(complete(&text).len() <= 3);
        }
    }
}
