//! What must be mended, in French sentences: for the screen, the report of a job
//! and the command line alike.

use plus_domain::visite::import::BadLine;
use serde::{Deserialize, Serialize};

use super::ImportError;
use crate::web::text::{Argument, Texts};

/// Lines told; the others are counted.
const TOLD: usize = 1_000;

/// Why a file is not imported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why the file as a whole, empty when its lines are the matter.
    pub reason: String,
    /// How many lines must be mended.
    pub count: usize,
    /// What must be mended in them, in the order of the file.
    pub lines: Vec<Mend>,
    /// Lines to mend that are not told.
    pub more: usize,
}

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// Line of the file.
    pub line: u64,
    /// Name of the column, empty when it is the whole line.
    pub column: String,
    /// The sentence.
    pub reason: String,
}

impl Refusal {
    /// Puts a failed check into words.
    ///
    /// # Errors
    /// What failed is not the file.
    pub fn of(error: ImportError, texts: &Texts) -> Result<Self, ImportError> {
        match error {
            ImportError::File(why) => Ok(Self {
                reason: texts.get(why.key()),
                ..Self::default()
            }),
            ImportError::Lines(bad) => Ok(Self {
                reason: String::new(),
                count: bad.len(),
                lines: bad
                    .iter()
                    .take(TOLD)
                    .flat_map(|b| Mend::all(b, texts))
                    .collect(),
                more: bad.len().saturating_sub(TOLD),
            }),
            other => Err(other),
        }
    }
}

impl Mend {
    /// Everything to mend in a line, in words.
    pub fn all(bad: &BadLine, texts: &Texts) -> Vec<Self> {
        let errors = bad.errors.0.iter();
        errors
            .map(|error| {
                let args = error.args.iter();
                let args = args.map(|(name, value)| ((*name).into(), value.value()));
                Self {
                    line: bad.line,
                    column: error.field.clone(),
                    reason: texts.get_with(error.key, &args.collect()),
                }
            })
            .collect()
    }
}
