//! What is kept of a search that found nothing good: words, and nobody's.
//!
//! The lexicon grows from what people type and nobody answers. A sentence may name its author,
//! so four sieves stand before anything can be read (decision 0009): a text that holds a number
//! of a person is dropped whole; what looks like a name, a number or an address is dropped; and
//! words are only given back once several requests, far enough apart, have said them. Until then
//! they are known by a keyed hash, in memory alone.

use std::collections::HashMap;

use crate::{catalogue::words, sensitive};

/// Most words kept of one search.
pub const MOST_WORDS: usize = 8;
/// Longest and shortest word kept, in letters.
const LONGEST: usize = 24;
const SHORTEST: usize = 2;
/// Days that counted words are kept.
pub const KEPT_DAYS: i32 = 90;

/// Words after which a name comes.
const BEFORE_A_NAME: &[&str] = &[
    "m",
    "mr",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "dr",
    "docteur",
    "maitre",
    "appelle",
    "nomme",
    "prenom",
    "nom",
    "signe",
    "name",
    "mister",
    "mrs",
    "nombre",
    "llamo",
];
/// How many words a name takes after them.
const OF_A_NAME: usize = 2;

/// The words of a search that may be counted, in order; none when it may not be kept at all.
///
/// Small letters, no accent, no plural mark.
pub fn countable(query: &str) -> Vec<String> {
    if sensitive::find(query).is_some() || query.contains('@') {
        return Vec::new();
    }
    let pieces: Vec<&str> = query.split_whitespace().collect();
    let shouted = !query.chars().any(char::is_lowercase);
    let (mut kept, mut in_name) = (Vec::new(), 0);
    for (at, piece) in pieces.iter().enumerate() {
        let read = words(piece);
        let named = in_name > 0;
        let last = read.last().map_or("", String::as_str);
        in_name = if BEFORE_A_NAME.contains(&last) {
            OF_A_NAME
        } else {
            in_name.saturating_sub(1)
        };
        let next = pieces.get(at + 1);
        let proper = !shouted && is_proper(piece, at == 0, next.is_some_and(|it| is_capital(it)));
        if named || in_name == OF_A_NAME || proper || !is_words(piece) {
            continue;
        }
        kept.extend(read.into_iter().filter(|word| is_kept(word)));
    }
    kept.truncate(MOST_WORDS);
    kept
}

/// Whether a piece is made of letters: no number, no address of the web.
fn is_words(piece: &str) -> bool {
    let inside = piece.trim_matches(|sign: char| !sign.is_alphanumeric());
    inside
        .chars()
        .all(|sign| sign.is_alphabetic() || matches!(sign, '\'' | '’' | '-'))
}

fn is_kept(word: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}

/// A capital that no sentence asks for: telephones write one at the beginning by themselves.
fn is_proper(piece: &str, first: bool, next_is_capital: bool) -> bool {
    is_capital(piece) && (!first || next_is_capital)
}

/// « Dupont », « D'Alembert », « DUPONT », but not a sigle: « RSA », « l'APL ».
fn is_capital(piece: &str) -> bool {
    let mut parts = piece.split(|sign: char| !sign.is_alphabetic());
    parts.any(|part| {
        let starts = part.chars().next().is_some_and(char::is_uppercase);
        let sigle = part.chars().count() <= 5 && !part.chars().any(char::is_lowercase);
        starts && !sigle
    })
}

/// What must be seen before words may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// Every word belongs to the content or to the lexicon.
    Known,
    /// One of them is unknown: it may be a name.
    Unknown,
}

impl Caution {
    /// Milliseconds between the first and the last of the requests.
    fn apart_ms(self) -> i64 {
        match self {
            Self::Known => 30 * 60_000,
            Self::Unknown => 12 * 3_600_000,
        }
    }

    /// Requests.
    fn requests(self) -> u32 {
        match self {
            Self::Known => 2,
            Self::Unknown => 3,
        }
    }
}

/// Words seen and not yet readable, by a hash that only this process can make.
#[derive(Debug, Default)]
pub struct Sightings(HashMap<[u8; 16], Seen>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    first: i64,
    last: i64,
    count: u32,
    readable: bool,
}

/// Most words waiting: beyond, the one seen longest ago is forgotten.
const WAITING: usize = 4_096;

