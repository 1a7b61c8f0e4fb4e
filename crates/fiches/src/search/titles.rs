//! Titles, read once when a pack is opened: what the reranking asks of every candidate.

use tantivy::tokenizer::TextAnalyzer;

use super::analysis::terms;
use super::fold::fold;
use super::query::Group;
use super::searcher::find;
use crate::model::DocumentKind;
use crate::pack::Entry;

/// What marks a document for civil servants.
const CIVIL_SERVICE: &[&str] = &["fonction publique", "fonctionnaire", "agent public"];

/// What is known of the title of an entry.
pub(super) struct Title {
    /// The whole title, folded.
    pub folded: String,
    terms: Vec<Box<str>>,
    /// Whether it is a dossier.
    pub dossier: bool,
    /// Whether it answers one question rather than tells a subject.
    pub question: bool,
    /// Whether it is for civil servants.
    pub civil_service: bool,
}

impl Title {
    /// The titles of all entries, in their order.
    pub fn all(entries: &[Entry], analyzer: &mut TextAnalyzer) -> Vec<Self> {
        let title = |entry: &Entry| Self::of(entry, entries, analyzer);
        entries.iter().map(title).collect()
    }

    fn of(entry: &Entry, entries: &[Entry], analyzer: &mut TextAnalyzer) -> Self {
        let parent = entry.parents.first().and_then(|id| find(entries, id));
        let civil_service = speaks_of_civil_service(&fold(&entry.title))
            || parent.is_some_and(|it| speaks_of_civil_service(&fold(&it.title)));
        Self {
            folded: fold(&entry.title),
            terms: terms(analyzer, &entry.title)
                .into_iter()
                .map(Into::into)
                .collect(),
            dossier: entry.kind == DocumentKind::Dossier,
            question: entry.label.starts_with("Fiche Question-réponse"),
            civil_service,
        }
    }

    /// Share of the title that answers the query, from 0 to 1; an official wording or a
    /// correction counts what it weighs, and for as much of it as the title holds.
    pub fn share(&self, groups: &[Group]) -> f32 {
        let mut shares = vec![0.0_f32; self.terms.len()];
        for alternative in groups.iter().flat_map(|group| &group.alternatives) {
            let is_held = |term: &&String| self.terms.iter().any(|it| **it == ***term);
            let held = alternative.terms.iter().filter(is_held).count();
            if held == 0 {
                continue;
            }
            let whole = held as f32 / alternative.terms.len() as f32;
            for (share, term) in shares.iter_mut().zip(&self.terms) {
                if alternative.terms.iter().any(|it| **it == **term) {
                    *share = share.max(alternative.weight * whole);
                }
            }
        }
        shares.iter().sum::<f32>() / shares.len().max(1) as f32
    }
}

/// Whether a folded text speaks of the civil service.
pub(super) fn speaks_of_civil_service(folded: &str) -> bool {
    CIVIL_SERVICE.iter().any(|mark| folded.contains(mark))
}
