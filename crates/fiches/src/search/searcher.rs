//! Answering a query: understand it, score, rerank, show why.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tantivy::columnar::ColumnValues;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, SegmentReader};

use super::analysis::analyzer;
use super::correction::Vocabulary;
use super::directory::ReadOnly;
use super::fold::fold;
use super::index::{ENTRY, tokenizers};
use super::lexicon::{Language, Lexicon};
use super::query::{Group, Query, Reader};
use super::questions::Questions;
use super::scoring::{Fields, Scores};
use super::snippet::Part;
use super::spelling::Spelling;
use super::titles::{Title, speaks_of_civil_service};
use super::weights::{self, Weights};
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

/// What was understood of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The language of most of its words.
    pub language: Language,
    /// The query with its spelling mended, when it had to be.
    pub mended: Option<String>,
}

/// Ranked documents, before they are dressed as results.
pub(crate) struct Ranking {
    /// Rank among the entries, and score, best first.
    pub found: Vec<(usize, f32)>,
    /// Terms that answer the query.
    pub terms: BTreeSet<String>,
    /// Largest share of the query that one of them holds, from 0 to 1.
    pub coverage: f32,
    /// What was understood.
    pub understood: Understood,
}

/// The open index of a pack.
pub(crate) struct Searcher {
    fields: Fields,
    entries: Arc<dyn ColumnValues<u64>>,
    vocabulary: Vocabulary,
    analyzer: TextAnalyzer,
    titles: Vec<Title>,
    spelling: Spelling,
    weights: &'static Weights,
}

impl Searcher {
    /// Opens an index and its vocabulary.
    pub fn open(index: &Path, vocabulary: &Path, heads: &[Entry]) -> Result<Self, PackError> {
        let mut index = Index::open(ReadOnly::open(index)?)?;
        index.set_tokenizers(tokenizers());
        let segments = index.searchable_segments()?;
        let [segment] = segments.as_slice() else {
            return Err(PackError::Index(format!("{} segments", segments.len())));
        };
        let segment = SegmentReader::open(segment)?;
        let entries = segment.fast_fields().column_first_or_default(ENTRY)?;
        let ids = (0..segment.max_doc()).map(|number| {
            let entry = usize::try_from(entries.get_val(number)).unwrap_or(usize::MAX);
            heads.get(entry).map_or("", |head| head.id.as_str())
        });
        let questions = Questions::ours(ids);
        let vocabulary = Vocabulary::open(vocabulary, questions.words())?;
        Ok(Self {
            fields: Fields::open(&segment, questions, &weights::CHOSEN)?,
            entries,
            vocabulary,
            titles: Title::all(heads, &mut analyzer()),
            spelling: Spelling::of(heads.iter().map(|head| head.title.as_str())),
            analyzer: analyzer(),
            weights: &weights::CHOSEN,
        })
    }

    /// Whether the content or the lexicon knows a folded word.
    pub fn knows(&self, lexicon: &Lexicon, word: &str) -> bool {
        self.vocabulary.contains(word)
            || Language::ALL
                .iter()
                .any(|language| lexicon.knows(*language, &language.key(word)))
    }

    /// The best documents for a query.
    pub fn rank(
        &self,
        entries: &[Entry],
        query: &str,
        limit: usize,
        lexicon: &Lexicon,
    ) -> Result<Ranking, PackError> {
        let mut reader = Reader {
            analyzer: self.analyzer.clone(),
            vocabulary: &self.vocabulary,
            lexicon,
            holds: &|term| self.fields.hold(term),
            weights: self.weights,
        };
        let Query {
            groups,
            language,
            mended,
            unknown,
        } = reader.read(query);
        let understood = Understood {
            language,
            mended: self.spelling.mend(query, &mended),
        };
        let terms = groups
            .iter()
            .flat_map(|it| &it.alternatives)
            .flat_map(|it| &it.terms);
        let terms: BTreeSet<String> = terms.cloned().collect();
        if groups.is_empty() {
            return Ok(Ranking {
                found: Vec::new(),
                terms,
                coverage: 0.0,
                understood,
            });
        }
        let scores = self.fields.scores(&groups)?;
        let reranking = Reranking {
            groups: &groups,
            folded: fold(query),
            weights: self.weights,
        };
        let mut found: Vec<(usize, f32)> = best(&scores, RERANKED.max(limit))
            .into_iter()
            .filter_map(|at| {
                let number = u32::try_from(at).ok()?;
                let entry = usize::try_from(self.entries.get_val(number)).ok()?;
                let (title, links) = (self.titles.get(entry)?, entries.get(entry)?.linked_from);
                let factor = reranking.factor(title, links, scores.coverage[at]);
                let score = scores.total[at] * factor;
                Some((entry, score))
            })
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        // The order of the answers does not change for words that none of them holds; how well
        // the query is answered does.
        let asked = (groups.len() + unknown) as f32;
        let found_of_known = scores.coverage.iter().copied().fold(0.0, f32::max);
        let coverage = found_of_known * groups.len() as f32 / asked;
        Ok(Ranking {
            found,
            terms,
            coverage,
            understood,
        })
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
    weights: &'a Weights,
}

impl Reranking<'_> {
    fn factor(&self, title: &Title, links: u32, coverage: f32) -> f32 {
        let weights = self.weights;
        let mut factor = 1.0 + weights.title * title.share(self.groups);
        factor *= weights.floor + (1.0 - weights.floor) * coverage;
        factor *= 1.0 + weights.links * (1.0 + links as f32).ln();
        if title.dossier {
            factor *= weights.dossier;
        }
        if title.question {
            factor *= weights.question;
        }
        if title.dossier && title.folded == self.folded {
            // What the reader typed is the name of a dossier: nothing can be nearer.
            factor *= 100.0;
        }
        if title.civil_service && !speaks_of_civil_service(&self.folded) {
            factor *= weights.civil_service;
        }
        factor
    }
}

/// The entry of an identifier.
pub(crate) fn find<'a>(entries: &'a [Entry], id: &str) -> Option<&'a Entry> {
    let at = entries
        .binary_search_by(|entry| entry.id.as_str().cmp(id))
        .ok()?;
    entries.get(at)
}