impl Sightings {
    /// Notes a request; answers how many to count now: none until the words may be read, then
    /// all those that waited, then one at a time.
    pub fn see(&mut self, hash: [u8; 16], now: i64, caution: Caution) -> u32 {
        if self.0.len() >= WAITING && !self.0.contains_key(&hash) {
            self.forget_one();
        }
        let seen = self.0.entry(hash).or_insert(Seen {
            first: now,
            last: now,
            count: 0,
            readable: false,
        });
        seen.count = seen.count.saturating_add(1);
        seen.last = now;
        if seen.readable {
            return 1;
        }
        seen.readable = seen.count >= caution.requests() && now - seen.first >= caution.apart_ms();
        if seen.readable { seen.count } else { 0 }
    }

    fn forget_one(&mut self) {
        let oldest = self.0.iter().min_by_key(|(_, seen)| seen.last);
        if let Some(hash) = oldest.map(|(hash, _)| *hash) {
            self.0.remove(&hash);
        }
    }
}

/// How well a search was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Nothing at all.
    Nothing,
    /// Something, that holds less than half of what was asked.
    Poorly,
    /// Well enough.
    Well,
}

impl Answered {
    /// From what was found: how many of our own pages, how many official ones, and the largest
    /// share of the query that one of them holds.
    pub fn of(own: usize, official: usize, coverage: f32) -> Self {
        match (own, official) {
            (0, 0) => Self::Nothing,
            (0, _) if coverage < 0.5 => Self::Poorly,
            _ => Self::Well,
        }
    }

    /// Code, in the store and the translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nothing => "rien",
            Self::Poorly => "peu",
            Self::Well => "bien",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_names_somebody_is_dropped() {
        for (typed, kept) in [
            ("dossier de Jean Dupont", "dossier de"),
            ("Jean Dupont carte grise", "carte grise"),
            ("madame zobda allocation logement", "logement"),
            ("on m’a volé mon sac", "on vole mon sac"),
            (
                "je m'appelle rose pilote et je cherche un abri",
                "je et je cherche un abri",
            ),
            ("rdv 0696 12 34 56 caf", ""),
            ("jean.dupont@exemple.fr mot perdu", ""),
            ("mon numéro 1 84 05 97 210 123 64", ""),
            ("www.exemple.fr aide", "aide"),
            ("RSA couple", "rsa couple"),
            ("Koudmen pou lwayé", "koudmen pou lwaye"),
            ("aide DUPONTEL", "aide"),
        ] {
            assert_eq!(countable(typed).join(" "), kept, "{typed}");
        }
    }

    #[test]
    fn eight_words_at_most_are_kept() {
        assert_eq!(countable("un de ab cd ef gh ij kl mn op").len(), MOST_WORDS);
    }

    #[test]
    fn known_words_are_readable_from_the_second_request_half_an_hour_later() {
        let mut seen = Sightings::default();
        let minute = 60_000;
        assert_eq!(seen.see([1; 16], 0, Caution::Known), 0);
        assert_eq!(
            seen.see([1; 16], 29 * minute, Caution::Known),
            0,
            "too soon"
        );
        assert_eq!(
            seen.see([2; 16], 40 * minute, Caution::Known),
            0,
            "other words"
        );
        assert_eq!(seen.see([1; 16], 30 * minute, Caution::Known), 3);
        assert_eq!(seen.see([1; 16], 30 * minute, Caution::Known), 1);
    }

    #[test]
    fn an_unknown_word_waits_for_three_requests_and_half_a_day() {
        let mut seen = Sightings::default();
        let hour = 3_600_000;
        assert_eq!(seen.see([1; 16], 0, Caution::Unknown), 0);
        assert_eq!(seen.see([1; 16], 13 * hour, Caution::Unknown), 0);
        assert_eq!(seen.see([1; 16], 14 * hour, Caution::Unknown), 3);
    }

    #[test]
    fn the_memory_of_what_waits_is_bounded() {
        let mut seen = Sightings::default();
        for n in 0..WAITING + 10 {
            let mut hash = [0; 16];
            hash[..8].copy_from_slice(&n.to_le_bytes());
            seen.see(hash, i64::try_from(n).unwrap(), Caution::Known);
        }
        assert_eq!(seen.0.len(), WAITING);
    }

    proptest! {
        #[test]
        fn only_letters_are_ever_kept(query in "\\PC{0,200}") {
            let kept = countable(&query);
            prop_assert!(kept.len() <= MOST_WORDS);
            prop_assert!(kept.iter().all(|word| word.chars().all(char::is_alphabetic)));
        }
    }
}
