//! Words that nobody answered, counted without a trace of who asked.
//!
//! What may be kept is decided by `plus_domain::recherche`; nothing is written before the same
//! words came several times (decision 0009).

use plus_domain::recherche::{Answered, Caution, countable};
use plus_fiches::{
    pack::Pack,
    search::{Language, Lexicon, fold, is_telling},
};
use plus_store::{StoreError, recherche};

use crate::web::state::App;

/// Code of a language, as the lexicon writes it.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::French => "fr",
        Language::Kreyol => "gcf",
        Language::Haitian => "ht",
        Language::English => "en",
        Language::Spanish => "es",
    }
}

/// Words to count, each with how careful one must be.
fn counted(query: &str, knows: impl Fn(&str) -> bool) -> Vec<(String, Caution)> {
    let telling = |word: &String| is_telling(&fold(word));
    let words: Vec<String> = countable(query).into_iter().filter(telling).collect();
    let unknown: Vec<&String> = words.iter().filter(|word| !knows(word)).collect();
    let caution = if unknown.is_empty() {
        Caution::Known
    } else {
        Caution::Unknown
    };
    let mut counted = vec![(words.join(" "), caution)];
    // An unknown word is worth knowing alone: sentences are seldom typed twice.
    counted.extend(
        unknown
            .into_iter()
            .map(|word| (word.clone(), Caution::Unknown)),
    );
    counted.dedup();
    counted.retain(|(words, _)| !words.is_empty());
    counted
}

/// Counts the words of a query badly answered. What cannot be written is told in the log: the
/// answer itself does not wait for it to be right.
pub async fn count(
    app: &App,
    query: &str,
    language: Language,
    answered: Answered,
    known: Option<(&Pack, &Lexicon)>,
) {
    if answered == Answered::Well {
        return;
    }
    let knows = |word: &str| known.is_some_and(|(pack, lexicon)| pack.knows(lexicon, word));
    for (words, caution) in counted(query, knows) {
        let times = app.sighted(&words, caution);
        if times == 0 {
            continue;
        }
        if let Err(cause) = write(app, &words, language, answered, times).await {
            tracing::error!(%cause, "unanswered words not counted");
        }
    }
}

async fn write(
    app: &App,
    words: &str,
    language: Language,
    answered: Answered,
    times: u32,
) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    recherche::count(&mut tx, words, app.today(), code(language), answered, times).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_counted_whole_and_its_unknown_words_alone() {
        let knows = |word: &str| word != "koudmen";
        let found = counted("je cherche un koudmen pour le loyer", knows);
        let words: Vec<&str> = found.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["koudmen loyer", "koudmen"]);
        assert!(
            found
                .iter()
                .all(|(_, caution)| *caution == Caution::Unknown)
        );
        assert_eq!(
            counted("loyer", knows),
            [("loyer".to_owned(), Caution::Known)]
        );
        assert_eq!(counted("koudmen", knows).len(), 1);
        assert!(counted("0696 12 34 56", knows).is_empty());
    }
}
