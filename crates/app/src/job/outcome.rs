//! What came out of a job, kept with it as JSON and shown on its page.

use plus_store::job::State;
use serde::{Deserialize, Serialize};

/// The end of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "genre", rename_all = "kebab-case")]
pub enum Outcome {
    /// Statements.
    Releves(Releves),
    /// Somebody stopped it.
    Interrompu,
    /// Given up after several tries; the causes are in the log.
    Abandonne,
}

/// What became of the statements of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releves {
    /// The month.
    pub month: String,
    /// Numbers issued now.
    pub issued: Vec<String>,
    /// Numbers that stood already, unchanged.
    pub already: Vec<String>,
    /// Sentences: what was not issued, and why.
    pub told: Vec<String>,
}

impl Outcome {
    /// The state that it leaves its job in.
    pub fn state(&self) -> State {
        match self {
            Self::Releves(_) => State::Done,
            Self::Interrompu => State::Cancelled,
            Self::Abandonne => State::Failed,
        }
    }

    /// As kept.
    pub fn write(&self) -> String {
        serde_json::to_string(self)
            .expect("outcomes hold only text, numbers and lists, which JSON writes")
    }

    /// As kept, read; nothing while the job runs.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
