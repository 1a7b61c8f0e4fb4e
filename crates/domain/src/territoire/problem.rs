//! What is wrong in the files of a territory, said to the person who wrote them.
//!
//! Everything is gathered before anything is refused: a coordinator who mends a
//! file sees all that remains to be mended. Nothing here decides what is wrong.

use std::{cell::RefCell, fmt};

/// A place in a file: where a thing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// Path of the file inside the territory, such as `partenaires.toml`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1, when it is known.
    pub column: Option<u32>,
}

impl At {
    /// The beginning of a file: also where a missing file is reported.
    pub fn start_of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: 1,
            column: None,
        }
    }
}

/// One thing to mend, in French: what is wrong, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the file inside the territory.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1, when it is known.
    pub column: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        write!(f, ": {} — {}", self.message, self.remedy)
    }
}

impl std::error::Error for Problem {}

/// The problems met so far. Shared by every reader of one territory.
#[derive(Debug, Default)]
pub(crate) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    /// Notes a problem.
    pub(crate) fn add(&self, at: At, message: impl Into<String>, remedy: impl Into<String>) {
        self.0.borrow_mut().push(Problem {
            file: at.file,
            line: at.line,
            column: at.column,
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    /// Whether a file already has a problem: what it defines may then be unread,
    /// and saying that it does not exist would be a false alarm.
    pub(crate) fn concern(&self, file: &str) -> bool {
        self.0.borrow().iter().any(|problem| problem.file == file)
    }

    /// All problems, in the order of the files and lines, without repetition.
    pub(crate) fn into_sorted(self) -> Vec<Problem> {
        let mut list = self.0.into_inner();
        list.sort_by(|a, b| {
            (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message))
        });
        list.dedup();
        list
    }
}

/// A value and where it was written, kept until the links between files are checked.
#[derive(Debug, Clone)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) at: At,
}
