//! The seal of a frozen statement: which bytes it covers, and how people compare a key.
//!
//! It covers the number and the BLAKE3 of every file, so that each can be checked without the
//! others. Signing and checking are done where keys are held.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::{Deserialize, Serialize};

/// What is signed begins so: a signature made for this serves nothing else.
const CONTEXT: &str = "PLUS relevé v1";

/// The seal, as kept beside a statement and given with its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sceau {
    /// Number of the statement.
    pub number: String,
    /// BLAKE3 of each file, by format, in lower-case hexadecimal.
    pub files: BTreeMap<String, String>,
    /// ed25519 public key, in lower-case hexadecimal.
    pub key: String,
    /// ed25519 signature, in lower-case hexadecimal.
    pub signature: String,
}

impl Sceau {
    /// The bytes that are signed: one line a field, none of which can hold a line break.
    pub fn text(number: &str, files: &BTreeMap<String, String>) -> Vec<u8> {
        let mut text = format!("{CONTEXT}\n{number}");
        for (format, hash) in files {
            // Writing to a string cannot fail.
            let _written = write!(text, "\n{format} {hash}");
        }
        text.into_bytes()
    }

    /// The format of a file of these bytes, by its hash; nothing: it is none of them.
    pub fn format_of(&self, hash: &str) -> Option<&str> {
        let found = self.files.iter().find(|(_, known)| *known == hash);
        found.map(|(format, _)| format.as_str())
    }
}
