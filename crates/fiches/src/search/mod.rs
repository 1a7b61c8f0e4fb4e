//! Search in everyday French: accents, elisions, misspellings, everyday words.
//!
//! Never « all the words »: each word of the query makes a *group* (the word, its synonyms, its
//! corrections); documents are ranked by what they hold, then by how much of their title and of
//! the query is covered. Figures and reasons: `data/README.md` of this crate.

mod analysis;
mod correction;
mod directory;
mod fold;
mod index;
mod lexicon;
mod phonetic;
mod prompt;
mod query;
mod questions;
mod scoring;
mod searcher;
mod slate;
mod snippet;
mod spelling;
mod titles;
mod weights;

pub(crate) use self::analysis::analyzer;
pub use self::analysis::is_telling;
pub use self::fold::fold;
pub(crate) use self::index::IndexWriter;
pub use self::lexicon::{Fault, Language, Lexicon, Problem};
pub use self::prompt::{Name, Prompter};
pub use self::questions::{Question, QuestionFault, QuestionProblem};
pub use self::searcher::{Hit, Understood};
pub(crate) use self::searcher::{Searcher, find};
pub use self::snippet::Part;
pub(crate) use self::snippet::{Wanted, mark, matches};
