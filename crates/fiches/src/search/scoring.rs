//! Scores: BM25F, the fields of a document weighed together before saturation.
//!
//! A word found in the title, the description and the body counts once, strongly, rather than
//! three times. Alternatives of a group do not add up: the best one counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::index::FIELDS;
use super::query::{Alternative, Group};
use super::questions::Questions;
use super::slate::Slate;
use super::weights::Weights;
use crate::pack::PackError;

/// Saturation: how fast repeating a word stops paying. Weighed frequencies reach 9 when a word
/// is in every field, so this is to them what the usual 1.2 is to plain ones.
const SATURATION: f32 = 6.0;

/// From this share of the documents that hold a word having it in their title, the word names
/// a subject.
const TOPICAL: f32 = 0.1;

/// The fields of the index, open.
pub(super) struct Fields {
    open: Vec<OpenField>,
    questions: Questions,
    documents: u32,
    weights: &'static Weights,
}

/// What is known of a term, read once for a query.
struct Known {
    rarity: f32,
    /// Documents that hold it, and its saturated frequency there.
    held: Vec<(u32, f32)>,
}

struct OpenField {
    field: Field,
    index: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    mean_length: f32,
    weight: f32,
    dilution: f32,
}

/// Scores of the documents of the index, by their number in it.
pub(super) struct Scores {
    pub total: Vec<f32>,
    /// Share of the query found, from 0 to 1: rare words count more than common ones.
    pub coverage: Vec<f32>,
}

impl Fields {
    pub fn open(
        segment: &SegmentReader,
        questions: Questions,
        weights: &'static Weights,
    ) -> Result<Self, PackError> {
        let documents = segment.max_doc();
        let mut fields = Vec::new();
        for known in FIELDS {
            let field = segment.schema().get_field(known.name)?;
            let index = segment.inverted_index(field)?;
            let mean_length = index.total_num_tokens() as f32 / documents.max(1) as f32;
            fields.push(OpenField {
                field,
                lengths: segment.get_fieldnorms_reader(field)?,
                mean_length: mean_length.max(1.0),
                index,
                weight: known.weight,
                dilution: known.dilution,
            });
        }
        Ok(Self {
            open: fields,
            questions,
            documents,
            weights,
        })
    }

    /// Whether some document holds a term.
    pub fn hold(&self, term: &str) -> bool {
        self.open.iter().any(|field| field.documents(term) > 0)
            || self.questions.documents(term) > 0
    }

    /// Scores of every document for the groups of a query.
    pub fn scores(&self, groups: &[Group]) -> Result<Scores, PackError> {
        let size = self.documents as usize;
        let mut scores = Scores {
            total: vec![0.0; size],
            coverage: vec![0.0; size],
        };
        let known = self.known(groups)?;
        let weights: Vec<f32> = groups.iter().map(|group| rarity(group, &known)).collect();
        let all: f32 = weights.iter().sum();
        let (mut slate, mut best) = (Slate::new(size), Slate::new(size));
        for (group, weight) in groups.iter().zip(weights) {
            for alternative in &group.alternatives {
                self.alternative(alternative, &known, &mut slate, &mut best);
            }
            for (at, score, share) in best.wipe() {
                scores.total[at as usize] += group.weight * score;
                scores.coverage[at as usize] += share * weight / all;
            }
        }
        self.questions
            .raise(groups, self.weights, &mut scores.total);
        Ok(scores)
    }

    /// Every term of a query.
    fn known<'a>(&self, groups: &'a [Group]) -> Result<BTreeMap<&'a str, Known>, PackError> {
        let mut known = BTreeMap::new();
        let mut slate = Slate::new(self.documents as usize);
        let alternatives = groups.iter().flat_map(|it| &it.alternatives);
        for term in alternatives.flat_map(|it| &it.terms) {
            if !known.contains_key(term.as_str()) {
                known.insert(term.as_str(), self.term(term, &mut slate)?);
            }
        }
        Ok(known)
    }

    fn term(&self, term: &str, slate: &mut Slate) -> Result<Known, PackError> {
        for field in &self.open {
            field.add(term, slate)?;
        }
        self.questions.add_field(term, self.weights, slate);
        let held = slate
            .wipe()
            .map(|(at, frequency, _)| (at, frequency / (SATURATION + frequency)));
        Ok(Known {
            held: held.collect(),
            rarity: self.term_rarity(term),
        })
    }

    /// Mean score of the terms of an alternative, kept when it is the best of its group: a
    /// wording of two words found whole weighs as much as one word; found in part, it loses more
    /// than the missing part.
    fn alternative(
        &self,
        alternative: &Alternative,
        known: &BTreeMap<&str, Known>,
        slate: &mut Slate,
        best: &mut Slate,
    ) {
        let mut all = 0.0;
        let part = alternative.weight / alternative.terms.len().max(1) as f32;
        for term in &alternative.terms {
            let Some(term) = known.get(term.as_str()) else {
                continue;
            };
            all += term.rarity;
            for (at, presence) in &term.held {
                slate.add(*at, part * term.rarity * presence, term.rarity);
            }
        }
        for (at, score, held) in slate.wipe() {
            let whole = held / all;
            let score = score * whole.powf(self.weights.whole);
            best.raise(at, score, whole * alternative.weight.min(1.0));
        }
    }

    /// How much a term names a subject rather than just being said: a word that titles never
    /// use (« tombé », « reçu ») weighs less, so that the small talk of a sentence does not
    /// drown its subject.
    fn topicality(&self, term: &str, known: u32) -> f32 {
        let in_titles = self.open.first().map_or(0, |titles| titles.documents(term));
        let share = in_titles as f32 / (TOPICAL * known.max(1) as f32);
        let least = self.weights.small_talk;
        least + (1.0 - least) * share.min(1.0)
    }

    /// Inverse document frequency over the field that knows the term best, lowered for small
    /// talk.
    fn term_rarity(&self, term: &str) -> f32 {
        let known = self
            .open
            .iter()
            .map(|field| field.documents(term))
            .chain([self.questions.documents(term)])
            .max()
            .unwrap_or(0);
        let rarity = (self.documents as f32 - known as f32 + 0.5) / (known as f32 + 0.5);
        (1.0 + rarity).ln() * self.topicality(term, known)
    }
}

/// Rarity of the rarest term of a group.
fn rarity(group: &Group, known: &BTreeMap<&str, Known>) -> f32 {
    let terms = group.alternatives.iter().flat_map(|it| &it.terms);
    let rarities = terms.filter_map(|term| known.get(term.as_str()).map(|it| it.rarity));
    group.weight * rarities.fold(0.0, f32::max).max(f32::EPSILON)
}

impl OpenField {
    fn documents(&self, term: &str) -> u32 {
        self.index
            .doc_freq(&Term::from_field_text(self.field, term))
            .unwrap_or(0)
    }

    fn add(&self, term: &str, slate: &mut Slate) -> Result<(), PackError> {
        let term = Term::from_field_text(self.field, term);
        let Some(mut postings) = self
            .index
            .read_postings(&term, IndexRecordOption::WithFreqs)?
        else {
            return Ok(());
        };
        let mut document = postings.doc();
        while document != TERMINATED {
            let length = self.lengths.fieldnorm(document) as f32 / self.mean_length;
            let dilution = 1.0 - self.dilution + self.dilution * length;
            let frequency = postings.term_freq() as f32;
            slate.add(document, self.weight * frequency / dilution, 0.0);
            document = postings.advance();
        }
        Ok(())
    }
}
