//! Everyday words: what people say, and what the administration writes.
//!
//! The data file holds one saying per line, with the official words it may stand for. It only
//! adds chances to be found, it never replaces what was typed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::fold::{fold, words};

const DATA: &str = include_str!("../../data/lexique.tsv");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(DATA));

/// Longest saying, in words.
const LONGEST: usize = 5;

/// Sayings, each with the official wordings it may stand for.
pub(super) struct Lexicon(BTreeMap<Vec<String>, Vec<String>>);

impl Lexicon {
    /// The lexicon of the crate.
    pub fn ours() -> &'static Self {
        &LEXICON
    }

    /// `saying TAB wording, wording` lines; `#` starts a comment.
    fn read(data: &str) -> Self {
        let mut sayings: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            if let Some((saying, wordings)) = line.split_once('\t') {
                let known = sayings.entry(tokens(saying)).or_default();
                known.extend(wordings.split(',').map(|wording| wording.trim().to_owned()));
            }
        }
        Self(sayings)
    }

    /// Sayings found among the words of a query, longest first at each place: which words they
    /// cover and what they may stand for.
    pub fn find(&self, query: &[String]) -> Vec<(std::ops::Range<usize>, &[String])> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < query.len() {
            let longest = LONGEST.min(query.len() - at);
            let saying = (1..=longest).rev().find_map(|length| {
                let wordings = self.0.get(&query[at..at + length])?;
                Some((at..at + length, wordings.as_slice()))
            });
            at = saying.as_ref().map_or(at + 1, |(range, _)| range.end);
            found.extend(saying);
        }
        found
    }
}

/// All words of a text, folded, common ones included.
pub(super) fn tokens(text: &str) -> Vec<String> {
    words(&fold(text)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_saying_wins() {
        let lexicon = Lexicon::read("# note\nrue\tvoirie\nà la rue\thébergement, sans abri\n");
        let query = tokens("je suis à la rue");
        let found = lexicon.find(&query);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 2..5);
        assert_eq!(found[0].1, ["hébergement", "sans abri"]);
    }

    #[test]
    fn every_line_of_the_data_file_is_used() {
        let lines = DATA
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        for line in lines {
            let (saying, wordings) = line.split_once('\t').expect(line);
            let words = tokens(saying);
            assert!((1..=LONGEST).contains(&words.len()), "{line}");
            assert!(
                wordings
                    .split(',')
                    .all(|wording| !tokens(wording).is_empty()),
                "{line}"
            );
        }
    }
}
