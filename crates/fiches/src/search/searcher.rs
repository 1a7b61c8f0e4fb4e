//! Answering a query: understand it, score, rerank, show why.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tantivy::columnar::ColumnValues;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, SegmentReader};

use super::analysis::{analyzer, terms};
use super::correction::Vocabulary;
use super::directory::ReadOnly;
use super::fold::fold;
use super::index::{ENTRY, tokenizers};
use super::lexicon::Lexicon;
use super::query::{Group, Reader};
use super::scoring::{Fields, Scores};
use super::snippet::Part;
use super::weights::Weights;
use crate::model::DocumentKind;
use crate::pack::{Entry, PackError};

/// How many documents are reranked.
const RERANKED: usize = 80;

/// A result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Identifier of the document.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Title of its theme, if known.
    pub theme: Option<String>,
    /// A passage, with the words that answer the query marked.
    pub snippet: Vec<Part>,
    /// Score; only its order means something.
    pub score: f32,
}

/// Ranked documents, before they are dressed as results.
pub(crate) struct Ranking {
    /// Rank among the entries, and score, best first.
    pub found: Vec<(usize, f32)>,
    /// Terms that answer the query.
    pub terms: BTreeSet<String>,
}

/// The open index of a pack.
pub(crate) struct Searcher {
    fields: Fields,
    entries: Arc<dyn ColumnValues<u64>>,
    vocabulary: Vocabulary,
    analyzer: TextAnalyzer,
    weights: Weights,
}

impl Searcher {
    /// Opens an index and its vocabulary.
    pub fn open(index: &Path, vocabulary: &Path) -> Result<Self, PackError> {
        let mut index = Index::open(ReadOnly::open(index)?)?;
        index.set_tokenizers(tokenizers());
        let segments = index.searchable_segments()?;
        let [segment] = segments.as_slice() else {
            return Err(PackError::Index(format!("{} segments", segments.len())));
        };
        let segment = SegmentReader::open(segment)?;
        let weights = Weights::chosen();
        Ok(Self {
            fields: Fields::open(&segment, weights.clone())?,
            entries: segment.fast_fields().column_first_or_default(ENTRY)?,
            vocabulary: Vocabulary::open(vocabulary)?,
            analyzer: analyzer(),
            weights,
        })
    }

    /// The best documents for a query.
    pub fn rank(&self, entries: &[Entry], query: &str, limit: usize) -> Result<Ranking, PackError> {
        let mut reader = Reader {
            analyzer: self.analyzer.clone(),
            vocabulary: &self.vocabulary,
            lexicon: Lexicon::ours(),
            holds: &|term| self.fields.hold(term),
            weights: &self.weights,
        };
        let groups = reader.groups(query);
        let terms = groups
            .iter()
            .flat_map(|it| &it.alternatives)
            .flat_map(|it| &it.terms);
        let terms: BTreeSet<String> = terms.cloned().collect();
        if groups.is_empty() {
            return Ok(Ranking {
                found: Vec::new(),
                terms,
            });
        }
        let scores = self.fields.scores(&groups)?;
        let mut reranking = Reranking {
            groups: &groups,
            folded: fold(query),
            analyzer: self.analyzer.clone(),
            weights: &self.weights,
        };
        let mut found: Vec<(usize, f32)> = best(&scores, RERANKED.max(limit))
            .into_iter()
            .filter_map(|at| {
                let number = u32::try_from(at).ok()?;
                let entry = usize::try_from(self.entries.get_val(number)).ok()?;
                let score = scores.total[at]
                    * reranking.factor(entries.get(entry)?, entries, scores.coverage[at]);
                Some((entry, score))
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        Ok(Ranking { found, terms })
    }
}

/// Numbers of the best documents, best first.
fn best(scores: &Scores, limit: usize) -> Vec<usize> {
    let mut found: Vec<usize> = (0..scores.total.len())
        .filter(|at| scores.total[*at] > 0.0)
        .collect();
    found.sort_by(|a, b| scores.total[*b].total_cmp(&scores.total[*a]).then(a.cmp(b)));
    found.truncate(limit);
    found
}

/// What lifts or lowers a document beyond its words.
struct Reranking<'a> {
    groups: &'a [Group],
    folded: String,
    analyzer: TextAnalyzer,
    weights: &'a Weights,
}

/// What marks a document for civil servants.
const CIVIL_SERVICE: &[&str] = &["fonction publique", "fonctionnaire", "agent public"];

impl Reranking<'_> {
    fn factor(&mut self, entry: &Entry, entries: &[Entry], coverage: f32) -> f32 {
        let dossier = entry.kind == DocumentKind::Dossier;
        let mut factor = 1.0 + self.weights.title * self.title_share(&entry.title);
        factor *= self.weights.floor + (1.0 - self.weights.floor) * coverage;
        factor *= 1.0 + self.weights.links * (1.0 + entry.linked_from as f32).ln();
        if dossier {
            factor *= self.weights.dossier;
        }
        if dossier && fold(&entry.title) == self.folded {
            // What the reader typed is the name of a dossier: nothing can be nearer.
            factor *= 100.0;
        }
        if self.is_for_civil_servants(entry, entries) {
            factor *= self.weights.civil_service;
        }
        factor
    }

    /// Share of the title that answers the query, from 0 to 1; an official wording or a
    /// correction counts what it weighs, and for as much of it as the title holds.
    fn title_share(&mut self, title: &str) -> f32 {
        let title = terms(&mut self.analyzer, title);
        let mut shares = vec![0.0_f32; title.len()];
        for alternative in self.groups.iter().flat_map(|group| &group.alternatives) {
            let held = alternative.terms.iter().filter(|it| title.contains(it));
            let whole = held.count() as f32 / alternative.terms.len() as f32;
            for (share, term) in shares.iter_mut().zip(&title) {
                if alternative.terms.contains(term) {
                    *share = share.max(alternative.weight * whole);
                }
            }
        }
        shares.iter().sum::<f32>() / title.len().max(1) as f32
    }

    /// Fiches of civil servants stand back, unless the query speaks of them.
    fn is_for_civil_servants(&self, entry: &Entry, entries: &[Entry]) -> bool {
        let marked = |text: &str| {
            let text = fold(text);
            CIVIL_SERVICE.iter().any(|mark| text.contains(mark))
        };
        let parent = entry.parents.first().and_then(|id| find(entries, id));
        !marked(&self.folded)
            && (marked(&entry.title) || parent.is_some_and(|it| marked(&it.title)))
    }
}

/// The entry of an identifier.
pub(crate) fn find<'a>(entries: &'a [Entry], id: &str) -> Option<&'a Entry> {
    let at = entries
        .binary_search_by(|entry| entry.id.as_str().cmp(id))
        .ok()?;
    entries.get(at)
}
