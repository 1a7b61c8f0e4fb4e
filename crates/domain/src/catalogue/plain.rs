//! Plain French: how long sentences are.
//!
//! Rule F3 of the project: at most 20 words in a sentence, 12 on average, from
//! « L'information pour tous » (Unapei, 2009). It counts; it does not rewrite.

/// Most words that a sentence may have.
pub const MAX_WORDS: usize = 20;
/// Most words that sentences may have on average.
pub const MEAN_WORDS: f64 = 12.0;

/// Sentences of a text. A colon or a semicolon does not end one.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split_inclusive(['.', '!', '?', '…']);
    parts.map(str::trim).filter(|sentence| words(sentence) > 0)
}

/// Words of a sentence: separated by blanks; a lone sign (« : ») is not a word.
pub fn words(sentence: &str) -> usize {
    let parts = sentence.split_whitespace();
    parts
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .count()
}

/// The first sentence that is too long, if any.
pub fn too_long(text: &str) -> Option<&str> {
    sentences(text).find(|sentence| words(sentence) > MAX_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

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
