//! What a document says, in one word: the same as long as nothing of it changes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Pack, PackError};

/// BLAKE3 of a document as it is written in a pack, 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Pack {
    /// The fingerprint of a document; `None` when the pack has none of that identifier.
    pub fn fingerprint(&self, id: &str) -> Result<Option<Fingerprint>, PackError> {
        let Some(document) = self.document(id)? else {
            return Ok(None);
        };
        // Fields are written in the order of the type: one document has one writing.
        let written = serde_json::to_vec(&document).map_err(|_| PackError::damaged(id))?;
        let hash = blake3::hash(&written).to_hex().to_string();
        Ok(Some(Fingerprint(hash)))
    }
}
