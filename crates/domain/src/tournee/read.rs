//! What the forms of the tour share: small numbers, lists of words, days.

use std::str::FromStr;

use jiff::civil::Date;

use crate::{period::parse_date, sensitive};

/// Longest word or phrase of a list, signs.
const WORD: usize = 40;

/// A whole number from 0 to `most`.
pub(super) fn number<T: FromStr + PartialOrd + Copy>(text: &str, most: T) -> Option<T> {
    text.trim().parse().ok().filter(|n| *n <= most)
}

/// Words between commas, each once, without secrets.
pub(crate) fn words(text: &str, most: usize) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split([',', ';', '\n']) {
        let word = word
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if word.is_empty() || words.contains(&word) {
            continue;
        }
        let bad = word.chars().count() > WORD || word.chars().any(char::is_control);
        if bad || sensitive::find(&word).is_some() || words.len() == most {
            return None;
        }
        words.push(word);
    }
    Some(words)
}

/// Days between commas or lines, `YYYY-MM-DD`, each once, in order.
pub(super) fn days(text: &str) -> Option<Vec<Date>> {
    let parts = text.split([',', ';', '\n', ' ']).map(str::trim);
    let read: Result<Vec<Date>, _> = parts.filter(|p| !p.is_empty()).map(parse_date).collect();
    let mut days = read.ok()?;
    days.sort_unstable();
    days.dedup();
    Some(days)
}
