//! What a document says of itself: for whom, on what, where it applies, where it is filed.
//!
//! These words are part of the official file: they are shown, out of the way.

use plus_fiches::model::Document;

use super::lecture::summary;
use crate::web::page::Page;

/// The official site, for the few documents that do not give their own address.
const OFFICIAL_SITE: &str = "https://www.service-public.fr/particuliers";

/// A line: what it is about, and the official words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// « Pour qui ».
    pub label: String,
    /// « Particuliers, Locataire ».
    pub words: String,
}

/// The lines of a document, `words` being its whole text.
pub fn of(page: &Page, document: &Document, words: &str) -> Vec<About> {
    let whom: Vec<&str> = document
        .audiences
        .iter()
        .chain(&document.targets)
        .map(String::as_str)
        .collect();
    let levels: Vec<&str> = document
        .breadcrumb
        .iter()
        .map(|level| level.title.as_str())
        .collect();
    let changed = document.important_change.map(|day| page.date(day));
    let lines = [
        (
            "fiche-apropos-resume",
            page.french(unsaid_summary(document, words)),
        ),
        ("fiche-apropos-qui", page.french(&whom.join(", "))),
        ("fiche-apropos-sujet", page.french(&document.subject)),
        ("fiche-apropos-ou", page.french(&document.coverage)),
        ("fiche-apropos-rang", page.french(&levels.join(" › "))),
        ("fiche-apropos-change", changed.unwrap_or_default()),
    ];
    let said = lines.into_iter().filter(|(_, words)| !words.is_empty());
    said.map(|(key, words)| About {
        label: page.t(key),
        words,
    })
    .collect()
}

/// The summary, unless it stands above the text or says what the introduction says again.
fn unsaid_summary<'a>(document: &'a Document, words: &str) -> &'a str {
    if !summary(document).is_empty() {
        return "";
    }
    let (summary, words) = (dense(&document.description), dense(words));
    // Once as the summary itself; once more in the text.
    if summary.is_empty() || words.matches(summary.as_str()).nth(1).is_some() {
        return "";
    }
    &document.description
}

fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Page of a document on the official site.
pub fn official_url(document: &Document) -> String {
    let given = document.official_url.clone();
    given.unwrap_or_else(|| format!("{OFFICIAL_SITE}/vosdroits/{}", document.id))
}
