//! Everyday questions: how people tell the situation that a document answers.
//!
//! Our own sentences (`data/lexique/questions.tsv`), written for official documents. They help to
//! find a document and are never shown. They count twice: together, as one more field of their
//! document; and each alone, so that a sentence close to one of them wins clearly. Words that
//! mean nearly the same in daily life (`data/lexique/proches.txt`) stand for one another here,
//! and only here. They are joined to a pack when it is opened: it need not be imported again.

mod data;
mod near;

use std::collections::{BTreeMap, BTreeSet};

pub use self::data::{Question, QuestionFault, QuestionProblem};
use super::query::{Alternative, Group};
use super::slate::Slate;
use super::weights::Weights;

/// The questions of the documents of a pack.
pub(super) struct Questions {
    /// Questions that hold a term, in order.
    holders: BTreeMap<Box<str>, Vec<u32>>,
    /// Number of the document of each question, and what all its terms weigh.
    questions: Vec<(u32, f32)>,
    /// Terms of the questions of each document, and their mean.
    lengths: BTreeMap<u32, f32>,
    mean_length: f32,
    /// Folded words, with how many documents use them.
    words: BTreeMap<String, u32>,
}

impl Questions {
    /// The project's questions of these documents, given by number; those of others are left
    /// out.
    pub fn ours<'a>(documents: impl Iterator<Item = &'a str>) -> Self {
        Self::new(data::ours(), documents)
    }

    fn new<'a>(all: &[Question], documents: impl Iterator<Item = &'a str>) -> Self {
        let mut made = Self {
            holders: BTreeMap::new(),
            questions: Vec::new(),
            lengths: BTreeMap::new(),
            mean_length: 1.0,
            words: BTreeMap::new(),
        };
        for (number, id) in (0_u32..).zip(documents) {
            let from = all.partition_point(|it| it.id.as_str() < id);
            let own = all[from..].iter().take_while(|it| it.id == id);
            let mut words = BTreeSet::new();
            for question in own {
                made.add(number, question);
                words.extend(&question.words);
            }
            for word in words {
                *made.words.entry(word.clone()).or_default() += 1;
            }
        }
        made.weigh();
        made
    }

    fn add(&mut self, document: u32, question: &Question) {
        let Ok(at) = u32::try_from(self.questions.len()) else {
            return;
        };
        self.questions.push((document, 0.0));
        *self.lengths.entry(document).or_default() += question.terms.len() as f32;
        for term in &question.terms {
            let holders = self.holders.entry(term.as_str().into()).or_default();
            holders.push(at);
        }
    }

    /// Sums what the terms of each question weigh, once all are known.
    fn weigh(&mut self) {
        for holders in self.holders.values() {
            let rarity = rarity(self.questions.len(), holders.len());
            for at in holders {
                self.questions[*at as usize].1 += rarity;
            }
        }
        let sum: f32 = self.lengths.values().sum();
        self.mean_length = (sum / self.lengths.len().max(1) as f32).max(1.0);
    }

    /// Folded words, with how many documents use them.
    pub const fn words(&self) -> &BTreeMap<String, u32> {
        &self.words
    }

    /// How many documents have a question that holds a term.
    pub fn documents(&self, term: &str) -> u32 {
        let mut numbers = self.holders(term).iter().map(|at| self.document(*at));
        let Some(mut last) = numbers.next() else {
            return 0;
        };
        numbers.fold(1, |count, number| {
            let new = u32::from(number != last);
            last = number;
            count + new
        })
    }

    /// Adds what a term weighs in the questions of each document, taken as one field.
    pub fn add_field(&self, term: &str, weights: &Weights, slate: &mut Slate) {
        for at in self.holders(term) {
            let document = self.document(*at);
            let length = self.lengths.get(&document).copied().unwrap_or(1.0) / self.mean_length;
            let dilution = 1.0 - weights.questions_dilution + weights.questions_dilution * length;
            slate.add(document, weights.questions / dilution, 0.0);
        }
    }

    /// Raises the score of each document by its question that is nearest to the query.
    pub fn raise(&self, groups: &[Group], weights: &Weights, total: &mut [f32]) {
        let size = self.questions.len();
        let (mut slate, mut best) = (Slate::new(size), Slate::new(size));
        let mut matched = Slate::new(size);
        for group in groups {
            for alternative in &group.alternatives {
                self.alternative(alternative, weights, &mut slate, &mut best);
            }
            for (at, score, _) in best.wipe() {
                matched.add(at, group.weight * score, score);
            }
        }
        let mut raised: BTreeMap<u32, f32> = BTreeMap::new();
        for (at, score, held) in matched.wipe() {
            let (document, whole) = self.questions[at as usize];
            let share = (held / whole).min(1.0);
            let score = weights.question_alone * score * share.powf(weights.question_focus);
            let known = raised.entry(document).or_default();
            *known = known.max(score);
        }
        for (document, score) in raised {
            if let Some(total) = total.get_mut(document as usize) {
                *total += score;
            }
        }
    }

    /// Mean score of the terms of an alternative, kept when it is the best of its group.
    fn alternative(
        &self,
        alternative: &Alternative,
        weights: &Weights,
        slate: &mut Slate,
        best: &mut Slate,
    ) {
        let part = alternative.weight.min(1.0) / alternative.terms.len().max(1) as f32;
        for term in &alternative.terms {
            self.near(term, part, weights, slate);
        }
        for (at, score, _) in slate.wipe() {
            best.raise(at, score, 0.0);
        }
    }

    /// Adds a term, or the words nearest to it, to the questions that hold them.
    fn near(&self, term: &str, part: f32, weights: &Weights, slate: &mut Slate) {
        let exact = self.holders(term);
        let own = rarity(self.questions.len(), exact.len());
        for at in exact {
            slate.add(*at, part * own, 0.0);
        }
        let mut others: BTreeMap<u32, f32> = BTreeMap::new();
        for near in near::of(term) {
            let holders = self.holders(near);
            let rarity = rarity(self.questions.len(), holders.len());
            for at in holders {
                if exact.binary_search(at).is_err() {
                    let known = others.entry(*at).or_default();
                    *known = known.max(weights.near * rarity);
                }
            }
        }
        for (at, score) in others {
            slate.add(at, part * score, 0.0);
        }
    }

    fn holders(&self, term: &str) -> &[u32] {
        self.holders.get(term).map(Vec::as_slice).unwrap_or_default()
    }

    fn document(&self, at: u32) -> u32 {
        self.questions[at as usize].0
    }
}

/// Inverse frequency of a term among the questions.
fn rarity(questions: usize, holders: usize) -> f32 {
    let (all, known) = (questions as f32, holders as f32);
    (1.0 + (all - known + 0.5) / (known + 0.5)).ln()
}
