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
use super::query::Group;
use super::slate::Slate;
use super::weights::Weights;

/// The questions of the documents of a pack.
pub(super) struct Questions {
    /// Questions that hold a term, in order.
    holders: BTreeMap<Box<str>, Vec<u32>>,
    /// Number of the document of each question, and what all its terms weigh.
    each: Vec<(u32, f32)>,
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
            each: Vec::new(),
            words: BTreeMap::new(),
        };
        for (number, id) in (0_u32..).zip(documents) {
            let from = all.partition_point(|it| it.id.as_str() < id);
            let own = all[from..].iter().take_while(|it| it.id == id);
            let mut words = BTreeSet::new();
            for question in own {
                made.add(number, question);
                // Shorter ones would stand for anything that is mistyped.
                words.extend(
                    question
                        .words
                        .iter()
                        .filter(|word| word.chars().count() > 2),
                );
            }
            for word in words {
                *made.words.entry(word.clone()).or_default() += 1;
            }
        }
        made.weigh();
        made
    }

    fn add(&mut self, document: u32, question: &Question) {
        let Ok(at) = u32::try_from(self.each.len()) else {
            return;
        };
        self.each.push((document, 0.0));
        for term in &question.terms {
            let holders = self.holders.entry(term.as_str().into()).or_default();
            holders.push(at);
        }
    }

    /// Sums what the terms of each question weigh, once all are known.
    fn weigh(&mut self) {
        for holders in self.holders.values() {
            let rarity = rarity(self.each.len(), holders.len());
            for at in holders {
                self.each[*at as usize].1 += rarity;
            }
        }
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
            slate.add(self.document(*at), weights.questions, 0.0);
        }
    }

    /// Raises the score of each document by its question that is nearest to the query. A
    /// question is near when it holds much of the query, and the query much of it.
    pub fn raise(&self, groups: &[Group], weights: &Weights, total: &mut [f32]) {
        let asked: f32 = groups.iter().map(|group| self.asks(group)).sum();
        let mut raised: BTreeMap<u32, f32> = BTreeMap::new();
        for (at, found, held) in self.found(groups, weights).wipe() {
            let (document, whole) = self.each[at as usize];
            let share = (held / whole.max(weights.question_least)).min(1.0);
            let answered = (found / asked).min(1.0).powf(weights.question_found);
            let known = raised.entry(document).or_default();
            *known = known.max(found * share * answered);
        }
        let words = groups.len().saturating_sub(1) as f32;
        let sentence = (words / weights.sentence).clamp(weights.brief, 1.0);
        for (document, score) in raised {
            if let Some(total) = total.get_mut(document as usize) {
                *total += weights.question_alone * sentence * score;
            }
        }
    }

    /// What each question holds of a query: as the query weighs it, and as it is.
    fn found(&self, groups: &[Group], weights: &Weights) -> Slate {
        let size = self.each.len();
        let (mut slate, mut best) = (Slate::new(size), Slate::new(size));
        let mut found = Slate::new(size);
        for group in groups {
            for (rank, alternative) in group.alternatives.iter().enumerate() {
                // What was typed counts whole, even where a saying replaces it: people's own
                // words are what questions are made of.
                let meant = weights.question_meant * alternative.weight;
                let weight = if rank == 0 { 1.0 } else { meant };
                let part = weight / alternative.terms.len().max(1) as f32;
                for term in &alternative.terms {
                    self.near(term, part, weights, &mut slate);
                }
                for (at, score, _) in slate.wipe() {
                    best.raise(at, score, 0.0);
                }
            }
            for (at, score, _) in best.wipe() {
                found.add(at, group.weight * score, score);
            }
        }
        found
    }

    /// What the words typed of a group weigh.
    fn asks(&self, group: &Group) -> f32 {
        let Some(typed) = group.alternatives.first() else {
            return 0.0;
        };
        let rarity = |term: &String| rarity(self.each.len(), self.holders(term).len());
        let sum: f32 = typed.terms.iter().map(rarity).sum();
        group.weight * sum / typed.terms.len().max(1) as f32
    }

    /// Adds a term, or the word nearest to it, to the questions that hold it.
    fn near(&self, term: &str, part: f32, weights: &Weights, slate: &mut Slate) {
        let exact = self.holders(term);
        let own = rarity(self.each.len(), exact.len());
        for at in exact {
            slate.add(*at, part * own, 0.0);
        }
        let mut others: BTreeMap<u32, f32> = BTreeMap::new();
        for near in near::of(term) {
            let holders = self.holders(near);
            let rarity = weights.near * rarity(self.each.len(), holders.len());
            for at in holders {
                if exact.binary_search(at).is_err() {
                    let known = others.entry(*at).or_default();
                    *known = known.max(rarity);
                }
            }
        }
        for (at, score) in others {
            slate.add(at, part * score, 0.0);
        }
    }

    fn holders(&self, term: &str) -> &[u32] {
        self.holders
            .get(term)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn document(&self, at: u32) -> u32 {
        self.each[at as usize].0
    }
}

/// Inverse frequency of a term among the questions.
fn rarity(questions: usize, holders: usize) -> f32 {
    let (all, known) = (questions as f32, holders as f32);
    (1.0 + (all - known + 0.5) / (known + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::super::query::Alternative;
    use super::super::weights::CHOSEN;
    use super::*;

    const FILE: &str = "id\ttitre\tquestion\trelecture\n\
        F1\tUn\tMamie ne peut plus rester seule\tà relire\n\
        F1\tUn\tQui peut laver mon père\tà relire\n\
        F2\tDeux\tOn m'a coupé le courant\tà relire\n\
        F9\tNeuf\tMamie ne peut plus rester seule\tà relire\n";

    fn questions() -> Questions {
        let all = Question::parse(FILE).unwrap();
        Questions::new(&all, ["F2", "N5", "F1"].into_iter())
    }

    fn groups(terms: &[&str]) -> Vec<Group> {
        let alternative = |term: &&str| Alternative {
            terms: vec![(*term).to_owned()],
            weight: 1.0,
        };
        let group = |term| Group {
            alternatives: vec![alternative(term)],
            weight: 1.0,
        };
        terms.iter().map(group).collect()
    }

    fn raised(terms: &[&str]) -> [f32; 3] {
        let mut total = [0.0; 3];
        questions().raise(&groups(terms), &CHOSEN, &mut total);
        total
    }

    #[test]
    fn a_question_raises_its_document_alone() {
        let [cut, dossier, old] = raised(&["mam", "rest", "seul"]);
        assert!(old > 0.0 && cut == 0.0 && dossier == 0.0);
    }

    #[test]
    fn one_near_question_is_worth_more_than_words_here_and_there() {
        let [.., one] = raised(&["mam", "rest", "seul"]);
        let [.., two] = raised(&["mam", "lav", "per"]);
        assert!(one > two, "{one} {two}");
    }

    #[test]
    fn words_that_mean_nearly_the_same_count_less() {
        let [.., same] = raised(&["mam", "rest", "seul"]);
        let [.., near] = raised(&["maman", "rest", "seul"]);
        assert!(same > near && near > 0.0, "{same} {near}");
    }

    #[test]
    fn questions_of_unknown_documents_are_left_out() {
        let questions = questions();
        assert_eq!(questions.each.len(), 3);
        assert_eq!(questions.documents("mam"), 1);
        assert_eq!(questions.documents("pere"), 0);
    }

    #[test]
    fn words_of_questions_are_known() {
        assert_eq!(questions().words().get("courant"), Some(&1));
    }
}
