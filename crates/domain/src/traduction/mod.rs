//! What is said in other languages for sentences written in French.
//!
//! A memory: one line for each French sentence, wherever it stands. A sentence
//! that changes no longer finds its line and is said in French: a translation is
//! never that of another text. Nothing here translates, and nothing opens a file.

mod common;
mod memory;
mod read;
pub mod review;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use common::common;
pub use memory::{Memory, Said};
pub(crate) use read::read;
pub use read::{Identity, read_file};

/// Where a line stands in its review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Written, read by nobody.
    Brouillon,
    /// Its language was read by somebody who speaks it.
    Relu,
    /// Heard and understood.
    Valide,
}

impl State {
    /// Every state, in the order of the work.
    pub const ALL: [Self; 3] = [Self::Brouillon, Self::Relu, Self::Valide];

    /// Stable word, as files write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Brouillon => "brouillon",
            Self::Relu => "relu",
            Self::Valide => "valide",
        }
    }

    /// The state of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// How sure the words of a line are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trust {
    /// Found as such in a source.
    A,
    /// Made by rule from words found in sources.
    B,
    /// A guess: said in French until somebody has read it.
    C,
}

impl Trust {
    /// The letter of files.
    pub fn code(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::A, Self::B, Self::C]
            .into_iter()
            .find(|trust| trust.code() == code)
    }
}

/// Who read a line, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Agreed initials.
    pub who: String,
    /// Day.
    pub when: Date,
}

/// One French sentence in another language, with its review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traduction {
    /// Tag of the language (`en`, `gcf-MQ`).
    pub language: String,
    /// Key of the text, or what the sentence is: `titre`, `papier`, `cout`…
    pub key: String,
    /// The French that it translates.
    pub french: String,
    /// In the language.
    pub text: String,
    /// How sure its words are, where the file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// Where its words come from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Where its review stands.
    pub state: State,
    /// Who read it, unless nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Doubts, refusals.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Traduction {
    /// Whether it may be shown: a guess waits for a reader.
    pub fn is_shown(&self) -> bool {
        self.trust != Some(Trust::C) || self.state != State::Brouillon
    }

    /// Eight signs made from both texts: a review notes them, so that a text
    /// changed afterwards is seen (FNV-1a, 32 bits).
    pub fn fingerprint(&self) -> String {
        let both = format!("{}\t{}", self.french, self.text);
        let mixed = both.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        format!("{mixed:08x}")
    }
}
