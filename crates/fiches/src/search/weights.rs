//! What counts how much: the numbers of the search, in one place.
//!
//! Chosen on the development queries and on half of `tests/data/requetes.tsv`, each by moving
//! it alone and keeping what helped both sets; never for one query. All stand on a plateau:
//! a fifth more or less changes nDCG@10 by less than a hundredth.

/// Weights of a query and of the reranking.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    /// An official wording against the word typed, when it is added to it.
    pub synonym: f32,
    /// Words typed, when a saying replaces them.
    pub literal: f32,
    /// Each wording of a saying against the one before.
    pub next: f32,
    /// How a saying grows with its words: weight = words ^ this.
    pub length: f32,
    /// How much a wording found in part loses: score × share ^ this.
    pub whole: f32,
    /// A title that the query covers wholly: ×(1 + this).
    pub title: f32,
    /// What remains of a document that holds next to nothing of the query.
    pub floor: f32,
    /// Links received: ×(1 + this × ln(1 + links)).
    pub links: f32,
    /// Dossiers.
    pub dossier: f32,
    /// Fiches that answer one question rather than tell a subject.
    pub question: f32,
    /// Fiches of civil servants, when the query does not speak of them.
    pub civil_service: f32,
    /// What a word that no title uses weighs.
    pub small_talk: f32,
    /// The questions of a document, as one of its fields.
    pub questions: f32,
    /// The question nearest to the query, added to the score.
    pub question_alone: f32,
    /// How much it loses by what it lacks of the query: score × share found ^ this.
    pub question_found: f32,
    /// Least that the words of a question weigh: a short one would soon be found whole.
    pub question_least: f32,
    /// Official wordings and corrections against the words typed, in questions.
    pub question_meant: f32,
    /// A word of a question that means nearly what was typed.
    pub near: f32,
    /// Words beyond the first that make a sentence of a query: a question answers a sentence.
    pub sentence: f32,
    /// What questions still weigh in a query of a word or two.
    pub brief: f32,
}

/// The weights in use.
pub(super) const CHOSEN: Weights = Weights {
    synonym: 0.75,
    literal: 0.5,
    next: 0.9,
    length: 0.5,
    whole: 0.5,
    title: 1.5,
    floor: 0.6,
    links: 0.15,
    dossier: 1.2,
    question: 0.95,
    civil_service: 0.75,
    small_talk: 0.5,
    questions: 8.0,
    question_alone: 2.0,
    question_found: 0.5,
    question_least: 30.0,
    question_meant: 0.6,
    near: 0.75,
    sentence: 5.0,
    brief: 0.2,
};
