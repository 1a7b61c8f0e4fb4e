//! Finding a démarche of our own catalogue from everyday words.
//!
//! A few dozen démarches, so every one is looked at: titles, everyday words and
//! old names, then what is said of them. The official content has its own index.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Catalogue, Demarche};
use crate::ids::ThemeCode;

/// Words that say nothing of what is wanted, in the form that `words` gives them: « dan » is
/// « dans », « veu » is « veux ».
const EMPTY_WORDS: &[&str] = &[
    "a", "ai", "au", "aux", "avec", "avoir", "c", "ce", "ces", "comment", "d", "dan", "de",
    "demande", "demander", "des", "du", "elle", "en", "est", "et", "faire", "il", "j", "je", "l",
    "la", "le", "les", "m", "ma", "mes", "mon", "n", "ne", "nou", "nouveau", "nouvelle", "obtenir",
    "on", "ou", "par", "pas", "pour", "qu", "que", "s", "sa", "se", "ses", "son", "sui", "sur",
    "un", "une", "veu", "votre", "vos", "vou",
];

impl Catalogue {
    /// Démarches that answer a query, best first, at most `limit`.
    ///
    /// A démarche is kept when at least half of the words that matter are found
    /// in it. Accents, capitals and plurals make no difference.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&Demarche> {
        let wanted = telling(&words(query));
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(u32, &Demarche)> = self
            .demarches()
            .iter()
            .filter_map(|demarche| Some((score(demarche, &wanted)?, demarche)))
            .collect();
        // Stable: equals stay in the order of the catalogue.
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.truncate(limit);
        found.into_iter().map(|(_, demarche)| demarche).collect()
    }
}

impl Catalogue {
    /// The themes of the démarches nearest to a query, nearest first: what is offered when
    /// nothing answers. One word in common is enough.
    pub fn closest_themes(&self, query: &str, limit: usize) -> Vec<&ThemeCode> {
        let wanted = telling(&words(query));
        let mut sums: Vec<(u32, &ThemeCode)> = Vec::new();
        for demarche in self.demarches() {
            let (_, score) = compare(demarche, &wanted);
            if score == 0 {
                continue;
            }
            match sums.iter_mut().find(|(_, theme)| *theme == &demarche.theme) {
                Some((sum, _)) => *sum = (*sum).max(score),
                None => sums.push((score, &demarche.theme)),
            }
        }
        sums.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        sums.truncate(limit);
        sums.into_iter().map(|(_, theme)| theme).collect()
    }
}

fn score(demarche: &Demarche, wanted: &[String]) -> Option<u32> {
    let (found, score) = compare(demarche, wanted);
    (found * 2 >= wanted.len()).then_some(score)
}

/// How many of the words are found in a démarche, and what that is worth.
fn compare(demarche: &Demarche, wanted: &[String]) -> (usize, u32) {
    let title = words(&demarche.title);
    let aliases: Vec<Vec<String>> = demarche.aliases.iter().map(|alias| words(alias)).collect();
    let said = words(&format!("{} {}", demarche.summary, demarche.who));
    let mut found = 0;
    let mut score = 0;
    for word in wanted {
        let best = [
            worth(&title, word, 8, 5),
            aliases
                .iter()
                .map(|alias| worth(alias, word, 7, 4))
                .max()
                .unwrap_or(0),
            worth(&said, word, 2, 1),
        ];
        let best = best.into_iter().max().unwrap_or(0);
        found += usize::from(best > 0);
        score += best;
    }
    let names = || aliases.iter().chain([&title]);
    if found == 0 {
        return (0, 0);
    }
    let bonus = if telling(&title) == *wanted {
        30
    } else if names().any(|name| telling(name) == *wanted) {
        20
    } else if names().any(|name| holds(name, wanted)) {
        10
    } else {
        0
    };
    (found, score + bonus)
}

/// What a word is worth in a text: found whole, or as the beginning of a longer one.
fn worth(text: &[String], word: &str, whole: u32, beginning: u32) -> u32 {
    if text.iter().any(|other| other == word) {
        whole
    } else if word.len() >= 4 && text.iter().any(|other| other.starts_with(word)) {
        beginning
    } else {
        0
    }
}

/// Whether the words follow one another in the text, empty words aside.
fn holds(text: &[String], wanted: &[String]) -> bool {
    telling(text).windows(wanted.len()).any(|run| run == wanted)
}

/// The words that matter; all of them when none does (« comment faire »).
pub(crate) fn telling(words: &[String]) -> Vec<String> {
    let matters = |word: &&String| !EMPTY_WORDS.contains(&word.as_str());
    let telling: Vec<_> = words.iter().filter(matters).cloned().collect();
    if telling.is_empty() {
        words.to_vec()
    } else {
        telling
    }
}

/// Words of a text: small letters, no accents, no plural mark.
pub(crate) fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfd()
        .filter(|sign| !is_combining_mark(*sign))
        .flat_map(char::to_lowercase)
        .collect();
    plain
        .replace('œ', "oe")
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

fn singular(word: &str) -> String {
    let long = word.chars().count() > 3;
    let stem = word.strip_suffix(['s', 'x']).filter(|_| long);
    stem.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn accents_capitals_and_plurals_make_no_difference() {
        assert_eq!(
            words("Aides à l’Électricité, CŒUR"),
            ["aide", "a", "l", "electricite", "coeur"]
        );
        // Short words keep their end: « bus », « bas ».
        assert_eq!(words("bus RSA"), ["bus", "rsa"]);
    }
}
