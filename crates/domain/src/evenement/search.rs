//! Finding the life event of what somebody typed.
//!
//! An event answers a sentence that says it (« mon mari est décédé ») or a word that is its name
//! (« décès »), not a procedure that happens to hold the word (« acte de décès »).

use super::Evenement;
use crate::catalogue::{telling, words};

/// The events that a query says, likeliest first, at most `limit`.
pub fn said<'a>(events: &'a [Evenement], query: &str, limit: usize) -> Vec<&'a Evenement> {
    let wanted = telling(&words(query));
    if wanted.is_empty() {
        return Vec::new();
    }
    let best = |event: &Evenement| event.names().filter_map(|name| worth(name, &wanted)).max();
    let mut found: Vec<(usize, &Evenement)> = events
        .iter()
        .filter_map(|event| Some((best(event)?, event)))
        .collect();
    // Stable: equals stay in the order of the file.
    found.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
    found.truncate(limit);
    found.into_iter().map(|(_, event)| event).collect()
}

/// How many words of a name the query says, when it says them all and little else.
fn worth(name: &str, wanted: &[String]) -> Option<usize> {
    let name = telling(&words(name));
    let held = name.iter().filter(|word| wanted.contains(word)).count();
    let whole = held > 0 && held == name.len();
    let enough = match held {
        1 => wanted.len() == 1,
        _ => held * 2 >= wanted.len(),
    };
    (whole && enough).then_some(held)
}
