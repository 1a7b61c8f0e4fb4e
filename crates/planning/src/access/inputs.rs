//! What a result was made from: the name of each file and the hash of its bytes.

use serde::{Deserialize, Serialize};

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    /// Its name, as the administrator knows it.
    pub name: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
}

impl Input {
    /// Names the bytes of a file.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            blake3: blake3::hash(bytes).to_hex().to_string(),
        }
    }
}
