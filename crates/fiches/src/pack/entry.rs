//! The head of a document, kept in memory for menus, results and links.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Fingerprint;
use crate::model::{Document, DocumentKind};

/// Longest summary kept, in characters: two lines of a result.
const SUMMARY: usize = 320;

/// What lists say of a document without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Identifier, such as `F1050`.
    pub id: String,
    /// What it is for the reader.
    pub kind: DocumentKind,
    /// Exact type as published.
    pub label: String,
    /// Title.
    pub title: String,
    /// Its summary, cut at a word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Identifier of its theme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Identifiers of what it hangs under, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// Day of its last modification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Date>,
    /// How many other documents link to it.
    #[serde(default)]
    pub linked_from: u32,
    /// Name of what it says; see [`super::Pack::fingerprint`] for older packs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
}

impl Entry {
    /// The head of a document; links to it are counted elsewhere.
    pub(super) fn of(document: &Document) -> Self {
        Self {
            id: document.id.clone(),
            kind: document.kind,
            label: document.label.clone(),
            title: document.title.clone(),
            summary: cut(&document.description, SUMMARY),
            theme: document.theme.clone(),
            parents: document.parents.clone(),
            updated: document.updated,
            linked_from: 0,
            fingerprint: Some(Fingerprint::of(document)),
        }
    }
}

/// The text, cut at the last word that fits and ended by an ellipsis.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let head: String = text.chars().take(longest).collect();
    let whole_words = head
        .rsplit_once(' ')
        .map_or(head.as_str(), |(words, _)| words);
    format!(
        "{}…",
        whole_words.trim_end_matches([',', ';', ':', '.', ' '])
    )
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn summaries_are_cut_between_words() {
        assert_eq!(cut("court", 10), "court");
        assert_eq!(cut("une carte, une clé", 12), "une carte…");
        assert_eq!(cut("éééééééééé", 4), "éééé…");
    }
}
