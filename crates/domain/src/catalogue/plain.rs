//! Plain French: how long sentences are, how hard words are.
//!
//! At most 20 words in a sentence, 12 on average, from « L'information pour
//! tous » (Unapei, 2009). Two measures of readability: Kandel–Moles, which is
//! Flesch's made for French (1958), and LIX (Björnsson, 1968). They count; they
//! do not rewrite, and they do not say whether a text is true or clear.

mod syllables;

use std::ops::RangeInclusive;

/// Most words that a sentence may have.
pub const MAX_WORDS: usize = 20;
/// Most words that sentences may have on average.
pub const MEAN_WORDS: f64 = 12.0;

/// Least ease (Kandel–Moles) of our texts.
pub const MIN_EASE: f64 = 70.0;
/// Greatest LIX of our texts.
pub const MAX_LIX: f64 = 40.0;
/// Sentences that a summary may have.
pub const SUMMARY: RangeInclusive<usize> = 3..=8;
/// Letters above which LIX counts a word as long.
const SHORT_WORD: usize = 6;

/// Sentences of a text. A colon or a semicolon does not end one.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split_inclusive(['.', '!', '?', '…']);
    parts.map(str::trim).filter(|sentence| words(sentence) > 0)
}

/// Words of a sentence: separated by blanks; a lone sign (« : ») is not a word.
pub fn words(sentence: &str) -> usize {
    words_of(sentence).count()
}

fn words_of(sentence: &str) -> impl Iterator<Item = &str> {
    let parts = sentence.split_whitespace();
    parts.filter(|part| part.chars().any(char::is_alphanumeric))
}

/// The first sentence that is too long, if any.
pub fn too_long(text: &str) -> Option<&str> {
    sentences(text).find(|sentence| words(sentence) > MAX_WORDS)
}

/// What was counted in some texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Sentences.
    pub sentences: usize,
    /// Words.
    pub words: usize,
    /// Syllables.
    pub syllables: usize,
    /// Words of more than six letters.
    pub long_words: usize,
    /// Words of the longest sentence.
    pub longest: usize,
}

impl Measure {
    /// Counts texts; each ends its last sentence, with a full stop or without.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut measure = Self::default();
        for sentence in texts.into_iter().flat_map(sentences) {
            measure.add(sentence);
        }
        measure
    }

    fn add(&mut self, sentence: &str) {
        let words: Vec<&str> = words_of(sentence).collect();
        self.sentences += 1;
        self.words += words.len();
        self.longest = self.longest.max(words.len());
        self.syllables += words.iter().map(|w| syllables::count(w)).sum::<usize>();
        self.long_words += words.iter().filter(|word| is_long(word)).count();
    }

    /// Words of a sentence, on average; none without a sentence.
    pub fn mean(&self) -> f64 {
        ratio(self.words, self.sentences)
    }

    /// Ease of Kandel and Moles: about 100 for a child's text, below 0 for a decree.
    pub fn ease(&self) -> f64 {
        207.0 - 1.015 * self.mean() - 73.6 * ratio(self.syllables, self.words)
    }

    /// LIX: about 25 for a child's text, above 60 for a decree.
    pub fn lix(&self) -> f64 {
        self.mean() + 100.0 * ratio(self.long_words, self.words)
    }

    /// Whether it is as easy as our texts must be.
    pub fn is_easy(&self) -> bool {
        self.ease() >= MIN_EASE && self.lix() <= MAX_LIX && self.longest <= MAX_WORDS
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

/// Whether the longest run of letters of a word is long: « l’avis » is not.
fn is_long(word: &str) -> bool {
    let parts = word.split(|c: char| !c.is_alphanumeric());
    parts
        .map(|part| part.chars().count())
        .any(|n| n > SHORT_WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The anchors of the measure: a note for a door, and a sentence of a decree.
    #[test]
    fn an_easy_note_and_a_decree_stand_far_apart() {
        let easy = "Le bus vient lundi. Il est devant la mairie. C’est gratuit. \
            Apportez votre carte d’identité. Une dame vous aide.";
        let decree = "Conformément aux dispositions réglementaires applicables, \
            l’administration compétente procède à l’instruction de la demande préalablement \
            à la notification de la décision individuelle d’attribution de l’allocation \
            différentielle.";
        let (easy, decree) = (Measure::of([easy]), Measure::of([decree]));
        assert!((easy.ease() - 94.0).abs() < 5.0, "{}", easy.ease());
        assert!((decree.ease() + 15.0).abs() < 5.0, "{}", decree.ease());
        assert!(easy.lix() < 30.0 && decree.lix() > 80.0);
        assert!(easy.is_easy() && !decree.is_easy());
    }

    #[test]
    fn nothing_written_measures_nothing() {
        let none = Measure::of(["", " — "]);
        assert_eq!((none.sentences, none.mean(), none.lix()), (0, 0.0, 0.0));
    }

    #[test]
    fn words_are_counted_as_a_reader_does() {
        assert_eq!(words("Avez-vous l’avis d’imposition ?"), 3);
        assert_eq!(words("Prix : 86 € (timbre)."), 3);
        assert_eq!(
            sentences("Venez. C’est gratuit ! Avez-vous compris ?").count(),
            3
        );
        assert_eq!(sentences("").count(), 0);
    }

    #[test]
    fn the_twenty_first_word_is_too_many() {
        let twenty = vec!["mot"; 20].join(" ");
        assert_eq!(too_long(&twenty), None);
        let long = format!("Court. {twenty} mot.");
        assert!(too_long(&long).is_some());
    }
}
