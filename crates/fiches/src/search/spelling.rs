//! Showing a mended word as it is written: the vocabulary has no accents, readers do.

use std::collections::HashMap;

use super::fold::fold;

/// Words of titles whose written form is not their folded one.
pub(super) struct Spelling(HashMap<Box<str>, Box<str>>);

impl Spelling {
    /// The words of titles.
    pub fn of<'a>(titles: impl Iterator<Item = &'a str>) -> Self {
        let mut written = HashMap::new();
        for word in titles.flat_map(|title| title.split(|c: char| !c.is_alphanumeric())) {
            if word.is_ascii() {
                continue;
            }
            let lower = word.to_lowercase();
            let folded: Box<str> = fold(&lower).into();
            written.entry(folded).or_insert_with(|| lower.into());
        }
        Self(written)
    }

    /// A folded word as it is written.
    fn written<'a>(&'a self, folded: &'a str) -> &'a str {
        self.0.get(folded).map_or(folded, |word| &**word)
    }

    /// The query with its unknown words replaced; nothing when none of them stands in it.
    pub fn mend(&self, query: &str, mended: &[(String, String)]) -> Option<String> {
        if mended.is_empty() {
            return None;
        }
        let (mut out, mut changed) = (String::with_capacity(query.len()), false);
        for piece in query.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
            let folded = fold(word);
            let better = mended.iter().find(|(typed, _)| *typed == folded);
            changed |= better.is_some();
            out.push_str(better.map_or(word, |(_, meant)| self.written(meant)));
            out.push_str(&piece[word.len()..]);
        }
        changed.then(|| out.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mended_query_keeps_its_other_words_and_gets_its_accents() {
        let spelling = Spelling::of(["Carte d’identité", "Décès d'un parent"].into_iter());
        let mended = [
            ("idantite".to_owned(), "identite".to_owned()),
            ("cart".to_owned(), "carte".to_owned()),
        ];
        assert_eq!(
            spelling
                .mend("J’ai perdu ma cart d'idantité !", &mended)
                .as_deref(),
            Some("J’ai perdu ma carte d'identité !")
        );
        assert_eq!(spelling.mend("carte grise", &mended), None);
        assert_eq!(spelling.mend("", &mended), None);
    }
}
